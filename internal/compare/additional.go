package compare

import (
	"slices"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// undeclared is the part of a schema that is about properties which it does not
// declare, where name is the one that matters: all others of both sides are
// taken for declared.
func (w *walker) undeclared(p *schemaPair, v *view, name string) *doc.Node {
	return v.additionalPart(p, name)
}

// additionalPart makes a schema of additionalProperties alone. The properties
// of both sides, but for the one named, are declared with any value.
func (v *view) additionalPart(p *schemaPair, except string) *doc.Node {
	var parts []*doc.Node
	list := v.keywords["additionalProperties"]
	for _, k := range list {
		n := v.typed()
		properties := doc.NewMap()
		declare := func(name string) {
			if name != except && !properties.Has(name) {
				properties.Set(name, doc.NewMap())
			}
		}
		for name := range k.in.Get("properties").All() {
			declare(name)
		}
		if len(list) == 1 && k.in.Node == v.self.Node {
			for _, other := range []*view{p.base, p.rev} {
				for _, name := range other.names {
					declare(name)
				}
				for _, name := range sortedKeys(other.hidden) {
					declare(name)
				}
			}
		}
		n.Set("properties", properties)
		n.Set("additionalProperties", k.value)
		if pp := k.in.Get("patternProperties"); pp != nil {
			open := doc.NewMap()
			for pattern := range pp.All() {
				open.Set(pattern, doc.NewMap())
			}
			n.Set("patternProperties", open)
		}
		parts = append(parts, n)
	}
	return v.conjunction(parts)
}

// additional compares what is said about properties that are not declared.
func (w *walker) additional(p *schemaPair) {
	b, r := p.base.keywords["additionalProperties"], p.rev.keywords["additionalProperties"]
	if len(b) == 1 && len(r) == 1 && b[0].value.Kind == doc.Map && r[0].value.Kind == doc.Map && !admitsAll(b[0].value) && !admitsAll(r[0].value) {
		base, rev := w.sub(p.base, b[0], "additionalProperties"), w.sub(p.rev, r[0], "additionalProperties")
		w.below(p, base, rev, b[0].in.at.child("additionalProperties"), p.mode)
		return
	}
	if p.mode == annotations || !w.differs(p, "additionalProperties") {
		return
	}
	v := w.judge(p, p.base.additionalPart(p, ""), p.rev.additionalPart(p, ""))
	if !v.changed {
		return
	}
	rule := "additional-properties-changed"
	refuses := func(k keyword) bool { return k.value.Kind == doc.Bool && !k.value.Bool() }
	switch {
	case slices.ContainsFunc(r, refuses):
		rule = "additional-properties-closed"
	case slices.ContainsFunc(b, refuses):
		rule = "additional-properties-opened"
	}
	p.add(w.keywordChange(p, rule, "additionalProperties", v))
}

// sub is the schema that a keyword holds.
func (w *walker) sub(v *view, k keyword, step string) node {
	return w.resolve(v.side, node{Node: k.value, ptr: k.in.ptr.Child(k.name), at: k.in.at.child(step)})
}

// patternProperties walks the values of equal patterns.
func (w *walker) patternProperties(p *schemaPair) {
	if !w.pairedPatterns(p) {
		return
	}
	b, r := p.base.keywords["patternProperties"], p.rev.keywords["patternProperties"]
	for pattern, n := range b[0].value.All() {
		m := r[0].value.Get(pattern)
		step := func(k keyword, n *doc.Node) node {
			return node{Node: n, ptr: k.in.ptr.Child("patternProperties", pattern), at: k.in.at.child("patternProperties", pattern)}
		}
		base, rev := w.resolve(p.base.side, step(b[0], n)), w.resolve(p.rev.side, step(r[0], m))
		w.below(p, base, rev, b[0].in.at.child("patternProperties", pattern), p.mode)
	}
}

// pairedPatterns reports whether both sides have the same patterns, so that
// their values can be compared one by one.
func (w *walker) pairedPatterns(p *schemaPair) bool {
	b, r := p.base.keywords["patternProperties"], p.rev.keywords["patternProperties"]
	return len(b) == 1 && len(r) == 1 && samePatterns(b[0].value, r[0].value)
}

func samePatterns(a, b *doc.Node) bool {
	if len(a.Members) != len(b.Members) {
		return false
	}
	for name := range a.All() {
		if !b.Has(name) {
			return false
		}
	}
	return true
}

// emptyArrays reports whether arrays cannot have items.
func (v *view) emptyArrays() bool {
	return slices.ContainsFunc(v.keywords["maxItems"], func(k keyword) bool { return k.value.Value == "0" })
}

// array compares the items of two arrays.
func (w *walker) array(p *schemaPair) {
	if !p.base.admits("array") || !p.rev.admits("array") || !w.differs(p, "items") {
		return
	}
	if p.base.emptyArrays() || p.rev.emptyArrays() {
		return
	}
	b, r := p.base.keywords["items"], p.rev.keywords["items"]
	if len(b) == 1 && len(r) == 1 && b[0].name == "items" && r[0].name == "items" && b[0].value.Kind == doc.Map && r[0].value.Kind == doc.Map {
		base, rev := w.sub(p.base, b[0], "items"), w.sub(p.rev, r[0], "items")
		w.below(p, base, rev, b[0].in.at.child("items"), p.mode)
		return
	}
	if p.mode == annotations {
		return
	}
	if v := w.judge(p, p.base.part("items"), p.rev.part("items")); v.changed {
		p.add(w.keywordChange(p, "schema-changed", "items", v))
	}
}
