package doc

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Limits on what is read. They are far above real documents (the largest
// public API descriptions have some 20 MB and a million nodes) and keep
// hostile ones from exhausting memory or the stack.
const (
	MaxBytes = 64 << 20  // size of a document
	MaxNodes = 4_000_000 // values and merged members, after aliases are expanded
	MaxDepth = 1_000     // nesting of arrays and objects
)

// Document is one parsed document.
type Document struct {
	Name string // what errors print as the file
	Root *Node
	Text []byte // what was parsed, in whose lines positions count; nil for a document that was made
}

// Read parses a document from r, reading at most one byte more than MaxBytes.
func Read(name string, r io.Reader) (*Document, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, &Error{File: name, Err: fmt.Errorf("read document: %w", err)}
	}
	return Parse(name, data)
}

// Parse reads one YAML or JSON document. The name is what errors print as the
// file; a name that ends in ".json" rules YAML out for text that begins like
// JSON. All errors are *Error with a position, except for I/O and size.
func Parse(name string, data []byte) (*Document, error) {
	if len(data) > MaxBytes {
		return nil, &Error{File: name, Err: fmt.Errorf("document is larger than %d bytes", MaxBytes)}
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if err := checkText(data); err != nil {
		return nil, asError(name, err)
	}
	root, err := parseRoot(name, data)
	if err != nil {
		return nil, asError(name, err)
	}
	return &Document{Name: name, Root: root, Text: data}, nil
}

// parseRoot chooses the language: text that begins with a bracket is JSON,
// and when it is no well-formed JSON it may still be a flow collection of
// YAML. When both readers refuse it, the one that came further is right about
// what the author meant.
func parseRoot(name string, data []byte) (*Node, error) {
	if !beginsLikeJSON(data) {
		return parseYAML(data)
	}
	root, err := parseJSON(data)
	var bad *notJSON
	if err == nil || !errors.As(err, &bad) {
		return root, err
	}
	if strings.HasSuffix(strings.ToLower(name), ".json") {
		return nil, bad.err
	}
	root, yamlErr := parseYAML(data)
	if yamlErr == nil || further(data, yamlErr, bad.err) {
		return root, yamlErr
	}
	return nil, bad.err
}

func beginsLikeJSON(data []byte) bool {
	data = bytes.TrimLeft(data, " \t\r\n")
	return len(data) > 0 && (data[0] == '{' || data[0] == '[')
}

// further tells whether a stands behind b in the document. Nothing stands
// behind the end, although the YAML library reports some errors a line below.
func further(data []byte, a, b error) bool {
	var x, y *syntaxErr
	if !errors.As(a, &x) || !errors.As(b, &y) || y.pos == posAt(data, len(data)) {
		return false
	}
	return x.pos.Line > y.pos.Line || x.pos.Line == y.pos.Line && x.pos.Col > y.pos.Col
}

// checkText refuses bytes that no YAML or JSON text may hold, because the
// readers behind it report them without a line.
func checkText(data []byte) error {
	bad := -1
	for i, b := range data {
		if b < ' ' && b != '\n' && b != '\t' && b != '\r' {
			bad = i
			break
		}
	}
	if i := invalidUTF8(data); i >= 0 && (bad < 0 || i < bad) {
		return errAt(posAt(data, i), "invalid UTF-8: byte 0x%02x", data[i])
	}
	if bad < 0 {
		return nil
	}
	if data[bad] == 0 {
		return errAt(posAt(data, bad), "NUL byte")
	}
	return errAt(posAt(data, bad), "control character U+%04X", data[bad])
}

// invalidUTF8 returns the offset of the first byte that is no UTF-8, or -1.
func invalidUTF8(data []byte) int {
	if utf8.Valid(data) {
		return -1
	}
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

// cursor counts lines and columns while it moves forward through a text.
type cursor struct {
	data []byte
	off  int
	pos  Pos
}

func newCursor(data []byte) *cursor {
	return &cursor{data: data, pos: Pos{Line: 1, Col: 1}}
}

// to moves the cursor to an offset behind it and returns the position there.
func (c *cursor) to(off int) Pos {
	off = min(off, len(c.data))
	for ; c.off < off; c.off++ {
		switch b := c.data[c.off]; {
		case b == '\n', b == '\r' && (c.off+1 == len(c.data) || c.data[c.off+1] != '\n'):
			c.pos.Line++
			c.pos.Col = 1
		case utf8.RuneStart(b):
			c.pos.Col++
		}
	}
	return c.pos
}

func posAt(data []byte, off int) Pos { return newCursor(data).to(off) }
