package schema

import (
	"slices"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// product intersects two atoms; nil when that is surely empty.
func (c *Checker) product(a, b *atom) *atom {
	if a.kind != b.kind {
		return nil
	}
	switch {
	case a.neutral():
		return b
	case b.neutral():
		return a
	}
	picks, ok := joinPicks(a.picks, b.picks)
	if !ok {
		return nil
	}
	return c.intersect(a, b, picks)
}

// intersect makes a new atom of two of one kind; nil when it is surely empty.
func (c *Checker) intersect(a, b *atom, picks []pick) *atom {
	c.steps++
	out := &atom{
		kind: a.kind, picks: picks,
		negs: joinSources(a.negs, b.negs), opaque: joinOpaque(a.opaque, b.opaque),
		except: joinValues(a.except, b.except), told: join(a.told, b.told, func(x, y string) bool { return x == y }),
	}
	switch a.kind {
	case doc.Number:
		var ok bool
		if out.num, ok = a.num.and(b.num); !ok {
			out.num = a.num
			out.opaque = append(slices.Clip(out.opaque), c.unique("numbers out of reach"))
		}
	case doc.String:
		out.str = a.str.and(b.str)
		if out.str.max >= 0 && out.str.min > out.str.max {
			return nil
		}
	case doc.Seq:
		out.arr = c.andArrays(a.arr, b.arr)
		if out.arr.max >= 0 && out.arr.min > out.arr.max {
			return nil
		}
	case doc.Map:
		out.obj = c.andObjects(a.obj, b.obj)
		if out.obj.max >= 0 && max(out.obj.min, out.obj.required()) > out.obj.max {
			return nil
		}
	}
	out.finite = a.finite || b.finite
	switch {
	case a.finite && b.finite:
		out.values = commonValues(a.values, b.values)
	case a.finite:
		out.values = a.values
	case b.finite:
		out.values = b.values
	}
	return c.settle(out)
}

// settle drops the listed values that the rest of the atom refuses.
func (c *Checker) settle(a *atom) *atom {
	if !a.finite {
		return a
	}
	var kept []value
	unsure := false
	for _, v := range a.values {
		if hasValue(a.except, v) {
			continue
		}
		if a.kind == doc.Seq || a.kind == doc.Map {
			kept = append(kept, v) // judged when asked for, see live
			continue
		}
		switch c.fitsScalar(v, a) {
		case Yes:
			kept = append(kept, v)
		case Unknown:
			kept, unsure = append(kept, v), true
		}
	}
	if len(kept) == 0 {
		return nil
	}
	a.values, a.except = kept, nil
	if a.kind != doc.Seq && a.kind != doc.Map {
		a.num, a.str = numbers{}, text{max: -1}
	}
	if unsure {
		a.opaque = append(slices.Clip(a.opaque), c.unique("a number is out of reach"))
	}
	return a
}

// unique is an opaque condition that equals no other.
func (c *Checker) unique(why string) opaque {
	c.lastID++
	return opaque{key: "#" + itoa(c.lastID), why: why}
}

func (s text) and(o text) text {
	out := text{min: max(s.min, o.min), max: lower(s.max, o.max)}
	out.match = joinPatterns(s.match, o.match)
	out.reject = joinPatterns(s.reject, o.reject)
	out.formats = join(s.formats, o.formats, func(x, y string) bool { return x == y })
	return out
}

// lower returns the lower of two limits, where a negative one is none.
func lower(a, b int) int {
	if a < 0 || b >= 0 && b < a {
		return b
	}
	return a
}

func (c *Checker) andArrays(a, b array) array {
	out := array{min: max(a.min, b.min), max: lower(a.max, b.max), unique: a.unique || b.unique}
	out.rest = c.and(a.rest, b.rest)
	for i := range max(len(a.prefix), len(b.prefix)) {
		out.prefix = append(out.prefix, c.and(a.item(i), b.item(i)))
	}
	return out
}

func (c *Checker) andObjects(a, b object) object {
	out := object{
		min: max(a.min, b.min), max: lower(a.max, b.max),
		declares: a.declares || b.declares, explicit: a.explicit || b.explicit,
		pats: joinPatterns(a.pats, b.pats), unclear: joinOpaque(a.unclear, b.unclear),
	}
	out.hidden = mergeNames(a.hidden, b.hidden)
	out.names = mergeNames(a.names, b.names)
	out.props = make(map[string]property, len(out.names))
	for _, name := range out.names {
		p, q := a.prop(c, name), b.prop(c, name)
		out.props[name] = property{
			term:       c.and(p.term, q.term),
			required:   p.required || q.required,
			undeclared: p.undeclared && q.undeclared,
		}
	}
	out.rules = append(slices.Clone(a.rules), b.rules...)
	if len(out.pats) == 0 && len(out.rules) > 1 {
		var t *term
		for _, r := range out.rules {
			t = c.and(t, r.term)
		}
		out.rules = []rule{{term: t}}
	}
	return out
}
