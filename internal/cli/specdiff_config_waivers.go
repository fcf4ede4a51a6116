package cli

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/finding"
)

// waiverKeys are the keys of a waiver, in the order in which they are written.
var waiverKeys = []string{"rule", "location", "operation", "fingerprint", "reason", "until"}

// waivers reads the list of waivers; nothing after the key is an empty list.
func (r configReader) waivers(n *doc.Node) (finding.Waivers, error) {
	if n.Kind == doc.Null {
		return nil, nil
	}
	if n.Kind != doc.Seq {
		return nil, r.doc.Errorf(n, "waivers is %s, want a list", n.Kind)
	}
	var out finding.Waivers
	for _, item := range n.Items {
		w, err := r.waiver(item)
		if err != nil {
			return nil, err
		}
		out = append(out, w)
	}
	return out, nil
}

func (r configReader) waiver(n *doc.Node) (w finding.Waiver, err error) {
	if n.Kind != doc.Map {
		return w, r.doc.Errorf(n, "the waiver is %s, want an object", n.Kind)
	}
	w.Position = finding.Position{File: r.doc.Name, Line: int(n.Pos.Line), Col: int(n.Pos.Col)}
	for _, m := range n.Members {
		field := waiverField(&w, m.Name)
		if field == nil {
			return w, r.errorAt(m.Pos, "unknown key %q, want one of %s", m.Name, strings.Join(waiverKeys, ", "))
		}
		if *field, err = r.waiverText(m); err != nil {
			return w, err
		}
	}
	switch {
	case w.Rule == "" && w.Location == "" && w.Operation == "" && w.Fingerprint == "":
		return w, r.doc.Errorf(n, "the waiver has none of rule, location, operation and fingerprint: it would accept everything")
	case w.Reason == "":
		return w, r.doc.Errorf(n, "the waiver has no reason")
	}
	return w, nil
}

func waiverField(w *finding.Waiver, key string) *string {
	switch key {
	case "rule":
		return &w.Rule
	case "location":
		return &w.Location
	case "operation":
		return &w.Operation
	case "fingerprint":
		return &w.Fingerprint
	case "reason":
		return &w.Reason
	case "until":
		return &w.Until
	}
	return nil
}

// waiverText reads and checks one value of a waiver.
func (r configReader) waiverText(m doc.Member) (string, error) {
	switch {
	case m.Value.Kind == doc.Number && m.Name == "fingerprint":
		return "", r.doc.Errorf(m.Value, "fingerprint is number, put it in quotes")
	case m.Value.Kind != doc.String:
		return "", r.doc.Errorf(m.Value, "%s is %s, want a string", m.Name, m.Value.Kind)
	case strings.TrimSpace(m.Value.Value) == "":
		return "", r.doc.Errorf(m.Value, "%s is empty", m.Name)
	}
	text := m.Value.Value
	var err error
	switch m.Name {
	case "rule":
		if !slices.Contains(r.rules, text) {
			err = fmt.Errorf("unknown rule %q, see \"specdiff rules\"", text)
		}
	case "fingerprint":
		err = checkFingerprint(text)
	case "until":
		err = checkDate(text)
	}
	if err != nil {
		return "", r.doc.Errorf(m.Value, "%w", err)
	}
	return text, nil
}

// fingerprintDigits is the length of a fingerprint.
const fingerprintDigits = 16

func checkFingerprint(s string) error {
	if len(s) != fingerprintDigits || strings.Trim(s, "0123456789abcdef") != "" {
		return fmt.Errorf("fingerprint %q: want %d digits of 0-9 and a-f", s, fingerprintDigits)
	}
	return nil
}

func checkDate(s string) error {
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return fmt.Errorf("until %q: want a date, YYYY-MM-DD", s)
	}
	return nil
}
