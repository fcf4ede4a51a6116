package pattern

import (
	"cmp"
	"encoding/binary"
	"slices"
	"sort"
)

// partition divides the alphabet, all Unicode scalar values, into classes of
// characters that nothing in one pattern tells apart.
type partition struct {
	blocks []block // cover the alphabet in ascending order
	n      int     // classes 0 to n-1, each of at least one block
	ascii  [128]int32
}

// block is a range of characters of one class. It ends where the next begins.
type block struct {
	lo    rune
	class int32
}

// newPartition returns the coarsest partition in which each set is a union of
// classes, and for each class which sets it is in:
//
//  1. Sweep over the alphabet; at each place where a set begins or ends, the
//     list of the sets that hold the next characters changes.
//  2. Two ranges are of one class when these lists are equal.
func newPartition(sets []set) (*partition, [][]int32) {
	type event struct {
		at  rune
		set int32
	}
	var events []event
	for i, s := range sets {
		for _, r := range s {
			events = append(events, event{r.lo, int32(i)}, event{r.hi + 1, int32(i)})
		}
	}
	slices.SortFunc(events, func(a, b event) int { return cmp.Compare(a.at, b.at) })

	b := newPartitionBuilder()
	var members [][]int32 // by class
	var active []int32    // sorted
	for i, at := 0, rune(0); at <= maxRune; {
		for ; i < len(events) && events[i].at == at; i++ {
			if j, found := slices.BinarySearch(active, events[i].set); found {
				active = slices.Delete(active, j, j+1)
			} else {
				active = slices.Insert(active, j, events[i].set)
			}
		}
		if b.add(at, active) {
			members = append(members, slices.Clone(active))
		}
		if i == len(events) {
			break
		}
		at = events[i].at
	}
	return b.done(), members
}

// partitionBuilder makes a partition of ascending blocks, of which those with
// equal keys are of one class.
type partitionBuilder struct {
	p       partition
	classes map[string]int32
	key     []byte
}

func newPartitionBuilder() *partitionBuilder {
	return &partitionBuilder{classes: map[string]int32{}}
}

// add reports whether the class is new. Classes are numbered as they come.
func (b *partitionBuilder) add(lo rune, key []int32) bool {
	b.key = b.key[:0]
	for _, k := range key {
		b.key = binary.LittleEndian.AppendUint32(b.key, uint32(k))
	}
	class, known := b.classes[string(b.key)]
	if !known {
		class = int32(b.p.n)
		b.classes[string(b.key)] = class
		b.p.n++
	}
	if n := len(b.p.blocks); n == 0 || b.p.blocks[n-1].class != class {
		b.p.blocks = append(b.p.blocks, block{lo, class})
	}
	return !known
}

func (b *partitionBuilder) done() *partition {
	p := b.p
	for r := range rune(len(p.ascii)) {
		p.ascii[r] = p.search(r)
	}
	return &p
}

// class returns the class of a character.
func (p *partition) class(r rune) int32 {
	if r < rune(len(p.ascii)) {
		return p.ascii[r]
	}
	return p.search(r)
}

func (p *partition) search(r rune) int32 {
	i := sort.Search(len(p.blocks), func(i int) bool { return p.blocks[i].lo > r })
	return p.blocks[i-1].class
}
