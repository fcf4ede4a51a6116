package compare

import (
	"slices"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/openapi"
)

// securitySchemes pairs the security schemes of the two sides by what they
// are, then by name, and reports those that changed and are used. The names
// of rev are afterwards those of base, so that formulas can be compared.
func (c *comparison) securitySchemes(pairs []pair) {
	c.schemes = map[string]string{}
	base, rev := c.schemesOf(c.base), c.schemesOf(c.rev)
	for _, name := range sortedKeys(rev) {
		c.schemes[name] = sameScheme(base, name, rev[name])
	}
	for _, name := range sortedKeys(rev) {
		if base[name] == nil || c.schemes[name] != name || openapi.SchemeAdmits(base[name], rev[name]) {
			continue
		}
		ptr := doc.Pointer("/components/securitySchemes").Child(name)
		ch := change{
			rule: "security-scheme-changed", where: componentPlace("securitySchemes", name).String(),
			base: c.base.at(base[name], ptr, false), rev: c.rev.at(rev[name], ptr, false),
		}
		for _, p := range pairs {
			if p.base != nil && p.rev != nil && names(p.base.Security(c.base.doc), name) && names(p.rev.Security(c.rev.doc), name) {
				c.found.add(ch, site{op: p.op("security")})
			}
		}
	}
}

// sameScheme returns the name that base has for a scheme of rev.
func sameScheme(base map[string]*doc.Node, name string, n *doc.Node) string {
	if b := base[name]; b != nil && openapi.SchemeAdmits(b, n) {
		return name
	}
	for _, other := range sortedKeys(base) {
		if openapi.SchemeAdmits(base[other], n) && openapi.SchemeAdmits(n, base[other]) {
			return other
		}
	}
	return name
}

func (c *comparison) schemesOf(s *side) map[string]*doc.Node {
	out := map[string]*doc.Node{}
	for name, n := range s.doc.Root.Lookup("components", "securitySchemes").All() {
		t, err := s.refs.Follow(n)
		c.fail(err)
		out[name] = t.Node
	}
	return out
}

func names(s openapi.Security, scheme string) bool {
	return slices.ContainsFunc(s.Alternatives, func(r openapi.Requirement) bool { _, ok := r[scheme]; return ok })
}

// security compares who may call the operation: whatever satisfied the
// formula of base has to satisfy that of rev.
func (x *exchange) security() {
	base := x.pair.base.Security(x.comparison.base.doc)
	rev := x.pair.rev.Security(x.comparison.rev.doc).Rename(func(n string) string {
		if known, ok := x.schemes[n]; ok {
			return known
		}
		return n
	})
	rule := ""
	switch {
	case !base.Implies(rev):
		rule = "security-tightened"
	case !rev.Implies(base):
		rule = "security-relaxed"
	default:
		return
	}
	where := x.where + ": security"
	if base.Node == x.comparison.base.doc.Root.Get("security") && rev.Node == x.comparison.rev.doc.Root.Get("security") {
		where = "security"
	}
	x.report(change{
		rule: rule, where: where, part: string(doc.JSON(base.Node)) + string(doc.JSON(rev.Node)),
		base: x.comparison.base.at(base.Node, securityPointer(x.pair.base, base), true), rev: x.comparison.rev.at(rev.Node, securityPointer(x.pair.rev, rev), true),
	})
}

func securityPointer(e *endpoint, s openapi.Security) doc.Pointer {
	if s.Node != nil && s.Node == e.Node.Get("security") {
		return e.ptr.Child("security")
	}
	return "/security"
}
