package cli_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// An upstream that is away, slow or not what it was is exit code 3 with one
// line that tells the URL but not its query, and nothing is touched.
func TestDriftFromURLFails(t *testing.T) {
	t.Parallel()
	good := server(t)
	slow := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, thingsDocument[:40])
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	}))
	t.Cleanup(slow.Close)
	silent := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	t.Cleanup(silent.Close)
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	for name, tt := range map[string]struct{ url, want string }{
		"not_found": {good.URL + "/missing.yaml", `download URL: the server answers 404 Not Found`},
		"html":      {good.URL + "/page.yaml", `URL:1:1: not an OpenAPI document: .+`},
		"truncated": {good.URL + "/truncated.yaml", `download URL: unexpected EOF`},
		"slow":      {slow.URL + "/v2.yaml", `download URL: not complete after 100ms: context deadline exceeded`},
		"silent":    {silent.URL + "/v2.yaml", `download URL: not complete after 100ms: context deadline exceeded`},
		"offline":   {gone.URL + "/v2.yaml", `download URL: .*connection refused`},
	} {
		for _, more := range [][]string{nil, {"--write"}, {"--format", "markdown", "--write"}} {
			t.Run(name+strings.Join(more, "_"), func(t *testing.T) {
				t.Parallel()
				dir := specFolder(t, tt.url+"?token=s3cr3t")
				if code, _, stderr := atlasgen("pin", "--spec", dir, "--upstream", good.URL+"/good.yaml"); code != 0 {
					t.Fatal(stderr)
				}
				before := sums(t, dir)
				args := append([]string{"drift", "--spec", dir}, more...)
				if name == "slow" || name == "silent" {
					args = append(args, "--timeout", "100ms")
				}
				code, stdout, stderr := specdiff(t, "", args...)
				if code != 3 || stdout != "" {
					t.Errorf("exit code %d, stdout %q", code, stdout)
				}
				want := "^" + strings.Replace(tt.want, "URL", regexp.QuoteMeta(tt.url), 1) + "\n$"
				if !regexp.MustCompile(want).MatchString(stderr) || strings.Contains(stderr, "s3cr3t") {
					t.Errorf("got %q, want %q", stderr, want)
				}
				if diff := cmp.Diff(before, sums(t, dir)); diff != "" {
					t.Errorf("the folder changed (-before +after)\n%s", diff)
				}
			})
		}
	}
}

func TestDriftFromTheSourceOfThePins(t *testing.T) {
	t.Parallel()
	dir := specFolder(t, server(t).URL+"/good.yaml")
	if code, _, stderr := atlasgen("pin", "--spec", dir, "--timeout", "1m"); code != 0 {
		t.Fatal(stderr)
	}
	// Operations below the pinned path are not pinned, and so they are new.
	code, stdout, stderr := specdiff(t, "", "drift", "--spec", dir, "--as-of", "2026-01-01")
	if code != 0 || !strings.Contains(stdout, "0 breaking, 0 risky, 2 compatible changes\n") || stderr != "" {
		t.Errorf("exit code %d\n%s%s", code, stdout, stderr)
	}
}
