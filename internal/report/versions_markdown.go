package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/finding"
)

// VersionsMarkdown writes the matrix as a table or, with From and To, a guide
// for people who have to make the upgrade: the operations that change, each
// with what changes for a client, then those that are gone and those that are
// new. A guide is a document, not a comment: nothing is cut.
func VersionsMarkdown(w io.Writer, v Versions) error {
	var b strings.Builder
	if v.Changes == nil {
		v.markdownMatrix(&b)
	} else {
		v.markdownGuide(&b)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (v Versions) markdownMatrix(b *strings.Builder) {
	columns := v.Pins
	if len(columns) == 0 {
		columns = []string{"versions"}
	}
	b.WriteString("| operation |")
	for _, c := range columns {
		b.WriteString(" " + cell(c) + " |")
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(columns)) + "\n")
	for _, op := range v.Operations {
		cells := op.cells(v.Pins)
		if len(v.Pins) == 0 {
			var all []string
			for _, r := range op.Versions {
				all = append(all, r.text())
			}
			cells = []string{strings.Join(all, ", ")}
		}
		b.WriteString("| " + cell(op.Operation) + " |")
		for _, c := range cells {
			b.WriteString(" " + cell(c) + " |")
		}
		b.WriteString("\n")
	}
}

// cell returns text for a cell of a table. A bar would end it even within a
// code span, and so it is written as the escape that [Printable] has for what
// cannot be shown.
func cell(s string) string {
	if s == "" {
		return "-"
	}
	return words(strings.ReplaceAll(s, "|", `\x7c`))
}

func (v Versions) markdownGuide(b *strings.Builder) {
	fmt.Fprintf(b, "# From API %s to %s\n\n", words(v.From), words(v.To))
	from := markdownDocument(v.Changes.Base)
	if rev := markdownDocument(v.Changes.Rev); rev != from {
		from += " and " + rev
	}
	fmt.Fprintf(b, "After %s. Operations: %s. For a client: %s.\n\n", from, v.summary(), v.Changes.conclusion())
	changes := v.Changes.byOperation()
	if whole := changes[""]; len(whole) > 0 {
		b.WriteString("## All operations\n\n")
		markdownChanges(b, whole)
	}
	heading := "## Operations that change\n\n"
	for _, op := range v.Operations {
		findings := op.telling(changes[op.Operation])
		if len(findings) == 0 && op.Step != StepUpgrade {
			continue
		}
		b.WriteString(heading)
		heading = ""
		b.WriteString("### " + span(op.Operation) + "\n\n")
		if op.Step == StepUpgrade {
			from, to := op.step()
			fmt.Fprintf(b, "From %s to %s.", words(op.ending(from)), words(to))
			if len(findings) == 0 {
				b.WriteString(" Nothing changes for a client.")
			}
			b.WriteString("\n\n")
		}
		markdownChanges(b, findings)
	}
	v.markdownList(b, "Operations that are gone", StepGone)
	v.markdownList(b, "New operations", StepNew)
}

// markdownChanges writes findings by severity, the worst first.
func markdownChanges(b *strings.Builder, findings []finding.Finding) {
	for i, f := range findings {
		if i == 0 || findings[i-1].Severity != f.Severity {
			fmt.Fprintf(b, "%s:\n\n", headings[f.Severity].text)
		}
		fmt.Fprintf(b, "- **%s**: %s\n", span(f.Location), markdownChange(f))
		if x := f.Witness; x != nil {
			fmt.Fprintf(b, "  - example, which %s accepts and %s refuses:\n%s", words(x.AcceptedBy), words(x.RefusedBy), fence("    ", x.Value))
		}
		if f.Unproved != "" {
			fmt.Fprintf(b, "  - unproved: %s\n", words(f.Unproved))
		}
		if i+1 == len(findings) || findings[i+1].Severity != f.Severity {
			b.WriteString("\n")
		}
	}
}

func (v Versions) markdownList(b *strings.Builder, heading, step string) {
	for _, op := range v.Operations {
		if op.Step != step {
			continue
		}
		if heading != "" {
			fmt.Fprintf(b, "## %s\n\n", heading)
			heading = ""
		}
		fmt.Fprintf(b, "- %s\n", span(op.Operation))
	}
	if heading == "" {
		b.WriteString("\n")
	}
}
