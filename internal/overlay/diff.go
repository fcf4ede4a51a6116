package overlay

import (
	"github.com/rogpeppe/go-internal/diff"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// Diff shows what overlays did, as a unified diff of the canonical YAML of
// the two documents with three lines of context. It is empty when nothing
// changed.
func Diff(before, after *doc.Document) string {
	return string(diff.Diff(before.Name, doc.YAML(before.Root), after.Name, doc.YAML(after.Root)))
}
