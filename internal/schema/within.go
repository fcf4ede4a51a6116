package schema

import (
	"slices"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// within proves that an atom is within a union of atoms of its kind.
func (c *Checker) within(a *atom, bs []*atom, splits int) *failure {
	if c.steps++; c.steps > c.limit {
		return &failure{why: "the budget of work is used up", starved: true}
	}
	if c.atomEmpty(a) {
		return nil
	}
	f := c.withinAny(a, bs, splits)
	if f != nil && len(a.opaque) > 0 {
		f = &failure{why: a.opaque[0].why, docs: f.docs, starved: f.starved}
	}
	if f == nil || len(a.negs) == 0 {
		return f
	}
	plain := *a
	plain.negs = nil
	more := slices.Clone(bs)
	for _, n := range a.negs {
		for _, b := range c.normal(c.term(literal{src: n})) {
			if b.kind == a.kind {
				more = append(more, b)
			}
		}
	}
	if g := c.withinAny(&plain, more, splits); g == nil || g.starved {
		return g
	}
	return f
}

func (c *Checker) withinAny(a *atom, bs []*atom, splits int) *failure {
	if a.finite {
		return c.withinListed(a, bs)
	}
	if len(bs) == 0 {
		return c.fails(a, "the right side has no "+a.kind.String())
	}
	if a.kind == doc.Seq || a.kind == doc.Map {
		if b := c.enumerated(a, bs); b != nil {
			return c.withinListed(b, bs)
		}
	}
	switch a.kind {
	case doc.Number:
		return c.withinNumbers(a, bs)
	case doc.String:
		return c.withinStrings(a, bs)
	case doc.Null:
		return c.withinOne(a, bs, func(b *atom) *failure { return nil })
	case doc.Seq:
		return c.withinArrays(a, bs)
	}
	return c.withinObjects(a, bs, splits)
}

// fails is a failure that any value of the atom shows.
func (c *Checker) fails(a *atom, why string) *failure {
	return &failure{why: why, docs: lazily(func() []*doc.Node { return c.samples(a) })}
}

// withinOne tries the alternatives one by one.
func (c *Checker) withinOne(a *atom, bs []*atom, prove func(b *atom) *failure) *failure {
	var fails []*failure
	for _, b := range bs {
		f := prove(b)
		if f == nil {
			f = c.residual(a, b)
		}
		if f == nil || f.starved {
			return f
		}
		fails = append(fails, f)
	}
	return joinFailures(fails)
}

// residual deals with what b is less than its atom says.
func (c *Checker) residual(a, b *atom) *failure {
	for _, o := range slices.Concat(b.opaque, b.obj.unclear) {
		same := func(x opaque) bool { return x.key == o.key }
		if !slices.ContainsFunc(a.opaque, same) && !slices.ContainsFunc(a.obj.unclear, same) {
			return c.fails(a, o.why)
		}
	}
	for _, v := range b.except {
		if c.fitsAtom(v, a) != No {
			node := v.node
			return &failure{why: "a value is excluded", docs: lazily(func() []*doc.Node { return []*doc.Node{node} })}
		}
	}
	for _, n := range b.negs {
		if slices.Contains(a.negs, n) {
			continue
		}
		if f := c.disjoint(a, n); f != nil {
			return f
		}
	}
	return nil
}

// disjoint proves that a has nothing of n.
func (c *Checker) disjoint(a *atom, n *source) *failure {
	if c.nested++; c.nested > maxNested {
		c.nested--
		return c.fails(a, "exclusions within exclusions")
	}
	defer func() { c.nested-- }()
	var left []*atom
	for _, s := range a.negs {
		left = append(left, c.normal(c.term(literal{src: s}))...)
	}
	for _, b := range c.normal(c.term(literal{src: n})) {
		if b.kind != a.kind || c.apartByList(a, b) {
			continue
		}
		both := c.meet(a, b)
		if both == nil || c.dead(both) {
			continue
		}
		var same []*atom
		for _, l := range left {
			if l.kind == a.kind {
				same = append(same, l)
			}
		}
		both.negs = b.negs // those of a are alternatives now
		if f := c.within(both, same, 0); f != nil {
			return &failure{why: "an excluded schema may overlap", docs: f.docs, starved: f.starved}
		}
	}
	return nil
}

// withinListed looks up each value.
func (c *Checker) withinListed(a *atom, bs []*atom) *failure {
	var missing []*doc.Node
	why := "a listed value is missing"
	for _, v := range a.values {
		if c.steps++; c.steps > c.limit*4 {
			return &failure{why: "the budget of work is used up", starved: true}
		}
		if !c.listedIn(v, a, bs) && (a.kind != doc.Seq && a.kind != doc.Map || c.fitsBody(v, a) != No) {
			if missing = append(missing, v.node); len(missing) >= enoughValues {
				break
			}
		}
	}
	if len(missing) == 0 {
		return nil
	}
	for _, b := range bs {
		if len(b.opaque) > 0 {
			why = b.opaque[0].why
		}
	}
	return &failure{why: why, docs: slices.Values(missing)}
}

func (c *Checker) listedIn(v value, a *atom, bs []*atom) bool {
	for _, b := range bs {
		switch c.fitsAtom(v, b) {
		case Yes:
			return true
		case Unknown:
			core := *b
			core.negs, core.opaque, core.obj.unclear = nil, nil, nil
			if c.fitsAtom(v, &core) == Yes && c.residual(a, b) == nil {
				return true
			}
		}
	}
	return false
}
