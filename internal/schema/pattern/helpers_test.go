package pattern_test

import (
	"testing"

	"github.com/atlasrestore/atlasrestore/internal/schema/pattern"
)

func parse(t testing.TB, src string) *pattern.Pattern {
	t.Helper()
	p, err := pattern.Parse(src)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func parseAll(t testing.TB, sources []string) []*pattern.Pattern {
	t.Helper()
	var out []*pattern.Pattern
	for _, src := range sources {
		out = append(out, parse(t, src))
	}
	return out
}

// difference asks for a string that base matches and rev does not.
func difference(base, rev *pattern.Pattern) pattern.Result {
	return pattern.Find(pattern.Query{Match: []*pattern.Pattern{base}, NotMatch: []*pattern.Pattern{rev}, MaxLen: -1})
}

// included is the wanted difference of a pattern that is included in another.
const included = "\x00included"

func show(r pattern.Result) string {
	switch r.Outcome {
	case pattern.Found:
		return r.Example
	case pattern.Empty:
		return included
	default:
		return "\x00unknown: " + r.Reason
	}
}
