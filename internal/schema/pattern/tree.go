package pattern

import "math"

// op is the kind of a node.
type op uint8

const (
	opEmpty     op = iota // matches the empty string
	opSet                 // one character of a set
	opConcat              // subs one after the other
	opAlternate           // one of subs
	opRepeat              // subs[0], min to max times
	opBegin               // ^
	opEnd                 // $
	opNotEnd              // (?!$)
	opWord                // \b
	opNotWord             // \B
)

// unlimited is the max of a repetition without one.
const unlimited = math.MaxInt

// node is a part of a parsed pattern. Groups leave no trace: they only name
// what they hold.
type node struct {
	op       op
	set      int // index into the sets of the pattern, for opSet
	subs     []*node
	min, max int
}

var empty = &node{op: opEmpty}

func concat(subs []*node) *node {
	var flat []*node
	for _, s := range subs {
		switch s.op {
		case opEmpty:
		case opConcat:
			flat = append(flat, s.subs...)
		default:
			flat = append(flat, s)
		}
	}
	switch len(flat) {
	case 0:
		return empty
	case 1:
		return flat[0]
	default:
		return &node{op: opConcat, subs: flat}
	}
}

func alternate(subs []*node) *node {
	if len(subs) == 1 {
		return subs[0]
	}
	return &node{op: opAlternate, subs: subs}
}

// repeat returns sub{lo,hi}. A repetition of a repetition x{a,b} becomes one of
// x where no count is skipped: k rounds give any count from ka to kb, and the
// ranges of k and k+1 rounds leave no gap when (k+1)a <= kb+1. That holds for
// every k once it holds for the smallest.
func repeat(sub *node, lo, hi int) *node {
	if hi == 0 || sub.op == opEmpty {
		return empty
	}
	if lo == 1 && hi == 1 {
		return sub
	}
	if sub.op == opRepeat {
		a, b := sub.min, sub.max
		if lo == hi || a <= 1 || lo > 0 && times(lo, b-a) >= a-1 {
			return &node{op: opRepeat, subs: sub.subs, min: times(lo, a), max: times(hi, b)}
		}
	}
	return &node{op: opRepeat, subs: []*node{sub}, min: lo, max: hi}
}

// times multiplies two counts and stops at unlimited.
func times(a, b int) int {
	if a != 0 && b > unlimited/a {
		return unlimited
	}
	return a * b
}

// plus adds two counts and stops at unlimited.
func plus(a, b int) int {
	if a > unlimited-b {
		return unlimited
	}
	return a + b
}

// window is a range of lengths, both ends included.
type window struct{ min, max int }

var anyLength = window{0, unlimited}

func (w window) contains(n int) bool { return w.min <= n && n <= w.max }

// split takes a large count out of a tree, because copies of a set are the one
// thing in a program whose number a short source can make huge:
//
//  1. In ^ x1 ... c{n,m} ... xk $, where c is a set and every x has a fixed
//     length, the count of c follows from the length of the string.
//  2. So the pattern matches what ^ x1 ... c* ... xk $ matches, of the strings
//     whose length is n to m more than that of all x together.
//
// Other trees, and counts below the limit, are returned as they are.
func split(n *node, limit int) (*node, window) {
	if n.op != opConcat || len(n.subs) < 3 || n.subs[0].op != opBegin || n.subs[len(n.subs)-1].op != opEnd {
		return n, anyLength
	}
	at, fixed := -1, 0
	for i, s := range n.subs[1 : len(n.subs)-1] {
		switch {
		case s.op == opSet:
			fixed = plus(fixed, 1)
		case s.op != opRepeat || s.subs[0].op != opSet:
			return n, anyLength
		case s.min == s.max && s.max <= limit:
			fixed = plus(fixed, s.min)
		case at >= 0:
			return n, anyLength
		default:
			at = i + 1
		}
	}
	if at < 0 {
		return n, anyLength
	}
	count := n.subs[at]
	if count.min <= limit && (count.max <= limit || count.max == unlimited) {
		return n, anyLength
	}
	subs := append([]*node(nil), n.subs...)
	subs[at] = repeat(count.subs[0], 0, unlimited)
	return &node{op: opConcat, subs: subs}, window{plus(fixed, count.min), plus(fixed, count.max)}
}
