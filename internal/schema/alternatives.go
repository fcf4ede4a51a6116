package schema

import (
	"slices"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// alternatives returns the atoms of anyOf or oneOf.
func (c *Checker) alternatives(u union) []*atom {
	lists := make([][]*atom, len(u.members))
	total := 0
	for i, m := range u.members {
		lists[i] = c.raw(c.keyedSource(m))
		total += len(lists[i])
	}
	if total > maxAtoms {
		return c.unknown("too many alternatives")
	}
	var out []*atom
	for i, list := range lists {
		for _, a := range list {
			picked := *a
			picked.picks, _ = joinPicks(a.picks, []pick{{u.id, i}})
			if u.exclusive && !c.exclude(&picked, u, lists, i) {
				continue
			}
			out = append(out, &picked)
		}
	}
	return nonNil(out)
}

// chosen returns the objects whose discriminator chooses m.
func (c *Checker) chosen(m choice) *atom {
	a := full(doc.Map)
	a.obj.setProps(map[string]property{
		m.disc: {term: c.oneOfTexts(m.keys), required: true, undeclared: true},
	})
	return a
}

// exclude takes the values of the other members of a oneOf out of an atom of
// member i. The others are left out where they are shown to be disjoint. It
// tells whether anything is left.
func (c *Checker) exclude(a *atom, u union, lists [][]*atom, i int) bool {
	own := u.members[i]
	for j, m := range u.members {
		if j == i {
			continue
		}
		if m.src == own.src && slices.Equal(m.keys, own.keys) {
			return false // listed twice: a value of it is in both
		}
		if len(own.keys) > 0 && len(m.keys) > 0 && !overlap(own.keys, m.keys) {
			a.tell(m.disc)
			continue
		}
		overlaps := false
		for _, b := range lists[j] {
			if a.kind != b.kind {
				continue
			}
			by, apart := c.apartBy(a, b)
			if overlaps = !apart; overlaps {
				break
			}
			a.tell(by)
		}
		if !overlaps {
			continue
		}
		if a.finite {
			if !c.excludeValues(a, lists[j]) {
				return false
			}
			continue
		}
		a.negs = joinSources(a.negs, []*source{c.keyedSource(m)})
	}
	return true
}

func overlap(a, b []string) bool {
	return slices.ContainsFunc(a, func(k string) bool { return slices.Contains(b, k) })
}

// keyedSource returns the schema of a member together with the values of the
// discriminator that choose it.
func (c *Checker) keyedSource(m choice) *source {
	if len(m.keys) == 0 {
		return m.src
	}
	key := sourceKey{digest(append([]string{"keyed", m.disc}, m.keys...)...).and(m.src.hash), m.src.dir}
	s, ok := c.sources[key]
	if !ok {
		c.lastID++
		s = &source{id: c.lastID, hash: key.hash, d: m.src.d, dir: m.src.dir, read: true, all: []*source{m.src}}
		copy(s.own[:], c.everything())
		s.own[doc.Map] = c.chosen(m)
		c.sources[key] = s
	}
	return s
}

// excludeValues drops the listed values that a union has, too. Where that is
// unsure the atom becomes opaque.
func (c *Checker) excludeValues(a *atom, list []*atom) bool {
	var kept []value
	unsure := false
	for _, v := range a.values {
		in := No
		for _, b := range list {
			if f := c.fitsAtom(v, b); f == Yes {
				in = Yes
				break
			} else if f == Unknown {
				in = Unknown
			}
		}
		if in != Yes {
			kept = append(kept, v)
		}
		unsure = unsure || in == Unknown
	}
	a.values = kept
	if unsure {
		a.opaque = append(slices.Clip(a.opaque), c.unique("members of oneOf may overlap"))
	}
	return len(kept) > 0
}

// tell notes a property that tells an atom apart.
func (a *atom) tell(name string) {
	if a.kind == doc.Map && !slices.Contains(a.told, name) {
		a.told = append(slices.Clip(a.told), name)
	}
}
