package schema

import (
	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// withinArrays tries the alternatives one by one. When each refuses some
// array, the items of these arrays together may be refused by all.
func (c *Checker) withinArrays(a *atom, bs []*atom) *failure {
	var fails []*failure
	for _, b := range bs {
		f := c.fails(a, "the right side lists its arrays")
		if !b.finite {
			f = c.arrayWithin(a, b)
		}
		if f == nil {
			f = c.residual(a, b)
		}
		if f == nil || f.starved {
			return f
		}
		fails = append(fails, f)
	}
	out := joinFailures(fails)
	if len(fails) < 2 {
		return out
	}
	return &failure{why: out.why, docs: func(yield func(*doc.Node) bool) {
		mixed := doc.NewSeq()
		for _, f := range fails {
			for n := range f.documents() {
				mixed.Items = append(mixed.Items, n.Items...)
				break
			}
		}
		if len(mixed.Items) <= maxMade && !yield(mixed) {
			return
		}
		out.documents()(yield)
	}}
}

// longest returns how many items an array of a can have at most; negative:
// any number.
func (c *Checker) longest(a array) int {
	n := a.max
	for i := range len(a.prefix) + 1 {
		if (n < 0 || i < n) && c.empty(a.item(i)) {
			return i
		}
	}
	if a.unique && len(a.prefix) == 0 {
		if list, ok := c.listed(a.rest); ok {
			n = lower(n, len(list))
		}
	}
	return n
}

// arrayWithin proves the parts of one array: length, uniqueness, items.
func (c *Checker) arrayWithin(a, b *atom) *failure {
	x, y := a.arr, b.arr
	most := c.longest(x)
	if x.min < y.min && (most < 0 || x.min <= most) {
		return failsBy("fewer items", func() []*doc.Node { return c.arrays(a, x.min, -1, nil) })
	}
	if y.max >= 0 && (most < 0 || most > y.max) {
		return failsBy("more items", func() []*doc.Node { return c.arrays(a, max(y.max+1, x.min), -1, nil) })
	}
	if y.unique && !x.unique && (most < 0 || most > 1) {
		return failsBy("equal items", func() []*doc.Node { return c.twins(a) })
	}
	for i := range max(len(x.prefix), len(y.prefix)) + 1 {
		if most >= 0 && i >= most {
			break
		}
		if y.item(i) == nil {
			continue
		}
		if f := c.sub(x.item(i), []*term{y.item(i)}); f != nil {
			return &failure{why: f.why, starved: f.starved, docs: func(yield func(*doc.Node) bool) {
				for v := range f.documents() {
					for _, n := range c.arrays(a, max(x.min, i+1), i, v) {
						if c.tired() || !yield(n) {
							return
						}
					}
				}
			}}
		}
	}
	return nil
}
