package compare

import (
	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/schema"
)

// object compares the properties of two objects.
func (w *walker) object(p *schemaPair) {
	if !p.base.admits("object") || !p.rev.admits("object") {
		return
	}
	for _, name := range p.base.names {
		b, r := p.base.members[name], p.rev.members[name]
		switch {
		case r != nil && (len(r.schemas) > 0) == (len(b.schemas) > 0):
			w.bothHave(p, b, r)
		case r != nil && len(r.schemas) > 0:
			continue // declared by rev alone, see below
		case r != nil: // still required, no longer declared
			w.removed(p, b)
			w.required(p, b, r)
		case p.rev.hidden[name].Node != nil:
			w.becameHidden(p, b)
		case len(b.schemas) > 0:
			w.removed(p, b)
		default:
			w.required(p, b, &member{name: name})
		}
	}
	for _, name := range p.rev.names {
		switch b, r := p.base.members[name], p.rev.members[name]; {
		case b == nil:
			w.added(p, r)
		case len(b.schemas) == 0 && len(r.schemas) > 0:
			w.added(p, r)
			w.required(p, b, r)
		}
	}
	w.additional(p)
	w.patternProperties(p)
}

// bothHave compares a property of both sides.
func (w *walker) bothHave(p *schemaPair, b, r *member) {
	if p.mode != annotations {
		w.required(p, b, r)
	}
	base, rev := w.join(p.base, b), w.join(p.rev, r)
	if !base.Node.Get("deprecated").Bool() && rev.Node.Get("deprecated").Bool() {
		p.add(change{rule: "property-deprecated", where: base.at.String(), part: b.name, base: p.base.side.at(base.Node, base.ptr, false), rev: p.rev.side.at(rev.Node, rev.ptr, false)})
	}
	w.below(p, base, rev, b.declaredAt(p.base), p.mode)
}

// join makes one schema of all that is said about a property.
func (w *walker) join(v *view, m *member) node {
	switch len(m.schemas) {
	case 0:
		return node{Node: w.anything(m), ptr: v.self.ptr, at: m.required.in.at.child("properties", m.name)}
	case 1:
		return m.schemas[0]
	}
	last := m.schemas[len(m.schemas)-1]
	seq := doc.NewSeq()
	for _, s := range m.schemas {
		if len(seq.Items) == 0 || seq.Items[len(seq.Items)-1] != s.Node {
			seq.Items = append(seq.Items, s.Node)
		}
	}
	if len(seq.Items) == 1 {
		return last
	}
	key := [2]*doc.Node{seq.Items[0], seq.Items[len(seq.Items)-1]}
	n := w.joined[key]
	if n == nil {
		n = doc.NewMap()
		n.Pos = last.Pos
		n.Set("allOf", seq)
		w.joined[key] = n
	}
	return node{Node: n, ptr: last.ptr, at: m.schemas[0].at}
}

// anything is the schema of a name that is required and not declared.
func (w *walker) anything(m *member) *doc.Node {
	key := [2]*doc.Node{m.required.value, m.required.value}
	n := w.joined[key]
	if n == nil {
		n = &doc.Node{Kind: doc.Map, Pos: m.required.value.Pos}
		w.joined[key] = n
	}
	return n
}

// location is where a member of the view is declared.
func (m *member) location(v *view) string {
	return m.declaredAt(v).String()
}

// declared is the place of the property in its object, not that of the
// component which it refers to.
func (m *member) declared(v *view) place {
	if at, ok := v.declared[m.name]; ok {
		return at
	}
	return v.self.at.child("properties", m.name)
}

// declaredAt is declared, or the place of the name in a list of required ones.
func (m *member) declaredAt(v *view) place {
	if len(m.schemas) > 0 || m.required == nil {
		return m.declared(v)
	}
	return m.required.in.at.child("properties", m.name)
}

// required compares whether a property has to be there.
func (w *walker) required(p *schemaPair, b, r *member) {
	if (b.required != nil) == (r.required != nil) {
		return
	}
	v := w.judge(p, p.base.requiredPart(b), p.rev.requiredPart(r))
	if !v.changed {
		return
	}
	ch := change{rule: "property-became-required", where: b.location(p.base), part: "required", proof: &v.harm}
	if b.required != nil {
		ch.rule = "property-became-optional"
	}
	ch.base, ch.rev = w.memberPlace(p.base, b), w.memberPlace(p.rev, r)
	p.add(ch)
}

// requiredPart is a schema that says no more than whether the member is
// required.
func (v *view) requiredPart(m *member) *doc.Node {
	n := v.typed()
	if m.required != nil {
		n.Set("required", doc.NewSeq(doc.NewString(m.name)))
	}
	return n
}

func (w *walker) memberPlace(v *view, m *member) *finding.Place {
	if len(m.schemas) > 0 {
		return v.side.at(m.schemas[0].Node, m.schemas[0].ptr, false)
	}
	if m.required != nil {
		return v.side.at(m.required.value, m.required.in.ptr.Child("required"), false)
	}
	return v.side.at(v.self.Node, v.self.ptr, false)
}

// removed reports a property that rev no longer declares.
func (w *walker) removed(p *schemaPair, b *member) {
	if p.mode == annotations && !p.rev.open() || w.inAll(p, p.rev, b.name) {
		return
	}
	ch := change{rule: "property-removed", where: b.location(p.base), base: w.memberPlace(p.base, b)}
	w.leaves(p, b, &ch)
	p.add(ch)
	if p.dir == finding.Response && b.required == nil {
		ch.harm, ch.severity, ch.proof = finding.Source, breaking, nil
		p.add(ch)
	}
}

// hidden_ reports a property that no longer exists in the direction.
func (w *walker) becameHidden(p *schemaPair, b *member) {
	h := p.rev.hidden[b.name]
	ch := change{rule: flagRule(p.form) + "-added", where: b.location(p.base), base: w.memberPlace(p.base, b), rev: p.rev.side.at(h.Node, h.ptr, false)}
	w.leaves(p, b, &ch)
	p.add(ch)
}

func flagRule(d finding.Direction) string {
	if d == finding.Request {
		return "read-only"
	}
	return "write-only"
}

// leaves judges a property that the sender of base had and that is gone: a
// receiver may refuse it, a reader may need it.
func (w *walker) leaves(p *schemaPair, b *member, ch *change) {
	ch.severity = risky
	switch {
	case p.dir == finding.Request && !p.rev.open():
		if r := w.harm(p, nil, w.undeclared(p, p.rev, b.name)); r.Verdict != schema.Yes {
			ch.proof = &r
		}
	case p.dir == finding.Response && b.required != nil:
		if r := w.harm(p, p.base.requiredPart(b), nil); r.Verdict != schema.Yes {
			ch.proof = &r
			return
		}
	}
	if p.dir == finding.Response && !p.rev.declares() {
		// It may still be sent, as something else.
		if r := w.harm(p, w.valuePart(p.base, b), nil); r.Verdict != schema.Yes {
			ch.proof = &r
		}
	}
}

// added reports a property that base did not declare, or that did not exist
// in the direction.
func (w *walker) added(p *schemaPair, r *member) {
	was := p.base.hidden[r.name]
	if was.Node == nil && (p.mode == annotations && !p.base.open() || w.inAll(p, p.base, r.name)) {
		return
	}
	ch := change{rule: "property-added", where: r.location(p.rev), rev: w.memberPlace(p.rev, r)}
	switch {
	case was.Node != nil:
		ch.rule = flagRule(p.form) + "-removed"
		ch.base = p.base.side.at(was.Node, was.ptr, false)
	case len(r.schemas) == 0:
		w.required(p, &member{name: r.name}, r)
		return
	case r.required != nil:
		ch.rule = "required-property-added"
	}
	ch.severity = compatible
	if p.mode == full {
		w.comes(p, r, &ch)
	}
	p.add(ch)
}

// comes judges a property that is new: a sender may lack it or send something
// else by that name, a receiver may refuse it.
func (w *walker) comes(p *schemaPair, r *member, ch *change) {
	var result schema.Result
	switch {
	case p.dir == finding.Request && r.required != nil:
		result = w.harm(p, nil, p.rev.requiredPart(r))
	case p.dir == finding.Request && !p.base.declares():
		result = w.harm(p, nil, w.valuePart(p.rev, r))
	case p.dir == finding.Response && !p.base.open():
		result = w.harm(p, w.undeclared(p, p.base, r.name), nil)
	default:
		return
	}
	if result.Verdict != schema.Yes {
		ch.proof = &result
	}
}

// valuePart is a schema that says no more than which values the member has.
func (w *walker) valuePart(v *view, m *member) *doc.Node {
	part := v.typed()
	properties := doc.NewMap()
	properties.Set(m.name, w.join(v, m).Node)
	part.Set("properties", properties)
	return part
}

// declares reports whether a sender is bound to the properties that are
// declared: there are some and nothing is said about others.
func (v *view) declares() bool { return v.silent() && len(v.names)+len(v.hidden) > 0 }

// open reports whether undeclared properties are admitted, as far as
// additionalProperties says.
func (v *view) open() bool {
	for _, k := range v.keywords["additionalProperties"] {
		if !admitsAll(k.value) {
			return false
		}
	}
	return len(v.keywords["patternProperties"]) == 0
}

// silent reports whether nothing is said about undeclared properties.
func (v *view) silent() bool {
	return len(v.keywords["additionalProperties"]) == 0 && len(v.keywords["patternProperties"]) == 0
}

// admitsAll reports whether a schema is true or empty.
func admitsAll(n *doc.Node) bool {
	if n.Kind == doc.Bool {
		return n.Bool()
	}
	for _, m := range n.Members {
		if reads(m.Name, textObject) {
			return false
		}
	}
	return true
}

// inAll reports whether every alternative of a side declares a property: then
// it only moved.
func (w *walker) inAll(p *schemaPair, v *view, name string) bool {
	for _, u := range v.unions {
		all := len(u.members) > 0
		for _, m := range u.members {
			sub := viewer{w, v.side, p.form}.view(m)
			all = all && sub.members[name] != nil
		}
		if all {
			return true
		}
	}
	return false
}
