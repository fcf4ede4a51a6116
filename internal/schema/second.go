package schema

import (
	"encoding/json"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// maxSecond bounds the schemas, with every reference written out, that a
// second opinion is asked for. It keeps out recursive schemas: on some of them
// kin-openapi exhausts the stack, which no caller can prevent.
const maxSecond = 300

// second says what kin-openapi thinks of a witness, when it disagrees with
// the verdict. It says nothing about OpenAPI 3.1, for which it asks the same
// validator, when it cannot read a schema, when a schema is large or
// recursive, and about numbers that a float does not hold.
func (c *Checker) second(q Query, n *doc.Node) string {
	var value any
	if json.Unmarshal(doc.JSON(n), &value) != nil || !floats(n) {
		return ""
	}
	var notes []string
	if ok, asked := c.kin(q.Sub, q.Direction, value); asked && !ok {
		notes = append(notes, "kin-openapi refuses it on the left")
	}
	if ok, asked := c.kin(q.Super, q.Direction, value); asked && ok {
		notes = append(notes, "kin-openapi accepts it on the right")
	}
	return strings.Join(notes, "; ")
}

// floats tells whether all numbers are exact as they are in JSON parsers
// that read floats.
func floats(n *doc.Node) bool {
	if n.Kind == doc.Number {
		r, ok := ratOf(n)
		if !ok {
			return false
		}
		f, _ := r.Float64()
		back, ok := parseRat(jsonFloat(f))
		return ok && back.Cmp(r) == 0
	}
	for _, item := range n.Items {
		if !floats(item) {
			return false
		}
	}
	for _, m := range n.All() {
		if !floats(m) {
			return false
		}
	}
	return true
}

func jsonFloat(f float64) string {
	b, err := json.Marshal(f)
	if err != nil {
		return ""
	}
	return string(b)
}

// kin asks kin-openapi. It is foreign code on documents it may not expect, so
// a panic there means that it has no opinion.
func (c *Checker) kin(s Schema, dir Direction, value any) (ok, asked bool) {
	defer func() {
		if recover() != nil {
			ok, asked = false, false
		}
	}()
	d := c.documentOf(s)
	if d.dialect != OpenAPI30 {
		return false, false
	}
	k := c.kinReader(d).ref(s.Node)
	if k.size > maxSecond {
		return false, false
	}
	opts := []openapi3.SchemaValidationOption{openapi3.FailFast()}
	switch dir {
	case Request:
		opts = append(opts, openapi3.VisitAsRequest())
	case Response:
		opts = append(opts, openapi3.VisitAsResponse())
	}
	return k.ref.Value.VisitJSON(value, opts...) == nil, true
}

// kinReader returns what makes kin-openapi's schemas of one document.
func (c *Checker) kinReader(d *document) kinReader {
	if c.kins[d] == nil {
		c.kins[d] = map[*doc.Node]*kinSchema{}
	}
	return kinReader{d, c.kins[d]}
}
