package cli_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/atlasrestore/atlasrestore/gen"
	"github.com/atlasrestore/atlasrestore/internal/cli"
	"github.com/atlasrestore/atlasrestore/internal/compare"
	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/goapi"
)

// TestGoCases runs testdata/go: the text on top is the reason, flags are those
// of specdiff, want.txt has a line for each finding and below it, indented, the
// changes of the Go API, with "!" for those that are incompatible.
func TestGoCases(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/go/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if len(bytes.TrimSpace(archive.Comment)) == 0 {
				t.Error("the case gives no reason")
			}
			dir := t.TempDir()
			var flags []string
			want := -1
			for i, f := range archive.Files {
				switch f.Name {
				case "flags":
					flags = strings.Fields(string(f.Data))
				case "want.txt":
					want = i
				default:
					if err := os.WriteFile(filepath.Join(dir, f.Name), f.Data, 0o600); err != nil {
						t.Fatal(err)
					}
				}
			}
			for i, f := range flags {
				if strings.HasSuffix(f, ".yaml") {
					flags[i] = filepath.Join(dir, f)
				}
			}
			got := lines(goFindings(t, append([]string{filepath.Join(dir, "base.yaml"), filepath.Join(dir, "rev.yaml")}, flags...)...))
			if *update {
				archive.Files[want].Data = []byte(got)
				if err := os.WriteFile(file, txtar.Format(archive), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(archive.Files[want].Data), got); diff != "" {
				t.Errorf("findings mismatch (-want +got):\n%s\n%s", diff, archive.Comment)
			}
		})
	}
}

type goFinding struct {
	Rule, Severity, Harm, Location, Fingerprint string
	Go                                          []finding.GoChange
}

// goFindings runs specdiff and returns the findings of its report.
func goFindings(t *testing.T, args ...string) []goFinding {
	t.Helper()
	var stdout, stderr bytes.Buffer
	args = append(args, "--format", "json", "--as-of", "2026-01-01", "--fail-on", "none")
	if code := cli.Specdiff(args, strings.NewReader(""), &stdout, &stderr); code != 0 {
		t.Fatalf("exit code %d: %s", code, stderr.String())
	}
	var report struct{ Findings []goFinding }
	if err := json.Unmarshal(stdout.Bytes(), &report); err != nil {
		t.Fatal(err)
	}
	return report.Findings
}

func lines(findings []goFinding) string {
	var b strings.Builder
	for _, f := range findings {
		fmt.Fprintf(&b, "%s %s %s %s\n", f.Severity, f.Harm, f.Rule, f.Location)
		for _, c := range f.Go {
			mark := "!"
			if c.Compatible {
				mark = " "
			}
			fmt.Fprintf(&b, "  %s%s\n", mark, c)
		}
	}
	return b.String()
}

// The examples of the rules that Compare alone does not report.
func TestExamplesOfFlaggedRules(t *testing.T) {
	t.Parallel()
	for _, rule := range compare.Rules() {
		if rule.Only == "" {
			continue
		}
		t.Run(rule.ID, func(t *testing.T) {
			t.Parallel()
			bad, good := example(t, rule.Bad, rule.Only), example(t, rule.Good, rule.Only)
			if len(bad) == 0 {
				t.Error("the bad example makes no finding")
			}
			for _, f := range bad {
				if f.Rule != rule.ID || f.Severity != rule.Neither.String() {
					t.Errorf("the bad example makes %s %s", f.Severity, f.Rule)
				}
			}
			for _, f := range good {
				if f.Rule == rule.ID {
					t.Errorf("the good example makes it at %s", f.Location)
				}
			}
		})
	}
}

func example(t *testing.T, e compare.Example, flag string) []goFinding {
	t.Helper()
	dir := t.TempDir()
	base, rev := e.Documents()
	args := []string{filepath.Join(dir, "base.yaml"), filepath.Join(dir, "rev.yaml"), flag}
	for i, text := range []string{base, rev} {
		if err := os.WriteFile(args[i], []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return goFindings(t, args...)
}

// Every change of the Go API is told, and once: for each pair of pins, and for
// whole Atlas documents where they are at hand.
func TestEveryGoChangeIsToldOnce(t *testing.T) {
	if testing.Short() {
		t.Skip("generates 32 packages")
	}
	t.Parallel()
	// The newest resource version of each pin.
	newest := map[string]string{"v1.0": "v1.0", "2023-10-01": "2023-01-01", "2024-11-13": "2024-11-13", "2025-03-12": "2025-03-12"}
	for base := range newest {
		for rev := range newest {
			t.Run("pin:"+base+" pin:"+rev, func(t *testing.T) {
				t.Parallel()
				b, r := filepath.Join("../../spec", base+".yaml"), filepath.Join("../../spec", rev+".yaml")
				toldOnce(t, goFindings(t, "pin:"+base, "pin:"+rev, "--go"), generated(t, b, newest[base], ""), generated(t, r, newest[rev], ""))
			})
		}
	}
}

func TestEveryGoChangeOfUpstreamIsToldOnce(t *testing.T) {
	if testing.Short() {
		t.Skip("generates four large packages")
	}
	t.Parallel()
	dir := "../../../shared/upstream"
	base, rev := filepath.Join(dir, "v2-2025-04-10.yaml"), filepath.Join(dir, "v2-2026-08-21.yaml")
	if _, err := os.Stat(base); err != nil {
		t.Skipf("%s is not there", base)
	}
	findings := goFindings(t, base, rev, "--go", "--paths", "**/clusters/**")
	toldOnce(t, findings, generated(t, base, "2025-03-12", "/clusters/"), generated(t, rev, "2025-03-12", "/clusters/"))
	own := 0
	for _, f := range findings {
		if f.Rule == "go-api-changed" {
			own++
		}
	}
	if own*4 > len(findings) {
		t.Errorf("%d of %d findings are about the Go API alone: no edit explains what it causes", own, len(findings))
	}
}

// generated makes a client of the operations whose path holds a part.
func generated(t *testing.T, file, version, part string) *goapi.Package {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	files, err := gen.Client(t.Context(), gen.ClientOptions{
		APIVersion: version, Package: "p", Upstream: &gen.Document{Name: file, Data: data}, Paths: func(path string) bool { return strings.Contains(path, part) },
	})
	if err != nil {
		t.Fatal(err)
	}
	p, err := goapi.Check(files)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func toldOnce(t *testing.T, findings []goFinding, base, rev *goapi.Package) {
	t.Helper()
	changes, err := goapi.Compare(base, rev)
	if err != nil {
		t.Fatal(err)
	}
	var want, got []string
	for _, c := range changes {
		if c.Object != "APIVersion" {
			want = append(want, c.String())
		}
	}
	seen := map[string]bool{}
	for _, f := range findings {
		breaks := false
		for _, c := range f.Go {
			got = append(got, c.String())
			breaks = breaks || !c.Compatible
		}
		if breaks && f.Severity == "compatible" {
			t.Errorf("%s at %s is compatible, and a program no longer compiles", f.Rule, f.Location)
		}
		if seen[f.Fingerprint] {
			t.Errorf("%s at %s: the fingerprint is that of another finding", f.Rule, f.Location)
		}
		seen[f.Fingerprint] = true
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("changes mismatch (-want +got):\n%s", diff)
	}
}
