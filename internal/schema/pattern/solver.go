package pattern

import "slices"

// maxAvoid bounds the strings of Query.Avoid that are made part of a product,
// in bytes.
const maxAvoid = 1 << 18

// solver answers questions about one query that differ in what is to be avoided.
type solver struct {
	parts   []part
	length  window
	work    *budget
	max     int      // states of a product
	empty   bool     // the same text is to match and not to match
	partial bool     // a pattern is not known, and the set smaller than this one
	base    *product // nothing avoided; nil until needed
}

// newSolver gives the solver the work of that many questions.
func newSolver(q Query, questions int) *solver {
	s := &solver{max: q.MaxStates, length: window{max(q.MinLen, 0), q.MaxLen}}
	if s.max <= 0 {
		s.max = DefaultMaxStates
	}
	if q.MaxLen < 0 {
		s.length.max = unlimited
	}
	s.work = &budget{left: times(times(s.max, workPerState), questions)}

	seen := map[string]bool{}
	for _, p := range q.Match {
		if p == nil {
			s.partial = true
			continue
		}
		s.length = window{max(s.length.min, p.length.min), min(s.length.max, p.length.max)}
		if !seen[p.source] {
			seen[p.source] = true
			s.parts = append(s.parts, part{newDFA(p.prog, s.work), true, anyLength})
		}
	}
	not := map[string]bool{}
	for _, p := range q.NotMatch {
		if p == nil {
			s.partial = true
			continue
		}
		s.empty = s.empty || seen[p.source]
		if !not[p.source] {
			not[p.source] = true
			s.exclude(p)
		}
	}
	return s
}

// exclude adds a part that p must not match.
func (s *solver) exclude(p *Pattern) {
	length := p.length
	if length.max < s.length.min || s.length.max < length.min {
		return // it matches no string of the query's lengths
	}
	if length.min <= s.length.min && s.length.max <= length.max {
		length = anyLength
	}
	s.parts = append(s.parts, part{newDFA(p.prog, s.work), false, length})
}

// find answers the query; avoid takes the place of what the query has there.
func (s *solver) find(avoid []string) Result {
	if s.empty {
		return Result{Outcome: Empty}
	}
	if s.base == nil {
		s.base = newProduct(s.parts, s.max, s.work)
	}
	r := newSearch(s.base, s.length).run()
	if r.Outcome == Found && slices.Contains(avoid, r.Example) {
		r = s.findOther(avoid)
	}
	if s.partial && r.Outcome != Empty {
		return Result{Reason: "unsupported pattern"}
	}
	return r
}

// findOther makes the strings to avoid one more automaton. When there are too
// many it takes the shortest of them: an answer that is not among the others
// is right all the same.
func (s *solver) findOther(avoid []string) Result {
	words := avoidable(avoid, s.length, maxAvoid)
	t := newTrie(words)
	parts := append(slices.Clone(s.parts), part{t, false, anyLength})
	r := newSearch(newProduct(parts, s.max, s.work), s.length).run()
	if r.Outcome == Found && slices.Contains(avoid, r.Example) {
		return Result{Reason: "too many strings to avoid"}
	}
	return r
}
