package pattern

import "slices"

// DefaultMaxStates is the budget of a Query that names none, in states of the
// product automaton.
const DefaultMaxStates = 20_000

// Query describes a set of strings. The zero Query is the empty string alone:
// its MaxLen is 0.
type Query struct {
	Match     []*Pattern // all must match
	NotMatch  []*Pattern // none may match
	MinLen    int        // in Unicode code points
	MaxLen    int        // in Unicode code points; negative: no limit
	Avoid     []string   // strings that must not be the answer
	MaxStates int        // budget of product states; 0 means DefaultMaxStates
}

// Outcome says what Find knows about a set.
type Outcome uint8

// The outcomes. The zero Outcome is Unknown.
const (
	Unknown Outcome = iota // neither proved empty nor an example found; Result.Reason says why
	Found                  // not empty: Result.Example is a member
	Empty                  // proved to have no member
)

// String returns "unknown", "found" or "empty".
func (o Outcome) String() string {
	switch o {
	case Found:
		return "found"
	case Empty:
		return "empty"
	default:
		return "unknown"
	}
}

// Result is the answer to a Query.
type Result struct {
	Outcome Outcome
	Example string // a shortest member, when Found
	Reason  string // why nothing is known, when Unknown
}

// Find looks for a member of the set that q describes. Found and Empty are
// proved. Among the shortest members one of ASCII letters and digits is
// preferred. The answer is Unknown when a budget is spent, when every member
// is too long to be written out, and when a pattern of q is nil: that stands
// for one that Parse does not support, and the set may then still be proved
// Empty by the others. The answer depends on q alone.
func Find(q Query) Result {
	return newSolver(q, 1).find(q.Avoid)
}

// Examples returns up to n different members of the set that q describes, the
// shortest first. There are fewer when the set has fewer, or when the budget is
// spent, which here is that of a few questions for all together.
func Examples(q Query, n int) []string {
	const questions = 4
	s := newSolver(q, questions)
	avoid := slices.Clone(q.Avoid)
	for range n {
		r := s.find(avoid)
		if r.Outcome != Found {
			break
		}
		avoid = append(avoid, r.Example)
	}
	return avoid[len(q.Avoid):]
}
