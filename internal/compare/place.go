package compare

import (
	"encoding/json"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/openapi"
)

// place is where something is, in the words of a finding: what holds it, and
// the way from there. A place in a component does not depend on who refers to
// the component.
type place struct {
	root string // "components.schemas.Pet", "GET /pets: response 200: body"
	sep  string // between root and path
	path string // "properties.name.items"
}

// component is the place of a component.
func componentPlace(section, name string) place {
	return place{root: "components." + section + "." + name, sep: "."}
}

// inline is a place below an operation.
func inline(root, sep string) place { return place{root: root, sep: sep} }

// child is a place further down.
func (p place) child(steps ...string) place {
	for _, s := range steps {
		if p.path != "" {
			p.path += "."
		}
		p.path += s
	}
	return p
}

// String is the location of a finding.
func (p place) String() string {
	if p.path == "" {
		return p.root
	}
	return p.root + p.sep + p.path
}

// placeOf is the place of what a pointer leads to when that is in a component,
// else the place given.
func placeOf(p doc.Pointer, otherwise place) place {
	section, name, below, ok := openapi.Component(p)
	if !ok {
		return otherwise
	}
	return componentPlace(section, name).child(below...)
}

// componentOf returns "schemas/Pet" for a pointer to a whole component, else "".
func componentOf(p doc.Pointer) string {
	section, name, below, ok := openapi.Component(p)
	if !ok || len(below) > 0 {
		return ""
	}
	return section + "/" + name
}

// has reports whether the document has a component.
func (s *side) has(component string) bool {
	section, name, _ := strings.Cut(component, "/")
	return s.doc.Root.Lookup("components", section, name) != nil
}

// textValue makes a text the short value of a place.
func textValue(p *finding.Place, text string) *finding.Place {
	if p == nil {
		return nil
	}
	if v, err := json.Marshal(text); err == nil {
		p.Value = v
	}
	return p
}

// dated is the place of a sunset day; nil for none.
func dated(s *side, e *endpoint, day string) *finding.Place {
	if day == "" {
		return nil
	}
	return textValue(s.at(e.Node, e.ptr, false), day)
}

func lower(s string) string { return strings.ToLower(s) }
