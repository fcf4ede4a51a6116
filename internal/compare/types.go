package compare

import (
	"slices"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/schema"
)

// types compares the sets of types, null apart. It reports whether they
// changed.
func (w *walker) types(p *schemaPair) bool {
	if equalSets(p.base.types, p.rev.types) && (p.base.types == nil) == (p.rev.types == nil) {
		return false
	}
	v := w.judge(p, p.base.typed(), p.rev.typed())
	if !v.changed {
		return false
	}
	if v.harm.Verdict == schema.Yes && !p.base.holds() && !p.rev.holds() {
		// The bounds are claimed; they may make of a wider type a narrower set.
		whole := w.harm(p, p.base.self.Node, p.rev.self.Node)
		if whole.Verdict == schema.No && whole.Witness != nil && whole.Witness.Kind != doc.Null {
			v.harm = whole
		}
	}
	switch sender, receiver := p.ends(); {
	case p.text && sender.scalar() && receiver.takesAnyText():
		v.harm = schema.Result{Verdict: schema.Yes} // every scalar is written as some text
	case v.harm.Verdict == schema.Unknown && disjoint(p.base.types, p.rev.types):
		v.harm = schema.Result{Verdict: schema.No} // whatever the values are, they are of another type
	}
	ch := change{rule: "type-changed", proof: &v.harm}
	ch.base, ch.rev = typePlace(p.base), typePlace(p.rev)
	p.add(ch)
	return true
}

// ends returns the view of the sender and that of the receiver.
func (p *schemaPair) ends() (sender, receiver *view) {
	if p.dir == finding.Request {
		return p.base, p.rev
	}
	return p.rev, p.base
}

// scalar reports whether the schema is known to admit neither arrays nor
// objects.
func (v *view) scalar() bool { return v.types != nil && !v.holds() }

// takesAnyText reports whether every string is admitted.
func (v *view) takesAnyText() bool {
	for _, group := range []string{"enum", "minLength", "maxLength", "pattern", "not", "if"} {
		if len(v.keywords[group]) > 0 {
			return false
		}
	}
	return v.admits("string") && !parsedFormats[v.format()] && len(v.unions) == 0
}

func disjoint(a, b map[string]bool) bool {
	for t := range a {
		if b[t] || t == "integer" && b["number"] || t == "number" && b["integer"] {
			return false
		}
	}
	return a != nil && b != nil
}

// holds reports whether the schema is known to be about containers: arrays or
// objects, or anything.
func (v *view) holds() bool {
	return v.types == nil || v.types["object"] || v.types["array"]
}

func (v *view) admits(t string) bool { return v.types == nil || v.types[t] }

func typePlace(v *view) *finding.Place {
	n := v.self.Node
	ptr := v.self.ptr
	if t := n.Get("type"); t != nil {
		n, ptr = t, ptr.Child("type")
	}
	place := v.side.at(n, ptr, false)
	if v.types == nil {
		return textValue(place, "any")
	}
	names := sortedKeys(v.types)
	if len(names) == 1 {
		return textValue(place, names[0])
	}
	seq := doc.NewSeq()
	for _, t := range names {
		seq.Items = append(seq.Items, doc.NewString(t))
	}
	place.Value = doc.JSON(seq)
	return place
}

func equalSets(a, b map[string]bool) bool {
	if len(a) != len(b) {
		return false
	}
	for k := range a {
		if !b[k] {
			return false
		}
	}
	return true
}

// nullable compares whether null is admitted.
func (w *walker) nullable(p *schemaPair) {
	b, r := p.base.admitsNull(), p.rev.admitsNull()
	if b == r {
		return
	}
	v := w.judge(p, p.base.nullPart(b), p.rev.nullPart(r))
	if !v.changed {
		return
	}
	rule := "nullable-removed"
	if r {
		rule = "nullable-added"
	}
	p.add(w.keywordChange(p, rule, "nullable", v))
}

// admitsNull reports whether types and enums admit null. In OpenAPI 3.0
// `nullable` adds it to the type only (3.0.3, Schema Object).
func (v *view) admitsNull() bool {
	if !v.null {
		return false
	}
	isNull := func(n *doc.Node) bool { return n.Kind == doc.Null }
	for _, k := range v.keywords["enum"] {
		if !slices.ContainsFunc(items(k.value), isNull) {
			return false
		}
	}
	return true
}

// nullPart says of null alone whether it is admitted.
func (v *view) nullPart(admitted bool) *doc.Node {
	if v.types != nil {
		return v.typeSchema(admitted)
	}
	n := doc.NewMap()
	if !admitted {
		not := doc.NewMap()
		not.Set("enum", doc.NewSeq(&doc.Node{Kind: doc.Null}))
		n.Set("not", not)
	}
	return n
}
