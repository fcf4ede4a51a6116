package report

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// VersionsText writes the matrix for people, a line for each operation. With
// From and To, the lines tell what each operation does that does not stay the
// same; behind them stands what that changes for a client, operation by
// operation, the breaking changes first.
func VersionsText(w io.Writer, v Versions, opts TextOptions) error {
	p := &printer{opts: opts}
	var table strings.Builder
	tw := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	v.table(tw)
	if err := tw.Flush(); err != nil {
		return err
	}
	p.b.WriteString(table.String())
	if v.Changes != nil {
		v.guide(p)
	}
	_, err := io.WriteString(w, p.b.String())
	return err
}

func (v Versions) table(w io.Writer) {
	if v.Changes == nil && len(v.Pins) > 0 {
		fmt.Fprint(w, tableRow("", v.Pins))
	}
	for _, op := range v.Operations {
		var cells []string
		switch {
		case v.Changes != nil && op.Step == StepSame:
			continue
		case v.Changes != nil:
			from, to := op.step()
			cells = []string{op.Step, from, to}
		case len(v.Pins) > 0:
			cells = op.cells(v.Pins)
		case len(op.Versions) == 0:
			cells = []string{"-"}
		default:
			for _, r := range op.Versions {
				cells = append(cells, r.text())
			}
		}
		fmt.Fprint(w, tableRow(op.Operation, cells))
	}
}

// tableRow returns a line of a table, its cells between tabs.
func tableRow(first string, cells []string) string {
	line := Printable(first)
	for _, c := range cells {
		line += "\t" + Printable(c)
	}
	return line + "\n"
}

// cells returns what each pin holds of an operation, with its end.
func (op VersionedOperation) cells(pins []string) []string {
	var cells []string
	for _, p := range pins {
		cell := "-"
		if held, ok := op.Held[p]; ok {
			cell = "undated"
			if held != "" {
				cell = op.ending(held)
			}
		}
		cells = append(cells, cell)
	}
	return cells
}

func (r ResourceVersion) text() string {
	if r.Sunset == "" {
		return r.Version
	}
	return fmt.Sprintf("%s (until %s)", r.Version, r.Sunset)
}

// guide writes how many operations make which step, and what changes.
func (v Versions) guide(p *printer) {
	p.line("", "", v.summary())
	changes := v.Changes.byOperation()
	if whole := changes[""]; len(whole) > 0 {
		p.blank()
		p.line("", bold, "All operations")
		for _, f := range whole {
			p.brief(f, f.Severity.String())
		}
	}
	for _, op := range v.Operations {
		findings := op.telling(changes[op.Operation])
		if len(findings) == 0 {
			continue
		}
		p.blank()
		p.line("", bold, op.Operation+op.change())
		for _, f := range findings {
			p.brief(f, f.Severity.String())
		}
	}
	p.blank()
	p.line("", "", v.Changes.conclusion())
}

// change words a step from one resource version to another.
func (op VersionedOperation) change() string {
	if op.Step != StepUpgrade {
		return ""
	}
	from, to := op.step()
	return fmt.Sprintf(": %s to %s", op.ending(from), to)
}

// ending returns a resource version with its end.
func (op VersionedOperation) ending(version string) string {
	for _, r := range op.Versions {
		if r.Version == version {
			return r.text()
		}
	}
	return version
}

// summary counts the steps.
func (v Versions) summary() string {
	counts := v.counts()
	var parts []string
	for _, s := range versionSteps {
		parts = append(parts, fmt.Sprintf("%d %s", counts[s], s))
	}
	return strings.Join(parts, ", ")
}
