package atlas

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// An ArgumentError says that a call was refused before anything was sent, because of an argument that would reach
// another endpoint or none. It never repeats the value.
type ArgumentError struct {
	// Operation is the Go method name.
	Operation string
	// Parameter is the Go name of the parameter, "groupID".
	Parameter string
	// Reason says what is wrong with it: "is empty".
	Reason string
}

// Error returns "GetCloudRestoreJob: groupID is empty".
func (e *ArgumentError) Error() string {
	return e.Operation + ": " + e.Parameter + " " + e.Reason
}

// CheckPath checks path parameters, given as pairs of a Go parameter name and a value, and returns an
// [*ArgumentError] for the first bad one. An empty value, "." and ".." would make the path that of another endpoint
// (RFC 3986, section 5.2.4, removes dot segments); control characters and broken UTF-8 are never part of an Atlas
// name. Slashes pass: the request builders escape them.
func CheckPath(op string, nameValuePairs ...string) error {
	for i := 0; i < len(nameValuePairs); i += 2 {
		value := "" // a name without its value is refused like an empty value
		if i+1 < len(nameValuePairs) {
			value = nameValuePairs[i+1]
		}
		if reason := badPathValue(value); reason != "" {
			return &ArgumentError{Operation: op, Parameter: nameValuePairs[i], Reason: reason}
		}
	}
	return nil
}

// badPathValue says what is wrong with the value of a path parameter, "" when nothing is.
func badPathValue(value string) string {
	switch {
	case value == "":
		return "is empty"
	case value == "." || value == "..":
		return "is a dot segment"
	case !utf8.ValidString(value):
		return "is not valid UTF-8"
	case strings.ContainsFunc(value, unicode.IsControl):
		return "has control characters"
	default:
		return ""
	}
}

// Optional returns nil for the zero value of T, else a pointer to a copy of v: optional query parameters are pointers
// in the request builders, where nil is not sent.
func Optional[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

// Value returns what p points to, and the zero value for nil.
func Value[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

// OptionalSlice returns nil for an empty slice, else a pointer to it. See [Optional].
func OptionalSlice[S ~[]E, E any](s S) *S {
	if len(s) == 0 {
		return nil
	}
	return &s
}
