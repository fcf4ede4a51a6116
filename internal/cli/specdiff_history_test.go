package cli_test

import (
	"encoding/json"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A step of a history is the comparison of the two documents on the day of the
// second.
func TestStepsAreComparisons(t *testing.T) {
	t.Parallel()
	for name, docs := range map[string][]string{
		"pins":     {"pin:2023-10-01", "pin:2024-11-13", "pin:2025-03-12", "pin:2025-03-12", "pin:2023-10-01"},
		"upstream": nil,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if docs == nil {
				docs = upstreamHistory(t)
			}
			code, stdout, stderr := specdiff(t, "", append([]string{"history", "--format", "json", "--as-of", "2026-11-21"}, docs...)...)
			if code != 0 {
				t.Fatalf("exit code %d: %s", code, stderr)
			}
			var got struct {
				Steps []struct {
					Report json.RawMessage `json:"report"`
				} `json:"steps"`
			}
			if err := json.Unmarshal([]byte(stdout), &got); err != nil {
				t.Fatal(err)
			}
			if len(got.Steps) != len(docs)-1 {
				t.Fatalf("%d steps of %d documents", len(got.Steps), len(docs))
			}
			for i, step := range got.Steps {
				day := "2026-11-21"
				if d := regexp.MustCompile(`\d{4}-\d{2}-\d{2}`).FindString(filepath.Base(docs[i+1])); d != "" && name == "upstream" {
					day = d
				}
				_, want, _ := specdiff(t, "", docs[i], docs[i+1], "--format", "json", "--as-of", day)
				if diff := cmp.Diff(findingsOf(t, []byte(want)), findingsOf(t, step.Report)); diff != "" {
					t.Errorf("%s: mismatch (-want +got)\n%s", docs[i+1], diff)
				}
			}
			if _, again, _ := specdiff(t, "", append([]string{"history", "--format", "json", "--as-of", "2026-11-21"}, docs...)...); again != stdout {
				t.Error("two runs differ")
			}
		})
	}
}

func findingsOf(t *testing.T, text []byte) any {
	t.Helper()
	var r struct {
		Findings any `json:"findings"`
		Summary  any `json:"summary"`
	}
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatalf("%v: %s", err, strings.TrimSpace(string(text)))
	}
	return r
}
