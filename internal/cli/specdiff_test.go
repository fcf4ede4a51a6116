package cli_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/atlasrestore/atlasrestore/internal/cli"
)

// specdiff runs the command in this process.
func specdiff(t *testing.T, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = cli.Specdiff(args, strings.NewReader(stdin), &out, &errs)
	return code, out.String(), errs.String()
}

// What the command prints as JSON is what the published schema says, also for
// a real document with versions, sunsets and cycles.
func TestJSONOfRealDocumentsKeepsToTheSchema(t *testing.T) {
	t.Parallel()
	s, err := jsonschema.NewCompiler().Compile("../../docs/schema/report.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	upstream := "../../../shared/upstream/"
	for _, pair := range [][2]string{
		{"pin:2024-11-13", "pin:2025-03-12"}, {"pin:2025-03-12", "pin:2023-10-01"}, {"pin:v1.0", "pin:2025-03-12"},
		{upstream + "v2-2026-04-17.yaml", upstream + "v2-2026-08-21.yaml"},
	} {
		t.Run(filepath.Base(pair[0])+"_"+filepath.Base(pair[1]), func(t *testing.T) {
			t.Parallel()
			if _, err := os.Stat(pair[0]); !strings.HasPrefix(pair[0], "pin:") && err != nil {
				t.Skip("the upstream documents are not there")
			}
			if testing.Short() && strings.HasPrefix(pair[0], upstream) {
				t.Skip("the real documents are for the long run")
			}
			code, stdout, stderr := specdiff(t, "", pair[0], pair[1], "--format", "json", "--as-of", "2026-11-21")
			if code != 0 && code != 1 {
				t.Fatalf("got exit code %d: %s", code, stderr)
			}
			v, err := jsonschema.UnmarshalJSON(strings.NewReader(stdout))
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Validate(v); err != nil {
				t.Error(err)
			}
			if _, again, _ := specdiff(t, "", pair[0], pair[1], "--format", "json", "--as-of", "2026-11-21"); again != stdout {
				t.Errorf("two runs differ (-first +second):\n%s", cmp.Diff(stdout, again))
			}
		})
	}
}

// A pin does not break against itself, whatever is in it.
func TestPinsAgreeWithThemselves(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"v1.0", "2023-10-01", "2024-11-13", "2025-03-12"} {
		code, stdout, stderr := specdiff(t, "", "pin:"+version, "pin:"+version, "--as-of", "2026-11-21", "--fail-on", "compatible")
		if code != 0 || !strings.HasSuffix(stdout, "no changes\n") {
			t.Errorf("pin %s: got exit code %d\n%s%s", version, code, stdout, stderr)
		}
	}
}

// A failure is one line that moves no cursor, whatever the name of the file.
func TestFailuresAreOneSafeLine(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"a\nb.yaml", "\x1b[2J.yaml", "\u202e.yaml"} {
		path := filepath.Join(t.TempDir(), name)
		for _, content := range []string{"", "swagger: '2.0'\n", "openapi: {\n"} {
			if content != "" {
				if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
					t.Skip(err) // the file system has its own mind about names
				}
			}
			code, stdout, stderr := specdiff(t, "", path, path)
			if code != 3 || stdout != "" || strings.Count(stderr, "\n") != 1 || strings.ContainsAny(stderr, "\x1b\u202e") {
				t.Errorf("%q: got exit code %d, stdout %q, stderr %q", name, code, stdout, stderr)
			}
		}
	}
}

// A document from elsewhere is compared like any other, and reads no file here.
func TestDownloadedDocuments(t *testing.T) {
	t.Parallel()
	const head = "openapi: 3.0.3\ninfo: {title: Far, version: '1'}\npaths:\n"
	documents := map[string]string{
		"/full.yaml":  head + "  /a: {get: {operationId: a, responses: {'204': {description: Done}}}}\n",
		"/empty.yaml": head + "  {}\n",
		"/spy.yaml":   head + "  /a: {get: {operationId: a, responses: {'200': {$ref: 'file:///etc/hostname'}}}}\n",
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, ok := documents[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		_, _ = io.WriteString(w, text)
	}))
	t.Cleanup(server.Close)
	tests := []struct {
		name, base, rev string
		code            int
		stdout, stderr  string // parts
	}{
		{"removed", "/full.yaml", "/empty.yaml", 1, "base     " + server.URL + "/full.yaml:4:", "at or above"},
		{"not_found", "/full.yaml", "/none.yaml", 3, "", "download " + server.URL + "/none.yaml: the server answers 404 Not Found\n"},
		{"names_a_file", "/full.yaml", "/spy.yaml", 3, "", server.URL + "/spy.yaml:4:"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			code, stdout, stderr := specdiff(t, "", server.URL+tt.base+"?token=secret", server.URL+tt.rev+"?token=secret")
			if code != tt.code || !strings.Contains(stdout, tt.stdout) || !strings.Contains(stderr, tt.stderr) || strings.Contains(stdout+stderr, "secret") {
				t.Errorf("got exit code %d\nstdout:\n%s\nstderr:\n%s", code, stdout, stderr)
			}
			if code == 3 && stdout != "" {
				t.Errorf("a failure printed %q", stdout)
			}
		})
	}
}
