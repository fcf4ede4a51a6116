package report

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/finding"
)

// HistoryMarkdown writes a history as a comment (see [Markdown]): a line with
// the sums, a list of the revisions with their counts, and for each revision
// that broke something a section to fold with what it broke. What is too long
// for a comment is cut: the newest revisions are kept.
func HistoryMarkdown(w io.Writer, h History) error {
	header := h.markdownHeader()
	lines := &section{}
	var broken []*section
	for i, s := range h.Steps {
		lines.items = append(lines.items, s.markdownLine(i+1))
		if b := s.markdownBroken(i + 1); b != nil {
			broken = append(broken, b)
		}
	}
	room := maxComment - units(header) - maxFrame
	slices.Reverse(lines.items)
	fit([]*section{lines}, room/2)
	for _, line := range lines.items[:lines.shown] {
		room -= units(line)
	}
	for _, s := range broken {
		room -= units(s.heading) + len(sectionFrame)
	}
	slices.Reverse(broken)
	fit(broken, room)
	slices.Reverse(broken)
	var b strings.Builder
	b.WriteString(header)
	if cut := len(lines.items) - lines.shown; cut > 0 {
		fmt.Fprintf(&b, "**%d older revisions are not listed.**\n\n", cut)
	}
	for _, line := range slices.Backward(lines.items[:lines.shown]) {
		b.WriteString(line)
	}
	b.WriteString("\n")
	cut := 0
	for _, s := range broken {
		b.WriteString(s.String())
		cut += len(s.items) - s.shown
	}
	if cut > 0 {
		fmt.Fprintf(&b, "**%d more breaking changes are not shown**: a comment has at most %d characters.\n", cut, maxComment)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// sectionFrame is as long as what [section.String] puts around its heading and
// items.
const sectionFrame = "<details open>\n<summary><b> (10000000, the first 10000000 shown)</b></summary>\n\n\n</details>\n\n"

func (h History) markdownHeader() string {
	header := "### " + h.conclusion() + "\n\n"
	if n := len(h.Steps); n > 0 {
		header += "From " + markdownDocument(h.Steps[0].Base) + " to " + markdownDocument(h.Steps[n-1].Rev)
		if h.AsOf != "" {
			header += ", those without a date as of " + span(h.AsOf)
		}
		header += ".\n\n"
	}
	return header
}

// markdownLine is what the list says of a revision.
func (s Step) markdownLine(number int) string {
	line := fmt.Sprintf("%d. ", number)
	if s.Date != "" {
		line += words(s.Date) + " "
	}
	line += span(shortHash(s.Revision))
	if s.Subject != "" {
		line += " " + words(s.Subject)
	}
	return line + ": " + s.counts() + "\n"
}

var plainDate = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`)

// markdownBroken returns the breaking changes of a revision, nil for none. Its
// heading is HTML, where no code span protects: it names the revision by its
// number in the list.
func (s Step) markdownBroken(number int) *section {
	out := &section{heading: fmt.Sprintf("%d: breaking changes", number)}
	if plainDate.MatchString(s.Date) {
		out.heading = fmt.Sprintf("%d (%s): breaking changes", number, s.Date)
	}
	findings, _ := s.split()
	for _, f := range findings {
		if f.Severity == finding.Breaking {
			out.items = append(out.items, fmt.Sprintf("- **%s**: %s\n", span(f.Location), markdownChange(f)))
		}
	}
	if len(out.items) == 0 {
		return nil
	}
	return out
}
