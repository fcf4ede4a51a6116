package schema

import (
	"errors"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/schema/pattern"
)

// source is one schema of a document, read for one direction. Schemas with
// equal hashes share a source.
type source struct {
	id   int
	hash Hash
	d    *document
	dir  Direction
	at   place

	read   bool
	own    [doc.Map + 1]*atom // by kind: what the schema itself says; nil: not of this kind
	all    []*source          // allOf, and the `$ref` beside keywords
	unions []union
	not    []*source

	state uint8 // of atoms
	atoms []*atom
}

// union is anyOf, oneOf or the mapping of a discriminator.
type union struct {
	id        int
	members   []choice
	exclusive bool // oneOf
}

type choice struct {
	src  *source
	disc string   // property that chooses this member
	keys []string // its values that do; none: any
}

type sourceKey struct {
	hash Hash
	dir  Direction
}

// document returns what c knows about d.
func (c *Checker) document(d *doc.Document) *document {
	out, ok := c.docs[d]
	if !ok {
		out = newDocument(d)
		c.docs[d] = out
	}
	return out
}

// source returns the source of a schema in a role. A node that leads nowhere
// has a source too, which nothing can be proved about.
func (c *Checker) source(d *document, dir Direction, n *doc.Node, base bool) *source {
	at := place{node: n, base: base, part: true}
	if r, err := d.resolve(n); err == nil {
		at.node = r
	}
	key := sourceKey{c.hash(d, dir, at), dir}
	if s, ok := c.sources[key]; ok {
		return s
	}
	c.lastID++
	s := &source{id: c.lastID, hash: key.hash, d: d, dir: dir, at: at}
	c.sources[key] = s
	return s
}

// parse reads the keywords of s once.
func (c *Checker) parse(s *source) {
	if s.read {
		return
	}
	s.read = true
	n := s.at.node
	switch {
	case n == nil || n.Kind == doc.Bool && n.Bool():
		copy(s.own[:], c.everything())
		return
	case n.Kind == doc.Bool:
		return
	case n.Kind != doc.Map:
		c.unknowable(s, "a schema that is neither an object nor a boolean")
		return
	}
	if ref, ok := s.d.alias(n); ok {
		c.unknowable(s, "reference "+ref+" leads nowhere")
		return
	}
	c.parseOwn(s)
	c.parseParts(s)
}

// unknowable makes s a schema of which nothing is known but its text.
func (c *Checker) unknowable(s *source, why string) {
	for k := range s.own {
		s.own[k] = full(doc.Kind(k))
		s.own[k].opaque = []opaque{{"unknowable " + s.hash.String(), why}}
	}
}

// patternOpaque is a pattern that the automata do not cover.
func patternOpaque(src string, err error) opaque {
	why := err.Error()
	if u := (*pattern.UnsupportedError)(nil); errors.As(err, &u) {
		why = u.Error()
	}
	return opaque{"pattern " + src, why}
}

// pattern compiles a pattern once.
func (c *Checker) pattern(src string) (*pattern.Pattern, error) {
	p, ok := c.patterns[src]
	if !ok {
		p.compiled, p.err = pattern.Parse(src)
		c.patterns[src] = p
	}
	return p.compiled, p.err
}

type compiledPattern struct {
	compiled *pattern.Pattern
	err      error
}
