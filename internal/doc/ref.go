package doc

import (
	"net/url"
	"strings"
)

// Resolve returns the value that a reference leads to. The ref is the String
// node of a `$ref`, a same-document URI reference "#/..." whose fragment is a
// percent-encoded JSON pointer (RFC 6901, section 6). Chains of references
// are followed. A remote or dangling reference, and a chain that leads back
// to itself, is an *Error at ref.
func (d *Document) Resolve(ref *Node) (*Node, error) {
	var seen []string
	for at := ref; ; {
		p, err := d.target(ref, at)
		if err != nil {
			return nil, err
		}
		n, err := d.follow(ref, p)
		if err != nil {
			return nil, err
		}
		for i, s := range seen {
			if s == string(p) {
				return nil, d.Errorf(ref, "cycle of references: #%s -> #%s", strings.Join(seen[i:], " -> #"), p)
			}
		}
		seen = append(seen, string(p))
		next := n.Get("$ref")
		if next == nil || next.Kind != String {
			return n, nil
		}
		at = next
	}
}

// target returns the pointer that the reference at holds. Errors stand at
// blame, where the chain began.
func (d *Document) target(blame, at *Node) (Pointer, error) {
	if at == nil || at.Kind != String {
		return "", d.Errorf(blame, "a reference must be a string")
	}
	fragment, ok := strings.CutPrefix(at.Value, "#")
	if !ok {
		return "", d.Errorf(blame, "reference %s: only references into the same document (\"#/...\") are supported", quote(at.Value))
	}
	text, err := url.PathUnescape(fragment)
	if err != nil {
		return "", d.Errorf(blame, "reference %s: %w", quote(at.Value), err)
	}
	p := Pointer(text)
	if _, err := p.Tokens(); err != nil {
		return "", d.Errorf(blame, "reference %s: %w", quote(at.Value), err)
	}
	return p, nil
}

// follow returns the node at p, or a dangling-reference error at ref.
func (d *Document) follow(ref *Node, p Pointer) (*Node, error) {
	tokens, err := p.Tokens()
	if err != nil {
		return nil, d.Errorf(ref, "%w", err)
	}
	n := d.Root
	for _, t := range tokens {
		if n, err = n.child(t); err != nil {
			return nil, d.Errorf(ref, "reference %s leads nowhere", quote("#"+string(p)))
		}
	}
	return n, nil
}
