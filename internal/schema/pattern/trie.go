package pattern

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// trie is the automaton of a finite set of strings.
type trie struct {
	classes *partition // each character of the set is a class of its own
	edges   map[trieEdge]int32
	rows    [][]int32
	ends    []bool // by state
}

type trieEdge struct {
	from, class int32
}

// newTrie reads valid UTF-8.
func newTrie(words []string) *trie {
	var runes []rune
	for _, w := range words {
		runes = append(runes, []rune(w)...)
	}
	slices.Sort(runes)
	b := newPartitionBuilder()
	next := rune(0)
	const others = -1
	for _, r := range slices.Compact(runes) {
		if next < r {
			b.add(next, []int32{others})
		}
		b.add(r, []int32{r})
		next = r + 1
	}
	if next <= maxRune {
		b.add(next, []int32{others})
	}
	t := &trie{classes: b.done(), edges: map[trieEdge]int32{}, ends: make([]bool, stateFirst+1)}
	for _, w := range words {
		t.insert(w)
	}
	t.rows = make([][]int32, len(t.ends))
	return t
}

func (t *trie) insert(word string) {
	at := stateFirst
	for _, r := range word {
		e := trieEdge{at, t.classes.class(r)}
		next, ok := t.edges[e]
		if !ok {
			next = int32(len(t.ends))
			t.ends = append(t.ends, false)
			t.edges[e] = next
		}
		at = next
	}
	t.ends[at] = true
}

func (t *trie) alphabet() *partition { return t.classes }

func (t *trie) begin() int32 { return stateFirst }

func (t *trie) accepts(state int32) bool { return t.ends[state] }

func (t *trie) row(state int32) []int32 {
	if row := t.rows[state]; row != nil {
		return row
	}
	row := make([]int32, t.classes.n) // all stateNever
	for class := range row {
		if next, ok := t.edges[trieEdge{state, int32(class)}]; ok {
			row[class] = next
		}
	}
	t.rows[state] = row
	return row
}

// avoidable returns the strings that a member could be, the shortest first, as
// far as they have not more than limit bytes together.
func avoidable(words []string, length window, limit int) []string {
	var out []string
	for _, w := range words {
		if utf8.ValidString(w) && length.contains(utf8.RuneCountInString(w)) {
			out = append(out, w)
		}
	}
	slices.SortFunc(out, func(a, b string) int {
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		return strings.Compare(a, b)
	})
	out = slices.Compact(out)
	for i, w := range out {
		if limit -= len(w); limit < 0 {
			return out[:i]
		}
	}
	return out
}
