package compare

import "github.com/atlasrestore/atlasrestore/internal/finding"

func sent(base, rev string) Example {
	return Example{Direction: finding.Request, Base: base, Rev: rev}
}
func got(base, rev string) Example {
	return Example{Direction: finding.Response, Base: base, Rev: rev}
}

const (
	justA     = "{type: object, properties: {a: {type: string}}}"
	aAndB     = "{type: object, properties: {a: {type: string}, b: {type: string}}}"
	needsB    = "{type: object, required: [b], properties: {a: {type: string}, b: {type: string}}}"
	readOnlyB = "{type: object, properties: {a: {type: string}, b: {type: string, readOnly: true}}}"
	secretB   = "{type: object, properties: {a: {type: string}, b: {type: string, writeOnly: true}}}"
)

// objectRules are about the properties of objects.
var objectRules = []Rule{
	{
		ID: "property-removed", What: "removed", Harms: both, Request: risky, Response: risky,
		Summary: "A property is no longer declared.",
		Why:     "In a request it has no effect any more. In a response readers lose a value, and Go code that reads the field no longer compiles.",
		Varies:  "breaking in a request when rev refuses undeclared properties, in a response when the property was required; the harm to Go source is breaking",
		Instead: "Keep the property and mark it as deprecated; drop it in a new version.",
		Bad:     sent(aAndB, justA), Good: sent(readOnlyB, justA),
	},
	{
		ID: "property-added", What: "added", Harms: wire, Request: compatible, Response: compatible,
		Summary: "An optional property is new.", Why: "Nobody has to send it, and readers ignore what they do not know.",
		Varies:  "breaking when base allowed to send something else by that name, or refuses undeclared properties in a response",
		Instead: "Take a name that base does not allow as an undeclared property, or add it in a new version.",
		Bad:     sent(justA, aAndB), Good: sent(justA, readOnlyB),
	},
	{
		ID: "required-property-added", What: "added, required", Harms: wire, Request: breaking, Response: compatible,
		Summary: "A required property is new.", Why: "Requests without it are refused. A default does not make a missing one valid.",
		Instead: "Make the property optional with a default that the server fills in, or require it in a new version only.",
		Bad:     sent(justA, needsB), Good: sent(justA, aAndB),
	},
	{
		ID: "property-became-required", What: "became required", Harms: wire, Request: breaking, Response: compatible,
		Summary: "An optional property is required now.", Why: "Requests without it are refused.",
		Instead: "Keep it optional and let the server fill in a default, or require it in a new version only.",
		Bad:     sent(aAndB, needsB), Good: sent(readOnlyB, "{type: object, required: [b], properties: {a: {type: string}, b: {type: string, readOnly: true}}}"),
	},
	{
		ID: "property-became-optional", What: "became optional", Harms: wire, Request: compatible, Response: breaking,
		Summary: "A required property is optional now.", Why: "Readers that count on it fail.",
		Instead: "Go on sending it always, if need be with a default or null where that was allowed, or leave it out in a new version only.",
		Bad:     got(needsB, aAndB), Good: got(aAndB, needsB),
	},
	{
		ID: "property-deprecated", What: "deprecated", Harms: wire, Request: compatible, Response: compatible,
		Summary: "A property is announced to go.", Why: "It still works.",
		Bad: sent(aAndB, "{type: object, properties: {a: {type: string}, b: {type: string, deprecated: true}}}"), Good: sent(aAndB, "{type: object, properties: {a: {type: string}, b: {type: string, deprecated: false}}}"),
	},
	{
		ID: "read-only-added", What: "became read-only", Harms: wire, Request: risky,
		Summary: "A property leaves the requests.", Why: "It is judged like a removed one; responses do not change.", Varies: "breaking when rev refuses undeclared properties",
		Instead: "Go on taking it in requests, or ignore it there, before a new version refuses it.",
		Bad:     sent(aAndB, readOnlyB), Good: got(aAndB, readOnlyB),
	},
	{
		ID: "read-only-removed", What: "no longer read-only", Harms: wire, Request: compatible,
		Summary: "A property comes into the requests.", Why: "It is judged like an added one; responses do not change.", Varies: "breaking when the property is required",
		Instead: "Make it optional in requests.",
		Bad:     sent(readOnlyB, aAndB), Good: got(readOnlyB, aAndB),
	},
	{
		ID: "write-only-added", What: "became write-only", Harms: wire, Response: risky,
		Summary: "A property leaves the responses.", Why: "It is judged like a removed one; requests do not change.", Varies: "breaking when the property was required",
		Instead: "Go on sending it, and mark it as deprecated in responses; leave it out in a new version.",
		Bad:     got(aAndB, secretB), Good: sent(aAndB, secretB),
	},
	{
		ID: "write-only-removed", What: "no longer write-only", Harms: wire, Response: compatible,
		Summary: "A property comes into the responses.", Why: "It is judged like an added one; requests do not change.", Varies: "breaking when base refuses undeclared properties",
		Instead: "Let base allow undeclared properties in responses before a new one is sent.",
		Bad:     got(secretB, aAndB), Good: sent(secretB, aAndB),
	},
	{
		ID: "additional-properties-closed", What: "refuses additional properties", Harms: wire, Request: breaking, Response: compatible,
		Summary: "Undeclared properties are refused now.", Why: "Who was told that they are allowed may send them.", Varies: "compatible in a request when nothing but declared properties was ever sent",
		Instead: "Ignore undeclared properties where they were allowed; refuse them in a new version.",
		Bad:     sent("{type: object, additionalProperties: true}", "{type: object, additionalProperties: false}"), Good: sent("{type: object}", "{type: object, additionalProperties: true}"),
	},
	{
		ID: "additional-properties-opened", What: "allows additional properties", Harms: wire, Request: compatible, Response: breaking,
		Summary: "Undeclared properties are allowed now.", Why: "A reader that refuses them may get them.", Varies: "compatible in a response that says nothing: then only declared properties are sent",
		Instead: "Declare the new properties one by one, or open the object in a new version.",
		Bad:     got("{type: object, additionalProperties: false}", "{type: object, additionalProperties: true}"), Good: got("{type: object, additionalProperties: true}", "{type: object}"),
	},
	{
		ID: "additional-properties-changed", What: "additional properties changed", Harms: wire, Request: breaking, Response: breaking,
		Summary: "Undeclared properties have other values.", Why: "The sets of values decide.", Varies: "compatible when what the sender sends was allowed",
		Instead: "Go on admitting the old values beside the new ones in requests, and send only the old ones in responses.",
		Bad:     sent("{type: object, additionalProperties: true}", "{type: object, additionalProperties: {type: string}}"), Good: sent("{type: object, additionalProperties: true}", "{type: object, additionalProperties: {}}"),
	},
}
