package licenses_test

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/licensecheck"
)

var update = flag.Bool("update", false, "rewrite docs/licenses.md")

const (
	module = "github.com/atlasrestore/atlasrestore"
	list   = "../../docs/licenses.md"
)

// allowed are the licences, by SPDX identifier, that ask for no more than that
// their text and the copyright notice go along.
var allowed = []string{"Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT"}

// systems are those that releases are made for: what is linked differs.
var systems = []string{"darwin", "linux", "windows"}

// programs are the columns of the list, and the packages that are linked.
var programs = []struct {
	name     string
	packages []string
}{
	{"clients", []string{"./atlas/...", "./generated/..."}},
	{"atlastest", []string{"./atlastest"}},
	{"atlasgen", []string{"./cmd/atlasgen"}},
	{"atlasmock", []string{"./cmd/atlasmock"}},
	{"specdiff", []string{"./cmd/specdiff"}},
}

// dependency is one module that is linked.
type dependency struct {
	path, version, dir string
}

func TestLicences(t *testing.T) {
	t.Parallel()
	used := map[dependency]map[string]bool{}
	for _, p := range programs {
		for _, system := range systems {
			for _, d := range linked(t, system, p.packages) {
				if used[d] == nil {
					used[d] = map[string]bool{}
				}
				used[d][p.name] = true
			}
		}
	}
	byPath := func(a, b dependency) int { return strings.Compare(a.path, b.path) }
	var b strings.Builder
	b.WriteString(head)
	for _, d := range slices.SortedFunc(maps.Keys(used), byPath) {
		ids, err := licences(d.dir)
		if err != nil {
			t.Errorf("%s %s: %v", d.path, d.version, err)
		}
		fmt.Fprintf(&b, "| %s | %s | %s |", d.path, d.version, strings.Join(ids, ", "))
		for _, p := range programs {
			mark := ""
			if used[d][p.name] {
				mark = "x"
			}
			fmt.Fprintf(&b, " %s |", mark)
		}
		b.WriteString("\n")
	}
	if *update && !t.Failed() {
		if err := os.WriteFile(list, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	committed, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(committed), b.String()); diff != "" {
		t.Errorf("docs/licenses.md is stale, run: go test ./internal/licenses -update (-file +now)\n%s", diff)
	}
}

const head = `# Licences of the dependencies

Atlasrestore is licensed under Apache-2.0. These modules are linked into what it builds, on Linux, macOS or Windows, beside the standard
library of Go (BSD-3-Clause). "clients" is what a program gets that imports ` + "`generated/*` or `atlas/...`" + `. What tests and build
tools use alone is not listed, for it is not passed on.

This file is written by ` + "`go test ./internal/licenses -update`" + `; the same test fails when a licence is not known or not allowed.

| module | version | licence | clients | atlastest | atlasgen | atlasmock | specdiff |
|---|---|---|---|---|---|---|---|
`

// linked returns the modules of other people that packages need on a system.
func linked(t *testing.T, system string, packages []string) []dependency {
	t.Helper()
	const format = `{{with .Module}}{{if not .Main}}{{.Path}}|{{.Version}}|{{.Dir}}{{end}}{{end}}`
	cmd := exec.CommandContext(t.Context(), "go", append([]string{"list", "-deps", "-f", format}, packages...)...)
	cmd.Dir = "../.."
	cmd.Env = append(os.Environ(), "GOOS="+system, "GOARCH=amd64", "CGO_ENABLED=0")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	var found []dependency
	for line := range strings.Lines(string(out)) {
		path, rest, _ := strings.Cut(strings.TrimSpace(line), "|")
		version, dir, ok := strings.Cut(rest, "|")
		if ok && path != module {
			found = append(found, dependency{path, version, dir})
		}
	}
	return found
}

// enough is which part of a licence file has to be text that is known, in
// percent: names and years of the copyright are not.
const enough = 75

// licences returns the licences that the files of a module hold, all of which
// must be allowed.
func licences(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	found := map[string]bool{}
	for _, e := range entries {
		name := strings.ToUpper(e.Name())
		if e.IsDir() || !strings.HasPrefix(name, "LICENSE") && !strings.HasPrefix(name, "LICENCE") && !strings.HasPrefix(name, "COPYING") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		cover := licensecheck.Scan(text)
		if cover.Percent < enough {
			return nil, fmt.Errorf("%s is no licence that is known: %.0f%% of it are", e.Name(), cover.Percent)
		}
		for _, m := range cover.Match {
			if !slices.Contains(allowed, m.ID) {
				return nil, fmt.Errorf("%s has the licence %s, which is not allowed: want one of %s", e.Name(), m.ID, strings.Join(allowed, ", "))
			}
			found[m.ID] = true
		}
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("no licence file")
	}
	return slices.Sorted(maps.Keys(found)), nil
}

func TestLicencesThatAreRefused(t *testing.T) {
	t.Parallel()
	apache, err := os.ReadFile("../../LICENSE")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, file, text string
		want             string // part of the error; empty when it is taken
	}{
		{"apache", "LICENSE", string(apache), ""},
		{"notice_alone", "NOTICE", string(apache), "no licence file"},
		{"unknown", "LICENSE.md", "Do with this what you like, but ask before.", "is no licence that is known"},
		{"copyleft", "COPYING", "https://www.gnu.org/licenses/gpl-3.0-standalone.html\n", "is not allowed"},
		{"apache_with_a_rider", "LICENCE", string(apache) + strings.Repeat("\nNobody may sell what this makes, nor use it for a company.", 100), "is no licence that is known"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, tt.file), []byte(tt.text), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := licences(dir)
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}
