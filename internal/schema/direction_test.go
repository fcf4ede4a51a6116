package schema_test

import (
	"testing"

	"github.com/atlasrestore/atlasrestore/internal/schema"
)

func TestReadOnlyInRequests(t *testing.T) {
	t.Parallel()
	runCases(t, []containCase{
		{"readOnly type is immaterial", `{type: object, properties: {a: {type: string, readOnly: true}}}`, `{type: object, properties: {a: {type: integer, readOnly: true}}}`, yes},
		{"readOnly required is not required", `{type: object}`, `{type: object, required: [a], properties: {a: {type: string, readOnly: true}}}`, yes},
		{"required elsewhere is not required either", `{type: object}`, `{allOf: [{type: object, properties: {a: {type: string, readOnly: true}}}, {required: [a]}]}`, yes},
		{"required stays without readOnly", `{type: object}`, `{type: object, required: [a], properties: {a: {type: string}}}`, no},
		{"readOnly by reference", `{type: object}`, `{type: object, required: [a], properties: {a: {$ref: '#/$defs/r'}}, $defs: {r: {type: string, readOnly: true}}}`, yes},
		{"readOnly beside allOf", `{type: object}`, `{type: object, required: [a], properties: {a: {readOnly: true, allOf: [{type: string}]}}}`, yes},
		{"readOnly in allOf", `{type: object}`, `{type: object, required: [a], properties: {a: {allOf: [{type: string, readOnly: true}]}}}`, yes},
		{"everything below readOnly is absent", `{type: object, properties: {a: {type: object, readOnly: true, required: [b], properties: {b: {type: string}}}}}`, `{type: object, properties: {a: {type: object, readOnly: true, required: [c], properties: {c: {type: string}}}}}`, yes},
		{"writeOnly stays", `{type: object, properties: {a: {type: string, writeOnly: true}}}`, `{type: object, properties: {a: {type: integer, writeOnly: true}}}`, no},
		{"nested in an array", `{type: array, items: {type: object, required: [a], properties: {a: {type: integer}}}}`, `{type: array, items: {type: object, required: [a, b], properties: {a: {type: integer}, b: {type: string, readOnly: true}}}}`, yes},
		{"became readOnly in a closed consumer", `{type: object, properties: {a: {type: string}}}`, `{type: object, properties: {a: {type: string, readOnly: true}}, additionalProperties: false}`, no},
		{"readOnly chooses no alternative", `{type: object, properties: {k: {type: string, readOnly: true}}}`, `{type: object, properties: {k: {type: string, readOnly: true}}, required: [k], oneOf: [{type: object}], discriminator: {propertyName: k}}`, yes},
	}, schema.OpenAPI30, schema.Request, false)
	runCases(t, []containCase{
		{"readOnly counts in responses", `{type: object, properties: {a: {type: string, readOnly: true}}}`, `{type: object, properties: {a: {type: integer, readOnly: true}}}`, no},
		{"writeOnly required is not required in responses", `{type: object}`, `{type: object, required: [a], properties: {a: {type: string, writeOnly: true}}}`, yes},
	}, schema.OpenAPI30, schema.Response, false)
	runCases(t, []containCase{
		{"plain hides nothing", `{type: object}`, `{type: object, required: [a], properties: {a: {type: string, readOnly: true}}}`, no},
	}, schema.OpenAPI30, schema.Plain, false)
}

func TestClosedProducer(t *testing.T) {
	t.Parallel()
	runCases(t, []containCase{
		{"optional property added", `{type: object, properties: {a: {type: string}}}`, `{type: object, properties: {a: {type: string}, b: {type: string}}}`, yes},
		{"required property added", `{type: object, properties: {a: {type: string}}}`, `{type: object, required: [b], properties: {a: {type: string}, b: {type: string}}}`, no},
		{"property dropped", `{type: object, properties: {a: {type: string}, b: {type: string}}}`, `{type: object, properties: {a: {type: string}}}`, yes},
		{"consumer closes", `{type: object, properties: {a: {type: string}}}`, `{type: object, properties: {a: {type: string}}, additionalProperties: false}`, yes},
		{"consumer closes without a property", `{type: object, properties: {a: {type: string}, b: {type: string}}}`, `{type: object, properties: {a: {type: string}}, additionalProperties: false}`, no},
		{"explicit additionalProperties is open", `{type: object, properties: {a: {type: string}}, additionalProperties: true}`, `{type: object, properties: {a: {type: string}, b: {type: string}}}`, no},
		{"typed additionalProperties", `{type: object, properties: {a: {type: string}}, additionalProperties: {type: string}}`, `{type: object, properties: {a: {type: string}, b: {type: string}}}`, yes},
		{"no properties is open", `{type: object}`, `{type: object, properties: {b: {type: string}}}`, no},
		{"nested", `{type: object, properties: {a: {type: object, properties: {b: {type: string}}}}}`, `{type: object, properties: {a: {type: object, properties: {b: {type: string}, c: {type: string}}}}}`, yes},
		{"in an array", `{type: array, items: {type: object, properties: {b: {type: string}}}}`, `{type: array, items: {type: object, properties: {b: {type: string}, c: {type: string}}}}`, yes},
		{"in a map", `{type: object, additionalProperties: {type: object, properties: {b: {type: string}}}}`, `{type: object, additionalProperties: {type: object, properties: {b: {type: string}, c: {type: string}}}}`, yes},
		{"allOf declares together", `{allOf: [{type: object, properties: {a: {type: string}}}, {type: object, properties: {b: {type: string}}}]}`, `{type: object, properties: {a: {type: string}, b: {type: string}, c: {type: integer}}, additionalProperties: false}`, yes},
		{"allOf declares together, each matters", `{allOf: [{type: object, properties: {a: {type: string}}}, {type: object, properties: {b: {type: string}}}]}`, `{type: object, properties: {a: {type: string}}, additionalProperties: false}`, no},
		{"one open member of allOf opens", `{allOf: [{type: object, properties: {a: {type: string}}}, {type: object, additionalProperties: true}]}`, `{type: object, properties: {b: {type: string}}}`, no},
		{"alternatives declare beside the parent", `{type: object, properties: {a: {type: string}}, oneOf: [{type: object, required: [b], properties: {b: {type: string}}}]}`, `{type: object, properties: {a: {type: string}, b: {type: string}, c: {type: integer}}, additionalProperties: false}`, yes},
		{"same property declared twice", `{allOf: [{type: object, properties: {a: {type: object, properties: {x: {type: string}}}}}, {type: object, properties: {a: {type: object, properties: {y: {type: string}}}}}]}`, `{type: object, properties: {a: {type: object, properties: {x: {type: string}, y: {type: string}, z: {type: integer}}}}}`, yes},
		{"same property declared twice, refused", `{allOf: [{type: object, properties: {a: {type: object, properties: {x: {type: string}}}}}, {type: object, properties: {a: {type: object, properties: {y: {type: string}}}}}]}`, `{type: object, properties: {a: {type: object, properties: {x: {type: string}}, additionalProperties: false}}}`, no},
		{"required but not declared is sent", `{type: object, required: [b], properties: {a: {type: string}}}`, `{type: object, required: [b]}`, yes},
		{"alternatives without discriminator", `{oneOf: [{type: object, required: [a], properties: {a: {type: string}}}, {type: object, required: [b], properties: {b: {type: string}}}]}`, `{anyOf: [{type: object, properties: {a: {type: string}, c: {type: integer}}}, {type: object, properties: {b: {type: string}, c: {type: integer}}}]}`, yes},
	}, schema.OpenAPI30, schema.Request, true)
}
