package doc

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Pointer is a JSON pointer (RFC 6901) as a string: empty for the whole
// document, else tokens that each begin with "/".
type Pointer string

var (
	escaper   = strings.NewReplacer("~", "~0", "/", "~1")
	unescaper = strings.NewReplacer("~1", "/", "~0", "~") // one pass, so "~01" is "~1"
)

// Child returns p with these tokens appended, each escaped.
func (p Pointer) Child(tokens ...string) Pointer {
	size := len(p)
	for _, t := range tokens {
		size += 1 + len(t)
	}
	var b strings.Builder
	b.Grow(size)
	b.WriteString(string(p))
	for _, t := range tokens {
		b.WriteByte('/')
		if strings.ContainsAny(t, "~/") {
			t = escaper.Replace(t)
		}
		b.WriteString(t)
	}
	return Pointer(b.String())
}

// Tokens returns the unescaped tokens of p; none for the whole document. It
// fails on a pointer that does not begin with "/" and on a "~" that is not
// "~0" or "~1" (RFC 6901, section 3).
func (p Pointer) Tokens() ([]string, error) {
	if p == "" {
		return nil, nil
	}
	if p[0] != '/' {
		return nil, fmt.Errorf("JSON pointer %s does not begin with \"/\"", quote(string(p)))
	}
	tokens := strings.Split(string(p[1:]), "/")
	for i, t := range tokens {
		if strings.IndexByte(t, '~') < 0 {
			continue
		}
		for j := 0; j < len(t); j++ {
			if t[j] == '~' && (j+1 == len(t) || t[j+1] != '0' && t[j+1] != '1') {
				return nil, fmt.Errorf("JSON pointer %s has a \"~\" that is neither \"~0\" nor \"~1\"", quote(string(p)))
			}
		}
		tokens[i] = unescaper.Replace(t)
	}
	return tokens, nil
}

// At returns the node that p points to. When there is none, the error stands
// at the deepest node on the way that exists.
func (d *Document) At(p Pointer) (*Node, error) {
	tokens, err := p.Tokens()
	if err != nil {
		return nil, d.Errorf(nil, "%w", err)
	}
	n := d.Root
	for i, t := range tokens {
		next, err := n.child(t)
		if err != nil {
			return nil, d.Errorf(n, "JSON pointer %s: %s: %w", quote(string(p)),
				quote(string(Pointer("").Child(tokens[:i+1]...))), err)
		}
		n = next
	}
	return n, nil
}

// child takes one step of a pointer.
func (n *Node) child(token string) (*Node, error) {
	if n == nil {
		return nil, errors.New("no such value")
	}
	switch n.Kind {
	case Map:
		if i := n.index(token); i >= 0 {
			return n.Members[i].Value, nil
		}
		return nil, errors.New("no such member")
	case Seq:
		if token == "" || digitsAt(token) != len(token) || token[0] == '0' && len(token) > 1 {
			return nil, errors.New("not an index of an array")
		}
		i, err := strconv.Atoi(token)
		if err != nil || i >= len(n.Items) {
			return nil, fmt.Errorf("the array has %d items", len(n.Items))
		}
		return n.Items[i], nil
	}
	return nil, fmt.Errorf("%s has no members", n.Kind)
}
