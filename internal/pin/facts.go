package pin

import (
	"net/http"
	"strconv"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// keep says what happens to the value of one key of an OpenAPI object: it is
// copied whole, or read as an object of a known shape, as a list of such or
// as a map of such. A key without a keep is dropped.
type keep struct {
	how   how
	shape *shape
}

type how uint8

const (
	copied how = iota // a fact: taken over as it is
	object
	list
	named       // a map from names chosen by the author to objects
	schemaOrBit // additionalProperties: a boolean or a schema
)

// shape is the set of keys of one kind of OpenAPI object that hold facts.
type shape struct {
	keys map[string]keep
}

func facts(names ...string) map[string]keep {
	m := map[string]keep{"$ref": {how: copied}}
	for _, n := range names {
		m[n] = keep{how: copied}
	}
	return m
}

// The shapes, from the OpenAPI 3.0 and 3.1 specifications (sections "OpenAPI
// Object" and below). Prose and samples are left out: description, summary,
// title, externalDocs, example, examples, links, and the extensions that hold
// prose or point to documentation.
type shapes struct {
	info, server, pathItem, operation, parameter, requestBody, response, media, schema, securityScheme shape
}

func newShapes() *shapes {
	var s shapes
	encoding := shape{facts("contentType", "style", "explode", "allowReserved")}
	encoding.keys["headers"] = keep{named, &s.parameter}

	s.schema.keys = facts(
		"type", "format", "pattern", "enum", "const", "required", "readOnly", "writeOnly", "nullable", "deprecated",
		"default", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
		"minLength", "maxLength", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties",
		"minContains", "maxContains", "dependentRequired", "discriminator", "contentEncoding", "contentMediaType")
	for _, k := range []string{"items", "not", "if", "then", "else", "contains", "propertyNames", "contentSchema"} {
		s.schema.keys[k] = keep{object, &s.schema}
	}
	for _, k := range []string{"allOf", "anyOf", "oneOf", "prefixItems"} {
		s.schema.keys[k] = keep{list, &s.schema}
	}
	for _, k := range []string{"properties", "patternProperties", "dependentSchemas", "$defs"} {
		s.schema.keys[k] = keep{named, &s.schema}
	}
	for _, k := range []string{"additionalProperties", "unevaluatedProperties", "unevaluatedItems"} {
		s.schema.keys[k] = keep{schemaOrBit, &s.schema}
	}

	s.media.keys = facts("x-xgen-version", "x-xgen-preview", "x-sunset")
	s.media.keys["schema"] = keep{object, &s.schema}
	s.media.keys["encoding"] = keep{named, &encoding}

	s.parameter.keys = facts("name", "in", "required", "deprecated", "allowEmptyValue", "style", "explode", "allowReserved")
	s.parameter.keys["schema"] = keep{object, &s.schema}
	s.parameter.keys["content"] = keep{named, &s.media}

	s.requestBody.keys = facts("required")
	s.requestBody.keys["content"] = keep{named, &s.media}

	s.response.keys = facts()
	s.response.keys["headers"] = keep{named, &s.parameter}
	s.response.keys["content"] = keep{named, &s.media}

	variable := shape{facts("enum", "default")}
	s.server.keys = facts("url")
	s.server.keys["variables"] = keep{named, &variable}

	s.operation.keys = facts("operationId", "tags", "deprecated", "security",
		"x-sunset", "x-xgen-version", "x-rolesRequirements", "x-xgen-operation-id-override")
	s.operation.keys["servers"] = keep{list, &s.server}
	s.operation.keys["parameters"] = keep{list, &s.parameter}
	s.operation.keys["requestBody"] = keep{object, &s.requestBody}
	s.operation.keys["responses"] = keep{named, &s.response}

	s.pathItem.keys = facts()
	s.pathItem.keys["servers"] = keep{list, &s.server}
	s.pathItem.keys["parameters"] = keep{list, &s.parameter}
	s.info.keys = facts("title", "version", "license")
	s.securityScheme.keys = facts("type", "scheme", "in", "name", "bearerFormat", "flows", "openIdConnectUrl")
	return &s
}

// component returns the shape of the objects in one section of components,
// nil for a section that holds no facts (examples, links).
func (s *shapes) component(section string) *shape {
	switch section {
	case "schemas":
		return &s.schema
	case "parameters", "headers":
		return &s.parameter
	case "responses":
		return &s.response
	case "requestBodies":
		return &s.requestBody
	case "securitySchemes":
		return &s.securityScheme
	}
	return nil
}

// of returns a copy of n that holds the facts alone.
func (s *shape) of(n *doc.Node) *doc.Node {
	if n.Kind != doc.Map {
		return n.Clone() // a boolean schema of 3.1, or nonsense that stays visible
	}
	out := doc.NewMap()
	out.Pos = n.Pos
	for _, m := range n.Members {
		k, ok := s.keys[m.Name]
		if !ok {
			continue
		}
		m.Value = k.of(m.Value)
		out.Members = append(out.Members, m)
	}
	return out
}

func (k keep) of(n *doc.Node) *doc.Node {
	switch {
	case k.how == object, k.how == schemaOrBit:
		return k.shape.of(n)
	case k.how == list && n.Kind == doc.Seq:
		out := doc.NewSeq()
		out.Pos = n.Pos
		for _, item := range n.Items {
			out.Items = append(out.Items, k.shape.of(item))
		}
		return out
	case k.how == named && n.Kind == doc.Map:
		out := doc.NewMap()
		out.Pos = n.Pos
		for _, m := range n.Members {
			m.Value = k.shape.of(m.Value)
			out.Members = append(out.Members, m)
		}
		return out
	}
	return n.Clone()
}

// reason returns the description of a response: OpenAPI demands one, and the
// reason phrase of the status is a fact of HTTP (RFC 9110, section 15).
func reason(status string) string {
	if code, err := strconv.Atoi(status); err == nil && http.StatusText(code) != "" {
		return http.StatusText(code)
	}
	switch status {
	case "1XX":
		return "Informational"
	case "2XX":
		return "Successful"
	case "3XX":
		return "Redirection"
	case "4XX":
		return "Client Error"
	case "5XX":
		return "Server Error"
	case "default":
		return "Default"
	}
	return "Status " + status
}
