package schema

import (
	"slices"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// parts translates the schemas that hold beside.
func (t translator) parts(at place, out *jsonschema.Schema, drop []string) {
	n := at.node
	members := itemsOf(n.Get("allOf"))
	if ref := n.Get("$ref"); ref != nil && ref.Kind == doc.String {
		target, err := t.d.target(ref.Value)
		if err != nil {
			add(out, t.doubt(err.Error()))
		} else {
			members = append(slices.Clone(members), target)
		}
	}
	for _, m := range members {
		r, base, err := t.d.member(n, m)
		if err != nil {
			add(out, t.doubt(err.Error()))
			continue
		}
		add(out, t.schema(place{node: r, base: base, part: true}, drop))
	}
	disc := n.Lookup("discriminator", "propertyName").Text()
	if list := n.Get("anyOf"); list != nil && !(at.base && t.d.listLeadsBack(n, list)) {
		any := &jsonschema.Schema{DraftVersion: 2020, AnyOf: t.alternatives(n, list, disc, drop)}
		add(out, orNever(any))
	}
	if list := n.Get("oneOf"); list != nil && !(at.base && t.d.listLeadsBack(n, list)) {
		one := &jsonschema.Schema{DraftVersion: 2020, OneOf: t.alternatives(n, list, disc, drop)}
		add(out, orNever(one))
	}
	if disc != "" && !at.base && n.Get("anyOf") == nil && n.Get("oneOf") == nil {
		if m := t.d.mapping(n); len(m) > 0 {
			any := &jsonschema.Schema{DraftVersion: 2020}
			for _, e := range m {
				any.AnyOf = append(any.AnyOf, t.alternative(alternative{e.target, []string{e.key}}, disc, drop))
			}
			add(out, any)
		}
	}
	if v := n.Get("not"); v != nil {
		out.Not = t.excluded(v)
	}
}

// excluded translates a schema that must not hold for the value.
func (t translator) excluded(v *doc.Node) *jsonschema.Schema {
	r, err := t.d.resolve(v)
	if err != nil {
		return t.doubt(err.Error())
	}
	all, some := t.hiddenNames(place{node: r})
	if len(minusNames(some, all)) > 0 {
		return t.doubt("properties are hidden by alternatives of what is excluded")
	}
	return t.schema(place{node: r}, all)
}

// orNever makes a choice among nothing refuse everything.
func orNever(s *jsonschema.Schema) *jsonschema.Schema {
	if len(s.AnyOf)+len(s.OneOf) == 0 {
		return never()
	}
	return s
}

func (t translator) alternatives(n, list *doc.Node, disc string, drop []string) []*jsonschema.Schema {
	var out []*jsonschema.Schema
	for _, a := range t.d.alternatives(n, list) {
		out = append(out, t.alternative(a, disc, drop))
	}
	return out
}

func (t translator) alternative(a alternative, disc string, drop []string) *jsonschema.Schema {
	r, err := t.d.resolve(a.node)
	if err != nil {
		return t.doubt(err.Error())
	}
	all, _ := t.hiddenNames(place{node: r})
	drop = mergeNames(drop, all)
	member := t.schema(place{node: r, part: true}, drop)
	first := &telling{t: t, drop: drop, seen: map[*doc.Node]bool{}}
	first.read(place{node: r})
	if len(a.keys) > 0 && !slices.Contains(drop, disc) {
		keys := texts{}
		for _, k := range a.keys {
			keys[k] = true
		}
		first.out.Required = append(first.out.Required, disc)
		first.hold(disc, keys)
	}
	if len(first.out.Required)+len(first.out.Properties) == 0 {
		return member
	}
	return &jsonschema.Schema{DraftVersion: 2020, If: &first.out, Then: member, Else: never()}
}

// telling gathers what tells most values of other alternatives apart, from a
// schema and what surely holds beside it: the required names, and the enums of
// strings. The validator stops there for most members of a wide union.
type telling struct {
	t    translator
	drop []string
	out  jsonschema.Schema
	seen map[*doc.Node]bool
}

func (x *telling) read(p place) {
	if p.node == nil || p.node.Kind != doc.Map || x.seen[p.node] {
		return
	}
	x.seen[p.node] = true
	for _, item := range itemsOf(p.node.Get("required")) {
		if item.Kind == doc.String && !slices.Contains(x.drop, item.Value) {
			x.out.Required = append(x.out.Required, item.Value)
		}
	}
	for name, v := range p.node.Get("properties").All() {
		r, err := x.t.d.resolve(v)
		if err != nil || slices.Contains(x.drop, name) {
			continue
		}
		if list := r.Get("enum"); list != nil && len(list.Items) > 0 {
			if texts := textsOf(list.Items); texts != nil {
				x.hold(name, texts)
			}
		}
	}
	for _, m := range x.t.inPlaceAll(p) {
		x.read(m)
	}
}

// hold makes a property hold one of the texts.
func (x *telling) hold(name string, one texts) {
	if x.out.Properties == nil {
		x.out.DraftVersion = 2020
		x.out.Properties = map[string]*jsonschema.Schema{}
	}
	p := x.out.Properties[name]
	if p == nil {
		p = &jsonschema.Schema{DraftVersion: 2020}
		x.out.Properties[name] = p
	}
	p.Extensions = append(p.Extensions, one)
}

func never() *jsonschema.Schema {
	return &jsonschema.Schema{DraftVersion: 2020, Bool: new(bool)}
}

// conditions translates what the normal form does not express.
func (t translator) conditions(n *doc.Node, out *jsonschema.Schema, drop []string) {
	part := func(v *doc.Node) *jsonschema.Schema {
		r, err := t.d.resolve(v)
		if err != nil {
			return t.doubt(err.Error())
		}
		return t.schema(place{node: r, part: true}, drop)
	}
	if v := t.d.get(n, "if"); v != nil {
		out.If = part(v)
		if v := n.Get("then"); v != nil {
			out.Then = part(v)
		}
		if v := n.Get("else"); v != nil {
			out.Else = part(v)
		}
	}
	for name, v := range t.d.get(n, "dependentRequired").All() {
		if out.DependentRequired == nil {
			out.DependentRequired = map[string][]string{}
		}
		for _, item := range v.Items {
			out.DependentRequired[name] = append(out.DependentRequired[name], item.Text())
		}
	}
	for name, v := range t.d.get(n, "dependentSchemas").All() {
		if out.DependentSchemas == nil {
			out.DependentSchemas = map[string]*jsonschema.Schema{}
		}
		out.DependentSchemas[name] = part(v)
	}
	for _, k := range [...]string{"dependencies", "$dynamicRef", "$recursiveRef"} {
		if t.d.get(n, k) != nil {
			add(out, t.doubt(k+" is not supported"))
		}
	}
}
