package gen

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// direction is the way that a body travels. Bit values, so that a component
// can record both.
type direction uint8

const (
	request direction = 1 << iota
	response
)

// hides reports whether a property does not exist in the direction: a
// read-only one in requests, a write-only one in responses (OpenAPI 3.0,
// Schema Object). A component that is itself read-only makes the properties
// that refer to it so.
func (x *splitter) hides(dir direction, property *doc.Node) bool {
	key := "readOnly"
	if dir == response {
		key = "writeOnly"
	}
	return property.Get(key).Bool() || x.schemas.Get(componentOf(property)).Get(key).Bool()
}

const schemaPrefix = "#/components/schemas/"

// refTo returns a reference to a component.
func refTo(component string) *doc.Node {
	pointer := string(doc.Pointer("/components/schemas").Child(component))
	ref := doc.NewMap()
	ref.Set("$ref", doc.NewString("#"+strings.ReplaceAll(pointer, "%", "%25")))
	return ref
}

// componentOf returns the component that a schema refers to, or "".
func componentOf(s *doc.Node) string { return componentAt(s.Get("$ref").Text()) }

// componentAt returns the component that a reference leads to, or "".
func componentAt(ref string) string {
	pointer, err := url.PathUnescape(strings.TrimPrefix(ref, "#"))
	if err != nil {
		return ""
	}
	tokens, err := doc.Pointer(pointer).Tokens()
	if err != nil || len(tokens) != 3 || tokens[0] != "components" || tokens[1] != "schemas" {
		return ""
	}
	return tokens[2]
}

// splitter makes one schema per direction out of every component that is used
// in both and differs between them.
//
//  1. A component is used in a direction when a body of that direction reaches
//     it without passing through a hidden property.
//  2. A component differs between the directions when it has a property that
//     one of them hides, or reaches a component that differs.
//  3. A component used in both directions that differs becomes two; the one
//     for requests gets the suffix Request. Every other one stays one.
type splitter struct {
	*hoister
	used    map[string]direction
	differs map[string]bool
	names   map[variant]string
	out     *doc.Node
	queue   []variant
}

// variant is one schema of the result.
type variant struct {
	component string
	dir       direction // both when the component is not split
	base      bool      // without its alternatives, for allOf: see inherit
}

func newSplitter(h *hoister, ops []*operation) *splitter {
	x := &splitter{
		hoister: h,
		used:    map[string]direction{}, differs: map[string]bool{},
		names: map[variant]string{}, out: doc.NewMap(),
	}
	for _, o := range ops {
		x.use(o.requestSchema, request)
		x.use(o.responseSchema, response)
		for _, s := range o.errorSchemas {
			x.use(s, response)
		}
		for _, p := range o.Params {
			x.use(p.Get("schema"), request)
		}
	}
	x.spread()
	return x
}

// use records rule 1 for everything below a schema.
func (x *splitter) use(s *doc.Node, dir direction) {
	if s == nil || s.Kind != doc.Map {
		return
	}
	if name := componentOf(s); name != "" {
		if x.used[name]&dir == 0 {
			x.used[name] |= dir
			x.use(x.schemas.Get(name), dir)
		}
		return
	}
	for _, p := range s.Get("properties").All() {
		if !x.hides(dir, p) {
			x.use(p, dir)
		}
	}
	for _, c := range subschemas(s) {
		x.use(c, dir)
	}
	for _, name := range mappedComponents(s) {
		x.use(refTo(name), dir)
	}
}

// subschemas returns the schemas directly below s other than its properties.
func subschemas(s *doc.Node) []*doc.Node {
	var out []*doc.Node
	for _, key := range []string{"items", "additionalProperties", "not"} {
		if c := s.Get(key); c != nil && c.Kind == doc.Map {
			out = append(out, c)
		}
	}
	for _, key := range []string{"allOf", "oneOf", "anyOf"} {
		if list := s.Get(key); list != nil {
			out = append(out, list.Items...)
		}
	}
	return out
}

// mappedComponents returns the components that a discriminator names.
func mappedComponents(s *doc.Node) []string {
	var out []string
	for _, target := range s.Lookup("discriminator", "mapping").All() {
		out = append(out, mappedComponent(target))
	}
	return out
}

// mappedComponent returns the component that a value of a discriminator
// mapping names: by a reference, or by its name.
func mappedComponent(target *doc.Node) string {
	if component := componentAt(target.Text()); component != "" {
		return component
	}
	return target.Text()
}

// spread computes rule 2: first what hides a property itself, then whatever
// leads there.
func (x *splitter) spread() {
	users := map[string][]string{} // component -> those that refer to it
	var queue []string
	for name, s := range x.schemas.All() {
		if x.differing(s, func(component string) { users[component] = append(users[component], name) }) {
			queue = append(queue, name)
		}
	}
	for len(queue) > 0 {
		name := queue[0]
		queue = queue[1:]
		if !x.differs[name] {
			x.differs[name] = true
			queue = append(queue, users[name]...)
		}
	}
}

// differing reports whether a schema hides a property in one of the
// directions, and tells each component that it refers to.
func (x *splitter) differing(s *doc.Node, refers func(component string)) bool {
	if s == nil || s.Kind != doc.Map {
		return false
	}
	if name := componentOf(s); name != "" {
		refers(name)
		return false
	}
	differs := false
	for _, p := range s.Get("properties").All() {
		below := x.differing(p, refers)
		differs = differs || below || x.hides(request, p) || x.hides(response, p)
	}
	for _, c := range subschemas(s) {
		below := x.differing(c, refers)
		differs = differs || below
	}
	for _, name := range mappedComponents(s) {
		refers(name)
	}
	return differs
}

// ref returns the name of the schema for a component in a direction and sees
// to it that it is written.
func (x *splitter) ref(component string, dir direction, base bool) string {
	v := variant{component: component, dir: dir, base: base}
	split := x.used[component] == request|response && x.differs[component]
	if !split {
		v.dir = x.used[component]
	}
	if name, ok := x.names[v]; ok {
		return name
	}
	name := x.goNames[component]
	if split && dir == request {
		name += "Request"
	}
	if base {
		name += "Base"
	}
	if name != x.goNames[component] {
		name = x.free(name)
		x.taken[strings.ToLower(name)] = true
	}
	x.names[v] = name
	x.queue = append(x.queue, v)
	return name
}

// schemas writes every schema that was referred to, and what those refer to.
func (x *splitter) write() *doc.Node {
	for len(x.queue) > 0 {
		v := x.queue[0]
		x.queue = x.queue[1:]
		s := x.schemas.Get(v.component)
		if v.base {
			s = withoutAlternatives(s)
		} else if x.sharedByAlternatives(v.component) {
			s = alternativesAlone(s)
		}
		dir := v.dir
		if dir == request|response {
			dir = response // hides nothing that request does not: the component does not differ
		}
		written := x.schema(s, dir)
		written.Delete(extName)
		if whole := x.goNames[v.component]; v.dir == request && x.names[v] != whole && !v.base {
			written.Set("description", doc.NewString(fmt.Sprintf("holds what a request may set of a [%s].", whole)))
		}
		x.out.Set(x.names[v], written)
	}
	x.out.SortKeys()
	return x.out
}

// schema copies a schema as it is in one direction, with references to the
// written names.
func (x *splitter) schema(s *doc.Node, dir direction) *doc.Node {
	if s.Kind != doc.Map {
		return s.Clone()
	}
	if component := componentOf(s); component != "" {
		return x.reference(s, component, dir)
	}
	out := doc.NewMap()
	out.Pos = s.Pos
	for key, v := range s.All() {
		switch key {
		case "properties":
			v = x.properties(s, v, dir)
		case "required":
			v = x.required(s, v, dir)
		case "items", "additionalProperties", "not":
			v = x.schema(v, dir)
		case "allOf":
			v = x.inherit(v, dir)
		case "oneOf", "anyOf":
			v = x.list(v, dir)
		case "discriminator":
			v = x.discriminator(v, dir)
		case "readOnly", "writeOnly", "default":
			continue
		case "enum":
			if isEnum(s) && !s.Has("x-enum-varnames") {
				out.Set("x-enum-varnames", enumNames(v))
			}
			v = v.Clone()
		default:
			v = v.Clone()
		}
		out.Set(key, v)
	}
	return out
}

// reference copies a reference object. What an overlay says of the place
// stays beside it; a description makes the schema one of the referred Go type
// with a comment of its own, because OpenAPI 3.0 lets a reference have none.
func (x *splitter) reference(s *doc.Node, component string, dir direction) *doc.Node {
	name := x.ref(component, dir, false)
	out := doc.NewMap()
	out.Pos = s.Pos
	for key, v := range s.All() {
		switch key {
		case "$ref", "readOnly", "writeOnly":
		default:
			out.Set(key, v.Clone())
		}
	}
	if out.Get("description") != nil {
		out.Set(extGoType, doc.NewString(name))
	} else {
		out.Set("$ref", doc.NewString(schemaPrefix+name))
	}
	return out
}

func (x *splitter) properties(owner, properties *doc.Node, dir direction) *doc.Node {
	out := doc.NewMap()
	out.Pos = properties.Pos
	taken := map[string]bool{}
	for name, p := range properties.All() {
		if x.hides(dir, p) {
			continue
		}
		c := x.schema(p, dir)
		field := unique(goField(name, p), func(n string) bool { return taken[n] })
		taken[field] = true
		c.Set(extGoName, doc.NewString(field))
		if contains(owner.Get("required"), name) {
			c.Delete(extOmitZero) // a required property is sent even when it is zero
			c.Delete(extOmitEmpty)
		}
		if c.Get("deprecated").Bool() && c.Get(extReason) == nil {
			c.Set(extReason, doc.NewString("Atlas has deprecated this field."))
		}
		out.Set(name, c)
	}
	return out
}

func (x *splitter) required(owner, required *doc.Node, dir direction) *doc.Node {
	out := doc.NewSeq()
	for _, name := range required.Items {
		p := owner.Lookup("properties", name.Text())
		if p == nil || !x.hides(dir, p) {
			out.Items = append(out.Items, name.Clone())
		}
	}
	return out
}

func (x *splitter) list(list *doc.Node, dir direction) *doc.Node {
	out := doc.NewSeq()
	for _, s := range list.Items {
		out.Items = append(out.Items, x.schema(s, dir))
	}
	return out
}

// inherit copies an allOf. A member that refers to a schema with alternatives
// means that schema without them: a child that extends its parent is not also
// each of its siblings, and the parent that lists its children would make the
// expansion endless.
func (x *splitter) inherit(list *doc.Node, dir direction) *doc.Node {
	out := doc.NewSeq()
	for _, s := range list.Items {
		component := componentOf(s)
		if component == "" || !hasAlternatives(x.schemas.Get(component)) {
			out.Items = append(out.Items, x.schema(s, dir))
			continue
		}
		out.Items = append(out.Items, refTo(x.ref(component, dir, true)))
	}
	return out
}

func hasAlternatives(s *doc.Node) bool {
	return s.Has("oneOf") || s.Has("anyOf") || s.Has("discriminator")
}

func withoutAlternatives(s *doc.Node) *doc.Node {
	c := s.Clone()
	for _, key := range []string{"oneOf", "anyOf", "discriminator"} {
		c.Delete(key)
	}
	return c
}

// sharedByAlternatives reports whether every alternative of a component
// inherits from it or has its properties too, and so carries all that it says
// itself. oapi-codegen would write those properties of the parent over those
// of the alternative.
func (x *splitter) sharedByAlternatives(component string) bool {
	s := x.schemas.Get(component)
	for _, key := range []string{"oneOf", "anyOf"} {
		list := s.Get(key)
		if list == nil {
			continue
		}
		for _, m := range list.Items {
			if alt := x.schemas.Get(componentOf(m)); !inheritsFrom(alt, component) && !hasPropertiesOf(alt, s) {
				return false
			}
		}
		return len(list.Items) > 0
	}
	return false
}

func hasPropertiesOf(s, other *doc.Node) bool {
	for name := range other.Get("properties").All() {
		if !s.Get("properties").Has(name) {
			return false
		}
	}
	return s != nil
}

func alternativesAlone(s *doc.Node) *doc.Node {
	c := s.Clone()
	for _, key := range []string{"type", "properties", "required", "additionalProperties"} {
		c.Delete(key)
	}
	return c
}

func (x *splitter) discriminator(n *doc.Node, dir direction) *doc.Node {
	out := n.Clone()
	for value, target := range n.Get("mapping").All() {
		component := mappedComponent(target)
		if x.schemas.Has(component) {
			out.Get("mapping").Set(value, doc.NewString(schemaPrefix+x.ref(component, dir, false)))
		}
	}
	return out
}

// enumNames returns the names of the constants of an enum.
func enumNames(values *doc.Node) *doc.Node {
	out := doc.NewSeq()
	taken := map[string]bool{}
	for _, v := range values.Items {
		name := upperCamel(v.Value)
		if v.Kind == doc.String && v.Value == "" {
			name = "Empty"
		}
		name = unique(name, func(n string) bool { return taken[n] })
		taken[name] = true
		out.Items = append(out.Items, doc.NewString(name))
	}
	return out
}

func contains(list *doc.Node, text string) bool {
	return list != nil && slices.ContainsFunc(list.Items, func(n *doc.Node) bool { return n.Text() == text })
}
