package example

import (
	"sort"
	"strconv"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// step is one step down in a value: into a property, or into an item.
type step struct {
	property string
	item     bool
}

// anyName stands for a property that additionalProperties admits.
const anyName = "additional"

// maxVisits bounds the schemas that a search looks at.
const maxVisits = 20_000

// visit is a schema that the search has come to.
type visit struct {
	node  *doc.Node
	ptr   doc.Pointer
	steps []step
}

// routes returns the ways in a value from a schema to the one that a pointer
// leads to or into. The deepest schema on the pointer comes first, and of the
// same schema the shortest way; which of them the witness belongs to, only a
// check of the whole tells: the pointer of a missing property leads to where
// it would stand, and the witness is the object without it.
func (s *side) routes(root *doc.Node, ptr, target doc.Pointer) [][]step {
	type hit struct {
		depth int
		steps []step
	}
	var hits []hit
	seen := map[doc.Pointer]bool{}
	queue := []visit{{node: root, ptr: ptr}}
	for visits := 0; len(queue) > 0 && visits < maxVisits; visits++ {
		v := s.follow(queue[0])
		queue = queue[1:]
		if v.node == nil || seen[v.ptr] {
			continue
		}
		seen[v.ptr] = true
		if v.ptr == target || strings.HasPrefix(string(target), string(v.ptr)+"/") {
			hits = append(hits, hit{len(v.ptr), v.steps})
		}
		queue = append(queue, below(v)...)
	}
	sort.SliceStable(hits, func(i, j int) bool { return hits[i].depth > hits[j].depth })
	var out [][]step
	for _, h := range hits {
		out = append(out, h.steps)
	}
	return out
}

// follow goes to what a reference leads to.
func (s *side) follow(v visit) visit {
	t, err := s.refs.Follow(v.node)
	if err != nil {
		return visit{}
	}
	if t.Pointer != "" {
		v.ptr = t.Pointer
	}
	v.node = t.Node
	return v
}

// below returns the schemas in a schema.
func below(v visit) []visit {
	var out []visit
	add := func(n *doc.Node, ptr doc.Pointer, more ...step) {
		if n != nil && n.Kind == doc.Map {
			steps := append(v.steps[:len(v.steps):len(v.steps)], more...)
			out = append(out, visit{n, ptr, steps})
		}
	}
	for name, p := range v.node.Get("properties").All() {
		add(p, v.ptr.Child("properties", name), step{property: name})
	}
	add(v.node.Get("items"), v.ptr.Child("items"), step{item: true})
	add(v.node.Get("additionalProperties"), v.ptr.Child("additionalProperties"), step{property: anyName})
	for _, keyword := range []string{"allOf", "oneOf", "anyOf"} {
		if list := v.node.Get(keyword); list != nil {
			for i, member := range list.Items {
				add(member, v.ptr.Child(keyword, strconv.Itoa(i)))
			}
		}
	}
	for _, ref := range v.node.Lookup("discriminator", "mapping").All() {
		if strings.HasPrefix(ref.Text(), "#/") {
			n := doc.NewMap()
			n.Set("$ref", ref)
			add(n, v.ptr.Child("discriminator"))
		}
	}
	return out
}
