package cli_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/internal/cli"
)

const (
	thingsDocument = `openapi: 3.0.3
info: {title: Things, version: '2.0'}
paths:
  /api/things:
    get:
      operationId: listThings
      responses:
        '200':
          description: A text.
          content: {application/vnd.atlas.2023-10-01+json: {schema: {type: object, properties: {name: {type: string}}}}}
  /api/things/{id}/parts:
    get: {operationId: listParts, responses: {'204': {description: A text.}}}
  /api/things/{id}/parts/{part}:
    get: {operationId: getPart, responses: {'204': {description: A text.}}}
`
	thingsPins = `sources:
  new: {path: new.yaml, info: "2.0", base: /api, url: %q}
families:
  things: [GET /things]
pins:
  - {version: 2023-10-01, package: a, source: new, families: [things]}
`
)

// atlasgen runs the command in this process. Paths are to be absolute: tests
// run side by side.
func atlasgen(args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = cli.Atlasgen(args, strings.NewReader(""), &out, &errs)
	return code, out.String(), errs.String()
}

// specFolder makes a folder with pins.yaml.
func specFolder(t *testing.T, url string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "pins.yaml"), fmt.Appendf(nil, thingsPins, url), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

// sums returns the files of a folder and the sums of their bytes.
func sums(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, path))
		out[path] = fmt.Sprintf("%x", sha256.Sum256(data))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// server answers each path below with one kind of answer.
func server(t *testing.T) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("/good.yaml", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Last-Modified", "Fri, 02 Jan 2026 03:04:05 GMT")
		fmt.Fprint(w, thingsDocument)
	})
	mux.Handle("/moved.yaml", http.RedirectHandler("/good.yaml", http.StatusMovedPermanently))
	mux.HandleFunc("/page.yaml", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, "<!DOCTYPE html>\n<html><body>Not here</body></html>\n")
	})
	mux.HandleFunc("/truncated.yaml", func(w http.ResponseWriter, _ *http.Request) {
		// The head of a document is a valid document with less in it: only
		// the length tells.
		w.Header().Set("Content-Length", fmt.Sprint(len(thingsDocument)))
		fmt.Fprint(w, thingsDocument[:strings.Index(thingsDocument, "  /api/things/{id}/parts:")])
	})
	mux.HandleFunc("/undated.yaml", func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Date"] = nil
		fmt.Fprint(w, thingsDocument)
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

func TestPinFromURL(t *testing.T) {
	t.Parallel()
	s := server(t)
	for name, args := range map[string][]string{
		"named":      {"--upstream", s.URL + "/good.yaml?token=s3cr3t"},
		"redirected": {"--upstream", s.URL + "/moved.yaml"},
		"of_pins":    nil,
		"with_date":  {"--upstream", s.URL + "/undated.yaml", "--date", "2026-01-02"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := specFolder(t, s.URL+"/good.yaml")
			code, stdout, stderr := atlasgen(append([]string{"pin", "--spec", dir}, args...)...)
			if code != 0 || stderr != "" {
				t.Fatalf("exit code %d, %s", code, stderr)
			}
			if !regexp.MustCompile(`(?m)^.*/2023-10-01\.yaml +\d+ bytes +written$`).MatchString(stdout) {
				t.Errorf("stdout:\n%s", stdout)
			}
			lock, err := os.ReadFile(filepath.Join(dir, "lock.yaml"))
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(lock), "date: '2026-01-02'") || strings.Contains(string(lock), "s3cr3t") {
				t.Errorf("lock.yaml:\n%s", lock)
			}
			if code, _, stderr := atlasgen("pin", "--check", "--spec", dir); code != 0 {
				t.Errorf("check: exit code %d, %s", code, stderr)
			}
		})
	}
}

// A download that fails is exit code 3 with the URL but not its query, and
// nothing is written.
func TestPinFromURLFails(t *testing.T) {
	t.Parallel()
	s := server(t)
	for name, want := range map[string]string{
		"missing":   `download URL: the server answers 404 Not Found`,
		"page":      `URL:1:1: not an OpenAPI document: .+`,
		"truncated": `download URL: unexpected EOF`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := specFolder(t, s.URL+"/good.yaml")
			before := sums(t, dir)
			url := s.URL + "/" + name + ".yaml"
			code, stdout, stderr := atlasgen("pin", "--spec", dir, "--upstream", url+"?token=s3cr3t")
			if code != 3 || stdout != "" {
				t.Errorf("exit code %d, stdout %q", code, stdout)
			}
			want := "^atlasgen: " + strings.Replace(want, "URL", regexp.QuoteMeta(url), 1) + "\n$"
			if !regexp.MustCompile(want).MatchString(stderr) {
				t.Errorf("got %q, want %q", stderr, want)
			}
			if diff := cmp.Diff(before, sums(t, dir)); diff != "" {
				t.Errorf("the folder changed (-before +after)\n%s", diff)
			}
		})
	}
}

func TestClientFromURL(t *testing.T) {
	t.Parallel()
	s := server(t)
	out := filepath.Join(t.TempDir(), "things")
	args := []string{"client", "--api-version", "2023-10-01", "--output", out, "--operations", "listThings", "--upstream"}
	code, _, stderr := atlasgen(append(args, s.URL+"/good.yaml?token=s3cr3t")...)
	if code != 0 {
		t.Fatalf("exit code %d, %s", code, stderr)
	}
	for name := range sums(t, out) {
		data, err := os.ReadFile(filepath.Join(out, name))
		if err != nil {
			t.Fatal(err)
		}
		const want = "// Code generated by atlasgen from good.yaml at version 2023-10-01; DO NOT EDIT.\n"
		if !strings.HasPrefix(string(data), want) || strings.Contains(string(data), "127.0.0.1") || strings.Contains(string(data), "s3cr3t") {
			t.Errorf("%s tells from where it was made:\n%s", name, data[:200])
		}
	}
	before := sums(t, out)
	for _, name := range []string{"missing", "page", "truncated"} {
		code, stdout, stderr := atlasgen(append(args, s.URL+"/"+name+".yaml?token=s3cr3t")...)
		if code != 3 || stdout != "" || !strings.Contains(stderr, s.URL+"/"+name+".yaml") || strings.Contains(stderr, "s3cr3t") {
			t.Errorf("%s: exit code %d, stdout %q, stderr %q", name, code, stdout, stderr)
		}
	}
	if diff := cmp.Diff(before, sums(t, out)); diff != "" {
		t.Errorf("the folder changed (-before +after)\n%s", diff)
	}
}

// TestPathPatterns lists a document by patterns: "*" stays within a segment,
// "**" does not, a pattern without a leading slash begins at any segment, and
// everything else stands for itself.
func TestPathPatterns(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "things.yaml")
	if err := os.WriteFile(file, []byte(thingsDocument), 0o644); err != nil {
		t.Fatal(err)
	}
	for pattern, want := range map[string]string{
		"/api/things":             "listThings",
		"things":                  "listThings",
		"thing":                   "",
		"hings":                   "",
		"/things":                 "",
		"*/things":                "listThings",
		"/*/things":               "listThings",
		"/api/*":                  "listThings",
		"/api/**":                 "listThings listParts getPart",
		"**":                      "listThings listParts getPart",
		"***":                     "listThings listParts getPart",
		"*":                       "listThings listParts getPart",
		"parts":                   "listParts",
		"things/*/parts":          "listParts",
		"things/{id}/parts":       "listParts",
		"things/**":               "listParts getPart",
		"things/{*}/parts/{part}": "getPart",
		"**/p*":                   "listParts",
		"thin.s":                  "",
		"(things)":                "",
		"things|parts":            "",
		"THINGS":                  "",
		"/api/things/":            "",
	} {
		var got []string
		_, stdout, stderr := atlasgen("pin", "--list", pattern, "--upstream", file)
		for line := range strings.Lines(stdout) {
			if fields := strings.Fields(line); fields[0] == "GET" {
				got = append(got, fields[2])
			}
		}
		if diff := cmp.Diff(want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%q: mismatch (-want +got)\n%s%s", pattern, diff, stderr)
		}
	}
}
