package impact

import (
	"cmp"
	"slices"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/finding"
)

// matcher finds the finding at the place that a Go object comes from:
//
//  1. One at that place, or inside it with no origin of another object between: a type
//     that changed belongs to the property that has it.
//  2. Else one around it, where something is there on one side only: what went with an
//     operation belongs to the operation. The deepest one wins.
//  3. Else, for an operation and for a type that stays, one anywhere inside: a
//     method that got a parameter belongs to the parameter. So does a
//     parameter that the operation borrows.
//
// Of several at one place the worst wins. Findings whose rule cannot cause the
// change are left out: see causes.
type matcher struct {
	findings []finding.Finding
	sides    [2]*matchSide // base and rev
}

type matchSide struct {
	*origins
	findings []finding.Finding
	at       map[doc.Pointer][]int // findings by their place
	nearby   map[doc.Pointer][]int // by the nearest origin at or above their place
	below    map[doc.Pointer][]int // by everything above their place
	via      map[string][]int      // by the operation, when it is the only one that reaches them
}

func newMatcher(findings []finding.Finding, base, rev *origins) *matcher {
	m := &matcher{findings: findings, sides: [2]*matchSide{newMatchSide(findings, base), newMatchSide(findings, rev)}}
	for i, f := range findings {
		for side, place := range []*finding.Place{f.Base, f.Rev} {
			if place != nil && causes[f.Rule] != 0 {
				m.sides[side].add(i, f, m.sides[side].placeOf(f, place))
			}
		}
	}
	return m
}

func newMatchSide(findings []finding.Finding, o *origins) *matchSide {
	return &matchSide{origins: o, findings: findings, at: map[doc.Pointer][]int{}, nearby: map[doc.Pointer][]int{}, below: map[doc.Pointer][]int{}, via: map[string][]int{}}
}

func (s *matchSide) add(i int, f finding.Finding, place doc.Pointer) {
	s.at[place] = append(s.at[place], i)
	if op, ok := onlyOperation(f); ok && !s.inSchema(place) {
		s.via[op] = append(s.via[op], i)
	}
	found := false
	for p := place; p != ""; p = parent(p) {
		if p != place {
			s.below[p] = append(s.below[p], i)
		}
		if !found && s.owned[p] {
			found = true
			s.nearby[p] = append(s.nearby[p], i)
		}
	}
}

// placeOf returns where a finding is. A finding about a property that refers to
// a component has the component as its place; then its location tells better.
func (o *origins) placeOf(f finding.Finding, side *finding.Place) doc.Pointer {
	p := doc.Pointer(side.Position.Pointer)
	if at, ok := o.located[f.Location]; ok && !strings.HasPrefix(string(p), string(at)+"/") {
		return at
	}
	return p
}

// inSchema reports whether a place is in a component that is a schema.
func (s *matchSide) inSchema(p doc.Pointer) bool {
	section, _, _, ok := component(p)
	return ok && section == "schemas"
}

func onlyOperation(f finding.Finding) (string, bool) {
	op := ""
	for _, o := range f.Operations {
		name := o.Method + " " + o.Path
		if op != "" && op != name {
			return "", false
		}
		op = name
	}
	return op, op != ""
}

// match returns the finding that a change belongs to, -1 for none.
func (m *matcher) match(c finding.GoChange) int {
	object, v := key(c.Object), verbOf(c)
	for _, look := range []func(*matchSide, string, verb) []int{same, around, inside} {
		var candidates []int
		for _, s := range m.sides {
			candidates = append(candidates, look(s, object, v)...)
		}
		candidates = slices.DeleteFunc(candidates, func(i int) bool {
			rule := m.findings[i].Rule
			return causes[rule]&v == 0 || v == changed && m.isFunction(object) && memberRules[rule]
		})
		if len(candidates) > 0 {
			slices.Sort(candidates)
			return slices.MinFunc(candidates, m.better)
		}
	}
	return -1
}

func (m *matcher) isFunction(object string) bool { return m.sides[0].kinds[object] == isFunction }

// better prefers what is known to harm Go source, then the worse finding.
func (m *matcher) better(a, b int) int {
	x, y := m.findings[a], m.findings[b]
	return cmp.Or(cmp.Compare(x.Harm, y.Harm), cmp.Compare(y.Severity, x.Severity), cmp.Compare(a, b))
}

func same(s *matchSide, object string, _ verb) []int {
	var out []int
	for _, p := range s.of(object) {
		out = append(out, s.nearby[p]...)
	}
	return out
}

func around(s *matchSide, object string, v verb) []int {
	if v == changed {
		return nil
	}
	var out []int
	deepest := -1
	for _, origin := range s.of(object) {
		for p := parent(origin); p != ""; p = parent(p) {
			here := slices.DeleteFunc(slices.Clone(s.at[p]), func(i int) bool { return !s.replaces(i) })
			if len(here) == 0 {
				continue
			}
			switch d := depth(p); {
			case d > deepest:
				out, deepest = here, d
			case d == deepest:
				out = append(out, here...)
			}
			break
		}
	}
	return out
}

// replaces reports whether what is below the place of a finding came or went
// with it, or may be something else altogether.
func (s *matchSide) replaces(i int) bool {
	f := s.findings[i]
	return f.Base == nil || f.Rev == nil || replacing[f.Rule]
}

var replacing = map[string]bool{
	"type-changed": true, "schema-changed": true, "alternative-added": true, "alternative-removed": true, "discriminator-changed": true,
	"media-type-added": true, "media-type-removed": true, "version-added": true, "version-removed": true,
	"read-only-added": true, "read-only-removed": true, "write-only-added": true, "write-only-removed": true,
	"additional-properties-changed": true, "additional-properties-closed": true, "additional-properties-opened": true,
}

// splitting are the rules by which a schema gets one type for requests and one
// for responses, or loses one.
var splitting = map[string]bool{
	"read-only-added": true, "read-only-removed": true, "write-only-added": true, "write-only-removed": true,
}

func inside(s *matchSide, object string, v verb) []int {
	op := s.ops[object]
	var out []int
	for _, p := range s.of(object) {
		for _, i := range s.below[p] {
			if v == changed || op != "" || splitting[s.findings[i].Rule] {
				out = append(out, i)
			}
		}
	}
	return append(out, s.via[op]...)
}
