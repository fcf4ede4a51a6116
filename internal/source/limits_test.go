package source_test

import (
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/source"
)

func TestFileBesideTheDocuments(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	small, large := filepath.Join(dir, "small.yaml"), filepath.Join(dir, "large.yaml")
	for name, size := range map[string]int64{small: 3, large: doc.MaxBytes + 1} {
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(name, size); err != nil { // takes no room on the disk
			t.Fatal(err)
		}
	}
	if data, err := source.File(small); err != nil || len(data) != 3 {
		t.Errorf("got %d bytes, %v", len(data), err)
	}
	if _, err := source.File(filepath.Join(dir, "missing")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file: got %v, want fs.ErrNotExist", err)
	}
	for _, name := range []string{large, "/dev/zero", dir} {
		if _, err := os.Stat(name); err != nil {
			continue // another system
		}
		if _, err := source.File(name); err == nil || strings.Count(err.Error(), name) != 1 {
			t.Errorf("got %v, want an error that names %s once", err, name)
		}
	}
}

// A redirect neither leaves the encrypted connection, nor goes on for ever,
// nor tells the next server the URL.
func TestRedirectsAreLimited(t *testing.T) {
	t.Parallel()
	plain := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/loop" {
			http.Redirect(w, r, "/loop", http.StatusFound)
		}
	})
	referers := make(chan string, 1)
	secure := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/down":
			http.Redirect(w, r, plain.URL, http.StatusFound)
		case "/on":
			http.Redirect(w, r, "/end", http.StatusFound)
		default:
			referers <- r.Header.Get("Referer")
		}
	}))
	t.Cleanup(secure.Close)
	for _, tt := range []struct{ url, want string }{
		{secure.URL + "/down?token=" + secret, "a redirect from https to http was not followed"},
		{plain.URL + "/loop?token=" + secret, "more than 5 redirects"},
	} {
		_, err := source.Read(t.Context(), tt.url, source.Options{Client: secure.Client()})
		if err == nil || !strings.HasSuffix(err.Error(), tt.want) || strings.Contains(err.Error(), secret) {
			t.Errorf("got %v, want %q and no secret", err, tt.want)
		}
	}
	if _, err := source.Read(t.Context(), secure.URL+"/on?token="+secret, source.Options{Client: secure.Client()}); err != nil {
		t.Fatal(err)
	}
	if referer := <-referers; referer != "" {
		t.Errorf("the Referer is %q, want none", referer)
	}
}
