package schema

import (
	"encoding/json"
	"regexp/syntax"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// kinReader makes kin-openapi's schemas of the nodes of an OpenAPI 3.0
// document. Its own loader reads JSON text, which takes longer than all the
// rest of a comparison; the meaning of the keywords remains its own.
type kinReader struct {
	d    *document
	memo map[*doc.Node]*kinSchema
}

// kinSchema is one schema, and how many schemas it is with every reference
// written out.
type kinSchema struct {
	ref  *openapi3.SchemaRef
	size int
}

// tooLarge is the size of what no opinion is asked for: it is recursive, or
// not what kin-openapi reads.
const tooLarge = maxSecond + 1

// ref returns the schema of a node. The size is tooLarge where there is none.
func (r kinReader) ref(n *doc.Node) *kinSchema {
	if k, ok := r.memo[n]; ok {
		return k
	}
	k := &kinSchema{ref: &openapi3.SchemaRef{}, size: tooLarge} // until it is done: a schema within itself
	r.memo[n] = k
	if n == nil || n.Kind != doc.Map {
		return k
	}
	if ref := n.Get("$ref"); ref != nil {
		target, err := r.d.target(ref.Text())
		if err != nil {
			return k
		}
		to := r.ref(target)
		k.ref.Ref, k.ref.Value, k.size = ref.Value, to.ref.Value, to.size
		return k
	}
	s := kinMaker{kinReader: r, size: 1}
	k.ref.Value = s.schema(n)
	k.size = s.size
	return k
}

// kinMaker makes one schema.
type kinMaker struct {
	kinReader
	size int
}

func (m *kinMaker) schema(n *doc.Node) *openapi3.Schema {
	s := &openapi3.Schema{
		OneOf: m.list(n.Get("oneOf")), AnyOf: m.list(n.Get("anyOf")), AllOf: m.list(n.Get("allOf")),
		Not: m.sub(n.Get("not")), Items: m.sub(n.Get("items")),
		Format: m.text(n.Get("format")), Pattern: m.pattern(n.Get("pattern")),
		Nullable: m.flag(n.Get("nullable")), UniqueItems: m.flag(n.Get("uniqueItems")),
		ReadOnly: m.flag(n.Get("readOnly")), WriteOnly: m.flag(n.Get("writeOnly")),
		Min: m.number(n.Get("minimum")), Max: m.number(n.Get("maximum")), MultipleOf: m.number(n.Get("multipleOf")),
		MaxLength: m.count(n.Get("maxLength")), MaxItems: m.count(n.Get("maxItems")), MaxProps: m.count(n.Get("maxProperties")),
		Discriminator: m.discriminator(n.Get("discriminator")),
	}
	if v := m.count(n.Get("minLength")); v != nil {
		s.MinLength = *v
	}
	if v := m.count(n.Get("minItems")); v != nil {
		s.MinItems = *v
	}
	if v := m.count(n.Get("minProperties")); v != nil {
		s.MinProps = *v
	}
	if v := n.Get("exclusiveMinimum"); v != nil {
		flag := m.flag(v)
		s.ExclusiveMin.Bool = &flag
	}
	if v := n.Get("exclusiveMaximum"); v != nil {
		flag := m.flag(v)
		s.ExclusiveMax.Bool = &flag
	}
	if v := n.Get("type"); v != nil {
		s.Type = &openapi3.Types{m.text(v)}
	}
	for _, item := range itemsOf(n.Get("enum")) {
		s.Enum = append(s.Enum, m.value(item))
	}
	for _, item := range itemsOf(n.Get("required")) {
		s.Required = append(s.Required, m.text(item))
	}
	for name, v := range n.Get("properties").All() {
		if s.Properties == nil {
			s.Properties = openapi3.Schemas{}
		}
		s.Properties[name] = m.sub(v)
	}
	switch v := n.Get("additionalProperties"); {
	case v == nil:
	case v.Kind == doc.Bool:
		flag := v.Bool()
		s.AdditionalProperties.Has = &flag
	default:
		s.AdditionalProperties.Schema = m.sub(v)
	}
	return s
}

// odd gives up on a schema that is not as OpenAPI wants it.
func (m *kinMaker) odd() { m.size = tooLarge }

func (m *kinMaker) sub(n *doc.Node) *openapi3.SchemaRef {
	if n == nil {
		return nil
	}
	k := m.ref(n)
	m.size = min(m.size+k.size, tooLarge)
	return k.ref
}

func (m *kinMaker) list(n *doc.Node) openapi3.SchemaRefs {
	var out openapi3.SchemaRefs
	for _, item := range itemsOf(n) {
		out = append(out, m.sub(item))
	}
	return out
}

func (m *kinMaker) text(n *doc.Node) string {
	if n != nil && n.Kind != doc.String {
		m.odd()
	}
	return n.Text()
}

// pattern is a text that the regular expressions of Go read, too: kin-openapi
// refuses every value else.
func (m *kinMaker) pattern(n *doc.Node) string {
	text := m.text(n)
	if _, err := syntax.Parse(text, syntax.Perl); err != nil {
		m.odd()
	}
	return text
}

func (m *kinMaker) flag(n *doc.Node) bool {
	if n != nil && n.Kind != doc.Bool {
		m.odd()
	}
	return n.Bool()
}

func (m *kinMaker) number(n *doc.Node) *float64 {
	if n == nil {
		return nil
	}
	out, ok := m.value(n).(float64)
	if !ok || !floats(n) {
		m.odd()
	}
	return &out
}

func (m *kinMaker) count(n *doc.Node) *uint64 {
	if n == nil {
		return nil
	}
	v, ok := count(n)
	if !ok {
		m.odd()
	}
	out := uint64(v)
	return &out
}

func (m *kinMaker) value(n *doc.Node) any {
	if n.Kind == doc.String {
		return n.Value
	}
	var out any
	if json.Unmarshal(doc.JSON(n), &out) != nil {
		m.odd()
	}
	return out
}

func (m *kinMaker) discriminator(n *doc.Node) *openapi3.Discriminator {
	if n == nil {
		return nil
	}
	out := &openapi3.Discriminator{PropertyName: m.text(n.Get("propertyName"))}
	for key, v := range n.Get("mapping").All() {
		if out.Mapping == nil {
			out.Mapping = map[string]openapi3.MappingRef{}
		}
		out.Mapping[key] = openapi3.MappingRef{Ref: m.text(v)}
	}
	return out
}
