package compare_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/atlasrestore/atlasrestore/internal/compare"
	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/schema"
)

// agree checks the findings about a component T against one question about T
// as a whole: a set that shrinks the wrong way has a breaking finding, and one
// that does not has none.
func agree(t *testing.T, what string, e compare.Example) schema.Verdict {
	t.Helper()
	baseText, revText := e.Documents()
	base, rev := parse(t, "base.yaml", baseText), parse(t, "rev.yaml", revText)
	worst := finding.Compatible
	var all []string
	for _, f := range run(t, base, rev, compare.Options{}) {
		all = append(all, line(f))
		if f.Harm == finding.Wire {
			worst = max(worst, f.Severity)
		}
	}
	of := func(d *doc.Document) schema.Schema {
		return schema.Schema{Doc: d, Node: d.Root.Lookup("components", "schemas", "T")}
	}
	q := schema.Query{Sub: of(base), Super: of(rev), Direction: schema.Request, Closed: true}
	if e.Direction == finding.Response {
		q.Sub, q.Super, q.Direction = of(rev), of(base), schema.Response
	}
	result := schema.NewChecker().Contains(q)
	switch {
	case result.Verdict == schema.No && worst == finding.Compatible:
		t.Errorf("%s: %s is sent and refused, and no finding says so:\n%s\nbase: %s\nrev: %s", what, doc.JSON(result.Witness), strings.Join(all, "\n"), e.Base, e.Rev)
	case result.Verdict == schema.Yes && result.Reason == "" && worst == finding.Breaking && !promised(all):
		t.Errorf("%s: whatever is sent is taken, and a finding says otherwise:\n%s\nbase: %s\nrev: %s", what, strings.Join(all, "\n"), e.Base, e.Rev)
	}
	return result.Verdict
}

// promised reports whether findings break a promise that is no question of
// value sets.
func promised(lines []string) bool {
	for _, l := range lines {
		if strings.HasPrefix(l, "breaking wire") && (strings.Contains(l, " read-only-") || strings.Contains(l, " write-only-")) {
			return true
		}
	}
	return false
}

func TestFindingsAgreeWithContainment(t *testing.T) {
	t.Parallel()
	allCases(t, func(t *testing.T, file string, c testCase) {
		if c.fragment != nil && c.opts.Profile == "" {
			agree(t, file, *c.fragment)
		}
	})
}

func TestRandomFindingsAgreeWithContainment(t *testing.T) {
	t.Parallel()
	n := 1500
	if testing.Short() {
		n = 300
	}
	count := map[schema.Verdict]int{}
	for seed := range n {
		r := rand.New(rand.NewPCG(uint64(seed), 1))
		s := randomSchema(r, 3)
		changed := mutate(r, s.Clone())
		e := compare.Example{Direction: finding.Request, Base: string(doc.JSON(s)), Rev: string(doc.JSON(changed))}
		if seed%2 == 1 {
			e.Direction = finding.Response
		}
		count[agree(t, fmt.Sprintf("seed %d", seed), e)]++
	}
	t.Logf("%d contained, %d not, %d unknown", count[schema.Yes], count[schema.No], count[schema.Unknown])
}

func lit(text string) *doc.Node {
	d, err := doc.Parse("literal.yaml", []byte(text))
	if err != nil {
		panic(err)
	}
	return d.Root
}

func pick(r *rand.Rand, texts ...string) *doc.Node { return lit(texts[r.IntN(len(texts))]) }

func randomSchema(r *rand.Rand, depth int) *doc.Node {
	kind := r.IntN(8)
	if depth == 0 {
		kind = r.IntN(4)
	}
	switch kind {
	case 0:
		return pick(r, "{type: integer}", "{type: integer, minimum: 0, maximum: 9}", "{type: number, multipleOf: 0.5}", "{type: integer, format: int32}", "{type: integer, enum: [1, 2, 3]}")
	case 1:
		return pick(r, "{type: string}", "{type: string, maxLength: 5}", "{type: string, pattern: '^[a-c]+$'}", "{type: string, enum: [a, b]}", "{type: string, nullable: true}")
	case 2:
		return pick(r, "{type: boolean}", "{}", "{type: string, enum: [x], nullable: true}")
	case 3:
		return pick(r, "{type: string, enum: [a, b, c]}", "{type: number, minimum: 1}", "{type: object, additionalProperties: {type: string}}")
	case 4:
		n := lit("{type: array}")
		n.Set("items", randomSchema(r, depth-1))
		if r.IntN(2) == 0 {
			n.Set("maxItems", pick(r, "2", "3"))
		}
		return n
	case 5:
		n := doc.NewMap()
		list := doc.NewSeq()
		for range 2 + r.IntN(2) {
			list.Items = append(list.Items, randomSchema(r, depth-1))
		}
		n.Set([]string{"oneOf", "anyOf"}[r.IntN(2)], list)
		return n
	case 6:
		n := doc.NewMap()
		n.Set("allOf", doc.NewSeq(randomObject(r, depth-1, "a", "b"), randomObject(r, depth-1, "c")))
		for _, member := range n.Get("allOf").Items {
			member.Delete("additionalProperties") // contradictions are another matter
		}
		return n
	}
	return randomObject(r, depth, "a", "b", "c")
}

func randomObject(r *rand.Rand, depth int, names ...string) *doc.Node {
	n := lit("{type: object}")
	properties, required := doc.NewMap(), doc.NewSeq()
	for _, name := range names {
		if r.IntN(3) == 0 {
			continue
		}
		properties.Set(name, randomSchema(r, max(0, depth-1)))
		if r.IntN(2) == 0 {
			required.Items = append(required.Items, doc.NewString(name))
		}
	}
	n.Set("properties", properties)
	if len(required.Items) > 0 {
		n.Set("required", required)
	}
	switch r.IntN(5) {
	case 0:
		n.Set("additionalProperties", doc.NewBool(false))
	case 1:
		n.Set("additionalProperties", doc.NewBool(true))
	}
	return n
}

// mutate changes one place below a schema.
func mutate(r *rand.Rand, n *doc.Node) *doc.Node {
	var places []func()
	var visit func(n *doc.Node, put func(*doc.Node))
	visit = func(n *doc.Node, put func(*doc.Node)) {
		places = append(places, func() { put(randomSchema(r, 1)) })
		if n.Has("required") {
			places = append(places, func() { n.Delete("required") })
		}
		if p := n.Get("properties"); p != nil {
			places = append(places, func() { p.Set("d", randomSchema(r, 0)) }, func() { n.Set("required", lit("[a]")) })
			for i := range p.Members {
				visit(p.Members[i].Value, func(v *doc.Node) { p.Members[i].Value = v })
			}
			if len(p.Members) > 0 {
				places = append(places, func() { p.Members = p.Members[1:] })
			}
		}
		for _, key := range []string{"oneOf", "anyOf", "allOf"} {
			list := n.Get(key)
			if list == nil {
				continue
			}
			for i := range list.Items {
				visit(list.Items[i], func(v *doc.Node) {
					if key != "allOf" { // else, contradictions
						list.Items[i] = v
					}
				})
			}
			if key == "allOf" {
				continue
			}
			places = append(places, func() { list.Items = list.Items[1:] }, func() { list.Items = append(list.Items, randomSchema(r, 1)) })
		}
		if items := n.Get("items"); items != nil {
			visit(items, func(v *doc.Node) { n.Set("items", v) })
			places = append(places, func() { n.Set("maxItems", lit("1")) }, func() { n.Delete("maxItems") })
		}
	}
	root := n
	visit(n, func(v *doc.Node) { root = v })
	places[r.IntN(len(places))]()
	return root
}
