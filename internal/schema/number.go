package schema

import (
	"math/big"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// numbers is a set of numbers: an interval, the multiples of one number in
// it, without the multiples of others. Integers are the multiples of one.
// The zero value is all numbers. It is never changed once shared.
type numbers struct {
	lo, hi         *big.Rat // nil: unbounded
	loOpen, hiOpen bool
	step           *big.Rat // multiples of it only; nil: all
	not            []*big.Rat
}

var one = big.NewRat(1, 1)

// and intersects two sets; ok is false when the result is too large to
// compute with.
func (a numbers) and(b numbers) (c numbers, ok bool) {
	c = a
	c = c.above(b.lo, b.loOpen).below(b.hi, b.hiOpen)
	if b.step != nil {
		if c, ok = c.multiples(b.step); !ok {
			return c, false
		}
	}
	c.not = append(append([]*big.Rat(nil), a.not...), b.not...)
	return c, true
}

func (a numbers) above(lo *big.Rat, open bool) numbers {
	if lo == nil {
		return a
	}
	if a.lo == nil || lo.Cmp(a.lo) > 0 || lo.Cmp(a.lo) == 0 && open {
		a.lo, a.loOpen = lo, open
	}
	return a
}

func (a numbers) below(hi *big.Rat, open bool) numbers {
	if hi == nil {
		return a
	}
	if a.hi == nil || hi.Cmp(a.hi) < 0 || hi.Cmp(a.hi) == 0 && open {
		a.hi, a.hiOpen = hi, open
	}
	return a
}

// multiples keeps the multiples of step.
func (a numbers) multiples(step *big.Rat) (numbers, bool) {
	if a.step == nil {
		a.step = step
		return a, true
	}
	// lcm(p/q, r/s) = lcm(p, r) / gcd(q, s) for fractions in lowest terms.
	p, r := a.step.Num(), step.Num()
	num := new(big.Int).Mul(p, r)
	num.Quo(num, new(big.Int).GCD(nil, nil, p, r))
	den := new(big.Int).GCD(nil, nil, a.step.Denom(), step.Denom())
	if num.BitLen() > maxBits {
		return a, false
	}
	a.step = new(big.Rat).SetFrac(num, den)
	return a, true
}

func (a numbers) without(step *big.Rat) numbers {
	a.not = append(append([]*big.Rat(nil), a.not...), step)
	return a
}

// has tells whether the number is in the set.
func (a numbers) has(x *big.Rat) bool {
	if a.lo != nil {
		if c := x.Cmp(a.lo); c < 0 || c == 0 && a.loOpen {
			return false
		}
	}
	if a.hi != nil {
		if c := x.Cmp(a.hi); c > 0 || c == 0 && a.hiOpen {
			return false
		}
	}
	if a.step != nil && !isMultiple(x, a.step) {
		return false
	}
	for _, n := range a.not {
		if isMultiple(x, n) {
			return false
		}
	}
	return true
}

func isMultiple(x, step *big.Rat) bool {
	return new(big.Rat).Quo(x, step).IsInt()
}

// minus returns the parts of a outside b; they do not overlap.
func (a numbers) minus(b numbers) ([]numbers, bool) {
	var out []numbers
	if b.lo != nil {
		out = append(out, a.below(b.lo, !b.loOpen))
		a = a.above(b.lo, b.loOpen)
	}
	if b.hi != nil {
		out = append(out, a.above(b.hi, !b.hiOpen))
		a = a.below(b.hi, b.hiOpen)
	}
	ok := true
	if b.step != nil {
		out = append(out, a.without(b.step))
		if a, ok = a.multiples(b.step); !ok {
			return nil, false
		}
	}
	for _, n := range b.not {
		c, ok := a.multiples(n)
		if !ok {
			return nil, false
		}
		out = append(out, c)
		a = a.without(n)
	}
	return out, true
}

// found says what a search came to.
type found uint8

const (
	maybe  found = iota // the search was given up
	empty               // there is none
	exists              // here it is
)

// maxTries bounds the numbers that a search looks at.
const maxTries = 600

// pick finds a number of the set that is not excluded, simple ones first.
func (a numbers) pick(excluded func(*big.Rat) bool) (*big.Rat, found) {
	if a.lo != nil && a.hi != nil {
		c := a.lo.Cmp(a.hi)
		if c > 0 || c == 0 && (a.loOpen || a.hiOpen) {
			return nil, empty
		}
		if c == 0 {
			if a.has(a.lo) && !excluded(a.lo) {
				return a.lo, exists
			}
			return nil, empty
		}
	}
	if a.step != nil {
		return a.pickMultiple(excluded)
	}
	return a.pickBetween(excluded)
}

// pickMultiple walks over the multiples of step, outward from the one
// nearest to zero.
func (a numbers) pickMultiple(excluded func(*big.Rat) bool) (*big.Rat, found) {
	for _, n := range a.not {
		if isMultiple(a.step, n) {
			return nil, empty
		}
	}
	start := new(big.Int)
	switch {
	case a.lo != nil && a.lo.Sign() >= 0:
		start = ceil(new(big.Rat).Quo(a.lo, a.step))
	case a.hi != nil && a.hi.Sign() <= 0:
		start = floor(new(big.Rat).Quo(a.hi, a.step))
	}
	up, down := true, true
	for i := int64(0); i < maxTries && (up || down); i++ {
		for _, sign := range [2]int64{1, -1} {
			if sign > 0 && !up || sign < 0 && (!down || i == 0) {
				continue
			}
			k := new(big.Int).Add(start, big.NewInt(sign*i))
			x := new(big.Rat).SetInt(k)
			x.Mul(x, a.step)
			if sign > 0 && a.hi != nil && x.Cmp(a.hi) > 0 {
				up = false
				continue
			}
			if sign < 0 && a.lo != nil && x.Cmp(a.lo) < 0 {
				down = false
				continue
			}
			if a.has(x) && !excluded(x) {
				return x, exists
			}
		}
	}
	if !up && !down {
		return nil, empty
	}
	return nil, maybe
}

// pickBetween finds a number in an interval with more than one point: zero,
// the bounds, the integers next to them, then ever finer decimals.
func (a numbers) pickBetween(excluded func(*big.Rat) bool) (*big.Rat, found) {
	try := func(x *big.Rat) bool { return a.has(x) && !excluded(x) }
	zero := new(big.Rat)
	for _, from := range []*big.Rat{zero, a.lo, a.hi} {
		if from == nil {
			continue
		}
		if try(from) {
			return from, exists
		}
		for _, grain := range []int64{1, 2, 10} {
			for i := int64(-20); i <= 20; i++ {
				x := new(big.Rat).SetInt(floor(from))
				if x.Add(x, big.NewRat(i, grain)); try(x) {
					return x, exists
				}
			}
		}
	}
	if a.lo == nil || a.hi == nil {
		return nil, maybe
	}
	width := new(big.Rat).Sub(a.hi, a.lo)
	for i := int64(1); i <= 64; i++ {
		x := new(big.Rat).Mul(width, big.NewRat(i, 128))
		if x.Add(x, a.lo); try(x) {
			return x, exists
		}
	}
	return nil, maybe
}

func floor(x *big.Rat) *big.Int { return new(big.Int).Div(x.Num(), x.Denom()) }

func ceil(x *big.Rat) *big.Int {
	f := floor(x)
	if !x.IsInt() {
		f.Add(f, big.NewInt(1))
	}
	return f
}

// formatNumbers is what a format says about a number. Other formats are
// annotations.
var formatNumbers = map[string]numbers{
	"int32": {lo: big.NewRat(-1<<31, 1), hi: big.NewRat(1<<31-1, 1)},
	"int64": {lo: big.NewRat(-1<<63, 1), hi: big.NewRat(1<<63-1, 1)},
}

// numbersOf reads the numeric keywords of a schema. A keyword whose number is
// out of reach is returned as opaque.
func numbersOf(n *doc.Node) (out numbers, opaque []string) {
	if f, ok := formatNumbers[n.Get("format").Text()]; ok {
		out = f
	}
	bound := func(name, exclusive string, tighten func(*big.Rat, bool)) {
		v, flag := n.Get(name), n.Get(exclusive)
		if v != nil && v.Kind == doc.Number {
			if r, ok := ratOf(v); ok {
				tighten(r, flag.Bool())
			} else {
				opaque = append(opaque, name)
			}
		}
		if flag != nil && flag.Kind == doc.Number {
			if r, ok := ratOf(flag); ok {
				tighten(r, true)
			} else {
				opaque = append(opaque, exclusive)
			}
		}
	}
	bound("minimum", "exclusiveMinimum", func(r *big.Rat, open bool) { out = out.above(r, open) })
	bound("maximum", "exclusiveMaximum", func(r *big.Rat, open bool) { out = out.below(r, open) })
	if m := n.Get("multipleOf"); m != nil && m.Kind == doc.Number {
		if r, ok := ratOf(m); ok && r.Sign() > 0 {
			out.step = r
		} else if !ok {
			opaque = append(opaque, "multipleOf")
		}
	}
	return out, opaque
}
