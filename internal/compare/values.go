package compare

import (
	"slices"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/schema"
)

// values compares the keywords that bear on the value itself. The more precise
// rule claims the others: a change of type everything else, an enum or a
// pattern the bounds that it implies on both sides.
func (w *walker) values(p *schemaPair) {
	if w.types(p) {
		return
	}
	w.nullable(p)
	w.enum(p)
	for _, group := range boundGroups {
		if w.differs(p, group) && !w.implied(p, group, "enum", "pattern") {
			w.bound(p, group)
		}
	}
	w.boundFormat(p)
	if w.differs(p, "pattern") && !w.implied(p, "pattern", "enum") {
		if v := w.judge(p, p.base.part("pattern"), p.rev.part("pattern")); v.changed {
			p.add(w.keywordChange(p, "pattern-changed", "pattern", v))
		}
	}
	for _, group := range otherGroups {
		if w.differs(p, group) && (group != "patternProperties" || !w.pairedPatterns(p)) {
			if v := w.judge(p, p.base.part(group), p.rev.part(group)); v.changed {
				p.add(w.keywordChange(p, "schema-changed", group, v))
			}
		}
	}
}

// differs reports whether the two sides do not say the same in a group.
func (w *walker) differs(p *schemaPair, group string) bool {
	b, r := p.base.keywords[group], p.rev.keywords[group]
	if len(b) != len(r) {
		return true
	}
	for i := range b {
		if b[i].name != r[i].name || !w.same.nodes(b[i].value, r[i].value, textModes[b[i].name]) {
			return true
		}
	}
	return false
}

// implied reports whether on both sides a group excludes nothing that the
// other groups do not exclude: then its change is an echo of theirs.
func (w *walker) implied(p *schemaPair, group string, by ...string) bool {
	return w.implies(p, p.base, group, by) && w.implies(p, p.rev, group, by)
}

func (w *walker) implies(p *schemaPair, v *view, group string, by []string) bool {
	if len(v.keywords[group]) == 0 {
		return true
	}
	all := doc.NewSeq(v.typed())
	for _, g := range by {
		if len(v.keywords[g]) > 0 {
			all.Items = append(all.Items, v.part(g))
		}
	}
	if len(all.Items) == 1 {
		return false
	}
	sub := doc.NewMap()
	sub.Set("allOf", all)
	return w.proves(v.side.schema(sub), v.side.schema(v.part(group)), p.hiding(), false)
}

// keywordChange is a change whose severity is what the proof says.
func (w *walker) keywordChange(p *schemaPair, rule, group string, v verdict) change {
	ch := change{rule: rule, part: group, proof: &v.harm}
	ch.base = w.placeOfGroup(p, p.base, group)
	ch.rev = w.placeOfGroup(p, p.rev, group)
	return ch
}

// placeOfGroup is the place of a keyword of a group, with its value; without
// one it is the schema. Several keywords together have no short value.
func (w *walker) placeOfGroup(p *schemaPair, v *view, group string) *finding.Place {
	list := v.keywords[group]
	if len(list) == 0 {
		return v.side.at(v.self.Node, v.self.ptr, false)
	}
	k := list[0]
	return v.side.at(k.value, k.in.ptr.Child(k.name), len(list) == 1 && short(k.value))
}

// short reports whether a value is worth showing in a line.
func short(n *doc.Node) bool { return n.Kind != doc.Map }

// enumValues returns the values that all enums of the view admit. It returns
// false when there is no enum.
func (v *view) enumValues() ([]*doc.Node, bool) {
	var out []*doc.Node
	for i, k := range v.keywords["enum"] {
		if i == 0 {
			out = slices.Clone(items(k.value))
			continue
		}
		out = slices.DeleteFunc(out, func(n *doc.Node) bool { return !hasValue(items(k.value), n) })
	}
	return out, len(v.keywords["enum"]) > 0
}

func hasValue(list []*doc.Node, n *doc.Node) bool {
	return slices.ContainsFunc(list, func(m *doc.Node) bool { return doc.Equal(m, n) })
}

// enum compares what is enumerated. Values that came and values that went are
// two changes; an enum that came or went as a whole names no values.
func (w *walker) enum(p *schemaPair) {
	if !w.differs(p, "enum") {
		return
	}
	base, hasB := p.base.enumValues()
	rev, hasR := p.rev.enumValues()
	v := w.judge(p, p.base.part("enum"), p.rev.part("enum"))
	if !v.changed {
		return
	}
	if !hasB || !hasR {
		p.add(w.keywordChange(p, "schema-changed", "enum", v))
		return
	}
	harmless := schema.Result{Verdict: schema.Yes}
	add := func(rule string, values []*doc.Node, harmful bool) {
		if len(values) == 0 {
			return
		}
		ch := w.keywordChange(p, rule, "enum", v)
		ch.base.Value, ch.rev.Value = nil, nil
		shown := doc.NewSeq(values...)
		if len(values) == 1 {
			shown = values[0]
		}
		if rule == "enum-value-removed" {
			ch.base.Value = doc.JSON(shown)
		} else {
			ch.rev.Value = doc.JSON(shown)
		}
		ch.values = values
		if !harmful {
			ch.proof = &harmless
		}
		p.add(ch)
	}
	if v.fell {
		add("enum-value-removed", without(base, rev), p.dir == finding.Request)
	}
	if v.grew {
		add("enum-value-added", without(rev, base), p.dir == finding.Response)
	}
}

// without returns the values of a that b lacks, null apart, in the order of a.
func without(a, b []*doc.Node) []*doc.Node {
	return slices.DeleteFunc(slices.Clone(a), func(n *doc.Node) bool { return n.Kind == doc.Null || hasValue(b, n) })
}

// bound compares a group of bounds. When each side admits what the other does
// not, the rule is that of what hurts in the direction.
func (w *walker) bound(p *schemaPair, group string) {
	w.boundParts(p, group, p.base.part(group), p.rev.part(group))
}

func (w *walker) boundParts(p *schemaPair, group string, base, rev *doc.Node) {
	v := w.judge(p, base, rev)
	if !v.changed {
		return
	}
	rule, what := "bound-relaxed", " relaxed"
	if v.fell && (p.dir == finding.Request || !v.grew) {
		rule, what = "bound-tightened", " tightened"
	}
	ch := w.keywordChange(p, rule, group, v)
	ch.keyword, ch.what = group, group+what
	p.add(ch)
}

// boundFormat compares the formats that are bounds.
func (w *walker) boundFormat(p *schemaPair) {
	b, r := p.base.format(), p.rev.format()
	if b == r || !boundFormats[b] && !boundFormats[r] {
		return
	}
	part := func(v *view, format string) *doc.Node {
		n := v.typed()
		if boundFormats[format] {
			n.Set("format", doc.NewString(format))
		}
		return n
	}
	w.boundParts(p, "format", part(p.base, b), part(p.rev, r))
}

func (v *view) format() string {
	for _, k := range v.keywords["format"] {
		return k.value.Text()
	}
	return ""
}
