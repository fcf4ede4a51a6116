package pattern

import "slices"

// The states of a dfa from which nothing can change. They are numbered alike in
// every automaton.
const (
	stateNever  int32 = iota // no continuation is accepted
	stateAlways              // every continuation is accepted
	stateFirst               // the first number of other states
)

// automaton is a complete deterministic automaton that is built as it is used.
type automaton interface {
	begin() int32
	accepts(state int32) bool
	row(state int32) []int32 // the next state for each class of the alphabet
	alphabet() *partition
}

var (
	_ automaton = (*dfa)(nil)
	_ automaton = (*trie)(nil)
)

// dfa is a program made deterministic, lazily, by the subset construction: a
// state is a set of threads.
type dfa struct {
	m      *machine
	work   *budget
	states []dfaState
	index  table // of the states from stateFirst on
	buf    []int32
}

type dfaState struct {
	threads
	accepts, decided bool    // accepts only once decided
	row              []int32 // nil until needed
}

func newDFA(p *program, work *budget) *dfa {
	never := dfaState{decided: true, row: make([]int32, p.classes.n)}
	always := dfaState{decided: true, accepts: true, row: slices.Repeat([]int32{stateAlways}, p.classes.n)}
	return &dfa{m: newMachine(p), work: work, states: []dfaState{never, always}, index: newTable()}
}

func (d *dfa) alphabet() *partition { return d.m.classes }

func (d *dfa) begin() int32 { return d.intern(d.m.begin()) }

func (d *dfa) accepts(state int32) bool {
	s := &d.states[state]
	if !s.decided {
		s.accepts, s.decided = d.m.resolve(s.threads, edgeText).matched, true
		d.charge(len(s.ids))
	}
	return s.accepts
}

// row is worthless once the budget is spent.
func (d *dfa) row(state int32) []int32 {
	if row := d.states[state].row; row != nil {
		return row
	}
	row := make([]int32, d.m.classes.n)
	for _, after := range []edge{edgeWord, edgeOther} {
		t := d.m.resolve(d.states[state].threads, after)
		for class := range row {
			switch {
			case d.m.edge(class) != after:
			case t.matched:
				row[class] = stateAlways
			case !d.charge(2 + len(t.ids)):
				return row
			default:
				next := d.m.step(t, class, d.buf[:0])
				d.buf = next.ids
				row[class] = d.intern(next)
			}
		}
	}
	d.states[state].row = row
	return row
}

// charge spends units, and what the machine did since it was last called.
func (d *dfa) charge(units int) bool {
	units += d.m.count
	d.m.count = 0
	return d.work.spend(units)
}

// intern returns the number of the state of these threads, whose ids it sorts.
func (d *dfa) intern(t threads) int32 {
	if t.matched {
		return stateAlways
	}
	if len(t.ids) == 0 && (t.before != edgeText || d.m.anchored) {
		return stateNever
	}
	slices.Sort(t.ids)
	sum := mix(uint64(t.before), t.ids)
	if id := d.index.find(sum, func(id int32) bool {
		s := &d.states[id+stateFirst]
		return s.before == t.before && slices.Equal(s.ids, t.ids)
	}); id >= 0 {
		return id + stateFirst
	}
	d.work.spend(8 + len(t.ids))
	t.ids = slices.Clone(t.ids)
	d.states = append(d.states, dfaState{threads: t})
	return d.index.add(sum) + stateFirst
}
