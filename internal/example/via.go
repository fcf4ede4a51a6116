package example

import "strings"

// via is the way by which an operation reaches a change, as
// finding.Operation.Via words it: "request body", "response 200",
// "response 200 header X-Count", "query parameter limit", the first two perhaps
// with a version, " (2024-08-05)".
type via struct {
	part    string // "body", "response", "header", or where a parameter stands; empty for the operation itself
	status  string // of a response
	name    string // of a header or parameter
	version string // of the media type; empty for any
}

// parseVia returns false for what has no message of its own: a callback, and
// the security of an operation.
func parseVia(text string) (via, bool) {
	var v via
	if before, after, ok := strings.Cut(text, " ("); ok && strings.HasSuffix(after, ")") {
		text, v.version = before, strings.TrimSuffix(after, ")")
	}
	switch {
	case text == "":
		return v, true
	case text == "request body":
		v.part = "body"
		return v, true
	case strings.HasPrefix(text, "response "):
		v.part = "response"
		v.status = strings.TrimPrefix(text, "response ")
		if status, name, ok := strings.Cut(v.status, " header "); ok {
			v.part, v.status, v.name = "header", status, name
		}
		return v, true
	}
	if in, name, ok := strings.Cut(text, " parameter "); ok && !strings.HasPrefix(text, "callback ") {
		v.part, v.name = in, name
		return v, true
	}
	return v, false
}
