package generatedtest_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// This file turns schemas of the pinned document into what a request must hold and what a response can hold.

// direction is the flag that keeps a property out of a body: "readOnly" out of requests, "writeOnly" out of responses.
type direction string

const (
	toAtlas   direction = "readOnly"
	fromAtlas direction = "writeOnly"
)

// properties returns the properties that a body can have, with resolved schemas. The flag may stand on the property, and
// on the component that it refers to.
func (d direction) properties(doc, schema node) map[string]node {
	props := make(map[string]node)
	for name, prop := range child(schema, "properties") {
		resolved := resolve(doc, prop.(node))
		if prop.(node)[string(d)] != true && resolved[string(d)] != true {
			props[name] = resolved
		}
	}
	return props
}

// writable lists what a request can hold, as kinds by path: {"delivery": "object", "delivery.methodName": "string",
// "collections[]": "object"}.
func writable(doc, schema node, path string, into map[string]string) {
	for name, prop := range toAtlas.properties(doc, schema) {
		at := strings.TrimPrefix(path+"."+name, ".")
		into[at] = text(prop, "type")
		for prop["type"] == "array" {
			prop = resolve(doc, child(prop, "items"))
			at += "[]"
			into[at] = text(prop, "type")
		}
		writable(doc, prop, at, into)
	}
}

// required lists what a request must hold, with the same paths.
func required(doc, schema node, path string, into map[string]string) {
	props := toAtlas.properties(doc, schema)
	for _, name := range list(schema, "required") {
		if prop, ok := props[name]; ok {
			at := strings.TrimPrefix(path+"."+name, ".")
			into[at] = text(prop, "type")
			required(doc, prop, at, into)
		}
	}
}

// kinds lists what a JSON value holds, with the paths of writable.
func kinds(value any, path string, into map[string]string) {
	switch value := value.(type) {
	case node:
		for name, member := range value {
			at := strings.TrimPrefix(path+"."+name, ".")
			into[at] = kindOf(member)
			kinds(member, at, into)
		}
	case []any:
		for _, item := range value {
			into[path+"[]"] = kindOf(item)
			kinds(item, path+"[]", into)
		}
	}
}

// kindOf names the kind of a JSON value as schemas do.
func kindOf(value any) string {
	switch value := value.(type) {
	case node:
		return "object"
	case []any:
		return "array"
	case string:
		return "string"
	case bool:
		return "boolean"
	case json.Number:
		if strings.ContainsAny(value.String(), ".eE") {
			return "number"
		}
		return "integer"
	default:
		return "null"
	}
}

// A place is where a value stands in a response, with its schema.
type place struct {
	pointer string // JSON pointer
	schema  node
}

// name is the last token of the pointer.
func (p place) name() string { return p.pointer[strings.LastIndex(p.pointer, "/")+1:] }

// again says that the place is in the first of two array elements, and so has its like in the second.
func (p place) again() bool { return strings.Contains(p.pointer+"/", "/0/") }

// format is the format of strings at the place.
func (p place) format() string { return text(p.schema, "format") }

// enum lists the values that the document has for the place.
func (p place) enum() []string { return list(p.schema, "enum") }

// A sampler builds a response that has every readable property. All values differ, as far as their schemas let them.
type sampler struct {
	doc    node
	places []place // without the root
	n      int
}

// sample returns a response of an operation and the places in it, in a fixed order.
func sample(op docOperation) (any, []place) {
	s := &sampler{doc: op.doc}
	value := s.value(op.response, "")
	return value, s.places
}

func (s *sampler) value(schema node, pointer string) any {
	if pointer != "" {
		s.places = append(s.places, place{pointer, schema})
	}
	s.n++
	switch schema["type"] {
	case "object":
		return s.object(schema, pointer)
	case "array":
		items := resolve(s.doc, child(schema, "items"))
		return []any{s.value(items, pointer+"/0"), s.value(items, pointer+"/1")}
	case "integer":
		least, _ := schema["minimum"].(int)
		return json.Number(strconv.Itoa(least + s.n))
	case "boolean":
		return true
	case "string":
		return s.text(schema)
	default:
		panic(fmt.Sprintf("%s: the test knows no type %v", pointer, schema["type"]))
	}
}

func (s *sampler) object(schema node, pointer string) any {
	props := fromAtlas.properties(s.doc, schema)
	if len(props) == 0 && schema["additionalProperties"] == true {
		return node{"anything": []any{json.Number("1"), "x", nil}, "key": node{"deep": true}}
	}
	object := make(node)
	for _, name := range slices.Sorted(maps.Keys(props)) {
		object[name] = s.value(props[name], pointer+"/"+name)
	}
	return object
}

// text returns a string that is valid by format and pattern.
func (s *sampler) text(schema node) string {
	enum := list(schema, "enum")
	pattern := text(schema, "pattern")
	switch {
	case len(enum) > 0:
		return enum[s.n%len(enum)]
	case schema["format"] == "date-time":
		return fmt.Sprintf("2025-05-04T%02d:%02d:00Z", s.n/60%24, s.n%60)
	case schema["format"] == "uuid":
		return fmt.Sprintf("00000000-0000-4000-8000-%012d", s.n)
	case strings.Contains(pattern, "{24}"):
		return fmt.Sprintf("%024x", s.n)
	case strings.Contains(pattern, "vpce-"):
		return fmt.Sprintf("vpce-%017x", s.n)
	default:
		return fmt.Sprintf("value-%d", s.n)
	}
}

// replaced returns a copy of a JSON value with another value at a JSON pointer. A nil change takes the member away, and
// leaves null in an array.
func replaced(value any, pointer string, change func(old any) any) any {
	token, rest, deeper := strings.Cut(strings.TrimPrefix(pointer, "/"), "/")
	switch value := value.(type) {
	case node:
		value = maps.Clone(value)
		switch {
		case deeper:
			value[token] = replaced(value[token], rest, change)
		case change == nil:
			delete(value, token)
		default:
			value[token] = change(value[token])
		}
		return value
	case []any:
		value = slices.Clone(value)
		i, _ := strconv.Atoi(token)
		switch {
		case deeper:
			value[i] = replaced(value[i], rest, change)
		case change == nil:
			value[i] = nil
		default:
			value[i] = change(value[i])
		}
		return value
	default:
		panic("pointer " + pointer + " leads nowhere")
	}
}
