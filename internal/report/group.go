package report

import "github.com/atlasrestore/atlasrestore/internal/finding"

// group holds the findings of one severity.
type group struct {
	severity finding.Severity
	findings []finding.Finding
}

// groups returns the findings that count in the order of all reports, by
// severity, and those that are waived. None of the groups is empty.
func (r Report) groups() (out []group, waived []finding.Finding) {
	findings, waived := r.split()
	for _, f := range findings {
		if n := len(out); n == 0 || out[n-1].severity != f.Severity {
			out = append(out, group{severity: f.Severity})
		}
		last := &out[len(out)-1]
		last.findings = append(last.findings, f)
	}
	return out, waived
}
