package compare

// The examples below use one small path each.
const (
	getThings = "paths:\n  /things:\n    get: {operationId: listThings, responses: {'200': {description: OK}}}\n"
	twoPaths  = getThings + "  /parts:\n    get: {operationId: listParts, responses: {'200': {description: OK}}}\n"
)

func getWith(members string) string {
	return "paths:\n  /things:\n    get:\n      responses: {'200': {description: OK}}\n      " + members + "\n"
}

func version(names string) string {
	return "paths:\n  /things:\n    get:\n      responses:\n        '200':\n          description: OK\n          content:\n" + names
}

const (
	v2023    = "            application/vnd.atlas.2023-01-01+json: {schema: {type: object}}\n"
	v2024    = "            application/vnd.atlas.2024-08-05+json: {schema: {type: object}}\n"
	v2023Jan = "            application/vnd.atlas.2023-01-01+json: {schema: {type: object}, x-sunset: '2026-01-01'}\n"
	v2023Mar = "            application/vnd.atlas.2023-01-01+json: {schema: {type: object}, x-sunset: '2026-03-01'}\n"
)

// operationRules are about operations and their versions.
var operationRules = []Rule{
	{
		ID: "operation-removed", What: "removed", Harms: wire, Neither: breaking,
		Summary: "An operation is gone.",
		Why:     "Every call of it fails. Operations are matched by method and whole path, so a renamed path parameter or a prefix moved between servers and paths is no removal.",
		Varies:  "risky when every version of it had passed its sunset at the day of the comparison, or was a preview",
		Instead: "Mark it as deprecated and announce its end (x-sunset) first; remove it once that day has passed.",
		Bad:     Example{Base: twoPaths, Rev: getThings},
		Good:    Example{Base: "paths: {'/things/{id}': {get: {responses: {'200': {description: OK}}}}}", Rev: "paths: {'/things/{thingId}': {get: {responses: {'200': {description: OK}}}}}"},
	},
	{
		ID: "operation-added", What: "added", Harms: wire, Neither: compatible,
		Summary: "An operation is new.", Why: "Nobody who keeps to base calls it.",
		Bad: Example{Base: getThings, Rev: twoPaths}, Good: Example{Base: twoPaths, Rev: twoPaths},
	},
	{
		ID: "operation-deprecated", What: "deprecated", Harms: wire, Neither: compatible,
		Summary: "An operation is announced to go.", Why: "It still works; callers have time to move.",
		Bad:  Example{Base: getThings, Rev: getWith("operationId: listThings\n      deprecated: true")},
		Good: Example{Base: getThings, Rev: getWith("operationId: listThings\n      deprecated: false")},
	},
	{
		ID: "operation-undeprecated", What: "no longer deprecated", Harms: wire, Neither: compatible,
		Summary: "An operation is to stay after all.", Why: "It works as before.",
		Bad: Example{Base: getWith("deprecated: true"), Rev: getWith("deprecated: false")}, Good: Example{Base: getWith("deprecated: true"), Rev: getWith("deprecated: true")},
	},
	{
		ID: "operation-id-changed", What: "renamed", Harms: source, Neither: breaking,
		Summary: "The Go name of an operation changed.",
		Why:     "Nothing changes on the wire, but generated clients name their methods after it. x-xgen-operation-id-override (or our overlay) can keep the name.",
		Instead: "Keep the old id, or keep the Go name: x-xgen-operation-id-override in the document, or an overlay.",
		Bad:     Example{Base: getWith("operationId: listThings"), Rev: getWith("operationId: getThings")},
		Good:    Example{Base: getWith("operationId: listThings"), Rev: getWith("operationId: getThings\n      x-xgen-operation-id-override: listThings")},
	},
	{
		ID: "sunset-added", What: "gets a sunset", Harms: wire, Neither: compatible,
		Summary: "An end is announced.", Why: "It works until that day.",
		Bad: Example{Base: getWith("tags: []"), Rev: getWith("x-sunset: '2026-03-01'")}, Good: Example{Base: getWith("x-sunset: '2026-03-01'"), Rev: getWith("x-sunset: '2026-03-01'\n      tags: []")},
	},
	{
		ID: "sunset-moved-nearer", What: "sunset moved nearer", Harms: wire, Neither: risky,
		Summary: "An announced end comes sooner.", Why: "Who planned for the old day is late.",
		Instead: "Keep the day that was announced.",
		Bad:     Example{Base: version(v2023Mar), Rev: version(v2023Jan)}, Good: Example{Base: version(v2023Jan), Rev: version(v2023Mar)},
	},
	{
		ID: "sunset-moved-away", What: "sunset moved away", Harms: wire, Neither: compatible,
		Summary: "An announced end comes later.", Why: "There is more time.",
		Bad: Example{Base: version(v2023Jan), Rev: version(v2023Mar)}, Good: Example{Base: version(v2023Jan), Rev: version(v2023Jan)},
	},
	{
		ID: "sunset-removed", What: "sunset withdrawn", Harms: wire, Neither: compatible,
		Summary: "An announced end is withdrawn.", Why: "It goes on working.",
		Bad: Example{Base: version(v2023Jan), Rev: version(v2023)}, Good: Example{Base: version(v2023), Rev: version(v2023Jan)},
	},
	{
		ID: "version-added", What: "added", Harms: wire, Neither: compatible,
		Summary: "A resource version is new.", Why: "Clients name the version that they want, so nobody gets it unasked.",
		Bad: Example{Base: version(v2023), Rev: version(v2023 + v2024)}, Good: Example{Base: version(v2023 + v2024), Rev: version(v2024 + v2023)},
	},
	{
		ID: "version-removed", What: "removed", Harms: wire, Neither: breaking,
		Summary: "A resource version is gone.", Why: "Clients that ask for it get 406 or 410. It is one finding, whatever number of media types named the version.",
		Varies:  "risky once its sunset had passed at the day of the comparison, and for preview and upcoming versions",
		Instead: "Announce its end (x-sunset) first, and remove it once that day has passed.",
		Bad:     Example{Base: version(v2023 + v2024), Rev: version(v2024)}, Good: Example{Base: version(v2023), Rev: version(v2023 + v2024)},
	},
}
