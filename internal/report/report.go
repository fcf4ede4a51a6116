package report

import (
	"cmp"
	"slices"

	"github.com/atlasrestore/atlasrestore/internal/finding"
)

// Never is a [Report.FailOn] that no finding reaches.
const Never = finding.Breaking + 1

// Report is one comparison. The formats show the findings in their own order,
// the worst first, whatever the order here.
type Report struct {
	Base, Rev Document
	Findings  []finding.Finding
	FailOn    finding.Severity // the severity from which the comparison fails; Never for not at all
	AsOf      string           // the day for which sunset dates were judged, YYYY-MM-DD; empty when it played no part
}

// Document names one side.
type Document struct {
	Name    string `json:"name"` // the file, URL or other source as positions name it
	Title   string `json:"title,omitempty"`
	Version string `json:"version,omitempty"` // info.version, not the version of OpenAPI
}

// Summary counts findings by severity.
type Summary struct {
	Breaking   int `json:"breaking"`
	Risky      int `json:"risky"`
	Compatible int `json:"compatible"`
}

// Summary counts the findings.
func (r Report) Summary() Summary {
	var s Summary
	for _, f := range r.Findings {
		switch f.Severity {
		case finding.Breaking:
			s.Breaking++
		case finding.Risky:
			s.Risky++
		default:
			s.Compatible++
		}
	}
	return s
}

// Failures counts the findings at or above FailOn.
func (r Report) Failures() int {
	n := 0
	for _, f := range r.Findings {
		if f.Severity >= r.FailOn {
			n++
		}
	}
	return n
}

// sorted returns the findings in the order of all reports: the worst first, on
// the wire before in source, then by place. The fingerprint at the end makes the order total.
func (r Report) sorted() []finding.Finding {
	out := slices.Clone(r.Findings)
	slices.SortStableFunc(out, func(a, b finding.Finding) int {
		byPlace := cmp.Or(
			cmp.Compare(b.Severity, a.Severity),
			cmp.Compare(b.Harm, a.Harm), // wire before source: it hurts programs that run already
			cmp.Compare(a.Location, b.Location),
			cmp.Compare(a.Rule, b.Rule),
			cmp.Compare(a.Direction, b.Direction),
		)
		if byPlace != 0 {
			return byPlace
		}
		return cmp.Compare(a.Fingerprint(), b.Fingerprint())
	})
	return out
}
