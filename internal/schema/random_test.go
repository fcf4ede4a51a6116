package schema_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/schema"
)

// maker makes random schemas over a small vocabulary, so that pairs of them
// have something to do with each other, and random values.
type maker struct{ *rand.Rand }

func (m maker) one(list ...string) string { return list[m.IntN(len(list))] }

func (m maker) schema(depth int) string {
	if depth <= 0 {
		return m.leaf()
	}
	switch m.IntN(12) {
	case 0, 1, 2:
		return m.leaf()
	case 3, 4, 5, 6:
		return m.object(depth)
	case 7:
		return m.array(depth)
	case 8:
		return fmt.Sprintf(`{"allOf":[%s,%s]}`, m.schema(depth-1), m.schema(depth-1))
	case 9:
		return fmt.Sprintf(`{"anyOf":[%s,%s]}`, m.schema(depth-1), m.schema(depth-1))
	case 10:
		return fmt.Sprintf(`{"oneOf":[%s,%s]}`, m.schema(depth-1), m.schema(depth-1))
	}
	return fmt.Sprintf(`{"not":%s}`, m.schema(depth-1))
}

func (m maker) leaf() string {
	switch m.IntN(9) {
	case 0:
		return m.one(`{}`, `{"type":"object"}`, `{"type":"boolean"}`, `{"type":"null"}`, `{"type":"array"}`)
	case 1:
		return fmt.Sprintf(`{"type":%q,"minimum":%d,"maximum":%d}`, m.one("integer", "number"), m.IntN(4), m.IntN(4)+1)
	case 2:
		return fmt.Sprintf(`{"type":%q,"exclusiveMinimum":%d}`, m.one("integer", "number"), m.IntN(4))
	case 3:
		return fmt.Sprintf(`{"type":%q,"multipleOf":%s}`, m.one("integer", "number"), m.one("2", "3", "0.5"))
	case 4:
		return fmt.Sprintf(`{"type":"string","minLength":%d,"maxLength":%d}`, m.IntN(3), m.IntN(3)+1)
	case 5:
		return fmt.Sprintf(`{"type":"string","pattern":%q}`, m.one("^a", "b$", "^[ab]{1,2}$", "a", "^(x|y)$"))
	case 6:
		return fmt.Sprintf(`{"enum":[%s,%s]}`, m.value(1), m.value(1))
	case 7:
		return fmt.Sprintf(`{"type":[%q,%q]}`, m.one("string", "null", "object"), m.one("integer", "boolean"))
	}
	return fmt.Sprintf(`{"const":%s}`, m.value(0))
}

func (m maker) object(depth int) string {
	var parts []string
	if m.IntN(4) > 0 {
		parts = append(parts, `"type":"object"`)
	}
	var props []string
	for _, name := range []string{"a", "b", "k"} {
		if m.IntN(2) == 0 {
			props = append(props, fmt.Sprintf("%q:%s", name, m.schema(depth-1)))
		}
	}
	if len(props) > 0 {
		parts = append(parts, `"properties":{`+strings.Join(props, ",")+"}")
	}
	if m.IntN(2) == 0 {
		parts = append(parts, m.one(`"required":["a"]`, `"required":["k"]`, `"required":["a","b"]`))
	}
	switch m.IntN(7) {
	case 0:
		parts = append(parts, `"additionalProperties":false`)
	case 1:
		parts = append(parts, `"additionalProperties":`+m.schema(depth-1))
	case 2:
		parts = append(parts, fmt.Sprintf(`%q:%d`, m.one("minProperties", "maxProperties"), m.IntN(3)))
	case 3:
		parts = append(parts, fmt.Sprintf(`"patternProperties":{%q:%s}`, m.one("^a", "^[ab]$", "."), m.schema(depth-1)))
	}
	return "{" + strings.Join(parts, ",") + "}"
}

func (m maker) array(depth int) string {
	parts := []string{`"type":"array"`}
	if m.IntN(3) > 0 {
		parts = append(parts, `"items":`+m.schema(depth-1))
	}
	if m.IntN(4) == 0 {
		parts = append(parts, `"prefixItems":[`+m.schema(depth-1)+`]`)
	}
	if m.IntN(3) == 0 {
		parts = append(parts, fmt.Sprintf(`"minItems":%d`, m.IntN(3)))
	}
	if m.IntN(3) == 0 {
		parts = append(parts, fmt.Sprintf(`"maxItems":%d`, m.IntN(3)))
	}
	if m.IntN(4) == 0 {
		parts = append(parts, `"uniqueItems":true`)
	}
	return "{" + strings.Join(parts, ",") + "}"
}

func (m maker) value(depth int) string {
	switch n := m.IntN(9); {
	case n < 2:
		return m.one(`"a"`, `"b"`, `"ab"`, `""`, `"x"`, `"y"`)
	case n < 4:
		return m.one("0", "1", "2", "3", "1.5", "4", "6", "-1")
	case n < 5:
		return m.one("null", "true", "false")
	case n < 8 && depth > 0:
		var parts []string
		for _, name := range []string{"a", "b", "k", "z"} {
			if m.IntN(2) == 0 {
				parts = append(parts, fmt.Sprintf("%q:%s", name, m.value(depth-1)))
			}
		}
		return "{" + strings.Join(parts, ",") + "}"
	case depth > 0:
		var parts []string
		for range m.IntN(3) {
			parts = append(parts, m.value(depth-1))
		}
		return "[" + strings.Join(parts, ",") + "]"
	}
	return "null"
}

// mutate changes one number or word of a schema, so that pairs are close.
func (m maker) mutate(s string) string {
	from := m.one(`"minimum":1`, `"maximum":2`, `"string"`, `"integer"`, `"required":["a"]`, `"allOf"`, `"anyOf"`, `"oneOf"`, `"a":`, `false`, `2`, `1`)
	to := map[string]string{
		`"minimum":1`: `"minimum":0`, `"maximum":2`: `"maximum":3`, `"string"`: `"number"`, `"integer"`: `"number"`,
		`"required":["a"]`: `"required":[]`, `"allOf"`: `"anyOf"`, `"anyOf"`: `"oneOf"`, `"oneOf"`: `"anyOf"`,
		`"a":`: `"b":`, `false`: `{"type":"string"}`, `2`: `3`, `1`: `0`,
	}[from]
	out := strings.Replace(s, from, to, 1)
	if _, err := doc.Parse("x.json", []byte(out)); err != nil {
		return s
	}
	return out
}

// neutral writes the same set with another hash.
func neutral(s string) string {
	return strings.ReplaceAll(s, `"type":`, `"allOf":[{}],"type":`)
}

func TestRandomPairs(t *testing.T) {
	t.Parallel()
	n := 1200
	if testing.Short() {
		n = 300
	}
	m := maker{rand.New(rand.NewPCG(1, 2))}
	count := map[schema.Verdict]int{}
	self := map[schema.Verdict]int{}
	for i := range n {
		c := schema.NewChecker()
		left := m.schema(3)
		right := m.mutate(left)
		if i%3 == 0 {
			right = m.schema(3)
		}
		a, b := bare(t, left, schema.OpenAPI31), bare(t, right, schema.OpenAPI31)
		r := check(t, c, schema.Query{Sub: a, Super: b})
		count[r.Verdict]++
		if r.Verdict == schema.Yes {
			m.sample(t, c, a, b, left, right)
		}
		same := bare(t, neutral(left), schema.OpenAPI31)
		for _, q := range []schema.Query{{Sub: a, Super: same}, {Sub: same, Super: a}} {
			again := schema.NewChecker().Contains(q)
			self[again.Verdict]++
			if again.Verdict == schema.No {
				t.Errorf("%s is not within itself: %s", left, doc.JSON(again.Witness))
			} else if again.Verdict == schema.Unknown {
				t.Logf("unknown of itself: %s: %s", left, again.Reason)
			}
		}
		if t.Failed() {
			t.Fatalf("pair %d: %s within %s", i, left, right)
		}
	}
	t.Logf("answers: %v; of a schema within itself: %v", count, self)
}

// sample looks for values that contradict a proof.
func (m maker) sample(t *testing.T, c *schema.Checker, a, b schema.Schema, left, right string) {
	t.Helper()
	try := func(v *doc.Node) {
		in, err := c.Valid(a, schema.Plain, v)
		if err != nil || !in {
			return
		}
		if out, err := c.Valid(b, schema.Plain, v); err == nil && !out {
			t.Errorf("%s within %s is proved, but %s is in the difference", left, right, doc.JSON(v))
		}
	}
	for range 60 {
		try(parse(t, m.value(2)).Root)
	}
	if v, ok := c.Example(a, schema.Plain); ok {
		try(v)
	}
}
