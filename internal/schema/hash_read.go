package schema

import (
	"strconv"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// at follows references from a subschema.
func (h *hasher) at(n *doc.Node, part bool) place {
	r, err := h.d.resolve(n)
	if err != nil {
		return place{node: n, part: part} // read says where it fails
	}
	return place{node: r, part: part}
}

// read splits a schema into its own keywords and its subschemas.
func (h *hasher) read(p place) local {
	n, d := p.node, h.d
	var l local
	own := func(texts ...string) { l.own.add(digest(texts...)) }
	sub := func(at place, label ...string) { l.kids = append(l.kids, kid{digest(label...), at}) }
	if n == nil {
		return l
	}
	if n.Kind != doc.Map {
		if n.Kind == doc.Bool && !n.Bool() {
			own("false")
		} else if n.Kind != doc.Bool {
			own("broken", n.Kind.String())
		}
		return l
	}
	if ref, ok := d.alias(n); ok {
		own("dangling", ref)
		return l
	}
	if p.base {
		own("base")
	}
	for _, m := range n.Members {
		if v := d.get(n, m.Name); v != nil && isKeyword[m.Name] {
			h.keyword(p, m.Name, v, own, sub)
		}
	}
	if ref := d.get(n, "$ref"); ref != nil && ref.Kind == doc.String {
		if t, err := d.target(ref.Value); err == nil {
			h.member(p, t, sub)
		} else {
			own("dangling", ref.Value)
		}
	}
	return l
}

// member adds a schema that holds beside p.
func (h *hasher) member(p place, n *doc.Node, sub func(place, ...string)) {
	r, base, err := h.d.member(p.node, n)
	if err != nil {
		r = n
	}
	sub(place{node: r, base: base, part: true}, "allOf")
}

// keyword hashes one keyword of p.
func (h *hasher) keyword(p place, name string, v *doc.Node, own func(...string), sub func(place, ...string)) {
	n, d := p.node, h.d
	switch name {
	case "type":
		own("type", kindsOf(v).String())
	case "nullable":
		if d.dialect == OpenAPI30 && v.Bool() {
			own(name)
		}
	case "enum", "const":
		values := []*doc.Node{v}
		if name == "enum" {
			values = v.Items
		}
		own("enum")
		for _, item := range values {
			own("value", canonical(item))
		}
	case "exclusiveMinimum", "exclusiveMaximum":
		bound := n.Get(strings.ToLower(name[len("exclusive"):]))
		switch {
		case v.Kind == doc.Number:
			own(name, canonical(v))
		case v.Bool() && bound != nil:
			own(name, canonical(bound))
		}
	case "minimum", "maximum":
		if !n.Get("exclusive" + strings.ToUpper(name[:1]) + name[1:]).Bool() {
			own(name, canonical(v))
		}
	case "minLength", "minItems", "minProperties":
		if c, ok := count(v); !ok || c > 0 {
			own(name, canonical(v))
		}
	case "uniqueItems":
		if v.Bool() {
			own(name)
		}
	case "required":
		h.required(p, v, own)
	case "properties":
		h.properties(p, v, own, sub)
	case "dependentSchemas":
		for key, s := range v.All() {
			sub(h.at(s, true), name, key)
		}
	case "patternProperties":
		for key, s := range v.All() {
			sub(h.at(s, false), name, key)
		}
	case "items":
		if v.Kind == doc.Seq {
			own(name, canonical(v))
			return
		}
		sub(h.at(v, false), name)
	case "additionalProperties":
		sub(h.at(v, false), name)
	case "not", "if", "then", "else":
		sub(h.at(v, true), name)
	case "propertyNames", "contains", "unevaluatedItems", "unevaluatedProperties":
		sub(h.at(v, false), name)
	case "prefixItems":
		for i, s := range v.Items {
			sub(h.at(s, false), name, strconv.Itoa(i))
		}
	case "allOf":
		for _, s := range v.Items {
			h.member(p, s, sub)
		}
	case "anyOf", "oneOf":
		if p.base && d.listLeadsBack(n, v) {
			return
		}
		own(name)
		for _, a := range d.alternatives(n, v) {
			sub(h.at(a.node, true), append([]string{name, "keys"}, a.keys...)...)
		}
	case "discriminator":
		if p.base {
			return
		}
		own(name, v.Get("propertyName").Text())
		if n.Get("oneOf") == nil && n.Get("anyOf") == nil {
			for _, m := range d.mapping(n) {
				sub(h.at(m.target, true), "mapping", m.key)
			}
		}
	default:
		own(name, canonical(v))
	}
}

func (h *hasher) required(p place, v *doc.Node, own func(...string)) {
	alone := !p.part && len(h.d.inPlace(p.node)) == 0
	for _, item := range v.Items {
		if alone && h.d.hides(p.node.Get("properties").Get(item.Text()), h.dir) {
			continue
		}
		own("required", item.Text())
	}
}

func (h *hasher) properties(p place, v *doc.Node, own func(...string), sub func(place, ...string)) {
	alone := !p.part && len(h.d.inPlace(p.node)) == 0
	if len(v.Members) > 0 {
		own("properties")
	}
	for name, s := range v.All() {
		if !h.d.hides(s, h.dir) {
			sub(h.at(s, false), "properties", name)
		} else if !alone {
			own("hidden", name)
		}
	}
}
