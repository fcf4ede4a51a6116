package gen_test

import (
	"strings"
	"testing"

	"github.com/atlasrestore/atlasrestore/gen"
)

// A document from elsewhere gives a package that compiles or one clear error:
// no panic, and nothing of it leaves a comment or a string.
func TestHostileDocuments(t *testing.T) {
	t.Parallel()
	document := func(operation, schemas string) string {
		return `{"openapi":"3.0.3","info":{"title":"t","version":"2.0"},"paths":{"/a/{id}":{"get":{"operationId":"getA",` + operation + `
			"parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string"}}],
			"responses":{"200":{"description":"OK","content":{"application/vnd.atlas.2023-01-01+json":{"schema":{"$ref":"#/components/schemas/T"}}}}}}}},
			"components":{"schemas":{` + schemas + `}}}`
	}
	const good = `"T":{"type":"object","properties":{"a":{"type":"string"}}}`
	tests := []struct {
		name, document string
		refused        string // part of the error; empty when a package is made
	}{
		{"role_that_ends_the_comment", document(`"x-rolesRequirements":["x.\nfunc init() { panic(1) }\n//"],`, good), ""},
		{"sunset_that_ends_the_comment", document(`"x-sunset":"2026\nfunc init() { panic(1) }",`, good), ""},
		{"property_with_quotes", document("", "\"T\":{\"type\":\"object\",\"properties\":{\"a`\\\"b\":{\"type\":\"string\"}}}"), "encoding/json cannot have a member of this name"},
		{"component_that_is_its_own_alias", document("", `"T":{"$ref":"#/components/schemas/T"}`), "oapi-codegen cannot take this document"},
		{"empty_all_of", document("", `"T":{"type":"object","properties":{"a":{"allOf":[]}}}`), "oapi-codegen cannot take this document"},
		{"reference_into_a_component", document("", `"T":{"type":"object","properties":{"a":{"$ref":"#/components/schemas/U/properties/b"}}},"U":{"type":"object","properties":{"b":{"type":"string"}}}`), "failed to resolve"},
		{"component_named_like_the_builder", document("", good+`,"NewGetARequest":{"type":"object"}`), ""},
		{"required_self_reference", document("", `"T":{"type":"object","required":["t"],"properties":{"t":{"$ref":"#/components/schemas/T"}}}`), "would not compile"},
		{"enum_with_a_value_twice", document("", `"T":{"type":"string","enum":["a","a"]}`), "would not compile"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			files, err := gen.Client(t.Context(), gen.ClientOptions{
				APIVersion: "2023-01-01", Package: "p", Operations: []string{"getA"},
				Upstream: &gen.Document{Name: "hostile.json", Data: []byte(tt.document)},
			})
			if err != nil {
				if tt.refused == "" || !strings.Contains(err.Error(), tt.refused) {
					t.Errorf("refused: %v", err)
				}
				return
			}
			if strings.Contains(string(files["client.gen.go"]), "\nfunc init()") {
				t.Error("text of the document became code")
			}
		})
	}
}
