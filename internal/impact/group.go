package impact

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/finding"
)

// groups joins the changes that no finding explains and that hang together:
// those of one operation, those of one place, a type with its constants and
// with what changed to name it.
type groups struct {
	*follower
	parent []int
}

// groups returns the changes that are left by groups, each and all in order.
func (f *follower) groups() [][]int {
	g := &groups{follower: f, parent: make([]int, len(f.changes))}
	first := map[string]int{}
	var open []int
	for i := range f.changes {
		g.parent[i] = i
		if f.edit[i] == "" {
			open = append(open, i)
		}
	}
	for _, i := range open {
		for _, other := range f.because(i) {
			if f.edit[other] == "" {
				g.join(i, other)
			}
		}
		for _, label := range f.labels(i) {
			if other, ok := first[label]; ok {
				g.join(i, other)
			} else {
				first[label] = i
			}
		}
	}
	members := map[int][]int{}
	var roots []int
	for _, i := range open {
		r := g.root(i)
		if members[r] == nil {
			roots = append(roots, r)
		}
		members[r] = append(members[r], i)
	}
	var out [][]int
	for _, r := range roots {
		out = append(out, members[r])
	}
	return out
}

// labels name what a change hangs together with: its operation, or its places.
func (f *follower) labels(i int) []string {
	object := key(f.changes[i].Object)
	var out []string
	for _, side := range f.sides {
		if op := side.ops[object]; op != "" {
			out = append(out, op)
		}
		for _, p := range side.of(object) {
			out = append(out, string(p))
		}
	}
	for _, side := range f.sides {
		if t := side.enum[object]; t != "" {
			out = append(out, t)
		}
	}
	if len(out) == 0 {
		owner, _, _ := strings.Cut(object, ".")
		out = append(out, owner)
	}
	return out
}

func (g *groups) root(i int) int {
	for g.parent[i] != i {
		g.parent[i] = g.parent[g.parent[i]]
		i = g.parent[i]
	}
	return i
}

// join keeps the smaller number as the root, so that the order stays.
func (g *groups) join(a, b int) {
	a, b = g.root(a), g.root(b)
	g.parent[max(a, b)] = min(a, b)
}

// own makes a group of changes a finding.
func (f *follower) own(group []int) finding.Finding {
	main := slices.MinFunc(group, f.telling)
	out := finding.Finding{Location: f.changes[main].Object}
	object := key(f.changes[main].Object)
	places := [2]doc.Pointer{}
	for side, o := range f.sides {
		if p := o.of(object); len(p) > 0 {
			places[side] = p[0]
			out.Location = location(p[0])
			if side == 1 && places[0] != "" {
				out.Location = location(places[0])
			}
		}
	}
	out.Base, out.Rev = f.sides[0].index.place(places[0]), f.sides[1].index.place(places[1])
	for _, i := range group {
		out.Go = append(out.Go, f.changes[i])
		for _, side := range f.sides {
			if op, ok := side.index.operations[side.ops[key(f.changes[i].Object)]]; ok {
				o := finding.Operation{Method: op.Method, Path: op.Path, ID: op.ID()}
				if !slices.ContainsFunc(out.Operations, func(p finding.Operation) bool { return p.Method == o.Method && p.Path == o.Path }) {
					out.Operations = append(out.Operations, o)
				}
			}
		}
	}
	slices.SortFunc(out.Operations, func(a, b finding.Operation) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Method, b.Method))
	})
	tell(&out, f.changes[main])
	return out
}

// telling orders the changes of a group by how much they say about it: the
// harmful ones first, a type before what names it.
func (f *follower) telling(a, b int) int {
	return cmp.Or(
		compareBool(f.changes[a].Compatible, f.changes[b].Compatible),
		cmp.Compare(f.rank(a), f.rank(b)),
		cmp.Compare(a, b),
	)
}

func (f *follower) rank(i int) int {
	object := key(f.changes[i].Object)
	for _, side := range f.sides {
		switch side.kinds[object] {
		case isType:
			if len(side.types[object]) > 0 {
				return 0
			}
			return 3
		case isField:
			return 1
		case isFunction:
			return 2
		}
	}
	return 4
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// tell words a finding about the Go API by the first of its changes.
func tell(f *finding.Finding, c finding.GoChange) {
	base, rev := "", ""
	from, to, _ := strings.Cut(strings.TrimPrefix(c.What, "changed from "), " to ")
	switch v := verbOf(c); {
	case v == removed:
		f.What, base = "removed from the Go API", c.Object
	case v == added:
		f.What, rev = "added to the Go API", c.Object
	case strings.HasPrefix(c.What, "changed from "):
		f.What, base, rev = "Go type changed", from, to
	default:
		f.What = "Go API changed"
	}
	f.Base, f.Rev = worded(f.Base, base), worded(f.Rev, rev)
}

// worded returns the place with a text as its value; nil for none.
func worded(p *finding.Place, text string) *finding.Place {
	if p == nil {
		return nil
	}
	out := &finding.Place{Position: p.Position}
	if value, err := json.Marshal(text); err == nil && text != "" {
		out.Value = value
	}
	return out
}
