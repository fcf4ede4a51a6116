package openapi

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// Stage says how firm the promise of an Atlas resource version is.
type Stage uint8

// The stages in the order in which a resource version passes through them.
const (
	Preview  Stage = iota // no date and no promise
	Upcoming              // dated, not yet promised
	Stable                // dated and frozen
)

// Version is a version of an Atlas resource, or of the whole API as a client
// asks for it. The zero Version is preview.
type Version struct {
	Stage Stage
	Date  string // YYYY-MM-DD; empty for Preview
}

// PreviewVersion is the version that Atlas calls "preview".
var PreviewVersion = Version{Stage: Preview}

// ParseVersion reads "2023-01-01", "2025-09-22.upcoming" or "preview".
func ParseVersion(s string) (Version, error) {
	if s == "preview" {
		return PreviewVersion, nil
	}
	date, upcoming := strings.CutSuffix(s, ".upcoming")
	if _, err := time.Parse(time.DateOnly, date); err != nil {
		return Version{}, fmt.Errorf("%q is not an API version: want YYYY-MM-DD, YYYY-MM-DD.upcoming or preview", s)
	}
	if upcoming {
		return Version{Stage: Upcoming, Date: date}, nil
	}
	return Version{Stage: Stable, Date: date}, nil
}

// String returns the version as Atlas writes it.
func (v Version) String() string {
	switch v.Stage {
	case Preview:
		return "preview"
	case Upcoming:
		return v.Date + ".upcoming"
	default:
		return v.Date
	}
}

// Compare orders versions by date; on the same date a stable one comes after
// an upcoming one. Preview comes after every date, because a client that asks
// for it wants what is newest.
func (v Version) Compare(w Version) int {
	if (v.Stage == Preview) != (w.Stage == Preview) {
		return cmp.Compare(w.Stage, v.Stage)
	}
	if c := strings.Compare(v.Date, w.Date); c != 0 {
		return c
	}
	return cmp.Compare(v.Stage, w.Stage)
}

// Sees reports whether a client that asks for v may be given resource version r.
//
//  1. A stable version r is given when it is not later than v.
//  2. An upcoming version counts only for a client that asks for an upcoming
//     version or for preview.
//  3. A preview version counts only for a client that asks for preview.
func (v Version) Sees(r Version) bool {
	return v.Stage == Preview || r.Stage >= v.Stage && r.Date <= v.Date
}

// Newest returns the newest of the resource versions that a client on version
// v sees; ok is false when there is none, that is when the resource does not
// exist for that client.
func (v Version) Newest(resources []Version) (newest Version, ok bool) {
	for _, r := range resources {
		if v.Sees(r) && (!ok || r.Compare(newest) > 0) {
			newest, ok = r, true
		}
	}
	return newest, ok
}

// MediaType is a versioned Atlas media type such as
// application/vnd.atlas.2023-01-01+json.
type MediaType struct {
	Version Version
	Suffix  string // "json", "csv", "gzip"
}

var atlasType = regexp.MustCompile(`^application/vnd\.atlas\.(preview|\d{4}-\d{2}-\d{2}(?:\.upcoming)?)\+([a-z0-9.-]+)$`)

// ParseMediaType reads a versioned Atlas media type. Parameters such as
// charset are ignored and case is immaterial. It returns false for every
// other media type.
func ParseMediaType(s string) (MediaType, bool) {
	const prefix = "application/vnd.atlas."
	if len(s) < len(prefix) && strings.TrimSpace(s) == s {
		return MediaType{}, false // the usual case, without the cost of the pattern
	}
	base, _, _ := strings.Cut(strings.ToLower(s), ";")
	m := atlasType.FindStringSubmatch(strings.TrimSpace(base))
	if m == nil {
		return MediaType{}, false
	}
	v, err := ParseVersion(m[1])
	if err != nil {
		return MediaType{}, false
	}
	return MediaType{Version: v, Suffix: m[2]}, true
}

// String returns the media type as it stands on the wire.
func (m MediaType) String() string {
	return "application/vnd.atlas." + m.Version.String() + "+" + m.Suffix
}
