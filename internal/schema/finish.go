package schema

import (
	"slices"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// finish turns an atom into what a whole position accepts: hidden properties
// do not exist, and a closed sender sends what is declared only, at every
// depth.
func (c *Checker) finish(a *atom, closed bool) *atom {
	switch {
	case a.kind == doc.Map && (closed || len(a.obj.hidden) > 0):
		out := *a
		out.obj, out.tagged, out.tags = c.finishObject(a.obj, closed), false, nil
		if len(a.obj.hidden) > 0 {
			out.negs = nil
			for _, n := range a.negs {
				out.negs = append(out.negs, c.hide(n, a.obj.hidden))
			}
		}
		if a.toldByHidden() {
			out.opaque = append(slices.Clip(a.opaque), c.unique("a oneOf or not is decided by a property that the direction hides"))
		}
		return &out
	case a.kind == doc.Seq && closed:
		out := *a
		out.arr.rest = c.close(a.arr.rest, true)
		out.arr.prefix = slices.Clone(a.arr.prefix)
		for i, t := range out.arr.prefix {
			out.arr.prefix[i] = c.close(t, true)
		}
		return &out
	}
	return a
}

func (c *Checker) finishObject(o object, closed bool) object {
	out := o
	out.hidden = nil
	sealed := closed && o.declares && !o.explicit
	props := make(map[string]property, len(o.props))
	for name, p := range o.props {
		if _, hidden := slices.BinarySearch(o.hidden, name); hidden {
			continue
		}
		p.term = c.close(p.term, closed)
		if sealed && p.undeclared && !p.required {
			p.term = c.never()
		}
		props[name] = p
	}
	out.rules = slices.Clone(o.rules)
	for i, r := range out.rules {
		out.rules[i].term = c.close(r.term, closed)
	}
	if sealed {
		out.rules = append(out.rules, rule{unless: o.pats, term: c.never()}) // patternProperties declare, too
		if len(o.pats) == 0 {
			out.rules = []rule{{term: c.never()}}
		}
	}
	out.props = props
	if len(props) < len(o.names) {
		out.setProps(props)
	}
	return out
}

// toldByHidden tells whether the atom came out of a oneOf or a not that a
// property decides which does not exist after all.
func (a *atom) toldByHidden() bool {
	if len(a.obj.hidden) > 0 && slices.Contains(a.told, "") {
		return true
	}
	for _, name := range a.obj.hidden {
		if slices.Contains(a.told, name) {
			return true
		}
	}
	return false
}

// hide returns what a schema accepts where these names do not exist.
func (c *Checker) hide(s *source, names []string) *source {
	names = slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		for _, a := range c.normal(c.term(literal{src: s})) {
			if _, used := a.obj.props[name]; used {
				return false
			}
		}
		return true
	})
	if len(names) == 0 {
		return s
	}
	key := sourceKey{digest(append([]string{"hide"}, names...)...).and(s.hash), s.dir}
	out, ok := c.sources[key]
	if !ok {
		c.lastID++
		out = &source{id: c.lastID, hash: key.hash, d: s.d, dir: s.dir, read: true, all: []*source{s}}
		copy(out.own[:], c.everything())
		out.own[doc.Map] = full(doc.Map)
		out.own[doc.Map].obj.hidden = names
		c.sources[key] = out
	}
	return out
}
