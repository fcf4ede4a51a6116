package compare

import (
	"cmp"
	"slices"

	"github.com/atlasrestore/atlasrestore/internal/schema"
)

// memberLike returns the alternative that is the same set as a plain schema,
// or -1.
func (w *walker) memberLike(p *schemaPair, plain, composed *view, u alternatives) int {
	d := p.hiding()
	one := plain.side.schema(plain.self.Node)
	for i, m := range u.members {
		other := composed.side.schema(m.Node)
		if w.check.Hash(one, d) == w.check.Hash(other, d) ||
			len(u.members) <= maxTried && mayEqual(plain, viewer{w, composed.side, p.form}.view(m)) && w.proves(one, other, d, false) && w.proves(other, one, d, false) {
			return i
		}
	}
	return -1
}

// maxTried bounds the alternatives that are compared with a plain schema by
// containment; in a wider union only equal hashes count.
const maxTried = 4

// mayEqual rules out by a glance what would be costly to refute.
func mayEqual(b, r *view) bool {
	x, okX := b.enumValues()
	y, okY := r.enumValues()
	if okX && okY && (len(without(x, y)) > 0 || len(without(y, x)) > 0) {
		return false
	}
	return structure(b, r) == 1
}

// indexPair are the places of two paired members.
type indexPair struct{ base, rev int }

// matchMembers pairs the members of two unions, the surest pairs first.
func (w *walker) matchMembers(p *schemaPair, b, r alternatives) (pairs []indexPair, removed, added []int) {
	m := &memberMatcher{usedB: make([]bool, len(b.members)), usedR: make([]bool, len(r.members))}
	x, y := w.traits(p, p.base, b), w.traits(p, p.rev, r)
	m.by(func(i, j int) float64 { return x[i].likeness(y[j]) })
	if b.discriminator == nil || r.discriminator == nil {
		views := func(v *view, list []node, used []bool) []*view {
			out := make([]*view, len(list))
			for i, n := range list {
				if !used[i] {
					out[i] = viewer{w, v.side, p.form}.view(n)
				}
			}
			return out
		}
		base, rev := views(p.base, b.members, m.usedB), views(p.rev, r.members, m.usedR)
		m.by(func(i, j int) float64 { return structure(base[i], rev[j]) })
	}
	slices.SortFunc(m.pairs, func(x, y indexPair) int { return cmp.Compare(x.base, y.base) })
	return m.pairs, unused(m.usedB), unused(m.usedR)
}

type memberMatcher struct {
	usedB, usedR []bool
	pairs        []indexPair
}

// by pairs what is left in the order of a score; 0 is no pair.
func (m *memberMatcher) by(score func(i, j int) float64) {
	type candidate struct {
		indexPair
		score float64
	}
	var all []candidate
	for i, used := range m.usedB {
		for j := range m.usedR {
			if used || m.usedR[j] {
				continue
			}
			if s := score(i, j); s > 0 {
				all = append(all, candidate{indexPair{i, j}, s})
			}
		}
	}
	slices.SortStableFunc(all, func(x, y candidate) int { return cmp.Compare(y.score, x.score) })
	for _, c := range all {
		if !m.usedB[c.base] && !m.usedR[c.rev] {
			m.usedB[c.base], m.usedR[c.rev] = true, true
			m.pairs = append(m.pairs, c.indexPair)
		}
	}
}

func unused(used []bool) []int {
	var out []int
	for i, u := range used {
		if !u {
			out = append(out, i)
		}
	}
	return out
}

// trait is what speaks for a pair of members beside their structure.
type trait struct {
	hash schema.Hash
	ref  string
	keys []string // the values of the discriminator that choose it
}

func (w *walker) traits(p *schemaPair, v *view, u alternatives) []trait {
	keys := v.side.choices(u)
	out := make([]trait, len(u.members))
	for i, m := range u.members {
		out[i] = trait{w.check.Hash(v.side.schema(m.Node), p.hiding()), m.ref, keys.of(m)}
	}
	return out
}

// likeness scores what a pair has in common; 0 is no pair.
func (t trait) likeness(o trait) float64 {
	score := 0.0
	if t.hash == o.hash {
		score += 8
	}
	if t.ref != "" && t.ref == o.ref {
		score += 4
	}
	if overlap(t.keys, o.keys) {
		score += 2
	}
	return score
}

func overlap(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}

// structure compares types and names of properties: from 0, nothing in
// common, to 1.
func structure(b, r *view) float64 {
	if !equalSets(b.types, r.types) {
		return 0
	}
	common := 0
	for _, name := range b.names {
		if r.members[name] != nil {
			common++
		}
	}
	total := len(b.names) + len(r.names) - common
	if total == 0 {
		return 1
	}
	return float64(common) / float64(total)
}
