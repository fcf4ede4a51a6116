package pages_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A Go block is a whole file, which TestCommands compiles where the page puts
// it, or a fragment that stands in a Go file of this module, white space aside.
// With -v the test says in which.
func TestGo(t *testing.T) {
	t.Parallel()
	files := goFiles(t)
	names := slices.Sorted(maps.Keys(files))
	for _, name := range pagesBelow(t, false) {
		if name == "docs/migrate-from-atlas-sdk.md" {
			continue // its programs, one of which needs another module, are compiled in downstream
		}
		for _, b := range parsePage(t, name).blocks {
			if b.language != "go" || b.file != "" {
				continue
			}
			fragment := squeeze(b.text)
			i := slices.IndexFunc(names, func(file string) bool { return strings.Contains(files[file], fragment) })
			if fragment == "" || i < 0 {
				t.Errorf("%s: the fragment stands in no Go file that is compiled", b)
				continue
			}
			t.Logf("%s: in %s", b, names[i])
		}
	}
}

// squeeze makes one space of each white space.
func squeeze(text string) string { return strings.Join(strings.Fields(text), " ") }

// goFiles returns the squeezed text of all files that the go command compiles,
// by path from the top.
func goFiles(t *testing.T) map[string]string {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=Dir,GoFiles,TestGoFiles,XTestGoFiles", "./...")
	cmd.Dir = top
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	root, err := filepath.Abs(top)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var pkg struct {
			Dir                                string
			GoFiles, TestGoFiles, XTestGoFiles []string
		}
		if err := dec.Decode(&pkg); errors.Is(err, io.EOF) {
			return files
		} else if err != nil {
			t.Fatal(err)
		}
		for _, file := range slices.Concat(pkg.GoFiles, pkg.TestGoFiles, pkg.XTestGoFiles) {
			path := filepath.Join(pkg.Dir, file)
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			name, err := filepath.Rel(root, path)
			if err != nil {
				t.Fatal(err)
			}
			files[filepath.ToSlash(name)] = squeeze(string(text))
		}
	}
}
