package schema

import (
	"math/big"
	"slices"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/schema/pattern"
)

// maxFuel is how deep an example may nest.
const maxFuel = 12

// small returns a small value of t, nil when none was found.
func (c *Checker) small(t *term, fuel int) *doc.Node {
	if t == nil {
		return doc.NewString("any")
	}
	if fuel <= 0 {
		return nil
	}
	if n, ok := t.small[fuel]; ok {
		return n
	}
	if t.small == nil {
		t.small = map[int]*doc.Node{}
	}
	t.small[fuel] = nil
	var out *doc.Node
	for _, kind := range [...]doc.Kind{doc.String, doc.Number, doc.Bool, doc.Map, doc.Seq, doc.Null} {
		for _, a := range c.normal(t) {
			if a.kind == kind && out == nil {
				out = c.first(a, fuel)
			}
		}
	}
	t.small[fuel] = out
	return out
}

// first returns one value of an atom.
func (c *Checker) first(a *atom, fuel int) *doc.Node {
	if a.kind == doc.Map && !a.finite {
		for _, rich := range [...]bool{false, true} {
			if n := c.object(a, nil, fuel, rich, a.obj.min); n != nil && c.fitsAtom(value{node: n}, a) != No {
				return n
			}
		}
		return nil
	}
	for _, n := range c.some(a, fuel) {
		if c.fitsAtom(value{node: n}, a) != No {
			return n
		}
	}
	return nil
}

// samples returns a few values of an atom.
func (c *Checker) samples(a *atom) []*doc.Node {
	var out []*doc.Node
	for _, n := range append(c.some(a, maxFuel), c.more(a)...) {
		if len(out) < maxCandidates && c.fitsAtom(value{node: n}, a) != No {
			out = append(out, n)
		}
	}
	return out
}

// some returns values that may be in an atom, the smallest first.
func (c *Checker) some(a *atom, fuel int) []*doc.Node {
	if a.finite {
		var out []*doc.Node
		for _, v := range a.values[:min(len(a.values), maxCandidates)] {
			out = append(out, v.node)
		}
		return out
	}
	switch a.kind {
	case doc.Null:
		return []*doc.Node{{}}
	case doc.Number:
		return c.someNumbers(a)
	case doc.String:
		return c.someStrings(a)
	case doc.Seq:
		return c.arraysOf(a, a.arr.min, -1, nil, fuel)
	case doc.Map:
		return c.objectsOf(a, nil, fuel)
	}
	return nil
}

// more returns values that are less simple: for what the normal form does not
// express.
func (c *Checker) more(a *atom) []*doc.Node {
	if a.finite {
		return nil
	}
	switch a.kind {
	case doc.String:
		var out []*doc.Node
		for _, s := range [...]string{"", "a", "ab", "abcd", "A1", "0"} {
			if a.str.has(s) {
				out = append(out, doc.NewString(s))
			}
		}
		return out
	case doc.Seq:
		return append(c.arrays(a, max(a.arr.min, 2), -1, nil), c.twins(a)...)
	case doc.Map:
		name := "extra"
		if n := c.small(a.obj.prop(c, name).term, maxFuel); n != nil {
			return c.objects(a, map[string]*doc.Node{name: n})
		}
	}
	return nil
}

func (c *Checker) someNumbers(a *atom) []*doc.Node {
	var out []*doc.Node
	taken := []*big.Rat{}
	excluded := a.excluded()
	for range 3 {
		r, f := a.num.pick(func(x *big.Rat) bool {
			return excluded(x) || slices.ContainsFunc(taken, func(y *big.Rat) bool { return x.Cmp(y) == 0 })
		})
		if f != exists {
			break
		}
		taken = append(taken, r)
		if n, ok := numberNode(r); ok {
			out = append(out, n)
		}
	}
	return out
}

// formatExamples are strings that keep to a format.
var formatExamples = map[string][]string{
	"date-time": {"2025-01-01T00:00:00Z"},
	"date":      {"2025-01-01"},
	"time":      {"00:00:00Z"},
	"duration":  {"P1D"},
	"email":     {"a@example.com"},
	"hostname":  {"example.com"},
	"ipv4":      {"192.0.2.1"},
	"ipv6":      {"2001:db8::1"},
	"uri":       {"https://example.com/"},
	"url":       {"https://example.com/"},
	"uuid":      {"00000000-0000-4000-8000-000000000000"},
	"byte":      {"AAAA", ""},
	"regex":     {"a"},
}

func (c *Checker) someStrings(a *atom) []*doc.Node {
	var out []*doc.Node
	add := func(s string) {
		v := newValue(doc.NewString(s))
		if len(out) < maxCandidates && a.str.has(s) && !hasValue(a.except, v) {
			out = append(out, v.node)
		}
	}
	for _, f := range a.str.formats {
		for _, s := range formatExamples[f] {
			add(s)
		}
	}
	if a.str.min > maxText {
		return out
	}
	if r := c.find(a.str, a.except); r.Outcome == pattern.Found {
		add(r.Example)
	}
	if len(a.str.match)+len(a.str.reject) == 0 {
		text := []byte{}
		for len(text) < a.str.min {
			text = append(text, 'a')
		}
		add(string(text))
		add(string(text) + "b")
	}
	return out
}
