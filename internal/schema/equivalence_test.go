package schema_test

import (
	"testing"

	"github.com/atlasrestore/atlasrestore/internal/schema"
)

// TestSameSet holds what is the same set written differently: it is within
// itself both ways, in every direction, open and closed.
func TestSameSet(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, a, b string }{
		{"order of properties", `{type: object, properties: {a: {type: string}, b: {type: integer}}}`, `{properties: {b: {type: integer}, a: {type: string}}, type: object}`},
		{"order of enum", `{enum: [a, b, c]}`, `{enum: [c, a, b]}`},
		{"repeated enum value", `{enum: [a, b]}`, `{enum: [a, b, a]}`},
		{"order of required", `{type: object, required: [a, b]}`, `{type: object, required: [b, a]}`},
		{"order of oneOf", `{oneOf: [{type: string}, {type: integer}]}`, `{oneOf: [{type: integer}, {type: string}]}`},
		{"order of anyOf", `{anyOf: [{type: string, maxLength: 2}, {type: string, minLength: 1}]}`, `{anyOf: [{type: string, minLength: 1}, {type: string, maxLength: 2}]}`},
		{"oneOf of disjoint as anyOf", `{oneOf: [{type: string}, {type: integer}]}`, `{anyOf: [{type: string}, {type: integer}]}`},
		{"oneOf of one", `{oneOf: [{type: string}]}`, `{type: string}`},
		{"allOf of one", `{allOf: [{type: string}]}`, `{type: string}`},
		{"allOf flattened", `{allOf: [{type: object, properties: {a: {type: string}}}, {type: object, required: [a]}]}`, `{type: object, properties: {a: {type: string}}, required: [a]}`},
		{"allOf nested", `{allOf: [{allOf: [{type: string}, {minLength: 1}]}, {maxLength: 5}]}`, `{type: string, minLength: 1, maxLength: 5}`},
		{"allOf meets bounds", `{allOf: [{type: integer, minimum: 1}, {type: integer, minimum: 3, maximum: 9}]}`, `{type: integer, minimum: 3, maximum: 9}`},
		{"range as enum", `{type: integer, minimum: 1, maximum: 3}`, `{type: integer, enum: [1, 2, 3]}`},
		{"range as enum without type", `{type: integer, minimum: 1, maximum: 3}`, `{enum: [1, 2, 3]}`},
		{"bound implied by enum", `{type: string, enum: [aa, bb], minLength: 2, maxLength: 2}`, `{type: string, enum: [aa, bb]}`},
		{"bound implied by pattern", `{type: string, pattern: '^([a-f0-9]{24})$', minLength: 24, maxLength: 24}`, `{type: string, pattern: '^([a-f0-9]{24})$'}`},
		{"pattern rewritten", `{type: string, pattern: '^([a-f0-9]{24})$'}`, `{type: string, pattern: '^[0-9a-f]{24}$'}`},
		{"pattern of length", `{type: string, pattern: '^[\s\S]{0,3}$'}`, `{type: string, maxLength: 3}`},
		{"exclusive bound of integers", `{type: integer, minimum: 0, exclusiveMinimum: true}`, `{type: integer, minimum: 1}`},
		{"fractional bound of integers", `{type: integer, minimum: 0.5, maximum: 2.5}`, `{type: integer, minimum: 1, maximum: 2}`},
		{"int32 as bounds", `{type: integer, format: int32}`, `{type: integer, minimum: -2147483648, maximum: 2147483647}`},
		{"integer as multiples", `{type: integer}`, `{type: number, multipleOf: 1}`},
		{"numbers written otherwise", `{type: number, minimum: 1.50, maximum: 2e1}`, `{type: number, minimum: 1.5, maximum: 20}`},
		{"minItems zero", `{type: array, minItems: 0, items: {type: string}}`, `{type: array, items: {type: string}}`},
		{"minLength zero", `{type: string, minLength: 0}`, `{type: string}`},
		{"minProperties zero", `{type: object, minProperties: 0}`, `{type: object}`},
		{"uniqueItems false", `{type: array, uniqueItems: false, items: {}}`, `{type: array, items: {}}`},
		{"empty required", `{type: object, required: []}`, `{type: object}`},
		{"nullable false", `{type: string, nullable: false}`, `{type: string}`},
		{"exclusiveMinimum false", `{type: number, minimum: 1, exclusiveMinimum: false}`, `{type: number, minimum: 1}`},
		{"minProperties implied by required", `{type: object, required: [a, b], minProperties: 2}`, `{type: object, required: [a, b]}`},
		{"maxProperties implied by closed", `{type: object, properties: {a: {}, b: {}}, additionalProperties: false, maxProperties: 2}`, `{type: object, properties: {a: {}, b: {}}, additionalProperties: false}`},
		{"annotations", `{type: string, description: x, title: y, example: z, default: w, deprecated: true, x-y: 1}`, `{type: string}`},
		{"format", `{type: string, format: date-time}`, `{type: string, format: uuid}`},
		{"not not", `{not: {not: {type: string, maxLength: 3}}}`, `{type: string, maxLength: 3}`},
		{"not anyOf as allOf not", `{not: {anyOf: [{type: string}, {type: integer}]}}`, `{allOf: [{not: {type: string}}, {not: {type: integer}}]}`},
		{"enum split into anyOf", `{enum: [a, 1, null]}`, `{anyOf: [{enum: [a]}, {enum: [1, null]}]}`},
		{"member split by value", `{type: object, required: [k], properties: {k: {enum: [x, y]}, v: {type: string}}, additionalProperties: false}`,
			`{oneOf: [{type: object, required: [k], properties: {k: {enum: [x]}, v: {type: string}}, additionalProperties: false}, {type: object, required: [k], properties: {k: {enum: [y]}, v: {type: string}}, additionalProperties: false}]}`},
		{"member listed twice in anyOf", `{anyOf: [{type: string}, {type: string}]}`, `{type: string}`},
		{"member within another in anyOf", `{anyOf: [{type: string}, {type: string, maxLength: 3}]}`, `{type: string}`},
		{"dead member", `{anyOf: [{type: string}, {type: string, minLength: 3, maxLength: 2}]}`, `{type: string}`},
		{"optional property that cannot be", `{type: object, properties: {a: {not: {}}}, additionalProperties: false}`, `{type: object, additionalProperties: false, properties: {a: {enum: []}}}`},
		{"array of nothing", `{type: array, items: {not: {}}}`, `{type: array, maxItems: 0}`},
		{"unique booleans", `{type: array, items: {type: boolean}, uniqueItems: true}`, `{type: array, items: {type: boolean}, uniqueItems: true, maxItems: 2}`},
		{"two empty sets", `{type: string, minLength: 2, maxLength: 1}`, `{type: object, required: [a], properties: {a: {not: {}}}}`},
		{"boolean as enum", `{type: boolean}`, `{enum: [true, false]}`},
		{"nullable as enum", `{type: string, nullable: true, enum: [a, null]}`, `{enum: [a, null]}`},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			a, b := bare(t, tc.a, schema.OpenAPI30), bare(t, tc.b, schema.OpenAPI30)
			c := schema.NewChecker()
			for _, dir := range []schema.Direction{schema.Plain, schema.Request, schema.Response} {
				for _, closed := range []bool{false, true} {
					if closed && (tc.name == "two empty sets" || tc.name == "optional property that cannot be") {
						continue
					}
					for i, q := range []schema.Query{{Sub: a, Super: b}, {Sub: b, Super: a}} {
						q.Direction, q.Closed = dir, closed
						if r := check(t, c, q); r.Verdict != schema.Yes {
							t.Errorf("way %d, %v, closed %v: %v (%s)", i, dir, closed, r.Verdict, r.Reason)
						}
					}
				}
			}
		})
	}
}

// TestSameHash holds what the hash sees through without any proof.
func TestSameHash(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, a, b string
		same       bool
	}{
		{"order of properties", `{type: object, properties: {a: {type: string}, b: {}}}`, `{properties: {b: {}, a: {type: string}}, type: object}`, true},
		{"order of enum", `{enum: [a, 1, {x: 1, y: 2}]}`, `{enum: [{y: 2, x: 1}, 1.0, a]}`, true},
		{"order of required", `{required: [a, b]}`, `{required: [b, a]}`, true},
		{"order of members", `{oneOf: [{type: string}, {type: integer}]}`, `{oneOf: [{type: integer}, {type: string}]}`, true},
		{"annotations", `{type: string, description: x, x-a: 1, default: q, xml: {}, externalDocs: {url: x}}`, `{type: string}`, true},
		{"explicit defaults", `{type: string, minLength: 0, nullable: false}`, `{type: string}`, true},
		{"kind of members", `{oneOf: [{type: string}]}`, `{anyOf: [{type: string}]}`, false},
		{"value", `{type: string, maxLength: 1}`, `{type: string, maxLength: 2}`, false},
		{"name of a property", `{properties: {a: {type: string}}}`, `{properties: {b: {type: string}}}`, false},
		{"property that says nothing", `{properties: {a: {}}}`, `{}`, false},
		{"format", `{type: string, format: date}`, `{type: string}`, false},
		{"property called like a keyword", `{properties: {minLength: {type: string}}}`, `{properties: {maxLength: {type: string}}}`, false},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c := schema.NewChecker()
			a, b := c.Hash(bare(t, tc.a, schema.OpenAPI30), schema.Plain), c.Hash(bare(t, tc.b, schema.OpenAPI30), schema.Plain)
			if (a == b) != tc.same {
				t.Errorf("%s and %s: same hash is %v", tc.a, tc.b, a == b)
			}
		})
	}
}
