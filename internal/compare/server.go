package compare

import (
	"slices"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// servers compares where the operation is served. A path prefix that moved
// between servers and paths is nothing: what counts is the whole address.
func (x *exchange) servers() {
	b, r := x.pair.base, x.pair.rev
	base, rev := addresses(b), addresses(r)
	if slices.Equal(base, rev) {
		return
	}
	where := x.where + ": servers"
	if b.servers.Node == x.comparison.base.doc.Root.Get("servers") && r.servers.Node == x.comparison.rev.doc.Root.Get("servers") {
		where = "servers"
	}
	for _, u := range base {
		if !slices.Contains(rev, u) {
			x.report(change{rule: "server-removed", where: where, part: show(b, u), base: textValue(x.comparison.base.at(orRoot(b.servers.Node, x.comparison.base), serversPointer(b), false), show(b, u))})
		}
	}
	for _, u := range rev {
		if !slices.Contains(base, u) {
			x.report(change{rule: "server-added", where: where, part: show(r, u), rev: textValue(x.comparison.rev.at(orRoot(r.servers.Node, x.comparison.rev), serversPointer(r), false), show(r, u))})
		}
	}
}

// addresses are the whole addresses of an operation, sorted.
func addresses(e *endpoint) []string {
	var out []string
	for _, u := range e.servers.URLs {
		out = append(out, u+e.template.Key)
	}
	slices.Sort(out)
	return out
}

// show is the server part of an address.
func show(e *endpoint, address string) string {
	if s := strings.TrimSuffix(address, e.template.Key); s != "" {
		return s
	}
	return "/"
}

func orRoot(n *doc.Node, s *side) *doc.Node {
	if n == nil {
		return s.doc.Root
	}
	return n
}

func serversPointer(e *endpoint) doc.Pointer {
	switch {
	case e.servers.Node == nil:
		return ""
	case e.servers.Node == e.Node.Get("servers"):
		return e.ptr.Child("servers")
	case e.servers.Node == e.Item.Get("servers"):
		return doc.Pointer("").Child("paths", e.Path, "servers")
	}
	return "/servers"
}
