package compare

import "github.com/atlasrestore/atlasrestore/internal/doc"

// Keywords are compared in groups: those that only mean something together.
// The group is named after its leading keyword.
var groupOf = map[string]string{
	"enum":    "enum",
	"minimum": "minimum", "exclusiveMinimum": "minimum",
	"maximum": "maximum", "exclusiveMaximum": "maximum",
	"multipleOf": "multipleOf",
	"minLength":  "minLength", "maxLength": "maxLength", "pattern": "pattern",
	"minItems": "minItems", "maxItems": "maxItems", "uniqueItems": "uniqueItems",
	"minProperties": "minProperties", "maxProperties": "maxProperties",
	"items": "items", "prefixItems": "items",
	"additionalProperties": "additionalProperties", "patternProperties": "patternProperties",
	"not": "not", "if": "if", "then": "if", "else": "if",
	"contains": "contains", "minContains": "contains", "maxContains": "contains",
	"propertyNames": "propertyNames", "dependentRequired": "dependentRequired", "dependentSchemas": "dependentSchemas",
	"dependencies": "dependencies", "unevaluatedItems": "unevaluatedItems", "unevaluatedProperties": "unevaluatedProperties",
}

// modernKeywords are those that OpenAPI 3.0 does not know.
var modernKeywords = map[string]bool{
	"const": true, "prefixItems": true, "patternProperties": true, "if": true, "then": true, "else": true,
	"dependentRequired": true, "dependentSchemas": true, "dependencies": true, "propertyNames": true,
	"contains": true, "minContains": true, "maxContains": true, "unevaluatedItems": true, "unevaluatedProperties": true,
}

// boundGroups are the groups of the rules bound-tightened and bound-relaxed,
// in the order in which they are compared.
var boundGroups = []string{
	"minimum", "maximum", "multipleOf", "minLength", "maxLength",
	"minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties",
}

// otherGroups are compared as a whole, by containment alone.
var otherGroups = []string{
	"allOf", "patternProperties", "not", "if", "contains", "propertyNames", "dependentRequired", "dependentSchemas", "dependencies",
	"unevaluatedItems", "unevaluatedProperties",
}

// nothing reports whether a keyword says only what holds anyway.
func nothing(name string, v *doc.Node) bool {
	switch name {
	case "minLength", "minItems", "minProperties":
		return v.Value == "0"
	case "uniqueItems":
		return !v.Bool()
	case "items", "additionalProperties", "unevaluatedItems", "unevaluatedProperties":
		return false
	}
	return false
}

// boundFormats are the formats that bound a value set; all others annotate it.
var boundFormats = map[string]bool{"int32": true, "int64": true}

// goTypes are the formats that the generated clients give a Go type of their
// own, by JSON type.
var goTypes = map[string]map[string]string{
	"string": {"date-time": "time.Time", "date": "types.Date", "uuid": "types.UUID", "email": "types.Email", "byte": "[]byte", "binary": "types.File"},
	"number": {"double": "float64"},
}

// parsedFormats are those that a typed client parses, so that a text which
// does not keep to them fails.
var parsedFormats = map[string]bool{
	"date-time": true, "date": true, "time": true, "duration": true, "uuid": true, "email": true, "byte": true,
	"ipv4": true, "ipv6": true, "uri": true,
}
