package compare

import (
	"cmp"
	"slices"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/openapi"
)

// endpoint is an operation of one side with what matching needs.
type endpoint struct {
	openapi.Operation
	template openapi.Template // of the path behind the prefix of the servers
	servers  openapi.Servers
	ptr      doc.Pointer
	// unpromised: all that is compared is a preview or upcoming version.
	unpromised bool
}

// pair is an operation of base and what became of it; one of them may be nil.
type pair struct {
	base, rev *endpoint
}

// main returns the side by which people know the operation.
func (p pair) main() *endpoint {
	if p.base != nil {
		return p.base
	}
	return p.rev
}

// op names the operation in a finding.
func (p pair) op(via string) finding.Operation {
	e := p.main()
	return finding.Operation{Method: e.Method, Path: e.Path, ID: e.ID(), Via: via}
}

// match pairs the operations of the two sides:
//
//  1. by method and template, names of parameters immaterial, with the path
//     prefix that the servers share in front; of several, the one of the same
//     spelling first;
//  2. what is left by method and template without the prefix: then it was the
//     servers that changed.
//
// A literal path is no instance of a template: where both exist the literal
// one decides, so "/things/mine" that went is gone, whatever "/things/{id}" does.
// Operations that the options leave out are dropped at the end, so that they
// cannot turn a moved operation into a removed one.
func (c *comparison) match() []pair {
	m := &matcher{base: c.endpoints(c.base), rev: c.endpoints(c.rev)}
	m.taken = make([]bool, len(m.rev))
	m.with = make([]*endpoint, len(m.base))
	m.byKey(func(e *endpoint) string { return e.Method + " " + e.servers.Prefix + e.template.Key })
	m.byKey(func(e *endpoint) string { return e.Method + " " + e.template.Key })
	var out []pair
	for i, b := range m.base {
		out = append(out, pair{b, m.with[i]})
	}
	for i, r := range m.rev {
		if !m.taken[i] {
			out = append(out, pair{nil, r})
		}
	}
	return slices.DeleteFunc(out, func(p pair) bool { return !c.wanted(p.base) && !c.wanted(p.rev) })
}

func (c *comparison) endpoints(s *side) []*endpoint {
	ops, err := openapi.Endpoints(s.doc, s.refs)
	c.fail(err)
	out := make([]*endpoint, 0, len(ops))
	for _, op := range ops {
		e := &endpoint{
			Operation: op, template: openapi.ParseTemplate(op.Path), servers: op.Servers(s.doc),
			ptr: doc.Pointer("").Child("paths", op.Path, lower(op.Method)),
		}
		if s.version != nil {
			n, resource, dated, ok := op.Project(*s.version)
			if !ok {
				continue
			}
			e.Node, e.unpromised = n, dated && resource.Stage != openapi.Stable
		} else if versions := op.Versions(); c.versioned && len(versions) > 0 {
			e.unpromised = !slices.ContainsFunc(versions, func(v openapi.Version) bool { return v.Stage == openapi.Stable })
		}
		out = append(out, e)
	}
	return out
}

func (c *comparison) wanted(e *endpoint) bool {
	if e == nil {
		return false
	}
	if f := c.opts.Paths; f != nil && !f(e.Path) {
		return false
	}
	f := c.opts.Operations
	return f == nil || f(e.ID()) || f(e.Operation.String())
}

type matcher struct {
	base, rev []*endpoint
	with      []*endpoint // partners of base
	taken     []bool      // of rev
}

func (m *matcher) byKey(key func(*endpoint) string) {
	byKey := map[string][]int{}
	for i, r := range m.rev {
		if !m.taken[i] {
			byKey[key(r)] = append(byKey[key(r)], i)
		}
	}
	for _, sameSpelling := range []bool{true, false} {
		for i, b := range m.base {
			if m.with[i] != nil {
				continue
			}
			for _, j := range byKey[key(b)] {
				if !m.taken[j] && (!sameSpelling || m.rev[j].Path == b.Path) {
					m.with[i], m.taken[j] = m.rev[j], true
					break
				}
			}
		}
	}
}

// sortedKeys returns the keys of a map in order.
func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
