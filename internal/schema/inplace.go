package schema

import (
	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// Inheritance cycles. A parent lists its children in oneOf and each child
// names the parent in allOf, so naive expansion never ends.
//
//  1. Schemas that apply to the same value are joined by in-place edges:
//     `$ref`, allOf, anyOf, oneOf and the mapping of a discriminator.
//  2. Schemas that reach each other along such edges form a group.
//  3. When a schema names a member of its own group in allOf, it means that
//     member as a plain base: without the oneOf and anyOf that lead back into
//     the group and without its discriminator.
//
// This is the rule "a second visit through allOf means the plain base",
// made independent of where the visit began.

// inPlace returns the schemas that n applies to the value it describes
// itself.
func (d *document) inPlace(n *doc.Node) []*doc.Node {
	if n == nil || n.Kind != doc.Map {
		return nil
	}
	var out []*doc.Node
	if ref := n.Get("$ref"); ref != nil && ref.Kind == doc.String {
		if t, err := d.target(ref.Value); err == nil {
			out = append(out, t)
		}
		if d.dialect == OpenAPI30 {
			return out
		}
	}
	for _, k := range [...]string{"allOf", "anyOf", "oneOf"} {
		if list := n.Get(k); list != nil {
			out = append(out, list.Items...)
		}
	}
	for _, m := range d.mapping(n) {
		out = append(out, m.target)
	}
	return out
}

// sameGroup tells whether a and b reach each other in place.
func (d *document) sameGroup(a, b *doc.Node) bool {
	return d.groupOf(a) == d.groupOf(b) && d.cyclic[d.groupOf(a)]
}

func (d *document) groupOf(n *doc.Node) int {
	if _, ok := d.group[n]; !ok {
		d.visit(n)
	}
	return d.group[n]
}

// visit is Tarjan's algorithm.
func (d *document) visit(n *doc.Node) {
	index := len(d.group) + len(d.opened)
	d.low[n] = index
	d.onStack[n] = true
	d.opened = append(d.opened, n)
	depth := len(d.opened)
	self := false
	for _, next := range d.inPlace(n) {
		self = self || next == n
		if _, done := d.group[next]; done {
			continue
		}
		if !d.onStack[next] {
			d.visit(next)
		}
		if d.onStack[next] {
			d.low[n] = min(d.low[n], d.low[next])
		}
	}
	if d.low[n] != index {
		return
	}
	members := d.opened[depth-1:]
	for _, m := range members {
		d.group[m] = index
		delete(d.onStack, m)
		delete(d.low, m)
	}
	d.cyclic[index] = self || len(members) > 1
	d.opened = d.opened[:depth-1]
}

// member resolves an allOf member (or the `$ref` beside keywords) of parent
// and tells whether it is meant as a plain base.
func (d *document) member(parent, n *doc.Node) (resolved *doc.Node, base bool, err error) {
	if resolved, err = d.resolve(n); err != nil {
		return nil, false, err
	}
	return resolved, d.sameGroup(parent, resolved) && d.leadsBack(resolved), nil
}

// leadsBack tells whether n has alternatives in its own group.
func (d *document) leadsBack(n *doc.Node) bool {
	for _, k := range [...]string{"oneOf", "anyOf"} {
		if list := n.Get(k); list != nil && d.listLeadsBack(n, list) {
			return true
		}
	}
	return len(d.mapping(n)) > 0
}

func (d *document) listLeadsBack(n, list *doc.Node) bool {
	for _, item := range list.Items {
		if d.sameGroup(n, item) {
			return true
		}
	}
	return false
}
