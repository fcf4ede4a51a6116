package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"
)

// Drift is what an upstream document has changed since pins were cut from it.
type Drift struct {
	Upstream Document
	Pins     []PinDrift
}

// PinDrift is what has become of one pin.
type PinDrift struct {
	Report  // Base is the pin, Rev what it would be now
	Version string
	Newer   []NewerVersions
	Sunsets []PinnedSunset
}

// NewerVersions are the resource versions of a pinned operation that are later
// than the one that the pin holds.
type NewerVersions struct {
	Operation string   `json:"operation"` // "GET /path"
	Versions  []string `json:"versions"`
	New       []string `json:"new,omitempty"` // those that the lock does not record: they came since
}

// PinnedSunset is the end of a resource version that a pin holds.
type PinnedSunset struct {
	Operation string `json:"operation"`
	Version   string `json:"version,omitempty"` // of the resource; empty without one
	Date      string `json:"date"`
	DaysLeft  int    `json:"daysLeft"`         // below zero when it has passed
	Pinned    string `json:"pinned,omitempty"` // the date that the pin has; empty for none
	Change    string `json:"change,omitempty"` // "new" or "moved", against the pin
}

// The changes of a sunset date.
const (
	SunsetNew   = "new"
	SunsetMoved = "moved"
)

// DriftJSON writes the report of each pin as docs/schema/report.schema.json
// describes it, beside its newer versions and its sunset dates.
func DriftJSON(w io.Writer, d Drift) error {
	type jsonPin struct {
		Version string          `json:"version"`
		Report  jsonReport      `json:"report"`
		Newer   []NewerVersions `json:"newerVersions"`
		Sunsets []PinnedSunset  `json:"sunsets"`
	}
	out := struct {
		SchemaVersion int       `json:"schemaVersion"`
		Upstream      Document  `json:"upstream"`
		Pins          []jsonPin `json:"pins"`
	}{SchemaVersion, d.Upstream, []jsonPin{}}
	for _, p := range d.Pins {
		out.Pins = append(out.Pins, jsonPin{p.Version, p.asJSON(), append([]NewerVersions{}, p.Newer...), append([]PinnedSunset{}, p.Sunsets...)})
	}
	return WriteJSON(w, out, "the drift")
}

// DriftText writes a report for each pin, followed by its newer versions and
// its sunset dates.
func DriftText(w io.Writer, d Drift, opts TextOptions) error {
	var b bytes.Buffer
	for _, pin := range d.Pins {
		fmt.Fprintf(&b, "API %s\n\n", Printable(pin.Version))
		if err := Text(&b, pin.Report, opts); err != nil {
			return err
		}
		for _, n := range pin.Newer {
			fmt.Fprintf(&b, "newer    %s: %s\n", Printable(n.Operation), Printable(n.text()))
		}
		for _, s := range pin.Sunsets {
			fmt.Fprintf(&b, "sunset   %s: %s\n", Printable(s.Operation), Printable(s.text()))
		}
		b.WriteByte('\n')
	}
	_, err := w.Write(b.Bytes())
	return err
}

func (n NewerVersions) text() string {
	text := strings.Join(n.Versions, ", ")
	if len(n.New) > 0 {
		text += "; new since the pin: " + strings.Join(n.New, ", ")
	}
	return text
}

func (s PinnedSunset) text() string {
	return s.Date + " (" + s.left() + ")" + s.moved()
}

func (s PinnedSunset) left() string {
	if s.DaysLeft < 0 {
		return fmt.Sprintf("%d days ago", -s.DaysLeft)
	}
	return fmt.Sprintf("%d days left", s.DaysLeft)
}

// moved tells what the pin says otherwise.
func (s PinnedSunset) moved() string {
	switch s.Change {
	case SunsetNew:
		return ", new since the pin"
	case SunsetMoved:
		return ", moved from " + s.Pinned
	}
	return ""
}
