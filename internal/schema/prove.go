package schema

import (
	"slices"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// Budgets, in steps of the order of a microsecond. The questions of a
// comparison share maxTotal and meanSteps for each of them; real ones take some
// 25 in the mean. When that is used up they get leastSteps.
const (
	maxSteps         = 60_000 // of one question
	maxTotal         = 1_000_000
	meanSteps        = 1_000
	leastSteps       = 500
	patternCost      = 200
	maxPatternStates = 4_000
	maxGoalDepth     = 400
	maxSplits        = 3  // nested case distinctions
	maxCases         = 24 // of one distinction
	maxParts         = 64 // of a difference of numbers or strings
	maxText          = 100_000
)

// The proof.
//
//  1. A goal is a term that shall be within a union of terms. A goal that is
//     being examined is assumed to hold (the rule of coinduction). When a
//     goal fails, everything shown since it was begun is forgotten; failures
//     are kept, since a goal that fails under too many assumptions fails
//     under fewer.
//  2. A goal holds when each atom on the left is within the atoms of its kind
//     on the right.
//  3. Listed values are looked up. Numbers and strings are subtracted
//     exactly.
//  4. An array or object is within one atom when its parts are, part by part.
//     This is complete: nothing is split then.
//  5. Several atoms on the right: those that are apart are left out; one of
//     the others may do alone; those that differ in one property only are
//     taken together for that property; else the left is split by the values
//     of a property, then by its presence, a few times.
//  6. What is excluded on the left is an alternative on the right. What is
//     excluded on the right must be apart from the left.

type goalState struct {
	holds bool // proved or assumed
	fail  *failure
	hasty bool // fail may not be all
}

// sub proves that t is within the union of us; nil is a proof.
func (c *Checker) sub(t *term, us []*term) *failure {
	for _, u := range us {
		if u == nil || implies(t, u) {
			return nil
		}
	}
	key := goalKey(t, us)
	if g, ok := c.goals[key]; ok {
		if g.holds {
			return nil
		}
		if c.hasty || !g.hasty {
			return g.fail
		}
	}
	if c.steps++; c.steps > c.limit || c.depth > maxGoalDepth {
		return &failure{why: "the budget of work is used up", starved: true}
	}
	c.depth++
	defer func() { c.depth-- }()
	c.goals[key] = goalState{holds: true}
	start := len(c.shown)
	c.shown = append(c.shown, key)
	f := c.subAtoms(t, us)
	if f == nil {
		return nil
	}
	for _, k := range c.shown[start:] {
		delete(c.goals, k)
	}
	c.shown = c.shown[:start]
	if !f.starved {
		c.goals[key] = goalState{fail: f, hasty: c.hasty}
	}
	return f
}

// implies tells whether every schema of u is one of t.
func implies(t, u *term) bool {
	if t == nil {
		return false
	}
	if t == u {
		return true
	}
	for _, l := range u.lits {
		if !slices.ContainsFunc(t.lits, func(m literal) bool { return m.src == l.src && (m.closed || !l.closed) }) {
			return false
		}
	}
	return true
}

func goalKey(t *term, us []*term) string {
	ids := make([]int, len(us))
	for i, u := range us {
		ids[i] = u.id
	}
	slices.Sort(ids)
	var b strings.Builder
	if t != nil {
		b.WriteString(itoa(t.id))
	}
	for _, id := range slices.Compact(ids) {
		b.WriteByte('<')
		b.WriteString(itoa(id))
	}
	return b.String()
}

// How many failures of one goal, and how many values, are collected.
const (
	enoughDocuments = 4
	enoughValues    = 24
)

// enough tells whether no more failures of a goal are wanted.
func (c *Checker) enough(fails []*failure) bool {
	return c.hasty || len(fails) >= enoughDocuments || fails[len(fails)-1].starved
}

func (c *Checker) subAtoms(t *term, us []*term) *failure {
	var right [doc.Map + 1][]*atom
	for _, u := range us {
		for _, b := range c.normal(u) {
			right[b.kind] = append(right[b.kind], b)
		}
	}
	var objects *tagIndex
	if len(us) == 1 {
		objects = c.tagsOf(us[0], right[doc.Map])
	}
	var fails []*failure
	for _, a := range c.normal(t) {
		bs := right[a.kind]
		if near, told := objects.near(c, a); told {
			bs = at(bs, near)
		}
		if f := c.within(a, bs, maxSplits); f != nil {
			if fails = append(fails, f); c.enough(fails) {
				break
			}
		}
	}
	return joinFailures(fails)
}
