package pattern

import (
	"fmt"
	"slices"
)

// maxExample is the longest example that is written out, in characters.
const maxExample = 1 << 17

// search looks for a shortest path of a product that is a member:
//
//  1. A layer is the set of states that are reached by strings of one length.
//     The layers are visited in turn; the first one with an accepting state of
//     a fitting length ends the search, so that the example is a shortest one.
//  2. Acceptance of a state depends on the length only through bounds: the
//     least length of the query, and the ends of the windows of parts. Between
//     two bounds it is constant, and behind the last one for ever.
//  3. Behind the last bound, a state that was reached before in that stretch
//     adds nothing: what it leads to was or will be seen at a smaller length.
//     So there the search ends after as many layers as there are states.
//  4. In front of a bound every layer is needed. Layers are a function of the
//     layer before; when one comes again after k steps and nothing was accepted
//     since, nothing is accepted up to the bound, and as many times k layers
//     as fit can be left out. That is done only where no example could be
//     written out anyway; its text is lost then.
//  5. Within a layer, of two ways to a state the one with the nicer characters
//     is kept.
type search struct {
	p      *product
	length window
	bounds []int // ascending

	steps   []step  // of all layers; once blind, of the last one
	layer   []int32 // indexes into steps
	depth   int     // of layer
	ways    []way   // by state
	made    int32   // layers made so far
	visited []bool  // by state: reached behind the last bound
	blind   bool    // steps do not spell strings any more
}

// way is the step to a state in the layer with that number.
type way struct{ layer, step int32 }

// step is one way to a state: by the last character of the string.
type step struct {
	state, from int32 // from is an index, -1 at the beginning
	cost        int32 // of the whole string
	r           rune
}

func newSearch(p *product, length window) *search {
	s := &search{p: p, length: length}
	bounds := []int{length.min}
	for _, part := range p.parts {
		if part.length != anyLength {
			bounds = append(bounds, part.length.min, plus(part.length.max, 1))
		}
	}
	slices.Sort(bounds)
	for _, b := range slices.Compact(bounds) {
		if b < unlimited && b <= length.max {
			s.bounds = append(s.bounds, b)
		}
	}
	return s
}

func (s *search) run() Result {
	if first := s.p.begin(); first != dropped {
		s.steps = []step{{state: first, from: -1}}
		s.layer = []int32{0}
	}
	var past repetition
	for {
		if s.p.work.spent() {
			return Result{Reason: "work budget"}
		}
		if best := s.best(); best >= 0 {
			return s.found(best)
		}
		if s.p.full {
			return Result{Reason: "state budget"}
		}
		if len(s.layer) == 0 || s.depth >= s.length.max {
			return Result{Outcome: Empty}
		}
		for len(s.bounds) > 0 && s.bounds[0] <= s.depth {
			s.bounds = s.bounds[1:]
			past = repetition{}
		}
		if len(s.bounds) > 0 && s.bounds[0] > maxExample && s.skip(past.period(s.states(), s.depth)) {
			past = repetition{}
			continue
		}
		s.advance()
	}
}

// best returns the nicest step of the layer that ends a member, or -1.
func (s *search) best() int32 {
	best := int32(-1)
	if s.depth < s.length.min {
		return best
	}
	for _, i := range s.layer {
		if s.p.accepts(s.steps[i].state, s.depth) && (best < 0 || s.steps[i].cost < s.steps[best].cost) {
			best = i
		}
	}
	return best
}

func (s *search) found(i int32) Result {
	if s.blind {
		return Result{Reason: fmt.Sprintf("every example has more than %d characters", maxExample)}
	}
	text := make([]rune, 0, s.depth)
	for ; s.steps[i].from >= 0; i = s.steps[i].from {
		text = append(text, s.steps[i].r)
	}
	slices.Reverse(text)
	return Result{Outcome: Found, Example: string(text)}
}

// advance makes the next layer.
func (s *search) advance() {
	s.blind = s.blind || s.depth >= maxExample
	if s.blind {
		s.forget()
	}
	last := len(s.bounds) == 0
	s.grow()
	if last {
		for _, i := range s.layer {
			s.visited[s.steps[i].state] = true
		}
	}
	s.depth++
	s.made++
	var layer []int32
	for _, i := range s.layer {
		from := s.steps[i]
		moves := s.p.next(from.state)
		s.p.work.spend(1 + len(moves))
		s.grow()
		for _, m := range moves {
			if last && s.visited[m.to] {
				continue
			}
			new := step{state: m.to, from: i, cost: from.cost + m.cost, r: m.r}
			if w := s.ways[m.to]; w.layer != s.made {
				s.p.work.spend(4)
				s.ways[m.to] = way{s.made, int32(len(s.steps))}
				layer = append(layer, int32(len(s.steps)))
				s.steps = append(s.steps, new)
			} else if new.cost < s.steps[w.step].cost {
				s.steps[w.step] = new
			}
		}
	}
	s.layer = layer
}

// grow makes room for the states that the product has by now.
func (s *search) grow() {
	if missing := len(s.p.goal) - len(s.ways); missing > 0 {
		s.ways = append(s.ways, make([]way, missing)...)
		s.visited = append(s.visited, make([]bool, missing)...)
	}
}

// forget keeps of the steps only the last layer.
func (s *search) forget() {
	steps := make([]step, len(s.layer))
	for i, at := range s.layer {
		steps[i] = step{state: s.steps[at].state, from: -1}
		s.layer[i] = int32(i)
	}
	s.steps = steps
}

// states returns the states of the layer, sorted.
func (s *search) states() []int32 {
	states := make([]int32, len(s.layer))
	for i, at := range s.layer {
		states[i] = s.steps[at].state
	}
	slices.Sort(states)
	s.p.work.spend(2 * len(states))
	return states
}

// skip leaves out layers, in front of the next bound, that come again every
// period steps.
func (s *search) skip(period int) bool {
	if period == 0 || s.bounds[0]-s.depth < period {
		return false
	}
	s.depth += (s.bounds[0] - s.depth) / period * period
	s.blind = true
	return true
}

// repetition finds out when a sequence of layers repeats itself, after Brent:
// each is compared with one that is kept, and the kept one is replaced after
// ever longer stretches.
type repetition struct {
	kept         []int32
	depth        int // of kept
	since, limit int // layers seen with kept, and how many of them are enough
}

// period returns the number of steps after which the kept layer came again, or 0.
func (r *repetition) period(layer []int32, depth int) int {
	if r.kept != nil && slices.Equal(r.kept, layer) {
		return depth - r.depth
	}
	if r.since == r.limit {
		r.kept, r.depth = layer, depth
		r.since, r.limit = 0, max(1, 2*r.limit)
	}
	r.since++
	return 0
}
