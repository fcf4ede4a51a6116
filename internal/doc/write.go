package doc

import (
	"bytes"
	"strconv"
	"strings"
)

// YAML writes a tree in the canonical form of this package, so that equal
// trees of equal order give equal bytes: block style, two spaces per level,
// members in the order of the tree, numbers in one form, strings quoted only
// when YAML 1.1 or 1.2 would read them as something else, never folded, and a
// newline at the end. Parse(YAML(n)) is Equal to n. A nil node is null.
func YAML(n *Node) []byte {
	var w yamlWriter
	switch {
	case n.block():
		w.collection(n, 0)
	default:
		w.scalar(n, -1)
		w.WriteByte('\n')
	}
	return w.Bytes()
}

type yamlWriter struct{ bytes.Buffer }

const spaces = "                                "

func (w *yamlWriter) indent(n int) {
	for ; n > len(spaces); n -= len(spaces) {
		w.WriteString(spaces)
	}
	w.WriteString(spaces[:n])
}

// block tells whether n is a collection that is written in lines.
func (n *Node) block() bool {
	return n != nil && (n.Kind == Map && len(n.Members) > 0 || n.Kind == Seq && len(n.Items) > 0)
}

// collection writes the lines of a collection. The caller has already
// indented the first of them.
func (w *yamlWriter) collection(n *Node, indent int) {
	if n.Kind == Seq {
		for i, item := range n.Items {
			if i > 0 {
				w.indent(indent)
			}
			w.WriteByte('-')
			w.item(item, indent)
		}
		return
	}
	for i, m := range n.Members {
		if i > 0 {
			w.indent(indent)
		}
		w.key(m.Name, indent)
		w.value(m.Value, indent)
	}
}

// item writes what follows the dash of an item: a collection begins on the
// same line.
func (w *yamlWriter) item(n *Node, indent int) {
	w.WriteByte(' ')
	if n.block() {
		w.collection(n, indent+2)
		return
	}
	w.scalar(n, indent)
	w.WriteByte('\n')
}

// value writes what follows the colon of a member: a collection begins on
// the next line.
func (w *yamlWriter) value(n *Node, indent int) {
	if n.block() {
		w.WriteByte('\n')
		w.indent(indent + 2)
		w.collection(n, indent+2)
		return
	}
	w.WriteByte(' ')
	w.scalar(n, indent)
	w.WriteByte('\n')
}

// maxSimpleKey is the longest key, in bytes, that is written before a colon.
// YAML 1.2.2, section 7.4.2, allows 1024 characters; beyond that a key needs
// a question mark.
const maxSimpleKey = 1000

// key writes a name and its colon.
func (w *yamlWriter) key(name string, indent int) {
	text := inline(name)
	if len(text) <= maxSimpleKey {
		w.WriteString(text)
		w.WriteByte(':')
		return
	}
	w.WriteString("? ")
	w.WriteString(text)
	w.WriteByte('\n')
	w.indent(indent)
	w.WriteByte(':')
}

// scalar writes a scalar or an empty collection, without a line end. The
// indent is that of the collection it belongs to, -1 at the root.
func (w *yamlWriter) scalar(n *Node, indent int) {
	switch {
	case n == nil || n.Kind == Null:
		w.WriteString("null")
	case n.Kind == Seq:
		w.WriteString("[]")
	case n.Kind == Map:
		w.WriteString("{}")
	case n.Kind == Number:
		w.WriteString(canonicalNumber(n.Value))
	case n.Kind == Bool:
		w.WriteString(n.Value)
	case indent >= 0 && literal(n.Value):
		w.literal(n.Value, indent+2)
	default:
		w.WriteString(inline(n.Value))
	}
}

// literal writes a literal block scalar: its header says what happens to the
// line ends at the end, and how deep it is indented when its first line does
// not show it.
func (w *yamlWriter) literal(s string, indent int) {
	w.WriteByte('|')
	body := strings.TrimRight(s, "\n")
	if strings.TrimLeft(s, "\n")[0] == ' ' {
		w.WriteByte('2')
	}
	switch len(s) - len(body) {
	case 0:
		w.WriteByte('-')
	case 1:
	default:
		w.WriteByte('+')
	}
	for line := range strings.SplitSeq(body, "\n") {
		w.WriteByte('\n')
		if line != "" {
			w.indent(indent)
			w.WriteString(line)
		}
	}
	for range len(s) - len(body) - 1 {
		w.WriteByte('\n')
	}
}

// JSON writes a tree as compact JSON in the order of the tree, with numbers
// in the same form as YAML. A nil node is null.
func JSON(n *Node) []byte {
	return appendJSON(nil, n)
}

func appendJSON(b []byte, n *Node) []byte {
	if n == nil {
		return append(b, "null"...)
	}
	switch n.Kind {
	case Bool:
		return append(b, n.Value...)
	case Number:
		return append(b, canonicalNumber(n.Value)...)
	case String:
		return appendQuoted(b, n.Value)
	case Seq:
		b = append(b, '[')
		for i, item := range n.Items {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendJSON(b, item)
		}
		return append(b, ']')
	case Map:
		b = append(b, '{')
		for i, m := range n.Members {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendQuoted(b, m.Name)
			b = append(b, ':')
			b = appendJSON(b, m.Value)
		}
		return append(b, '}')
	}
	return append(b, "null"...)
}

// appendQuoted appends a string literal that JSON and YAML read alike:
// characters that one of them does not take as they are, or takes as a line
// break, are escaped.
func appendQuoted(b []byte, s string) []byte {
	b = append(b, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r == '\n':
			b = append(b, '\\', 'n')
		case r == '\t':
			b = append(b, '\\', 't')
		case r == '\r':
			b = append(b, '\\', 'r')
		case printable(r):
			b = append(b, string(r)...)
		default:
			hex := strconv.FormatInt(int64(r), 16)
			b = append(b, "\\u0000"[:6-len(hex)]...)
			b = append(b, hex...)
		}
	}
	return append(b, '"')
}
