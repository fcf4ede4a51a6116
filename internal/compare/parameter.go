package compare

import (
	"strconv"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/openapi"
)

// parameters compares the parameters: those of the path by position, the
// others by place and name. Those of path item and operation are merged
// before.
func (x *exchange) parameters() {
	base, order := x.parametersOf(x.comparison.base, x.pair.base)
	rev, added := x.parametersOf(x.comparison.rev, x.pair.rev)
	for _, key := range order {
		b, r := base[key], rev[key]
		if _, ok := rev[key]; ok {
			x.parameter(b, r)
			continue
		}
		if b.In == "path" {
			continue // the template says it all
		}
		x.report(change{
			rule: "parameter-removed", direction: x.direction(finding.Request), where: x.lonePlace(b, x.comparison.rev).String(),
			base: x.comparison.base.at(b.Node, x.pair.base.pointer(b), false),
		})
	}
	for _, key := range added {
		if _, ok := base[key]; !ok && rev[key].In != "path" {
			x.parameterAdded(rev[key])
		}
	}
}

func (x *exchange) parameterAdded(p openapi.Parameter) {
	ch := change{
		rule: "parameter-added", direction: x.direction(finding.Request), where: x.lonePlace(p, x.comparison.base).String(),
		rev: x.comparison.rev.at(p.Node, x.pair.rev.pointer(p), false),
	}
	if p.Required() {
		ch.rule = "parameter-added-required"
	}
	x.report(ch)
}

// parametersOf returns the parameters by key, path parameters by position,
// and the keys in the order of the document.
func (x *exchange) parametersOf(s *side, e *endpoint) (map[string]openapi.Parameter, []string) {
	list, err := e.Parameters(s.refs)
	x.fail(err)
	position := map[string]string{}
	for i, name := range e.template.Names {
		position[name] = strconv.Itoa(i)
	}
	byKey := map[string]openapi.Parameter{}
	var order []string
	for _, p := range list {
		key := p.Key()
		if i, ok := position[p.Name]; ok && p.In == "path" {
			key = "path #" + i
		}
		byKey[key] = p
		order = append(order, key)
	}
	return byKey, order
}

// pointer leads to a parameter.
func (e *endpoint) pointer(p openapi.Parameter) doc.Pointer {
	if p.Pointer != "" {
		return p.Pointer
	}
	holder := e.ptr
	if p.Shared {
		holder = holder[:strings.LastIndexByte(string(holder), '/')]
	}
	return holder.Child("parameters", strconv.Itoa(p.Index))
}

// lonePlace is where a parameter stands that the other side lacks: its
// component when that came or went as a whole.
func (x *exchange) lonePlace(p openapi.Parameter, other *side) place {
	if c := componentOf(p.Pointer); c != "" && other.has(c) {
		return inline(x.where+": "+p.In+" parameter "+p.Name, ": ")
	}
	return x.parameterPlace(p, "")
}

// parameterPlace is where a parameter stands: its component, unless the other
// side (if there is one) has it elsewhere.
func (x *exchange) parameterPlace(p openapi.Parameter, other doc.Pointer) place {
	own := inline(x.where+": "+p.In+" parameter "+p.Name, ": ")
	if other != "" && other != p.Pointer {
		return own
	}
	return placeOf(p.Pointer, own)
}

// parameter compares a matched pair.
func (x *exchange) parameter(b, r openapi.Parameter) {
	if x.same.nodes(b.Node, r.Node, textObject) {
		return
	}
	at := x.parameterPlace(b, r.Pointer)
	if b.Pointer != "" && r.Pointer == "" {
		at = x.parameterPlace(openapi.Parameter{In: b.In, Name: b.Name}, "")
	}
	bp, rp := x.pair.base.pointer(b), x.pair.rev.pointer(r)
	base := x.comparison.base.at(b.Node, bp, false)
	rev := x.comparison.rev.at(r.Node, rp, false)
	via := x.site(b.In + " parameter " + b.Name)
	add := func(rule string) {
		x.found.add(change{rule: rule, direction: x.direction(finding.Request), where: at.String(), base: base, rev: rev}, via)
	}
	switch {
	case !b.Required() && r.Required():
		add("parameter-became-required")
	case b.Required() && !r.Required():
		add("parameter-became-optional")
	}
	if !b.Deprecated() && r.Deprecated() {
		add("parameter-deprecated")
	}
	scalar := x.scalar(b.Node, r.Node)
	if b.Serialization(scalar) != r.Serialization(scalar) {
		ch := change{rule: "parameter-serialization-changed", direction: x.direction(finding.Request), where: at.String()}
		ch.base = textValue(x.comparison.base.at(b.Node, bp, false), describe(b.Serialization(scalar)))
		ch.rev = textValue(x.comparison.rev.at(r.Node, rp, false), describe(r.Serialization(scalar)))
		x.found.add(ch, via)
		if (b.Serialization(scalar).Content == "") != (r.Serialization(scalar).Content == "") {
			return // two notations; the schemas describe different texts
		}
	}
	x.texts(b.Node, r.Node, x.holder(b.Node, bp), x.holder(r.Node, rp), at, finding.Request, via)
}

// holder is what has a schema: a Parameter or Header Object, or the Media Type
// Object of its content.
type holder struct {
	node *doc.Node // the schema
	ptr  doc.Pointer
}

func (x *exchange) holder(n *doc.Node, p doc.Pointer) holder {
	for name, media := range n.Get("content").All() {
		return holder{media.Get("schema"), p.Child("content", name, "schema")}
	}
	return holder{n.Get("schema"), p.Child("schema")}
}

// scalar reports whether both schemas are known to hold neither arrays nor
// objects, so that it cannot matter how those are taken apart.
func (x *exchange) scalar(b, r *doc.Node) bool {
	return x.look.isScalar(x.comparison.base, x.holder(b, "").node) && x.look.isScalar(x.comparison.rev, x.holder(r, "").node)
}

func describe(s openapi.Serialization) string {
	if s.Content != "" {
		return s.Content
	}
	out := s.Style
	if s.Explode {
		out += ", exploded"
	}
	if s.AllowReserved {
		out += ", reserved characters allowed"
	}
	return out
}

// texts walks the schemas of a parameter or header, whose values are written
// as text unless a media type says otherwise.
func (x *exchange) texts(base, rev *doc.Node, b, r holder, at place, d finding.Direction, via site) {
	if b.node != nil || r.node != nil {
		x.walk(b, r, at, way{dir: x.direction(d), form: d, text: !base.Has("content") && !rev.Has("content")}, via)
	}
}

// schemas walks a pair of schemas below the operation. A side without schema
// says nothing about the values.
func (x *exchange) schemas(b, r holder, at place, d finding.Direction, via site) {
	if b.node == nil && r.node == nil {
		return
	}
	x.walk(b, r, at, way{dir: x.direction(d), form: d}, via)
}
