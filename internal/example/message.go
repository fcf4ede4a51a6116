package example

import (
	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/openapi"
	"github.com/atlasrestore/atlasrestore/internal/schema"
)

// Message is a whole request, or a whole response.
type Message struct {
	Operation finding.Operation
	URL       string    // of a request
	Status    string    // of a response, as the document writes it; empty for a request
	Headers   []Header  // in the order in which to show them
	Body      *doc.Node // nil when there is none
	Proof     *Proof    // nil when the message merely keeps to base
	Direction finding.Direction
}

// Header is a field of a message.
type Header struct{ Name, Value string }

// Proof says who takes the message and who does not; a validator has judged
// both.
type Proof struct {
	AcceptedBy, RefusedBy string      // "base" and "rev", or the other way round
	At                    doc.Pointer // of the witness in the body; empty when it is the whole body
	Parameter             string      // that holds the witness, "query parameter limit"; empty for a body
}

// Options are those of the comparison that made the finding.
type Options struct {
	BaseAPIVersion, RevAPIVersion string // empty for the documents as they are
}

// maxOperations bounds the operations that are tried for one finding.
const maxOperations = 8

// Of returns a message that shows the finding; false when there is none to
// show, because nothing travels that changed, or because none was found. The
// documents are those that were compared.
func Of(base, rev *doc.Document, f finding.Finding, opts Options) (Message, bool) {
	m := maker{base: newSide(base, opts.BaseAPIVersion), rev: newSide(rev, opts.RevAPIVersion), check: schema.NewChecker()}
	for i, op := range f.Operations {
		if i == maxOperations {
			break
		}
		if msg, ok := m.message(f, op); ok {
			return msg, true
		}
	}
	return Message{}, false
}

// maker makes messages out of two documents.
type maker struct {
	base, rev *side
	check     *schema.Checker
}

func (m *maker) message(f finding.Finding, op finding.Operation) (Message, bool) {
	via, ok := parseVia(op.Via)
	if !ok {
		return Message{}, false
	}
	if f.Witness == nil || via.part == "" {
		return m.plain(f, op)
	}
	accepts, refuses := m.base, m.rev
	if f.Witness.AcceptedBy == "rev" {
		accepts, refuses = m.rev, m.base
	}
	a, okA := accepts.operation(op)
	r, okR := refuses.operation(op)
	if !okA || !okR {
		return Message{}, false
	}
	w, err := doc.Parse("witness.json", f.Witness.Value)
	if err != nil {
		return Message{}, false
	}
	q := question{maker: m, finding: f, witness: w.Root, accepts: accepts, refuses: refuses, accepting: a, refusing: r, via: via}
	return q.answer(op)
}

// plain returns a request that keeps to base. A change of what the server
// sends has none to show.
func (m *maker) plain(f finding.Finding, op finding.Operation) (Message, bool) {
	o, ok := m.base.operation(op)
	if !ok || f.Direction == finding.Response {
		return Message{}, false
	}
	msg, ok := m.request(m.base, o)
	msg.Operation = op
	return msg, ok
}

// side is one document.
type side struct {
	doc     *doc.Document
	refs    *openapi.Resolver
	version *openapi.Version // to project to; nil for none
}

func newSide(d *doc.Document, version string) *side {
	s := &side{doc: d, refs: openapi.NewResolver(d)}
	if v, err := openapi.ParseVersion(version); version != "" && err == nil {
		s.version = &v
	}
	return s
}

// operation finds an operation by method and template, whatever its parameters
// are called. One that only a callback or another server prefix explains is
// not found.
func (s *side) operation(op finding.Operation) (openapi.Operation, bool) {
	all, err := openapi.Endpoints(s.doc, s.refs)
	if err != nil {
		return openapi.Operation{}, false
	}
	key := openapi.ParseTemplate(op.Path).Key
	for _, o := range all {
		if o.Method != op.Method || openapi.ParseTemplate(o.Path).Key != key {
			continue
		}
		if s.version != nil {
			node, _, _, ok := o.Project(*s.version)
			if !ok {
				return o, false
			}
			o.Node = node
		}
		return o, true
	}
	return openapi.Operation{}, false
}

// schema makes a node of this side a schema.
func (s *side) schema(n *doc.Node) schema.Schema { return schema.Schema{Doc: s.doc, Node: n} }
