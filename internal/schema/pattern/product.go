package pattern

import "slices"

// A part is one automaton of a product and what it asks of a string.
type part struct {
	automaton
	accept bool   // the string must be accepted, else it must not
	length window // for !accept: of these lengths only
}

// product is the graph in which a path from the first state to an accepting one
// spells a member of the query:
//
//  1. A state is one state of each part; it steps by stepping all.
//  2. A string is a member when each part ends in a state as it asks.
//  3. A state is left out as soon as one part can never end as it asks.
//
// The graph is built as it is used. Lengths are no part of it, but for the
// lengths of parts that ask for none: they enter where acceptance is tested.
type product struct {
	parts   []part
	symbols []symbol
	work    *budget
	max     int // states

	tuples []int32 // len(parts) for each state
	index  table
	moves  [][]move // by state; nil until needed
	from   []int32  // by state: the last one from which a move leads here, or -1
	goal   []bool   // by state: all parts without a length of their own accept
	full   bool     // max was reached
	buf    []int32
}

// move is one edge of the graph. Of parallel edges only the one with the best
// character is kept.
type move struct {
	to, cost int32
	r        rune
}

// dropped is the number of a state that is left out.
const dropped int32 = -1

func newProduct(parts []part, maxStates int, work *budget) *product {
	partitions := make([]*partition, len(parts))
	for i, p := range parts {
		partitions[i] = p.alphabet()
	}
	return &product{
		parts: parts, symbols: symbols(partitions), work: work, max: maxStates,
		index: newTable(), buf: make([]int32, len(parts)),
	}
}

// begin returns the first state, or dropped.
func (p *product) begin() int32 {
	for i, part := range p.parts {
		p.buf[i] = part.begin()
	}
	return p.intern()
}

func (p *product) tuple(state int32) []int32 {
	n := len(p.parts)
	return p.tuples[int(state)*n : int(state)*n+n]
}

// accepts reports whether a string of that length that ends in the state is a
// member.
func (p *product) accepts(state int32, length int) bool {
	if !p.goal[state] {
		return false
	}
	for i, part := range p.parts {
		if part.length != anyLength && part.length.contains(length) && part.automaton.accepts(p.tuple(state)[i]) {
			return false
		}
	}
	return true
}

// next returns the edges from a state.
func (p *product) next(state int32) []move {
	if p.moves[state] != nil {
		return p.moves[state]
	}
	rows := make([][]int32, len(p.parts))
	for i, part := range p.parts {
		rows[i] = part.row(p.tuple(state)[i])
	}
	moves := []move{}
	for _, s := range p.symbols {
		if !p.work.spend(1 + len(p.parts)) {
			break
		}
		for i := range p.parts {
			p.buf[i] = rows[i][s.classes[i]]
		}
		if to := p.intern(); to != dropped && p.from[to] != state {
			p.from[to] = state
			moves = append(moves, move{to, s.cost, s.r})
		}
	}
	p.moves[state] = moves
	return moves
}

// intern returns the number of the state in p.buf.
func (p *product) intern() int32 {
	for i, part := range p.parts {
		switch {
		case part.accept && p.buf[i] == stateNever,
			!part.accept && part.length == anyLength && p.buf[i] == stateAlways:
			return dropped
		}
	}
	sum := mix(0, p.buf)
	if id := p.index.find(sum, func(id int32) bool { return slices.Equal(p.tuple(id), p.buf) }); id >= 0 {
		return id
	}
	if len(p.goal) == p.max {
		p.full = true
		return dropped
	}
	p.work.spend(8 + len(p.parts))
	goal := true
	for i, part := range p.parts {
		goal = goal && (part.length != anyLength || part.automaton.accepts(p.buf[i]) == part.accept)
	}
	p.tuples = append(p.tuples, p.buf...)
	p.goal = append(p.goal, goal)
	p.moves = append(p.moves, nil)
	p.from = append(p.from, -1)
	return p.index.add(sum)
}
