package compare

import (
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/openapi"
)

// bodies compares what the operation is sent and what it answers.
func (x *exchange) bodies() {
	x.requestBody()
	x.responses()
}

// follow resolves a Reference Object and says where it was.
func (x *exchange) follow(s *side, n *doc.Node, otherwise doc.Pointer) (*doc.Node, doc.Pointer) {
	t, err := s.refs.Follow(n)
	x.fail(err)
	if t.Pointer == "" {
		return t.Node, otherwise
	}
	return t.Node, t.Pointer
}

// shared is the component that both pointers lead to; otherwise the place
// below the operation.
func shared(b, r doc.Pointer, otherwise place) place {
	if b != r {
		return otherwise
	}
	return placeOf(b, otherwise)
}

func (x *exchange) requestBody() {
	b, bp := x.follow(x.comparison.base, x.base.Get("requestBody"), x.pair.base.ptr.Child("requestBody"))
	r, rp := x.follow(x.comparison.rev, x.rev.Get("requestBody"), x.pair.rev.ptr.Child("requestBody"))
	d := x.direction(finding.Request)
	via := x.site("request body")
	own := inline(x.where+": request body"+x.of(), ": ")
	at := shared(bp, rp, own)
	switch {
	case b == nil && r == nil, b != nil && r != nil && x.same.nodes(b, r, textObject):
		return
	case r == nil:
		x.found.add(change{rule: "request-body-removed", direction: d, where: own.String(), base: x.comparison.base.at(b, bp, false)}, via)
		return
	case b == nil:
		ch := change{rule: "request-body-added", direction: d, where: own.String(), rev: x.comparison.rev.at(r, rp, false)}
		if r.Get("required").Bool() {
			ch.rule = "request-body-added-required"
		}
		x.found.add(ch, via)
		return
	}
	if old, now := b.Get("required").Bool(), r.Get("required").Bool(); old != now {
		ch := change{
			rule: "request-body-became-required", direction: d, where: at.String(),
			base: x.comparison.base.at(b, bp, false), rev: x.comparison.rev.at(r, rp, false),
		}
		if old {
			ch.rule = "request-body-became-optional"
		}
		x.found.add(ch, via)
	}
	x.content(x.contents(b, bp), x.contents(r, rp), at, place{}, finding.Request, "request body")
}

// of names the version in a location when there are several.
func (x *exchange) of() string {
	if x.version == "" {
		return ""
	}
	return " " + x.version
}

// content compares two content maps. The schemas are at body, or at the place
// itself when body is the zero place.
func (x *exchange) content(base, rev []media, at, body place, d finding.Direction, via string) {
	pairs, removed, added := matchMedia(base, rev)
	for _, m := range removed {
		x.found.add(change{
			rule: "media-type-removed", direction: x.direction(d), where: at.String(), part: m.key,
			base: textValue(x.comparison.base.at(m.node, m.ptr, false), m.name),
		}, x.site(via))
	}
	for _, m := range added {
		x.found.add(change{
			rule: "media-type-added", direction: x.direction(d), where: at.String(), part: m.key,
			rev: textValue(x.comparison.rev.at(m.node, m.ptr, false), m.name),
		}, x.site(via))
	}
	if body == (place{}) {
		body = at
	}
	for _, p := range pairs {
		if x.same.nodes(p.base.node, p.rev.node, textObject) {
			continue
		}
		b, r := holder{p.base.node.Get("schema"), p.base.ptr.Child("schema")}, holder{p.rev.node.Get("schema"), p.rev.ptr.Child("schema")}
		x.schemas(b, r, body, d, x.site(via))
		if d == finding.Request && form(p.base.key) {
			x.encodings(p, at)
		}
	}
}

// form reports whether a media type is one that `encoding` is about
// (OpenAPI 3.0, section 4.7.14.1).
func form(key string) bool {
	return strings.HasPrefix(key, "multipart/") || strings.HasPrefix(key, "application/x-www-form-urlencoded")
}

// encodings compares how the properties of a form are written.
func (x *exchange) encodings(p mediaPair, at place) {
	seen := map[string]bool{}
	for _, list := range []*doc.Node{p.base.node.Get("encoding"), p.rev.node.Get("encoding")} {
		for name := range list.All() {
			seen[name] = true
		}
	}
	for _, name := range sortedKeys(seen) {
		b, okB := x.encoding(x.comparison.base, p.base, name)
		r, okR := x.encoding(x.comparison.rev, p.rev, name)
		if !okB || !okR || b == r {
			continue
		}
		x.found.add(change{
			rule: "body-encoding-changed", direction: x.direction(finding.Request), where: at.child("encoding", name).String(),
			base: textValue(x.comparison.base.at(p.base.node, p.base.ptr, false), b),
			rev:  textValue(x.comparison.rev.at(p.rev.node, p.rev.ptr, false), r),
		}, x.site("request body"))
	}
}

// encoding describes how a property is written in effect. It returns false for
// a property that the side does not have.
func (x *exchange) encoding(s *side, m media, name string) (string, bool) {
	property := x.look.property(s, m.node.Get("schema"), name)
	if property == nil {
		return "", false
	}
	e := m.node.Lookup("encoding", name)
	if e == nil {
		e = doc.NewMap()
	}
	kind := x.look.kindOf(s, property)
	if strings.HasPrefix(m.key, "multipart/") {
		t := e.Get("contentType").Text()
		if t == "" {
			t = map[string]string{"object": "application/json", "binary": "application/octet-stream"}[kind]
		}
		if t == "" {
			t = "text/plain"
		}
		return mediaKey(t), true
	}
	if t := e.Get("contentType").Text(); t != "" && !e.Has("style") && !e.Has("explode") {
		return mediaKey(t), true
	}
	return describe(openapi.SerializationOf(e, "query", kind != "object" && kind != "array")), true
}
