package compare

import (
	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/openapi"
)

type hiddenKey struct {
	n   *doc.Node
	dir finding.Direction
}

// root is a pair of schemas that an operation names.
type root struct {
	base, rev holder
	at        place
	way
	via site
}

// run walks the roots, in their order. After an error they are only taken.
func (w *walker) run() {
	for r := range w.roots {
		if w.err != nil || w.c.ctx.Err() != nil {
			continue
		}
		base := w.resolve(w.base, node{Node: orAny(r.base.node), ptr: r.base.ptr, at: r.at})
		rev := w.resolve(w.rev, node{Node: orAny(r.rev.node), ptr: r.rev.ptr, at: r.at})
		if w.hides(w.base, base, r.form) && w.hides(w.rev, rev, r.form) {
			continue
		}
		if p := w.pair(base, rev, r.at, r.way, full); p != nil {
			p.sites = append(p.sites, r.via)
		}
	}
}

func (w *walker) fail(err error) {
	if w.err == nil {
		w.err = err
	}
}

// apart is the same side with a resolver of its own.
func (s *side) apart() *side {
	out := *s
	out.refs = openapi.NewResolver(s.doc)
	return &out
}

func orAny(n *doc.Node) *doc.Node {
	if n == nil {
		return &doc.Node{Kind: doc.Map}
	}
	return n
}

// resolve follows references. In OpenAPI 3.1 a reference with siblings stays:
// it is one more keyword.
func (w *walker) resolve(s *side, n node) node {
	for range 100 {
		ref := n.Get("$ref")
		if ref == nil || ref.Kind != doc.String || s.modern && len(n.Members) > 1 && siblings(n.Node) {
			return n
		}
		t, err := s.refs.Follow(n.Node)
		if err != nil {
			w.fail(err)
			return node{Node: doc.NewMap(), ptr: n.ptr, at: n.at}
		}
		n = node{Node: t.Node, ptr: t.Pointer, at: placeOf(t.Pointer, n.at), ref: componentOf(t.Pointer)}
		if s.modern && t.Node.Has("$ref") {
			continue
		}
		return n
	}
	return n
}

// siblings reports whether keywords with a meaning stand beside a reference.
func siblings(n *doc.Node) bool {
	for _, m := range n.Members {
		if m.Name != "$ref" && !prose[m.Name] {
			return true
		}
	}
	return false
}

// flush hands the changes over, each with the sites that reach it.
func (w *walker) flush(to *sink) {
	for _, p := range w.order {
		if len(p.changes) == 0 {
			continue
		}
		w.searches++
		sites := w.reach(p, nil)
		if len(sites) == 0 {
			continue // walked for a union that takes it all the same
		}
		for _, ch := range p.changes {
			to.add(ch, sites...)
		}
	}
}

// reach collects the sites of a pair and of all pairs above it.
func (w *walker) reach(p *schemaPair, sites []site) []site {
	stack := []*schemaPair{p}
	p.mark = w.searches
	for len(stack) > 0 {
		p := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		sites = append(sites, p.sites...)
		for _, up := range p.parents {
			if up.mark != w.searches {
				up.mark = w.searches
				stack = append(stack, up)
			}
		}
	}
	return sites
}

// hides reports whether a property of this schema does not exist in the
// direction: it, what it refers to or a member of its allOf is readOnly or
// writeOnly.
func (w *walker) hides(s *side, n node, d finding.Direction) bool {
	key := hiddenKey{n.Node, d}
	if h, ok := w.hidden[key]; ok {
		return h
	}
	w.hidden[key] = false
	flag := "readOnly"
	if d == finding.Response {
		flag = "writeOnly"
	}
	h := n.Get(flag).Bool()
	if n.Has("$ref") && s.modern {
		h = h || w.hides(s, w.resolve(s, node{Node: refOnly(n.Get("$ref"))}), d)
	}
	for _, item := range items(n.Get("allOf")) {
		h = h || w.hides(s, w.resolve(s, node{Node: item}), d)
	}
	w.hidden[key] = h
	return h
}
