// Package spec holds what Atlas publishes about its restore jobs, facts only:
// the pinned OpenAPI documents, the list of what to pin, and the record of
// what the pins were made from.
//
// The documents are cut from the Atlas Administration API specification
// (github.com/mongodb/openapi). They hold no prose of it; see package
// overlays for the wording.
package spec

import (
	"embed"
	"io/fs"
)

//go:embed *.yaml
var files embed.FS

// FS returns the files: pins.yaml, lock.yaml and one <version>.yaml per pin.
// The file system is read-only and safe for concurrent use.
func FS() fs.FS { return files }

// Document returns the pinned document of an API version ("v1.0",
// "2025-03-12"). The error is fs.ErrNotExist for a version that is not pinned.
func Document(version string) ([]byte, error) {
	if version == "pins" || version == "lock" {
		return nil, &fs.PathError{Op: "open", Path: version, Err: fs.ErrNotExist}
	}
	return files.ReadFile(version + ".yaml")
}
