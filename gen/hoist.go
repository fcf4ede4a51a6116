package gen

import (
	"slices"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// hoister gives a component of its own to every inline schema that deserves a
// named Go type: objects, enums, and the bodies of operations. A type then has
// one name in both directions and no anonymous struct appears.
type hoister struct {
	schemas *doc.Node         // components/schemas; grows
	goNames map[string]string // component -> Go name
	taken   map[string]bool   // Go names in lower case, because two that differ in case alone confuse people
}

// spellOutAlternatives gives a schema that names its alternatives by a
// discriminator alone the oneOf that it means, as Atlas writes many bodies.
// Without it the alternatives would be types that nothing leads to.
func spellOutAlternatives(schemas *doc.Node) {
	for parent, s := range schemas.All() {
		if s.Has("oneOf") || s.Has("anyOf") {
			continue
		}
		alternatives := doc.NewSeq()
		seen := map[string]bool{}
		for _, name := range mappedComponents(s) {
			if !seen[name] && inheritsFrom(schemas.Get(name), parent) {
				alternatives.Items = append(alternatives.Items, refTo(name))
			}
			seen[name] = true
		}
		if len(alternatives.Items) > 0 && len(alternatives.Items) == len(seen) {
			s.Set("oneOf", alternatives)
		}
	}
}

// inheritsFrom reports whether a schema has a member of allOf that refers to
// the component.
func inheritsFrom(s *doc.Node, component string) bool {
	list := s.Get("allOf")
	return list != nil && slices.ContainsFunc(list.Items, func(m *doc.Node) bool { return componentOf(m) == component })
}

// newHoister names every component: by an overlay, else after the component.
func newHoister(d *doc.Document) (*hoister, error) {
	components := d.Root.Get("components")
	if components == nil {
		components = doc.NewMap()
		d.Root.Set("components", components)
	}
	if components.Get("schemas") == nil {
		components.Set("schemas", doc.NewMap())
	}
	spellOutAlternatives(components.Get("schemas"))
	h := &hoister{schemas: components.Get("schemas"), goNames: map[string]string{}, taken: map[string]bool{}}
	for _, name := range reservedTypes {
		h.taken[strings.ToLower(name)] = true
	}
	for name, s := range h.schemas.All() {
		given := s.Get(extName).Text()
		if given == "" {
			continue
		}
		if upperCamel(given) != given || h.taken[strings.ToLower(given)] {
			return nil, d.Errorf(s, "component %s: %q is no Go name, or it is taken", name, given)
		}
		h.name(name, given)
	}
	for name := range h.schemas.All() {
		if h.goNames[name] == "" {
			h.name(name, h.free(upperCamel(name)))
		}
	}
	return h, nil
}

// reservedTypes are the names that the generated package uses itself.
var reservedTypes = []string{
	"Client", "RawClient", "ClientOption", "ClientInterface", "RequestEditorFn", "HttpRequestDoer",
	"New", "NewClient", "WithHTTPClient", "WithRequestEditorFn", "Operations", "APIVersion",
}

func (h *hoister) name(component, goName string) {
	h.goNames[component] = goName
	h.taken[strings.ToLower(goName)] = true
}

func (h *hoister) free(goName string) string {
	return unique(goName, func(n string) bool { return h.taken[strings.ToLower(n)] })
}

// all hoists out of the bodies of the operations and out of every component,
// those included that it makes on the way.
func (h *hoister) all(ops []*operation) {
	for _, o := range ops {
		o.requestSchema = h.body(o.requestSchema, o.Name+"Body")
		o.responseSchema = h.body(o.responseSchema, o.Name+"Result")
	}
	for i := 0; i < len(h.schemas.Members); i++ { // grows while it is read
		m := h.schemas.Members[i]
		h.inside(m.Value, h.goNames[m.Name])
	}
}

// body returns a reference to the schema of a body, which it hoists when it
// is written inline.
func (h *hoister) body(s *doc.Node, goName string) *doc.Node {
	if s == nil || s.Get("$ref") != nil {
		return s
	}
	return h.hoist(s, goName)
}

// inside hoists what lies below a schema that has a name.
func (h *hoister) inside(s *doc.Node, owner string) {
	properties := s.Get("properties")
	for name, p := range properties.All() {
		properties.Set(name, h.child(p, owner+goField(name, p)))
	}
	if items := s.Get("items"); items != nil {
		s.Set("items", h.child(items, owner+"Item"))
	}
	if more := s.Get("additionalProperties"); more != nil && more.Kind == doc.Map {
		s.Set("additionalProperties", h.child(more, owner+"Value"))
	}
	for _, key := range []string{"allOf", "oneOf", "anyOf"} {
		if list := s.Get(key); list != nil {
			for _, member := range list.Items {
				h.inside(member, owner)
			}
		}
	}
}

// child returns what takes the place of a schema below a named one.
func (h *hoister) child(s *doc.Node, goName string) *doc.Node {
	switch {
	case s.Kind != doc.Map, s.Get("$ref") != nil, s.Get(extGoType) != nil, len(h.schemas.Members) > maxSchemas:
		return s
	case isEnum(s), s.Get("properties") != nil:
		return h.hoist(s, goName)
	}
	h.inside(s, goName)
	return s
}

// siblings are the keys that say something of the place of a schema and not
// of the schema itself: they stay beside the reference.
var siblings = []string{"description", "readOnly", "writeOnly", "deprecated", extReason, extGoName, extOmitZero, extOmitEmpty, extValue}

// hoist moves a schema into a component and returns the reference to it.
func (h *hoister) hoist(s *doc.Node, goName string) *doc.Node {
	goName = h.free(goName)
	component := unique(goName, h.schemas.Has)
	ref := refTo(component)
	ref.Pos = s.Pos
	moved := s.Clone()
	for _, key := range siblings {
		if v := s.Get(key); v != nil {
			ref.Set(key, v)
			if key != "description" {
				moved.Delete(key)
			}
		}
	}
	h.name(component, goName)
	h.schemas.Set(component, moved)
	return ref
}

// isEnum reports whether a schema becomes a Go type with constants.
func isEnum(s *doc.Node) bool {
	return s.Get("enum") != nil && s.Get("type").Text() == "string"
}

// goField returns the Go name of a property.
func goField(property string, schema *doc.Node) string {
	if name := schema.Get(extGoName).Text(); name != "" {
		return name
	}
	return upperCamel(property)
}
