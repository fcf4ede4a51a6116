package schema

import (
	"slices"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// maxEnumerated bounds the arrays or objects that an atom is written out as.
const maxEnumerated = 64

// enumerated writes out the values of an array or object where the other side
// lists some and there are finitely many; nil otherwise.
func (c *Checker) enumerated(a *atom, bs []*atom) *atom {
	if !slices.ContainsFunc(bs, func(b *atom) bool { return b.finite }) {
		return nil
	}
	var list []*doc.Node
	var ok bool
	if a.kind == doc.Seq {
		list, ok = c.everyArray(a.arr)
	} else {
		list, ok = c.everyObject(a.obj)
	}
	if !ok {
		return nil
	}
	out := *a
	out.finite, out.values, out.index = true, nil, nil
	for _, n := range list {
		if v := newValue(n); !hasValue(a.except, v) {
			out.values = append(out.values, v)
		}
	}
	return &out
}

// everyArray returns all arrays that keep to the lengths and items.
func (c *Checker) everyArray(a array) ([]*doc.Node, bool) {
	most := c.longest(a)
	if most < 0 || most > maxEnumerated {
		return nil, false
	}
	var out []*doc.Node
	last := []*doc.Node{doc.NewSeq()}
	for length := 0; ; length++ {
		if length >= a.min {
			out = append(out, last...)
		}
		if length == most || len(out) > maxEnumerated {
			return out, len(out) <= maxEnumerated
		}
		list, ok := c.listed(a.item(length))
		if !ok || len(last)*len(list) > maxEnumerated {
			return nil, false
		}
		var next []*doc.Node
		for _, n := range last {
			for _, v := range list {
				next = append(next, doc.NewSeq(append(slices.Clone(n.Items), v.node)...))
			}
		}
		last = next
	}
}

// everyObject returns all objects that have no other than the known names.
func (c *Checker) everyObject(o object) ([]*doc.Node, bool) {
	if o.max == 0 {
		return []*doc.Node{doc.NewMap()}, true
	}
	if _, bounded := c.mostProperties(o); !bounded {
		return nil, false
	}
	out := []*doc.Node{doc.NewMap()}
	for _, name := range o.names {
		p := o.props[name]
		list, ok := c.listed(p.term)
		if !ok || len(out)*(len(list)+1) > maxEnumerated {
			return nil, false
		}
		var next []*doc.Node
		for _, n := range out {
			if !p.required {
				next = append(next, n)
			}
			for _, v := range list {
				with := n.Clone()
				with.Set(name, v.node)
				next = append(next, with)
			}
		}
		out = next
	}
	return out, true
}
