package report

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf16"

	"github.com/atlasrestore/atlasrestore/internal/finding"
)

// maxComment is the length of the longest comment on GitHub, in UTF-16 code
// units. GitHub says "maximum is 65536 characters" and means code points for
// the text of a pull request and four times as many bytes for a comment; its
// own scripts count as JavaScript does. This many UTF-16 units are within all
// three.
const maxComment = 1 << 16

// Markdown writes a report as a comment on a pull request (GitHub Flavored
// Markdown): a line with the counts, then a section to fold for each severity
// that occurs, of which the breaking one is open. A report that is too long
// for a comment is cut between two findings, the worst are kept, and the last
// line says how many were cut. Waived findings have a section of their own.
//
// Text of the documents stands in code spans and code blocks only, but for
// plain words: there GitHub knows no markup, no link, no HTML and no mention.
func Markdown(w io.Writer, r Report) error {
	sections := r.markdownSections()
	header := markdownHeader(r)
	fit(sections, maxComment-units(header)-maxFrame)
	var b strings.Builder
	b.WriteString(header)
	for _, s := range sections {
		b.WriteString(s.String())
	}
	b.WriteString(markdownCut(sections))
	_, err := io.WriteString(w, b.String())
	return err
}

// maxFrame bounds all that is around the findings: the frames of the sections
// and the last line.
const maxFrame = 1024

// section is a list of findings to fold.
type section struct {
	heading string
	open    bool
	items   []string // one per finding
	shown   int      // how many of them, the first ones
}

func (r Report) markdownSections() []*section {
	groups, waived := r.groups()
	var out []*section
	for _, g := range groups {
		s := &section{heading: headings[g.severity].text, open: g.severity == finding.Breaking}
		for _, f := range g.findings {
			s.items = append(s.items, markdownFinding(f))
		}
		out = append(out, s)
	}
	if len(waived) > 0 {
		s := &section{heading: "Waived changes"}
		for _, f := range waived {
			s.items = append(s.items, markdownFinding(f)+markdownWaiver(f, r.Waived(f)))
		}
		out = append(out, s)
	}
	return out
}

// fit shows as many findings as there is room for; nothing follows the first
// that does not fit.
func fit(sections []*section, room int) {
	for _, s := range sections {
		for _, item := range s.items {
			if room -= units(item); room < 0 {
				return
			}
			s.shown++
		}
	}
}

func units(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

func markdownHeader(r Report) string {
	header := fmt.Sprintf("### %s\n\nFrom %s to %s", r.conclusion(), markdownDocument(r.Base), markdownDocument(r.Rev))
	if r.AsOf != "" {
		header += ", sunset dates as of " + span(r.AsOf)
	}
	return header + ".\n\n"
}

func markdownDocument(d Document) string {
	text := span(d.Name)
	if what := strings.TrimSpace(d.Title + " " + d.Version); what != "" {
		text += " (" + words(what) + ")"
	}
	return text
}

// String frames the findings that are shown, if any. An element of HTML ends
// at a blank line; what follows is Markdown again.
func (s *section) String() string {
	if s.shown == 0 {
		return ""
	}
	open, count := "", fmt.Sprintf("%d", len(s.items))
	if s.open {
		open = " open"
	}
	if s.shown < len(s.items) {
		count += fmt.Sprintf(", the first %d shown", s.shown)
	}
	return fmt.Sprintf("<details%s>\n<summary><b>%s (%s)</b></summary>\n\n%s\n</details>\n\n",
		open, s.heading, count, strings.Join(s.items[:s.shown], ""))
}

// markdownCut returns the line about what is not shown, if anything.
func markdownCut(sections []*section) string {
	n := 0
	var parts []string
	for _, s := range sections {
		if cut := len(s.items) - s.shown; cut > 0 {
			n += cut
			parts = append(parts, fmt.Sprintf("%d of %d %s", cut, len(s.items), strings.ToLower(s.heading)))
		}
	}
	if n == 0 {
		return ""
	}
	noun := "findings are"
	if n == 1 {
		noun = "finding is"
	}
	return fmt.Sprintf("**%d more %s not shown** (%s): a comment has at most %d characters.\n", n, noun, strings.Join(parts, ", "), maxComment)
}
