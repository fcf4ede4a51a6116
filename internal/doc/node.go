package doc

import "fmt"

// Kind is the JSON type of a Node. Integers and other numbers are both Number.
type Kind uint8

// The kinds of nodes. The zero Kind is Null, so a zero Node is a JSON null.
const (
	Null Kind = iota
	Bool
	Number
	String
	Seq
	Map
)

// String returns the JSON name of the kind: "null", "boolean", "number",
// "string", "array" or "object".
func (k Kind) String() string {
	switch k {
	case Null:
		return "null"
	case Bool:
		return "boolean"
	case Number:
		return "number"
	case String:
		return "string"
	case Seq:
		return "array"
	case Map:
		return "object"
	}
	return fmt.Sprintf("Kind(%d)", uint8(k))
}

// Pos is a place in a document: one-based line and column, both counted as
// an editor counts them (columns in characters). The zero Pos is unknown.
type Pos struct {
	Line, Col int32
}

// Node is one JSON value of a document, with its place. A Node made by Parse
// is never part of a cycle and never shared: aliases and merge keys of YAML
// are already expanded.
type Node struct {
	Kind    Kind
	Value   string   // Bool: "true" or "false"; Number: a JSON number as written; String: the text; else empty
	Items   []*Node  // Seq only
	Members []Member // Map only, in the order of the document; names are unique
	Pos     Pos
}

// Member is one name and value of a Map node.
type Member struct {
	Name  string
	Pos   Pos // of the name
	Value *Node
}
