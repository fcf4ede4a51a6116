package schema

import (
	"sync"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/schema/pattern"
)

// Checker answers questions about schemas and remembers what it has worked
// out, so one Checker should serve all questions about the same documents.
// It is safe for concurrent use: calls wait for each other. The documents
// must not change while a Checker knows them.
//
// An answer other than Unknown does not depend on the questions before it.
// What was Unknown for want of work may be answered later, since less is left
// to do. What was worked out when the budget of all questions was used up
// stays as inexact as it is, so that documents made to be hard end in time:
// later answers about the same schemas may then be Unknown, too.
type Checker struct {
	mu        sync.Mutex
	docs      map[*doc.Document]*document
	synthetic *document // of schemas that no document holds
	sources   map[sourceKey]*source
	terms     map[string]*term
	nothing   *term
	all       []*atom // see everything
	patterns  map[string]compiledPattern
	strings   map[string]pattern.Result // see find
	lastID    int
	salt      int // of hashes that equal no other

	goals   map[string]goalState
	answers map[[2]*term]Result // after a search for witnesses
	shown   []string            // goals that hold under assumptions, in order
	voids   []*term             // terms that are empty under assumptions, in order
	depth   int                 // of goals
	steps   int                 // of the question
	spent   int                 // steps of the questions before
	asked   int                 // questions
	limit   int                 // of steps
	nested  int                 // exclusions that are being looked at
	hasty   bool                // one failure of a goal is enough: no document will be asked for

	valid validator
	kins  map[*document]map[*doc.Node]*kinSchema
}

// NewChecker returns a Checker that knows nothing yet.
func NewChecker() *Checker {
	return &Checker{
		docs:     map[*doc.Document]*document{},
		sources:  map[sourceKey]*source{},
		terms:    map[string]*term{},
		patterns: map[string]compiledPattern{},
		strings:  map[string]pattern.Result{},
		goals:    map[string]goalState{},
		answers:  map[[2]*term]Result{},
		kins:     map[*document]map[*doc.Node]*kinSchema{},
		limit:    maxSteps,
	}
}

// begin starts a question.
func (c *Checker) begin() {
	c.rest()
	c.asked++
	c.depth, c.nested = 0, 0
	c.limit = min(maxSteps, max(leastSteps, maxTotal+c.asked*meanSteps-c.spent))
	c.shown, c.voids = c.shown[:0], c.voids[:0]
}

// rest begins to count steps anew.
func (c *Checker) rest() {
	c.spent += c.steps
	c.steps = 0
}

// termOf returns the term of a schema.
func (c *Checker) termOf(s Schema, dir Direction, closed bool) *term {
	if s.Node == nil || s.Doc == nil && s.Node.Kind == doc.Bool && s.Node.Bool() {
		return nil
	}
	return c.term(literal{src: c.source(c.documentOf(s), dir, s.Node, false), closed: closed})
}

// documentOf returns the document of a schema; a schema without one stands
// alone.
func (c *Checker) documentOf(s Schema) *document {
	if s.Doc == nil {
		return c.syntheticDocument()
	}
	return c.document(s.Doc)
}

// Hash identifies what s accepts as it is written. Schemas with equal hashes
// in one direction accept the same values, closed or open. The order of
// properties, enums, required names and members of allOf, anyOf and oneOf is
// immaterial; a reference counts as what it leads to; annotations count for
// nothing, but for format.
func (c *Checker) Hash(s Schema, dir Direction) Hash {
	c.mu.Lock()
	defer c.mu.Unlock()
	d := c.documentOf(s)
	at := place{node: s.Node}
	if r, err := d.resolve(s.Node); err == nil {
		at.node = r
	}
	return c.hash(d, dir, at)
}

// Contains tells whether every value of q.Sub is a value of q.Super. Yes is a
// proof and No has a witness that was checked; what takes more work than one
// question may is Unknown.
func (c *Checker) Contains(q Query) Result {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.contains(q)
}

func (c *Checker) contains(q Query) Result {
	c.begin()
	sub := c.termOf(q.Sub, q.Direction, q.Closed)
	super := c.termOf(q.Super, q.Direction, false)
	c.hasty = q.ProveOnly
	f := c.sub(sub, []*term{super})
	c.hasty = false
	if f == nil {
		out := Result{Verdict: Yes}
		if c.rest(); sub != nil && c.empty(sub) {
			out.Reason = "the left side accepts nothing"
		}
		return out
	}
	if q.ProveOnly {
		return Result{Reason: f.why}
	}
	// Schemas of equal hashes have one term, so the answer serves all of them.
	key := [2]*term{sub, super}
	r, ok := c.answers[key]
	if !ok {
		c.rest() // the search for a witness has work of its own
		if r = c.refute(q, f); !f.starved && r.Verdict == No {
			c.answers[key] = r
		}
	}
	return r
}

// maxWitnesses is how many documents are put before the validator.
const maxWitnesses = 60

// refute looks for a document that the validator accepts on the one side and
// refuses on the other.
func (c *Checker) refute(q Query, f *failure) Result {
	seen := map[string]bool{}
	why := f.why
	unsure := ""
	for n := range f.documents() {
		key := canonical(n)
		if seen[key] {
			continue
		}
		if seen[key] = true; len(seen) > maxWitnesses {
			break
		}
		pointer, err := c.separates(q, n)
		if err == nil {
			return Result{Verdict: No, Witness: n, Pointer: pointer, Note: c.second(q, n)}
		}
		if err != errNotSeparated {
			unsure = err.Error()
		}
	}
	switch {
	case unsure != "":
		why += "; the validator cannot judge: " + unsure
	case len(seen) > 0:
		why += "; no document was found that shows the difference"
	default:
		why += "; no document was found"
	}
	return Result{Reason: why}
}

// Example returns a small value that the independent validator accepts;
// false when none was found.
func (c *Checker) Example(s Schema, dir Direction) (*doc.Node, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.begin()
	tries := 0
	for _, closed := range [...]bool{true, false} { // what is declared reads best
		t := c.termOf(s, dir, closed)
		if t == nil {
			return doc.NewMap(), true
		}
		list := []*doc.Node{c.small(t, maxFuel)}
		for _, a := range c.normal(t) {
			if len(list) < maxTriesOfExample {
				list = append(list, c.samples(a)...)
			}
		}
		for _, n := range list {
			if tries++; n == nil || tries > 2*maxTriesOfExample {
				continue
			}
			if ok, err := c.accepts(s, dir, n); err == nil && ok {
				return n, true
			}
		}
	}
	return nil, false
}

// maxTriesOfExample bounds the values that are put before the validator.
const maxTriesOfExample = 12

// Valid tells whether an independent validator accepts the value, with the
// properties that the direction hides removed from the schema. It fails when
// the validator cannot judge: a reference leads nowhere, a pattern is beyond
// the automata, a number is out of reach.
func (c *Checker) Valid(s Schema, dir Direction, value *doc.Node) (bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.accepts(s, dir, value)
}
