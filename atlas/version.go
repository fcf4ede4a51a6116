package atlas

import (
	"fmt"
	"mime"
	"strings"
	"time"
)

// versionedPrefix starts the media types by which Atlas versions its resources: "application/vnd.atlas.", then the
// version, then "+json" or another suffix.
const versionedPrefix = "application/vnd.atlas."

// checkVersion accepts the three forms of a version: "2025-03-12", "2025-09-22.upcoming" and "preview".
func checkVersion(version string) error {
	if version == "preview" {
		return nil
	}
	date := strings.TrimSuffix(version, ".upcoming")
	if _, err := time.Parse(time.DateOnly, date); err != nil {
		return fmt.Errorf("version %q: want YYYY-MM-DD, YYYY-MM-DD.upcoming or preview", version)
	}
	return nil
}

// withVersion returns the media type with its version replaced. It leaves alone a media type that names no version,
// and every one when version is empty.
func withVersion(mediaType, version string) string {
	_, suffix, ok := cutVersion(mediaType)
	if version == "" || !ok {
		return mediaType
	}
	return versionedPrefix + version + suffix
}

// cutVersion splits "application/vnd.atlas.2023-01-01+json" into its version and its suffix with the plus sign.
func cutVersion(mediaType string) (version, suffix string, ok bool) {
	rest, ok := strings.CutPrefix(mediaType, versionedPrefix)
	plus := strings.LastIndexByte(rest, '+')
	if !ok || plus < 1 {
		return "", "", false
	}
	return rest[:plus], rest[plus:], true
}

// servedVersion returns the version that a Content-Type header names, "" when it names none that checkVersion knows.
func servedVersion(contentType string) string {
	version, _, ok := cutVersion(mediaTypeOf(contentType))
	if !ok || checkVersion(version) != nil {
		return ""
	}
	return version
}

// mediaTypeOf returns the media type of a Content-Type header in lower case and without parameters, however malformed
// those are. It is "" when there is no media type.
func mediaTypeOf(contentType string) string {
	bare, _, _ := strings.Cut(contentType, ";")
	mediaType, _, _ := mime.ParseMediaType(bare)
	return mediaType
}

// isJSON reports whether a media type is JSON: application/json, or one with the structured suffix of RFC 6839.
func isJSON(mediaType string) bool {
	return mediaType == "application/json" || strings.HasSuffix(mediaType, "+json")
}
