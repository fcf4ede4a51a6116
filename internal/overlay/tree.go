package overlay

import (
	"strconv"

	"gopkg.in/yaml.v3"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// Tags of the YAML core schema. The filters of JSONPath compare by them.
const (
	tagNull  = "!!null"
	tagBool  = "!!bool"
	tagInt   = "!!int"
	tagFloat = "!!float"
	tagStr   = "!!str"
	tagSeq   = "!!seq"
	tagMap   = "!!map"
)

// toYAML converts a tree to nodes of the library. Positions go along; the
// library does not copy them when it copies a node, so that after an action
// only the nodes of the document have one.
func toYAML(n *doc.Node) *yaml.Node {
	if n == nil {
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: tagNull, Value: "null"}
	}
	y := &yaml.Node{Kind: yaml.ScalarNode, Value: n.Value, Line: int(n.Pos.Line), Column: int(n.Pos.Col)}
	switch n.Kind {
	case doc.Null:
		y.Tag, y.Value = tagNull, "null"
	case doc.Bool:
		y.Tag = tagBool
	case doc.Number:
		y.Tag = tagInt
		if _, err := strconv.Atoi(n.Value); err != nil { // as the library reads it
			y.Tag = tagFloat
		}
	case doc.String:
		y.Tag = tagStr
	case doc.Seq:
		y.Kind, y.Tag = yaml.SequenceNode, tagSeq
		y.Content = make([]*yaml.Node, len(n.Items))
		for i, item := range n.Items {
			y.Content[i] = toYAML(item)
		}
	case doc.Map:
		y.Kind, y.Tag = yaml.MappingNode, tagMap
		y.Content = make([]*yaml.Node, 0, 2*len(n.Members))
		for _, m := range n.Members {
			key := &yaml.Node{Kind: yaml.ScalarNode, Tag: tagStr, Value: m.Name, Line: int(m.Pos.Line), Column: int(m.Pos.Col)}
			y.Content = append(y.Content, key, toYAML(m.Value))
		}
	}
	return y
}

// unplaced removes the positions of a tree, which are those of an overlay: the
// library puts the keys of an update into the document as they are.
func unplaced(y *yaml.Node) *yaml.Node {
	y.Line, y.Column = 0, 0
	for _, c := range y.Content {
		unplaced(c)
	}
	return y
}

// fromYAML converts nodes back to a tree, sharing nothing with them.
func fromYAML(y *yaml.Node) *doc.Node {
	n := &doc.Node{Pos: posOf(y)}
	switch y.Kind {
	case yaml.SequenceNode:
		n.Kind = doc.Seq
		n.Items = make([]*doc.Node, len(y.Content))
		for i, c := range y.Content {
			n.Items[i] = fromYAML(c)
		}
		return n
	case yaml.MappingNode:
		n.Kind = doc.Map
		n.Members = make([]doc.Member, 0, len(y.Content)/2)
		for i := 0; i+1 < len(y.Content); i += 2 {
			k := y.Content[i]
			n.Members = append(n.Members, doc.Member{Name: k.Value, Pos: posOf(k), Value: fromYAML(y.Content[i+1])})
		}
		return n
	}
	switch y.Tag {
	case tagNull:
		return n
	case tagBool:
		n.Kind = doc.Bool
	case tagInt, tagFloat:
		n.Kind = doc.Number
	default:
		n.Kind = doc.String
	}
	n.Value = y.Value
	return n
}

func posOf(y *yaml.Node) doc.Pos { return doc.Pos{Line: int32(y.Line), Col: int32(y.Column)} }

// merges tells whether merging value into target changes it, by the rules of
// the Action Object: objects merge member by member, arrays grow, scalars are
// replaced. Combinations that the library refuses count as changes.
func merges(target, value *yaml.Node) bool {
	switch {
	case target.Kind == yaml.SequenceNode:
		return value.Kind != yaml.SequenceNode || len(value.Content) > 0
	case target.Kind != value.Kind:
		return true
	case target.Kind == yaml.ScalarNode:
		return !doc.Equal(fromYAML(target), fromYAML(value))
	}
	for i := 0; i+1 < len(value.Content); i += 2 {
		old := member(target, value.Content[i].Value)
		if old == nil || merges(old, value.Content[i+1]) {
			return true
		}
	}
	return false
}

// retype gives the scalars that value was merged into the types of value. A
// nil value is a removal.
func retype(target, value *yaml.Node) {
	if value == nil || target.Kind != value.Kind {
		return
	}
	switch target.Kind {
	case yaml.ScalarNode:
		target.Tag, target.Style = value.Tag, value.Style
	case yaml.MappingNode:
		for i := 0; i+1 < len(value.Content); i += 2 {
			if v := member(target, value.Content[i].Value); v != nil {
				retype(v, value.Content[i+1])
			}
		}
	}
}

// member returns the value of a member of a mapping, or nil.
func member(y *yaml.Node, name string) *yaml.Node {
	for i := 0; i+1 < len(y.Content); i += 2 {
		if y.Content[i].Value == name {
			return y.Content[i+1]
		}
	}
	return nil
}
