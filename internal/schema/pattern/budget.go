package pattern

// budget bounds the work of one question. A unit is about what it takes to look
// at one instruction or one transition, or to keep a few bytes.
type budget struct{ left int }

// workPerState turns a budget of states into one of work.
const workPerState = 150

// spend takes units and reports whether the budget has held.
func (b *budget) spend(units int) bool {
	b.left -= units
	return b.left > 0
}

func (b *budget) spent() bool { return b.left <= 0 }
