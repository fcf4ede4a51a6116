package report

import (
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/atlasrestore/atlasrestore/internal/finding"
)

// TextOptions tune [Text]. The zero options suit a file: no colour, nothing
// wrapped, long lists and values cut.
type TextOptions struct {
	Color   bool // ANSI colours
	Verbose bool // all operations, whole values and examples
	Width   int  // columns to wrap at; 0 for not at all
}

const (
	maxOperations = 3   // shown of a finding, unless verbose
	maxValue      = 120 // runes of a value or an example, unless verbose
)

var headings = map[finding.Severity]struct{ text, color string }{
	finding.Breaking:   {"Breaking changes", red},
	finding.Risky:      {"Risky changes", yellow},
	finding.Compatible: {"Compatible changes", green},
}

// Text writes a report for people, grouped by severity:
//
//	Breaking changes (1)
//
//	- components.schemas.Order.properties.state: value removed (was "open")
//	  base     shop-1.yaml:31:11
//	           | enum: [open, closed]
//	           |       ^
//	  rev      shop-2.yaml:31:11
//	           | enum: [closed]
//	           |       ^
//	  rule     enum-value-removed (request, on the wire)
//	  id       3dd9f0d1b2a6c5e4
//	  reached  POST /orders (request body)
//	  example  "open": base accepts it, rev refuses it
//
//	1 breaking, 0 risky, 0 compatible changes
//
// The lines of the documents are shown where their text is at hand; of
// compatible changes when verbose. The id is what "specdiff explain" takes.
func Text(w io.Writer, r Report, opts TextOptions) error {
	p := &printer{opts: opts, texts: texts{sync.OnceValue(r.Base.lines), sync.OnceValue(r.Rev.lines)}}
	p.header(r)
	findings, waived := r.split()
	for len(findings) > 0 {
		severity := findings[0].Severity
		n := 0
		for n < len(findings) && findings[n].Severity == severity {
			n++
		}
		h := headings[severity]
		p.line("", bold+h.color, fmt.Sprintf("%s (%d)", h.text, n))
		p.blank()
		for _, f := range findings[:n] {
			p.finding(f)
		}
		findings = findings[n:]
	}
	if opts.Verbose {
		p.waived(r, waived)
	}
	p.line("", "", r.conclusion())
	_, err := io.WriteString(w, p.b.String())
	return err
}

func (p *printer) header(r Report) {
	p.field("base", describe(r.Base))
	p.field("rev", describe(r.Rev))
	if r.AsOf != "" {
		p.field("as of", r.AsOf)
	}
	p.blank()
}

func describe(d Document) string {
	what := strings.TrimSpace(d.Title + " " + d.Version)
	if what == "" {
		return d.Name
	}
	return d.Name + " (" + what + ")"
}

// split returns the findings that count and those that are waived, each in
// the order of all reports.
func (r Report) split() (findings, waived []finding.Finding) {
	for _, f := range r.sorted() {
		if r.Waived(f) != nil {
			waived = append(waived, f)
		} else {
			findings = append(findings, f)
		}
	}
	return findings, waived
}

// waived lists what is waived, each with its severity and the reason.
func (p *printer) waived(r Report, findings []finding.Finding) {
	if len(findings) == 0 {
		return
	}
	p.line("", bold, fmt.Sprintf("Waived changes (%d)", len(findings)))
	p.blank()
	for _, f := range findings {
		p.details(f)
		p.field("severity", f.Severity.String())
		w := r.Waived(f)
		p.field("waived", w.Reason)
		if w.Until != "" {
			p.field("until", w.Until)
		}
		p.blank()
	}
}

func (p *printer) finding(f finding.Finding) {
	p.details(f)
	p.blank()
}

func (p *printer) details(f finding.Finding) {
	message := f
	message.Unproved = "" // has a line of its own
	p.line("- ", bold, message.Message())
	shown := f.Severity > finding.Compatible || p.opts.Verbose
	for _, side := range []struct {
		name string
		at   *finding.Place
		text func() *lines
	}{{"base", f.Base, p.texts.base}, {"rev", f.Rev, p.texts.rev}} {
		p.place(side.name, side.at)
		if shown {
			p.excerpt(side.text, side.at)
		}
	}
	p.field("rule", fmt.Sprintf("%s (%s)", f.Rule, kind(f)))
	p.field("id", f.Fingerprint())
	label := "reached"
	for _, line := range p.operations(f.Operations) {
		if line != f.Location { // which says so already
			p.field(label, line)
			label = ""
		}
	}
	label = "go"
	for _, line := range p.goChanges(f.Go) {
		p.field(label, line)
		label = ""
	}
	if x := f.Witness; x != nil {
		p.field("example", fmt.Sprintf("%s: %s accepts it, %s refuses it", p.value(string(x.Value)), x.AcceptedBy, x.RefusedBy))
		if x.Note != "" {
			p.field("note", x.Note)
		}
	}
	if f.Unproved != "" {
		p.field("unproved", f.Unproved)
	}
}

func kind(f finding.Finding) string {
	harm := "on the wire"
	if f.Harm == finding.Source {
		harm = "in Go source"
	}
	if f.Direction == "" {
		return harm
	}
	return string(f.Direction) + ", " + harm
}

// place prints one side; with its whole value when verbose.
func (p *printer) place(label string, at *finding.Place) {
	if at == nil {
		return
	}
	where := at.Position.File
	if at.Position.Line > 0 {
		where = at.Position.String()
	}
	if p.opts.Verbose && len(at.Value) > 0 {
		where += "  " + string(at.Value)
	}
	p.field(label, where)
}

// operations returns one line per operation, however often it is reached.
func (p *printer) operations(reached []finding.Operation) []string {
	var names []string
	via := map[string][]string{}
	for _, o := range reached {
		name := o.Method + " " + o.Path
		if _, ok := via[name]; !ok {
			names = append(names, name)
			via[name] = nil
		}
		if o.Via != "" {
			via[name] = append(via[name], o.Via)
		}
	}
	var lines []string
	for i, name := range names {
		if i == maxOperations && len(names) > maxOperations+1 && !p.opts.Verbose {
			return append(lines, fmt.Sprintf("and %d more operations", len(names)-i))
		}
		if v := via[name]; len(v) > 0 {
			name += " (" + strings.Join(v, ", ") + ")"
		}
		lines = append(lines, name)
	}
	return lines
}

func (p *printer) value(s string) string {
	if r := []rune(s); len(r) > maxValue && !p.opts.Verbose {
		return string(r[:maxValue-1]) + "…"
	}
	return s
}

// conclusion returns the last line.
func (r Report) conclusion() string {
	s := r.Summary()
	known := ""
	if s.Known > 0 {
		known = fmt.Sprintf("; %d known from the baseline not shown", s.Known)
	}
	switch {
	case len(r.Findings) == 0 && s.Known > 0:
		return "no new changes" + known
	case len(r.Findings) == 0:
		return "no changes"
	}
	unproved := 0
	for _, f := range r.Findings {
		if f.Unproved != "" && r.Waived(f) == nil {
			unproved++
		}
	}
	line := fmt.Sprintf("%d breaking, %d risky, %d compatible changes", s.Breaking, s.Risky, s.Compatible)
	if unproved > 0 {
		line += fmt.Sprintf(" (%d unproved)", unproved)
	}
	if s.Waived > 0 {
		line += fmt.Sprintf(", %d waived", s.Waived)
	}
	return line + known
}
