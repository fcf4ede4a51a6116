package compare

// valueRules are about values of one schema. Severities are what they are
// when the sets of values differ as the rule says; the proof decides.
var valueRules = []Rule{
	{
		ID: "type-changed", What: "type changed", Harms: wire, Request: breaking, Response: breaking,
		Summary: "The JSON type is another.", Why: "Values of the old type are refused or misread.", Varies: "compatible when the set grows in a request or shrinks in a response, as from integer to number",
		Instead: "Add a property of another name with the new type and mark the old one as deprecated, or change it in a new version.",
		Bad:     sent("{type: string}", "{type: integer}"), Good: sent("{enum: [a]}", "{type: string, enum: [a]}"),
	},
	{
		ID: "enum-value-removed", What: "lost values", Harms: wire, Request: breaking, Response: compatible,
		Summary: "Enumerated values are gone.", Why: "Clients that send them are refused.",
		Instead: "Go on accepting the value, treat it as the one that replaced it, and mark it as deprecated.",
		Bad:     sent("{type: string, enum: [a, b]}", "{type: string, enum: [a]}"), Good: sent("{type: string, enum: [a, b]}", "{type: string, enum: [b, a]}"),
	},
	{
		ID: "enum-value-added", What: "got values", Harms: wire, Request: compatible, Response: breaking,
		Summary: "Enumerated values are new.", Why: "Readers that list the old ones do not know them.", Varies: "risky in a response under the profile tolerant-reader",
		Instead: "Send the new value only to who asks for it (a new version, a parameter), or tell readers from the start that values may come.",
		Bad:     got("{type: string, enum: [a]}", "{type: string, enum: [a, b]}"), Good: got("{type: string, enum: [a, b]}", "{type: string, enum: [a]}"),
	},
	{
		ID: "nullable-added", What: "became nullable", Harms: wire, Request: compatible, Response: breaking,
		Summary: "null is allowed now.", Why: "Readers that do not expect it fail.",
		Instead: "Leave the property out where that is allowed, or send null in a new version only.",
		Bad:     got("{type: string}", "{type: string, nullable: true}"), Good: got("{type: string}", "{type: string, nullable: false}"),
	},
	{
		ID: "nullable-removed", What: "no longer nullable", Harms: wire, Request: breaking, Response: compatible,
		Summary: "null is no longer allowed.", Why: "Clients that send it are refused.",
		Instead: "Go on accepting null, and treat it like a missing value.",
		Bad:     sent("{type: string, nullable: true}", "{type: string}"), Good: sent("{type: string, nullable: true, enum: [a]}", "{type: string, enum: [a]}"),
	},
	{
		ID: "bound-tightened", What: "tightened", Harms: wire, Request: breaking, Response: compatible,
		Summary: "A bound admits less: of a number, a length, a count, or by the formats int32 and int64.", Why: "Values that were allowed are refused.",
		Instead: "Go on accepting what was allowed, or tighten the bound in a new version.",
		Bad:     sent("{type: integer, maximum: 9}", "{type: integer, maximum: 5}"), Good: sent("{type: integer, enum: [1, 2, 3]}", "{type: integer, minimum: 1, maximum: 3}"),
	},
	{
		ID: "bound-relaxed", What: "relaxed", Harms: wire, Request: compatible, Response: breaking,
		Summary: "A bound admits more: of a number, a length, a count, or by the formats int32 and int64.", Why: "Readers get values that they were told not to expect.",
		Instead: "Go on keeping to the old bound in responses, or relax it in a new version.",
		Bad:     got("{type: integer, format: int32}", "{type: integer, format: int64}"), Good: got("{type: string, pattern: '^([a-f0-9]{24})$', minLength: 24, maxLength: 24}", "{type: string, pattern: '^([a-f0-9]{24})$'}"),
	},
	{
		ID: "pattern-changed", What: "pattern changed", Harms: wire, Request: breaking, Response: breaking,
		Summary: "Other texts match.", Why: "The two sets of texts are compared, not the patterns as written.", Varies: "compatible when the set grows in a request or shrinks in a response; risky when that could not be decided",
		Instead: "In requests admit the old texts beside the new ones; in responses send only texts of the old pattern; else a new version.",
		Bad:     sent("{type: string, pattern: '^[a-z0-9]+$'}", "{type: string, pattern: '^[a-z]+$'}"), Good: sent("{type: string, pattern: '^[ab]+$'}", "{type: string, pattern: '^(a|b)+$'}"),
	},
	{
		ID: "format-changed", What: "format changed", Harms: both, Request: compatible, Response: compatible,
		Summary: "The format, an annotation, is another.", Why: "On the wire it admits and refuses nothing, but typed clients and servers parse by it, and generated Go types follow it.",
		Varies:  "risky where somebody may parse: the format of rev in a request, that of base in a response; breaking at the Go source when the Go type changes",
		Instead: "Keep the format as long as the texts keep to it: it costs nothing and typed clients rely on it.",
		Bad:     got("{type: string, format: date-time}", "{type: string}"), Good: got("{type: integer, format: int32}", "{type: integer, format: int64}"),
	},
	{
		ID: "default-changed", What: "default changed", Harms: wire, Request: risky,
		Summary: "Leaving a value out means something else.", Why: "The same request has another effect.",
		Instead: "Keep the old default; who wants the new behaviour can say so.",
		Bad:     sent("{type: object, properties: {a: {type: integer, default: 1}}}", "{type: object, properties: {a: {type: integer, default: 2}}}"), Good: sent("{type: object, properties: {a: {type: number, default: 1}}}", "{type: object, properties: {a: {type: number, default: 1.0}}}"),
	},
}

// unionRules are about alternatives, and about what no other rule explains.
var unionRules = []Rule{
	{
		ID: "alternative-removed", What: "lost an alternative", Harms: wire, Request: breaking, Response: compatible,
		Summary: "A member of oneOf or anyOf is gone.", Why: "Its values are refused, unless another member admits them: members have no identity.",
		Instead: "Go on accepting the alternative and mark it as deprecated, or drop it in a new version.",
		Bad:     sent("{oneOf: [{type: string}, {type: integer}, {type: boolean}]}", "{oneOf: [{type: string}, {type: integer}]}"), Good: sent("{anyOf: [{type: string}, {type: integer}, {type: string, maxLength: 3}]}", "{anyOf: [{type: string}, {type: integer}]}"),
	},
	{
		ID: "alternative-added", What: "got an alternative", Harms: wire, Request: compatible, Response: breaking,
		Summary: "A member of oneOf or anyOf is new.", Why: "Readers get values that they do not know.",
		Instead: "Send the new alternative only to who asks for it, in a new version.",
		Bad:     got("{oneOf: [{type: string}, {type: integer}]}", "{oneOf: [{type: string}, {type: integer}, {type: boolean}]}"), Good: got("{oneOf: [{type: string}, {type: integer}]}", "{oneOf: [{type: integer}, {type: string}]}"),
	},
	{
		ID: "discriminator-changed", What: "discriminator values changed", Harms: wire, Request: breaking, Response: breaking,
		Summary: "Other values choose the alternatives.", Why: "The keys of a mapping are values on the wire.", Varies: "compatible when values come in a request or go in a response",
		Instead: "Keep the old values beside the new ones in the mapping.",
		Bad: Example{
			Base: post + "      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}\n" + pets("{cat: '#/components/schemas/Cat', dog: '#/components/schemas/Dog'}"),
			Rev:  post + "      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}\n" + pets("{kitty: '#/components/schemas/Cat', dog: '#/components/schemas/Dog'}"),
		},
		Good: Example{
			Base: post + "      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}\n" + pets("{cat: '#/components/schemas/Cat', dog: '#/components/schemas/Dog'}"),
			Rev:  post + "      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}\n" + pets("{dog: '#/components/schemas/Dog', cat: Cat}"),
		},
	},
	{
		ID: "schema-changed", What: "changed", Harms: wire, Request: breaking, Response: breaking,
		Summary: "The set of values is another and no more precise rule says how.", Why: "The proof decides.", Varies: "compatible when the set grows in a request or shrinks in a response; risky when that could not be decided",
		Instead: "In requests accept all that was accepted, in responses send only what was announced, or change it in a new version.",
		Bad:     sent("{type: string}", "{type: string, not: {enum: [none]}}"), Good: sent("{type: string}", "{type: string, not: {type: integer}}"),
	},
}

func pets(mapping string) string {
	return "components:\n  schemas:\n    Pet: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: kind, mapping: " + mapping + "}}\n" +
		"    Cat: {type: object, required: [kind], properties: {kind: {type: string}, lives: {type: integer}}}\n" +
		"    Dog: {type: object, required: [kind], properties: {kind: {type: string}, barks: {type: boolean}}}\n"
}
