package pages_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/internal/doctest"
)

// ranElsewhere are pages whose commands another test runs.
var ranElsewhere = []string{"docs/ci.md"}

// programs are what the commands of a page need beside ours, Go and bash.
var programs = map[string][]string{
	"README.md":       {"git", "make"},
	"CONTRIBUTING.md": {"git"},
	"docs/testing.md": {"curl"},
}

// The commands of a page do what it says, in the order in which they stand
// there. For the pages of docs/ the folder is a Go module of the reader's, for
// the others a clone of this repository.
func TestCommands(t *testing.T) {
	t.Parallel()
	for _, name := range pagesBelow(t, false) {
		if slices.Contains(ranElsewhere, name) {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			needs(t, append(programs[name], "bash")...)
			dir := t.TempDir()
			if strings.HasPrefix(name, "docs/") {
				readersModule(t, dir)
			} else {
				dir = clone(t, dir)
			}
			doctest.Check(t, filepath.Join(top, filepath.FromSlash(name)), *update, doctest.Options{Dir: dir, Env: env(t)})
			compile(t, name, dir)
		})
	}
}

// env is the environment of the commands. Of "make" it leaves the dry run: the
// targets are there, and what they do, others test.
func env(t *testing.T) []string {
	return []string{
		"PATH=" + commands(t) + string(filepath.ListSeparator) + os.Getenv("PATH"),
		"MAKEFLAGS=n",
		"GOFLAGS=-mod=mod",
		"GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null",
	}
}

// readersModule makes a Go module that has this one, and atlasgen as a tool.
func readersModule(t *testing.T, dir string) {
	t.Helper()
	root, err := filepath.Abs(top)
	if err != nil {
		t.Fatal(err)
	}
	const module = "github.com/atlasrestore/atlasrestore"
	var b strings.Builder
	b.WriteString("module example.com/you\n\ngo 1.26.0\n\ntool " + module + "/cmd/atlasgen\n\nrequire " + module + " v0.0.0\n\nreplace " + module + " => " + root + "\n\n")
	for _, require := range regexp.MustCompile(`(?ms)^require \(.*?^\)\n`).FindAllString(read(t, "go.mod"), -1) {
		b.WriteString(require)
	}
	write(t, filepath.Join(dir, "go.mod"), b.String())
	write(t, filepath.Join(dir, "go.sum"), read(t, "go.sum"))
}

// compile checks the Go files that a page has written.
func compile(t *testing.T, name, dir string) {
	t.Helper()
	if !strings.Contains(read(t, name), "```go file=") {
		return
	}
	cmd := exec.Command("go", "vet", "./...")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env(t)...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("the Go files of %s: %v\n%s", name, err, out)
	}
}

// What is not run is known, and why: the pages say it in their own words.
func TestNotRun(t *testing.T) {
	t.Parallel()
	want := map[string]int{
		"docs/ci.md":       1, // go install: fetches the module itself
		"docs/generate.md": 1, // go get: the same
	}
	got := map[string]int{}
	languages := []string{"sh", "console", "go", "yaml", "text"}
	for _, name := range pagesBelow(t, false) {
		for _, b := range parsePage(t, name).blocks {
			if b.norun {
				got[name]++
			}
			if !slices.Contains(languages, b.language) && strings.HasPrefix(name, "docs/") {
				t.Errorf("%s: a block in %q, which no test looks at", b, b.language)
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("blocks that are not run, mismatch (-want +got):\n%s", diff)
	}
}
