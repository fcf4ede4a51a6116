package pattern

import "slices"

// edge is what stands on one side of a place between two characters. The
// assertions of a pattern depend on nothing else.
type edge uint8

const (
	edgeText  edge = iota // nothing: the text begins or ends here
	edgeWord              // a character of \w
	edgeOther             // another character
	edgeOpen              // not known yet
)

// threads is the set of instructions at which a nondeterministic run stands at
// one place of the text: instChar, and instAssert that wait for the character
// behind the place.
type threads struct {
	ids     []int32
	before  edge // what stands before the place
	matched bool // some run has matched: whatever follows, the pattern matches
}

// machine simulates a program. It has buffers of its own and is for one
// goroutine.
type machine struct {
	*program
	seen  []uint32 // instructions seen in this round
	round uint32
	count int // instructions followed so far
	stack []int32
	buf   threads
}

func newMachine(p *program) *machine {
	return &machine{program: p, seen: make([]uint32, len(p.insts))}
}

// add follows the instructions from id that pass over no character, between
// t.before and after, and adds to t those that wait. While after is edgeOpen,
// assertions that depend on it wait too.
func (m *machine) add(t *threads, id int32, after edge) {
	m.stack = append(m.stack[:0], id)
	for len(m.stack) > 0 {
		m.count++
		id := m.stack[len(m.stack)-1]
		m.stack = m.stack[:len(m.stack)-1]
		if m.seen[id] == m.round || !m.live[id] {
			continue
		}
		m.seen[id] = m.round
		switch i := m.insts[id]; i.op {
		case instMatch:
			t.matched = true
		case instChar:
			t.ids = append(t.ids, id)
		case instSplit:
			m.stack = append(m.stack, i.arg, i.out)
		case instAssert:
			switch holds, known := asserted(op(i.arg), t.before, after); {
			case !known:
				t.ids = append(t.ids, id)
			case holds:
				m.stack = append(m.stack, i.out)
			}
		}
	}
}

// asserted tells whether an assertion holds between two edges.
func asserted(assertion op, before, after edge) (holds, known bool) {
	switch {
	case assertion == opBegin:
		return before == edgeText, true
	case after == edgeOpen:
		return false, false
	case assertion == opEnd:
		return after == edgeText, true
	case assertion == opNotEnd:
		return after != edgeText, true
	default: // opWord, opNotWord
		between := (before == edgeWord) != (after == edgeWord)
		return between == (assertion == opWord), true
	}
}

// begin returns the threads before the first character.
func (m *machine) begin() threads {
	t := threads{before: edgeText}
	m.round++
	m.add(&t, m.start, edgeOpen)
	return t
}

// resolve returns t with the waiting assertions decided: only instChar is left.
// The result is t itself, or good until the next call.
func (m *machine) resolve(t threads, after edge) threads {
	waits := func(id int32) bool { return m.insts[id].op == instAssert }
	if !slices.ContainsFunc(t.ids, waits) {
		return t
	}
	m.round++
	out := threads{ids: m.buf.ids[:0], before: t.before, matched: t.matched}
	for _, id := range t.ids {
		m.add(&out, id, after)
	}
	m.buf = out
	return out
}

// step passes over a character of a class, from resolved threads to new ones,
// whose ids are appended to ids.
func (m *machine) step(t threads, class int, ids []int32) threads {
	out := threads{ids: ids, before: m.edge(class)}
	m.round++
	for _, id := range t.ids {
		if i := m.insts[id]; m.accepts(i.arg, class) {
			m.add(&out, i.out, edgeOpen)
		}
	}
	if !m.anchored {
		m.add(&out, m.start, edgeOpen)
	}
	return out
}

// onlyAtBegin reports whether no run that starts behind a character gets
// anywhere, whatever stands around.
func (m *machine) onlyAtBegin() bool {
	for _, before := range []edge{edgeWord, edgeOther} {
		for _, after := range []edge{edgeText, edgeWord, edgeOther} {
			t := threads{before: before}
			m.round++
			if m.add(&t, m.start, after); t.matched || len(t.ids) > 0 {
				return false
			}
		}
	}
	return true
}

// edge returns the edge that a character of a class makes.
func (m *machine) edge(class int) edge {
	if m.isWord[class] {
		return edgeWord
	}
	return edgeOther
}
