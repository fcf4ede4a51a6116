package compare

import (
	"slices"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/schema"
)

// choices are the values of a discriminator by the members that they choose.
type choices struct {
	u      alternatives
	byNode map[*doc.Node][]string
}

func (s *side) choices(u alternatives) choices {
	c := choices{u, map[*doc.Node][]string{}}
	for key, v := range u.discriminator.Get("mapping").All() {
		if t, err := s.refs.Follow(refOnly(mappingRef(v))); err == nil {
			c.byNode[t.Node] = append(c.byNode[t.Node], key)
		}
	}
	return c
}

// of returns the keys of the mapping that lead to a member, else the name of
// its component (OpenAPI 3.0, section 4.7.25).
func (c choices) of(m node) []string {
	if c.u.discriminator == nil {
		return nil
	}
	if keys := c.byNode[m.Node]; len(keys) > 0 {
		return keys
	}
	if name, ok := strings.CutPrefix(m.ref, "schemas/"); ok {
		return []string{name}
	}
	return nil
}

// all returns the values of all members.
func (c choices) all() []string {
	var keys []string
	for _, m := range c.u.members {
		keys = append(keys, c.of(m)...)
	}
	return keys
}

// discriminator compares the values that choose the paired members. Values of
// members that came or went are claimed by those.
func (w *walker) discriminator(p *schemaPair, b, r alternatives, pairs []indexPair) {
	if b.discriminator == nil && r.discriminator == nil {
		return
	}
	renamed := propertyName(b) != propertyName(r)
	baseKeys, revKeys := p.base.side.choices(b), p.rev.side.choices(r)
	var gone, come []string
	result := schema.Result{Verdict: schema.Yes}
	ask := func(v, other *view, u alternatives, m node, keys []string, sends bool) {
		if len(keys) > 0 && sends && !renamed && result.Verdict != schema.No {
			result = w.contains(v.side.schema(v.alone(u, m, keys)), other.side.schema(other.self.Node), p.hiding(), true)
		}
	}
	allBase, allRev := baseKeys.all(), revKeys.all()
	for _, m := range pairs {
		base, rev := baseKeys.of(b.members[m.base]), revKeys.of(r.members[m.rev])
		lost, won := minus(base, rev), minus(rev, base)
		gone, come = append(gone, minus(lost, allRev)...), append(come, minus(won, allBase)...)
		ask(p.base, p.rev, b, b.members[m.base], lost, p.dir == finding.Request)
		ask(p.rev, p.base, r, r.members[m.rev], won, p.dir == finding.Response)
	}
	if !renamed && len(gone) == 0 && len(come) == 0 && result.Verdict == schema.Yes {
		return // at most, values went to members that take the same
	}
	p.chosen.gone, p.chosen.come = append(p.chosen.gone, gone...), append(p.chosen.come, come...)
	ch := change{rule: "discriminator-changed", proof: &result}
	ch.base = p.base.side.at(orNode(b.discriminator, p.base.self.Node), b.in.ptr.Child("discriminator"), false)
	ch.rev = p.rev.side.at(orNode(r.discriminator, p.rev.self.Node), r.in.ptr.Child("discriminator"), false)
	if renamed {
		result = w.harm(p, p.base.self.Node, p.rev.self.Node)
		ch.what = "discriminator property changed"
		ch.base, ch.rev = namedProperty(ch.base, b), namedProperty(ch.rev, r)
	}
	if len(gone) > 0 {
		ch.base = textValue(ch.base, strings.Join(gone, ", "))
	}
	if len(come) > 0 {
		ch.rev = textValue(ch.rev, strings.Join(come, ", "))
	}
	p.add(ch)
}

// namedProperty is the place of a discriminator with the property it names, if
// there is a discriminator.
func namedProperty(p *finding.Place, u alternatives) *finding.Place {
	if name := propertyName(u); name != "" {
		return textValue(p, name)
	}
	return p
}

func propertyName(u alternatives) string { return u.discriminator.Get("propertyName").Text() }

func orNode(n, otherwise *doc.Node) *doc.Node {
	if n == nil {
		return otherwise
	}
	return n
}

func minus(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(s string) bool { return slices.Contains(b, s) })
}

// children are the schemas that the mapping of a discriminator names, apart
// from the parent itself.
func (v *view) children(w *walker, k keyword) alternatives {
	u := alternatives{kind: "mapping", discriminator: k.value, in: k.in}
	for key, ref := range k.value.Get("mapping").All() {
		n := w.resolve(v.side, node{Node: refOnly(mappingRef(ref)), at: v.self.at.child(key)})
		if n.Node != v.self.Node && !slices.ContainsFunc(u.members, func(m node) bool { return m.Node == n.Node }) {
			u.members = append(u.members, n)
		}
	}
	return u
}

// chosen are the values of a discriminator whose members came or went. The
// enum of the discriminator property, if it has one, follows them.
type chosen struct {
	gone, come []string
}

// claims adds the values that choose some members.
func (c *chosen) claims(s *side, u alternatives, members []int, to *[]string) {
	if len(members) == 0 {
		return
	}
	keys := s.choices(u)
	for _, i := range members {
		*to = append(*to, keys.of(u.members[i])...)
	}
}

// claim drops changes of the enum of the discriminator property that say no
// more than which alternatives came and went.
func (w *walker) claim(p *schemaPair) {
	if len(p.chosen.gone)+len(p.chosen.come) == 0 {
		return
	}
	name := propertyName(p.rev.alternatives(w)[0])
	b, r := p.base.members[name], p.rev.members[name]
	if b == nil || r == nil || len(b.schemas) == 0 || len(r.schemas) == 0 {
		return
	}
	child := w.pairs[pairKey{w.join(p.base, b).Node, w.join(p.rev, r).Node, way{dir: p.dir, form: p.form}, p.mode}]
	if child == nil || child.at.root != p.at.root {
		return
	}
	child.changes = slices.DeleteFunc(child.changes, func(ch change) bool {
		switch ch.rule {
		case "enum-value-added":
			return covered(ch.values, p.chosen.come)
		case "enum-value-removed":
			return covered(ch.values, p.chosen.gone)
		}
		return false
	})
}

func covered(values []*doc.Node, keys []string) bool {
	return !slices.ContainsFunc(values, func(n *doc.Node) bool { return !slices.Contains(keys, n.Text()) })
}
