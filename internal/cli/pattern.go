package cli

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// pathPattern compiles a pattern over path templates: "*" stands for anything
// within a segment, "**" for anything. A pattern without a leading slash may
// begin at any segment. Everything else stands for itself, braces too.
func pathPattern(pattern string) (func(path string) bool, error) {
	if pattern == "" {
		return nil, usagef("an empty path pattern matches nothing")
	}
	var b strings.Builder
	b.WriteString("^")
	if !strings.HasPrefix(pattern, "/") {
		b.WriteString("(?:.*/)?")
	}
	for part := range strings.SplitSeq(strings.ReplaceAll(pattern, "**", "\x00"), "") {
		switch part {
		case "\x00":
			b.WriteString(".*")
		case "*":
			b.WriteString("[^/]*")
		default:
			b.WriteString(regexp.QuoteMeta(part))
		}
	}
	b.WriteString("$")
	re, err := regexp.Compile(b.String())
	if err != nil {
		return nil, usagef("path pattern %q: %w", pattern, err)
	}
	return re.MatchString, nil
}

func sortedKeys[V any](m map[string]V) []string {
	return slices.Sorted(maps.Keys(m))
}
