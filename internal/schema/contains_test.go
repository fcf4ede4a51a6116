package schema_test

import (
	"testing"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/schema"
)

// containCase is a question about two schemas and its answer.
type containCase struct {
	name       string
	sub, super string
	want       schema.Verdict
}

const (
	yes     = schema.Yes
	no      = schema.No
	unknown = schema.Unknown
)

func runCases(t *testing.T, cases []containCase, dialect schema.Dialect, dir schema.Direction, closed bool) {
	t.Helper()
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c := schema.NewChecker()
			q := schema.Query{
				Sub: bare(t, tc.sub, dialect), Super: bare(t, tc.super, dialect), Direction: dir, Closed: closed,
			}
			r := check(t, c, q)
			if r.Verdict != tc.want {
				t.Errorf("%s within %s: %v (%s), want %v", tc.sub, tc.super, r.Verdict, r.Reason, tc.want)
			}
			if r.Verdict == schema.No {
				t.Logf("witness %s at %q", doc.JSON(r.Witness), r.Pointer)
			}
		})
	}
}

func TestTypes(t *testing.T) {
	t.Parallel()
	runCases(t, []containCase{
		{"same type", `{type: string}`, `{type: string}`, yes},
		{"other type", `{type: string}`, `{type: boolean}`, no},
		{"integer is a number", `{type: integer}`, `{type: number}`, yes},
		{"number is no integer", `{type: number}`, `{type: integer}`, no},
		{"everything has strings", `{type: string}`, `{}`, yes},
		{"strings are not everything", `{}`, `{type: string}`, no},
		{"nothing is in all", `{not: {}}`, `{type: string}`, yes},
		{"nullable adds null", `{type: string, nullable: true}`, `{type: string}`, no},
		{"nullable is wider", `{type: string}`, `{type: string, nullable: true}`, yes},
		{"nullable false is nothing", `{type: string, nullable: false}`, `{type: string}`, yes},
		{"nullable does not pass enum", `{type: string, nullable: true, enum: [a]}`, `{type: string, enum: [a]}`, yes},
		{"nullable and null in enum", `{type: string, nullable: true, enum: [a, null]}`, `{type: string, enum: [a]}`, no},
		{"nullable without type", `{nullable: true, enum: [a]}`, `{enum: [a, null]}`, yes},
		{"nullable does not lift allOf", `{type: object, nullable: true, allOf: [{type: object}]}`, `{type: object}`, yes},
	}, schema.OpenAPI30, schema.Plain, false)
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	runCases(t, []containCase{
		{"narrower", `{type: integer, minimum: 1, maximum: 5}`, `{type: integer, minimum: 0, maximum: 5}`, yes},
		{"wider", `{type: integer, minimum: 0, maximum: 5}`, `{type: integer, minimum: 1, maximum: 5}`, no},
		{"exclusive next to integer", `{type: integer, minimum: 0, exclusiveMinimum: true}`, `{type: integer, minimum: 1}`, yes},
		{"exclusive next to number", `{type: number, minimum: 0, exclusiveMinimum: true}`, `{type: number, minimum: 1}`, no},
		{"enum as range", `{enum: [1, 2, 3]}`, `{type: integer, minimum: 1, maximum: 3}`, yes},
		{"range as enum", `{type: integer, minimum: 1, maximum: 3}`, `{enum: [1, 2, 3]}`, yes},
		{"range beyond enum", `{type: integer, minimum: 1, maximum: 4}`, `{enum: [1, 2, 3]}`, no},
		{"multiples of six", `{type: integer, multipleOf: 6}`, `{type: integer, multipleOf: 3}`, yes},
		{"multiples of three", `{type: integer, multipleOf: 3}`, `{type: integer, multipleOf: 6}`, no},
		{"multiples of a tenth", `{type: number, multipleOf: 0.2}`, `{type: number, multipleOf: 0.1}`, yes},
		{"int32 within int64", `{type: integer, format: int32}`, `{type: integer, format: int64}`, yes},
		{"int64 beyond int32", `{type: integer, format: int64}`, `{type: integer, format: int32}`, no},
		{"int32 as bounds", `{type: integer, format: int32}`, `{type: integer, minimum: -2147483648, maximum: 2147483647}`, yes},
		{"huge exponent", `{type: number, minimum: 1e999999999}`, `{type: number, minimum: 5}`, unknown},
		{"huge exponent on both sides", `{type: number, minimum: 1e999999999}`, `{type: number, minimum: 1e999999999}`, yes},
		{"huge enum value", `{enum: [1e999999999]}`, `{type: number}`, yes},
		{"huge enum value against a bound", `{enum: [1e999999999]}`, `{type: number, maximum: 5}`, unknown},
	}, schema.OpenAPI30, schema.Plain, false)
}

func TestStrings(t *testing.T) {
	t.Parallel()
	runCases(t, []containCase{
		{"length implied by pattern", `{type: string, pattern: '^([a-f0-9]{24})$'}`, `{type: string, minLength: 24, maxLength: 24}`, yes},
		{"pattern narrowed by length", `{type: string, pattern: '^([a-f0-9]{24})$', minLength: 24, maxLength: 24}`, `{type: string, pattern: '^([a-f0-9]{24})$'}`, yes},
		{"length without pattern", `{type: string, minLength: 24, maxLength: 24}`, `{type: string, pattern: '^([a-f0-9]{24})$'}`, no},
		{"enum within pattern", `{enum: [a1, b2]}`, `{type: string, pattern: '^[ab][0-9]$'}`, yes},
		{"enum against pattern", `{enum: [a1, c2]}`, `{type: string, pattern: '^[ab][0-9]$'}`, no},
		{"pattern as enum", `{type: string, pattern: '^[ab]$'}`, `{enum: [a, b]}`, yes},
		{"maxLength lower", `{type: string, maxLength: 5}`, `{type: string, maxLength: 10}`, yes},
		{"maxLength higher", `{type: string, maxLength: 10}`, `{type: string, maxLength: 5}`, no},
		{"look-around same text", `{type: string, pattern: '^(?!x).*$'}`, `{type: string, pattern: '^(?!x).*$'}`, yes},
		{"look-around as a part", `{type: string, pattern: '^(?!x).*$', maxLength: 5}`, `{type: string, pattern: '^(?!x).*$', maxLength: 9}`, yes},
		{"look-around dropped", `{type: string, pattern: '^(?!x).*$'}`, `{type: string}`, yes},
		{"format is an annotation", `{type: string, format: date-time}`, `{type: string, format: uuid}`, yes},
		{"bound huge", `{type: string, minLength: 1000000000}`, `{type: string, minLength: 5}`, yes},
		{"union of lengths", `{type: string}`, `{anyOf: [{type: string, maxLength: 5}, {type: string, minLength: 4}]}`, yes},
	}, schema.OpenAPI30, schema.Plain, false)
}

func TestObjects(t *testing.T) {
	t.Parallel()
	runCases(t, []containCase{
		{"property type", `{type: object, properties: {a: {type: string}}}`, `{type: object, properties: {a: {type: integer}}}`, no},
		{"property dropped", `{type: object, properties: {a: {type: string}}}`, `{type: object}`, yes},
		{"property added", `{type: object}`, `{type: object, properties: {a: {type: string}}}`, no},
		{"required dropped", `{type: object, required: [a]}`, `{type: object}`, yes},
		{"required added", `{type: object}`, `{type: object, required: [a]}`, no},
		{"closed", `{type: object}`, `{type: object, additionalProperties: false}`, no},
		{"opened", `{type: object, additionalProperties: false}`, `{type: object}`, yes},
		{"map value", `{type: object, additionalProperties: {type: integer}}`, `{type: object, additionalProperties: {type: number}}`, yes},
		{"map covers property", `{type: object, additionalProperties: {type: integer}}`, `{type: object, properties: {a: {type: number}}}`, yes},
		{"minProperties implied by required", `{type: object, required: [a, b]}`, `{type: object, minProperties: 2}`, yes},
		{"maxProperties implied by closed", `{type: object, properties: {a: {}, b: {}}, additionalProperties: false}`, `{type: object, maxProperties: 2}`, yes},
		{"maxProperties", `{type: object}`, `{type: object, maxProperties: 2}`, no},
		{"empty object as enum", `{type: object, maxProperties: 0}`, `{enum: [{}]}`, yes},
		{"empty object as another enum", `{type: object, maxProperties: 0}`, `{enum: [{a: 1}]}`, no},
		{"few objects as enum", `{type: object, required: [a], properties: {a: {enum: [1, 2]}, b: {enum: [x]}}, additionalProperties: false}`, `{enum: [{a: 1}, {a: 2}, {a: 1, b: x}, {b: x, a: 2}]}`, yes},
		{"few objects as a smaller enum", `{type: object, required: [a], properties: {a: {enum: [1, 2]}, b: {enum: [x]}}, additionalProperties: false}`, `{enum: [{a: 1}, {a: 2}, {b: x, a: 2}]}`, no},
		{"few objects as enum or more", `{type: object, properties: {a: {enum: [1]}}, additionalProperties: false}`, `{anyOf: [{enum: [{}]}, {type: object, required: [a]}]}`, yes},
		{"open object as enum", `{type: object}`, `{enum: [{}]}`, no},
		{"at most one of two", `{type: object, properties: {a: {enum: [1]}, b: {enum: [1]}}, maxProperties: 1, additionalProperties: false}`, `{enum: [{}, {a: 1}, {b: 1}]}`, yes},
		{"empty array as enum", `{type: array, items: {}, maxItems: 0}`, `{enum: [[]]}`, yes},
		{"few arrays as enum", `{type: array, items: {enum: [1, 2]}, minItems: 1, maxItems: 1}`, `{enum: [[2], [1]]}`, yes},
		{"few arrays as a smaller enum", `{type: array, items: {enum: [1, 2]}, maxItems: 1}`, `{enum: [[2], [1]]}`, no},
		{"distinct items as enum", `{type: array, items: {enum: [1, 2]}, minItems: 2, maxItems: 2, uniqueItems: true}`, `{enum: [[2, 1], [1, 2]]}`, yes},
		{"allOf flattened", `{allOf: [{type: object, required: [a]}, {type: object, properties: {a: {type: string}}}]}`, `{type: object, required: [a], properties: {a: {type: string}}}`, yes},
		{"allOf nested", `{type: object, required: [a], properties: {a: {type: string}}}`, `{allOf: [{type: object, required: [a]}, {allOf: [{type: object, properties: {a: {type: string}}}]}]}`, yes},
		{"union by presence", `{type: object, properties: {a: {type: string}}}`, `{anyOf: [{type: object, required: [a], properties: {a: {type: string}}}, {type: object, properties: {a: {not: {}}}}]}`, yes},
		{"union by value", `{type: object, required: [k], properties: {k: {enum: [x, y]}}}`, `{anyOf: [{type: object, properties: {k: {enum: [x]}}}, {type: object, properties: {k: {enum: [y]}}}]}`, yes},
		{"union by pivot", `{type: object, properties: {k: {type: integer}}}`, `{anyOf: [{type: object, properties: {k: {type: integer, minimum: 0}}}, {type: object, properties: {k: {type: integer, maximum: 0}}}]}`, yes},
		{"nested", `{type: object, required: [a], properties: {a: {type: object, required: [b], properties: {b: {type: array, items: {type: integer}}}}}}`, `{type: object, properties: {a: {type: object, properties: {b: {type: array, items: {type: integer, maximum: 5}}}}}}`, no},
	}, schema.OpenAPI30, schema.Plain, false)
}
