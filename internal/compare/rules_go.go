package compare

const (
	gotThing = "paths:\n  /things:\n    get:\n      operationId: getThing\n      responses: {'200': {description: OK, content: {application/json: {schema: {$ref: '#/components/schemas/"
	thingIs  = "'}}}}}\ncomponents:\n  schemas:\n    "
)

// goRules are about the Go API that is generated from a document. Compare
// itself does not generate: see package impact.
var goRules = []Rule{
	{
		ID: "go-api-changed", What: "the Go API changes", Harms: source, Neither: breaking, Only: "--go",
		Summary: "The Go client that is generated has another API, and no other finding that breaks says so.",
		Why:     "A program that was written against the client of base may not compile with that of rev, though nothing changes on the wire, or nothing that hurts there. A change that belongs to a finding which is breaking already, or is about Go source, stands in that finding.",
		Varies:  "compatible when every program that compiled goes on to do so; risky when an interface got methods, which hurts only who implements it",
		Instead: "Keep the Go names: an overlay can (x-atlasgen-name, x-go-name), and x-xgen-operation-id-override for operations. Else release the client as a new major version.",
		Bad:     Example{Base: gotThing + "Thing" + thingIs + "Thing: {type: object, properties: {id: {type: string}}}\n", Rev: gotThing + "Item" + thingIs + "Item: {type: object, properties: {id: {type: string}}}\n"},
		Good:    Example{Base: gotThing + "Thing" + thingIs + "Thing: {type: object, properties: {id: {type: string}, size: {type: integer}}}\n", Rev: gotThing + "Thing" + thingIs + "Thing: {properties: {size: {type: integer}, id: {type: string}}, type: object}\n"},
	},
}
