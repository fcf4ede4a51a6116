package openapi

import "strings"

// Template is a path template in a form in which the names of its parameters
// are immaterial.
type Template struct {
	Key   string   // "/things/{}/parts/{}"
	Names []string // the names of the parameters, by position
}

// ParseTemplate reads a path template. A "{" without "}" is literal.
func ParseTemplate(path string) Template {
	var t Template
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(path, "{")
		name, after, closed := strings.Cut(rest, "}")
		if !ok || !closed {
			b.WriteString(path)
			break
		}
		b.WriteString(before)
		b.WriteString("{}")
		t.Names = append(t.Names, name)
		path = after
	}
	t.Key = b.String()
	if len(t.Key) > 1 {
		t.Key = strings.TrimSuffix(t.Key, "/")
	}
	return t
}
