package compare

import (
	"slices"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/schema"
)

// The walk over schemas.
//
//  1. A pair of schemas is examined once for a direction, whatever number of
//     operations reach it. What it finds hangs on the pair; the operations are
//     worked out at the end, by following the edges of the walk backwards.
//  2. What is the same word for word is not entered.
//  3. Keywords are compared in groups. All keywords of a schema have to hold,
//     so base is contained in rev exactly when it is contained in each group
//     of rev taken alone. The sets decide: a group that excludes nothing on
//     either side which the rest does not exclude anyway made no difference.
//  4. Members of objects, items and alternatives are pairs of their own. A
//     change below is found there and is no change here.
//  5. The properties that exist in requests and those in responses are walked
//     apart and at the same time; neither needs to know of the other.
//  6. Where the two sets are equal as a whole, only annotations are compared
//     from there on down.

// mode is how much may be found below a pair.
type mode uint8

const (
	full        mode = iota
	harmless         // the whole is contained: whatever differs hurts nobody
	annotations      // the whole is the same set: only defaults, formats, deprecation
)

type pairKey struct {
	base, rev *doc.Node
	way
	mode mode
}

// way is how a schema travels.
type way struct {
	dir  finding.Direction // who sends: in a request base, in a response rev
	form finding.Direction // which properties exist; differs from dir in callbacks
	text bool              // as a text, like the parameters of a query
}

// schemaPair is one pair of schemas in the graph of the walk.
type schemaPair struct {
	base, rev *view
	at        place
	way
	mode    mode
	parents []*schemaPair
	next    []step // what to walk below
	chosen  chosen
	// overlapping: there are alternatives, and a value may be of several.
	overlapping bool
	admitted    *bool  // see wholeAdmitted; nil: not asked yet
	harmful     bool   // something here or below is more than compatible
	sites       []site // of operations that name it directly
	changes     []change
	mark        int // of the last search that came here
}

// step is a pair below another one.
type step struct {
	base, rev node
	from      place
	mode      mode
	member    bool // of a union whose members may overlap
}

type walker struct {
	c        *comparison
	base     *side // with a resolver of its own, since walkers run side by side
	rev      *side
	same     *sameness
	err      error // the first one
	roots    chan root
	check    *schema.Checker
	pairs    map[pairKey]*schemaPair
	order    []*schemaPair
	joined   map[[2]*doc.Node]*doc.Node
	hidden   map[hiddenKey]bool
	searches int
	depth    int
}

// waitingRoots is how many schemas can wait for a walker.
const waitingRoots = 1_000

// maxDepth bounds how deep pairs are taken apart; what is deeper is decided as
// a whole.
const maxDepth = 2_000

func newWalker(c *comparison) *walker {
	return &walker{
		c: c, base: c.base.apart(), rev: c.rev.apart(), same: c.same, check: schema.NewChecker(), pairs: map[pairKey]*schemaPair{},
		joined: map[[2]*doc.Node]*doc.Node{}, hidden: map[hiddenKey]bool{}, roots: make(chan root, waitingRoots),
	}
}

// meet is the place of a pair: the component, when both sides refer to the
// same one or one that was renamed, else the place of the references.
func (w *walker) meet(b, r node, from place) place {
	switch {
	case b.ref == "" && r.ref == "":
		return from
	case b.ref == r.ref, b.ref != "" && r.ref != "" && !w.rev.has(b.ref) && !w.base.has(r.ref):
		return b.at
	}
	return from
}

// pair examines a pair, unless it is known or the same. It returns nil when
// there is nothing to find.
func (w *walker) pair(b, r node, from place, how way, m mode) *schemaPair {
	key := pairKey{b.Node, r.Node, how, m}
	if p, ok := w.pairs[key]; ok {
		return p
	}
	if w.same.nodes(b.Node, r.Node, textObject) {
		w.pairs[key] = nil
		return nil
	}
	at := w.meet(b, r, from)
	b.at, r.at = at, at
	p := &schemaPair{at: at, way: how, mode: m}
	w.pairs[key] = p
	w.order = append(w.order, p)
	if w.c.ctx.Err() != nil {
		return p
	}
	p.base = viewer{w, w.base, how.form}.view(b)
	p.rev = viewer{w, w.rev, how.form}.view(r)
	if w.depth++; w.depth > maxDepth {
		w.whole(p)
	} else {
		w.examine(p)
	}
	w.depth--
	return p
}

// below notes a pair further down.
func (w *walker) below(p *schemaPair, b, r node, from place, m mode) {
	p.next = append(p.next, step{b, r, from, m, false})
}

// descend walks a pair that was noted. A harmful change inside one of several
// alternatives hurts only when no other alternative takes the values.
func (w *walker) descend(p *schemaPair, s step) {
	how := p.way
	how.text = false
	child := w.pair(s.base, s.rev, s.from, how, s.mode)
	if child != nil && s.member && s.mode == full && child.harmful && (w.admitted(p, s.base, s.rev) || w.wholeAdmitted(p)) {
		child = w.pair(s.base, s.rev, s.from, how, harmless)
	}
	if child != nil {
		child.parents = append(child.parents, p)
		p.harmful = p.harmful || child.harmful
	}
}

// examine compares the two views, then the pairs below. Whether the sets are
// equal as a whole is costly to prove and asked only when it can matter: when
// composed schemas seem to differ at this very place, or when alternatives
// that nothing tells apart differ inside.
func (w *walker) examine(p *schemaPair) {
	if p.mode != annotations && w.sameHash(p) {
		p.mode = annotations
	}
	w.local(p)
	if p.mode != annotations && w.doubtful(p) && !p.refuted() && w.equal(p) {
		p.mode, p.changes, p.next, p.harmful = annotations, nil, nil, false
		w.local(p)
	}
	for _, s := range p.next {
		w.descend(p, s)
	}
	w.claim(p)
	if p.overlapping && !p.harmful && p.mode == full {
		w.exclusion(p)
	}
	p.next = nil
}

// local compares what can be compared without going down.
func (w *walker) local(p *schemaPair) {
	w.annotations(p)
	if w.oneSided(p) {
		w.unions(p)
		return
	}
	if p.mode != annotations {
		w.values(p)
	}
	w.object(p)
	w.array(p)
	w.unions(p)
}

// refuted reports whether a change of the pair has a witness: a value of the
// one side that the other refuses.
func (p *schemaPair) refuted() bool {
	return slices.ContainsFunc(p.changes, func(ch change) bool { return ch.proof != nil && ch.proof.Verdict == schema.No })
}

// doubtful reports whether the changes of a pair may be nothing but another
// way to write the same set.
func (w *walker) doubtful(p *schemaPair) bool {
	if !p.base.composed && !p.rev.composed {
		return false
	}
	for _, list := range [][]alternatives{p.base.unions, p.rev.unions} {
		for _, u := range list {
			if u.discriminator == nil {
				return true
			}
		}
	}
	for _, ch := range p.changes {
		if ch.rule != "default-changed" && ch.rule != "format-changed" && ch.rule != "property-deprecated" {
			return true
		}
	}
	return false
}

// add records a change of the pair.
func (p *schemaPair) add(ch change) {
	ch.direction = p.dir
	if ch.where == "" {
		ch.where = p.at.String()
	}
	if p.mode == harmless && (ch.proof != nil || ch.severity == nil) && ch.harm != finding.Source {
		ch.proof, ch.severity = nil, compatible
	}
	p.changes = append(p.changes, ch)
	p.harmful = p.harmful || ch.finding().Severity > finding.Compatible
}
