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
	AsOf      string           // the day for which sunset dates and waivers were judged, YYYY-MM-DD; empty when it played no part
	Waivers   finding.Waivers  // those that apply on that day; findings that they match do not count
	Known     int              // findings that are left out because a baseline has them

	Rules   map[string]RuleText // by id; nil when nothing is known of the rules but their ids
	Version string              // of specdiff; empty when unknown
}

// Document names one side.
type Document struct {
	Name    string `json:"name"` // the file, URL or other source as positions name it
	Title   string `json:"title,omitempty"`
	Version string `json:"version,omitempty"` // info.version, not the version of OpenAPI
	Text    []byte `json:"-"`                 // in whose lines positions count; nil when it is not at hand
}

// Summary counts findings by severity. Waived ones count as waived alone, so
// that the first four add up to all findings of the report.
type Summary struct {
	Breaking   int `json:"breaking"`
	Risky      int `json:"risky"`
	Compatible int `json:"compatible"`
	Waived     int `json:"waived,omitempty"`
	Known      int `json:"known,omitempty"` // left out of the report
}

// Summary counts the findings.
func (r Report) Summary() Summary {
	s := Summary{Known: r.Known}
	for _, f := range r.Findings {
		switch {
		case r.Waived(f) != nil:
			s.Waived++
		case f.Severity == finding.Breaking:
			s.Breaking++
		case f.Severity == finding.Risky:
			s.Risky++
		default:
			s.Compatible++
		}
	}
	return s
}

// Waived returns the waiver that accepts a finding, nil when there is none.
func (r Report) Waived(f finding.Finding) *finding.Waiver { return r.Waivers.For(f) }

// Failures counts the findings at or above FailOn that are not waived.
func (r Report) Failures() int {
	n := 0
	for _, f := range r.Findings {
		if f.Severity >= r.FailOn && r.Waived(f) == nil {
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
