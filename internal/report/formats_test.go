package report_test

import (
	"bytes"
	"io"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/report"
)

// machine lists the formats for other programs, each with its golden file and
// the checker of its structure.
var machine = []struct {
	name  string
	file  string
	write func(io.Writer, report.Report) error
	check func(*testing.T, report.Report, string)
}{
	{"markdown", "md", report.Markdown, checkMarkdown},
	{"sarif", "sarif", report.SARIF, checkSARIF},
	{"junit", "xml", report.JUnit, checkJUnit},
	{"github", "github.txt", report.GitHub, checkGitHub},
}

func render(t *testing.T, write func(io.Writer, report.Report) error, r report.Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// explained returns the shop with the texts of one rule and a version.
func explained() report.Report {
	r := shop()
	r.Version = "v1.2.3"
	r.Rules = map[string]report.RuleText{
		"enum-value-removed": {Summary: "A value is gone.", Why: "Who sends it is refused.", Help: "Long text.", Markdown: "Long **text**.", Severity: finding.Breaking},
		"never-seen":         {Summary: "Not in this report."},
	}
	return r
}

// accepted returns the shop with one breaking finding waived.
func accepted() report.Report {
	r := shop()
	r.Waivers = finding.Waivers{{Rule: "operation-id-changed", Reason: "nobody uses @names <yet>", Until: "2027-01-01"}}
	return r
}

func TestGoldenOfMachineFormats(t *testing.T) {
	t.Parallel()
	empty := shop()
	empty.Findings, empty.AsOf, empty.Rev = nil, "", report.Document{Name: "-"}
	for _, format := range machine {
		for name, r := range map[string]report.Report{"shop": explained(), "empty": empty, "waived": accepted()} {
			t.Run(format.name+"_"+name, func(t *testing.T) {
				t.Parallel()
				got := render(t, format.write, r)
				format.check(t, r, got)
				golden(t, name+"."+format.file, []byte(got))
			})
		}
	}
}

func TestMachineFormatsDoNotDependOnTheOrderGiven(t *testing.T) {
	t.Parallel()
	forward, backward := shop(), shop()
	slices.Reverse(backward.Findings)
	for _, format := range machine {
		if diff := cmp.Diff(render(t, format.write, forward), render(t, format.write, backward)); diff != "" {
			t.Errorf("%s: mismatch (-forward +backward):\n%s", format.name, diff)
		}
	}
}

func TestMachineFormatsSurviveWhatIsMissing(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]report.Report{
		"nothing":       {},
		"empty_finding": {Findings: []finding.Finding{{}}},
		"no_value":      {Findings: []finding.Finding{{Rule: "r", Location: "l", Base: &finding.Place{}, Rev: &finding.Place{}}}},
		"twice":         {Findings: []finding.Finding{{Rule: "r", Location: "l"}, {Rule: "r", Location: "l"}, {Rule: "r", Location: "l"}}},
		"hostile":       hostile(),
	} {
		for _, format := range machine {
			t.Run(format.name+"_"+name, func(t *testing.T) {
				t.Parallel()
				format.check(t, r, render(t, format.write, r))
			})
		}
	}
}

// A value that is not JSON cannot be written as JSON.
func TestSARIFRefusesExamplesThatAreNotJSON(t *testing.T) {
	t.Parallel()
	r := shop()
	r.Findings[0].Witness = &finding.Witness{Value: []byte("{")}
	var b bytes.Buffer
	if err := report.SARIF(&b, r); err == nil || b.Len() > 0 {
		t.Errorf("got error %v and %d bytes, want an error and none", err, b.Len())
	}
}
