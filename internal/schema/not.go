package schema

import (
	"slices"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/schema/pattern"
)

// complement returns the atoms of "not s". Where s is exact and simple the
// complement is too; elsewhere it is everything of a kind with s as
// something to be excluded.
func (c *Checker) complement(s *source) []*atom {
	t := c.term(literal{src: s})
	var byKind [doc.Map + 1][]*atom
	for _, a := range c.normal(t) {
		byKind[a.kind] = append(byKind[a.kind], a)
	}
	out := []*atom{}
	for k := doc.Null; k <= doc.Map; k++ {
		for _, a := range c.complementOf(k, byKind[k], s) {
			told := *a
			told.tell("")
			out = append(out, &told)
		}
	}
	return out
}

func (c *Checker) complementOf(k doc.Kind, atoms []*atom, s *source) []*atom {
	left := []*atom{full(k)}
	for _, a := range atoms {
		outside, ok := c.outside(a)
		if !ok {
			excluded := full(k)
			excluded.negs = []*source{s}
			return []*atom{excluded}
		}
		left = c.cross(left, outside)
	}
	return left
}

// outside returns the values of a's kind that are not in a; ok is false when
// that cannot be written.
func (c *Checker) outside(a *atom) (out []*atom, ok bool) {
	if len(a.opaque) > 0 || len(a.except)+len(a.values) > maxExcept {
		return nil, false
	}
	for _, n := range a.negs {
		for _, b := range c.normal(c.term(literal{src: n})) {
			if b.kind == a.kind {
				out = append(out, b)
			}
		}
	}
	if len(a.except) > 0 {
		back := full(a.kind)
		back.finite, back.values = true, a.except
		if a.kind == doc.Seq || a.kind == doc.Map {
			return nil, false
		}
		out = append(out, back)
	}
	if a.finite {
		if a.kind == doc.Seq || a.kind == doc.Map {
			for _, v := range a.values {
				if c.fitsBody(v, a) != Yes {
					return nil, false
				}
			}
		}
		rest := full(a.kind)
		rest.except = a.values
		if rest = c.settle(rest); rest != nil {
			out = append(out, rest)
		}
		return out, true
	}
	switch a.kind {
	case doc.Number:
		parts, ok := numbers{}.minus(a.num)
		if !ok {
			return nil, false
		}
		for _, p := range parts {
			x := full(doc.Number)
			x.num = p
			out = append(out, x)
		}
	case doc.String:
		for _, p := range a.str.outside() {
			x := full(doc.String)
			x.str = p
			out = append(out, x)
		}
	case doc.Seq:
		return c.outsideArray(a.arr, out)
	case doc.Map:
		return c.outsideObject(a.obj, out)
	}
	return out, true
}

// outside returns the strings that fail one condition each.
func (s text) outside() []text {
	var out []text
	if s.min > 0 {
		out = append(out, text{max: s.min - 1})
	}
	if s.max >= 0 {
		out = append(out, text{min: s.max + 1, max: -1})
	}
	for _, p := range s.match {
		out = append(out, text{max: -1, reject: []*pattern.Pattern{p}})
	}
	for _, p := range s.reject {
		out = append(out, text{max: -1, match: []*pattern.Pattern{p}})
	}
	return out
}

func (c *Checker) outsideArray(a array, out []*atom) ([]*atom, bool) {
	if a.unique || a.rest != nil || slices.ContainsFunc(a.prefix, func(t *term) bool { return t != nil }) {
		return nil, false
	}
	if a.min > 0 {
		x := full(doc.Seq)
		x.arr.max = a.min - 1
		out = append(out, x)
	}
	if a.max >= 0 {
		x := full(doc.Seq)
		x.arr.min = a.max + 1
		out = append(out, x)
	}
	return out, true
}

func (c *Checker) outsideObject(o object, out []*atom) ([]*atom, bool) {
	if len(o.rules) > 0 || len(o.unclear) > 0 {
		return nil, false
	}
	for _, name := range o.names {
		p := o.props[name]
		if p.required {
			x := full(doc.Map)
			x.obj.setProps(map[string]property{name: {term: c.never()}})
			out = append(out, x)
		}
		if p.term == nil {
			continue
		}
		inverse := c.inverse(p.term)
		if inverse == nil {
			return nil, false
		}
		x := full(doc.Map)
		x.obj.setProps(map[string]property{name: {term: inverse, required: true}})
		out = append(out, x)
	}
	if o.min > 0 {
		x := full(doc.Map)
		x.obj.max = o.min - 1
		out = append(out, x)
	}
	if o.max >= 0 {
		x := full(doc.Map)
		x.obj.min = o.max + 1
		out = append(out, x)
	}
	return out, true
}

// inverse returns the term of the values outside t; nil when t is more than
// one schema.
func (c *Checker) inverse(t *term) *term {
	if len(t.lits) != 1 || t.lits[0].closed {
		return nil
	}
	s := t.lits[0].src
	key := sourceKey{digest("inverse").and(s.hash), s.dir}
	inv, ok := c.sources[key]
	if !ok {
		c.lastID++
		inv = &source{id: c.lastID, hash: key.hash, d: s.d, dir: s.dir, read: true, not: []*source{s}}
		copy(inv.own[:], c.everything())
		c.sources[key] = inv
	}
	return c.term(literal{src: inv})
}
