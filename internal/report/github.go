package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/finding"
)

// maxNotice bounds the parts of an annotation, in runes: GitHub takes 64 KB of
// it.
const maxNotice = 1000

// GitHub writes a report as workflow commands of GitHub Actions, which makes
// annotations of them beside the lines of a pull request: an error for what is
// breaking, a warning for what is risky, a notice for what is compatible, and
// a notice with the counts at the end. All findings are written, the worst
// first: GitHub shows no more than ten annotations of each kind for a step,
// and the rest is in its log. Waived findings are counted alone.
//
// The file is relative to the working directory, which has to be the top of
// the repository. A document that is no file has no such annotation: its
// position is in the message.
func GitHub(w io.Writer, r Report) error {
	var b strings.Builder
	findings, _ := r.split()
	for _, f := range findings {
		at := r.anchor(f)
		properties := []string{}
		if at.file {
			properties = append(properties, "file="+githubProperty(at.path))
			properties = append(properties, fmt.Sprintf("line=%d", max(at.line, 1)))
			if at.col > 0 && at.line > 0 {
				properties = append(properties, fmt.Sprintf("col=%d", at.col))
			}
		}
		title := fmt.Sprintf("%s: %s (%s)", f.Severity, f.Rule, kind(f))
		properties = append(properties, "title="+githubProperty(short(title, maxNotice)))
		fmt.Fprintf(&b, "::%s %s::%s\n", githubCommand(f.Severity), strings.Join(properties, ","), githubMessage(f))
	}
	fmt.Fprintf(&b, "::notice title=specdiff::%s\n", githubData(r.conclusion()))
	_, err := io.WriteString(w, b.String())
	return err
}

func githubCommand(s finding.Severity) string {
	switch s {
	case finding.Breaking:
		return "error"
	case finding.Risky:
		return "warning"
	}
	return "notice"
}

// githubMessage returns the lines of an annotation, escaped.
func githubMessage(f finding.Finding) string {
	lines := []string{f.Message()}
	if f.Base != nil {
		lines = append(lines, "base: "+position(f.Base))
	}
	if f.Rev != nil {
		lines = append(lines, "rev: "+position(f.Rev))
	}
	operations, more := few(f)
	for _, o := range operations {
		lines = append(lines, "reached: "+o)
	}
	if more > 0 {
		lines = append(lines, fmt.Sprintf("and %d more operations", more))
	}
	if x := f.Witness; x != nil {
		lines = append(lines, "example: "+example(x, short(string(x.Value), maxValue)))
		if x.Note != "" {
			lines = append(lines, "note: "+x.Note)
		}
	}
	for i, line := range lines {
		lines[i] = githubData(short(line, maxNotice))
	}
	return strings.Join(lines, "%0A")
}

// githubData escapes the message of a command, as the toolkit of GitHub
// Actions does. The line breaks of a document are gone before, with all that
// is not printable.
func githubData(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(Printable(s))
}

// githubProperty escapes the value of a property: the two characters that end
// one, too.
func githubProperty(s string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(githubData(s))
}
