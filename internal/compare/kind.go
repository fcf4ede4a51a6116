package compare

import (
	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/finding"
)

// isScalar reports whether a schema is known to admit neither arrays nor
// objects.
func (w *walker) isScalar(s *side, n *doc.Node) bool {
	if n == nil {
		return false
	}
	v := viewer{w, s, finding.Request}.view(w.resolve(s, node{Node: n}))
	return v.scalar()
}

// kindOf tells what matters for the way in which a property of a form is
// written: "object", "array", "binary", else "". The items of an array decide
// for its members.
func (w *walker) kindOf(s *side, n *doc.Node) string {
	v := viewer{w, s, finding.Request}.view(w.resolve(s, node{Node: n}))
	switch {
	case v.types["array"]:
		return "array"
	case v.types["object"]:
		return "object"
	case v.format() == "binary":
		return "binary"
	}
	return ""
}

// property returns the schema of a property of an object; nil when it has
// none by that name.
func (w *walker) property(s *side, n *doc.Node, name string) *doc.Node {
	if n == nil {
		return nil
	}
	v := viewer{w, s, finding.Request}.view(w.resolve(s, node{Node: n}))
	m := v.members[name]
	if m == nil || len(m.schemas) == 0 {
		return nil
	}
	return m.schemas[0].Node
}
