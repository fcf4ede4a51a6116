package schema

import (
	"slices"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/schema/pattern"
)

// parseOwn reads everything but the schemas that hold beside s.
func (c *Checker) parseOwn(s *source) {
	n, d := s.at.node, s.d
	types := kindsOf(n.Get("type"))
	if d.dialect == OpenAPI30 && n.Get("nullable").Bool() {
		// Null is added to type only: an enum that does not list it refuses it
		// (OpenAPI 3.0.3, Schema Object; proposal "Clarify Semantics of
		// nullable").
		types |= 1 << doc.Null
	}
	if types&integerKind != 0 {
		types |= 1 << doc.Number
	}
	bound := boundKinds(n)
	for k, all := range c.everything() {
		switch kind := doc.Kind(k); {
		case !types.has(kind):
		case bound.has(kind) || types&integerKind != 0 && kind == doc.Number:
			s.own[k] = full(kind)
		default:
			s.own[k] = all
		}
	}
	if a := s.own[doc.Number]; a != nil && a != c.all[doc.Number] {
		var out []string
		a.num, out = numbersOf(n)
		if types&integerKind != 0 {
			whole, ok := a.num.multiples(one)
			if a.num = whole; !ok {
				a.opaque = append(a.opaque, c.unique("multipleOf is out of reach"))
			}
		}
		for _, name := range out {
			a.opaque = append(a.opaque, opaque{name + " " + canonical(n.Get(name)), name + " is out of reach"})
		}
	}
	if a := s.own[doc.String]; a != nil && a != c.all[doc.String] {
		c.parseText(n, a)
	}
	if a := s.own[doc.Seq]; a != nil && a != c.all[doc.Seq] {
		a.arr = c.parseArray(s)
	}
	if a := s.own[doc.Map]; a != nil && a != c.all[doc.Map] {
		a.obj = c.parseObject(s)
	}
	c.parseOpaque(s)
	if con := d.get(n, "const"); con != nil {
		c.parseEnum(s, []*doc.Node{con})
	}
	if enum := n.Get("enum"); enum != nil {
		c.parseEnum(s, enum.Items)
	}
}

// parseEnum keeps the listed values only.
func (c *Checker) parseEnum(s *source, items []*doc.Node) {
	if len(items) > maxEnum {
		c.unknowable(s, "an enum of too many values")
		return
	}
	var lists [doc.Map + 1][]value
	seen := make(map[string]bool, len(items))
	for _, item := range items {
		v := newValue(item)
		if !seen[v.key] {
			seen[v.key] = true
			lists[item.Kind] = append(lists[item.Kind], v)
		}
	}
	for k, a := range s.own {
		switch {
		case a == nil:
		case lists[k] == nil:
			s.own[k] = nil
		default:
			listed := full(a.kind)
			listed.finite, listed.values = true, lists[k]
			s.own[k] = c.product(a, listed)
		}
	}
}

func (c *Checker) parseText(n *doc.Node, a *atom) {
	a.str.min, a.str.max = limits(n, "minLength", "maxLength")
	if f := n.Get("format").Text(); f != "" {
		a.str.formats = []string{f}
	}
	if p := n.Get("pattern"); p != nil && p.Kind == doc.String {
		if compiled, err := c.pattern(p.Value); err == nil {
			a.str.match = append(a.str.match, compiled)
		} else {
			a.opaque = append(a.opaque, patternOpaque(p.Value, err))
		}
	}
}

func (c *Checker) parseArray(s *source) array {
	n, d := s.at.node, s.d
	var a array
	a.min, a.max = limits(n, "minItems", "maxItems")
	a.unique = n.Get("uniqueItems").Bool()
	if list := d.get(n, "prefixItems"); list != nil {
		for _, item := range list.Items {
			a.prefix = append(a.prefix, c.lazy(s, item))
		}
	}
	if items := n.Get("items"); items != nil && items.Kind != doc.Seq {
		a.rest = c.lazy(s, items)
	}
	return a
}

// limits reads a pair of counts; a negative max is none.
func limits(n *doc.Node, least, most string) (lo, hi int) {
	hi = -1
	if v, ok := count(n.Get(least)); ok {
		lo = v
	}
	if v, ok := count(n.Get(most)); ok {
		hi = v
	}
	return lo, hi
}

// lazy returns the term of a subschema of s; nil accepts everything.
func (c *Checker) lazy(s *source, n *doc.Node) *term {
	if n == nil || n.Kind == doc.Bool && n.Bool() || n.Kind == doc.Map && len(n.Members) == 0 {
		return nil
	}
	return c.term(literal{src: c.source(s.d, s.dir, n, false)})
}

func (c *Checker) parseObject(s *source) object {
	n, d := s.at.node, s.d
	var o object
	o.min, o.max = limits(n, "minProperties", "maxProperties")
	props := map[string]property{}
	for name, p := range n.Get("properties").All() {
		o.declares = true
		if d.hides(p, s.dir) {
			o.hidden = append(o.hidden, name)
			continue
		}
		props[name] = property{term: c.lazy(s, p)}
	}
	slices.Sort(o.hidden)
	var patterns []*pattern.Pattern
	for src, p := range d.get(n, "patternProperties").All() {
		compiled, err := c.pattern(src)
		if err != nil {
			o.unclear = append(o.unclear, patternOpaque(src, err))
			continue
		}
		patterns = append(patterns, compiled)
		o.rules = append(o.rules, rule{when: compiled, term: c.lazy(s, p)})
	}
	for name, p := range props {
		for _, r := range o.rules {
			if r.when.Match(name) {
				p.term = c.and(p.term, r.term)
			}
		}
		props[name] = p
	}
	if v := n.Get("additionalProperties"); v != nil {
		o.explicit = true
		if t := c.lazy(s, v); t != nil {
			o.rules = append(o.rules, rule{unless: patterns, term: t})
		}
	}
	o.pats = patterns
	for _, item := range itemsOf(n.Get("required")) {
		if item.Kind != doc.String {
			continue
		}
		p, ok := props[item.Value]
		if !ok {
			p.term = o.restTerm(c, item.Value)
			p.undeclared = true
		}
		p.required = true
		props[item.Value] = p
	}
	o.setProps(props)
	return o
}
