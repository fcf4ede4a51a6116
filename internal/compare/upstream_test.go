package compare_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/atlasrestore/atlasrestore/internal/compare"
	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/finding"
)

// The six Atlas documents that the facts of this module come from, in order.
// They are not part of it, so the tests that want them may be skipped.
var upstreamNames = []string{
	"v2-2025-04-10.yaml", "v2-2026-02-24.yaml", "v2-2026-03-03.yaml", "v2-2026-04-17.yaml", "v2-2026-08-12.yaml", "v2-2026-08-21.yaml",
}

func upstream(t testing.TB, name string) *doc.Document {
	t.Helper()
	d, err := doc.Parse(name, upstreamText(t, name))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func upstreamText(t testing.TB, name string) []byte {
	t.Helper()
	if testing.Short() {
		t.Skip("the real documents are for the long run")
	}
	data, err := os.ReadFile(filepath.Join("../../../shared/upstream", name))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("%s is not there", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func run(t testing.TB, base, rev *doc.Document, opts compare.Options) []finding.Finding {
	t.Helper()
	findings, err := compare.Compare(t.Context(), base, rev, opts)
	if err != nil {
		t.Fatal(err)
	}
	return findings
}

func TestUpstreamAgainstItself(t *testing.T) {
	t.Parallel()
	for _, name := range append(upstreamNames, "v1.0-restore.yaml") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, f := range run(t, upstream(t, name), upstream(t, name), compare.Options{}) {
				t.Error(line(f))
			}
		})
	}
}

func TestUpstreamNeighbours(t *testing.T) {
	t.Parallel()
	for i, name := range upstreamNames[1:] {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			findings := run(t, upstream(t, upstreamNames[i]), upstream(t, name), compare.Options{AsOf: name[len("v2-") : len("v2-")+len("2026-01-01")]})
			count := map[finding.Severity]int{}
			unproved := 0
			for _, f := range findings {
				count[f.Severity]++
				if f.Unproved != "" {
					unproved++
				}
			}
			t.Logf("%d breaking, %d risky (%d unproved), %d compatible", count[finding.Breaking], count[finding.Risky], unproved, count[finding.Compatible])
			if os.Getenv("SHOW") != "" {
				for _, f := range findings {
					t.Log(len(f.Operations), line(f), f.Message())
				}
			}
		})
	}
}

func restore(path string) bool { return strings.Contains(path, "estoreJob") }

func TestPreviewOfRestoreRemoved(t *testing.T) {
	t.Parallel()
	findings := run(t, upstream(t, "v2-2026-08-12.yaml"), upstream(t, "v2-2026-08-21.yaml"), compare.Options{Paths: restore, AsOf: "2026-08-21"})
	var removed []string
	for _, f := range findings {
		if f.Rule == "version-removed" && strings.HasSuffix(f.Location, "version preview") {
			removed = append(removed, f.Location)
		}
		if f.Rule == "version-removed" && f.Severity != finding.Risky {
			t.Errorf("a preview carries no promise: %s", line(f))
		}
	}
	if len(removed) != 5 {
		t.Errorf("%d operations lost their preview, want 5: %q", len(removed), removed)
	}
}

func TestTenantOperationsRemovedAfterSunset(t *testing.T) {
	t.Parallel()
	base, rev := upstream(t, "v2-2026-03-03.yaml"), upstream(t, "v2-2026-04-17.yaml")
	tenant := func(path string) bool { return strings.Contains(path, "/backup/tenant/") }
	for asOf, want := range map[string]finding.Severity{"2026-04-17": finding.Risky, "": finding.Breaking} {
		findings := run(t, base, rev, compare.Options{Paths: tenant, AsOf: asOf})
		removed := slices.DeleteFunc(findings, func(f finding.Finding) bool { return f.Rule != "operation-removed" })
		if len(removed) == 0 {
			t.Errorf("as of %q: no operation was removed", asOf)
		}
		for _, f := range removed {
			if f.Severity != want {
				t.Errorf("as of %q: %s, want %s", asOf, line(f), want)
			}
		}
	}
}
