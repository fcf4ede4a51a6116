package doc

import (
	"iter"
	"slices"
	"strings"
)

// Get returns the value of a member of a Map, or nil when n is nil, is no Map
// or has no such member.
func (n *Node) Get(name string) *Node {
	if i := n.index(name); i >= 0 {
		return n.Members[i].Value
	}
	return nil
}

// Lookup is Get along a path of member names.
func (n *Node) Lookup(path ...string) *Node {
	for _, name := range path {
		n = n.Get(name)
	}
	return n
}

// Has tells whether n is a Map with that member, whatever its value.
func (n *Node) Has(name string) bool { return n.index(name) >= 0 }

// Text returns the text of a String, and "" for every other node.
func (n *Node) Text() string {
	if n == nil || n.Kind != String {
		return ""
	}
	return n.Value
}

// Bool returns true for the boolean true only: not for the string "true".
func (n *Node) Bool() bool {
	return n != nil && n.Kind == Bool && n.Value == "true"
}

// Set replaces the value of a member where it stands, or appends the member.
// It does nothing when n is nil or no Map.
func (n *Node) Set(name string, v *Node) {
	if n == nil || n.Kind != Map {
		return
	}
	if i := n.index(name); i >= 0 {
		n.Members[i].Value = v
		return
	}
	n.Members = append(n.Members, Member{Name: name, Value: v})
}

// Delete removes a member and tells whether there was one.
func (n *Node) Delete(name string) bool {
	i := n.index(name)
	if i < 0 {
		return false
	}
	n.Members = slices.Delete(n.Members, i, i+1)
	return true
}

// Clone returns a deep copy with the same positions; nil for nil.
func (n *Node) Clone() *Node {
	if n == nil {
		return nil
	}
	c := *n
	if n.Items != nil {
		c.Items = make([]*Node, len(n.Items))
		for i, item := range n.Items {
			c.Items[i] = item.Clone()
		}
	}
	if n.Members != nil {
		c.Members = make([]Member, len(n.Members))
		for i, m := range n.Members {
			m.Value = m.Value.Clone()
			c.Members[i] = m
		}
	}
	return &c
}

// All yields the members of a Map in the order of the document, and nothing
// for every other node. The Map must not be changed meanwhile.
func (n *Node) All() iter.Seq2[string, *Node] {
	return func(yield func(string, *Node) bool) {
		if n == nil || n.Kind != Map {
			return
		}
		for _, m := range n.Members {
			if !yield(m.Name, m.Value) {
				return
			}
		}
	}
}

// SortKeys sorts the members of n and of every Map below it by name, in the
// order of bytes.
func (n *Node) SortKeys() {
	if n == nil {
		return
	}
	slices.SortStableFunc(n.Members, func(a, b Member) int { return strings.Compare(a.Name, b.Name) })
	for _, m := range n.Members {
		m.Value.SortKeys()
	}
	for _, item := range n.Items {
		item.SortKeys()
	}
}

// NewMap returns an empty Map without a position.
func NewMap() *Node { return &Node{Kind: Map} }

// NewString returns a String without a position.
func NewString(s string) *Node { return &Node{Kind: String, Value: s} }

// NewBool returns a Bool without a position.
func NewBool(b bool) *Node {
	if b {
		return &Node{Kind: Bool, Value: "true"}
	}
	return &Node{Kind: Bool, Value: "false"}
}

// NewNumber returns a Number without a position. The text must be a JSON
// number (RFC 8259, section 6).
func NewNumber(s string) *Node { return &Node{Kind: Number, Value: s} }

// NewSeq returns a Seq of these items without a position.
func NewSeq(items ...*Node) *Node { return &Node{Kind: Seq, Items: items} }

// index returns the place of a member in n.Members, or -1.
func (n *Node) index(name string) int {
	if n == nil || n.Kind != Map {
		return -1
	}
	for i := range n.Members {
		if n.Members[i].Name == name {
			return i
		}
	}
	return -1
}
