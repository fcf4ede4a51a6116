package report

import (
	"cmp"
	"io"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/finding"
)

const (
	sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	homepage    = "https://github.com/atlasrestore/atlasrestore"

	maxDescription = 1024 // runes; the limit of GitHub
)

// SARIF writes a report as a SARIF 2.1.0 log (OASIS, with errata 01) of one
// run, within the subset that GitHub code scanning reads. A result is shown
// where its thing is in rev, or else in base; the other side is a related
// location. What has no known line is shown at line 1, for GitHub shows
// nothing without a line. The names of documents that are no files are written
// as relative references too: GitHub refuses a log with any scheme but file.
//
// Waived findings are there as results that are suppressed.
//
// Nothing is written when it fails, which it does for a value or an example
// that is not JSON.
func SARIF(w io.Writer, r Report) error {
	findings := r.sorted()
	run := sarifRun{ColumnKind: "unicodeCodePoints", Results: []sarifResult{}}
	run.Tool.Driver = sarifDriver{Name: "specdiff", Version: r.Version, InformationURI: homepage, Rules: []sarifRule{}}
	index := map[string]int{}
	for i, id := range ruleIDs(findings) {
		index[id] = i
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, r.sarifRule(id, findings))
	}
	waived := r.Summary().Waived > 0
	for _, f := range findings {
		result := r.sarifResult(f)
		result.RuleIndex = index[f.Rule]
		if waived {
			result.Suppressions = r.suppressions(f)
		}
		run.Results = append(run.Results, result)
	}
	return WriteJSON(w, sarifLog{Schema: sarifSchema, Version: "2.1.0", Runs: []sarifRun{run}}, "the SARIF log")
}

// sarifRule describes a rule. GitHub wants all the texts, so that an unknown
// rule has its id for each.
func (r Report) sarifRule(id string, findings []finding.Finding) sarifRule {
	text, known := r.Rules[id]
	if !known {
		for _, f := range findings {
			if f.Rule == id {
				text.Severity = max(text.Severity, f.Severity)
			}
		}
	}
	page := ""
	if known {
		page = homepage + "/blob/main/docs/rules/" + id + ".md"
	}
	summary := cmp.Or(text.Summary, id)
	return sarifRule{
		ID:               id,
		HelpURI:          page,
		ShortDescription: sarifMessage{Text: short(summary, maxDescription)},
		FullDescription:  sarifMessage{Text: short(cmp.Or(text.Why, summary), maxDescription)},
		Help:             sarifMessage{Text: cmp.Or(text.Help, summary), Markdown: text.Markdown},
		Default:          sarifConfiguration{Level: sarifLevel(text.Severity)},
	}
}

func sarifLevel(s finding.Severity) string {
	switch s {
	case finding.Breaking:
		return "error"
	case finding.Risky:
		return "warning"
	}
	return "note"
}

func (r Report) sarifResult(f finding.Finding) sarifResult {
	out := sarifResult{
		RuleID:  f.Rule,
		Level:   sarifLevel(f.Severity),
		Message: sarifMessage{Text: unlinked(f.Message())},
		// GitHub knows results again by the second one alone. Without it, it
		// hashes the line, and what is shown at one line becomes one.
		Fingerprints: map[string]string{"specdiff/v1": f.Fingerprint(), "primaryLocationLineHash": f.Fingerprint() + ":1"},
		Properties: sarifProperties{
			Severity: f.Severity, Harm: f.Harm, Direction: f.Direction, Location: f.Location,
			Operations: len(distinct(f.Operations)), Witness: f.Witness, Unproved: f.Unproved, Go: f.Go,
		},
	}
	at := r.anchor(f)
	out.Locations = []sarifLocation{{Physical: sarifPlace(at.path, max(at.line, 1), at.col)}}
	for _, side := range []struct {
		name  string
		place *finding.Place
	}{{"base", f.Base}, {"rev", f.Rev}} {
		if side.place == nil || side.place == at.place {
			continue
		}
		path, _ := locate(side.place.Position.File)
		out.Related = append(out.Related, sarifLocation{
			ID:       len(out.Related) + 1,
			Physical: sarifPlace(path, max(side.place.Position.Line, 1), side.place.Position.Col),
			Message:  &sarifMessage{Text: unlinked(side.name + ": " + position(side.place))},
		})
	}
	return out
}

// suppressions is empty for what is not waived. SARIF wants it of every result
// as soon as one has it (section 3.27.23).
func (r Report) suppressions(f finding.Finding) *[]sarifSuppression {
	out := []sarifSuppression{}
	if by := r.Waived(f); by != nil {
		out = append(out, sarifSuppression{Kind: "external", Status: "accepted", Justification: by.Reason})
	}
	return &out
}

func sarifPlace(path string, line, col int) sarifPhysical {
	var p sarifPhysical
	p.Artifact.URI = reference(cmp.Or(path, "unknown"))
	p.Region.StartLine, p.Region.StartColumn = line, max(col, 0)
	return p
}

// unlinked keeps text from holding a link, which SARIF knows even in plain
// messages: [text](target), with backslashes as escapes (section 3.11.6).
func unlinked(s string) string { return strings.ReplaceAll(s, "](", `]\(`) }
