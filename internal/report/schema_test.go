package report_test

import (
	"bytes"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/report"
)

const schemaFile = "../../docs/schema/report.schema.json"

func published(t *testing.T) *jsonschema.Schema {
	t.Helper()
	s, err := jsonschema.NewCompiler().Compile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestJSONKeepsToThePublishedSchema(t *testing.T) {
	t.Parallel()
	unknown := shop() // places without a line or a value
	unknown.Findings[0].Rev = &finding.Place{Position: finding.Position{File: "-"}}
	unknown.Findings[0].Operations = nil
	null := shop()
	null.Findings[0].Rev = place("a.yaml", 1, 1, "null")
	for name, r := range map[string]report.Report{"shop": shop(), "empty": {Base: report.Document{Name: "a"}}, "unknown": unknown, "null": null, "hostile": hostile()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b bytes.Buffer
			if err := report.JSON(&b, r); err != nil {
				t.Fatal(err)
			}
			v, err := jsonschema.UnmarshalJSON(&b)
			if err != nil {
				t.Fatal(err)
			}
			if err := published(t).Validate(v); err != nil {
				t.Errorf("%v", err)
			}
		})
	}
}

// A schema that accepts everything would pass the test above.
func TestThePublishedSchemaRefuses(t *testing.T) {
	t.Parallel()
	for name, doc := range map[string]string{
		"another version":    `{"schemaVersion":2,"base":{"name":"a"},"rev":{"name":"b"},"summary":{"breaking":0,"risky":0,"compatible":0},"findings":[]}`,
		"a missing member":   `{"schemaVersion":1,"base":{"name":"a"},"rev":{"name":"b"},"findings":[]}`,
		"an unknown member":  `{"schemaVersion":1,"base":{"name":"a"},"rev":{"name":"b"},"summary":{"breaking":0,"risky":0,"compatible":0},"findings":[],"x":1}`,
		"an empty finding":   `{"schemaVersion":1,"base":{"name":"a"},"rev":{"name":"b"},"summary":{"breaking":0,"risky":0,"compatible":0},"findings":[{}]}`,
		"findings of null":   `{"schemaVersion":1,"base":{"name":"a"},"rev":{"name":"b"},"summary":{"breaking":0,"risky":0,"compatible":0},"findings":null}`,
		"a negative summary": `{"schemaVersion":1,"base":{"name":"a"},"rev":{"name":"b"},"summary":{"breaking":-1,"risky":0,"compatible":0},"findings":[]}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v, err := jsonschema.UnmarshalJSON(bytes.NewReader([]byte(doc)))
			if err != nil {
				t.Fatal(err)
			}
			if err := published(t).Validate(v); err == nil {
				t.Error("the schema accepts it")
			}
		})
	}
}
