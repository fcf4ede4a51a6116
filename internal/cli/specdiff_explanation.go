package cli

import (
	"encoding/json"
	"io"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/compare"
	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/example"
	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/report"
)

// explanation is all that is to say about one change.
type explanation struct {
	compared  comparison
	finding   finding.Finding
	rule      compare.Rule
	base, rev *doc.Node // what stands at the spot; nil for nothing
	message   *example.Message
}

func explain(c comparison, f finding.Finding, o specdiffOptions) explanation {
	e := explanation{compared: c, finding: f, base: spot(c.base, f.Base), rev: spot(c.rev, f.Rev)}
	e.rule, _ = compare.RuleByID(f.Rule)
	if msg, ok := example.Of(c.base, c.rev, f, example.Options{BaseAPIVersion: o.base, RevAPIVersion: o.rev}); ok {
		e.message = &msg
	}
	return e
}

// spot returns the object at a place of a finding: the schema, parameter or
// operation, not the keyword in it that changed.
func spot(d *doc.Document, at *finding.Place) *doc.Node {
	if at == nil {
		return nil
	}
	ptr := doc.Pointer(at.Position.Pointer)
	for {
		n, err := d.At(ptr)
		if err != nil {
			return nil
		}
		if n.Kind == doc.Map || ptr == "" {
			return n
		}
		ptr = ptr[:strings.LastIndexByte(string(ptr), '/')]
	}
}

type jsonExplanation struct {
	SchemaVersion int             `json:"schemaVersion"`
	Finding       json.RawMessage `json:"finding"` // as docs/schema/report.schema.json describes it
	Rule          jsonRule        `json:"rule"`
	Base          json.RawMessage `json:"base,omitempty"` // what stands at the spot
	Rev           json.RawMessage `json:"rev,omitempty"`
	Message       *jsonMessage    `json:"message,omitempty"`
}

type jsonRule struct {
	ID      string `json:"id"`
	Summary string `json:"summary"`
	Why     string `json:"why"`
	Instead string `json:"instead,omitempty"`
}

type jsonMessage struct {
	Method     string            `json:"method"`
	Path       string            `json:"path"` // the template
	URL        string            `json:"url,omitempty"`
	Status     string            `json:"status,omitempty"` // of a response
	Headers    map[string]string `json:"headers"`
	Body       json.RawMessage   `json:"body,omitempty"`
	AcceptedBy string            `json:"acceptedBy,omitempty"`
	RefusedBy  string            `json:"refusedBy,omitempty"`
	At         *doc.Pointer      `json:"at,omitempty"` // of the witness in the body
	Parameter  string            `json:"parameter,omitempty"`
}

// explanationJSON writes what docs/schema/explanation.schema.json describes.
func explanationJSON(w io.Writer, e explanation) error {
	one, err := report.FindingJSON(e.finding, e.compared.report)
	if err != nil {
		return err
	}
	out := jsonExplanation{
		SchemaVersion: report.SchemaVersion, Finding: one,
		Rule: jsonRule{e.rule.ID, e.rule.Summary, e.rule.Why, e.rule.Instead},
	}
	if e.base != nil {
		out.Base = doc.JSON(e.base)
	}
	if e.rev != nil {
		out.Rev = doc.JSON(e.rev)
	}
	if m := e.message; m != nil {
		out.Message = asJSONMessage(*m)
	}
	return report.WriteJSON(w, out, "the explanation")
}

func asJSONMessage(m example.Message) *jsonMessage {
	out := &jsonMessage{
		Method: m.Operation.Method, Path: m.Operation.Path, URL: m.URL, Status: m.Status, Headers: map[string]string{},
	}
	for _, h := range m.Headers {
		out.Headers[h.Name] = h.Value
	}
	if m.Body != nil {
		out.Body = doc.JSON(m.Body)
	}
	if p := m.Proof; p != nil {
		out.AcceptedBy, out.RefusedBy, out.Parameter = p.AcceptedBy, p.RefusedBy, p.Parameter
		if p.Parameter == "" {
			out.At = &p.At
		}
	}
	return out
}
