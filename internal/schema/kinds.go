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
