package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/finding"
)

// HistoryText writes a history for people, a block for each revision:
//
//	since    shop-1.yaml (Shop 1.0)
//
//	2026-02-24 shop-2.yaml
//	  1 breaking, 1 risky, 8 compatible changes; 5 added, 1 deprecated
//	  - components.schemas.Order.properties.state: value removed (was "open")
//	2026-03-03 1f2e3d4c5b6a Reword descriptions: no changes
//
//	2 revisions, 1 with changes: 1 breaking, 1 risky, 8 compatible changes; 5 added, 1 deprecated
//
// The oldest comes first: so a history reads as it went, the order is that of
// the documents given and of all other formats, and what a terminal still
// shows in the end is the newest revision and the sum.
//
// Breaking changes are listed; with Verbose all others too, with their
// severity, and what is waived.
func HistoryText(w io.Writer, h History, opts TextOptions) error {
	p := &printer{opts: opts}
	if len(h.Steps) > 0 {
		p.field("since", describe(h.Steps[0].Base))
		if h.AsOf != "" {
			p.field("as of", h.AsOf+", where a revision has no date")
		}
		p.blank()
		for _, s := range h.Steps {
			p.step(s)
		}
		p.blank()
	}
	p.line("", "", h.conclusion())
	_, err := io.WriteString(w, p.b.String())
	return err
}

func (p *printer) step(s Step) {
	if len(s.Findings) == 0 {
		p.line("", "", s.title()+": no changes")
		return
	}
	p.line("", bold, s.title())
	p.line("  ", "", s.counts())
	findings, waived := s.split()
	for _, f := range findings {
		switch {
		case p.opts.Verbose:
			p.brief(f, f.Severity.String())
		case f.Severity == finding.Breaking:
			p.brief(f, "")
		}
	}
	if p.opts.Verbose {
		for _, f := range waived {
			p.brief(f, "waived")
		}
	}
}

// brief writes a finding on one line, behind a label when there is one.
func (p *printer) brief(f finding.Finding, label string) {
	if label != "" {
		label += " "
	}
	p.line("  - ", headings[f.Severity].color, label+f.Message())
}

// title names a revision on one line.
func (s Step) title() string {
	var parts []string
	for _, part := range []string{s.Date, shortHash(s.Revision), s.Subject} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, " ")
}

// counts returns the numbers of a step on one line.
func (s Step) counts() string {
	line := s.conclusion()
	tally := s.tally()
	if tally.Added > 0 || tally.Deprecated > 0 {
		line += fmt.Sprintf("; %d added, %d deprecated", tally.Added, tally.Deprecated)
	}
	return line
}
