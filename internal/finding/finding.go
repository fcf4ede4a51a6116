// Package finding holds what a comparison has found, as data. It computes
// nothing about documents and prints nothing: package compare makes findings,
// package report shows them.
package finding

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
)

// Severity says how bad a finding is. The zero Severity is Compatible; they
// are ordered.
type Severity uint8

// The severities.
const (
	Compatible Severity = iota // worth a line in a changelog
	Risky                      // no set shrinks the wrong way, but what was promised changed, or nothing could be proved
	Breaking                   // harm is certain for some program that keeps to base
)

var severityNames = [...]string{"compatible", "risky", "breaking"}

// String returns "compatible", "risky" or "breaking".
func (s Severity) String() string {
	if int(s) < len(severityNames) {
		return severityNames[s]
	}
	return fmt.Sprintf("Severity(%d)", uint8(s))
}

// ParseSeverity is the inverse of String.
func ParseSeverity(name string) (Severity, error) {
	for i, n := range severityNames {
		if n == name {
			return Severity(i), nil
		}
	}
	return 0, fmt.Errorf("severity %q: want breaking, risky or compatible", name)
}

// MarshalText writes the name of the severity.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the name of a severity.
func (s *Severity) UnmarshalText(text []byte) error {
	v, err := ParseSeverity(string(text))
	if err == nil {
		*s = v
	}
	return err
}

// Harm says whom a finding harms.
type Harm string

// The harms.
const (
	Wire   Harm = "wire"   // a program that talks HTTP and keeps to base
	Source Harm = "source" // a Go program written against the client generated from base
)

// Direction says which way the changed thing travels. It is empty for what
// does not travel, such as an operation id.
type Direction string

// The directions.
const (
	Request  Direction = "request"
	Response Direction = "response"
)

// Position is a place in a document. The zero Line is unknown.
type Position struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Col     int    `json:"col"`
	Pointer string `json:"pointer,omitempty"` // RFC 6901
}

// String returns "file:line:col".
func (p Position) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col) }

// Place is one side of a finding: where it is and what stands there.
type Place struct {
	Value    json.RawMessage `json:"value,omitempty"` // compact JSON; empty when the thing has no short value
	Position Position        `json:"position"`
}

// Operation is one operation that a finding reaches.
type Operation struct {
	Method string `json:"method"`
	Path   string `json:"path"`
	ID     string `json:"operationId,omitempty"`
	Via    string `json:"via,omitempty"` // how it is reached: "response 200", "request body", "query parameter state"
}

// Witness is an example that proves a finding: one side accepts it and the
// other refuses it, each according to an independent validator.
type Witness struct {
	Value      json.RawMessage `json:"value"`
	AcceptedBy string          `json:"acceptedBy"` // "base" or "rev"
	RefusedBy  string          `json:"refusedBy"`
	Note       string          `json:"note,omitempty"` // set when a second validator disagrees
}

// Finding is one edit and what it does.
type Finding struct {
	Rule       string
	Severity   Severity
	Harm       Harm
	Direction  Direction
	Location   string      // where, for people and for identity: stable under moves of text; e.g. "components.schemas.ApiError.properties.detail" or "GET /things: query parameter limit"
	Keyword    string      // of the schema, where a rule is about several: "maxItems"; else empty
	What       string      // what happened, without place and values: "became required"
	Operations []Operation // reached by it, sorted by path and method; empty for the whole document
	Base, Rev  *Place      // nil when that side has nothing there
	Witness    *Witness    // nil when there is none
	Unproved   string      // why nothing could be proved; empty when proved or not a question of proof
	Go         []GoChange  // what it does to the Go API, when that was asked for; not part of its identity
}

// Message returns one line: "<where>: <what> from <x> to <y>".
func (f Finding) Message() string {
	msg := f.Location + ": " + f.What
	b, r := f.Base.text(), f.Rev.text()
	switch {
	case b != "" && r != "":
		msg += " from " + b + " to " + r
	case b != "":
		msg += " (was " + b + ")"
	case r != "":
		msg += " (" + r + ")"
	}
	if f.Unproved != "" {
		msg += " (unproved: " + f.Unproved + ")"
	}
	return msg
}

// maxText bounds a value in a message, in runes.
const maxText = 60

func (p *Place) text() string {
	if p == nil {
		return ""
	}
	s := []rune(strings.TrimSpace(string(p.Value)))
	if len(s) > maxText {
		return string(s[:maxText-1]) + "…"
	}
	return string(s)
}

// Fingerprint identifies a finding over runs. It depends on rule, harm,
// direction, location, keyword and values, never on texts, positions or operations, so
// that a waiver goes on to fit when a document is reformatted.
func (f Finding) Fingerprint() string {
	h := sha256.New()
	for _, s := range []string{f.Rule, string(f.Harm), string(f.Direction), f.Location, f.Base.value(), f.Rev.value(), f.Keyword} {
		fmt.Fprintf(h, "%d:%s", len(s), s)
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}

func (p *Place) value() string {
	if p == nil {
		return "-"
	}
	return "+" + string(p.Value)
}
