package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/atlasrestore/atlasrestore/internal/compare"
)

// explanationSchema reads the published schema, which refers to that of reports.
func explanationSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	const base = "https://github.com/atlasrestore/atlasrestore/docs/schema/"
	c := jsonschema.NewCompiler()
	for _, name := range []string{"explanation.schema.json", "report.schema.json"} {
		text, err := os.ReadFile(filepath.Join("../../docs/schema", name))
		if err != nil {
			t.Fatal(err)
		}
		d, err := jsonschema.UnmarshalJSON(strings.NewReader(string(text)))
		if err != nil {
			t.Fatal(err)
		}
		if err := c.AddResource(base+name, d); err != nil {
			t.Fatal(err)
		}
	}
	s, err := c.Compile(base + "explanation.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The examples of all rules can be explained, each as the schema says.
func TestExplanationsKeepToTheSchema(t *testing.T) {
	t.Parallel()
	schema := explanationSchema(t)
	for _, rule := range compare.Rules() {
		t.Run(rule.ID, func(t *testing.T) {
			t.Parallel()
			if rule.Only != "" {
				t.Skip("the rule needs " + rule.Only)
			}
			dir := t.TempDir()
			base, rev := filepath.Join(dir, "base.yaml"), filepath.Join(dir, "rev.yaml")
			baseText, revText := rule.Bad.Documents()
			for name, text := range map[string]string{base: baseText, rev: revText} {
				if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			flags := []string{}
			if rule.Bad.AsOf != "" {
				flags = append(flags, "--as-of", rule.Bad.AsOf)
			}
			var report struct {
				Findings []struct{ Fingerprint string }
			}
			_, text, stderr := specdiff(t, "", append([]string{base, rev, "--format", "json"}, flags...)...)
			if err := json.Unmarshal([]byte(text), &report); err != nil || len(report.Findings) == 0 {
				t.Fatalf("%v: %s", err, stderr)
			}
			for _, f := range report.Findings {
				code, out, stderr := specdiff(t, "", append([]string{"explain", f.Fingerprint, base, rev, "--format", "json"}, flags...)...)
				if code != 0 {
					t.Fatalf("exit code %d: %s", code, stderr)
				}
				v, err := jsonschema.UnmarshalJSON(strings.NewReader(out))
				if err != nil {
					t.Fatal(err)
				}
				if err := schema.Validate(v); err != nil {
					t.Errorf("%v\n%s", err, out)
				}
				if !strings.Contains(out, `"id": "`+rule.ID+`"`) {
					t.Errorf("another rule is explained:\n%s", out)
				}
			}
		})
	}
}
