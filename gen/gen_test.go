package gen_test

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/gen"
	"github.com/atlasrestore/atlasrestore/overlays"
)

// datedVersions are all API versions that Atlas has published with a date.
var datedVersions = []string{
	"2023-01-01", "2023-02-01", "2023-10-01", "2023-11-15", "2024-05-30",
	"2024-08-05", "2024-10-23", "2024-11-13", "2025-02-19", "2025-03-12",
}

func TestGeneratedIsFresh(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("generates all clients, as the long run does")
	}
	files, err := gen.Files(t.Context(), gen.Options{Spec: os.DirFS("../spec")})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join("..", "generated", filepath.FromSlash(name)))
		if err != nil || string(got) != string(want) {
			t.Errorf("generated/%s is stale: run \"make generate\"", name)
		}
	}
}

func TestFilesAreTheSameEveryTime(t *testing.T) {
	t.Parallel()
	opts := gen.Options{Versions: []string{"v1.0", "2025-03-12"}}
	first, err := gen.Files(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	second, err := gen.Files(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, second); diff != "" {
		t.Errorf("mismatch (-first +second):\n%s", diff)
	}
	if len(first) != 6 {
		t.Errorf("got %d files, want 3 for each of 2 versions", len(first))
	}
}

func TestFilesStopsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := gen.Files(ctx, gen.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}

func TestSummary(t *testing.T) {
	t.Parallel()
	rows, err := gen.Summary(gen.Options{})
	if err != nil {
		t.Fatal(err)
	}
	operations := map[string]int{}
	for _, r := range rows {
		operations[r.Version] += r.Operations
	}
	want := map[string]int{"v1.0": 13, "2023-10-01": 10, "2024-11-13": 13, "2025-03-12": 18}
	if diff := cmp.Diff(want, operations); diff != "" {
		t.Errorf("operations by version: mismatch (-want +got):\n%s", diff)
	}
	tenant := rows[slices.IndexFunc(rows, func(r gen.Row) bool { return r.Family == "tenant" })]
	wantRow := gen.Row{Version: "v1.0", Package: "atlasv1", Family: "tenant", Operations: 3, Deprecated: 3, Sunset: "2026-01-15"}
	if diff := cmp.Diff(wantRow, tenant); diff != "" {
		t.Errorf("tenant: mismatch (-want +got):\n%s", diff)
	}
}

// Every dated version is generated from the embedded pins and, where the
// upstream document is at hand, from that; both must give the same client,
// and it must compile.
func TestAllDatedVersionsCompile(t *testing.T) {
	if testing.Short() {
		t.Skip("builds eleven packages")
	}
	t.Parallel()
	upstream := upstreamDocument(t, "v2-2026-08-21.yaml")
	tree := map[string][]byte{}
	for _, v := range datedVersions {
		pkg := "v" + strings.ReplaceAll(v, "-", "")
		opts := gen.ClientOptions{APIVersion: v, Package: pkg}
		files, err := gen.Client(t.Context(), opts)
		if err != nil {
			t.Fatalf("%s from the pins: %v", v, err)
		}
		for name, data := range files {
			tree[pkg+"/"+name] = data
		}
		if upstream == nil {
			continue
		}
		opts.Upstream = upstream
		again, err := gen.Client(t.Context(), opts)
		if err != nil {
			t.Fatalf("%s from the upstream document: %v", v, err)
		}
		if diff := cmp.Diff(withoutHeader(files), withoutHeader(again)); diff != "" {
			t.Errorf("%s: pins and upstream document give different clients (-pins +upstream):\n%s", v, diff)
		}
	}
	build(t, tree)
}

// The whole Atlas API, which oapi-codegen alone refuses.
func TestWholeDocumentCompiles(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a package of 150,000 lines")
	}
	t.Parallel()
	upstream := upstreamDocument(t, "v2-2026-08-21.yaml")
	if upstream == nil {
		t.Skip("no upstream document at hand")
	}
	files, err := gen.Client(t.Context(), gen.ClientOptions{
		APIVersion: "2025-03-12", Package: "all", Upstream: upstream, Paths: func(string) bool { return true },
	})
	if err != nil {
		t.Fatal(err)
	}
	tree := map[string][]byte{}
	for name, data := range files {
		tree["all/"+name] = data
	}
	build(t, tree)
}

// upstreamDocument returns a real Atlas document, or nil where there is none.
func upstreamDocument(tb testing.TB, name string) *gen.Document {
	tb.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "shared", "upstream", name))
	if err != nil {
		tb.Logf("without the upstream document: %v", err)
		return nil
	}
	return &gen.Document{Name: name, Data: data}
}

// withoutHeader drops the line that names the source of a file.
func withoutHeader(files map[string][]byte) map[string]string {
	out := map[string]string{}
	for name, data := range files {
		_, rest, _ := strings.Cut(string(data), "\n")
		out[name] = rest
	}
	return out
}

// build compiles packages as if they stood in this module, without optimising
// what is thrown away.
func build(t *testing.T, tree map[string][]byte) {
	t.Helper()
	dir := t.TempDir()
	replace := map[string]string{}
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range slices.Sorted(maps.Keys(tree)) {
		file := filepath.Join(dir, strings.ReplaceAll(name, "/", "_"))
		if err := os.WriteFile(file, tree[name], 0o600); err != nil {
			t.Fatal(err)
		}
		replace[filepath.Join(root, "internal", "compiled", filepath.FromSlash(name))] = file
	}
	data, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	overlay := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(overlay, data, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "go", "build", "-gcflags=-N -l", "-overlay", overlay, "./internal/compiled/...")
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
}

func TestClientRefuses(t *testing.T) {
	t.Parallel()
	small := &gen.Document{Name: "small.yaml", Data: []byte(smallDocument)}
	tests := []struct {
		name string
		opts gen.ClientOptions
		want string
	}{
		{"version that was never published", gen.ClientOptions{APIVersion: "2024-06-01", Package: "p"}, `API version "2024-06-01" is not known: want one of [v1.0 2023-01-01 `},
		{"version that is no version", gen.ClientOptions{APIVersion: "latest", Package: "p"}, `API version "latest" is not known`},
		{"preview, which the pins do not hold", gen.ClientOptions{APIVersion: "preview", Package: "p"}, `API version "preview" is not known`},
		{"operation that does not exist yet", gen.ClientOptions{APIVersion: "2023-10-01", Package: "p", Operations: []string{"listFlexRestoreJobs"}}, `operation "listFlexRestoreJobs" is not part of version 2023-10-01: want one of `},
		{"package that is no name", gen.ClientOptions{APIVersion: "2023-10-01", Package: "a-b"}, `package "a-b" is not the name of a Go package`},
		{"package that is a keyword", gen.ClientOptions{APIVersion: "2023-10-01", Package: "func"}, `package "func" is not the name of a Go package`},
		{"paths that match nothing", gen.ClientOptions{APIVersion: "2023-10-01", Package: "p", Paths: func(string) bool { return false }}, "version 2023-10-01: no operation is selected"},
		{"upstream that does not know the version", gen.ClientOptions{APIVersion: "2024-05-30", Package: "p", Upstream: small}, `API version "2024-05-30" is not known: want one of [2023-01-01]`},
		{"upstream that is no document", gen.ClientOptions{APIVersion: "2023-01-01", Package: "p", Upstream: &gen.Document{Name: "x.yaml", Data: []byte("a: [")}}, "x.yaml:2:1: "},
		{"upstream body that is not JSON", gen.ClientOptions{APIVersion: "2023-01-01", Package: "p", Upstream: small, Operations: []string{"putBlob"}}, `small.yaml:`},
		{"overlay that matches nothing", gen.ClientOptions{APIVersion: "2023-10-01", Package: "p", Overlays: []overlays.File{{Name: "mine.yaml", Data: []byte(uselessOverlay)}}}, `mine.yaml:6:13: action 1: target "$.paths['/x']" matches nothing`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			files, err := gen.Client(t.Context(), tt.opts)
			if err == nil {
				t.Fatalf("no error, %d files", len(files))
			}
			if !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got error %q, want one line with %q", err, tt.want)
			}
		})
	}
}

const uselessOverlay = `overlay: 1.1.0
info: {title: useless, version: "1"}
actions:
  - description: |
      Matches nothing.
    target: $.paths['/x']
    remove: true
`

func TestOverlayDiffShowsTheEffect(t *testing.T) {
	t.Parallel()
	diff, err := gen.OverlayDiff(gen.Options{}, "2024-11-13")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"+      x-atlasgen-name: GetFlexRestoreJob", "+      x-atlasgen-name: CloudRestoreJob"} {
		if !strings.Contains(diff, line+"\n") {
			t.Errorf("the diff has no line %q", line)
		}
	}
	var unknown *gen.UnknownVersionError
	if _, err := gen.OverlayDiff(gen.Options{}, "2024-05-30"); !errors.As(err, &unknown) {
		t.Errorf("got %v, want an UnknownVersionError", err)
	}
}
