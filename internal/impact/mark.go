package impact

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/goapi"
	"github.com/atlasrestore/atlasrestore/internal/openapi"
)

// Marked returns a copy of a document in which the description of each schema
// and operation is where it stands, so that a generator which turns
// descriptions into comments tells what it made from what, however it names
// things: see [ReadMarks]. Operations that keep refuses are left out.
func Marked(d *doc.Document, keep func(openapi.Operation) bool) *doc.Document {
	out := &doc.Document{Name: d.Name, Root: d.Root.Clone()}
	for op := range openapi.Operations(out) {
		if keep(op) {
			mark(op.Node)
			op.Node.Delete("summary")
		} else {
			op.Item.Delete(strings.ToLower(op.Method))
		}
	}
	markBelow(out.Root)
	for _, s := range out.Root.Lookup("components", "schemas").All() {
		markSchema(s)
	}
	return out
}

func mark(n *doc.Node) {
	if n.Kind == doc.Map && n.Get("$ref") == nil {
		n.Set("description", doc.NewString(fmt.Sprintf("origin:%d:%d", n.Pos.Line, n.Pos.Col)))
	}
}

// markBelow marks the schemas of parameters, bodies and headers.
func markBelow(n *doc.Node) {
	for name, v := range n.All() {
		switch {
		case name == "schema":
			markSchema(v)
		case name == "example", name == "examples", strings.HasPrefix(name, "x-"):
		default:
			markBelow(v)
		}
	}
	for _, item := range n.Items {
		markBelow(item)
	}
}

func markSchema(s *doc.Node) {
	if s == nil || s.Kind != doc.Map {
		return
	}
	mark(s)
	for name, v := range s.All() {
		switch {
		case name == "properties":
			for _, p := range v.All() {
				markSchema(p)
			}
		case name == "items", name == "additionalProperties", name == "not":
			markSchema(v)
		case slices.Contains([]string{"allOf", "oneOf", "anyOf"}, name):
			for _, member := range v.Items {
				markSchema(member)
			}
		}
	}
}

var marker = regexp.MustCompile(`\borigin:(\d+):(\d+)\b`)

// ReadMarks returns the side of a comparison whose package was generated from
// the marked copy of d.
func ReadMarks(d *doc.Document, p *goapi.Package) *Side {
	side := &Side{Doc: d, Package: p, Types: map[string]doc.Pos{}, Operations: map[string]string{}}
	operations := map[doc.Pos]string{}
	for op := range openapi.Operations(d) {
		operations[op.Node.Pos] = op.String()
	}
	s := readSource(p)
	for object, comment := range s.docs {
		m := marker.FindStringSubmatch(comment)
		if m == nil {
			continue
		}
		line, _ := strconv.ParseInt(m[1], 10, 32) // digits; what is too large is the place of nothing
		col, _ := strconv.ParseInt(m[2], 10, 32)
		pos := doc.Pos{Line: int32(line), Col: int32(col)}
		if op, ok := operations[pos]; ok {
			side.Operations[object] = op
		} else if s.kinds[object] == isType {
			side.Types[object] = pos
		}
	}
	return side
}
