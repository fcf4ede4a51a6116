package pattern

import (
	"cmp"
	"slices"
	"unicode"
)

const (
	maxRune        = unicode.MaxRune
	firstSurrogate = 0xD800
	lastSurrogate  = 0xDFFF
)

// span is a range of runes, both ends included.
type span struct{ lo, hi rune }

// set is a set of Unicode scalar values: sorted spans that neither overlap nor
// touch, without surrogates.
type set []span

// all holds every scalar value.
var all = set{{0, firstSurrogate - 1}, {lastSurrogate + 1, maxRune}}

// The classes of ECMA-262 (CharacterClassEscape, LineTerminator, WhiteSpace).
var (
	digits = newSet(span{'0', '9'})
	words  = newSet(span{'0', '9'}, span{'A', 'Z'}, span{'_', '_'}, span{'a', 'z'})
	spaces = newSet(span{'\t', '\r'}, span{' ', ' '}, span{0xA0, 0xA0}, span{0x1680, 0x1680}, span{0x2000, 0x200A},
		span{0x2028, 0x2029}, span{0x202F, 0x202F}, span{0x205F, 0x205F}, span{0x3000, 0x3000}, span{0xFEFF, 0xFEFF})
	lineEnds = newSet(span{'\n', '\n'}, span{'\r', '\r'}, span{0x2028, 0x2029})
	notLine  = lineEnds.negate()
)

// newSet returns the union of spans in any order. Surrogates are left out.
func newSet(spans ...span) set {
	spans = slices.Clone(spans)
	slices.SortFunc(spans, func(a, b span) int { return cmp.Or(cmp.Compare(a.lo, b.lo), cmp.Compare(a.hi, b.hi)) })
	var out set
	for _, s := range spans {
		if n := len(out); n > 0 && s.lo <= out[n-1].hi+1 {
			out[n-1].hi = max(out[n-1].hi, s.hi)
		} else {
			out = append(out, s)
		}
	}
	return out.withoutSurrogates()
}

func (s set) withoutSurrogates() set {
	out := make(set, 0, len(s))
	for _, r := range s {
		if r.lo < firstSurrogate {
			out = append(out, span{r.lo, min(r.hi, firstSurrogate-1)})
		}
		if r.hi > lastSurrogate {
			out = append(out, span{max(r.lo, lastSurrogate+1), r.hi})
		}
	}
	return slices.DeleteFunc(out, func(r span) bool { return r.lo > r.hi })
}

// negate returns the scalar values that are not in s.
func (s set) negate() set {
	var out []span
	next := rune(0)
	for _, r := range s {
		if r.lo > next {
			out = append(out, span{next, r.lo - 1})
		}
		next = r.hi + 1
	}
	if next <= maxRune {
		out = append(out, span{next, maxRune})
	}
	return newSet(out...)
}

// tableSet reads a table of package unicode.
func tableSet(tables ...*unicode.RangeTable) set {
	var spans []span
	add := func(lo, hi, stride rune) {
		if stride == 1 {
			spans = append(spans, span{lo, hi})
			return
		}
		for r := lo; r <= hi; r += stride {
			spans = append(spans, span{r, r})
		}
	}
	for _, t := range tables {
		for _, r := range t.R16 {
			add(rune(r.Lo), rune(r.Hi), rune(r.Stride))
		}
		for _, r := range t.R32 {
			add(rune(r.Lo), rune(r.Hi), rune(r.Stride))
		}
	}
	return newSet(spans...)
}
