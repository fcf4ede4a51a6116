package schema

import (
	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// Verdict is a three-valued answer.
type Verdict uint8

// The verdicts. The zero Verdict is Unknown, so a forgotten answer proves
// nothing.
const (
	Unknown Verdict = iota // neither proved nor refuted
	Yes                    // proved
	No                     // refuted, with a witness
)

// String returns "unknown", "yes" or "no".
func (v Verdict) String() string {
	switch v {
	case Yes:
		return "yes"
	case No:
		return "no"
	}
	return "unknown"
}

// Direction says which properties exist. Request hides those whose schema is
// readOnly, Response those whose schema is writeOnly, with everything below
// them; a hidden property is neither declared nor required (OpenAPI 3.0,
// Schema Object, Fixed Fields). Plain hides nothing.
type Direction uint8

// The directions.
const (
	Plain Direction = iota
	Request
	Response
)

// String returns "plain", "request" or "response".
func (d Direction) String() string {
	switch d {
	case Request:
		return "request"
	case Response:
		return "response"
	}
	return "plain"
}

// Dialect is the meaning of the keywords.
type Dialect uint8

// The dialects. In OpenAPI 3.0 a `$ref` hides its siblings, `nullable` adds
// null to `type`, and the keywords that only JSON Schema 2020-12 has are
// ignored.
const (
	OpenAPI30 Dialect = iota
	OpenAPI31
)

// Schema is a Schema Object in its document, which gives the dialect and what
// its references lead to. A document whose version is neither 3.0 nor 3.1 is
// read as 3.1. A nil Node is the schema that accepts everything.
type Schema struct {
	Doc  *doc.Document
	Node *doc.Node
}

// Query asks whether every value of Sub is a value of Super.
type Query struct {
	Sub, Super Schema
	Direction  Direction

	// Closed makes Sub the schema of a producer that sends only what it
	// declares: an object with `properties` has no others, unless
	// `additionalProperties` allows them. Super stays open.
	Closed bool

	// ProveOnly looks for a proof and for no witness, which costs most of the
	// work: what is not proved is Unknown, never No.
	ProveOnly bool
}

// Result is the answer to a Query.
type Result struct {
	Verdict Verdict
	Witness *doc.Node   // No: a value of Sub that Super refuses, each by the independent validator
	Pointer doc.Pointer // No: the place in Witness that Super refuses; best effort
	Reason  string      // Unknown: why
	Note    string      // No: what a second validator thinks of the witness, when it disagrees
}

// Bare returns a schema that stands alone. Its references resolve against
// itself: "#" is the schema, "#/$defs/x" a place in it.
func Bare(node *doc.Node, dialect Dialect) Schema {
	root := doc.NewMap()
	if node != nil && node.Kind == doc.Map {
		root.Members = append(root.Members, node.Members...)
	}
	version := "3.1.0"
	if dialect == OpenAPI30 {
		version = "3.0.3"
	}
	root.Set("openapi", doc.NewString(version))
	return Schema{Doc: &doc.Document{Name: "schema", Root: root}, Node: node}
}
