package report

import "io"

type jsonHistory struct {
	SchemaVersion int        `json:"schemaVersion"`
	AsOf          string     `json:"asOf,omitempty"`
	Total         jsonTotal  `json:"total"`
	Steps         []jsonStep `json:"steps"`
}

type jsonTotal struct {
	Summary
	tally
}

type jsonStep struct {
	Revision string `json:"revision"`
	Date     string `json:"date,omitempty"`
	Subject  string `json:"subject,omitempty"`
	tally
	Report jsonReport `json:"report"`
}

// HistoryJSON writes a history as docs/schema/history.schema.json describes it,
// the oldest revision first. Nothing is written when it fails.
func HistoryJSON(w io.Writer, h History) error {
	s, t := h.total()
	out := jsonHistory{SchemaVersion: SchemaVersion, AsOf: h.AsOf, Total: jsonTotal{s, t}, Steps: []jsonStep{}}
	for _, step := range h.Steps {
		out.Steps = append(out.Steps, jsonStep{
			Revision: step.Revision, Date: step.Date, Subject: step.Subject, tally: step.tally(), Report: step.asJSON(),
		})
	}
	return WriteJSON(w, out, "the history")
}
