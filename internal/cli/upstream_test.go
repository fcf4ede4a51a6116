package cli_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The days of the Atlas documents that are kept beside this module. They are
// not part of it: the tests that want them may be skipped.
var upstreamDates = []string{"2025-04-10", "2026-02-24", "2026-03-03", "2026-04-17", "2026-08-12", "2026-08-21"}

func upstreamFile(t *testing.T, date string) string {
	t.Helper()
	if testing.Short() {
		t.Skip("the real documents are for the long run")
	}
	name := filepath.Join("../../../shared/upstream", "v2-"+date+".yaml")
	if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
		t.Skipf("%s is not there", name)
	}
	return name
}

type upstreamReport struct {
	Findings []struct {
		Severity, Harm, Message string
		Operations              []struct{ Method, Path string }
	}
}

// lines is a line for each finding, with the number of operations.
func (r upstreamReport) lines() string {
	var b strings.Builder
	for _, f := range r.Findings {
		reached := map[string]bool{}
		for _, o := range f.Operations {
			reached[o.Method+" "+o.Path] = true
		}
		fmt.Fprintf(&b, "%s, %s: %s [%d operations]\n", f.Severity, f.Harm, f.Message, len(reached))
	}
	return b.String()
}

// golden compares with a file that is committed.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", "upstream", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("mismatch (-want +got):\n%s", diff)
	}
}

func runJSON(t *testing.T, into any, args ...string) {
	t.Helper()
	code, stdout, stderr := specdiff(t, "", append(args, "--fail-on", "none", "--format", "json")...)
	if code != 0 || stderr != "" {
		t.Fatalf("exit code %d: %s", code, stderr)
	}
	if err := json.Unmarshal([]byte(stdout), into); err != nil {
		t.Fatal(err)
	}
}

// What the committed pins say of each document. The pins are of the last of
// them, so that the others are the way back: what came since is "removed".
func TestDriftOfRealDocuments(t *testing.T) {
	t.Parallel()
	for _, date := range upstreamDates {
		t.Run(date, func(t *testing.T) {
			t.Parallel()
			var out struct {
				Pins []struct {
					Version string
					Report  upstreamReport
					Newer   []struct {
						Operation string
						Versions  []string
					} `json:"newerVersions"`
					Sunsets []struct {
						Operation, Version, Date string
						DaysLeft                 int
					}
				}
			}
			runJSON(t, &out, "drift", "--spec", "../../spec", "--upstream", upstreamFile(t, date), "--as-of", date)
			var b strings.Builder
			for _, p := range out.Pins {
				fmt.Fprintf(&b, "API %s\n%s", p.Version, p.Report.lines())
				for _, n := range p.Newer {
					fmt.Fprintf(&b, "newer: %s: %s\n", n.Operation, strings.Join(n.Versions, ", "))
				}
				for _, s := range p.Sunsets {
					fmt.Fprintf(&b, "sunset: %s: version %s on %s, %d days left\n", s.Operation, s.Version, s.Date, s.DaysLeft)
				}
				b.WriteByte('\n')
			}
			golden(t, "drift-"+date+".txt", b.String())
		})
	}
}

// What each document changed of the restore jobs since the one before.
func TestStepsOfRealDocuments(t *testing.T) {
	t.Parallel()
	for i, date := range upstreamDates[1:] {
		t.Run(date, func(t *testing.T) {
			t.Parallel()
			var r upstreamReport
			runJSON(t, &r, upstreamFile(t, upstreamDates[i]), upstreamFile(t, date), "--as-of", date,
				"--paths", "**/restoreJobs**,**/collectionRestoreJobs**,**/backup/tenant/restore**")
			golden(t, "step-"+date+".txt", r.lines())
		})
	}
}
