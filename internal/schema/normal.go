package schema

import (
	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// Caps of the normal form. Past them a set is known by its text only.
const (
	maxAtoms   = 300
	maxPairs   = 6_000
	maxEnum    = 200_000
	maxExcept  = 500
	maxOverlap = 4_000 // pairs of oneOf members that are compared
)

// States of a computation.
const (
	pending uint8 = iota
	running
	done
)

// normal returns the union of atoms that t is.
func (c *Checker) normal(t *term) []*atom {
	if t == nil {
		return c.everything()
	}
	switch t.state {
	case done:
		return t.atoms
	case running:
		return c.unknown("a schema that holds for its own value again")
	}
	t.state = running
	atoms := c.group(t.lits, true, c.everything())
	atoms = c.group(t.lits, false, atoms)
	t.atoms, t.state = atoms, done
	return atoms
}

// group multiplies the literals that are closed, or those that are open, and
// finishes them together: what is declared by one member of allOf is
// declared.
func (c *Checker) group(lits []literal, closed bool, atoms []*atom) []*atom {
	var own []*atom
	for _, l := range lits {
		switch {
		case l.closed != closed:
		case own == nil:
			own = nonNil(c.raw(l.src))
		default:
			own = c.cross(own, c.raw(l.src))
		}
	}
	if own == nil {
		return atoms
	}
	finished := make([]*atom, len(own))
	for i, a := range own {
		finished[i] = c.finish(a, closed)
	}
	for _, l := range lits {
		if l.closed != closed {
			return c.cross(atoms, finished)
		}
	}
	return finished
}

func nonNil(list []*atom) []*atom {
	if list == nil {
		return []*atom{}
	}
	return list
}

// everything returns the atoms of the term that accepts everything.
func (c *Checker) everything() []*atom {
	if c.all == nil {
		for k := doc.Null; k <= doc.Map; k++ {
			c.all = append(c.all, full(k))
		}
	}
	return c.all
}

// full returns the atom of all values of a kind.
func full(k doc.Kind) *atom {
	a := &atom{kind: k}
	a.str.max, a.arr.max, a.obj.max = -1, -1, -1
	if k == doc.Bool {
		a.finite = true
		a.values = []value{newValue(doc.NewBool(false)), newValue(doc.NewBool(true))}
	}
	return a
}

// unknown returns atoms of which nothing is known.
func (c *Checker) unknown(why string) []*atom {
	o := c.unique(why)
	var out []*atom
	for k := doc.Null; k <= doc.Map; k++ {
		a := full(k)
		a.opaque = []opaque{o}
		out = append(out, a)
	}
	return out
}

// raw returns the atoms of one schema, before finish.
func (c *Checker) raw(s *source) []*atom {
	switch s.state {
	case done:
		return s.atoms
	case running:
		return c.unknown("a schema that holds for its own value again")
	}
	s.state = running
	c.parse(s)
	var atoms []*atom
	for _, a := range s.own {
		if a != nil {
			atoms = append(atoms, a)
		}
	}
	for _, m := range s.all {
		atoms = c.cross(atoms, c.raw(m))
	}
	for _, u := range s.unions {
		atoms = c.cross(atoms, c.alternatives(u))
	}
	for _, n := range s.not {
		atoms = c.cross(atoms, c.complement(n))
	}
	s.atoms, s.state = nonNil(atoms), done
	return s.atoms
}

// cross multiplies two unions.
func (c *Checker) cross(as, bs []*atom) []*atom {
	out := []*atom{}
	if len(as)*len(bs) > maxPairs {
		return c.unknown("too many combinations of alternatives")
	}
	for _, a := range as {
		for _, b := range bs {
			if p := c.product(a, b); p != nil && !c.dead(p) {
				out = append(out, p)
			}
			if len(out) > maxAtoms {
				return c.unknown("too many alternatives")
			}
		}
	}
	return out
}

// dead tells whether an atom is empty at first sight.
func (c *Checker) dead(a *atom) bool {
	if a.kind != doc.Map {
		return false
	}
	for _, p := range a.obj.props {
		if p.required && p.term != nil && p.term == c.nothing {
			return true
		}
	}
	return false
}
