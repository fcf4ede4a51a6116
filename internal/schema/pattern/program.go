package pattern

import "slices"

// instOp is the kind of an instruction.
type instOp uint8

const (
	instSplit  instOp = iota // go on at out and at arg
	instChar                 // pass over a character of set arg, go on at out
	instAssert               // go on at out where the assertion, op arg, holds
	instMatch
)

type inst struct {
	op       instOp
	out, arg int32
}

// program is a pattern as a nondeterministic automaton, after Thompson.
type program struct {
	insts    []inst
	start    int32
	live     []bool // instructions from which instMatch can be reached
	anchored bool   // a match can only begin where the text begins
	bounds   bool   // has word boundaries: states depend on the character before

	classes *partition
	inSet   []bool // inSet[set*classes.n+class]
	isWord  []bool // by class; only where bounds
}

// compiler appends instructions from the last to the first: each part is given
// the instruction to go on with.
type compiler struct {
	insts []inst
	full  bool
}

// compile returns nil when the program would be too large.
func compile(n *node, sets []set) *program {
	c := &compiler{}
	match := c.add(inst{op: instMatch})
	start := c.node(n, match)
	if c.full {
		return nil
	}
	p := &program{insts: c.insts, start: start}
	p.bounds = slices.ContainsFunc(c.insts, func(i inst) bool {
		return i.op == instAssert && (op(i.arg) == opWord || op(i.arg) == opNotWord)
	})
	p.tabulate(sets)
	p.markLive(sets, match)
	p.anchored = newMachine(p).onlyAtBegin()
	return p
}

func (c *compiler) add(i inst) int32 {
	if len(c.insts) == maxInsts {
		c.full = true
		return 0
	}
	c.insts = append(c.insts, i)
	return int32(len(c.insts) - 1)
}

func (c *compiler) node(n *node, next int32) int32 {
	switch n.op {
	case opEmpty:
		return next
	case opSet:
		return c.add(inst{op: instChar, arg: int32(n.set), out: next})
	case opConcat:
		for _, s := range slices.Backward(n.subs) {
			next = c.node(s, next)
		}
		return next
	case opAlternate:
		start := c.node(n.subs[len(n.subs)-1], next)
		for _, s := range slices.Backward(n.subs[:len(n.subs)-1]) {
			start = c.add(inst{op: instSplit, out: c.node(s, next), arg: start})
		}
		return start
	case opRepeat:
		return c.repeat(n, next)
	default:
		return c.add(inst{op: instAssert, arg: int32(n.op), out: next})
	}
}

// repeat compiles x{n,} as n-1 times x and x+, and x{n,m} as n times x and
// (x(x...)?)?, every end of which is the same instruction.
func (c *compiler) repeat(n *node, next int32) int32 {
	x, copies := n.subs[0], n.min
	switch {
	case n.max == unlimited:
		loop := c.add(inst{op: instSplit, arg: next})
		c.insts[loop].out = c.node(x, loop)
		if copies == 0 {
			return loop
		}
		next = c.insts[loop].out
		copies--
	default:
		for end, i := next, n.min; i < n.max && !c.full; i++ {
			next = c.add(inst{op: instSplit, out: c.node(x, next), arg: end})
		}
	}
	for ; copies > 0 && !c.full; copies-- {
		next = c.node(x, next)
	}
	return next
}

// tabulate divides the alphabet and writes down which class is in which set.
func (p *program) tabulate(sets []set) {
	own := len(sets)
	if p.bounds {
		sets = append(slices.Clone(sets), words)
	}
	classes, members := newPartition(sets)
	p.classes = classes
	p.inSet = make([]bool, own*classes.n)
	p.isWord = make([]bool, classes.n)
	for class, in := range members {
		for _, s := range in {
			if int(s) < own {
				p.inSet[int(s)*classes.n+class] = true
			} else {
				p.isWord[class] = true
			}
		}
	}
}

func (p *program) accepts(set int32, class int) bool { return p.inSet[int(set)*p.classes.n+class] }

// markLive goes backwards from the match. What waits for a character of the
// empty set leads nowhere.
func (p *program) markLive(sets []set, match int32) {
	before := make([][]int32, len(p.insts))
	for id, i := range p.insts {
		switch {
		case i.op == instMatch || i.op == instChar && len(sets[i.arg]) == 0:
			continue
		case i.op == instSplit:
			before[i.arg] = append(before[i.arg], int32(id))
		}
		before[i.out] = append(before[i.out], int32(id))
	}
	p.live = make([]bool, len(p.insts))
	p.live[match] = true
	for todo := []int32{match}; len(todo) > 0; {
		id := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, b := range before[id] {
			if !p.live[b] {
				p.live[b] = true
				todo = append(todo, b)
			}
		}
	}
}
