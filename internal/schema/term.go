package schema

import (
	"slices"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// term is a conjunction of schemas for one value. Terms are interned: equal
// conjunctions are the same pointer. The nil term accepts everything.
type term struct {
	id    int
	lits  []literal
	state uint8
	atoms []*atom

	void    uint8 // what is known of emptiness, see empty.go
	asked   bool  // list and isList are known
	isList  bool
	list    []value
	indexed bool              // tags is known
	tags    *tagIndex         // of the objects among atoms; nil: there are few
	keys    map[string]bool   // of list, when it is long and was asked about
	mask    uint64            // one bit for each value: lists without a common bit are disjoint
	small   map[int]*doc.Node // by fuel, see example.go
}

// literal is one schema of a term. A closed one is the schema of a sender
// that sends only what it declares.
type literal struct {
	src    *source
	closed bool
}

// term returns the conjunction of these literals.
func (c *Checker) term(lits ...literal) *term {
	if len(lits) > 1 {
		slices.SortFunc(lits, func(a, b literal) int {
			if a.src.id != b.src.id {
				return a.src.id - b.src.id
			}
			if a.closed == b.closed {
				return 0
			}
			if a.closed {
				return -1
			}
			return 1
		})
		lits = slices.CompactFunc(lits, func(a, b literal) bool { return a.src == b.src })
	}
	var key strings.Builder
	for _, l := range lits {
		key.WriteString(itoa(l.src.id))
		if l.closed {
			key.WriteByte('c')
		}
		key.WriteByte(' ')
	}
	t, ok := c.terms[key.String()]
	if !ok {
		c.lastID++
		t = &term{id: c.lastID, lits: slices.Clone(lits)}
		c.terms[key.String()] = t
	}
	return t
}

// and intersects two terms.
func (c *Checker) and(a, b *term) *term {
	switch {
	case a == nil || a == b:
		return b
	case b == nil:
		return a
	}
	return c.term(append(slices.Clone(a.lits), b.lits...)...)
}

// close returns t as the schema of a closed sender.
func (c *Checker) close(t *term, closed bool) *term {
	if t == nil || !closed || t == c.nothing {
		return t
	}
	lits := slices.Clone(t.lits)
	for i := range lits {
		lits[i].closed = true
	}
	return c.term(lits...)
}

// never returns the term that accepts nothing.
func (c *Checker) never() *term {
	if c.nothing == nil {
		c.nothing = c.term(literal{src: c.source(c.syntheticDocument(), Plain, doc.NewBool(false), false)})
	}
	return c.nothing
}

// oneOfTexts returns the term of these strings.
func (c *Checker) oneOfTexts(keys []string) *term {
	enum := doc.NewSeq()
	for _, k := range keys {
		enum.Items = append(enum.Items, doc.NewString(k))
	}
	n := doc.NewMap()
	n.Set("enum", enum)
	return c.term(literal{src: c.source(c.syntheticDocument(), Plain, n, false)})
}

// syntheticDocument is where schemas stand that no document holds.
func (c *Checker) syntheticDocument() *document {
	if c.synthetic == nil {
		c.synthetic = newDocument(&doc.Document{Root: doc.NewMap()})
	}
	return c.synthetic
}
