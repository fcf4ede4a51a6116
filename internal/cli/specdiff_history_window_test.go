package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/internal/report"
)

// paths returns a document with so many operations.
func paths(n int) string {
	var b strings.Builder
	b.WriteString("openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n")
	for i := range n {
		fmt.Fprintf(&b, "  /p%d: {get: {responses: {'204': {description: Done}}}}\n", i)
	}
	return b.String() + "  /last: {}\n"
}

func writeAll(t *testing.T, texts []string) []revision {
	t.Helper()
	dir := t.TempDir()
	var out []revision
	for i, text := range texts {
		file := filepath.Join(dir, fmt.Sprintf("%03d.yaml", i))
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		out = append(out, revision{ref: file})
	}
	return out
}

// A history longer than the window comes to its end, in order, and each
// revision is compared with the one before.
func TestHistoryIsLongerThanItsWindow(t *testing.T) {
	t.Parallel()
	sizes := []int{0, 1, 1, 3, 2, 2, 2, 5, 0}
	var texts []string
	var want, got []string
	before := 0
	for i := range 20 * len(sizes) {
		n := sizes[i%len(sizes)]
		texts = append(texts, paths(n))
		if i > 0 {
			want = append(want, fmt.Sprintf("%03d.yaml %d added %d removed", i, max(0, n-before), max(0, before-n)))
		}
		before = n
	}
	h, err := historyOf(t.Context(), writeAll(t, texts), specdiffOptions{failOn: report.Never, asOf: "2026-01-01"}, config{})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range h.Steps {
		counts := map[string]int{}
		for _, f := range s.Findings {
			counts[f.Rule]++
		}
		got = append(got, fmt.Sprintf("%s %d added %d removed", filepath.Base(s.Revision), counts["operation-added"], counts["operation-removed"]))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("mismatch (-want +got)\n%s", diff)
	}
}

// Whatever is ready first: the oldest revision that cannot be used is told.
func TestHistoryTellsTheOldestFailure(t *testing.T) {
	t.Parallel()
	dangling := strings.Replace(paths(3), "{description: Done}", "{$ref: '#/components/responses/None'}", 1)
	for range 20 {
		_, err := historyOf(t.Context(), writeAll(t, []string{paths(1), paths(2), dangling, "openapi: {", paths(1), "", ""}),
			specdiffOptions{asOf: "2026-01-01"}, config{})
		if err == nil || !strings.Contains(err.Error(), "002.yaml:4:") {
			t.Fatalf("got %v, want the third document", err)
		}
	}
}

// An interrupt ends a history that waits for a server.
func TestHistoryIsInterrupted(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/2" {
			cancel()
			<-r.Context().Done()
			return
		}
		_, _ = io.WriteString(w, paths(1))
	}))
	defer server.Close()
	var revisions []revision
	for i := range 10 {
		revisions = append(revisions, revision{ref: fmt.Sprintf("%s/%d", server.URL, i)})
	}
	if _, err := historyOf(ctx, revisions, specdiffOptions{asOf: "2026-01-01"}, config{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}

// A revision that is waited for holds up what is behind the window, so that
// memory does not fill with what cannot be compared yet.
func TestHistoryReadsNoFurtherThanItsWindow(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	asked := map[string]bool{}
	first := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		asked[r.URL.Path] = true
		full := len(asked) == window
		mu.Unlock()
		if full {
			close(first) // the others can only be asked for when this one is there
		}
		if r.URL.Path == "/0" {
			<-first
			mu.Lock()
			defer mu.Unlock()
			if len(asked) > window {
				t.Errorf("%d revisions are asked for while the first is not there", len(asked))
			}
		}
		_, _ = io.WriteString(w, paths(1))
	}))
	defer server.Close()
	var revisions []revision
	for i := range 3 * window {
		revisions = append(revisions, revision{ref: fmt.Sprintf("%s/%d", server.URL, i)})
	}
	h, err := historyOf(t.Context(), revisions, specdiffOptions{asOf: "2026-01-01"}, config{})
	if err != nil || len(h.Steps) != 3*window-1 {
		t.Errorf("%d steps, %v", len(h.Steps), err)
	}
}
