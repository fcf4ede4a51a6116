package compare_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/internal/compare"
	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/finding"
)

// allCases yields the cases of testdata.
func allCases(t *testing.T, use func(t *testing.T, file string, c testCase)) {
	t.Helper()
	files, err := filepath.Glob("testdata/cases/*/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		use(t, file, readCase(t, file))
	}
}

// rewritings are changes of a document that mean nothing.
var rewritings = map[string]func(*doc.Document) *doc.Document{
	"as it is":           func(d *doc.Document) *doc.Document { return d },
	"members reversed":   reversed,
	"components renamed": renamed,
	"references inlined": inlined,
}

func TestRewritingIsNothing(t *testing.T) {
	t.Parallel()
	for name, rewrite := range rewritings {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			allCases(t, func(t *testing.T, file string, c testCase) {
				c.opts.RevAPIVersion = c.opts.BaseAPIVersion // one document, one version
				for _, d := range []*doc.Document{c.base, c.rev} {
					for _, f := range run(t, d, rewrite(d), c.opts) {
						if f.Unproved == "" || f.Severity != finding.Risky {
							t.Errorf("%s, %s: %s", file, d.Name, line(f))
						}
					}
				}
			})
		})
	}
}

func TestRewritingUpstreamIsNothing(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("large documents")
	}
	for name, rewrite := range rewritings {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := upstream(t, "v2-2026-08-21.yaml")
			for _, f := range run(t, d, rewrite(d), compare.Options{}) {
				t.Error(line(f))
			}
		})
	}
}

// reversed writes the members of all objects the other way round.
func reversed(d *doc.Document) *doc.Document {
	root := d.Root.Clone()
	each(root, func(n *doc.Node) { slices.Reverse(n.Members) })
	return &doc.Document{Name: d.Name, Root: root}
}

func each(n *doc.Node, visit func(*doc.Node)) {
	if n == nil {
		return
	}
	visit(n)
	for _, m := range n.Members {
		each(m.Value, visit)
	}
	for _, item := range n.Items {
		each(item, visit)
	}
}

const schemaRef = "#/components/schemas/"

// renamed gives the schemas other names, except where a discriminator takes
// the name for a value.
func renamed(d *doc.Document) *doc.Document {
	root := d.Root.Clone()
	keep := map[string]bool{}
	each(root, func(n *doc.Node) {
		if n.Has("discriminator") {
			for _, list := range []*doc.Node{n.Get("oneOf"), n.Get("anyOf")} {
				if list != nil {
					for _, item := range list.Items {
						keep[strings.TrimPrefix(item.Get("$ref").Text(), schemaRef)] = true
					}
				}
			}
			for _, v := range n.Lookup("discriminator", "mapping").All() {
				keep[strings.TrimPrefix(v.Text(), schemaRef)] = true
			}
		}
	})
	schemas := root.Lookup("components", "schemas")
	if schemas == nil {
		return &doc.Document{Name: d.Name, Root: root}
	}
	for i, m := range schemas.Members {
		if !keep[m.Name] {
			schemas.Members[i].Name = "Renamed" + m.Name
		}
	}
	each(root, func(n *doc.Node) {
		name, ok := strings.CutPrefix(n.Get("$ref").Text(), schemaRef)
		if first, rest, _ := strings.Cut(name, "/"); ok && !keep[first] {
			if rest != "" {
				rest = "/" + rest
			}
			n.Set("$ref", doc.NewString(schemaRef+"Renamed"+first+rest))
		}
	})
	return &doc.Document{Name: d.Name, Root: root}
}

// inlined writes out the schemas to which properties and items refer, one
// level deep.
func inlined(d *doc.Document) *doc.Document {
	root := d.Root.Clone()
	var all []*doc.Node
	each(root, func(n *doc.Node) { all = append(all, n) })
	for _, n := range all {
		for i, m := range n.Members {
			if m.Name == "items" {
				n.Members[i].Value = inline(d, m.Value)
			}
			if m.Name == "properties" && m.Value.Kind == doc.Map {
				for j, p := range m.Value.Members {
					m.Value.Members[j].Value = inline(d, p.Value)
				}
			}
		}
	}
	return &doc.Document{Name: d.Name, Root: root}
}

func inline(d *doc.Document, n *doc.Node) *doc.Node {
	if n == nil || !strings.HasPrefix(n.Get("$ref").Text(), schemaRef) || len(n.Members) > 1 {
		return n
	}
	target, err := d.Resolve(n.Get("$ref"))
	if err != nil {
		return n
	}
	return target.Clone()
}

// mirror names, for rules that are decided by sets of values, the rule that
// the swapped comparison reports.
var mirror = map[string]string{
	"type-changed": "type-changed", "pattern-changed": "pattern-changed", "schema-changed": "schema-changed",
	"enum-value-removed": "enum-value-added", "enum-value-added": "enum-value-removed",
	"nullable-removed": "nullable-added", "nullable-added": "nullable-removed",
	"bound-tightened": "bound-relaxed", "bound-relaxed": "bound-tightened",
	"property-became-required": "property-became-optional", "property-became-optional": "property-became-required",
	"alternative-removed": "alternative-added", "alternative-added": "alternative-removed",
	"additional-properties-closed": "additional-properties-opened", "additional-properties-opened": "additional-properties-closed",
	"additional-properties-changed": "additional-properties-changed", "discriminator-changed": "discriminator-changed",
}

// Swapping the sides and the direction asks the same questions about sets: a
// client that keeps to the one side sends what a server that keeps to it
// sends.
func TestSwapIsMirror(t *testing.T) {
	t.Parallel()
	allCases(t, func(t *testing.T, file string, c testCase) {
		if c.fragment == nil || c.opts.Profile != "" {
			return
		}
		swapped := compare.Example{Direction: finding.Response, Base: c.fragment.Rev, Rev: c.fragment.Base}
		if c.fragment.Direction == finding.Response {
			swapped.Direction = finding.Request
		}
		var got, want []string
		for _, f := range run(t, c.base, c.rev, c.opts) {
			if m := mirror[f.Rule]; m != "" && !hiding(c.fragment) {
				want = append(want, f.Severity.String()+" "+m)
			}
		}
		for _, f := range compareExample(t, swapped) {
			if mirror[f.Rule] != "" && !hiding(c.fragment) {
				got = append(got, f.Severity.String()+" "+f.Rule)
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: the swapped comparison is no mirror (-want +got):\n%s", file, diff)
		}
	})
}

// hiding reports whether a fragment has properties that exist in one direction
// only.
func hiding(e *compare.Example) bool {
	return strings.Contains(e.Base+e.Rev, "Only: true")
}

// Every witness separates the sides that it says it separates: breaking on the
// wire by a proof means that there is one.
func TestWitnessesNameTheirSides(t *testing.T) {
	t.Parallel()
	allCases(t, func(t *testing.T, file string, c testCase) {
		for _, f := range run(t, c.base, c.rev, c.opts) {
			if f.Witness == nil {
				continue
			}
			accepted, refused := "base", "rev"
			if f.Direction == finding.Response {
				accepted, refused = "rev", "base"
			}
			if f.Witness.AcceptedBy != accepted || f.Witness.RefusedBy != refused || f.Severity != finding.Breaking && c.opts.Profile == "" && !strings.Contains(file, "version") {
				t.Errorf("%s: %s: witness accepted by %s, refused by %s", file, line(f), f.Witness.AcceptedBy, f.Witness.RefusedBy)
			}
		}
	})
}

func TestFindingsAreInOrderAndKnown(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, r := range compare.Rules() {
		known[r.ID] = true
	}
	allCases(t, func(t *testing.T, file string, c testCase) {
		findings := run(t, c.base, c.rev, c.opts)
		for i, f := range findings {
			if !known[f.Rule] {
				t.Errorf("%s: rule %q is not in the table", file, f.Rule)
			}
			if f.What == "" || f.Location == "" || f.Base == nil && f.Rev == nil {
				t.Errorf("%s: %s says too little", file, line(f))
			}
			if i > 0 && findings[i-1].Severity < f.Severity {
				t.Errorf("%s: %s stands after a milder one", file, line(f))
			}
		}
	})
}
