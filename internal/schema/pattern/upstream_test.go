package pattern_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/atlasrestore/atlasrestore/internal/schema/pattern"
)

// upstreamPatterns returns the different values of `pattern:` in the documents
// beside the module. They stand on one line each, plain or quoted.
func upstreamPatterns(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob("../../../../shared/upstream/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skip("the upstream documents are not here")
	}
	var out []string
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			s, ok := strings.CutPrefix(strings.TrimLeft(line, " -"), "pattern: ")
			if !ok {
				continue
			}
			s = strings.TrimSpace(s)
			if body, ok := strings.CutPrefix(s, "'"); ok {
				s = strings.ReplaceAll(strings.TrimSuffix(body, "'"), "''", "'")
			} else {
				s = strings.Trim(s, `"`)
			}
			out = append(out, s)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// supported sorts out what Parse does not support. A SyntaxError would be a bug
// here, or a mistake in a published document.
func supported(t testing.TB, sources []string) (out []*pattern.Pattern, unsupported []string) {
	t.Helper()
	for _, src := range sources {
		p, err := pattern.Parse(src)
		var u *pattern.UnsupportedError
		switch {
		case errors.As(err, &u):
			unsupported = append(unsupported, src)
		case err != nil:
			t.Error(err)
		default:
			out = append(out, p)
		}
	}
	return out, unsupported
}

func TestUpstreamPatterns(t *testing.T) {
	t.Parallel()
	sources := upstreamPatterns(t)
	patterns, unsupported := supported(t, sources)
	t.Logf("%d different patterns, %d unsupported: %q", len(sources), len(unsupported), unsupported)
	if len(unsupported)*10 > len(sources) {
		t.Errorf("%d of %d patterns are not supported", len(unsupported), len(sources))
	}
	for _, p := range patterns {
		if got := show(difference(p, parse(t, `(?:`+p.String()+`)`))); got != included {
			t.Errorf("%q is not included in itself: %.100q", p, got)
		}
	}
	compareAll(t, patterns)
}

// compareAll asks for the difference of each two patterns.
func compareAll(t *testing.T, patterns []*pattern.Pattern) {
	t.Helper()
	count := map[pattern.Outcome]int{}
	var slowest time.Duration
	for _, base := range patterns {
		for _, rev := range patterns {
			start := time.Now()
			r := difference(base, rev)
			slowest = max(slowest, time.Since(start))
			count[r.Outcome]++
			if r.Outcome == pattern.Found && (!base.Match(r.Example) || rev.Match(r.Example)) {
				t.Errorf("%q does not tell %q from %q", r.Example, base, rev)
			}
			if r.Outcome == pattern.Unknown {
				t.Errorf("unknown (%s): %q and %q", r.Reason, base, rev)
			}
		}
	}
	t.Logf("%v; slowest %v", count, slowest)
}
