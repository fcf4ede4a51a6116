// Package pages_test keeps the pages for people true: the README, CONTRIBUTING
// and docs/*.md. It runs their commands (package doctest), compiles their Go,
// has their configs and overlays read by the programs that they are for, and
// follows their links. The commands of docs/ci.md run in internal/ci.
//
//	page --parse (goldmark)--> blocks --> commands run, Go compiled, YAML read
//	                           links, headings --> targets there
package pages_test

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the output that the pages show")

const top = "../.."

// bin is a folder with our commands, made as "make build" does.
var bin = sync.OnceValues(func() (string, error) {
	dir := filepath.Join(binParent, "bin")
	cmd := exec.Command("go", "build", "-o", dir+string(filepath.Separator), "./cmd/...")
	cmd.Dir = top
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the commands: %w\n%s", err, out)
	}
	return dir, nil
})

var binParent string

func TestMain(m *testing.M) {
	flag.Parse()
	var err error
	if binParent, err = os.MkdirTemp("", "pages-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	if err := os.RemoveAll(binParent); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}

func commands(t *testing.T) string {
	t.Helper()
	dir, err := bin()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func needs(t *testing.T, programs ...string) {
	t.Helper()
	for _, p := range programs {
		if _, err := exec.LookPath(p); err != nil {
			t.Skipf("%s is not installed", p)
		}
	}
}

// pagesBelow returns the Markdown files of the repository that people read, by
// path from its top. Those of folders within docs/ are made by machine.
func pagesBelow(t *testing.T, folders bool) []string {
	t.Helper()
	names := []string{"ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "README.md"}
	err := fs.WalkDir(os.DirFS(top), "docs", func(name string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(name, ".md") && (folders || filepath.ToSlash(filepath.Dir(name)) == "docs") {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(top, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
