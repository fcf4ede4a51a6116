package schema_test

import (
	"testing"

	"github.com/atlasrestore/atlasrestore/internal/schema"
)

func TestKeywords31(t *testing.T) {
	t.Parallel()
	runCases(t, []containCase{
		{"type array", `{type: [string, 'null']}`, `{type: [string, 'null', integer]}`, yes},
		{"type array narrowed", `{type: [string, 'null']}`, `{type: string}`, no},
		{"const as enum", `{const: a}`, `{enum: [a]}`, yes},
		{"enum as const", `{enum: [a]}`, `{const: a}`, yes},
		{"const beyond", `{enum: [a, b]}`, `{const: a}`, no},
		{"const object", `{const: {a: 1}}`, `{type: object, required: [a], properties: {a: {type: integer}}}`, yes},
		{"const null", `{const: null}`, `{type: 'null'}`, yes},
		{"numeric exclusive bound", `{type: number, exclusiveMinimum: 0}`, `{type: number, minimum: 0}`, yes},
		{"numeric exclusive bound dropped", `{type: number, minimum: 0}`, `{type: number, exclusiveMinimum: 0}`, no},
		{"both lower bounds", `{type: number, minimum: 3, exclusiveMinimum: 1}`, `{type: number, minimum: 3}`, yes},
		{"exclusive as inclusive of integers", `{type: integer, exclusiveMinimum: 0, exclusiveMaximum: 4}`, `{enum: [1, 2, 3]}`, yes},
		{"true schema", `{type: string}`, `true`, yes},
		{"false schema", `false`, `{type: string}`, yes},
		{"within false", `{type: string}`, `false`, no},
		{"property true", `{type: object, properties: {a: true}}`, `{type: object}`, yes},
		{"property false", `{type: object}`, `{type: object, properties: {a: false}}`, no},
		{"prefixItems", `{type: array, prefixItems: [{type: string}, {type: integer}], items: false}`, `{type: array, maxItems: 2}`, yes},
		{"prefixItems against items", `{type: array, prefixItems: [{type: integer}], items: {type: integer}}`, `{type: array, items: {type: number}}`, yes},
		{"prefixItems position", `{type: array, items: {type: string}}`, `{type: array, prefixItems: [{type: string}, {type: integer}]}`, no},
		{"prefixItems beyond maxItems", `{type: array, items: {type: string}, maxItems: 1}`, `{type: array, prefixItems: [{type: string}, {type: integer}]}`, yes},
		{"patternProperties widened", `{type: object, patternProperties: {'^x': {type: integer}}}`, `{type: object, patternProperties: {'^x': {type: number}}}`, yes},
		{"patternProperties narrower name", `{type: object, patternProperties: {'^x': {type: integer}}}`, `{type: object, patternProperties: {'^xy': {type: integer}}}`, yes},
		{"patternProperties wider name", `{type: object, patternProperties: {'^xy': {type: integer}}}`, `{type: object, patternProperties: {'^x': {type: integer}}}`, no},
		{"patternProperties covers property", `{type: object, patternProperties: {'^x': {type: integer}}}`, `{type: object, properties: {xa: {type: number}}}`, yes},
		{"property against patternProperties", `{type: object, properties: {xa: {type: string}}}`, `{type: object, patternProperties: {'^x': {type: integer}}}`, no},
		{"patternProperties and additional", `{type: object, patternProperties: {'^x': {type: integer}}, additionalProperties: false}`, `{type: object, additionalProperties: {type: integer}}`, yes},
		{"additional against patternProperties", `{type: object, additionalProperties: {type: integer}}`, `{type: object, patternProperties: {'^x': {type: integer}}, additionalProperties: {type: number}}`, yes},
		{"additional false against patternProperties", `{type: object, additionalProperties: {type: integer}}`, `{type: object, patternProperties: {'^x': {type: integer}}, additionalProperties: false}`, no},
		{"all names", `{type: object, patternProperties: {'': {type: integer}}}`, `{type: object, additionalProperties: {type: integer}}`, yes},
		{"if on the left", `{type: string, if: {minLength: 2}, then: {maxLength: 3}}`, `{type: string}`, yes},
		{"if on both sides", `{type: string, if: {minLength: 2}, then: {maxLength: 3}}`, `{type: [string, integer], if: {minLength: 2}, then: {maxLength: 3}}`, yes},
		{"if alone says nothing", `{type: string}`, `{type: string, if: {minLength: 2}}`, yes},
		{"if on the right", `{type: string}`, `{type: string, if: {minLength: 2}, then: {maxLength: 3}}`, no},
		{"contains on the left", `{type: array, contains: {type: string}}`, `{type: array}`, yes},
		{"contains on both sides", `{type: array, contains: {type: string}, items: {type: string}}`, `{type: array, contains: {type: string}}`, yes},
		{"contains on the right", `{type: array}`, `{type: array, contains: {type: string}}`, no},
		{"minContains differs", `{type: array, contains: {type: string}, minContains: 1}`, `{type: array, contains: {type: string}, minContains: 2}`, no},
		{"dependentRequired on both sides", `{type: object, dependentRequired: {a: [b]}, required: [c]}`, `{type: object, dependentRequired: {a: [b]}}`, yes},
		{"dependentRequired on the right", `{type: object, required: [a]}`, `{type: object, dependentRequired: {a: [b]}}`, no},
		{"dependentSchemas on the left", `{type: object, dependentSchemas: {a: {required: [b]}}}`, `{type: object}`, yes},
		{"propertyNames on the right", `{type: object}`, `{type: object, propertyNames: {maxLength: 1}}`, no},
		{"propertyNames on both sides", `{type: object, propertyNames: {maxLength: 1}, maxProperties: 3}`, `{type: object, propertyNames: {maxLength: 1}}`, yes},
		{"unevaluatedProperties on the left", `{type: object, properties: {a: {}}, unevaluatedProperties: false}`, `{type: object}`, yes},
		{"unevaluatedProperties the same text", `{type: object, properties: {a: {}}, unevaluatedProperties: false}`, `{type: object, properties: {a: {}}, unevaluatedProperties: false}`, yes},
		{"unevaluatedProperties on the right", `{type: object, properties: {a: {}}}`, `{type: object, properties: {a: {}}, unevaluatedProperties: false}`, no},
		{"unevaluatedItems on the left", `{type: array, unevaluatedItems: false}`, `{type: array}`, yes},
		{"siblings of a reference hold", `{$ref: '#/$defs/s', maxLength: 3, $defs: {s: {type: string}}}`, `{type: string, maxLength: 5}`, yes},
		{"reference with siblings narrows", `{$ref: '#/$defs/s', $defs: {s: {type: string}}}`, `{$ref: '#/$defs/s', maxLength: 3, $defs: {s: {type: string}}}`, no},
		{"nullable is no keyword", `{type: string, nullable: true}`, `{type: string}`, yes},
		{"recursive reference to the root", `{type: object, properties: {next: {$ref: '#'}, v: {type: integer}}}`, `{type: object, properties: {next: {$ref: '#'}, v: {type: number}}}`, yes},
		{"dynamic reference", `{$dynamicRef: '#x'}`, `{type: string}`, unknown},
		{"multipleOf decimals", `{type: number, multipleOf: 0.3}`, `{type: number, multipleOf: 0.1}`, yes},
		{"not const", `{type: string, not: {const: a}}`, `{type: string}`, yes},
		{"not const is narrower", `{type: string}`, `{type: string, not: {const: a}}`, no},
		{"enum without not const", `{enum: [b, c]}`, `{type: string, not: {const: a}}`, yes},
		{"not required", `{type: object, not: {required: [a]}}`, `{type: object, properties: {a: false}}`, yes},
		{"not type", `{not: {type: string}}`, `{type: ['null', boolean, number, array, object]}`, yes},
		{"not range", `{type: integer, not: {minimum: 0, maximum: 10}}`, `{anyOf: [{type: integer, maximum: -1}, {type: integer, minimum: 11}]}`, yes},
		{"not pattern", `{type: string, not: {pattern: '^a'}}`, `{type: string, pattern: '^([^a]|$)'}`, yes},
	}, schema.OpenAPI31, schema.Plain, false)
}

func TestKeywordsOnlyOf31(t *testing.T) {
	t.Parallel()
	runCases(t, []containCase{
		{"const", `{type: string}`, `{type: string, const: a}`, yes},
		{"patternProperties", `{type: object}`, `{type: object, patternProperties: {'^x': {type: integer}}}`, yes},
		{"if", `{type: string}`, `{type: string, if: {minLength: 2}, then: {maxLength: 3}}`, yes},
		{"siblings of a reference are ignored", `{$ref: '#/$defs/s', $defs: {s: {type: string}}}`, `{$ref: '#/$defs/s', maxLength: 3, $defs: {s: {type: string}}}`, yes},
	}, schema.OpenAPI30, schema.Plain, false)
}

func TestArrays(t *testing.T) {
	t.Parallel()
	runCases(t, []containCase{
		{"items widened", `{type: array, items: {type: integer}}`, `{type: array, items: {type: number}}`, yes},
		{"items narrowed", `{type: array, items: {type: number}}`, `{type: array, items: {type: integer}}`, no},
		{"items dropped", `{type: array, items: {type: number}}`, `{type: array}`, yes},
		{"maxItems raised", `{type: array, maxItems: 2}`, `{type: array, maxItems: 3}`, yes},
		{"maxItems lowered", `{type: array, maxItems: 3}`, `{type: array, maxItems: 2}`, no},
		{"minItems lowered", `{type: array, minItems: 2}`, `{type: array, minItems: 1}`, yes},
		{"minItems raised", `{type: array, minItems: 1}`, `{type: array, minItems: 2}`, no},
		{"uniqueItems dropped", `{type: array, uniqueItems: true}`, `{type: array}`, yes},
		{"uniqueItems added", `{type: array, items: {type: string}}`, `{type: array, items: {type: string}, uniqueItems: true}`, no},
		{"uniqueItems of one", `{type: array, maxItems: 1}`, `{type: array, uniqueItems: true}`, yes},
		{"unique items bound the length", `{type: array, items: {enum: [a, b]}, uniqueItems: true}`, `{type: array, maxItems: 2}`, yes},
		{"unique items do not bound the length", `{type: array, items: {enum: [a, b, c]}, uniqueItems: true}`, `{type: array, maxItems: 2}`, no},
		{"more unique items than values", `{type: array, items: {enum: [a, b]}, uniqueItems: true, minItems: 3}`, `{type: string}`, yes},
		{"listed arrays", `{enum: [[1], [1, 2]]}`, `{type: array, items: {type: integer}, maxItems: 2}`, yes},
		{"listed arrays too long", `{enum: [[1], [1, 2, 3]]}`, `{type: array, items: {type: integer}, maxItems: 2}`, no},
		{"empty array only", `{type: array, maxItems: 0}`, `{type: array, items: {type: string}}`, yes},
		{"alternatives of items are not items of alternatives", `{type: array, items: {anyOf: [{type: string}, {type: integer}]}}`, `{anyOf: [{type: array, items: {type: string}}, {type: array, items: {type: integer}}]}`, no},
		{"items of alternatives", `{anyOf: [{type: array, items: {type: string}}, {type: array, items: {type: integer}}]}`, `{type: array, items: {anyOf: [{type: string}, {type: integer}]}}`, yes},
	}, schema.OpenAPI30, schema.Plain, false)
}
