package pattern

import "unicode/utf8"

// Pattern is a parsed pattern. It does not change and may be used by several
// goroutines at once.
type Pattern struct {
	source string
	prog   *program
	length window // the pattern matches what prog matches, of these lengths
}

// Parse reads a pattern of ECMA-262 with the u flag. Where only the grammar
// without the flag allows a text and its meaning is not in doubt, such as a
// lone "]" or "\-", it is read so (annex B). The error is a *SyntaxError or an
// *UnsupportedError.
func Parse(src string) (*Pattern, error) {
	ps := &parser{src: src, setIDs: map[string]int{}}
	tree, err := ps.pattern()
	if err != nil {
		return nil, err
	}
	tree, length := split(tree, maxCopies)
	prog := compile(tree, ps.sets)
	if prog == nil {
		return nil, ps.note(len(src), "automaton of more than %d instructions", maxInsts)
	}
	return &Pattern{source: src, prog: prog, length: length}, nil
}

// String returns the source.
func (p *Pattern) String() string { return p.source }

// Match reports whether the pattern matches somewhere in s. The time is at most
// the length of s times the size of the pattern. Bytes that are not UTF-8 count
// as U+FFFD each.
func (p *Pattern) Match(s string) bool {
	if p.length != anyLength && !p.length.contains(utf8.RuneCountInString(s)) {
		return false
	}
	m := newMachine(p.prog)
	t := m.begin()
	var spare []int32
	for _, r := range s {
		if t.matched || len(t.ids) == 0 && t.before != edgeText {
			return t.matched
		}
		class := int(p.prog.classes.class(r))
		resolved := m.resolve(t, m.edge(class))
		if resolved.matched {
			return true
		}
		next := m.step(resolved, class, spare[:0])
		spare, t = t.ids, next
	}
	return m.resolve(t, edgeText).matched
}
