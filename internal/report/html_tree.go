package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/finding"
)

const (
	maxDepth = 24 // steps of a tree; what is deeper is one step
	maxOpen  = 40 // nodes that are unfolded at first
)

// node is a part of the documents that has findings: a group, a prefix of
// paths, an operation, a component.
type node struct {
	Label    string
	Key      string // names the node in the address of the page
	Method   bool   // whether the label is a method
	Open     bool
	Counts   []count
	First    int    // the number of the node
	Last     int    // the number of the last node below it
	Anchor   string // of its first finding
	Children []*node

	byLabel map[string]*node
	counts  [classes]int
}

// step is a node on the way to a finding.
type step struct {
	label, key string
	method     bool
}

// tree puts findings into their places and numbers the nodes in order, so that
// a finding is below a node when its number is between First and Last.
func tree(findings []*findingView) []*node {
	root := &node{byLabel: map[string]*node{}}
	for _, f := range findings {
		n := root
		for _, s := range f.steps {
			n = n.child(s)
			n.counts[f.Class]++
			if n.Anchor == "" {
				n.Anchor = f.Anchor
			}
		}
		f.node = n
	}
	root.join()
	next := 0
	for _, n := range root.Children {
		next = n.finish(next)
	}
	unfold(root.Children)
	return root.Children
}

func (n *node) child(s step) *node {
	c, ok := n.byLabel[s.label]
	if !ok {
		c = &node{Label: Printable(s.label), Key: Printable(s.key), Method: s.method, byLabel: map[string]*node{}}
		n.byLabel[s.label] = c
		n.Children = append(n.Children, c)
	}
	return c
}

// join makes one node of prefixes of paths of which each has only the next
// one, and sorts the nodes: operations before longer paths.
func (n *node) join() {
	for i, c := range n.Children {
		for c.prefix() && len(c.Children) == 1 && c.Children[0].prefix() && c.total() == c.Children[0].total() {
			below := c.Children[0]
			below.Label = c.Label + below.Label
			c = below
		}
		n.Children[i] = c
		c.join()
	}
	slices.SortFunc(n.Children, func(a, b *node) int {
		return cmp.Or(cmp.Compare(a.order(), b.order()), cmp.Compare(a.Label, b.Label))
	})
}

func (n *node) prefix() bool { return strings.HasPrefix(n.Label, "/") }

func (n *node) order() int {
	if n.Method {
		return 0
	}
	return 1
}

func (n *node) total() int {
	total := 0
	for _, c := range n.counts {
		total += c
	}
	return total
}

// finish numbers the node and all below it and returns the next number.
func (n *node) finish(next int) int {
	n.First = next
	next++
	n.Counts = counted(n.counts)
	for _, c := range n.Children {
		next = c.finish(next)
	}
	n.Last = next - 1
	return next
}

// unfold opens nodes level by level as long as the tree is short enough to be
// seen at a glance.
func unfold(nodes []*node) {
	visible := len(nodes)
	for i := 0; i < len(nodes); i++ {
		if n := nodes[i]; visible+len(n.Children) <= maxOpen {
			n.Open = true
			visible += len(n.Children)
			nodes = append(nodes, n.Children...)
		}
	}
}

// steps returns the way to a finding from the groups on: an operation, a path
// or a component, or else the place itself.
func steps(f finding.Finding) []step {
	if op, ok := operationOf(f); ok {
		method, path, _ := strings.Cut(op, " ")
		return append(pathSteps(path), step{label: method, key: op, method: true})
	}
	if path, _, _ := strings.Cut(f.Location, ": "); strings.HasPrefix(path, "/") {
		return pathSteps(path)
	}
	if section, name, ok := componentOf(f); ok {
		return []step{
			{label: "Components", key: "components"},
			{label: section, key: "components." + section},
			{label: name, key: "components." + section + "." + name},
		}
	}
	place, _, _ := strings.Cut(f.Location, ": ")
	return []step{{label: "Document", key: "document"}, {label: place, key: "document: " + place}}
}

func pathSteps(path string) []step {
	out := []step{{label: "Paths", key: "paths"}}
	segments := strings.Split(strings.TrimPrefix(path, "/"), "/")
	key := ""
	for i, s := range segments {
		if i == maxDepth {
			s = strings.Join(segments[i:], "/")
		}
		key += "/" + s
		out = append(out, step{label: "/" + s, key: key})
		if i == maxDepth {
			break
		}
	}
	return out
}

// operationOf returns the operation that a location begins with.
func operationOf(f finding.Finding) (string, bool) {
	for _, o := range f.Operations {
		name := o.Method + " " + o.Path
		if rest, ok := strings.CutPrefix(f.Location, name); ok && (rest == "" || strings.HasPrefix(rest, ": ")) {
			return name, true
		}
	}
	name, _, _ := strings.Cut(f.Location, ": ")
	method, path, ok := strings.Cut(name, " ")
	return name, ok && strings.HasPrefix(path, "/") && method != "" && strings.ToUpper(method) == method
}

// componentOf splits the location of a finding in a component. Names may have
// dots: where they end, the pointers tell.
func componentOf(f finding.Finding) (section, name string, ok bool) {
	rest, ok := strings.CutPrefix(f.Location, "components.")
	if !ok {
		return "", "", false
	}
	section, rest, ok = strings.Cut(rest, ".")
	if !ok {
		return "", "", false
	}
	for _, p := range []*finding.Place{f.Rev, f.Base} {
		if p == nil {
			continue
		}
		below, ok := strings.CutPrefix(p.Position.Pointer, "/components/"+section+"/")
		name, _, _ := strings.Cut(below, "/")
		name = strings.NewReplacer("~1", "/", "~0", "~").Replace(name)
		if ok && (rest == name || strings.HasPrefix(rest, name+".")) {
			return section, name, true
		}
	}
	name, _, _ = strings.Cut(rest, ".")
	return section, name, true
}
