package report

import (
	"io"
	"slices"

	"github.com/atlasrestore/atlasrestore/internal/finding"
)

// Versions is the matrix of operations and API versions of a document or of
// several pins. With From and To it is also a guide for a client that goes from
// one API version to the other.
type Versions struct {
	Pins       []string // the versions of the pins; nil for a document
	Operations []VersionedOperation
	From, To   string  // both or none
	Changes    *Report // what changes for the client; nil without From and To
}

// VersionedOperation is one row of the matrix.
type VersionedOperation struct {
	Operation   string            `json:"operation"` // "GET /path"
	OperationID string            `json:"operationId,omitempty"`
	Versions    []ResourceVersion `json:"versions"`       // all that are known, ascending; empty for an operation without dates
	Held        map[string]string `json:"pins,omitempty"` // pin -> the resource version that it holds, empty for one without a date
	From        *string           `json:"from,omitempty"` // what a client on From gets; empty for nothing
	To          *string           `json:"to,omitempty"`
	Step        string            `json:"step,omitempty"` // see the constants
	Changes     []string          `json:"changes,omitempty"`
}

// The steps of an operation from one API version to another.
const (
	StepSame    = "same"
	StepUpgrade = "upgrade" // another resource version
	StepNew     = "new"
	StepGone    = "gone"
)

var versionSteps = []string{StepUpgrade, StepNew, StepGone, StepSame}

// ResourceVersion is a version of an operation and its end.
type ResourceVersion struct {
	Version  string `json:"version"`
	Sunset   string `json:"sunset,omitempty"`
	DaysLeft *int   `json:"daysLeft,omitempty"` // below zero when it has passed
}

// VersionsJSON writes the matrix, and what changes as
// docs/schema/report.schema.json describes it. The changes of an operation are
// the fingerprints of findings of that report, the worst first.
func VersionsJSON(w io.Writer, v Versions) error {
	out := struct {
		SchemaVersion int                  `json:"schemaVersion"`
		Pins          []string             `json:"pins,omitempty"`
		From          string               `json:"from,omitempty"`
		To            string               `json:"to,omitempty"`
		Operations    []VersionedOperation `json:"operations"`
		Report        *jsonReport          `json:"report,omitempty"`
	}{SchemaVersion: SchemaVersion, Pins: v.Pins, From: v.From, To: v.To, Operations: slices.Clone(v.Operations)}
	if v.Changes != nil {
		r := v.Changes.asJSON()
		out.Report = &r
		changes := v.Changes.byOperation()
		for i := range out.Operations {
			for _, f := range changes[out.Operations[i].Operation] {
				out.Operations[i].Changes = append(out.Operations[i].Changes, f.Fingerprint())
			}
		}
	}
	return WriteJSON(w, out, "the versions")
}

// byOperation returns the findings that reach each operation, by "GET /path",
// in the order of all reports. Those that reach none, because they are about
// the whole document, stand under "".
func (r Report) byOperation() map[string][]finding.Finding {
	out := map[string][]finding.Finding{}
	for _, f := range r.sorted() {
		names := map[string]bool{}
		for _, o := range f.Operations {
			names[o.Method+" "+o.Path] = true
		}
		if len(names) == 0 {
			names[""] = true
		}
		for name := range names {
			out[name] = append(out[name], f)
		}
	}
	return out
}

// counts returns how many operations make each step.
func (v Versions) counts() map[string]int {
	out := map[string]int{}
	for _, op := range v.Operations {
		out[op.Step]++
	}
	return out
}

// telling drops the findings that say no more than the step of an operation.
func (op VersionedOperation) telling(findings []finding.Finding) []finding.Finding {
	return slices.DeleteFunc(slices.Clone(findings), func(f finding.Finding) bool {
		return f.Rule == "operation-added" && op.Step == StepNew || f.Rule == "operation-removed" && op.Step == StepGone
	})
}

// step returns what a client gets before and after.
func (op VersionedOperation) step() (from, to string) {
	text := func(s *string) string {
		if s == nil || *s == "" {
			return "-"
		}
		return *s
	}
	return text(op.From), text(op.To)
}
