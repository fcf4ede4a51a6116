package pattern

// table finds the number of a thing by its hash. The things stay with the
// caller, who numbers them as they come.
type table struct {
	last map[uint64]int32
	prev []int32 // by number: the one before with the same hash, or -1
}

func newTable() table { return table{last: map[uint64]int32{}} }

// find returns the number with that hash for which same is true, or -1.
func (t *table) find(sum uint64, same func(id int32) bool) int32 {
	id, ok := t.last[sum]
	if !ok {
		return -1
	}
	for id >= 0 && !same(id) {
		id = t.prev[id]
	}
	return id
}

// add enters the next number.
func (t *table) add(sum uint64) int32 {
	id := int32(len(t.prev))
	before, ok := t.last[sum]
	if !ok {
		before = -1
	}
	t.prev = append(t.prev, before)
	t.last[sum] = id
	return id
}

// mix is a hash of numbers (FNV-1a by words).
func mix(seed uint64, ids []int32) uint64 {
	sum := seed ^ 14695981039346656037
	for _, id := range ids {
		sum = (sum ^ uint64(uint32(id))) * 1099511628211
	}
	return sum ^ sum>>32
}
