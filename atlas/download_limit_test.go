package atlas_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/atlasrestore/atlasrestore/atlas"
)

// A server cannot make a caller who says how much there may be take more.
func TestDownloadIsLimited(t *testing.T) {
	t.Parallel()
	const size = 1 << 20
	tests := []struct {
		name      string
		announced bool
		max       int64
		want      error
	}{
		{"no_limit", true, 0, nil},
		{"negative_is_no_limit", true, -1, nil},
		{"exactly", true, size, nil},
		{"exactly_and_not_announced", false, size, nil},
		{"announced_too_large", true, size - 1, atlas.ErrDownloadTooLarge},
		{"too_large_and_not_announced", false, size - 1, atlas.ErrDownloadTooLarge},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				if tt.announced {
					w.Header().Set("Content-Length", strconv.Itoa(size))
				} else {
					w.WriteHeader(http.StatusOK)
					w.(http.Flusher).Flush()
				}
				_, _ = io.Copy(w, bytes.NewReader(make([]byte, size))) // the client may have gone
			}))
			t.Cleanup(server.Close)
			src := atlas.DownloadSource{URL: server.URL + "/x.tar.gz"}
			opts := &atlas.DownloadOptions{MaxBytes: tt.max, Attempts: 1}

			var stream bytes.Buffer
			if _, err := atlas.Download(t.Context(), src, &stream, opts); !errors.Is(err, tt.want) {
				t.Errorf("stream: got %v, want %v", err, tt.want)
			}
			if tt.want != nil && int64(stream.Len()) > tt.max {
				t.Errorf("stream: got %d bytes, more than %d", stream.Len(), tt.max)
			}
			path := filepath.Join(t.TempDir(), "x.tar.gz")
			if _, err := atlas.DownloadFile(t.Context(), src, path, opts); !errors.Is(err, tt.want) {
				t.Errorf("file: got %v, want %v", err, tt.want)
			}
			if _, err := os.Stat(path); (err == nil) != (tt.want == nil) {
				t.Errorf("file: got %v, and the error should be %v", err, tt.want)
			}
		})
	}
}
