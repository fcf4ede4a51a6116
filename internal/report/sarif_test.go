package report_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"net/url"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/report"
)

type sarifLocation struct {
	ID       int
	Message  struct{ Text string }
	Physical struct {
		Artifact struct{ URI string }                 `json:"artifactLocation"`
		Region   struct{ StartLine, StartColumn int } `json:"region"`
	} `json:"physicalLocation"`
}

type sarifRun struct {
	Tool struct {
		Driver struct {
			Name, Version string
			Rules         []struct {
				ID                   string
				Short                struct{ Text string }           `json:"shortDescription"`
				Full                 struct{ Text string }           `json:"fullDescription"`
				Help                 struct{ Text, Markdown string } `json:"help"`
				DefaultConfiguration struct{ Level string }
			}
		}
	}
	Results []struct {
		RuleID              string
		RuleIndex           int
		Level               string
		Message             struct{ Text string }
		Locations           []sarifLocation
		RelatedLocations    []sarifLocation
		PartialFingerprints map[string]string
		Suppressions        []struct{ Kind, Status, Justification string }
		Properties          struct {
			Severity, Harm, Direction string
			Operations                int
			Witness                   *struct{ Value json.RawMessage }
		}
	}
}

func readSARIF(t *testing.T, text string) sarifRun {
	t.Helper()
	var log struct {
		Schema  string `json:"$schema"`
		Version string
		Runs    []sarifRun
	}
	if err := json.Unmarshal([]byte(text), &log); err != nil {
		t.Fatal(err)
	}
	if log.Version != "2.1.0" || !strings.HasSuffix(log.Schema, "/sarif-schema-2.1.0.json") || len(log.Runs) != 1 {
		t.Fatalf("got version %q, schema %q and %d runs", log.Version, log.Schema, len(log.Runs))
	}
	return log.Runs[0]
}

// checkSARIF checks what the schema of SARIF cannot say, and what GitHub wants
// beyond it.
func checkSARIF(t *testing.T, r report.Report, text string) {
	t.Helper()
	run := readSARIF(t, text)
	if len(run.Results) != len(r.Findings) {
		t.Errorf("%d results for %d findings", len(run.Results), len(r.Findings))
	}
	seen := map[string]bool{}
	for _, rule := range run.Tool.Driver.Rules {
		if seen[rule.ID] {
			t.Errorf("rule %q is there twice", rule.ID)
		}
		seen[rule.ID] = true
	}
	for _, result := range run.Results {
		rules := run.Tool.Driver.Rules
		if result.RuleIndex < 0 || result.RuleIndex >= len(rules) || rules[result.RuleIndex].ID != result.RuleID {
			t.Errorf("rule %q is not at index %d", result.RuleID, result.RuleIndex)
		}
		if strings.Contains(result.Message.Text, "](") {
			t.Errorf("the message %q holds a link", result.Message.Text)
		}
		if len(result.Locations) != 1 {
			t.Errorf("%d locations, want 1", len(result.Locations))
		}
		for i, l := range append(result.Locations, result.RelatedLocations...) {
			u, err := url.Parse(l.Physical.Artifact.URI)
			if err != nil || u.Scheme != "" && u.Scheme != "file" || u.Host != "" || l.Physical.Artifact.URI == "" {
				t.Errorf("GitHub refuses the location %q: %v", l.Physical.Artifact.URI, err)
			}
			if l.ID != i || l.Physical.Region.StartLine < 1 {
				t.Errorf("location %d has the id %d and line %d", i, l.ID, l.Physical.Region.StartLine)
			}
		}
	}
}

// officialSchema returns the schema of SARIF 2.1.0, which a library has as a
// constant that it does not export.
func officialSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	dir, err := exec.Command("go", "list", "-f", "{{.Dir}}", "github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif").Output()
	if err != nil {
		t.Fatal(err)
	}
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(strings.TrimSpace(string(dir)), "schema.go"), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	text := ""
	ast.Inspect(file, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING && text == "" {
			text, _ = strconv.Unquote(lit.Value)
		}
		return true
	})
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("sarif.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("sarif.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSARIFKeepsToTheOfficialSchema(t *testing.T) {
	t.Parallel()
	schema := officialSchema(t)
	reports := map[string]report.Report{"nothing": {}, "shop": explained(), "waived": accepted(), "hostile": hostile(), "many": many(3, "x"),
		"no_value": {Findings: []finding.Finding{{Base: &finding.Place{}}}}}
	for _, s := range attacks {
		reports[s] = about(s, []byte("null"))
	}
	for name, r := range reports {
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(render(t, report.SARIF, r)))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(v); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
	if v, err := jsonschema.UnmarshalJSON(strings.NewReader(`{"version":"2.1.0","runs":[{"tool":{}}]}`)); err != nil || schema.Validate(v) == nil {
		t.Errorf("the schema accepts a run without a driver (%v)", err)
	}
}

// A library for SARIF reads what is written, and finds nothing that it does
// not know.
func TestSARIFIsReadByALibrary(t *testing.T) {
	t.Parallel()
	r := explained()
	log, err := sarif.FromString(render(t, report.SARIF, r), sarif.WithStrictValidation())
	if err != nil {
		t.Fatal(err)
	}
	if len(log.Runs) != 1 || len(log.Runs[0].Results) != len(r.Findings) {
		t.Fatalf("got %d runs", len(log.Runs))
	}
	for _, result := range log.Runs[0].Results {
		if result.RuleID == nil || result.Message == nil || result.Message.Text == nil || len(result.Locations) != 1 || result.PartialFingerprints["specdiff/v1"] == "" {
			t.Errorf("something is missing of %+v", result)
		}
	}
}

func TestSARIFExplainsTheRulesThatOccur(t *testing.T) {
	t.Parallel()
	run := readSARIF(t, render(t, report.SARIF, explained()))
	if got := run.Tool.Driver.Name + " " + run.Tool.Driver.Version; got != "specdiff v1.2.3" {
		t.Errorf("got the tool %q", got)
	}
	var got []string
	for _, r := range run.Tool.Driver.Rules {
		got = append(got, strings.Join([]string{r.ID, r.DefaultConfiguration.Level, r.Short.Text, r.Full.Text, r.Help.Text, r.Help.Markdown}, "|"))
	}
	want := []string{ // what is unknown has the id for its texts, and the level of its worst finding
		"enum-value-removed|error|A value is gone.|Who sends it is refused.|Long text.|Long **text**.",
		"operation-id-changed|error|operation-id-changed|operation-id-changed|operation-id-changed|",
		"pattern-changed|warning|pattern-changed|pattern-changed|pattern-changed|",
		"operation-added|note|operation-added|operation-added|operation-added|",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("mismatch (-want +got):\n%s", diff)
	}
}

func TestSARIFNamesFilesRelatively(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"api.yaml":                     "api.yaml",
		"./a b/ü.yaml":                 "a%20b/%C3%BC.yaml",
		"../api.yaml":                  "../api.yaml",
		"a:b.yaml":                     "./a:b.yaml", // else "a" were a scheme
		"100%?#.yaml":                  "100%25%3F%23.yaml",
		"/tmp/api.yaml":                "file:///tmp/api.yaml",
		"git:HEAD~1:api/v2.yaml":       "api/v2.yaml",
		"git::./api.yaml":              "api.yaml",
		"pin:2025-03-12":               "./pin:2025-03-12",
		"<stdin>":                      "%3Cstdin%3E",
		"https://example.org/api.yaml": "./https://example.org/api.yaml",
	} {
		r := report.Report{Rev: report.Document{Name: name}, Findings: []finding.Finding{{Rule: "r", Location: "l", Rev: place(name, 2, 3, "")}}}
		l := readSARIF(t, render(t, report.SARIF, r)).Results[0].Locations[0].Physical
		if l.Artifact.URI != want || l.Region.StartLine != 2 || l.Region.StartColumn != 3 {
			t.Errorf("%q: got %+v, want %q", name, l, want)
		}
	}
}
