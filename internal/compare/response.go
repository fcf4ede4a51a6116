package compare

import (
	"slices"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/openapi"
)

// response is one entry of a Responses Object.
type response struct {
	status string // "200", "2XX" or "default"
	node   *doc.Node
	ptr    doc.Pointer
}

func (x *exchange) responsesOf(s *side, e *endpoint, op *doc.Node) []response {
	var out []response
	for status, n := range op.Get("responses").All() {
		if strings.HasPrefix(status, "x-") {
			continue
		}
		key := strings.ToUpper(status)
		if key == "DEFAULT" {
			key = "default"
		}
		node, ptr := x.follow(s, n, e.ptr.Child("responses", status))
		out = append(out, response{key, node, ptr})
	}
	return out
}

// responses compares the answers by status. What rev may send has to be
// announced by base: by the same status, else by its range, and an error by
// `default`.
func (x *exchange) responses() {
	base := x.responsesOf(x.comparison.base, x.pair.base, x.base)
	rev := x.responsesOf(x.comparison.rev, x.pair.rev, x.rev)
	for _, r := range rev {
		if b, ok := announces(r.status, base); ok {
			x.response(b, r)
			continue
		}
		x.status("added", r, x.comparison.rev)
	}
	for _, b := range base {
		if slices.ContainsFunc(rev, func(r response) bool { return r.status == b.status }) {
			continue
		}
		if r, ok := announces(b.status, rev); ok {
			if within := func(r response) bool { return isIn(r.status, b.status) }; !slices.ContainsFunc(rev, within) {
				x.response(b, r)
			}
			continue
		}
		if narrowed := func(r response) bool { return isIn(r.status, b.status) }; slices.ContainsFunc(rev, narrowed) {
			continue // a range gave way to some of its codes
		}
		x.status("removed", b, x.comparison.base)
	}
}

// announces finds what a side says about a status: the status itself, its
// range, or `default` for errors.
func announces(status string, list []response) (response, bool) {
	for _, match := range []func(string) bool{
		func(s string) bool { return s == status },
		func(s string) bool { return isIn(status, s) },
		func(s string) bool {
			return s == "default" && !openapi.Success(status) && !strings.HasPrefix(status, "1")
		},
	} {
		if i := slices.IndexFunc(list, func(r response) bool { return match(r.status) }); i >= 0 {
			return list[i], true
		}
	}
	return response{}, false
}

// isIn reports whether a status is a code of a range.
func isIn(status, class string) bool {
	return strings.HasSuffix(class, "XX") && status != class && strings.HasPrefix(status, class[:1])
}

// status reports a status that came or went. An error that operations share as
// a component is one edit to its readers: it stands at the component, with all
// operations that gained or lost it.
func (x *exchange) status(what string, r response, s *side) {
	ch := change{rule: "error-status-" + what, direction: x.direction(finding.Response), where: atComponent(r.ptr, x.where) + ": response " + r.status}
	if openapi.Success(r.status) {
		ch.rule, ch.where = "success-status-"+what, x.where+": response "+r.status
	}
	if what == "added" {
		ch.rev = s.at(r.node, r.ptr, false)
	} else {
		ch.base = s.at(r.node, r.ptr, false)
	}
	x.found.add(ch, x.site("response "+r.status))
}

// atComponent returns the place of the component that a pointer leads to, else
// the place given.
func atComponent(p doc.Pointer, otherwise string) string {
	return placeOf(p, inline(otherwise, ": ")).root
}

// response compares a matched pair.
func (x *exchange) response(b, r response) {
	if x.same.nodes(b.node, r.node, textObject) {
		return
	}
	via := "response " + r.status
	own := inline(x.where+": "+via+x.of(), ": ")
	at := shared(b.ptr, r.ptr, own)
	x.headers(b, r, at)
	if x.bodiless(r.status) {
		return
	}
	body := place{root: at.root + ": body", sep: "."}
	x.content(x.contents(b.node, b.ptr), x.contents(r.node, r.ptr), at, body, finding.Response, via)
}

// bodiless reports whether a response never has a body (RFC 9110, sections
// 6.4.1, 9.3.2, 15.3.5, 15.3.6 and 15.4.5).
func (x *exchange) bodiless(status string) bool {
	return x.pair.base.Method == "HEAD" || strings.HasPrefix(status, "1") || status == "204" || status == "205" || status == "304"
}

// headers compares the headers of a response. Content-Type is described
// elsewhere (OpenAPI 3.0, section 4.7.17).
func (x *exchange) headers(b, r response, at place) {
	base, rev := x.headersOf(x.comparison.base, b), x.headersOf(x.comparison.rev, r)
	for _, key := range sortedKeys(base) {
		if now, ok := rev[key]; ok {
			x.header(base[key], now, at, "response "+r.status)
			continue
		}
		old := base[key]
		ch := change{
			rule: "response-header-removed", direction: x.direction(finding.Response), where: atComponent(old.ptr, at.root) + ": header " + old.name,
			base: x.comparison.base.at(old.node, old.ptr, false),
		}
		if old.node.Get("required").Bool() {
			ch.severity = breaking
		}
		x.found.add(ch, x.site("response "+r.status))
	}
	for _, key := range sortedKeys(rev) {
		if _, ok := base[key]; !ok {
			now := rev[key]
			x.found.add(change{
				rule: "response-header-added", direction: x.direction(finding.Response), where: atComponent(now.ptr, at.root) + ": header " + now.name,
				rev: x.comparison.rev.at(now.node, now.ptr, false),
			}, x.site("response "+r.status))
		}
	}
}

type respHeader struct {
	name string
	node *doc.Node
	ptr  doc.Pointer
}

func (x *exchange) headersOf(s *side, r response) map[string]respHeader {
	out := map[string]respHeader{}
	for name, n := range r.node.Get("headers").All() {
		if strings.EqualFold(name, "Content-Type") {
			continue
		}
		node, ptr := x.follow(s, n, r.ptr.Child("headers", name))
		out[lower(name)] = respHeader{name, node, ptr}
	}
	return out
}

// beside is a place one step below an operation or a component.
func (p place) beside(step string) string {
	return p.root + ": " + step
}

func (x *exchange) header(b, r respHeader, at place, via string) {
	if x.same.nodes(b.node, r.node, textObject) {
		return
	}
	own := inline(at.beside("header "+b.name), ": ")
	h := shared(b.ptr, r.ptr, own)
	ch := change{
		rule: "response-header-became-optional", direction: x.direction(finding.Response), where: h.String(),
		base: x.comparison.base.at(b.node, b.ptr, false), rev: x.comparison.rev.at(r.node, r.ptr, false),
	}
	switch old, now := b.node.Get("required").Bool(), r.node.Get("required").Bool(); {
	case old && !now:
		x.found.add(ch, x.site(via))
	case !old && now:
		ch.rule = "response-header-became-required"
		x.found.add(ch, x.site(via))
	}
	scalar := x.scalar(b.node, r.node)
	if sb, sr := openapi.SerializationOf(b.node, "header", scalar), openapi.SerializationOf(r.node, "header", scalar); sb != sr {
		ch.rule = "parameter-serialization-changed"
		ch.base, ch.rev = textValue(ch.base, describe(sb)), textValue(ch.rev, describe(sr))
		x.found.add(ch, x.site(via))
	}
	x.texts(b.node, r.node, x.holder(b.node, b.ptr), x.holder(r.node, r.ptr), h, finding.Response, x.site(via+" header "+b.name))
}
