package report

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/template"

	"github.com/atlasrestore/atlasrestore/internal/finding"
)

// Template is a format that a user has written, in the language of
// text/template. Its data is a [TemplateReport]; beside the functions that
// every template has there are
//
//	json VALUE        VALUE as JSON on one line
//	join LIST TEXT    the texts of LIST with TEXT between them
//
// No function reads a file or runs a program. All texts of the documents are
// made printable before the template gets them; what a format like HTML needs
// beyond that, the template has to escape ({{html .Message}}).
type Template struct{ parsed *template.Template }

// ParseTemplate reads a template. Its errors name the file and the line.
func ParseTemplate(name, text string) (Template, error) {
	funcs := template.FuncMap{"json": templateJSON, "join": strings.Join}
	t, err := template.New(name).Funcs(funcs).Parse(text)
	if err != nil {
		return Template{}, templateError(err)
	}
	return Template{t}, nil
}

// Write executes the template over a report.
func (t Template) Write(w io.Writer, r Report) error {
	if err := t.parsed.Execute(w, r.templateData()); err != nil {
		return templateError(err)
	}
	return nil
}

// templateError leaves out the word before the name of the file, so that the
// error begins as all errors about a document do.
func templateError(err error) error {
	return fmt.Errorf("%s", strings.TrimPrefix(err.Error(), "template: "))
}

func templateJSON(v any) (string, error) {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return "", err
	}
	return string(PrintableJSON([]byte(strings.TrimSuffix(b.String(), "\n")))), nil
}

// TemplateReport is what a template gets: the members of the JSON format, with
// a capital letter. What is absent there is empty here.
type TemplateReport struct {
	Base, Rev Document
	AsOf      string
	Summary   Summary
	Findings  []TemplateFinding // the worst first
	Text      string            // the last line of the text format: "1 breaking, 0 risky, 0 compatible changes"
}

// TemplateFinding is one finding.
type TemplateFinding struct {
	Rule, Severity, Harm, Direction, Location, Keyword, Unproved, Message, Fingerprint string

	Base, Rev  TemplatePlace
	Operations []finding.Operation
	Witness    TemplateWitness
	Go         []finding.GoChange // what it does to the Go API, when that was asked for
	Waived     string             // the reason; empty when the finding counts
	Until      string             // the first day on which the waiver no longer applies
}

// TemplatePlace is one side of a finding; the zero TemplatePlace is nothing.
type TemplatePlace struct {
	File, Pointer string
	Line, Col     int
	Value         string // JSON
}

// TemplateWitness is an example; Value is empty when there is none.
type TemplateWitness struct{ Value, AcceptedBy, RefusedBy, Note string }

func (r Report) templateData() TemplateReport {
	out := TemplateReport{Base: r.Base.printable(), Rev: r.Rev.printable(), AsOf: Printable(r.AsOf), Summary: r.Summary(), Text: r.conclusion()}
	for _, f := range r.sorted() {
		out.Findings = append(out.Findings, templateFinding(f, r.Waived(f)))
	}
	return out
}

func (d Document) printable() Document {
	return Document{Name: Printable(d.Name), Title: Printable(d.Title), Version: Printable(d.Version)}
}

func templateFinding(f finding.Finding, by *finding.Waiver) TemplateFinding {
	out := TemplateFinding{
		Rule: Printable(f.Rule), Severity: f.Severity.String(), Harm: string(f.Harm), Direction: string(f.Direction),
		Location: Printable(f.Location), Keyword: Printable(f.Keyword), Unproved: Printable(f.Unproved),
		Message: Printable(f.Message()), Fingerprint: f.Fingerprint(),
		Base: templatePlace(f.Base), Rev: templatePlace(f.Rev),
	}
	for _, op := range f.Operations {
		out.Operations = append(out.Operations, finding.Operation{
			Method: Printable(op.Method), Path: Printable(op.Path), ID: Printable(op.ID), Via: Printable(op.Via),
		})
	}
	for _, c := range f.Go {
		out.Go = append(out.Go, finding.GoChange{Object: Printable(c.Object), What: Printable(c.What), Compatible: c.Compatible})
	}
	if x := f.Witness; x != nil {
		out.Witness = TemplateWitness{string(PrintableJSON(x.Value)), Printable(x.AcceptedBy), Printable(x.RefusedBy), Printable(x.Note)}
	}
	if by != nil {
		out.Waived, out.Until = Printable(by.Reason), Printable(by.Until)
	}
	return out
}

func templatePlace(p *finding.Place) TemplatePlace {
	if p == nil {
		return TemplatePlace{}
	}
	return TemplatePlace{
		File: Printable(p.Position.File), Pointer: Printable(p.Position.Pointer), Line: p.Position.Line, Col: p.Position.Col,
		Value: string(PrintableJSON(p.Value)),
	}
}
