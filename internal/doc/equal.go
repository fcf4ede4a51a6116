package doc

// Equal tells whether two trees are the same JSON value: the order of the
// members of a Map does not matter, numbers compare by value, positions are
// ignored. Two nil nodes are equal; nil and a JSON null are not.
func Equal(a, b *Node) bool {
	if a == b {
		return true
	}
	if a == nil || b == nil || a.Kind != b.Kind {
		return false
	}
	switch a.Kind {
	case Null:
		return true
	case Number:
		return equalNumbers(a.Value, b.Value)
	case Seq:
		return equalItems(a.Items, b.Items)
	case Map:
		return equalMembers(a.Members, b.Members)
	}
	return a.Value == b.Value
}

func equalItems(a, b []*Node) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !Equal(a[i], b[i]) {
			return false
		}
	}
	return true
}

// equalMembers compares two maps. The usual case, members in the same order,
// needs no index; the first member out of order makes one.
func equalMembers(a, b []Member) bool {
	if len(a) != len(b) {
		return false
	}
	var index map[string]*Node
	for i := range a {
		v := b[i].Value
		if index != nil || a[i].Name != b[i].Name {
			if index == nil {
				index = make(map[string]*Node, len(b))
				for _, m := range b {
					index[m.Name] = m.Value
				}
			}
			var ok bool
			if v, ok = index[a[i].Name]; !ok {
				return false
			}
		}
		if !Equal(a[i].Value, v) {
			return false
		}
	}
	return true
}
