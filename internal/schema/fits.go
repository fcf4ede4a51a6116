package schema

import (
	"math/big"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// maxNested bounds exclusions within exclusions: a schema that excludes
// itself has no bottom.
const maxNested = 8

// fits tells whether a value is in a term.
func (c *Checker) fits(n *doc.Node, t *term) Verdict {
	if t == nil {
		return Yes
	}
	v := value{node: n}
	out := No
	for _, a := range c.normal(t) {
		switch c.fitsAtom(v, a) {
		case Yes:
			return Yes
		case Unknown:
			out = Unknown
		}
	}
	return out
}

// fitsAtom tells whether a value is in an atom, with all its conditions.
func (c *Checker) fitsAtom(v value, a *atom) Verdict {
	if v.node.Kind != a.kind {
		return No
	}
	c.steps++
	if v.key == "" && (a.finite || len(a.except) > 0) {
		v = newValue(v.node)
	}
	if hasValue(a.except, v) {
		return No
	}
	if a.finite && !a.lists(v) {
		return No
	}
	out := c.fitsBody(v, a)
	if out == No {
		return No
	}
	if len(a.negs) > 0 {
		if c.nested++; c.nested > maxNested {
			c.nested--
			return Unknown
		}
		defer func() { c.nested-- }()
	}
	for _, n := range a.negs {
		switch c.fits(v.node, c.term(literal{src: n})) {
		case Yes:
			return No
		case Unknown:
			out = Unknown
		}
	}
	if len(a.opaque) > 0 {
		return Unknown
	}
	return out
}

// lists tells whether the atom lists the value.
func (a *atom) lists(v value) bool {
	if len(a.values) <= smallList {
		return hasValue(a.values, v)
	}
	if a.index == nil {
		a.index = make(map[string]bool, len(a.values))
		for _, x := range a.values {
			a.index[x.key] = true
		}
	}
	return a.index[v.key]
}

// fitsBody tells whether a value keeps to the bounds of an atom of its kind.
func (c *Checker) fitsBody(v value, a *atom) Verdict {
	switch a.kind {
	case doc.Seq:
		return c.fitsArray(v.node, a.arr)
	case doc.Map:
		return c.fitsObject(v.node, a.obj)
	}
	return c.fitsScalar(v, a)
}

func (c *Checker) fitsArray(n *doc.Node, a array) Verdict {
	if len(n.Items) < a.min || a.max >= 0 && len(n.Items) > a.max {
		return No
	}
	out := Yes
	seen := map[string]bool{}
	for i, item := range n.Items {
		if a.unique {
			key := canonical(item)
			if seen[key] {
				return No
			}
			seen[key] = true
		}
		switch c.fits(item, a.item(i)) {
		case No:
			return No
		case Unknown:
			out = Unknown
		}
	}
	return out
}

func (c *Checker) fitsObject(n *doc.Node, o object) Verdict {
	if len(n.Members) < o.min || o.max >= 0 && len(n.Members) > o.max {
		return No
	}
	out := Yes
	if len(o.unclear) > 0 && len(n.Members) > 0 {
		out = Unknown
	}
	for _, name := range o.names {
		if o.props[name].required && !n.Has(name) {
			return No
		}
	}
	for name, v := range n.All() {
		switch c.fits(v, o.prop(c, name).term) {
		case No:
			return No
		case Unknown:
			out = Unknown
		}
	}
	return out
}

// fitsScalar tells whether a null, boolean, number or string is in the atom,
// but for its negs and opaque parts.
func (c *Checker) fitsScalar(v value, a *atom) Verdict {
	switch a.kind {
	case doc.Number:
		if a.num.lo == nil && a.num.hi == nil && a.num.step == nil && len(a.num.not) == 0 {
			return Yes
		}
		r, ok := ratOf(v.node)
		if !ok {
			return Unknown
		}
		return verdict(a.num.has(r))
	case doc.String:
		return verdict(a.str.has(v.node.Value))
	}
	return Yes
}

func (s text) has(t string) bool {
	if s.min > 0 || s.max >= 0 {
		n := length(t)
		if n < s.min || s.max >= 0 && n > s.max {
			return false
		}
	}
	for _, p := range s.match {
		if !p.Match(t) {
			return false
		}
	}
	for _, p := range s.reject {
		if p.Match(t) {
			return false
		}
	}
	return true
}

func verdict(b bool) Verdict {
	if b {
		return Yes
	}
	return No
}

// excluded tells of a number whether the atom leaves it out by name.
func (a *atom) excluded() func(*big.Rat) bool {
	out := make(map[string]bool, len(a.except))
	for _, v := range a.except {
		if r, ok := ratOf(v.node); ok {
			out[r.RatString()] = true
		}
	}
	return func(x *big.Rat) bool { return len(out) > 0 && out[x.RatString()] }
}
