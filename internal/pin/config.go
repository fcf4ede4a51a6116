package pin

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/openapi"
)

// ConfigFile is the name of the file that lists the pins, beside them.
const ConfigFile = "pins.yaml"

// Undated is the version of the pin of API 1.0, which has no dated resource
// versions.
const Undated = "v1.0"

// Config is the content of pins.yaml.
type Config struct {
	Sources  map[string]Source
	Pins     []Pin             // in the order of the file
	families map[string]string // "GET /path below the base" -> family
}

// Source is a document that Atlas publishes.
type Source struct {
	Path     string // inside the repository mongodb/openapi, for the record
	Revision string // of that repository, for a document that does not name its own; may be empty
	Info     string // info.version of the document, by which it is recognised
	Base     string // the prefix of all its paths
	URL      string // where it can be fetched; empty when it cannot
}

// Pin names what one pinned document holds.
type Pin struct {
	Version    string // "2023-10-01" or [Undated]
	Package    string // of the client generated from it
	Source     string // key of Config.Sources
	Operations []Selected
}

// Selected is one operation that a pin holds.
type Selected struct {
	Family string
	Method string // upper case
	Path   string // whole, with the base of the source
	file   string // where pins.yaml says so
	pos    doc.Pos
}

// String returns "GET /path".
func (s Selected) String() string { return s.Method + " " + s.Path }

// APIVersion returns the version to project to. dated is false for [Undated].
func (p Pin) APIVersion() (v openapi.Version, dated bool) {
	v, err := openapi.ParseVersion(p.Version)
	return v, err == nil
}

// File is the name of the pinned document.
func (p Pin) File() string { return p.Version + ".yaml" }

// Pin returns the pin of an API version.
func (c *Config) Pin(version string) (Pin, bool) {
	i := slices.IndexFunc(c.Pins, func(p Pin) bool { return p.Version == version })
	if i < 0 {
		return Pin{}, false
	}
	return c.Pins[i], true
}

// Family returns the first family that holds an operation, or "". The path may stand below the base of any source.
func (c *Config) Family(method, path string) string {
	for _, s := range c.Sources {
		if rest, ok := strings.CutPrefix(path, s.Base); ok {
			if f := c.families[method+" "+rest]; f != "" {
				return f
			}
		}
	}
	return ""
}

// ParseConfig reads pins.yaml. Unknown keys, unknown families and sources,
// repeated versions and packages are errors with their place.
func ParseConfig(name string, data []byte) (*Config, error) {
	d, err := doc.Parse(name, data)
	if err != nil {
		return nil, err
	}
	r := reader{d: d}
	r.keys(d.Root, "sources", "families", "pins")
	c := &Config{Sources: r.sources(d.Root.Get("sources")), families: map[string]string{}}
	families := r.families(d.Root.Get("families"), c.families)
	for _, n := range r.listOf(d.Root, "pins") {
		c.Pins = append(c.Pins, r.pin(n, c, families))
	}
	if r.err == nil && len(c.Pins) == 0 {
		r.fail(d.Root, "no pins")
	}
	return c, r.err
}

// reader turns nodes into a Config and keeps the first error.
type reader struct {
	d   *doc.Document
	err error
}

type familyEntry struct {
	method, path string
	node         *doc.Node
}

var (
	packageName   = regexp.MustCompile(`^[a-z][a-z0-9]*$`)
	operationLine = regexp.MustCompile(`^(GET|PUT|POST|DELETE|PATCH|HEAD|OPTIONS) (/\S*)$`)
)

func (r *reader) sources(n *doc.Node) map[string]Source {
	out := map[string]Source{}
	for name, s := range n.All() {
		r.keys(s, "path", "revision", "info", "base", "url")
		out[name] = Source{
			Path: r.text(s, "path"), Info: r.text(s, "info"), Base: r.text(s, "base"),
			Revision: r.optional(s, "revision"), URL: r.optional(s, "url"),
		}
	}
	return out
}

// families reads the families and notes the first one of each operation.
func (r *reader) families(n *doc.Node, first map[string]string) map[string][]familyEntry {
	out := map[string][]familyEntry{}
	for name, list := range n.All() {
		for _, line := range r.list(list, name) {
			m := operationLine.FindStringSubmatch(line.Text())
			if m == nil {
				r.fail(line, "want \"METHOD /path\"")
				continue
			}
			out[name] = append(out[name], familyEntry{m[1], m[2], line})
			if key := m[1] + " " + m[2]; first[key] == "" {
				first[key] = name
			}
		}
	}
	return out
}

func (r *reader) pin(n *doc.Node, c *Config, families map[string][]familyEntry) Pin {
	r.keys(n, "version", "package", "source", "families")
	p := Pin{Version: r.text(n, "version"), Package: r.text(n, "package"), Source: r.text(n, "source")}
	if _, dated := p.APIVersion(); !dated && p.Version != Undated {
		r.fail(n.Get("version"), "version %q: want %s, YYYY-MM-DD, YYYY-MM-DD.upcoming or preview", p.Version, Undated)
	}
	if !packageName.MatchString(p.Package) {
		r.fail(n.Get("package"), "package %q: want lower-case letters and digits", p.Package)
	}
	for _, other := range c.Pins {
		if other.Version == p.Version || other.Package == p.Package {
			r.fail(n, "version %q or package %q is pinned twice", p.Version, p.Package)
		}
	}
	source, ok := c.Sources[p.Source]
	if !ok {
		r.fail(n.Get("source"), "no source %q", p.Source)
	}
	chosen := map[string]bool{}
	for _, f := range r.listOf(n, "families") {
		if chosen[f.Text()] {
			r.fail(f, "family %q is named twice", f.Text())
		}
		chosen[f.Text()] = true
		entries, ok := families[f.Text()]
		if !ok {
			r.fail(f, "no family %q", f.Text())
		}
		for _, e := range entries {
			p.Operations = append(p.Operations, Selected{
				Family: f.Text(), Method: e.method, Path: source.Base + e.path,
				file: r.d.Name, pos: e.node.Pos,
			})
		}
	}
	return p
}

func (r *reader) fail(n *doc.Node, format string, args ...any) {
	if r.err == nil {
		if n == nil {
			n = r.d.Root
		}
		r.err = r.d.Errorf(n, format, args...)
	}
}

// keys fails on a member of n that is not one of names.
func (r *reader) keys(n *doc.Node, names ...string) {
	if n == nil || n.Kind != doc.Map {
		r.fail(n, "want an object with the keys %s", strings.Join(names, ", "))
		return
	}
	for name, v := range n.All() {
		if !slices.Contains(names, name) {
			r.fail(v, "unknown key %q: want %s", name, strings.Join(names, ", "))
		}
	}
}

func (r *reader) text(n *doc.Node, key string) string {
	v := n.Get(key)
	if v.Text() == "" {
		if v == nil {
			v = n
		}
		r.fail(v, "%s: want a text", key)
	}
	return v.Text()
}

// optional returns the text of a key that may be missing.
func (r *reader) optional(n *doc.Node, key string) string {
	if n.Get(key) == nil {
		return ""
	}
	return r.text(n, key)
}

// listOf returns the items of the list under a key.
func (r *reader) listOf(n *doc.Node, key string) []*doc.Node {
	list := n.Get(key)
	if list == nil {
		r.fail(n, "%s: want a list", key)
		return nil
	}
	return r.list(list, key)
}

func (r *reader) list(n *doc.Node, what string) []*doc.Node {
	if n == nil || n.Kind != doc.Seq {
		r.fail(n, "%s: want a list", what)
		return nil
	}
	return n.Items
}

// errorf makes an error at the place in pins.yaml that selects the operation.
func (s Selected) errorf(format string, args ...any) error {
	return &doc.Error{File: s.file, Pos: s.pos, Err: fmt.Errorf(format, args...)}
}

// Holds reports whether the pin names the operation.
func (p Pin) Holds(op openapi.Operation) bool {
	return slices.ContainsFunc(p.Operations, func(s Selected) bool { return s.String() == op.String() })
}

// Covers reports whether the pin names the operation, or one at its path or
// above it: an operation that would be pinned if it had been there.
func (p Pin) Covers(op openapi.Operation) bool {
	return slices.ContainsFunc(p.Operations, func(s Selected) bool {
		return op.Path == s.Path || strings.HasPrefix(op.Path, s.Path+"/")
	})
}
