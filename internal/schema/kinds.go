package schema

import (
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// kinds is a set of JSON types; integer is apart because numbers hold it.
type kinds uint8

const (
	integerKind kinds = 1 << 7
	allKinds    kinds = 1<<doc.Null | 1<<doc.Bool | 1<<doc.Number | 1<<doc.String | 1<<doc.Seq | 1<<doc.Map
)

var kindByName = map[string]kinds{
	"null": 1 << doc.Null, "boolean": 1 << doc.Bool, "number": 1 << doc.Number, "integer": integerKind,
	"string": 1 << doc.String, "array": 1 << doc.Seq, "object": 1 << doc.Map,
}

// kindsOf reads the keyword type: a name or a list of names. What is neither
// names no type at all, and nothing has it.
func kindsOf(v *doc.Node) kinds {
	if v == nil {
		return allKinds
	}
	var k kinds
	if v.Kind == doc.Seq {
		for _, item := range v.Items {
			k |= kindByName[item.Text()]
		}
	} else {
		k = kindByName[v.Text()]
	}
	if k&(1<<doc.Number) != 0 {
		k &^= integerKind
	}
	return k
}

func (k kinds) has(kind doc.Kind) bool { return k&(1<<kind) != 0 }

// String names the kinds in a fixed order.
func (k kinds) String() string {
	var names []string
	for _, name := range [...]string{"null", "boolean", "number", "integer", "string", "array", "object"} {
		if k&kindByName[name] != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, ",")
}

// bindings say for which kinds of values a keyword means something.
var bindings = map[string]kinds{
	"multipleOf": 1 << doc.Number, "maximum": 1 << doc.Number, "minimum": 1 << doc.Number,
	"exclusiveMaximum": 1 << doc.Number, "exclusiveMinimum": 1 << doc.Number,
	"maxLength": 1 << doc.String, "minLength": 1 << doc.String, "pattern": 1 << doc.String,
	"format": 1<<doc.Number | 1<<doc.String,
	"items":  1 << doc.Seq, "maxItems": 1 << doc.Seq, "minItems": 1 << doc.Seq, "uniqueItems": 1 << doc.Seq,
	"prefixItems": 1 << doc.Seq, "contains": 1 << doc.Seq, "minContains": 1 << doc.Seq, "maxContains": 1 << doc.Seq,
	"unevaluatedItems": 1 << doc.Seq,
	"properties":       1 << doc.Map, "additionalProperties": 1 << doc.Map, "required": 1 << doc.Map,
	"maxProperties": 1 << doc.Map, "minProperties": 1 << doc.Map, "patternProperties": 1 << doc.Map,
	"dependentRequired": 1 << doc.Map, "dependentSchemas": 1 << doc.Map, "dependencies": 1 << doc.Map,
	"propertyNames": 1 << doc.Map, "unevaluatedProperties": 1 << doc.Map,
	"if": allKinds, "then": allKinds, "else": allKinds,
}

// boundKinds returns the kinds that a schema says something about, beside its
// type, its values and other schemas.
func boundKinds(n *doc.Node) kinds {
	var out kinds
	for _, m := range n.Members {
		out |= bindings[m.Name]
	}
	return out
}
