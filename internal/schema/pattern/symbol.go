package pattern

import (
	"cmp"
	"slices"
	"unicode"
)

// symbol is a class of characters that no automaton of a query tells apart.
type symbol struct {
	r       rune    // the member that examples show
	cost    int32   // how little one wants to see it
	classes []int32 // for each automaton, its class of these characters
}

// Costs of characters in examples. A plain one is a letter or digit of ASCII.
const (
	costPlain int32 = iota
	costPrintable
	costSpace
	costLetter
	costVisible
	costInvisible
	costNever // surrogates: they can stand in no string
)

// symbols returns the coarsest common refinement of the partitions, the
// characters one likes to see first.
func symbols(parts []*partition) []symbol {
	var starts []rune
	for _, p := range parts {
		for _, b := range p.blocks {
			starts = append(starts, b.lo)
		}
	}
	if len(parts) == 0 {
		starts = []rune{0}
	}
	slices.Sort(starts)
	starts = slices.Compact(starts)

	b := newPartitionBuilder()
	var out []symbol
	at := make([]int, len(parts)) // the block of each partition
	classes := make([]int32, len(parts))
	for i, lo := range starts {
		for j, p := range parts {
			if next := at[j] + 1; next < len(p.blocks) && p.blocks[next].lo <= lo {
				at[j] = next
			}
			classes[j] = p.blocks[at[j]].class
		}
		hi := rune(maxRune)
		if i+1 < len(starts) {
			hi = starts[i+1] - 1
		}
		b.addSymbol(&out, span{lo, hi}, classes)
	}
	out = slices.DeleteFunc(out, func(s symbol) bool { return s.cost == costNever })
	slices.SortFunc(out, func(a, b symbol) int {
		return cmp.Or(cmp.Compare(a.cost, b.cost), cmp.Compare(plainOrder(a.r), plainOrder(b.r)))
	})
	return out
}

func (b *partitionBuilder) addSymbol(out *[]symbol, s span, classes []int32) {
	isNew := b.add(s.lo, classes)
	r, cost := show(s)
	if isNew {
		*out = append(*out, symbol{r, cost, slices.Clone(classes)})
		return
	}
	known := &(*out)[b.classes[string(b.key)]]
	if cost < known.cost || cost == known.cost && plainOrder(r) < plainOrder(known.r) {
		known.r, known.cost = r, cost
	}
}

// show returns the character of a range that examples show.
func show(s span) (rune, int32) {
	for _, best := range []struct {
		span
		cost int32
	}{{span{'a', 'z'}, costPlain}, {span{'0', '9'}, costPlain}, {span{'A', 'Z'}, costPlain}, {span{'!', '~'}, costPrintable}, {span{' ', ' '}, costSpace}} {
		if lo := max(s.lo, best.lo); lo <= min(s.hi, best.hi) {
			return lo, best.cost
		}
	}
	for _, r := range "éñßαжא中あ한€😀" {
		if s.lo <= r && r <= s.hi {
			return r, costOf(r)
		}
	}
	r := s.lo
	if firstSurrogate <= r && r <= lastSurrogate {
		if r = lastSurrogate + 1; r > s.hi {
			return s.lo, costNever
		}
	}
	return r, costOf(r)
}

func costOf(r rune) int32 {
	switch {
	case unicode.IsLetter(r):
		return costLetter
	case unicode.IsGraphic(r) && !unicode.IsSpace(r):
		return costVisible
	default:
		return costInvisible
	}
}

// plainOrder puts small letters first, then digits, capitals and the rest.
func plainOrder(r rune) int {
	groups := []span{{'a', 'z'}, {'0', '9'}, {'A', 'Z'}}
	i := slices.IndexFunc(groups, func(g span) bool { return g.lo <= r && r <= g.hi })
	if i < 0 {
		i = len(groups)
	}
	return i<<24 | int(r)
}
