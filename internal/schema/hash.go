package schema

import (
	"encoding/binary"
	"fmt"
	"hash/maphash"
	"strconv"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// Hash identifies what a schema accepts as it is written: schemas with equal
// hashes accept the same values, schemas with different ones may. It is
// different in each process, so that no document can be made to collide.
type Hash [2]uint64

var hashSeeds = [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}

func hashOf(text []byte) Hash {
	return Hash{maphash.Bytes(hashSeeds[0], text), maphash.Bytes(hashSeeds[1], text)}
}

// The theory.
//
//  1. The hash of a schema covers its validation keywords and the hashes of
//     its subschemas, each under a label: "items", "properties" and the name,
//     "allOf". Where order is immaterial the parts are added, not chained.
//  2. A `$ref` counts as what it leads to, so names of components carry no
//     identity, but for a discriminator without a mapping, where a name is a
//     value on the wire.
//  3. Schemas that reach each other are hashed together: every member of the
//     strongly connected component begins with the same colour and takes its
//     hash under the colours of its parts as the next one, until the number
//     of colours no longer grows. The last two colourings of the whole
//     component go into the hash of each member, so that equal hashes in two
//     components mean that the union of both is stable too: the members are
//     bisimilar.
//  4. Properties hidden by the direction are left out. Their names stay where
//     another schema for the same value might require them.

// place is a schema node in one of the roles that change its meaning.
type place struct {
	node *doc.Node
	base bool // meant as a plain base, see document.go
	part bool // one of several schemas for the same value
}

// maxRefine bounds the work on one strongly connected component: members
// times rounds.
const maxRefine = 200_000

// hasher is Tarjan's algorithm over the places of one document.
type hasher struct {
	d     *document
	dir   Direction
	memo  map[place]Hash
	open  map[place]*local // that have no hash yet
	stack []*local
	count int
	salt  *int
}

// local is what a schema says itself, and its subschemas by label.
type local struct {
	at         place
	index, low int // of Tarjan's algorithm
	said       Hash
	kids       []kid
}

type kid struct {
	label Hash
	at    place
}

// hash returns the hash of n in a role.
func (c *Checker) hash(d *document, dir Direction, p place) Hash {
	if h, ok := d.hashes[dir][p]; ok {
		return h
	}
	h := hasher{d: d, dir: dir, memo: d.hashes[dir], open: map[place]*local{}, salt: &c.salt}
	h.visit(p)
	return d.hashes[dir][p]
}

func (h *hasher) visit(p place) *local {
	h.count++
	l := &local{at: p, index: h.count, low: h.count}
	h.open[p] = l
	depth := len(h.stack)
	h.stack = append(h.stack, l)
	h.read(p, l)
	self := false
	for _, k := range l.kids {
		self = self || k.at == p
		if _, done := h.memo[k.at]; done {
			continue
		}
		m := h.open[k.at]
		if m == nil {
			m = h.visit(k.at)
		}
		if _, open := h.open[k.at]; open {
			l.low = min(l.low, m.low)
		}
	}
	if l.low != l.index {
		return l
	}
	members := h.stack[depth:]
	if len(members) == 1 && !self {
		h.memo[p] = l.hash(func(q place) Hash { return h.memo[q] })
	} else {
		h.refine(members)
	}
	for _, m := range members {
		delete(h.open, m.at)
	}
	h.stack = h.stack[:depth]
	return l
}

// refine hashes a strongly connected component.
func (h *hasher) refine(members []*local) {
	before := make(map[place]Hash, len(members))
	for _, m := range members {
		before[m.at] = Hash{}
	}
	classes := 1
	for round := 0; ; round++ {
		if round*len(members) > maxRefine {
			for _, m := range members {
				*h.salt++
				h.memo[m.at] = digest("unique", strconv.Itoa(*h.salt))
			}
			return
		}
		after := make(map[place]Hash, len(members))
		pairs := make(map[[2]Hash]bool)
		for _, m := range members {
			after[m.at] = m.hash(func(q place) Hash {
				if c, ok := before[q]; ok {
					return c
				}
				return h.memo[q]
			})
			pairs[[2]Hash{before[m.at], after[m.at]}] = true
		}
		if len(pairs) == classes && round > 0 {
			var whole Hash
			for p := range pairs {
				whole.add(p[0].and(p[1]))
			}
			for _, m := range members {
				h.memo[m.at] = digest("cycle").and(after[m.at]).and(whole)
			}
			return
		}
		before, classes = after, len(pairs)
	}
}

func (l *local) hash(of func(place) Hash) Hash {
	sum := l.said
	for _, k := range l.kids {
		sum.add(k.label.and(of(k.at)))
	}
	return sum.and(Hash{})
}

// and hashes two hashes.
func (h Hash) and(o Hash) Hash {
	var buf [32]byte
	for i, x := range [...]uint64{h[0], h[1], o[0], o[1]} {
		binary.LittleEndian.PutUint64(buf[8*i:], x)
	}
	return hashOf(buf[:])
}

// add adds each half, modulo 2^64.
func (h *Hash) add(o Hash) {
	h[0] += o[0]
	h[1] += o[1]
}

// digest hashes texts, each with its length.
func digest(texts ...string) Hash {
	var space [128]byte
	buf := space[:0]
	for _, t := range texts {
		buf = binary.AppendUvarint(buf, uint64(len(t)))
		buf = append(buf, t...)
	}
	return hashOf(buf)
}

// String returns the hash as hexadecimal digits.
func (h Hash) String() string { return fmt.Sprintf("%016x%016x", h[0], h[1]) }
