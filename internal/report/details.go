package report

import (
	"fmt"

	"github.com/atlasrestore/atlasrestore/internal/finding"
)

// distinct returns one line per operation, however often it is reached.
func distinct(reached []finding.Operation) []string {
	return (&printer{opts: TextOptions{Verbose: true}}).operations(reached)
}

// few returns the first operations and how many more there are. It does not
// cut a single one, which would take as much room.
func few(f finding.Finding) (lines []string, more int) {
	lines = distinct(f.Operations)
	if len(lines) == 1 && lines[0] == f.Location { // which says so already
		return nil, 0
	}
	if len(lines) > maxOperations+1 {
		return lines[:maxOperations], len(lines) - maxOperations
	}
	return lines, 0
}

// example words a witness.
func example(x *finding.Witness, value string) string {
	return fmt.Sprintf("%s: %s accepts it, %s refuses it", value, x.AcceptedBy, x.RefusedBy)
}

// short cuts text to at most n runes.
func short(s string, n int) string {
	if len(s) <= n {
		return s
	}
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}
