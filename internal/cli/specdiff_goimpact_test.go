package cli_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/atlasrestore/atlasrestore/internal/cli"
)

func TestGoImpactKeepsToThePublishedSchema(t *testing.T) {
	t.Parallel()
	schema, err := jsonschema.NewCompiler().Compile("../../docs/schema/go-impact.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	generated := "../../generated/"
	for pair, code := range map[[2]string]int{{"atlasv1", "atlas20250312"}: 1, {"atlas20250312", "atlas20250312"}: 0} {
		var stdout, stderr bytes.Buffer
		args := []string{"go-impact", generated + pair[0], generated + pair[1], "--format", "json"}
		if got := cli.Specdiff(args, strings.NewReader(""), &stdout, &stderr); got != code {
			t.Fatalf("%v: exit code %d, want %d: %s", pair, got, code, stderr.String())
		}
		v, err := jsonschema.UnmarshalJSON(&stdout)
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(v); err != nil {
			t.Errorf("%v: %v", pair, err)
		}
	}
	for name, doc := range map[string]string{
		"another version":   `{"schemaVersion":2,"base":"a","rev":"b","summary":{"incompatible":0,"compatible":0},"changes":[]}`,
		"an empty change":   `{"schemaVersion":1,"base":"a","rev":"b","summary":{"incompatible":0,"compatible":0},"changes":[{}]}`,
		"changes of null":   `{"schemaVersion":1,"base":"a","rev":"b","summary":{"incompatible":0,"compatible":0},"changes":null}`,
		"an unknown member": `{"schemaVersion":1,"base":"a","rev":"b","summary":{"incompatible":0,"compatible":0},"changes":[],"x":1}`,
	} {
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(doc))
		if err != nil {
			t.Fatal(err)
		}
		if schema.Validate(v) == nil {
			t.Errorf("%s: the schema accepts it", name)
		}
	}
}
