package openapi

import (
	"slices"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// Requirement is one alternative of a security formula: every scheme of it has
// to be satisfied, each with all of its scopes. The empty Requirement is
// anonymous access.
type Requirement map[string][]string

// Security is the formula that a request has to satisfy: any one of the
// alternatives. Without an alternative there is no protection at all, which
// Security states as the one empty Requirement.
type Security struct {
	Node         *doc.Node // the `security` that counts; nil when none is declared
	Alternatives []Requirement
}

// Security returns the formula of the operation: its own, else that of the
// document (OpenAPI 3.0, section 4.7.10).
func (o Operation) Security(d *doc.Document) Security {
	n := o.Node.Get("security")
	if n == nil {
		n = d.Root.Get("security")
	}
	s := Security{Node: n}
	for _, alternative := range items(n) {
		r := Requirement{}
		for name, scopes := range alternative.All() {
			r[name] = nil
			for _, scope := range items(scopes) {
				r[name] = append(r[name], scope.Text())
			}
		}
		s.Alternatives = append(s.Alternatives, r)
	}
	if len(s.Alternatives) == 0 {
		s.Alternatives = []Requirement{{}}
	}
	return s
}

// Satisfies reports whether credentials that satisfy r also satisfy other: r
// has every scheme of it with every scope.
func (r Requirement) Satisfies(other Requirement) bool {
	for name, scopes := range other {
		mine, ok := r[name]
		if !ok {
			return false
		}
		for _, s := range scopes {
			if !slices.Contains(mine, s) {
				return false
			}
		}
	}
	return true
}

// Implies reports whether every way to satisfy s also satisfies other.
func (s Security) Implies(other Security) bool {
	for _, r := range s.Alternatives {
		if !slices.ContainsFunc(other.Alternatives, r.Satisfies) {
			return false
		}
	}
	return true
}

// Rename returns the formula with the names of schemes replaced.
func (s Security) Rename(name func(string) string) Security {
	out := Security{Node: s.Node}
	for _, r := range s.Alternatives {
		renamed := Requirement{}
		for n, scopes := range r {
			renamed[name(n)] = scopes
		}
		out.Alternatives = append(out.Alternatives, renamed)
	}
	return out
}

// SchemeAdmits reports whether whoever authenticates as the Security Scheme
// Object base says also does so as rev says: same type, same place, and for
// each OAuth flow of base the same addresses. Scopes are listed in a scheme
// only for people; requirements name those that count.
func SchemeAdmits(base, rev *doc.Node) bool {
	for _, key := range []string{"type", "in", "openIdConnectUrl"} {
		if base.Get(key).Text() != rev.Get(key).Text() {
			return false
		}
	}
	b, r := base.Get("name").Text(), rev.Get("name").Text()
	if b != r && (base.Get("in").Text() != "header" || !strings.EqualFold(b, r)) {
		return false
	}
	if !strings.EqualFold(base.Get("scheme").Text(), rev.Get("scheme").Text()) {
		return false
	}
	for name, flow := range base.Get("flows").All() {
		other := rev.Lookup("flows", name)
		if other == nil {
			return false
		}
		for _, key := range []string{"authorizationUrl", "tokenUrl"} {
			if flow.Get(key).Text() != other.Get(key).Text() {
				return false
			}
		}
	}
	return true
}
