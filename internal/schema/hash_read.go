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

// own adds something that a schema says itself.
func (l *local) own(texts ...string) { l.said.add(digest(texts...)) }

// sub adds a subschema.
func (l *local) sub(at place, label ...string) {
	l.kids = append(l.kids, kid{digest(label...), at})
}

// read splits a schema into its own keywords and its subschemas.
func (h *hasher) read(p place, l *local) {
	n, d := p.node, h.d
	if n == nil {
		return
	}
	if n.Kind != doc.Map {
		if n.Kind == doc.Bool && !n.Bool() {
			l.own("false")
		} else if n.Kind != doc.Bool {
			l.own("broken", n.Kind.String())
		}
		return
	}
	if ref, ok := d.alias(n); ok {
		l.own("dangling", ref)
		return
	}
	if p.base {
		l.own("base")
	}
	for _, m := range n.Members {
		if v := d.get(n, m.Name); v != nil && isKeyword[m.Name] {
			h.keyword(p, m.Name, v, l)
		}
	}
	if ref := d.get(n, "$ref"); ref != nil && ref.Kind == doc.String {
		if t, err := d.target(ref.Value); err == nil {
			h.member(p, t, l)
		} else {
			l.own("dangling", ref.Value)
		}
	}
}

// member adds a schema that holds beside p.
func (h *hasher) member(p place, n *doc.Node, l *local) {
	r, base, err := h.d.member(p.node, n)
	if err != nil {
		r = n
	}
	l.sub(place{node: r, base: base, part: true}, "allOf")
}

// keyword hashes one keyword of p.
func (h *hasher) keyword(p place, name string, v *doc.Node, l *local) {
	n, d := p.node, h.d
	switch name {
	case "type":
		l.own("type", kindsOf(v).String())
	case "nullable":
		if d.dialect == OpenAPI30 && v.Bool() {
			l.own(name)
		}
	case "enum", "const":
		values := []*doc.Node{v}
		if name == "enum" {
			values = v.Items
		}
		l.own("enum")
		for _, item := range values {
			l.own("value", canonical(item))
		}
	case "exclusiveMinimum", "exclusiveMaximum":
		bound := n.Get(strings.ToLower(name[len("exclusive"):]))
		switch {
		case v.Kind == doc.Number:
			l.own(name, canonical(v))
		case v.Bool() && bound != nil:
			l.own(name, canonical(bound))
		}
	case "minimum", "maximum":
		if !n.Get("exclusive" + strings.ToUpper(name[:1]) + name[1:]).Bool() {
			l.own(name, canonical(v))
		}
	case "minLength", "minItems", "minProperties":
		if c, ok := count(v); !ok || c > 0 {
			l.own(name, canonical(v))
		}
	case "uniqueItems":
		if v.Bool() {
			l.own(name)
		}
	case "required":
		h.required(p, v, l)
	case "properties":
		h.properties(p, v, l)
	case "dependentSchemas":
		for key, s := range v.All() {
			l.sub(h.at(s, true), name, key)
		}
	case "patternProperties":
		for key, s := range v.All() {
			l.sub(h.at(s, false), name, key)
		}
	case "items":
		if v.Kind == doc.Seq {
			l.own(name, canonical(v))
			return
		}
		l.sub(h.at(v, false), name)
	case "additionalProperties":
		l.sub(h.at(v, false), name)
	case "not", "if", "then", "else":
		l.sub(h.at(v, true), name)
	case "propertyNames", "contains", "unevaluatedItems", "unevaluatedProperties":
		l.sub(h.at(v, false), name)
	case "prefixItems":
		for i, s := range v.Items {
			l.sub(h.at(s, false), name, strconv.Itoa(i))
		}
	case "allOf":
		for _, s := range v.Items {
			h.member(p, s, l)
		}
	case "anyOf", "oneOf":
		if p.base && d.listLeadsBack(n, v) {
			return
		}
		l.own(name)
		for _, a := range d.alternatives(n, v) {
			l.sub(h.at(a.node, true), append([]string{name, "keys"}, a.keys...)...)
		}
	case "discriminator":
		if p.base {
			return
		}
		l.own(name, v.Get("propertyName").Text())
		if n.Get("oneOf") == nil && n.Get("anyOf") == nil {
			for _, m := range d.mapping(n) {
				l.sub(h.at(m.target, true), "mapping", m.key)
			}
		}
	default:
		l.own(name, canonical(v))
	}
}

func (h *hasher) required(p place, v *doc.Node, l *local) {
	alone := !p.part && len(h.d.inPlace(p.node)) == 0
	for _, item := range v.Items {
		if alone && h.d.hides(p.node.Get("properties").Get(item.Text()), h.dir) {
			continue
		}
		l.own("required", item.Text())
	}
}

func (h *hasher) properties(p place, v *doc.Node, l *local) {
	alone := !p.part && len(h.d.inPlace(p.node)) == 0
	if len(v.Members) > 0 {
		l.own("properties")
	}
	for name, s := range v.All() {
		if !h.d.hides(s, h.dir) {
			l.sub(h.at(s, false), "properties", name)
		} else if !alone {
			l.own("hidden", name)
		}
	}
}
