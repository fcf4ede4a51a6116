package compare

const schemes = "components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}, token: {type: http, scheme: bearer}}}\n"

func hook(members string) string {
	return "paths:\n  /things:\n    post:\n      responses: {'204': {description: Done}}\n      " + members + "\n"
}

const onEvent = "callbacks: {onEvent: {'{$request.query.url}': {post: {responses: {'204': {description: Done}}}}}}"

// surfaceRules are about security, servers and callbacks.
var surfaceRules = []Rule{
	{
		ID: "security-tightened", What: "asks for more", Harms: wire, Neither: breaking,
		Summary: "Credentials that sufficed no longer do.", Why: "Calls are refused. The formula of schemes and scopes counts, not where or in which order it is written.",
		Instead: "Go on accepting the old credentials beside the new ones until clients have moved.",
		Bad:     Example{Base: none + schemes, Rev: getWith("security: [{key: []}]") + schemes}, Good: Example{Base: getWith("security: [{key: []}, {token: []}]") + schemes, Rev: none + "security: [{token: []}, {key: []}]\n" + schemes},
	},
	{
		ID: "security-relaxed", What: "asks for less", Harms: wire, Neither: compatible,
		Summary: "More credentials suffice.", Why: "Those that sufficed still do.",
		Bad: Example{Base: getWith("security: [{key: [], token: []}]") + schemes, Rev: getWith("security: [{key: []}]") + schemes}, Good: Example{Base: getWith("security: [{key: []}]") + schemes, Rev: getWith("security: [{key: [], token: []}]") + schemes},
	},
	{
		ID: "security-scheme-changed", What: "changed", Harms: wire, Neither: breaking,
		Summary: "A scheme authenticates in another way.", Why: "Credentials go to the wrong place or come from the wrong address.",
		Instead: "Add a scheme beside the old one, and accept both until clients have moved.",
		Bad:     Example{Base: getWith("security: [{key: []}]") + schemes, Rev: getWith("security: [{key: []}]") + "components: {securitySchemes: {key: {type: apiKey, in: query, name: key}}}\n"},
		Good:    Example{Base: getWith("security: [{key: []}]") + schemes, Rev: getWith("security: [{header: []}]") + "components: {securitySchemes: {header: {type: apiKey, in: header, name: X-Key}}}\n"},
	},
	{
		ID: "server-removed", What: "removed", Harms: wire, Neither: breaking,
		Summary: "An address is no longer served.", Why: "Calls to it fail. A path prefix moved between servers and paths is nothing.",
		Instead: "Keep the address, for instance as a redirect or a second name, and announce its end.",
		Bad:     Example{Base: none + "servers: [{url: 'https://a.example'}, {url: 'https://b.example'}]\n", Rev: none + "servers: [{url: 'https://a.example'}]\n"},
		Good:    Example{Base: "paths: {/v1/things: {get: {responses: {'200': {description: OK}}}}}\nservers: [{url: 'https://a.example'}]\n", Rev: none + "servers: [{url: 'https://a.example/v1'}]\n"},
	},
	{
		ID: "server-added", What: "added", Harms: wire, Neither: compatible,
		Summary: "An address is new.", Why: "The old ones still work.",
		Bad:  Example{Base: none + "servers: [{url: 'https://a.example'}]\n", Rev: none + "servers: [{url: 'https://a.example'}, {url: 'https://b.example'}]\n"},
		Good: Example{Base: none + "servers: [{url: 'https://a.example'}]\n", Rev: none + "servers: [{url: 'https://A.example/'}]\n"},
	},
	{
		ID: "callback-removed", What: "removed", Harms: wire, Response: risky,
		Summary: "The server no longer calls back.", Why: "Clients that wait for the call wait for ever.",
		Instead: "Go on calling back until those who asked for it have been told.",
		Bad:     Example{Base: hook(onEvent), Rev: hook("tags: []")}, Good: Example{Base: hook(onEvent), Rev: hook(onEvent)},
	},
	{
		ID: "callback-added", What: "added", Harms: wire, Response: compatible,
		Summary: "The server calls back now.", Why: "It calls only an address that it was given.",
		Bad: Example{Base: hook("tags: []"), Rev: hook(onEvent)}, Good: Example{Base: hook(onEvent), Rev: hook("tags: []")},
	},
}
