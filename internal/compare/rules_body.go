package compare

const (
	post     = "paths:\n  /things:\n    post:\n      responses: {'204': {description: Done}}\n"
	jsonText = "content: {application/json: {schema: {type: object}}}"
)

func body(members string) string { return post + "      requestBody: {" + members + "}\n" }

func answer(responses string) string {
	return "paths:\n  /things:\n    get:\n      responses: {" + responses + "}\n"
}

const okJSON = "'200': {description: OK, content: {application/json: {schema: {type: object}}}}"

// bodyRules are about request bodies and responses.
var bodyRules = []Rule{
	{
		ID: "request-body-removed", What: "removed", Harms: wire, Request: risky,
		Summary: "The operation no longer takes a body.", Why: "Servers ignore a body that they do not expect; what it said has no effect.",
		Instead: "Go on taking the body and mark the operation as deprecated; add the one without a body beside it, or as a new version.",
		Bad:     Example{Base: body(jsonText), Rev: post}, Good: Example{Base: body(jsonText), Rev: body("required: false, " + jsonText)},
	},
	{
		ID: "request-body-added", What: "added", Harms: wire, Request: compatible,
		Summary: "The operation takes an optional body now.", Why: "Nobody has to send one.",
		Bad: Example{Base: post, Rev: body(jsonText)}, Good: Example{Base: post, Rev: body("required: true, " + jsonText)},
	},
	{
		ID: "request-body-added-required", What: "added, required", Harms: wire, Request: breaking,
		Summary: "The operation wants a body now.", Why: "Calls without one are refused.",
		Instead: "Make the body optional, with a documented meaning of its absence, or ask for it in a new version only.",
		Bad:     Example{Base: post, Rev: body("required: true, " + jsonText)}, Good: Example{Base: post, Rev: body(jsonText)},
	},
	{
		ID: "request-body-became-required", What: "became required", Harms: wire, Request: breaking,
		Summary: "An optional body is required now.", Why: "Calls without one are refused.",
		Instead: "Keep it optional and give its absence a meaning, or require it in a new version only.",
		Bad:     Example{Base: body(jsonText), Rev: body("required: true, " + jsonText)}, Good: Example{Base: body(jsonText), Rev: body("required: false, " + jsonText)},
	},
	{
		ID: "request-body-became-optional", What: "became optional", Harms: wire, Request: compatible,
		Summary: "A required body is optional now.", Why: "Who sends one may go on.",
		Bad: Example{Base: body("required: true, " + jsonText), Rev: body(jsonText)}, Good: Example{Base: body(jsonText), Rev: body("required: true, " + jsonText)},
	},
	{
		ID: "media-type-removed", What: "media type removed", Harms: wire, Request: breaking, Response: breaking,
		Summary: "A media type is no longer taken, or no longer served.", Why: "Clients that send it get 415, clients that ask for it 406. Dated Atlas media types are versions and reported as such.",
		Instead: "Announce the end first (deprecated, x-sunset) and serve both until nobody asks for the old one.",
		Bad:     Example{Base: answer("'200': {description: OK, content: {application/json: {schema: {type: object}}, text/csv: {schema: {type: string}}}}"), Rev: answer(okJSON)},
		Good:    Example{Base: answer(okJSON), Rev: answer("'200': {description: OK, content: {'Application/JSON; charset=utf-8': {schema: {type: object}}}}")},
	},
	{
		ID: "media-type-added", What: "media type added", Harms: wire, Request: compatible, Response: compatible,
		Summary: "A media type is new.", Why: "Nobody who keeps to base sends it or asks for it.",
		Bad:  Example{Base: answer(okJSON), Rev: answer("'200': {description: OK, content: {application/json: {schema: {type: object}}, text/csv: {schema: {type: string}}}}")},
		Good: Example{Base: answer("'200': {description: OK, content: {'*/*': {schema: {type: object}}}}"), Rev: answer("'200': {description: OK, content: {'*/*': {schema: {type: object}}, text/csv: {schema: {type: object}}}}")},
	},
	{
		ID: "body-encoding-changed", What: "written differently", Harms: wire, Request: breaking,
		Summary: "A property of a form is written in another way.", Why: "The same value gives another text. Explicit defaults change nothing.",
		Instead: "Accept both ways of writing, or add a new property with the new way.",
		Bad:     Example{Base: body("content: {multipart/form-data: {schema: {type: object, properties: {a: {type: string}}}}}"), Rev: body("content: {multipart/form-data: {schema: {type: object, properties: {a: {type: string}}}, encoding: {a: {contentType: text/csv}}}}")},
		Good:    Example{Base: body("content: {multipart/form-data: {schema: {type: object, properties: {a: {type: string}}}}}"), Rev: body("content: {multipart/form-data: {schema: {type: object, properties: {a: {type: string}}}, encoding: {a: {contentType: text/plain}}}}")},
	},
	{
		ID: "success-status-removed", What: "removed", Harms: wire, Response: breaking,
		Summary: "A success status is no longer sent.", Why: "Clients that wait for it take every answer for a failure. A range such as 2XX covers its codes.",
		Instead: "Go on sending the old status; send the new one in a new version only.",
		Bad:     Example{Base: answer(okJSON + ", '201': {description: Created}"), Rev: answer(okJSON)}, Good: Example{Base: answer("'200': {description: OK}"), Rev: answer("2XX: {description: OK}, '200': {description: OK}")},
	},
	{
		ID: "success-status-added", What: "added", Harms: wire, Response: risky,
		Summary: "A success status is new.", Why: "Clients that test for the old ones take it for a failure.",
		Instead: "Declare a range such as 2XX from the start, or send the new status in a new version only.",
		Bad:     Example{Base: answer(okJSON), Rev: answer(okJSON + ", '202': {description: Accepted}")}, Good: Example{Base: answer("2XX: {description: OK}"), Rev: answer("2XX: {description: OK}, '202': {description: Accepted}")},
	},
	{
		ID: "error-status-added", What: "added", Harms: wire, Response: compatible,
		Summary: "An error is declared that was not.", Why: "Clients have to expect any error.",
		Bad: Example{Base: answer(okJSON), Rev: answer(okJSON + ", '404': {description: Not Found}")}, Good: Example{Base: answer(okJSON + ", default: {description: Error}"), Rev: answer(okJSON + ", default: {description: Error}, '404': {description: Not Found}")},
	},
	{
		ID: "error-status-removed", What: "removed", Harms: wire, Response: compatible,
		Summary: "An error is no longer declared.", Why: "Clients have to expect any error.",
		Bad: Example{Base: answer(okJSON + ", '404': {description: Not Found}"), Rev: answer(okJSON)}, Good: Example{Base: answer(okJSON + ", '404': {description: Not Found}"), Rev: answer(okJSON + ", 4XX: {description: Error}")},
	},
	{
		ID: "response-header-removed", What: "removed", Harms: wire, Response: risky,
		Summary: "A response header is no longer declared.", Why: "Readers lose a value.", Varies: "breaking when the header was required",
		Instead: "Go on sending it, and mark it as deprecated.",
		Bad:     Example{Base: answer("'200': {description: OK, headers: {X-Count: {schema: {type: integer}}}}"), Rev: answer("'200': {description: OK}")},
		Good:    Example{Base: answer("'200': {description: OK, headers: {X-Count: {schema: {type: integer}}}}"), Rev: answer("'200': {description: OK, headers: {x-count: {schema: {type: integer}}}}")},
	},
	{
		ID: "response-header-added", What: "added", Harms: wire, Response: compatible,
		Summary: "A response header is new.", Why: "Readers ignore it.",
		Bad:  Example{Base: answer("'200': {description: OK}"), Rev: answer("'200': {description: OK, headers: {X-Count: {schema: {type: integer}}}}")},
		Good: Example{Base: answer("'200': {description: OK}"), Rev: answer("'200': {description: OK, headers: {Content-Type: {schema: {type: string}}}}")},
	},
	{
		ID: "response-header-became-optional", What: "became optional", Harms: wire, Response: breaking,
		Summary: "A header that was always sent may be missing.", Why: "Readers that count on it fail.",
		Instead: "Go on sending it always, if need be with an empty or default value.",
		Bad:     Example{Base: answer("'200': {description: OK, headers: {X-Count: {required: true, schema: {type: integer}}}}"), Rev: answer("'200': {description: OK, headers: {X-Count: {schema: {type: integer}}}}")},
		Good:    Example{Base: answer("'200': {description: OK, headers: {X-Count: {schema: {type: integer}}}}"), Rev: answer("'200': {description: OK, headers: {X-Count: {required: false, schema: {type: integer}}}}")},
	},
	{
		ID: "response-header-became-required", What: "became required", Harms: wire, Response: compatible,
		Summary: "A header is always sent now.", Why: "Readers that can do without it still can.",
		Bad:  Example{Base: answer("'200': {description: OK, headers: {X-Count: {schema: {type: integer}}}}"), Rev: answer("'200': {description: OK, headers: {X-Count: {required: true, schema: {type: integer}}}}")},
		Good: Example{Base: answer("'200': {description: OK, headers: {X-Count: {required: true, schema: {type: integer}}}}"), Rev: answer("'200': {description: OK, headers: {X-Count: {schema: {type: integer}}}}")},
	},
}
