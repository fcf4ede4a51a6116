package atlastest

import (
	"mime"
	"net/http"
	"strings"
	"time"
)

// How the version of an answer is chosen:
//  1. The API 1.0 has no versions: it answers with application/json whatever is accepted.
//  2. A client names a date in Accept: "application/vnd.atlas.2024-11-13+json". Other media types name none.
//  3. The operation answers in the newest resource version of it that is not later. Any calendar date will do.
//  4. Without such a version the answer is 406 INVALID_VERSION_DATE; "preview" and dates of "upcoming" versions are
//     none either, because no pinned operation has them.
//  5. A version past its sunset is gone: 410.

const (
	versionedPrefix = "application/vnd.atlas."
	// shortDay is the form of the dates in Deprecation and Sunset: the day has one digit when it can.
	shortDay = "Mon, 2 Jan 2006 15:04:05 GMT"
)

// legacyDeprecation is told for operations that are deprecated without a sunset. The documents give no date.
var legacyDeprecation = time.Date(2024, time.August, 5, 0, 0, 0, 0, time.UTC)

// versionOf returns the version in a versioned media type, "" when it has none.
func versionOf(mediaType string) string {
	rest, ok := strings.CutPrefix(mediaType, versionedPrefix)
	if !ok {
		return ""
	}
	version, _, _ := strings.Cut(rest, "+")
	return version
}

// choose finds the variant that answers a request.
func (o *operation) choose(header http.Header) (*variant, *apiError) {
	if o.variants[0].version == "" {
		return o.variants[0], nil
	}
	var best *variant
	for _, date := range acceptedDates(header) {
		if v := o.atMost(date); v != nil && (best == nil || v.version > best.version) {
			best = v
		}
	}
	if best != nil {
		return best, nil
	}
	return nil, newError(http.StatusNotAcceptable, "INVALID_VERSION_DATE",
		"The Accept header names no version date that the resource has.", header.Get("Accept"))
}

// atMost returns the newest variant that is not later than date.
func (o *operation) atMost(date string) *variant {
	for _, v := range o.variants {
		if v.version <= date {
			return v
		}
	}
	return nil
}

// acceptedDates returns the version dates that the Accept header names for JSON.
func acceptedDates(header http.Header) []string {
	var dates []string
	for _, part := range strings.Split(strings.Join(header.Values("Accept"), ","), ",") {
		mediaType, params, err := mime.ParseMediaType(strings.TrimSpace(part))
		if err != nil || strings.Trim(params["q"], "0.") == "" && params["q"] != "" {
			continue
		}
		date := versionOf(mediaType)
		if _, err := time.Parse(time.DateOnly, date); err == nil && strings.HasSuffix(mediaType, "+json") {
			dates = append(dates, date)
		}
	}
	return dates
}

// gone reports that a version is past its sunset.
func (v *variant) gone(now time.Time) *apiError {
	if v.sunset.IsZero() || now.Before(v.sunset) {
		return nil
	}
	return newError(http.StatusGone, "VERSION_GONE", "The resource version has been removed.", v.version, v.sunset.Format(time.DateOnly))
}

// lifecycle sets the headers that announce the end of a version. Atlas keeps a version for a year after its
// deprecation, so that one follows from the other.
func (o *operation) lifecycle(v *variant, header http.Header) {
	switch {
	case !v.sunset.IsZero():
		header.Set("Deprecation", v.sunset.AddDate(-1, 0, 0).Format(shortDay))
		header.Set("Sunset", v.sunset.Format(shortDay))
	case v != o.variants[0]:
		if at, err := time.Parse(time.DateOnly, o.variants[0].version); err == nil {
			header.Set("Deprecation", at.Format(shortDay))
		}
	case v.deprecated:
		header.Set("Deprecation", legacyDeprecation.Format(shortDay))
	}
}

// contentType returns the media type of a successful answer.
func (v *variant) contentType() string {
	if v.version == "" {
		return "application/json"
	}
	return versionedPrefix + v.version + "+json;charset=utf-8"
}
