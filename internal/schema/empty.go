package schema

import (
	"hash/maphash"
	"slices"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/schema/pattern"
)

// Emptiness. A term is empty when each of its atoms is. Values are finite, so
// a term that needs itself to be non-empty is empty: while a term is
// examined it may be assumed empty. What was shown under an assumption that
// did not come true is forgotten.

// What is known of the emptiness of a term.
const (
	voidUnasked uint8 = iota
	voidAssumed
	voidProved
	voidUnproved
)

// empty tells whether t is proved to accept nothing.
func (c *Checker) empty(t *term) bool {
	if t == nil {
		return false
	}
	switch t.void {
	case voidAssumed, voidProved:
		return true
	case voidUnproved:
		return false
	}
	if c.steps > c.limit {
		return false
	}
	t.void = voidAssumed
	start := len(c.voids)
	for _, a := range c.normal(t) {
		if !c.atomEmpty(a) {
			t.void = voidUnproved
			for _, u := range c.voids[start:] {
				u.void = voidUnasked
			}
			c.voids = c.voids[:start]
			return false
		}
	}
	t.void = voidProved
	c.voids = append(c.voids, t)
	return true
}

// manyValues is up to where lists are searched for the sake of emptiness.
const manyValues = 1_000

// atomEmpty tells whether an atom is proved to be empty.
func (c *Checker) atomEmpty(a *atom) bool {
	c.steps++
	if a.finite {
		if len(a.values) > manyValues || c.steps > c.limit {
			return false
		}
		for _, v := range a.values {
			if c.fitsAtom(v, a) != No {
				return false
			}
		}
		return true
	}
	switch a.kind {
	case doc.Number:
		_, f := a.num.pick(a.excluded())
		return f == empty
	case doc.String:
		return c.find(a.str, a.except).Outcome == pattern.Empty
	case doc.Seq:
		most := c.longest(a.arr)
		return most >= 0 && most < a.arr.min
	case doc.Map:
		return c.objectEmpty(a.obj)
	}
	return false
}

func (c *Checker) objectEmpty(o object) bool {
	required := 0
	for _, name := range o.names {
		if p := o.props[name]; p.required {
			required++
			if c.empty(p.term) {
				return true
			}
		}
	}
	if o.max >= 0 && max(required, o.min) > o.max {
		return true
	}
	most, bounded := c.mostProperties(o)
	return bounded && most < o.min
}

// mostProperties returns how many properties an object can have at most, if
// only finitely many names are allowed.
func (c *Checker) mostProperties(o object) (int, bool) {
	if len(o.pats) > 0 || !c.empty(o.restTerm(c, "")) {
		return 0, false
	}
	n := 0
	for _, name := range o.names {
		if !c.empty(o.props[name].term) {
			n++
		}
	}
	return n, true
}

// apartBy tells whether two atoms are shown to have no value in common, their
// negs and opaque parts aside, and names the property that shows it, if it is
// one.
func (c *Checker) apartBy(a, b *atom) (name string, apart bool) {
	if a.kind != b.kind {
		return "", true
	}
	if name, ok := c.tellingTag(a, b); ok {
		return name, true
	}
	if c.steps > c.limit {
		return "", false
	}
	p := c.meet(a, b)
	return "", p == nil || c.dead(p) || c.atomEmpty(p)
}

// meet intersects two atoms that do not come out of one conjunction.
func (c *Checker) meet(a, b *atom) *atom {
	return c.intersect(a, b, nil)
}

// apartByList looks for a property that one of two objects requires and that
// has disjoint lists of values.
func (c *Checker) apartByList(a, b *atom) bool {
	_, ok := c.tellingTag(a, b)
	return ok
}

func (c *Checker) tellingTag(a, b *atom) (name string, ok bool) {
	if a.kind != doc.Map || a.finite || b.finite {
		return "", false
	}
	c.steps++
	if name, ok := c.tagOf(a, b); ok {
		return name, true
	}
	return c.tagOf(b, a)
}

// tagOf looks at the listed properties that a requires.
func (c *Checker) tagOf(a, b *atom) (name string, ok bool) {
	for _, t := range c.tags(a) {
		q, ok := b.obj.props[t.name]
		if !ok || q.term == t.term {
			continue
		}
		if _, ok := c.listed(q.term); ok && t.term.disjoint(q.term) {
			return t.name, true
		}
	}
	return "", false
}

// tagIndex finds the objects of a list that are not told apart from another
// one by the property that most of them require with a list of values.
type tagIndex struct {
	name string
	by   map[string][]int // places in the list, by the key of a value
	rest []int            // of those without such a property
	seen []int            // by place, the search that came to it last
	runs int
}

// fewObjects is up to where objects are looked at one by one.
const fewObjects = 6

// indexTags returns nil when an index does not pay.
func (c *Checker) indexTags(atoms []*atom) *tagIndex {
	if len(atoms) <= fewObjects {
		return nil
	}
	count := map[string]int{}
	best := ""
	for _, a := range atoms {
		if a.kind != doc.Map || a.finite {
			continue
		}
		for _, t := range c.tags(a) {
			if count[t.name]++; count[t.name] > count[best] || count[t.name] == count[best] && t.name < best {
				best = t.name
			}
		}
	}
	if count[best] <= len(atoms)/2 {
		return nil
	}
	x := &tagIndex{name: best, by: map[string][]int{}, seen: make([]int, len(atoms))}
	for i, a := range atoms {
		at := -1
		if a.kind == doc.Map && !a.finite {
			at = slices.IndexFunc(c.tags(a), func(t tag) bool { return t.name == best })
		}
		if at < 0 {
			x.rest = append(x.rest, i)
			continue
		}
		for _, v := range a.tags[at].term.list {
			x.by[v.key] = append(x.by[v.key], i)
		}
	}
	return x
}

// tagsOf returns the index of the objects of a term.
func (c *Checker) tagsOf(t *term, objects []*atom) *tagIndex {
	if !t.indexed {
		t.indexed, t.tags = true, c.indexTags(objects)
	}
	return t.tags
}

// near returns the places of the objects that the property does not tell
// apart from a, in order; told is whether it tells at all.
func (x *tagIndex) near(c *Checker, a *atom) (places []int, told bool) {
	if x == nil || a.kind != doc.Map || a.finite {
		return nil, false
	}
	p, ok := a.obj.props[x.name]
	if !ok {
		return nil, false
	}
	list, ok := c.listed(p.term)
	if !ok {
		return nil, false
	}
	x.runs++
	places = slices.Clone(x.rest)
	for _, v := range list {
		for _, i := range x.by[v.key] {
			if x.seen[i] != x.runs {
				x.seen[i] = x.runs
				places = append(places, i)
			}
		}
	}
	slices.Sort(places)
	return places, true
}

// tag is a required property that has a list of values.
type tag struct {
	name string
	term *term
}

func tagNames(tags []tag) []string {
	var out []string
	for _, t := range tags {
		out = append(out, t.name)
	}
	return out
}

// tags returns the tags of an object.
func (c *Checker) tags(a *atom) []tag {
	if !a.tagged {
		a.tagged = true
		for _, name := range a.obj.names {
			if p := a.obj.props[name]; p.required {
				if _, ok := c.listed(p.term); ok {
					a.tags = append(a.tags, tag{name, p.term})
				}
			}
		}
	}
	return a.tags
}

// maskSeed is of term.mask.
var maskSeed = maphash.MakeSeed()

// listed returns the values of a term that is a short list.
func (c *Checker) listed(t *term) ([]value, bool) {
	if t == nil {
		return nil, false
	}
	if !t.asked {
		t.asked = true
		t.list, t.isList = c.list(t)
		for _, v := range t.list {
			t.mask |= 1 << (maphash.String(maskSeed, v.key) % 64)
		}
	}
	return t.list, t.isList
}

func (c *Checker) list(t *term) ([]value, bool) {
	var out []value
	for _, a := range c.normal(t) {
		switch {
		case a.kind == doc.Null:
			out = append(out, newValue(&doc.Node{}))
		case a.finite && len(a.values)+len(out) <= manyValues:
			out = append(out, a.values...)
		default:
			return nil, false
		}
	}
	return out, true
}

// find searches for a string once.
func (c *Checker) find(s text, except []value) pattern.Result {
	if len(s.match)+len(s.reject)+len(except) == 0 && (s.max < 0 || s.min <= s.max) {
		return pattern.Result{Outcome: pattern.Found, Example: strings.Repeat("a", min(s.min, maxText))}
	}
	q := pattern.Query{Match: s.match, NotMatch: s.reject, MinLen: s.min, MaxLen: s.max}
	for _, v := range except {
		if v.node.Kind == doc.String {
			q.Avoid = append(q.Avoid, v.node.Value)
		}
	}
	var key strings.Builder
	for _, p := range q.Match {
		key.WriteString("+" + p.String() + "\x00")
	}
	for _, p := range q.NotMatch {
		key.WriteString("-" + p.String() + "\x00")
	}
	key.WriteString(itoa(q.MinLen) + ":" + itoa(q.MaxLen))
	for _, s := range q.Avoid {
		key.WriteString("\x00" + s)
	}
	r, ok := c.strings[key.String()]
	if !ok {
		c.steps += patternCost
		if c.steps > c.limit {
			return pattern.Result{Reason: "work budget"}
		}
		q.MaxStates = maxPatternStates
		r = pattern.Find(q)
		c.strings[key.String()] = r
	}
	return r
}
