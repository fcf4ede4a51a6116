package compare

import (
	"slices"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/schema"
)

// The comparison of alternatives. A member has no identity: it is judged by
// what the union of all admits.
//
//  1. Members are paired: first those of equal sets, then those of the same
//     component, then those that the same discriminator value chooses, then
//     those of the most alike structure.
//  2. A pair is walked. When the member as it was is contained in the whole
//     union of the receiver, whatever differs hurts nobody.
//  3. A member without partner is removed or added, unless the other union
//     admits all of it anyway.
//  4. Values of the discriminator that came or went at paired members are one
//     change of the discriminator.
//  5. What is left, such as anyOf that became oneOf, is decided for the whole.
func (w *walker) unions(p *schemaPair) {
	b, r := p.base.alternatives(w), p.rev.alternatives(w)
	switch {
	case len(b) == 0 && len(r) == 0:
		return
	case len(b) == 1 && len(r) == 1:
		w.union(p, b[0], r[0])
		return
	case p.mode == annotations:
		return
	}
	w.whole(p)
}

// alternatives returns the unions of a schema. A parent that names its children
// only in the mapping of its discriminator has them for alternatives.
func (v *view) alternatives(w *walker) []alternatives {
	if len(v.unions) == 0 && len(v.keywords["discriminator"]) == 1 {
		if u := v.children(w, v.keywords["discriminator"][0]); len(u.members) > 0 {
			return []alternatives{u}
		}
	}
	return v.unions
}

// oneSided reports whether only one of the sides has alternatives. Then
// nothing can be compared keyword by keyword. A hierarchy without oneOf is a
// plain schema too.
func (w *walker) oneSided(p *schemaPair) bool {
	if len(p.base.unions) == len(p.rev.unions) {
		return false
	}
	b, r := p.base.alternatives(w), p.rev.alternatives(w)
	return len(b) != 1 || len(r) != 1 || b[0].discriminator == nil || r[0].discriminator == nil
}

// whole decides a pair that cannot be taken apart. A side that is one of the
// alternatives of the other gained or lost the rest of them.
func (w *walker) whole(p *schemaPair) {
	if len(p.base.unions) == 0 && len(p.rev.unions) == 1 {
		if i := w.memberLike(p, p.base, p.rev, p.rev.unions[0]); i >= 0 {
			if w.forthWhole(p, p.base, p.rev) {
				w.surplus(p, p.rev, p.rev.unions[0], i, "alternative-added")
				return
			}
		}
	}
	if len(p.base.unions) == 1 && len(p.rev.unions) == 0 {
		if i := w.memberLike(p, p.rev, p.base, p.base.unions[0]); i >= 0 {
			if w.forthWhole(p, p.rev, p.base) {
				w.surplus(p, p.base, p.base.unions[0], i, "alternative-removed")
				return
			}
		}
	}
	w.changed(p, "schema-changed", "")
}

// changed reports a change decided by containment of the whole.
func (w *walker) changed(p *schemaPair, rule, part string) {
	r := w.harm(p, p.base.self.Node, p.rev.self.Node)
	p.add(change{
		rule: rule, part: part, proof: &r,
		base: p.base.side.at(p.base.self.Node, p.base.self.ptr, false), rev: p.rev.side.at(p.rev.self.Node, p.rev.self.ptr, false),
	})
}

// surplus reports all members of a union but one.
func (w *walker) surplus(p *schemaPair, v *view, u alternatives, but int, rule string) {
	for i, m := range u.members {
		if i != but {
			w.alternative(p, v, u, m, rule)
		}
	}
}

// union compares two unions.
func (w *walker) union(p *schemaPair, b, r alternatives) {
	found := len(p.changes)
	pairs, removed, added := w.matchMembers(p, b, r)
	if p.mode != annotations && w.clash(p, b, r, pairs) {
		w.changed(p, "schema-changed", "")
		return
	}
	walked := false
	apart := w.apart(p.base, b, p.way) && w.apart(p.rev, r, p.way)
	p.overlapping = !apart
	for _, m := range pairs {
		walked = w.memberPair(p, b.members[m.base], r.members[m.rev], apart) || walked
	}
	if p.mode == annotations {
		return
	}
	for _, i := range removed {
		w.alternative(p, p.base, b, b.members[i], "alternative-removed")
	}
	for _, i := range added {
		w.alternative(p, p.rev, r, r.members[i], "alternative-added")
	}
	w.discriminator(p, b, r, pairs)
	p.chosen.claims(p.base.side, b, removed, &p.chosen.gone)
	p.chosen.claims(p.rev.side, r, added, &p.chosen.come)
	if len(p.changes) == found && !walked && b.kind != r.kind && b.kind != "mapping" && r.kind != "mapping" {
		w.changed(p, "schema-changed", "")
	}
}

// clash reports whether the members of one oneOf are each contained in a member
// of the other and the whole is not: then values match two members, which
// oneOf refuses, and no single member explains it.
func (w *walker) clash(p *schemaPair, b, r alternatives, pairs []indexPair) bool {
	if b.kind != "oneOf" || r.kind != "oneOf" || b.discriminator != nil || r.discriminator != nil {
		return false
	}
	d := p.hiding()
	forth := func(from, to *view, m, n node) bool {
		if w.same.nodes(m.Node, n.Node, textObject) {
			return true
		}
		return w.proves(from.side.schema(m.Node), to.side.schema(n.Node), d, false)
	}
	fits, back := len(pairs) == len(b.members), len(pairs) == len(r.members)
	for _, m := range pairs {
		fits = fits && forth(p.base, p.rev, b.members[m.base], r.members[m.rev])
		back = back && forth(p.rev, p.base, r.members[m.rev], b.members[m.base])
	}
	return fits && !w.forthWhole(p, p.base, p.rev) || back && !w.forthWhole(p, p.rev, p.base)
}

// exclusion reports harm that no change of a member explains: a member that
// grew into another one takes values away from a oneOf.
func (w *walker) exclusion(p *schemaPair) {
	r := w.harm(p, p.base.self.Node, p.rev.self.Node)
	if r.Verdict == schema.No {
		w.changed(p, "schema-changed", "")
	}
}

// forthWhole reports whether one whole is not known to be outside the other.
func (w *walker) forthWhole(p *schemaPair, from, to *view) bool {
	return w.contains(from.side.schema(from.self.Node), to.side.schema(to.self.Node), p.hiding(), false).Verdict != schema.No
}

// memberPair notes a pair of members and reports whether there is something to
// walk. Members that are apart stand for themselves.
func (w *walker) memberPair(p *schemaPair, b, r node, apart bool) bool {
	if w.same.nodes(b.Node, r.Node, textObject) {
		return false
	}
	p.next = append(p.next, step{b, r, b.at, p.mode, !apart})
	return true
}

// admitted reports whether a member as it was is contained in the whole union
// of the receiver, whatever its partner says.
func (w *walker) admitted(p *schemaPair, b, r node) bool {
	sender, receiver := p.base.side.schema(b.Node), p.rev.side.schema(p.rev.self.Node)
	if p.dir == finding.Response {
		sender, receiver = p.rev.side.schema(r.Node), p.base.side.schema(p.base.self.Node)
	}
	return w.proves(sender, receiver, p.hiding(), true)
}

// wholeAdmitted reports whether all that is sent is taken, whichever member
// sends or takes it.
func (w *walker) wholeAdmitted(p *schemaPair) bool {
	if p.refuted() {
		return false
	}
	if p.admitted == nil {
		sub, super := w.sent(p, p.base.self.Node, p.rev.self.Node)
		yes := w.proves(sub, super, p.hiding(), true)
		p.admitted = &yes
	}
	return *p.admitted
}

// alternative reports a member without partner.
func (w *walker) alternative(p *schemaPair, v *view, u alternatives, m node, rule string) {
	other, sends := p.rev, p.dir == finding.Request
	if rule == "alternative-added" {
		other, sends = p.base, p.dir == finding.Response
	}
	d := p.hiding()
	alone, whole := v.side.schema(v.alone(u, m, nil)), other.side.schema(other.self.Node)
	result := schema.Result{Verdict: schema.Yes}
	switch {
	case !sends:
		if w.proves(alone, whole, d, false) {
			return // the other union admits all of it
		}
	default:
		if result = w.contains(alone, whole, d, true); result.Verdict == schema.Yes {
			return
		}
	}
	if result.Verdict == schema.No && result.Witness != nil {
		if ok, err := w.check.Valid(v.side.schema(v.self.Node), d, result.Witness); err == nil && !ok {
			// Other members forbid the value: ask about the whole.
			result = w.harm(p, p.base.self.Node, p.rev.self.Node)
		}
	}
	ch := change{rule: rule, part: string(m.ptr) + string(doc.JSON(m.Node)), proof: &result}
	place := textValue(v.side.at(m.Node, m.ptr, false), nameOf(m))
	if rule == "alternative-removed" {
		ch.base, ch.rev = place, other.side.at(other.self.Node, other.self.ptr, false)
	} else {
		ch.base, ch.rev = other.side.at(other.self.Node, other.self.ptr, false), place
	}
	p.add(ch)
}

// nameOf names a member for people.
func nameOf(m node) string {
	if m.ref != "" {
		return m.ref[len("schemas/"):]
	}
	if t := m.Get("type").Text(); t != "" {
		return t
	}
	return m.at.path
}

// alone is the schema with one alternative only, and with those values of the
// discriminator only that choose it; only the keys given, when there are any.
func (v *view) alone(u alternatives, m node, keys []string) *doc.Node {
	if u.in.Node != v.self.Node {
		return m.Node
	}
	n := doc.NewMap()
	for _, k := range v.self.Members {
		switch {
		case k.Name == u.kind:
			n.Set(u.kind, doc.NewSeq(refTo(m)))
		case k.Name == "discriminator" && u.discriminator != nil:
			n.Set(k.Name, v.side.onlyMapping(u.discriminator, m, keys))
		default:
			n.Members = append(n.Members, k)
		}
	}
	return n
}

// refTo is a member as a union writes it: by reference when it is a component,
// so that its name is known to the discriminator.
func refTo(m node) *doc.Node {
	if m.ref == "" {
		return m.Node
	}
	n := doc.NewMap()
	n.Set("$ref", doc.NewString("#"+string(m.ptr)))
	return n
}

// onlyMapping is a discriminator without the values of other members.
func (s *side) onlyMapping(d *doc.Node, m node, keys []string) *doc.Node {
	out := doc.NewMap()
	for _, k := range d.Members {
		if k.Name != "mapping" {
			out.Members = append(out.Members, k)
			continue
		}
		mapping := doc.NewMap()
		for key, v := range k.Value.All() {
			if len(keys) > 0 && !slices.Contains(keys, key) {
				continue
			}
			if t, err := s.refs.Follow(refOnly(mappingRef(v))); err == nil && t.Node == m.Node {
				mapping.Set(key, v)
			}
		}
		out.Set(k.Name, mapping)
	}
	return out
}
