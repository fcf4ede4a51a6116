package schema_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/schema"
)

// diamond makes n components of which each applies the next one twice.
func diamond(n int, keyword, last string) string {
	var b strings.Builder
	b.WriteString("{")
	for i := range n {
		r := fmt.Sprintf(`{$ref: '#/components/schemas/S%d'}`, i+1)
		switch keyword {
		case "properties":
			fmt.Fprintf(&b, "S%d: {type: object, properties: {a: %s, b: %s}}, ", i, r, r)
		default:
			fmt.Fprintf(&b, "S%d: {%s: [%s, {allOf: [%s]}]}, ", i, keyword, r, r)
		}
	}
	fmt.Fprintf(&b, "S%d: %s}", n, last)
	return b.String()
}

func nested(n int, open, leaf, end string) string {
	return strings.Repeat(open, n) + leaf + strings.Repeat(end, n)
}

func enumOf(n int, format string) string {
	var b strings.Builder
	b.WriteString("{enum: [")
	for i := range n {
		fmt.Fprintf(&b, format+",", i)
	}
	b.WriteString("]}")
	return b.String()
}

func wide(n int, format string) string {
	var list []string
	for i := range n {
		list = append(list, fmt.Sprintf(format, i))
	}
	return strings.Join(list, ", ")
}

// TestHostile asks questions that naive expansion never finishes. The
// answers matter less than that there is one, soon.
func TestHostile(t *testing.T) {
	t.Parallel()
	components := func(text string) string { return "{openapi: 3.0.3, components: {schemas: " + text + "}}" }
	cases := []struct {
		name       string
		sub, super string
		want       []schema.Verdict
	}{
		{"allOf diamonds", components(diamond(60, "allOf", `{type: string}`)), components(diamond(60, "allOf", `{type: string, maxLength: 3}`)), []schema.Verdict{no, unknown}},
		{"anyOf diamonds", components(diamond(60, "anyOf", `{type: string}`)), components(diamond(60, "anyOf", `{type: string, maxLength: 3}`)), []schema.Verdict{no, unknown}},
		{"oneOf diamonds", components(diamond(40, "oneOf", `{type: string}`)), components(diamond(40, "oneOf", `{type: string, maxLength: 3}`)), []schema.Verdict{yes, no, unknown}},
		{"property diamonds", components(diamond(60, "properties", `{type: string}`)), components(diamond(60, "properties", `{type: string, minLength: 1}`)), []schema.Verdict{no, unknown}},
		{"itself in oneOf", components(`{S0: {oneOf: [{$ref: '#/components/schemas/S0'}, {type: string}]}}`), components(`{S0: {type: string}}`), []schema.Verdict{unknown}},
		{"itself in allOf", components(`{S0: {type: string, allOf: [{$ref: '#/components/schemas/S0'}]}}`), components(`{S0: {type: string}}`), []schema.Verdict{yes}},
		{"itself in not", components(`{S0: {not: {$ref: '#/components/schemas/S0'}}}`), components(`{S0: {type: string}}`), []schema.Verdict{unknown}},
		{"itself as a reference", components(`{S0: {$ref: '#/components/schemas/S0'}}`), components(`{S0: {type: string}}`), []schema.Verdict{unknown}},
		{"reference to nowhere", components(`{S0: {$ref: '#/components/schemas/S9'}}`), components(`{S0: {type: string}}`), []schema.Verdict{unknown}},
		{"reference to elsewhere", components(`{S0: {$ref: 'other.yaml#/S'}}`), components(`{S0: {type: string}}`), []schema.Verdict{unknown}},
		{"ring of alternatives", components(`{S0: {anyOf: [{$ref: '#/components/schemas/S1'}, {type: integer}]}, S1: {anyOf: [{$ref: '#/components/schemas/S0'}, {type: string}]}}`), components(`{S0: {type: [string, integer]}}`), []schema.Verdict{unknown, yes}},
		{"deep arrays", components(`{S0: ` + nested(400, `{type: array, items: `, `{type: string}`, `}`) + `}`), components(`{S0: ` + nested(400, `{type: array, items: `, `{type: integer}`, `}`) + `}`), []schema.Verdict{unknown, no}},
		{"deep allOf", components(`{S0: ` + nested(400, `{allOf: [`, `{type: string}`, `]}`) + `}`), components(`{S0: {type: string, maxLength: 3}}`), []schema.Verdict{no}},
		{"deep not", components(`{S0: ` + nested(400, `{not: `, `{type: string}`, `}`) + `}`), components(`{S0: {type: string}}`), []schema.Verdict{yes, unknown}},
		{"long enum", components(`{S0: ` + enumOf(100_000, "v%d") + `}`), components(`{S0: ` + enumOf(99_999, "v%d") + `}`), []schema.Verdict{no, unknown}},
		{"long enum of numbers in a range", components(`{S0: ` + enumOf(50_000, "%d") + `}`), components(`{S0: {type: integer, minimum: 0, maximum: 49999}}`), []schema.Verdict{yes, unknown}},
		{"too long an enum", components(`{S0: ` + enumOf(300_000, "v%d") + `}`), components(`{S0: {type: integer}}`), []schema.Verdict{unknown, no}},
		{"wide range as enum", components(`{S0: {type: integer, minimum: 0, maximum: 49999}}`), components(`{S0: ` + enumOf(50_000, "%d") + `}`), []schema.Verdict{yes, unknown}},
		{"strings as a long enum", components(`{S0: {type: string, maxLength: 4}}`), components(`{S0: ` + enumOf(50_000, "v%d") + `}`), []schema.Verdict{no, unknown}},
		{"a long enum without another", components(`{S0: ` + enumOf(50_000, "v%d") + `}`), components(`{S0: {type: string, not: ` + enumOf(40_000, "w%d") + `}}`), []schema.Verdict{yes, unknown}},
		{"product of unions", components(`{S0: {allOf: [` + wide(12, `{anyOf: [{type: object, required: [a%[1]d]}, {type: object, required: [b%[1]d]}]}`) + `]}}`), components(`{S0: {type: object, required: [a0]}}`), []schema.Verdict{no, unknown}},
		{"wide oneOf", components(`{S0: {oneOf: [` + wide(200, `{type: object, required: [a%d]}`) + `]}}`), components(`{S0: {type: object, required: [a0]}}`), []schema.Verdict{no, unknown}},
		{"many properties", components(`{S0: {type: object, properties: {` + wide(5000, `p%d: {type: string}`) + `}}}`), components(`{S0: {type: object, properties: {` + wide(5000, `p%d: {type: string, minLength: 1}`) + `}}}`), []schema.Verdict{no}},
		{"min properties", components(`{S0: {type: object, minProperties: 1000000000}}`), components(`{S0: {type: object, minProperties: 1000000001}}`), []schema.Verdict{unknown}},
		{"long strings", components(`{S0: {type: string, minLength: 1000000000000}}`), components(`{S0: {type: string, maxLength: 5}}`), []schema.Verdict{unknown}},
		{"numbers beyond reach", components(`{S0: {type: number, multipleOf: 1e-999999999, minimum: 1e999999999}}`), components(`{S0: {type: number, maximum: -1e999999999}}`), []schema.Verdict{unknown}},
		{"fine grids", components(`{S0: {type: number, multipleOf: 1e-300}}`), components(`{S0: {type: number, multipleOf: 3e-300}}`), []schema.Verdict{no, unknown}},
		{"hard patterns", components(`{S0: {type: string, pattern: '^(a+)+$'}}`), components(`{S0: {type: string, pattern: '(x+x+)+y'}}`), []schema.Verdict{no, unknown}},
		{"malformed keywords", components(`{S0: {type: 5, required: yes, properties: [a], enum: {}, allOf: {}, minimum: x, items: [], pattern: '('}}`), components(`{S0: {type: string}}`), []schema.Verdict{yes, unknown}},
		{"schema is a list", components(`{S0: [a, b]}`), components(`{S0: {type: string}}`), []schema.Verdict{unknown}},
		{"null as schema", components(`{S0: null}`), components(`{S0: {type: string}}`), []schema.Verdict{unknown}},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			if testing.Short() && len(tc.sub)+len(tc.super) > 100_000 {
				t.Skip("slow")
			}
			a, b := parse(t, tc.sub), parse(t, tc.super)
			get := func(d *doc.Document) schema.Schema {
				return schema.Schema{Doc: d, Node: d.Root.Lookup("components", "schemas", "S0")}
			}
			for _, dir := range []schema.Direction{schema.Plain, schema.Request} {
				c := schema.NewChecker()
				began := time.Now()
				r := check(t, c, schema.Query{Sub: get(a), Super: get(b), Direction: dir, Closed: dir == schema.Request})
				if took := time.Since(began); took > 5*time.Second {
					t.Errorf("took %v", took)
				} else {
					t.Logf("%v: %v %s", took.Round(time.Millisecond), r.Verdict, r.Reason)
				}
				ok := false
				for _, v := range tc.want {
					ok = ok || v == r.Verdict
				}
				if dir == schema.Plain && !ok {
					t.Errorf("%v (%s), want one of %v", r.Verdict, r.Reason, tc.want)
				}
				c.Example(get(a), dir)
				c.Hash(get(a), dir)
			}
		})
	}
}
