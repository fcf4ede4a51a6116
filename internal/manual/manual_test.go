package manual_test

import (
	"bytes"
	"errors"
	"flag"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/internal/manual"
)

var update = flag.Bool("update", false, "write the documentation")

const top = "../.."

func files(t *testing.T) map[string][]byte {
	t.Helper()
	files, err := manual.Files()
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// The documentation in the repository is what the commands and rules say, and
// no page is left of one that is gone.
func TestDocumentationIsFresh(t *testing.T) {
	t.Parallel()
	files := files(t)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		path := filepath.Join(top, filepath.FromSlash(name))
		if *update {
			write(t, path, files[name])
		}
		got, err := os.ReadFile(path)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(files[name]), string(got)); diff != "" {
			t.Errorf("%s is stale: run \"make docs\"\n%s", name, diff)
		}
	}
	for _, folder := range manual.Folders {
		entries, err := os.ReadDir(filepath.Join(top, filepath.FromSlash(folder)))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			name := folder + "/" + e.Name()
			if files[name] == nil && *update {
				if err := os.Remove(filepath.Join(top, filepath.FromSlash(name))); err != nil {
					t.Fatal(err)
				}
			} else if files[name] == nil {
				t.Errorf("%s is a page of nothing: run \"make docs\"", name)
			}
		}
	}
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestSameInputSameBytes(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff(files(t), files(t)); diff != "" {
		t.Errorf("two runs differ (-first +second):\n%s", diff)
	}
}

// Manual pages are read without a complaint, and show the text of the command
// to the letter.
func TestManualPagesCanBeRead(t *testing.T) {
	t.Parallel()
	groff, err := exec.LookPath("groff")
	if err != nil {
		t.Skip("groff is not installed")
	}
	wants := map[string]string{
		"man/specdiff.1":          "git:HEAD~1:api/v2.yaml   a file of a revision (./ counts from this folder)",
		"man/specdiff-config.1":   "location: DELETE /orders/**",
		"man/specdiff-versions.1": "specdiff versions v2.yaml --paths '**/restoreJobs/**'",
		"man/atlasgen-pin.1":      "<version>.yaml",
	}
	for name, page := range files(t) {
		if !strings.HasPrefix(name, "man/") {
			continue
		}
		var out, complaints bytes.Buffer
		cmd := exec.Command(groff, "-man", "-ww", "-Tutf8", "-P-cbou", "-rLL=200n")
		cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(page), &out, &complaints
		if err := cmd.Run(); err != nil || complaints.Len() > 0 {
			t.Errorf("%s: %v\n%s", name, err, complaints.String())
		}
		if !strings.Contains(out.String(), wants[name]) {
			t.Errorf("%s does not show %q:\n%s", name, wants[name], out.String())
		}
		delete(wants, name)
	}
	if len(wants) > 0 {
		t.Errorf("there is no page for %v", wants)
	}
}

func TestManualPagesPassTheLinter(t *testing.T) {
	t.Parallel()
	mandoc, err := exec.LookPath("mandoc")
	if err != nil {
		t.Skip("mandoc is not installed")
	}
	for name, page := range files(t) {
		if !strings.HasPrefix(name, "man/") {
			continue
		}
		cmd := exec.Command(mandoc, "-T", "lint", "-W", "error")
		cmd.Stdin = bytes.NewReader(page)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

// A link from one page to another leads somewhere.
func TestLinksOfPages(t *testing.T) {
	t.Parallel()
	link := regexp.MustCompile(`\]\(([^)#:]+)(#[^)]*)?\)`)
	files := files(t)
	for name, page := range files {
		if !strings.HasSuffix(name, ".md") {
			continue
		}
		for _, m := range link.FindAllSubmatch(page, -1) {
			target := filepath.Join(filepath.Dir(name), string(m[1]))
			if _, err := os.Stat(filepath.Join(top, target)); err != nil && files[filepath.ToSlash(target)] == nil {
				t.Errorf("%s links to %s, which is not there", name, m[1])
			}
		}
	}
}
