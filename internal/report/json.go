package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"github.com/atlasrestore/atlasrestore/internal/finding"
)

// SchemaVersion is the version of the JSON format. It grows when a member goes
// or changes its meaning, not when one is added.
const SchemaVersion = 1

type jsonReport struct {
	SchemaVersion int           `json:"schemaVersion"`
	Base          Document      `json:"base"`
	Rev           Document      `json:"rev"`
	AsOf          string        `json:"asOf,omitempty"`
	Summary       Summary       `json:"summary"`
	Findings      []jsonFinding `json:"findings"`
}

type jsonFinding struct {
	Rule        string              `json:"rule"`
	Severity    finding.Severity    `json:"severity"`
	Harm        finding.Harm        `json:"harm"`
	Direction   finding.Direction   `json:"direction,omitempty"`
	Location    string              `json:"location"`
	Keyword     string              `json:"keyword,omitempty"`
	Operations  []finding.Operation `json:"operations"`
	Base        *finding.Place      `json:"base,omitempty"`
	Rev         *finding.Place      `json:"rev,omitempty"`
	Witness     *finding.Witness    `json:"witness,omitempty"`
	Unproved    string              `json:"unproved,omitempty"`
	Go          []finding.GoChange  `json:"go,omitempty"`
	Waived      *jsonWaived         `json:"waived,omitempty"`
	Message     string              `json:"message"`
	Fingerprint string              `json:"fingerprint"`
}

type jsonWaived struct {
	Reason string `json:"reason"`
	Until  string `json:"until,omitempty"`
}

// JSON writes a report as docs/schema/report.schema.json describes it,
// indented and with a newline at the end. Nothing is written when it fails.
func JSON(w io.Writer, r Report) error { return WriteJSON(w, r.asJSON(), "the report") }

func (r Report) asJSON() jsonReport {
	out := jsonReport{SchemaVersion: SchemaVersion, Base: r.Base, Rev: r.Rev, AsOf: r.AsOf, Summary: r.Summary(), Findings: []jsonFinding{}}
	for _, f := range r.sorted() {
		out.Findings = append(out.Findings, asJSON(f, r.Waived(f)))
	}
	return out
}

// FindingJSON returns one finding of a report as JSON writes it there.
func FindingJSON(f finding.Finding, r Report) ([]byte, error) {
	out, err := json.Marshal(asJSON(f, r.Waived(f)))
	if err != nil {
		return nil, fmt.Errorf("write a finding as JSON: %w", err)
	}
	return out, nil
}

func asJSON(f finding.Finding, by *finding.Waiver) jsonFinding {
	var waived *jsonWaived
	if by != nil {
		waived = &jsonWaived{by.Reason, by.Until}
	}
	operations := f.Operations
	if operations == nil {
		operations = []finding.Operation{}
	}
	return jsonFinding{
		Rule: f.Rule, Severity: f.Severity, Harm: f.Harm, Direction: f.Direction, Location: f.Location, Keyword: f.Keyword,
		Operations: operations, Base: f.Base, Rev: f.Rev, Witness: f.Witness, Unproved: f.Unproved,
		Go: f.Go, Waived: waived, Message: f.Message(), Fingerprint: f.Fingerprint(),
	}
}

// WriteJSON writes a value indented, with a newline at the end, and safe for a
// terminal. Nothing is written when it fails; what names the value in the error.
func WriteJSON(w io.Writer, v any, what string) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("write %s as JSON: %w", what, err)
	}
	_, err := w.Write(PrintableJSON(b.Bytes()))
	return err
}
