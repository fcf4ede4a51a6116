package schema

import (
	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// hides tells whether a property with this schema is absent in the
// direction: readOnly or writeOnly stands in the schema, in what it refers
// to or in a member of its allOf.
func (d *document) hides(n *doc.Node, dir Direction) bool {
	if dir == Plain || n == nil || n.Kind != doc.Map {
		return false
	}
	if h, ok := d.hidden[dir][n]; ok {
		return h
	}
	d.hidden[dir][n] = false // what a cycle sees
	h := n.Get(flagOf(dir)).Bool()
	if d.dialect == OpenAPI30 && n.Has("$ref") {
		h = false
	}
	if ref := n.Get("$ref"); !h && ref != nil && ref.Kind == doc.String {
		if t, err := d.target(ref.Value); err == nil {
			h = d.hides(t, dir)
		}
		if d.dialect == OpenAPI30 {
			d.hidden[dir][n] = h
			return h
		}
	}
	if all := n.Get("allOf"); !h && all != nil {
		for _, item := range all.Items {
			h = h || d.hides(item, dir)
		}
	}
	d.hidden[dir][n] = h
	return h
}

// flagOf returns the keyword that hides a property in a direction.
func flagOf(dir Direction) string {
	if dir == Request {
		return "readOnly"
	}
	return "writeOnly"
}
