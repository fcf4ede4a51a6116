package compare

import (
	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/openapi"
)

// exchange is a matched operation under comparison, or the part of it that one
// resource version is.
type exchange struct {
	*comparison
	pair
	base, rev *doc.Node // the Operation Objects, maybe projected
	where     string    // "GET /things", how locations begin
	version   string    // shown when the operation has several; else empty
	// unpromised: only a preview or upcoming version is compared.
	unpromised bool
	outer      *pair // the operation whose callback this is
	// reversed: the server is the client (callbacks and webhooks).
	reversed bool
}

// operation compares one matched pair.
func (c *comparison) operation(p pair) {
	switch {
	case p.rev == nil:
		c.operationRemoved(p)
		return
	case p.base == nil:
		c.found.add(change{rule: "operation-added", where: p.rev.Operation.String(), rev: c.rev.at(p.rev.Node, p.rev.ptr, false)}, site{op: p.op("")})
		return
	}
	x := &exchange{comparison: c, pair: p, base: p.base.Node, rev: p.rev.Node, where: p.base.Operation.String(), unpromised: p.base.unpromised}
	x.servers()
	x.security()
	if c.same.nodes(x.base, x.rev, textObject) && c.sameItem(p) {
		return
	}
	x.lifecycle()
	x.parameters()
	x.versions()
	x.callbacks()
}

// sameItem reports whether the parameters that the path items lend to the two
// operations are the same.
func (c *comparison) sameItem(p pair) bool {
	return p.base.template.Key == p.rev.template.Key && c.samePathNames(p) &&
		c.same.nodes(p.base.Item.Get("parameters"), p.rev.Item.Get("parameters"), textObject)
}

func (c *comparison) samePathNames(p pair) bool { return p.base.Path == p.rev.Path }

// site says that this operation reaches a change in some way.
func (x *exchange) site(via string) site {
	if x.version != "" && via != "" {
		via += " (" + x.version + ")"
	}
	p := x.pair
	if x.outer != nil {
		p, via = *x.outer, "callback "+via
	}
	return site{op: p.op(via), unpromised: x.unpromised}
}

// report adds a change of the operation itself.
func (x *exchange) report(ch change) {
	if ch.where == "" {
		ch.where = x.where
	}
	x.found.add(ch, x.site(""))
}

// direction turns the direction of an ordinary exchange into that of this one.
func (x *exchange) direction(d finding.Direction) finding.Direction {
	if !x.reversed {
		return d
	}
	if d == finding.Request {
		return finding.Response
	}
	return finding.Request
}

// lifecycle compares what the operation says about itself.
func (x *exchange) lifecycle() {
	b, r := x.pair.base, x.pair.rev
	if b.Deprecated() != r.Deprecated() {
		ch := change{rule: "operation-deprecated", base: x.comparison.base.at(b.Node, b.ptr, false), rev: x.comparison.rev.at(r.Node, r.ptr, false)}
		if b.Deprecated() {
			ch.rule = "operation-undeprecated"
		}
		x.report(ch)
	}
	keyB, keyR := nameKey(b.Operation), nameKey(r.Operation)
	if old, now := b.Node.Get(keyB), r.Node.Get(keyR); old.Text() != now.Text() {
		x.report(change{
			rule: "operation-id-changed", harm: finding.Source,
			base: x.comparison.base.at(old, b.ptr.Child(keyB), true), rev: x.comparison.rev.at(now, r.ptr.Child(keyR), true),
		})
	}
}

// nameKey is the member of an Operation Object from which the name of the Go
// method is made.
func nameKey(op openapi.Operation) string {
	for _, key := range []string{"x-atlasgen-name", "x-xgen-operation-id-override"} {
		if op.Node.Get(key).Text() != "" {
			return key
		}
	}
	return "operationId"
}

// operationRemoved reports an operation that is gone. Who used only versions
// that had ended, or that were never promised, was warned.
func (c *comparison) operationRemoved(p pair) {
	ch := change{rule: "operation-removed", where: p.base.Operation.String(), base: c.base.at(p.base.Node, p.base.ptr, false)}
	if c.ended(p.base.Operation) {
		ch.severity = risky
	}
	c.found.add(ch, site{op: p.op("")})
}

// ended reports whether every version of the operation, or the operation when
// it has none, was past its sunset or without a promise.
func (c *comparison) ended(op openapi.Operation) bool {
	versions := op.Versions()
	if len(versions) == 0 || !c.versioned {
		return c.passed(op.Node.Get("x-sunset").Text())
	}
	for _, v := range versions {
		if v.Stage == openapi.Stable && !c.passed(op.Sunset(v)) {
			return false
		}
	}
	return true
}
