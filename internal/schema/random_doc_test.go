package schema_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/schema"
)

// document makes components that refer to each other: parents with
// discriminators, children that extend them, lists and trees.
func (m maker) document() string {
	var b strings.Builder
	b.WriteString("{")
	for i, name := range []string{"A", "B", "C"} {
		if i > 0 {
			b.WriteString(",")
		}
		fmt.Fprintf(&b, "%q:%s", name, m.component(2))
	}
	fmt.Fprintf(&b, `,"P":{"type":"object","required":["k"],"properties":{"k":{"type":"string"%s},"a":%s},`, m.one("", "", `,"readOnly":true`), m.ref(1))
	b.WriteString(`"oneOf":[{"$ref":"#/components/schemas/Q"},{"$ref":"#/components/schemas/R"}],`)
	fmt.Fprintf(&b, `"discriminator":{"propertyName":"k","mapping":{"x":"#/components/schemas/Q",%q:"#/components/schemas/R"}}},`, m.one("y", "z"))
	fmt.Fprintf(&b, `"Q":{"allOf":[{"$ref":"#/components/schemas/P"},%s]},`, m.component(1))
	fmt.Fprintf(&b, `"R":{"allOf":[{"$ref":"#/components/schemas/P"},%s]}}`, m.component(1))
	return b.String()
}

func (m maker) ref(depth int) string {
	if m.IntN(2) == 0 {
		return fmt.Sprintf(`{"$ref":"#/components/schemas/%s"}`, m.one("A", "B", "C", "P", "Q"))
	}
	return m.component(depth)
}

func (m maker) component(depth int) string {
	if depth <= 0 {
		return m.one(`{"type":"string"}`, `{"type":"integer"}`, `{"type":"string","enum":["x","y"]}`, `{"type":"string","nullable":true}`,
			`{"type":"integer","minimum":1}`, `{"type":"string","maxLength":1}`, `{"type":"string","readOnly":true}`, `{"type":"string","writeOnly":true}`)
	}
	switch m.IntN(6) {
	case 0:
		return fmt.Sprintf(`{"type":"array","items":%s}`, m.ref(depth-1))
	case 1:
		return fmt.Sprintf(`{"allOf":[%s,%s]}`, m.ref(depth-1), m.ref(depth-1))
	case 2:
		return fmt.Sprintf(`{%q:[%s,%s]}`, m.one("anyOf", "oneOf"), m.ref(depth-1), m.ref(depth-1))
	}
	var props []string
	for _, name := range []string{"a", "b", "k"} {
		if m.IntN(2) == 0 {
			props = append(props, fmt.Sprintf("%q:%s", name, m.ref(depth-1)))
		}
	}
	extra := ""
	if len(props) > 0 {
		extra += `,"properties":{` + strings.Join(props, ",") + "}"
	}
	if m.IntN(2) == 0 {
		extra += m.one(`,"required":["a"]`, `,"required":["k"]`, `,"required":["a","b"]`)
	}
	if m.IntN(6) == 0 {
		extra += m.one(`,"additionalProperties":false`, `,"additionalProperties":{"type":"string"}`, `,"nullable":true`)
	}
	return `{"type":"object"` + extra + "}"
}

func TestRandomDocuments(t *testing.T) {
	t.Parallel()
	n := 400
	if testing.Short() {
		n = 100
	}
	m := maker{rand.New(rand.NewPCG(3, 4))}
	count := map[string]int{}
	for i := range n {
		left := m.document()
		right := m.mutate(left)
		if i%4 == 0 {
			right = m.document()
		}
		c := schema.NewChecker()
		name := m.one("A", "B", "C", "P", "Q")
		q := schema.Query{
			Sub:       component(t, "3.0.3", left, name),
			Super:     component(t, "3.0.3", right, name),
			Direction: schema.Direction(m.IntN(3)),
			Closed:    m.IntN(2) == 0,
		}
		r := check(t, c, q)
		count[r.Verdict.String()]++
		if r.Verdict == schema.Yes && !q.Closed {
			m.sampleDirection(t, c, q)
		}
		if r.Verdict == schema.No && q.Closed {
			if open := c.Contains(schema.Query{Sub: q.Sub, Super: q.Super, Direction: q.Direction}); open.Verdict == schema.Yes {
				t.Errorf("open is within, closed is not")
			}
		}
		if self := schema.NewChecker().Contains(schema.Query{Sub: q.Sub, Super: component(t, "3.0.3", left, name), Direction: q.Direction, Closed: q.Closed}); self.Verdict != schema.Yes {
			t.Errorf("not within itself: %v", self.Verdict)
		}
		if t.Failed() {
			t.Fatalf("document %d: %s %v closed %v: %v %s\n%s\n%s", i, name, q.Direction, q.Closed, r.Verdict, r.Reason, left, right)
		}
	}
	t.Logf("answers: %v", count)
}

func (m maker) sampleDirection(t *testing.T, c *schema.Checker, q schema.Query) {
	t.Helper()
	for range 40 {
		v := parse(t, m.value(3)).Root
		in, err := c.Valid(q.Sub, q.Direction, v)
		if err != nil || !in {
			continue
		}
		if out, err := c.Valid(q.Super, q.Direction, v); err == nil && !out {
			t.Errorf("proved, but %s is in the difference", doc.JSON(v))
		}
	}
}
