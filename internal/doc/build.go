package doc

// builder makes nodes in blocks and keeps one copy of each member name: a
// large document has a hundred thousand nodes and a few thousand names.
type builder struct {
	nodes   []Node
	members []Member
	names   map[string]string
	count   int
}

const blockSize = 512

func newBuilder() *builder { return &builder{names: make(map[string]string, blockSize)} }

// node returns a new node and counts it.
func (b *builder) node(kind Kind, pos Pos) *Node {
	b.count++
	if len(b.nodes) == 0 {
		b.nodes = make([]Node, blockSize)
	}
	n := &b.nodes[0]
	b.nodes = b.nodes[1:]
	n.Kind, n.Pos = kind, pos
	return n
}

// full tells whether the document has too many nodes.
func (b *builder) full() bool { return b.count > MaxNodes }

// space returns an empty slice for n members. Its capacity is exact, so that
// appending to it later cannot run into a neighbour.
func (b *builder) space(n int) []Member {
	if n > blockSize/4 {
		return make([]Member, 0, n)
	}
	if len(b.members) < n {
		b.members = make([]Member, blockSize)
	}
	s := b.members[:0:n]
	b.members = b.members[n:]
	return s
}

// name returns the one copy of a member name.
func (b *builder) name(s string) string {
	if kept, ok := b.names[s]; ok {
		return kept
	}
	b.names[s] = s
	return s
}

// nameSet finds duplicate names in one object. Small objects, nearly all of
// them, are compared pairwise.
type nameSet struct {
	members []Member
	index   map[string]int
}

const pairwise = 16

// add appends a member and returns the zero Pos, or returns the place of the
// member that already has the name.
func (s *nameSet) add(m Member) (first Pos) {
	if i := s.find(m.Name); i >= 0 {
		return s.members[i].Pos
	}
	if s.index != nil {
		s.index[m.Name] = len(s.members)
	}
	s.members = append(s.members, m)
	return Pos{}
}

// find returns the index of a name, or -1.
func (s *nameSet) find(name string) int {
	if len(s.members) <= pairwise {
		for i := range s.members {
			if s.members[i].Name == name {
				return i
			}
		}
		return -1
	}
	if s.index == nil {
		s.index = make(map[string]int, cap(s.members))
		for i, m := range s.members {
			s.index[m.Name] = i
		}
	}
	if i, ok := s.index[name]; ok {
		return i
	}
	return -1
}
