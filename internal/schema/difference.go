package schema

import (
	"slices"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/schema/pattern"
)

// withinNumbers subtracts the alternatives.
func (c *Checker) withinNumbers(a *atom, bs []*atom) *failure {
	left := []*atom{a}
	why := "numbers are left over"
	for _, b := range bs {
		if f := c.conditions(a, b); f != nil {
			why = f.why
			continue
		}
		var next []*atom
		for _, part := range left {
			rest, ok := c.lessNumbers(part, b)
			if !ok {
				return c.fails(part, "numbers out of reach")
			}
			next = append(next, rest...)
		}
		if left = next; len(left) > maxParts {
			return c.fails(a, "too many intervals")
		}
	}
	return c.leftOver(left, why)
}

// conditions is residual but for the excluded values.
func (c *Checker) conditions(a, b *atom) *failure {
	if len(b.negs)+len(b.opaque) == 0 {
		return nil
	}
	plain := *b
	plain.except = nil
	return c.residual(a, &plain)
}

func (c *Checker) leftOver(parts []*atom, why string) *failure {
	if len(parts) == 0 {
		return nil
	}
	return &failure{why: why, docs: lazily(func() []*doc.Node {
		var out []*doc.Node
		for _, p := range parts {
			out = append(out, c.samples(p)...)
		}
		return out
	})}
}

// lessNumbers returns the non-empty parts of a outside b.
func (c *Checker) lessNumbers(a, b *atom) ([]*atom, bool) {
	if a.finite {
		return c.lessListed(a, b), true
	}
	var out []*atom
	if b.finite {
		x := *a
		x.except = joinValues(a.except, b.values)
		if !c.atomEmpty(&x) {
			out = append(out, &x)
		}
		return out, true
	}
	parts, ok := a.num.minus(b.num)
	if !ok {
		return nil, false
	}
	for _, p := range parts {
		x := *a
		x.num = p
		if !c.atomEmpty(&x) {
			out = append(out, &x)
		}
	}
	return append(out, c.back(a, b)...), true
}

// back returns the values excluded by b that a has.
func (c *Checker) back(a, b *atom) []*atom {
	var out []*atom
	for _, v := range b.except {
		if c.fitsAtom(v, a) != No {
			x := full(a.kind)
			x.finite, x.values = true, []value{v}
			out = append(out, x)
		}
	}
	return out
}

// withinStrings subtracts the alternatives.
func (c *Checker) withinStrings(a *atom, bs []*atom) *failure {
	left := []*atom{a}
	why := "strings are left over"
	for _, b := range bs {
		if f := c.conditions(a, b); f != nil {
			why = f.why
			continue
		}
		var next []*atom
		for _, part := range left {
			next = append(next, c.lessStrings(part, b)...)
		}
		if left = next; len(left) > maxParts {
			return c.fails(a, "too many sets of strings")
		}
	}
	f := c.leftOver(left, why)
	if f != nil {
		for _, p := range left {
			if !p.finite {
				if r := c.find(p.str, p.except); r.Outcome == pattern.Unknown {
					f.why = "patterns: " + r.Reason
				}
			}
		}
	}
	return f
}

// lessStrings returns the non-empty parts of a outside b.
func (c *Checker) lessStrings(a, b *atom) []*atom {
	if a.finite {
		return c.lessListed(a, b)
	}
	var out []*atom
	if b.finite {
		x := *a
		x.except = joinValues(a.except, b.values)
		if !c.atomEmpty(&x) {
			out = append(out, &x)
		}
		return out
	}
	for _, s := range b.str.outside() {
		if len(s.reject) > 0 && slices.Contains(a.str.match, s.reject[0]) ||
			len(s.match) > 0 && slices.Contains(a.str.reject, s.match[0]) {
			continue
		}
		x := *a
		x.str = a.str.and(s)
		if x.str.max >= 0 && x.str.min > x.str.max || c.atomEmpty(&x) {
			continue
		}
		out = append(out, &x)
	}
	return append(out, c.back(a, b)...)
}

// lessListed keeps the listed values that b does not surely have.
func (c *Checker) lessListed(a, b *atom) []*atom {
	x := *a
	x.values = nil
	for _, v := range a.values {
		if c.fitsAtom(v, b) != Yes {
			x.values = append(x.values, v)
		}
	}
	if len(x.values) == 0 {
		return nil
	}
	return []*atom{&x}
}
