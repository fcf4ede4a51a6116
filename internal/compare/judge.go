package compare

import (
	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/schema"
)

// hiding is the direction of the schema algebra, which decides about the
// properties that exist.
func (p *schemaPair) hiding() schema.Direction {
	if p.form == finding.Request {
		return schema.Request
	}
	return schema.Response
}

// sameHash reports whether the two schemas are the same set by their hashes.
func (w *walker) sameHash(p *schemaPair) bool {
	return w.check.Hash(w.base.schema(p.base.self.Node), p.hiding()) == w.check.Hash(w.rev.schema(p.rev.self.Node), p.hiding())
}

// equal reports whether the two schemas are proved to admit the same values.
func (w *walker) equal(p *schemaPair) bool {
	b, r := w.base.schema(p.base.self.Node), w.rev.schema(p.rev.self.Node)
	return w.proves(b, r, p.hiding(), false) && w.proves(r, b, p.hiding(), false)
}

func (w *walker) contains(sub, super schema.Schema, d schema.Direction, closed bool) schema.Result {
	return w.check.Contains(schema.Query{Sub: sub, Super: super, Direction: d, Closed: closed})
}

// proves reports whether containment is proved. It looks for no witness, which
// is most of the work of contains.
func (w *walker) proves(sub, super schema.Schema, d schema.Direction, closed bool) bool {
	return w.check.Contains(schema.Query{Sub: sub, Super: super, Direction: d, Closed: closed, ProveOnly: true}).Verdict == schema.Yes
}

// verdict is what became of one group of keywords.
type verdict struct {
	changed    bool
	harm       schema.Result // whether the sender keeps to what the receiver takes
	grew, fell bool          // rev admits values of this group that base does not; the other way round
}

// judge compares the part of the two sides that one group of keywords is. The
// parts are schemas of their own: what base, respectively rev, says there.
//
//  1. Where the parts alone are contained in each other nothing changed.
//  2. Else the closed sender may break the part of the receiver; a witness of
//     that ends the matter.
//  3. Else the rest of the schema may exclude what the group alone does not;
//     when it does so both ways nothing changed.
func (w *walker) judge(p *schemaPair, base, rev *doc.Node) verdict {
	partB, partR := w.base.schema(base), w.rev.schema(rev)
	fell := !w.proves(partB, partR, p.hiding(), false)
	grew := !w.proves(partR, partB, p.hiding(), false)
	v := verdict{changed: true, fell: fell, grew: grew, harm: schema.Result{Verdict: schema.Yes}}
	if p.dir == finding.Request && fell || p.dir == finding.Response && grew {
		v.harm = w.harm(p, base, rev)
	}
	if !fell && !grew || v.harm.Verdict == schema.No {
		v.changed = fell || grew
		return v
	}
	b, r := w.base.schema(p.base.self.Node), w.rev.schema(p.rev.self.Node)
	v.fell = fell && !w.proves(b, partR, p.hiding(), false)
	v.grew = grew && !w.proves(r, partB, p.hiding(), false)
	v.changed = v.fell || v.grew
	return v
}

// harm asks whether the closed sender keeps to a part of the receiver.
func (w *walker) harm(p *schemaPair, base, rev *doc.Node) schema.Result {
	sub, super := w.sent(p, base, rev)
	return w.contains(sub, super, p.hiding(), true)
}

// sent returns the whole schema of the sender and the part of the receiver.
func (w *walker) sent(p *schemaPair, base, rev *doc.Node) (sub, super schema.Schema) {
	if p.dir == finding.Request {
		return w.base.schema(p.base.self.Node), w.rev.schema(rev)
	}
	return w.rev.schema(p.rev.self.Node), w.base.schema(base)
}

// part makes a schema of the keywords of one group, and of the types of the
// view with null, so that nothing but the group can refuse a value.
func (v *view) part(group string) *doc.Node {
	var parts []*doc.Node
	seen := map[*doc.Node]*doc.Node{}
	for _, k := range v.keywords[group] {
		n := seen[k.in.Node]
		if n == nil {
			n = v.typed()
			seen[k.in.Node] = n
			parts = append(parts, n)
		}
		value := k.value
		if k.name == "enum" {
			value = withNull(value)
		}
		n.Set(k.name, value)
	}
	return v.conjunction(parts)
}

// conjunction is what holds when all parts hold; without any, the types of the
// view, and null.
func (v *view) conjunction(parts []*doc.Node) *doc.Node {
	switch len(parts) {
	case 0:
		return v.typed()
	case 1:
		return parts[0]
	}
	n := doc.NewMap()
	n.Set("allOf", doc.NewSeq(parts...))
	return n
}

func withNull(enum *doc.Node) *doc.Node {
	return doc.NewSeq(append(append([]*doc.Node{}, items(enum)...), &doc.Node{Kind: doc.Null})...)
}

// nothingBut is a schema that admits null, or nothing at all.
func nothingBut(null bool) *doc.Node {
	n := doc.NewMap()
	if null {
		n.Set("enum", doc.NewSeq(&doc.Node{Kind: doc.Null}))
	} else {
		n.Set("not", doc.NewMap())
	}
	return n
}

// typed is a schema of the types of the view, and null.
func (v *view) typed() *doc.Node { return v.typeSchema(true) }

func (v *view) typeSchema(null bool) *doc.Node {
	n := doc.NewMap()
	if v.types == nil {
		return n
	}
	names := sortedKeys(v.types)
	if len(names) == 0 {
		return nothingBut(null)
	}
	if v.side.modern {
		seq := doc.NewSeq()
		for _, t := range names {
			seq.Items = append(seq.Items, doc.NewString(t))
		}
		if null {
			seq.Items = append(seq.Items, doc.NewString("null"))
		}
		n.Set("type", seq)
		return n
	}
	if len(names) == 1 {
		n.Set("type", doc.NewString(names[0]))
		n.Set("nullable", doc.NewBool(null))
	}
	return n
}
