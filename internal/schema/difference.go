package schema

import (
	"slices"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/schema/pattern"
)

// withinNumbers subtracts the alternatives.
func (c *Checker) withinNumbers(a *atom, bs []*atom) *failure {
	left, why, f := c.subtract(a, bs, c.lessNumbers, "numbers", "too many intervals")
	if f != nil {
		return f
	}
	return c.leftOver(left, why)
}

// subtract returns the parts of a outside each of bs, and the reason to give
// when there are some. less returns those outside one; false when they are out
// of reach. The failure is for what has no answer.
func (c *Checker) subtract(a *atom, bs []*atom, less func(a, b *atom) ([]*atom, bool), what, tooMany string) (left []*atom, why string, f *failure) {
	left, why = []*atom{a}, what+" are left over"
	for _, b := range bs {
		if f := c.conditions(a, b); f != nil {
			why = f.why
			continue
		}
		var next []*atom
		for _, part := range left {
			rest, ok := less(part, b)
			if !ok {
				return nil, "", c.fails(part, what+" out of reach")
			}
			next = append(next, rest...)
		}
		if left = next; len(left) > maxParts {
			return nil, "", c.fails(a, tooMany)
		}
	}
	return left, why, nil
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
	less := func(a, b *atom) ([]*atom, bool) { return c.lessStrings(a, b), true }
	left, why, f := c.subtract(a, bs, less, "strings", "too many sets of strings")
	if f != nil {
		return f
	}
	f = c.leftOver(left, why)
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
