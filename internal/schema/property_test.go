package schema_test

import (
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/schema"
)

// TestTransitive: when a is within b and b within c, a is not shown to be
// outside c.
func TestTransitive(t *testing.T) {
	t.Parallel()
	n := 400
	if testing.Short() {
		n = 50
	}
	m := maker{rand.New(rand.NewPCG(5, 6))}
	chains := 0
	for range n {
		first := m.schema(2)
		texts := []string{first, m.mutate(first), m.mutate(m.mutate(first)), m.schema(2)}
		c := schema.NewChecker()
		var list []schema.Schema
		for _, text := range texts {
			list = append(list, bare(t, text, schema.OpenAPI31))
		}
		var within [4][4]schema.Verdict
		for i := range list {
			for j := range list {
				within[i][j] = c.Contains(schema.Query{Sub: list[i], Super: list[j]}).Verdict
			}
		}
		for i := range list {
			for j := range list {
				for k := range list {
					if within[i][j] == schema.Yes && within[j][k] == schema.Yes {
						if chains++; within[i][k] == schema.No {
							t.Errorf("%s\n%s\n%s", texts[i], texts[j], texts[k])
						}
					}
				}
			}
		}
	}
	t.Logf("%d chains", chains)
}

// TestOrderOfQuestions: what is answered does not depend on what was asked
// before.
func TestOrderOfQuestions(t *testing.T) {
	t.Parallel()
	m := maker{rand.New(rand.NewPCG(7, 8))}
	shared := schema.NewChecker()
	for range 150 {
		left, right := m.schema(3), m.schema(2)
		q := schema.Query{Sub: bare(t, left, schema.OpenAPI31), Super: bare(t, right, schema.OpenAPI31)}
		alone, beside := schema.NewChecker().Contains(q), shared.Contains(q)
		if alone.Verdict != beside.Verdict && alone.Verdict != schema.Unknown && beside.Verdict != schema.Unknown {
			t.Errorf("%s within %s: alone %v, beside others %v", left, right, alone.Verdict, beside.Verdict)
		}
	}
}

// TestClosedByText: closing every object by hand is the same as asking for a
// closed producer, where nothing is composed.
func TestClosedByText(t *testing.T) {
	t.Parallel()
	cases := []struct{ open, closed string }{
		{`{type: object, properties: {a: {type: string}}}`, `{type: object, properties: {a: {type: string}}, additionalProperties: false}`},
		{`{type: object, properties: {a: {type: object, properties: {b: {}}}, c: {type: array, items: {type: object, properties: {d: {}}}}}}`,
			`{type: object, additionalProperties: false, properties: {a: {type: object, additionalProperties: false, properties: {b: {}}}, c: {type: array, items: {type: object, additionalProperties: false, properties: {d: {}}}}}}`},
	}
	for _, tc := range cases {
		open, closed := bare(t, tc.open, schema.OpenAPI30), bare(t, tc.closed, schema.OpenAPI30)
		c := schema.NewChecker()
		if r := c.Contains(schema.Query{Sub: open, Super: closed, Closed: true}); r.Verdict != schema.Yes {
			t.Errorf("closed %s within %s: %v", tc.open, tc.closed, r)
		}
		if r := c.Contains(schema.Query{Sub: open, Super: closed}); r.Verdict != schema.No {
			t.Errorf("open %s within %s: %v", tc.open, tc.closed, r)
		}
	}
}

func TestConcurrent(t *testing.T) {
	t.Parallel()
	c := schema.NewChecker()
	a, b := bare(t, `{type: object, properties: {a: {type: integer, maximum: 9}}}`, schema.OpenAPI30), bare(t, `{type: object, properties: {a: {type: number, maximum: 5}}}`, schema.OpenAPI30)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if r := c.Contains(schema.Query{Sub: a, Super: b}); r.Verdict != schema.No {
				t.Errorf("got %v", r)
			}
			c.Hash(a, schema.Request)
			if v, ok := c.Example(a, schema.Plain); !ok || v == nil {
				t.Error("no example")
			}
		})
	}
	wg.Wait()
}

func TestWitness(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, sub, super, witness, pointer string }{
		{"value", `{type: string}`, `{type: string, maxLength: 0}`, `"a"`, ""},
		{"missing property", `{type: object, properties: {a: {type: string}}}`, `{type: object, required: [a]}`, `{}`, ""},
		{"nested value", `{type: object, required: [a], properties: {a: {type: array, items: {type: object, properties: {b: {type: integer}}}}}}`,
			`{type: object, properties: {a: {type: array, items: {type: object, properties: {b: {type: integer, minimum: 1}}}}}}`, `{"a":[{"b":0}]}`, "/a/0/b"},
		{"added enum value", `{enum: [a, b]}`, `{enum: [a]}`, `"b"`, ""},
		{"format of a string", `{type: object, required: [at], properties: {at: {type: string, format: date-time}}}`, `{type: object, required: [b]}`, `{"at":"2025-01-01T00:00:00Z"}`, ""},
		{"member name is escaped", `{type: object, required: ['a/b'], properties: {'a/b': {type: integer}}}`, `{type: object, properties: {'a/b': {type: string}}}`, `{"a/b":0}`, "/a~1b"},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			r := check(t, schema.NewChecker(), schema.Query{Sub: bare(t, tc.sub, schema.OpenAPI30), Super: bare(t, tc.super, schema.OpenAPI30)})
			got := []string{r.Verdict.String(), string(doc.JSON(r.Witness)), string(r.Pointer)}
			if diff := cmp.Diff([]string{"no", tc.witness, tc.pointer}, got); diff != "" {
				t.Errorf("mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

// TestSecondOpinion: kin-openapi refuses null where no type is given.
func TestSecondOpinion(t *testing.T) {
	t.Parallel()
	c := schema.NewChecker()
	r := c.Contains(schema.Query{
		Sub:   bare(t, `{enum: [null]}`, schema.OpenAPI30),
		Super: bare(t, `{type: string}`, schema.OpenAPI30),
	})
	if r.Verdict != schema.No || r.Note == "" {
		t.Errorf("got %v with note %q, want no with a note", r.Verdict, r.Note)
	}
	r = c.Contains(schema.Query{Sub: bare(t, `{type: integer}`, schema.OpenAPI30), Super: bare(t, `{type: string}`, schema.OpenAPI30)})
	if r.Verdict != schema.No || r.Note != "" {
		t.Errorf("got %v with note %q, want no without one", r.Verdict, r.Note)
	}
}

func TestCompare(t *testing.T) {
	t.Parallel()
	same, differ := true, false
	cases := []struct {
		base, rev string
		verdict   schema.Verdict
		equal     *bool
	}{
		{`{enum: [1, 2, 3]}`, `{type: integer, minimum: 1, maximum: 3}`, schema.Yes, &same},
		{`{type: integer}`, `{type: number}`, schema.Yes, &differ},
		{`{type: number}`, `{type: integer}`, schema.No, &differ},
		{`{type: string, pattern: '(a)\1'}`, `{type: string, pattern: '(a)\1|b'}`, schema.Unknown, nil},
		{`{type: string, pattern: '(a)\1'}`, `{type: string}`, schema.Yes, nil},
	}
	for _, tc := range cases {
		r, equal := schema.Compare(bare(t, tc.base, schema.OpenAPI31), bare(t, tc.rev, schema.OpenAPI31))
		if r.Verdict != tc.verdict {
			t.Errorf("%s within %s: %v (%s), want %v", tc.base, tc.rev, r.Verdict, r.Reason, tc.verdict)
		}
		if diff := cmp.Diff(tc.equal, equal); diff != "" {
			t.Errorf("%s equal to %s: mismatch (-want +got):\n%s", tc.base, tc.rev, diff)
		}
	}
}

func TestExample(t *testing.T) {
	t.Parallel()
	c := schema.NewChecker()
	for _, text := range []string{
		`{type: string, format: uuid}`, `{type: integer, minimum: 5, multipleOf: 4}`, `{type: object, required: [a], properties: {a: {type: string, pattern: '^[a-f]{8}$'}}}`,
		`{type: array, minItems: 3, uniqueItems: true, items: {type: integer}}`, `{type: array, minItems: 3, uniqueItems: true, items: {type: string}}`,
		`{not: {type: [string, number, integer, object, array, boolean]}}`, `{oneOf: [{type: object, required: [a]}, {type: object, required: [b]}]}`, `{}`,
		`{type: object, minProperties: 2}`, `{type: array, items: {}, minItems: 2, uniqueItems: true}`,
	} {
		s := bare(t, text, schema.OpenAPI31)
		v, ok := c.Example(s, schema.Plain)
		if !ok {
			t.Errorf("no example of %s", text)
			continue
		}
		if valid, err := c.Valid(s, schema.Plain, v); err != nil || !valid {
			t.Errorf("example %s of %s: %v %v", doc.JSON(v), text, valid, err)
		}
	}
	for _, text := range []string{`false`, `{type: string, minLength: 2, maxLength: 1}`, `{type: object, required: [a], properties: {a: false}}`} {
		if v, ok := c.Example(bare(t, text, schema.OpenAPI31), schema.Plain); ok {
			t.Errorf("example %s of nothing: %s", doc.JSON(v), text)
		}
	}
}

func TestValid(t *testing.T) {
	t.Parallel()
	c := schema.NewChecker()
	s := bare(t, `{type: object, required: [id, n], properties: {id: {type: string, readOnly: true}, n: {type: integer, format: int32}}}`, schema.OpenAPI30)
	for _, tc := range []struct {
		value string
		dir   schema.Direction
		want  bool
	}{
		{`{n: 1}`, schema.Request, true},
		{`{n: 1}`, schema.Response, false},
		{`{n: 1.0, id: x}`, schema.Response, true},
		{`{n: 3000000000, id: x}`, schema.Plain, false},
		{`{id: 5, n: 1}`, schema.Request, true}, // not declared there
	} {
		got, err := c.Valid(s, tc.dir, parse(t, tc.value).Root)
		if err != nil || got != tc.want {
			t.Errorf("%s in %v: %v %v, want %v", tc.value, tc.dir, got, err, tc.want)
		}
	}
	if _, err := c.Valid(bare(t, `{$ref: '#/nowhere'}`, schema.OpenAPI30), schema.Plain, doc.NewString("")); err == nil {
		t.Error("a dangling reference is judged")
	}
}
