package pages_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The documents that the README compares. The change is a compatible one, so
// that no command fails.
const (
	oldDocument = `openapi: 3.0.3
info: {title: Shop, version: "1"}
paths:
  /orders:
    get:
      operationId: listOrders
      parameters:
        - {name: limit, in: query, schema: {type: integer, maximum: 100}}
      responses:
        '200': {description: OK}
`
	oldLimit, newLimit = "maximum: 100", "maximum: 500"
)

// clone makes what a clone of this repository is after "make", below a folder:
// the files that git knows or would, the commands in bin/, and beside them the
// documents that the README compares. Its documents of Atlas come from a server
// that is not Atlas.
func clone(t *testing.T, below string) string {
	t.Helper()
	if _, err := os.Stat(filepath.Join(top, ".git")); err != nil {
		t.Skip("this is no clone: git does not know which files belong to it")
	}
	dir := filepath.Join(below, "atlasrestore")
	for _, name := range tracked(t) {
		text, err := os.ReadFile(filepath.Join(top, filepath.FromSlash(name)))
		if err != nil {
			continue // removed, and not yet committed
		}
		write(t, filepath.Join(dir, filepath.FromSlash(name)), string(text))
	}
	if err := os.Symlink(commands(t), filepath.Join(dir, "bin")); err != nil {
		t.Fatal(err)
	}
	pinsFrom(t, dir, upstream(t))
	write(t, filepath.Join(dir, "old.yaml"), oldDocument)
	write(t, filepath.Join(dir, "new.yaml"), strings.Replace(oldDocument, oldLimit, newLimit, 1))
	write(t, filepath.Join(dir, "v2.yaml"), read(t, "spec/2025-03-12.yaml"))
	write(t, filepath.Join(dir, "api.yaml"), oldDocument)
	git(t, dir, "init", "--quiet", "--initial-branch=main")
	git(t, dir, "add", "api.yaml")
	git(t, dir, "commit", "--quiet", "--message=The shop")
	write(t, filepath.Join(dir, "api.yaml"), strings.Replace(oldDocument, oldLimit, newLimit, 1))
	return dir
}

func tracked(t *testing.T) []string {
	t.Helper()
	return strings.FieldsFunc(git(t, top, "ls-files", "-z", "--cached", "--others", "--exclude-standard"), func(r rune) bool { return r == 0 })
}

func git(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null",
		"GIT_AUTHOR_NAME=t", "GIT_AUTHOR_EMAIL=t@example.com", "GIT_COMMITTER_NAME=t", "GIT_COMMITTER_EMAIL=t@example.com")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("git %v: %v", args, err)
	}
	return string(out)
}

// upstream serves the newest pin as if it were the document of Atlas, and
// returns its URL.
func upstream(t *testing.T) string {
	t.Helper()
	document := read(t, "spec/2025-03-12.yaml")
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(document)) }))
	t.Cleanup(server.Close)
	return server.URL + "/v2-2026-08-21.yaml"
}

// pinsFrom changes where the pins of a clone come from.
func pinsFrom(t *testing.T, dir, url string) {
	t.Helper()
	path := filepath.Join(dir, "spec", "pins.yaml")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	changed := regexp.MustCompile(`(?m)^(\s+url: ).*$`).ReplaceAllString(string(text), "${1}"+url)
	if changed == string(text) {
		t.Fatal("spec/pins.yaml names no URL")
	}
	write(t, path, changed)
}
