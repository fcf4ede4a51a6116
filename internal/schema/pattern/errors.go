package pattern

import "fmt"

// A pattern that Parse refuses is refused for one of two reasons, and callers
// treat them apart: a SyntaxError is a mistake in the document, an
// UnsupportedError is a limit of this package, so that questions about the
// pattern have the answer "unknown".

// SyntaxError says that the source is no pattern of ECMA-262.
type SyntaxError struct {
	Source string
	Offset int // in bytes, where the problem was seen
	Msg    string
}

// Error returns the source, the offset and the problem.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("parse pattern %q: offset %d: %s", e.Source, e.Offset, e.Msg)
}

// UnsupportedError says that the source uses what a finite automaton cannot
// express or this package does not: look-around, back-references, forms whose
// meaning depends on the dialect, and sizes past the limits.
type UnsupportedError struct {
	Source  string
	Offset  int    // in bytes, where the feature was seen
	Feature string // "look-ahead", "back-reference"
}

// Error returns the source, the offset and the feature.
func (e *UnsupportedError) Error() string {
	return fmt.Sprintf("parse pattern %q: offset %d: unsupported: %s", e.Source, e.Offset, e.Feature)
}
