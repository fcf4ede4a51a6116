package report_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/report"
)

// story returns a history with a revision of each kind: one that breaks, one
// that changes nothing, one where everything that breaks is waived.
func story() report.History {
	shopAt := func(name string) report.Document { return report.Document{Name: name, Title: "Shop", Version: "1.0"} }
	empty := report.Report{Base: shopAt("git:b:api.yaml"), Rev: shopAt("git:c:api.yaml")}
	last := accepted()
	last.AsOf = ""
	last.Findings = append(last.Findings[:1:1], last.Findings[3], finding.Finding{
		Rule: "property-deprecated", Harm: finding.Wire, Location: "components.schemas.Order.properties.state", What: "deprecated",
	})
	return report.History{AsOf: "2026-11-21", Steps: []report.Step{
		{Report: shop(), Date: "2026-02-24", Revision: "0123456789abcdef0123456789abcdef01234567", Subject: "Drop the state *open*"},
		{Report: empty, Date: "2026-03-03", Revision: "89abcdef0123456789abcdef0123456789abcdef", Subject: "Reword"},
		{Report: last, Revision: "shop-4.yaml"},
	}}
}

var historyFormats = map[string]func(io.Writer, report.History) error{
	"history.txt": func(w io.Writer, h report.History) error { return report.HistoryText(w, h, report.TextOptions{}) },
	"history_verbose.txt": func(w io.Writer, h report.History) error {
		return report.HistoryText(w, h, report.TextOptions{Verbose: true})
	},
	"history.json": report.HistoryJSON,
	"history.md":   report.HistoryMarkdown,
}

func renderHistory(t *testing.T, name string, h report.History) string {
	t.Helper()
	var b bytes.Buffer
	if err := historyFormats[name](&b, h); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGoldenOfHistories(t *testing.T) {
	t.Parallel()
	for name := range historyFormats {
		golden(t, name, []byte(renderHistory(t, name, story())))
		golden(t, "empty_"+name, []byte(renderHistory(t, name, report.History{})))
	}
}

// historySchema compiles the published schema; it refers to that of reports.
func historySchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	for _, name := range []string{"report", "history"} {
		data, err := os.ReadFile("../../docs/schema/" + name + ".schema.json")
		if err != nil {
			t.Fatal(err)
		}
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if err := c.AddResource(schemaBase+name+".schema.json", v); err != nil {
			t.Fatal(err)
		}
	}
	s, err := c.Compile(schemaBase + "history.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const schemaBase = "https://github.com/atlasrestore/atlasrestore/docs/schema/"

func validateHistory(t *testing.T, text string) error {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return historySchema(t).Validate(v)
}

func TestJSONOfHistoriesKeepsToThePublishedSchema(t *testing.T) {
	t.Parallel()
	for name, h := range map[string]report.History{"story": story(), "empty": {}, "hostile": {Steps: []report.Step{{Report: hostile(), Revision: attack, Subject: attack}}}} {
		if err := validateHistory(t, renderHistory(t, "history.json", h)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A schema that accepts everything would pass the test above.
func TestTheSchemaOfHistoriesRefuses(t *testing.T) {
	t.Parallel()
	good := renderHistory(t, "history.json", story())
	for _, edit := range [][2]string{
		{`"schemaVersion": 1`, `"schemaVersion": 2`},
		{`"steps":`, `"stages":`},
		{`"total":`, `"sum":`},
		{`"revision": "shop-4.yaml"`, `"revision": 4`},
		{`"date": "2026-03-03"`, `"date": "yesterday"`},
		{`"rule": "enum-value-removed"`, `"rule": 1`}, // within a report
		{`"harm": "source"`, `"harm": "none"`},
	} {
		bad := strings.Replace(good, edit[0], edit[1], 1)
		if bad == good {
			t.Fatalf("%s does not occur", edit[0])
		}
		if err := validateHistory(t, bad); err == nil {
			t.Errorf("the schema accepts %s", edit[1])
		}
	}
}

// What the counts say follows from the rules: a thing that is new, not a new
// trait of an old one.
func TestHistoriesCountWhatCameAndWhatEnds(t *testing.T) {
	t.Parallel()
	for rules, want := range map[string]string{
		"operation-added,version-added,parameter-added-required,required-property-added,enum-value-added": "; 5 added, 0 deprecated",
		"operation-deprecated,parameter-deprecated,property-deprecated,sunset-added":                      "; 0 added, 4 deprecated",
		"nullable-added,read-only-added,write-only-added,operation-undeprecated,parameter-removed":        "",
		"sunset-moved-nearer,property-became-required":                                                    "",
	} {
		var r report.Report
		for _, rule := range strings.Split(rules, ",") {
			r.Findings = append(r.Findings, finding.Finding{Rule: rule, Location: rule, What: "changed"})
		}
		got := renderHistory(t, "history.txt", report.History{Steps: []report.Step{{Report: r, Revision: "x"}}})
		line := fmt.Sprintf("  0 breaking, 0 risky, %d compatible changes%s", len(r.Findings), want)
		if lines := strings.Split(got, "\n"); lines[3] != line {
			t.Errorf("%s: got %q, want %q", rules, lines[3], line)
		}
	}
}

var (
	ownHistoryHTML = regexp.MustCompile(`^(<details>|</details>|<summary><b>[0-9]+( \([0-9-]{10}\))?: breaking changes \([0-9]+(, the first [0-9]+ shown)?\)</b></summary>|)$`)
	ownHistoryLine = regexp.MustCompile(`^(### |From |[0-9]+\. |- \*\*|\*\*[0-9]+ (more|older) )`)
	ownCounts      = regexp.MustCompile(`: ([0-9]+ breaking, [0-9]+ risky, [0-9]+ compatible changes( \([0-9]+ unproved\))?(, [0-9]+ waived)?(; [0-9]+ added, [0-9]+ deprecated)?|no changes)$`)
)

// checkHistoryMarkdown is checkMarkdown for histories.
func checkHistoryMarkdown(t *testing.T, text string) {
	t.Helper()
	if n := len(utf16.Encode([]rune(text))); n > 65536 {
		t.Errorf("the comment has %d characters", n)
	}
	for line := range strings.SplitSeq(text, "\n") {
		if strings.ContainsFunc(line, func(r rune) bool { return !strconv.IsPrint(r) }) {
			t.Errorf("hidden characters in %q", line)
		}
		if ownHistoryHTML.MatchString(line) {
			continue
		}
		prefix := ownHistoryLine.FindString(line)
		rest := withoutSpans(ownCounts.ReplaceAllString(strings.TrimPrefix(line, prefix), ""))
		rest = strings.ReplaceAll(rest, "**", "")
		if prefix == "" || !harmless.MatchString(rest) || linkable.MatchString(rest) {
			t.Errorf("the line %q is open to attack in %q", line, rest)
		}
	}
}

func TestMarkdownOfHistoriesIsCut(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ revisions, findings int }{
		"few": {2, 3}, "many_findings": {2, 2000}, "many_revisions": {3000, 1}, "many_of_both": {600, 200},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var h report.History
			for i := range tt.revisions {
				h.Steps = append(h.Steps, report.Step{Report: many(tt.findings, "x"), Date: "2026-01-01", Revision: fmt.Sprintf("r%d.yaml", i+1), Subject: "😀"})
			}
			got := renderHistory(t, "history.md", h)
			checkHistoryMarkdown(t, got)
			if !strings.Contains(got, fmt.Sprintf("`r%d.yaml`", tt.revisions)) {
				t.Error("the newest revision is not listed")
			}
			shown, hidden := strings.Count(got, "\n- **"), 0
			if m := regexp.MustCompile(`\*\*(\d+) more breaking`).FindStringSubmatch(got); m != nil {
				hidden, _ = strconv.Atoi(m[1])
			}
			if shown+hidden != tt.revisions*tt.findings {
				t.Errorf("%d shown and %d cut of %d", shown, hidden, tt.revisions*tt.findings)
			}
			listed, older := len(regexp.MustCompile(`(?m)^[0-9]+\. `).FindAllString(got, -1)), 0
			if m := regexp.MustCompile(`\*\*(\d+) older revisions`).FindStringSubmatch(got); m != nil {
				older, _ = strconv.Atoi(m[1])
			}
			if listed+older != tt.revisions {
				t.Errorf("%d listed and %d older of %d revisions", listed, older, tt.revisions)
			}
		})
	}
}

func FuzzHistories(f *testing.F) {
	for _, s := range attacks {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		h := historyAbout(s)
		checkHistoryMarkdown(t, renderHistory(t, "history.md", h))
		for _, name := range []string{"history.txt", "history_verbose.txt", "history.json"} {
			got := renderHistory(t, name, h)
			if strings.ContainsFunc(got, func(r rune) bool { return r != '\n' && !strconv.IsPrint(r) }) {
				t.Errorf("%s holds hidden characters: %q", name, got)
			}
		}
		lines := func(h report.History) int { return strings.Count(renderHistory(t, "history.txt", h), "\n") }
		if got, want := lines(h), lines(historyAbout("x")); got != want && s != "" {
			t.Errorf("%d lines, want %d as for a harmless text", got, want)
		}
	})
}

// historyAbout returns a history that has a text wherever one can be.
func historyAbout(s string) report.History {
	return report.History{AsOf: s, Steps: []report.Step{
		{Report: about(s, []byte(`{"x":1}`)), Date: s, Revision: s, Subject: s},
		{Report: report.Report{Base: report.Document{Name: s}}, Revision: s},
	}}
}
