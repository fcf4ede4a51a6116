package atlas_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/atlasrestore/atlasrestore/atlas"
)

func tcpServer(t testing.TB, handler http.Handler) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

// cutRandomly breaks the first answer in the middle.
func cutRandomly(next step) step {
	var calls atomic.Int32
	return func(w http.ResponseWriter, r *http.Request) {
		if calls.Add(1) <= 2 {
			cut(300_000, next)(w, r)
			return
		}
		next(w, r)
	}
}

// A hostile server: each request meets a fault that depends on the seed, and now and then the content changes.
type hostile struct {
	rng      *rand.Rand
	versions [][]byte
	now      int
	tagged   bool
}

func (h *hostile) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if h.rng.IntN(12) == 0 {
		h.now = h.rng.IntN(len(h.versions))
	}
	p, tag := h.versions[h.now], ""
	if h.tagged {
		tag = fmt.Sprintf(`"%d"`, h.now)
	}
	serve := honest(p, tag)
	switch h.rng.IntN(16) {
	case 0:
		serve = whole(p, tag)
	case 1:
		serve = chunkedTag(p, tag)
	case 2:
		serve = status(503)
	case 3:
		serve = status(403)
	case 4:
		serve = hijacked(p[:h.rng.IntN(len(p))])
	case 5:
		serve = status(416, "Content-Range", fmt.Sprintf("bytes */%d", len(p)))
	case 6:
		serve = func(w http.ResponseWriter, r *http.Request) { r.Header.Del("If-Range"); honest(p, tag)(w, r) }
	}
	switch n := h.rng.IntN(len(p)); h.rng.IntN(4) {
	case 0:
		serve = cut(n, serve)
	case 1:
		serve = stall(n, serve)
	}
	serve(w, r)
}

// Whatever the server does, what comes out is a content that it had, whole, or an error; under the final name there is
// never anything else. Without ETag the versions differ in their lengths, since nothing else could tell them apart.
func TestDownloadFaults(t *testing.T) {
	t.Parallel()
	const rounds = 300
	good := 0
	for seed := range uint64(rounds) {
		rng := rand.New(rand.NewPCG(seed, 1))
		h := &hostile{rng: rng, tagged: seed%2 == 0}
		for i := range 3 {
			n := 2000
			if !h.tagged {
				n += i
			}
			p := content(n + 10*i)[:n]
			h.versions = append(h.versions, append(content(500), p[500:]...)) // all start the same
		}
		h.versions = h.versions[:1+seed%3]
		bubble(t, h, func(t *testing.T, client *http.Client) {
			src := atlas.DownloadSource{URL: linkURL}
			if seed%5 == 0 {
				src.SHA1 = sumOf(h.versions[0])
			}
			opts := &atlas.DownloadOptions{
				HTTPClient: client, StallTimeout: time.Second, Attempts: 1 + rng.IntN(8),
				Refresh: func(context.Context, atlas.DownloadSource) (atlas.DownloadSource, error) { return src, nil },
			}
			path := filepath.Join(t.TempDir(), "f")
			for range 4 { // later calls go on with what is left
				var got bytes.Buffer
				r, err := atlas.Download(t.Context(), src, &got, opts)
				judge(t, seed, h, src, r, err, got.Bytes())
				r, err = atlas.DownloadFile(t.Context(), src, path, opts)
				file, readErr := os.ReadFile(path)
				if err == nil || readErr == nil {
					judge(t, seed, h, src, r, readErr, file)
				}
				if err == nil {
					good++
				}
				_ = os.Remove(path)
			}
		})
	}
	if good < rounds || good == 4*rounds {
		t.Errorf("%d of %d files arrived: the server is too hostile or too kind to tell anything", good, 4*rounds)
	}
}

func judge(t *testing.T, seed uint64, h *hostile, src atlas.DownloadSource, r atlas.DownloadResult, err error, got []byte) {
	t.Helper()
	known := slices.ContainsFunc(h.versions, func(p []byte) bool { return bytes.Equal(p, got) })
	if err == nil && (!known || (src.SHA1 != "" && sumOf(got) != src.SHA1) || (r.SHA1 != "" && sumOf(got) != r.SHA1)) {
		t.Errorf("seed %d: %d bytes that the server never had, %+v", seed, len(got), r)
	}
	if err != nil {
		noSecrets(t, err)
	}
}
