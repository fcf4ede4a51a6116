package doc

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Error is a problem at a place of a document. It prints as
// "file:line:col: message", always on one line; parts that are unknown are
// left out.
type Error struct {
	File    string
	Pos     Pos
	Pointer string // RFC 6901 pointer of the node, empty for the root and when unknown
	Err     error
}

// Error returns "file:line:col: message".
func (e *Error) Error() string {
	var b strings.Builder
	if e.File != "" {
		b.WriteString(oneLine(e.File))
		b.WriteByte(':')
	}
	if e.Pos.Line > 0 {
		fmt.Fprintf(&b, "%d:%d:", e.Pos.Line, e.Pos.Col)
	}
	if b.Len() > 0 {
		b.WriteByte(' ')
	}
	b.WriteString(oneLine(e.Err.Error()))
	return b.String()
}

// Unwrap returns the cause without its place.
func (e *Error) Unwrap() error { return e.Err }

// Errorf returns an *Error at the position of n. Its pointer is the way from
// the root of d to n, found by identity; it stays empty when n is not a node
// of d. The format takes %w.
func (d *Document) Errorf(n *Node, format string, args ...any) error {
	e := &Error{File: d.Name, Err: fmt.Errorf(format, args...)}
	if n != nil {
		e.Pos = n.Pos
		p, _ := find(d.Root, n)
		e.Pointer = string(p)
	}
	return e
}

// find returns the pointer from root to n, comparing nodes by identity.
func find(root, n *Node) (Pointer, bool) {
	if root == n {
		return "", true
	}
	if root == nil {
		return "", false
	}
	// The pointer is only built on the way back, from the last token to the
	// first, so that the search does not allocate.
	for _, m := range root.Members {
		if rest, ok := find(m.Value, n); ok {
			return Pointer("").Child(m.Name) + rest, true
		}
	}
	for i, item := range root.Items {
		if rest, ok := find(item, n); ok {
			return Pointer("").Child(fmt.Sprint(i)) + rest, true
		}
	}
	return "", false
}

// syntaxErr is a problem found while reading, before there is a tree.
type syntaxErr struct {
	pos Pos
	msg string
}

func (e *syntaxErr) Error() string { return e.msg }

func errAt(pos Pos, format string, args ...any) error {
	return &syntaxErr{pos: pos, msg: fmt.Sprintf(format, args...)}
}

// asError gives an error of a reader the name of the document.
func asError(name string, err error) error {
	var s *syntaxErr
	if errors.As(err, &s) {
		return &Error{File: name, Pos: s.pos, Err: errors.New(s.msg)}
	}
	return &Error{File: name, Err: err}
}

const (
	maxMessage = 600 // longest message of an Error, in bytes
	maxQuoted  = 80  // longest piece of a document quoted in a message
)

// oneLine makes text safe to print on one line: control characters and line
// breaks become spaces, invalid UTF-8 becomes U+FFFD, and the end is cut.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, s)
	return cut(s, maxMessage)
}

// cut shortens s to about n bytes, at the start of a character.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "..."
}

// quote quotes a piece of a document for a message.
func quote(s string) string {
	return fmt.Sprintf("%q", cut(s, maxQuoted))
}
