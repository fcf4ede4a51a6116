package pin

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/openapi"
)

// Target is the API version that a subset is projected to. The zero Target
// projects nothing and keeps every media type.
type Target struct {
	Version openapi.Version
	Dated   bool
}

// Subset returns a new document that holds the facts of the given operations
// as a client on the target version gets them, and of the components that
// they reach. Keys are sorted; the order of lists is kept. d is not changed.
//
// An operation that does not exist at the target version is an error.
func Subset(d *doc.Document, target Target, ops []openapi.Operation) (*doc.Document, error) {
	s := &subset{d: d, shapes: newShapes(), statuses: map[string]string{}}
	paths, err := s.paths(target, ops)
	if err != nil {
		return nil, err
	}
	root := doc.NewMap()
	for _, key := range []string{"openapi", "security"} {
		if v := d.Root.Get(key); v != nil {
			root.Set(key, v.Clone())
		}
	}
	if servers := d.Root.Get("servers"); servers != nil {
		root.Set("servers", keep{list, &s.shapes.server}.of(servers))
	}
	if info := d.Root.Get("info"); info != nil {
		root.Set("info", s.shapes.info.of(info))
	}
	root.Set("paths", paths)
	out := &doc.Document{Name: d.Name, Root: root}
	if err := s.addComponents(out); err != nil {
		return nil, err
	}
	root.SortKeys()
	return out, nil
}

type subset struct {
	d        *doc.Document
	shapes   *shapes
	statuses map[string]string // name of a component response -> a status that it stands for
}

func (s *subset) paths(target Target, ops []openapi.Operation) (*doc.Node, error) {
	paths := doc.NewMap()
	var errs []error
	for _, op := range ops {
		node := op.Node
		if target.Dated {
			projected, _, _, ok := op.Project(target.Version)
			if !ok {
				errs = append(errs, s.d.Errorf(op.Node, "%s does not exist at version %s: it was first published in %s",
					op, target.Version, op.Versions()[0]))
				continue
			}
			node = projected
		}
		item := paths.Get(op.Path)
		if item == nil {
			item = s.shapes.pathItem.of(op.Item)
			paths.Set(op.Path, item)
		}
		facts := s.shapes.operation.of(node)
		s.describe(facts.Get("responses"))
		item.Set(strings.ToLower(op.Method), facts)
	}
	return paths, errors.Join(errs...)
}

// describe gives every inline response its reason phrase and notes for which
// status a shared one is used, also through another shared one.
func (s *subset) describe(responses *doc.Node) {
	for status, r := range responses.All() {
		if r.Get("$ref") == nil {
			r.Set("description", doc.NewString(reason(status)))
			continue
		}
		for seen := map[string]bool{}; ; {
			name, ok := strings.CutPrefix(r.Get("$ref").Text(), "#/components/responses/")
			if !ok || seen[name] {
				break
			}
			seen[name] = true
			if first, known := s.statuses[name]; !known || status < first {
				s.statuses[name] = status
			}
			r = s.d.Root.Lookup("components", "responses", name)
		}
	}
}

// addComponents adds the components that the document reaches. What the
// upstream document reaches may be more, through keys that hold no facts:
//
//  1. Add the facts of every component that the upstream document reaches.
//  2. Drop those that the facts do not reach. A reference that leads nowhere
//     now is one to something that cannot be pinned, and an error.
func (s *subset) addComponents(out *doc.Document) error {
	root := out.Root
	reached, err := s.d.Closure(root)
	if err != nil {
		return err
	}
	components := doc.NewMap()
	if err := s.addFacts(components, reached); err != nil {
		return err
	}
	out.Root = doc.NewMap()
	out.Root.Members = append(out.Root.Members, root.Members...)
	out.Root.Set("components", components)
	left, err := out.Closure(root)
	if err != nil {
		return err
	}
	root.Set("components", only(components, left))
	if len(root.Get("components").Members) == 0 {
		root.Delete("components")
	}
	out.Root = root
	return nil
}

// addFacts adds the facts of the given upstream components.
func (s *subset) addFacts(components *doc.Node, reached []doc.Pointer) error {
	for _, p := range reached {
		tokens, err := p.Tokens()
		if err != nil {
			return err
		}
		section, name := tokens[1], tokens[2]
		shape := s.shapes.component(section)
		if shape == nil {
			continue
		}
		n, err := s.d.At(p)
		if err != nil {
			return err
		}
		facts := shape.of(n)
		switch section {
		case "responses":
			if facts.Get("$ref") == nil {
				facts.Set("description", doc.NewString(reason(s.statuses[name])))
			}
		case "securitySchemes":
			silenceScopes(facts)
		}
		if components.Get(section) == nil {
			components.Set(section, doc.NewMap())
		}
		components.Get(section).Set(name, facts)
	}
	return nil
}

// only returns the components that the pointers name.
func only(components *doc.Node, keep []doc.Pointer) *doc.Node {
	out := doc.NewMap()
	for section, named := range components.All() {
		kept := doc.NewMap()
		for name, c := range named.All() {
			if slices.Contains(keep, doc.Pointer("").Child("components", section, name)) {
				kept.Set(name, c)
			}
		}
		if len(kept.Members) > 0 {
			out.Set(section, kept)
		}
	}
	return out
}

// silenceScopes empties the texts of OAuth scopes; their names are facts.
func silenceScopes(scheme *doc.Node) {
	for _, flow := range scheme.Get("flows").All() {
		if scopes := flow.Get("scopes"); scopes != nil {
			for i := range scopes.Members {
				scopes.Members[i].Value = doc.NewString("")
			}
		}
	}
}

// Select finds the operations of a pin in the document, in the order of the
// pin. Each one that is missing is an error with its place in pins.yaml.
func Select(d *doc.Document, p Pin) ([]openapi.Operation, error) {
	byName := map[string]openapi.Operation{}
	for op := range openapi.Operations(d) {
		byName[op.String()] = op
	}
	version, dated := p.APIVersion()
	var ops []openapi.Operation
	var errs []error
	for _, sel := range p.Operations {
		op, ok := byName[sel.String()]
		if !ok {
			errs = append(errs, sel.errorf("%s is not in %s", sel, d.Name))
			continue
		}
		versions := op.Versions()
		if _, exists := version.Newest(versions); dated && len(versions) > 0 && !exists {
			errs = append(errs, sel.errorf("%s is not part of version %s: it was first published in %s", sel, p.Version, versions[0]))
			continue
		}
		ops = append(ops, op)
	}
	return ops, errors.Join(errs...)
}

// Document cuts the pin out of an upstream document.
func Document(d *doc.Document, p Pin) (*doc.Document, error) {
	ops, err := Select(d, p)
	if err != nil {
		return nil, err
	}
	v, dated := p.APIVersion()
	return Subset(d, Target{Version: v, Dated: dated}, ops)
}

// Bytes returns the text of a pinned document. The first lines name its source.
func Bytes(d *doc.Document, source Source) []byte {
	head := fmt.Sprintf("# Code generated by \"atlasgen pin\" from %s of mongodb/openapi; DO NOT EDIT.\n"+
		"# Facts only: the prose of the document is not part of it.\n", source.Path)
	return slices.Concat([]byte(head), doc.YAML(d.Root))
}
