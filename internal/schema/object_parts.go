package schema

import (
	"iter"
	"slices"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/schema/pattern"
)

// part is one thing that keeps an object from being within another: what a
// property may be, that it may be missing, or something about the whole.
type part struct {
	name string // of the property; empty: the whole
	fail *failure
	edit *edit
}

// edit is a change of a document that shows a part.
type edit struct {
	name   string
	values iter.Seq[*doc.Node] // nil: the property is missing
}

// objectParts returns what keeps a from being within b, in the order
// required, values, other names, count; one part only, if that is enough.
func (c *Checker) objectParts(a, b *atom, first bool) []part {
	x, y := a.obj, b.obj
	var out []part
	for _, name := range y.names {
		if y.props[name].required && !x.prop(c, name).required {
			out = append(out, part{
				name: name, edit: &edit{name: name},
				fail: failsBy("a required property may be missing", func() []*doc.Node {
					return c.objects(a, map[string]*doc.Node{name: nil})
				}),
			})
			if first {
				return out
			}
		}
	}
	names := mergeNames(x.names, y.names)
	if first {
		names = append(tagNames(c.tags(b)), names...)
	}
	for _, name := range names {
		p, q := x.prop(c, name), y.prop(c, name)
		if q.term == nil || p.term == q.term || !p.required && (c.full(x) || c.empty(p.term)) {
			continue
		}
		if f := c.sub(p.term, []*term{q.term}); f != nil {
			out = append(out, c.valuePart(a, name, f))
			if f.starved || first {
				return out
			}
		}
	}
	if out = append(out, c.otherNames(a, b)...); first && len(out) > 0 {
		return out
	}
	out = append(out, c.countParts(a, b)...)
	if f := c.residual(a, b); f != nil {
		out = append(out, part{fail: f})
	}
	return out
}

// full tells whether the required properties are all that fit.
func (c *Checker) full(o object) bool { return o.max >= 0 && o.required() >= o.max }

// valuePart is a property with a value that the other side refuses.
func (c *Checker) valuePart(a *atom, name string, f *failure) part {
	return part{
		name: name,
		edit: &edit{name: name, values: f.documents()},
		fail: &failure{why: f.why, starved: f.starved, docs: func(yield func(*doc.Node) bool) {
			for v := range f.documents() {
				for _, n := range c.objects(a, map[string]*doc.Node{name: v}) {
					if c.tired() || c.fitsAtom(value{node: n}, a) != No && !yield(n) {
						return
					}
				}
			}
		}},
	}
}

// maxPatterns bounds the patterns of names that are told apart.
const maxPatterns = 5

// otherNames compares what names without a property may hold, per class of
// names that the patterns tell apart.
func (c *Checker) otherNames(a, b *atom) []part {
	x, y := a.obj, b.obj
	if len(y.rules) == 0 || c.full(x) {
		return nil
	}
	known := mergeNames(x.names, y.names)
	pats := joinPatterns(x.pats, y.pats)
	if len(pats) > maxPatterns {
		return []part{{fail: c.fails(a, "too many patterns of names")}}
	}
	var out []part
	for class := range 1 << len(pats) {
		q := pattern.Query{MaxLen: -1, Avoid: known, MaxStates: maxPatternStates}
		for i, p := range pats {
			if class&(1<<i) != 0 {
				q.Match = append(q.Match, p)
			} else {
				q.NotMatch = append(q.NotMatch, p)
			}
		}
		name := "extra"
		if len(pats) > 0 {
			c.steps += patternCost
			r := pattern.Find(q)
			if r.Outcome == pattern.Unknown {
				return []part{{fail: c.fails(a, "patterns of names: "+r.Reason)}}
			}
			if r.Outcome == pattern.Empty {
				continue
			}
			name = r.Example
		}
		for slices.Contains(known, name) {
			name += "1"
		}
		q1 := y.restTerm(c, name)
		p1 := x.restTerm(c, name)
		if q1 == nil || c.empty(p1) {
			continue
		}
		if f := c.sub(p1, []*term{q1}); f != nil {
			v := c.valuePart(a, name, f)
			v.name = ""
			out = append(out, v)
		}
	}
	return out
}

// countParts compares the numbers of properties.
func (c *Checker) countParts(a, b *atom) []part {
	x, y := a.obj, b.obj
	var out []part
	least := max(x.min, x.required())
	if y.min > least {
		out = append(out, part{fail: failsBy("fewer properties", func() []*doc.Node { return c.objects(a, nil) })})
	}
	if y.max < 0 {
		return out
	}
	most := x.max
	if n, bounded := c.mostProperties(x); bounded {
		most = lower(most, n)
	}
	if most < 0 || most > y.max {
		out = append(out, part{fail: failsBy("more properties", func() []*doc.Node {
			return c.manyProperties(a, y.max+1)
		})})
	}
	return out
}
