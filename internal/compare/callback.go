package compare

import (
	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/openapi"
)

// callbacks compares what the server calls back. There the server sends the
// request and the client answers, so directions are the other way round.
func (x *exchange) callbacks() {
	base, rev := x.callbacksOf(x.comparison.base, x.pair.base, x.base), x.callbacksOf(x.comparison.rev, x.pair.rev, x.rev)
	x.reverse(base, rev, x.where+": callback ", x.site("callback"))
}

func (x *exchange) callbacksOf(s *side, e *endpoint, op *doc.Node) map[string]*endpoint {
	out := map[string]*endpoint{}
	for name, n := range op.Get("callbacks").All() {
		node, ptr := x.follow(s, n, e.ptr.Child("callbacks", name))
		ops, err := openapi.Expressions(node, s.refs)
		x.fail(err)
		for _, o := range ops {
			key := name
			if len(ops) > 1 {
				key += " " + o.Method + " " + o.Path
			}
			out[key] = &endpoint{Operation: o, ptr: ptr.Child(o.Path, lower(o.Method))}
		}
	}
	return out
}

// webhooks compares the webhooks of OpenAPI 3.1 documents, which are callbacks
// of the whole document.
func (c *comparison) webhooks() {
	of := func(s *side) map[string]*endpoint {
		out := map[string]*endpoint{}
		ops, err := openapi.Webhooks(s.doc, s.refs)
		c.fail(err)
		for _, o := range ops {
			out[o.Path+" "+o.Method] = &endpoint{Operation: o, ptr: doc.Pointer("").Child("webhooks", o.Path, lower(o.Method))}
		}
		return out
	}
	x := &exchange{comparison: c}
	x.reverse(of(c.base), of(c.rev), "webhook ", site{})
}

func (x *exchange) reverse(base, rev map[string]*endpoint, prefix string, from site) {
	for _, key := range sortedKeys(base) {
		b, r := base[key], rev[key]
		if r == nil {
			x.found.add(change{rule: "callback-removed", direction: finding.Response, where: prefix + key, base: x.comparison.base.at(b.Node, b.ptr, false)}, from)
			continue
		}
		y := &exchange{
			comparison: x.comparison, pair: pair{b, r}, base: b.Node, rev: r.Node,
			where: prefix + key, unpromised: x.unpromised, reversed: !x.reversed,
		}
		if x.pair.base != nil {
			y.outer = &x.pair
		}
		y.parameters()
		y.bodies()
	}
	for _, key := range sortedKeys(rev) {
		if base[key] == nil {
			x.found.add(change{rule: "callback-added", direction: finding.Response, where: prefix + key, rev: x.comparison.rev.at(rev[key].Node, rev[key].ptr, false)}, from)
		}
	}
}
