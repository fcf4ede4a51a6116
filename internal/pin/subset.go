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
	for _, key := range []string{"openapi", "servers", "security"} {
		if v := d.Root.Get(key); v != nil {
			root.Set(key, v.Clone())
		}
	}
	if info := d.Root.Get("info"); info != nil {
		root.Set("info", s.shapes.info.of(info))
	}
	root.Set("paths", paths)
	components, err := s.components(root)
	if err != nil {
		return nil, err
	}
	if len(components.Members) > 0 {
		root.Set("components", components)
	}
	root.SortKeys()
	return &doc.Document{Name: d.Name, Root: root}, nil
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
// status a shared one is used.
func (s *subset) describe(responses *doc.Node) {
	for status, r := range responses.All() {
		if ref := r.Get("$ref"); ref == nil {
			r.Set("description", doc.NewString(reason(status)))
		} else if name, ok := strings.CutPrefix(ref.Text(), "#/components/responses/"); ok {
			if _, seen := s.statuses[name]; !seen || status < s.statuses[name] {
				s.statuses[name] = status
			}
		}
	}
}

// components returns the components section for what root reaches.
func (s *subset) components(root *doc.Node) (*doc.Node, error) {
	reached, err := s.d.Closure(root)
	if err != nil {
		return nil, err
	}
	out := doc.NewMap()
	for _, p := range reached {
		tokens, err := p.Tokens()
		if err != nil {
			return nil, err
		}
		if len(tokens) != 3 {
			return nil, fmt.Errorf("reference to %s: only whole components can be pinned", p)
		}
		section, name := tokens[1], tokens[2]
		shape := s.shapes.component(section)
		if shape == nil {
			continue
		}
		n, err := s.d.At(p)
		if err != nil {
			return nil, err
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
		if out.Get(section) == nil {
			out.Set(section, doc.NewMap())
		}
		out.Get(section).Set(name, facts)
	}
	return out, nil
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
