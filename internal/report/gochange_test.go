package report_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/report"
)

// goReport has one finding with n changes of the Go API.
func goReport(n int) report.Report {
	f := finding.Finding{Rule: "type-changed", Severity: finding.Breaking, Harm: finding.Wire, Location: "components.schemas.Job", What: "type changed"}
	for i := range n {
		f.Go = append(f.Go, finding.GoChange{Object: fmt.Sprintf("Job.F%d", i), What: "changed from int64 to string"})
	}
	return report.Report{Base: report.Document{Name: "a.yaml"}, Rev: report.Document{Name: "b.yaml"}, Findings: []finding.Finding{f}}
}

func TestGoChangesInText(t *testing.T) {
	t.Parallel()
	tests := []struct {
		n       int
		verbose bool
		want    string // the lines of the finding about Go
	}{
		{0, false, ""},
		{1, false, "  go       Job.F0: changed from int64 to string\n"},
		{6, false, "           Job.F5: changed from int64 to string\n"}, // one more takes as much room as its number
		{7, false, "           Job.F4: changed from int64 to string\n           and 2 more changes\n"},
		{7, true, "           Job.F6: changed from int64 to string\n"},
	}
	for _, tt := range tests {
		var b bytes.Buffer
		if err := report.Text(&b, goReport(tt.n), report.TextOptions{Verbose: tt.verbose}); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), tt.want+"\n1 breaking") {
			t.Errorf("%d changes, verbose %t: want %q before the conclusion, got\n%s", tt.n, tt.verbose, tt.want, b.String())
		}
	}
}

func TestGoChangesAreEscaped(t *testing.T) {
	t.Parallel()
	r := goReport(1)
	r.Findings[0].Go[0].What = "value changed from \"`<b>\x1b[31m\u202e\" to \"|\""
	for name, write := range map[string]func(*bytes.Buffer) error{
		"text":     func(b *bytes.Buffer) error { return report.Text(b, r, report.TextOptions{}) },
		"markdown": func(b *bytes.Buffer) error { return report.Markdown(b, r) },
		"json":     func(b *bytes.Buffer) error { return report.JSON(b, r) },
		"html":     func(b *bytes.Buffer) error { return report.HTML(b, r) },
		"sarif":    func(b *bytes.Buffer) error { return report.SARIF(b, r) },
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		if strings.ContainsAny(b.String(), "\x1b\u202e") {
			t.Errorf("%s: a control character got through:\n%q", name, b.String())
		}
	}
}

func TestGoChangesKeepToThePublishedSchema(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]bool{0: false, 2: true} {
		var b bytes.Buffer
		if err := report.JSON(&b, goReport(n)); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(b.String(), `"go": [`); got != want {
			t.Errorf("%d changes: has a list is %t", n, got)
		}
		v, err := jsonschema.UnmarshalJSON(&b)
		if err != nil {
			t.Fatal(err)
		}
		if err := published(t).Validate(v); err != nil {
			t.Errorf("%d changes: %v", n, err)
		}
	}
}

func TestGoChangesInOtherFormats(t *testing.T) {
	t.Parallel()
	tmpl, err := report.ParseTemplate("t", "{{range .Findings}}{{range .Go}}{{.}}{{end}}{{end}}")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, want string
		write      func(*bytes.Buffer) error
	}{
		{"html", "<pre>Job.F0: changed from int64 to string\nJob.F1: changed from int64 to string</pre>", func(b *bytes.Buffer) error { return report.HTML(b, goReport(2)) }},
		{"html_many", "\nJob.F199: changed from int64 to string\nand 1 more</pre>", func(b *bytes.Buffer) error { return report.HTML(b, goReport(201)) }},
		{"sarif", `"object": "Job.F0",`, func(b *bytes.Buffer) error { return report.SARIF(b, goReport(1)) }},
		{"junit", "go       Job.F0: changed from int64 to string", func(b *bytes.Buffer) error { return report.JUnit(b, goReport(1)) }},
		{"template", "Job.F0: changed from int64 to string", func(b *bytes.Buffer) error { return tmpl.Write(b, goReport(1)) }},
	}
	for _, tt := range tests {
		var b bytes.Buffer
		if err := tt.write(&b); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), tt.want) {
			t.Errorf("%s: no %q", tt.name, tt.want)
		}
	}
}
