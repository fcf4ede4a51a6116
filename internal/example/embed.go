package example

import (
	"cmp"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/openapi"
	"github.com/atlasrestore/atlasrestore/internal/schema"
)

// question asks for a message of one operation around one witness.
type question struct {
	*maker
	finding             finding.Finding
	witness             *doc.Node
	accepts, refuses    *side
	accepting, refusing openapi.Operation // the operation on the two sides
	via                 via
}

// schemaAt is a schema and where it stands.
type schemaAt struct {
	node *doc.Node
	ptr  doc.Pointer
}

func (q question) answer(op finding.Operation) (Message, bool) {
	proof := &Proof{AcceptedBy: q.finding.Witness.AcceptedBy, RefusedBy: q.finding.Witness.RefusedBy}
	switch q.via.part {
	case "body":
		msg, ok := q.request(q.accepts, q.accepting)
		if !ok {
			return msg, false
		}
		media, body, at, ok := q.body(requestBody)
		if !ok {
			return msg, false
		}
		msg.Operation, msg.Proof, msg.Body = op, proof, body
		proof.At = at
		msg.Headers = setHeader(msg.Headers, "Content-Type", media)
		return msg, true
	case "response":
		media, body, at, ok := q.body(func(s *side, o openapi.Operation) (*doc.Node, doc.Pointer) { return response(s, o, q.via.status) })
		if !ok {
			return Message{}, false
		}
		proof.At = at
		return Message{
			Operation: op, Status: q.via.status, Headers: []Header{{"Content-Type", media}}, Body: body, Proof: proof,
			Direction: finding.Response,
		}, true
	case "query", "path", "header", "cookie":
		if q.via.status != "" {
			return Message{}, false // a response header: its witness says it all
		}
		return q.parameter(op, proof)
	}
	return Message{}, false
}

// body makes a body that holds the witness, for the first JSON media type for
// which that can be done.
func (q question) body(holder func(*side, openapi.Operation) (*doc.Node, doc.Pointer)) (media string, body *doc.Node, at doc.Pointer, ok bool) {
	a, aPtr := holder(q.accepts, q.accepting)
	r, rPtr := holder(q.refuses, q.refusing)
	for name, root := range jsonBodies(a, aPtr, q.via.version) {
		other, ok := counterpart(jsonBodies(r, rPtr, q.via.version), name)
		if !ok {
			continue
		}
		if body, at, ok := q.embed(root, other); ok {
			return name, body, at, true
		}
	}
	return "", nil, "", false
}

// counterpart finds the body of the other side: of the same media type, or the
// only one.
func counterpart(bodies func(func(string, schemaAt) bool), name string) (found schemaAt, ok bool) {
	n := 0
	for other, s := range bodies {
		if n++; strings.EqualFold(other, name) {
			return s, true
		}
		found = s
	}
	return found, n == 1
}

// jsonBodies yields the JSON media types of a body and their schemas.
func jsonBodies(holder *doc.Node, ptr doc.Pointer, version string) func(func(string, schemaAt) bool) {
	return func(yield func(string, schemaAt) bool) {
		for name, media := range holder.Get("content").All() {
			mt, dated := openapi.ParseMediaType(name)
			bare, _, _ := strings.Cut(strings.ToLower(name), ";")
			isJSON := strings.TrimSpace(bare) == "application/json" || strings.HasSuffix(strings.TrimSpace(bare), "+json")
			if !isJSON || media.Get("schema") == nil || dated && version != "" && mt.Version.String() != version {
				continue
			}
			if !yield(name, schemaAt{media.Get("schema"), ptr.Child("content", name, "schema")}) {
				return
			}
		}
	}
}

func requestBody(s *side, o openapi.Operation) (*doc.Node, doc.Pointer) {
	return s.object(o.Node.Get("requestBody"), s.pointer(o).Child("requestBody"))
}

func response(s *side, o openapi.Operation, status string) (*doc.Node, doc.Pointer) {
	return s.object(o.Node.Lookup("responses", status), s.pointer(o).Child("responses", status))
}

// pointer leads to an operation in paths.
func (s *side) pointer(o openapi.Operation) doc.Pointer {
	return doc.Pointer("").Child("paths", o.Path, strings.ToLower(o.Method))
}

// object follows a reference to a body or response.
func (s *side) object(n *doc.Node, ptr doc.Pointer) (*doc.Node, doc.Pointer) {
	if n == nil {
		return nil, ""
	}
	v := s.follow(visit{node: n, ptr: ptr})
	return v.node, v.ptr
}

// maxRoutes bounds the places that are tried for one body.
const maxRoutes = 12

// embed makes a value of the accepting side that holds the witness and that
// the refusing side refuses.
func (q question) embed(accepting, refusing schemaAt) (body *doc.Node, at doc.Pointer, ok bool) {
	dir := schema.Request
	if q.finding.Direction == finding.Response {
		dir = schema.Response
	}
	for i, steps := range q.places(accepting, refusing) {
		if i == maxRoutes {
			break
		}
		both := doc.NewMap()
		both.Set("allOf", doc.NewSeq(accepting.node, holding(steps, q.witness)))
		made, ok := q.check.Example(q.accepts.schema(both), dir)
		if !ok {
			continue
		}
		accepted, err := q.check.Valid(q.accepts.schema(accepting.node), dir, made)
		if err != nil || !accepted {
			continue
		}
		refused, err := q.check.Valid(q.refuses.schema(refusing.node), dir, made)
		if err == nil && !refused {
			return made, pointerOf(steps), true
		}
	}
	return nil, "", false
}

// places returns where in the body the witness may stand, the likeliest place
// first.
func (q question) places(accepting, refusing schemaAt) [][]step {
	base, rev := q.finding.Base, q.finding.Rev
	a, r := base, rev
	if q.accepts == q.rev {
		a, r = rev, base
	}
	var out [][]step
	if a != nil {
		out = q.accepts.routes(accepting.node, accepting.ptr, doc.Pointer(a.Position.Pointer))
	}
	if r != nil {
		out = append(out, q.refuses.routes(refusing.node, refusing.ptr, doc.Pointer(r.Position.Pointer))...)
	}
	return out
}

// holding is the schema of the values that hold the witness at a place.
func holding(steps []step, witness *doc.Node) *doc.Node {
	n := doc.NewMap()
	if len(steps) == 0 {
		n.Set("enum", doc.NewSeq(witness))
		return n
	}
	inner := holding(steps[1:], witness)
	if steps[0].item {
		n.Set("type", doc.NewString("array"))
		n.Set("minItems", doc.NewNumber("1"))
		n.Set("items", inner)
		return n
	}
	properties := doc.NewMap()
	properties.Set(steps[0].property, inner)
	n.Set("type", doc.NewString("object"))
	n.Set("required", doc.NewSeq(doc.NewString(steps[0].property)))
	n.Set("properties", properties)
	return n
}

// pointerOf is the place in the body.
func pointerOf(steps []step) doc.Pointer {
	p := doc.Pointer("")
	for _, s := range steps {
		p = p.Child(cmp.Or(s.property, "0"))
	}
	return p
}
