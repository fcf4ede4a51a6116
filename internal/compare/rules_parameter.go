package compare

func query(schema string) string {
	return getWith("parameters: [{name: limit, in: query, " + schema + "}]")
}

const none = "paths:\n  /things:\n    get:\n      responses: {'200': {description: OK}}\n"

// parameterRules are about parameters. Those of path items count as those of
// their operations.
var parameterRules = []Rule{
	{
		ID: "parameter-removed", What: "removed", Harms: wire, Request: risky,
		Summary: "A parameter is no longer declared.", Why: "Servers ignore what they do not know, so calls succeed and the parameter no longer has an effect.",
		Instead: "Keep the parameter working and mark it as deprecated; drop it in a new version.",
		Bad:     Example{Base: query("schema: {type: integer}"), Rev: none}, Good: Example{Base: query("schema: {type: integer}"), Rev: "paths:\n  /things:\n    parameters: [{name: limit, in: query, schema: {type: integer}}]\n    get: {responses: {'200': {description: OK}}}\n"},
	},
	{
		ID: "parameter-added", What: "added", Harms: wire, Request: compatible,
		Summary: "An optional parameter is new.", Why: "Nobody has to send it.",
		Bad: Example{Base: none, Rev: query("schema: {type: integer}")}, Good: Example{Base: none, Rev: getWith("parameters: [{name: Accept, in: header, schema: {type: string}}]")},
	},
	{
		ID: "parameter-added-required", What: "added, required", Harms: wire, Request: breaking,
		Summary: "A required parameter is new.", Why: "Calls without it are refused.",
		Instead: "Make it optional and give its absence a meaning, or require it in a new version only.",
		Bad:     Example{Base: none, Rev: query("required: true, schema: {type: integer}")}, Good: Example{Base: none, Rev: query("required: false, schema: {type: integer}")},
	},
	{
		ID: "parameter-became-required", What: "became required", Harms: wire, Request: breaking,
		Summary: "An optional parameter is required now.", Why: "Calls without it are refused.",
		Instead: "Keep it optional and give its absence a meaning, or require it in a new version only.",
		Bad:     Example{Base: query("schema: {type: integer}"), Rev: query("required: true, schema: {type: integer}")}, Good: Example{Base: query("schema: {type: integer}"), Rev: query("required: false, schema: {type: integer}")},
	},
	{
		ID: "parameter-became-optional", What: "became optional", Harms: wire, Request: compatible,
		Summary: "A required parameter is optional now.", Why: "Who sends it may go on.",
		Bad: Example{Base: query("required: true, schema: {type: integer}"), Rev: query("schema: {type: integer}")}, Good: Example{Base: query("schema: {type: integer}"), Rev: query("required: true, schema: {type: integer}")},
	},
	{
		ID: "parameter-deprecated", What: "deprecated", Harms: wire, Request: compatible,
		Summary: "A parameter is announced to go.", Why: "It still works.",
		Bad: Example{Base: query("schema: {type: integer}"), Rev: query("deprecated: true, schema: {type: integer}")}, Good: Example{Base: query("schema: {type: integer}"), Rev: query("deprecated: false, schema: {type: integer}")},
	},
	{
		ID: "parameter-serialization-changed", What: "written differently", Harms: wire, Request: breaking, Response: breaking,
		Summary: "The value of a parameter or header is written in another way.", Why: "The same value gives another text, which the other side misreads. Explicit defaults, and explode of a scalar, change nothing.",
		Instead: "Add a parameter of another name for the new way of writing, or change it in a new version.",
		Bad:     Example{Base: query("schema: {type: array, items: {type: string}}"), Rev: query("explode: false, schema: {type: array, items: {type: string}}")},
		Good:    Example{Base: query("schema: {type: string}"), Rev: query("style: form, explode: false, schema: {type: string}")},
	},
}
