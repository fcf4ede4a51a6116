package source

import (
	"strings"
	"testing"
)

// Whatever git prints: a list or an error, and each commit has a hash.
func FuzzCommits(f *testing.F) {
	const hash = "0123456789abcdef0123456789abcdef01234567"
	for _, s := range []string{"", "\n", "commit " + hash + "\n2026-01-01 First\n", "commit " + hash + "\n", "commit x\n2026-01-01 \n", "commit " + hash + "\n2026-01-01 \ncommit " + hash + "\n2026-01-02 commit " + hash + "\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, out string) {
		list, err := parseCommits(out)
		if err != nil && list != nil {
			t.Errorf("both %v and %v", list, err)
		}
		if len(list) > strings.Count(out, "\n") {
			t.Errorf("%d commits in %d lines", len(list), strings.Count(out, "\n"))
		}
		for _, r := range list {
			if len(r.Commit) < 40 {
				t.Errorf("hash %q", r.Commit)
			}
		}
	})
}
