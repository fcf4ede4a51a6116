package schema

import (
	"encoding/json"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// maxSecond bounds the nodes of a schema, with every reference written out,
// that a second opinion is asked for. It keeps out recursive schemas: on some
// of them kin-openapi exhausts the stack, which no caller can prevent.
const maxSecond = 300

// second says what kin-openapi thinks of a witness, when it disagrees with
// the verdict. It says nothing when it cannot read a schema, when a schema is
// large, and about numbers that a float does not hold.
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
	schema := c.kinSchema(s)
	if schema == nil {
		return false, false
	}
	var opts []openapi3.SchemaValidationOption
	switch dir {
	case Request:
		opts = append(opts, openapi3.VisitAsRequest())
	case Response:
		opts = append(opts, openapi3.VisitAsResponse())
	}
	if c.documentOf(s).dialect != OpenAPI30 {
		opts = append(opts, openapi3.EnableJSONSchema2020())
	}
	return schema.VisitJSON(value, append(opts, openapi3.FailFast())...) == nil, true
}

// kinSchema loads a schema with what it refers to; nil when that fails.
func (c *Checker) kinSchema(s Schema) *openapi3.Schema {
	if schema, ok := c.loaded[s.Node]; ok {
		return schema
	}
	c.loaded[s.Node] = nil
	text := excerpt(s)
	if text == nil {
		return nil
	}
	d, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil || d.Components == nil || d.Components.Schemas[excerptName] == nil {
		return nil
	}
	c.loaded[s.Node] = d.Components.Schemas[excerptName].Value
	return c.loaded[s.Node]
}

const excerptName = "TheSchemaInQuestion"

// excerpt returns a document of a schema and the components it refers to; nil
// when it is large or refers to something else.
func excerpt(s Schema) []byte {
	if s.Doc == nil || s.Node == nil || s.Node.Kind != doc.Map {
		return nil
	}
	version, err := s.Doc.OpenAPI()
	if err != nil {
		return nil
	}
	left := maxSecond
	if !writtenOut(s.Doc, s.Node, &left) {
		return nil
	}
	pointers, err := s.Doc.Closure(s.Node)
	if err != nil {
		return nil
	}
	schemas := doc.NewMap()
	for _, p := range pointers {
		name, ok := strings.CutPrefix(string(p), "/components/schemas/")
		n, err := s.Doc.At(p)
		if !ok || err != nil || strings.Contains(name, "/") || !writtenOut(s.Doc, n, &left) {
			return nil
		}
		schemas.Set(name, n)
	}
	schemas.Set(excerptName, s.Node)
	info := doc.NewMap()
	info.Set("title", doc.NewString(""))
	info.Set("version", doc.NewString(""))
	components := doc.NewMap()
	components.Set("schemas", schemas)
	root := doc.NewMap()
	root.Set("openapi", doc.NewString(version))
	root.Set("info", info)
	root.Set("paths", doc.NewMap())
	root.Set("components", components)
	return doc.JSON(root)
}

// writtenOut takes the nodes of n from left, references written out, and
// tells whether there were enough.
func writtenOut(d *doc.Document, n *doc.Node, left *int) bool {
	if *left--; *left < 0 {
		return false
	}
	if ref := n.Get("$ref"); ref != nil && ref.Kind == doc.String {
		t, err := d.Resolve(ref)
		return err == nil && writtenOut(d, t, left)
	}
	for _, item := range n.Items {
		if !writtenOut(d, item, left) {
			return false
		}
	}
	for _, m := range n.All() {
		if !writtenOut(d, m, left) {
			return false
		}
	}
	return true
}
