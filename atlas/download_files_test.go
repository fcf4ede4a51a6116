package atlas_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/atlasrestore/atlasrestore/atlas"
)

// Components are fetched side by side, each under a name of its own, and one that fails does not stop the others.
func TestDownloadFiles(t *testing.T) {
	t.Parallel()
	names := []string{"a.tar.gz", "A.tar.gz", "../../a.tar.gz", "a-2.tar.gz", `C:\NUL`, "", "", "gone", "x.part"}
	want := []string{"a.tar.gz", "A-2.tar.gz", "a-3.tar.gz", "a-2-2.tar.gz", "_NUL", "restore-5.tar.gz", "restore-6.tar.gz", "", "x.part_"}
	var now, most atomic.Int32
	server := step(func(w http.ResponseWriter, r *http.Request) {
		most.Store(max(most.Load(), now.Add(1)))
		defer now.Add(-1)
		time.Sleep(time.Second)
		if r.URL.Path == "/k/restore-7.tar.gz" {
			status(403)(w, r)
			return
		}
		honest([]byte(path.Base(r.URL.Path)), "")(w, r)
	})
	bubble(t, server, func(t *testing.T, client *http.Client) {
		srcs := make([]atlas.DownloadSource, len(names))
		for i, name := range names {
			srcs[i] = atlas.DownloadSource{URL: fmt.Sprintf("http://h%d/k/restore-%d.tar.gz", i, i), Name: name}
		}
		dir := filepath.Join(t.TempDir(), "new", "folder")
		var active atomic.Int32
		done := map[int]string{}
		results, err := atlas.DownloadFiles(t.Context(), srcs, dir, &atlas.DownloadOptions{
			HTTPClient: client, Parallel: 3, Progress: func(p atlas.DownloadProgress) {
				if active.Add(1) > 1 {
					t.Error("progress is told twice at a time")
				}
				time.Sleep(time.Millisecond)
				if p.Done {
					done[p.Index] = p.Name
				}
				active.Add(-1)
			},
		})
		if !errors.Is(err, atlas.ErrLinkExpired) || !strings.Contains(err.Error(), "file 7: ") || strings.Contains(err.Error(), "file 6") {
			t.Errorf("error %v", err)
		}
		if most.Load() != 3 || len(done) != len(srcs) || done[2] != want[2] {
			t.Errorf("%d at a time, done: %v", most.Load(), done)
		}
		for i, r := range results {
			name := ""
			if r.Path != "" {
				name = filepath.Base(r.Path)
			}
			if name != want[i] {
				t.Errorf("file %d is %q, want %q", i, r.Path, want[i])
			}
			got, _ := os.ReadFile(filepath.Join(dir, want[i]))
			if want[i] != "" && string(got) != fmt.Sprintf("restore-%d.tar.gz", i) {
				t.Errorf("file %d has %q", i, got)
			}
		}
		if entries, _ := os.ReadDir(dir); len(entries) != len(srcs)-1 {
			t.Errorf("%d entries: %v", len(entries), entries)
		}
		if results, err := atlas.DownloadFiles(t.Context(), nil, dir, nil); len(results) != 0 || err != nil {
			t.Errorf("of nothing comes %v, %v", results, err)
		}
	})
}

// A message comes at most every 100 ms and once at the end, with the rate of arrival.
func TestDownloadProgress(t *testing.T) {
	t.Parallel()
	body := content(10_000)
	slow := func(w http.ResponseWriter, r *http.Request) { honest(body, `"v"`)(&slowWriter{w}, r) }
	for name, c := range map[string]struct {
		steps []step
		from  int64
	}{
		"whole": {[]step{slow}, 0}, "fast": {[]step{honest(body, "")}, 0}, "resumed": {[]step{cut(4000, honest(body, `"v"`)), slow}, 4000},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bubble(t, &script{steps: c.steps}, func(t *testing.T, client *http.Client) {
				file := filepath.Join(t.TempDir(), "f")
				src := atlas.DownloadSource{URL: linkURL}
				if c.from > 0 {
					_, _ = atlas.DownloadFile(t.Context(), src, file, &atlas.DownloadOptions{HTTPClient: client, Attempts: 1})
				}
				var list []atlas.DownloadProgress
				last := time.Now().Add(-time.Second)
				opts := &atlas.DownloadOptions{HTTPClient: client, Progress: func(p atlas.DownloadProgress) {
					if time.Since(last) < 100*time.Millisecond && !p.Done {
						t.Errorf("told again after %v", time.Since(last))
					}
					if p.Total != 10_000 || p.ResumedFrom != c.from || p.Name != "f" || (p.Rate != 0 && name != "fast" && (p.Rate < 900 || p.Rate > 1300)) {
						t.Errorf("%+v", p)
					}
					last = time.Now()
					list = append(list, p)
				}}
				if _, err := atlas.DownloadFile(t.Context(), src, file, opts); err != nil {
					t.Fatal(err)
				}
				for i, p := range list {
					if p.Done != (i == len(list)-1) || (i > 0 && p.Bytes < list[i-1].Bytes) || (p.Done && p.Bytes != 10_000) {
						t.Errorf("message %d of %d: %+v", i, len(list), p)
					}
				}
				if many := len(list); (name == "fast" && many != 1) || (name != "fast" && many < 5) {
					t.Errorf("%d messages", many)
				}
			})
		})
	}
}

// Waits are at least what the server asks for, and otherwise random below a limit that doubles.
func TestDownloadWaits(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		steps      []step
		least, max time.Duration
	}{
		"seconds": {[]step{status(429, "Retry-After", "40"), honest(nil, "")}, 40 * time.Second, 40 * time.Second},
		"date": {
			[]step{status(503, "Retry-After", "Sat, 01 Jan 2000 00:01:00 GMT"), honest(nil, "")}, 59 * time.Second, time.Minute,
		},
		"backoff":       {[]step{status(500)}, time.Second, (500 + 1000 + 2000 + 4000 + 8000 + 16000 + 30000) * time.Millisecond},
		"stall_timeout": {[]step{stall(0, honest(content(9), "")), honest(nil, "")}, time.Minute, time.Minute + 500*time.Millisecond},
	}
	for name, c := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bubble(t, &script{steps: c.steps}, func(t *testing.T, client *http.Client) {
				start := time.Now()
				_, _ = atlas.Download(t.Context(), atlas.DownloadSource{URL: linkURL}, io.Discard, &atlas.DownloadOptions{HTTPClient: client})
				if waited := time.Since(start); waited < c.least || waited > c.max {
					t.Errorf("waited %v, want %v to %v", waited, c.least, c.max)
				}
			})
		})
	}
}

// A slow writer is no stall of the server, and an error of a writer ends the download.
func TestDownloadWriters(t *testing.T) {
	t.Parallel()
	full := errors.New("full")
	body := content(1 << 20)
	for name, c := range map[string]struct {
		w   writerFunc
		err error
	}{
		"slow":  {func(p []byte) (int, error) { time.Sleep(time.Hour); return len(p), nil }, nil},
		"full":  {func(p []byte) (int, error) { return len(p) / 2, full }, full},
		"short": {func(p []byte) (int, error) { return len(p) / 2, nil }, io.ErrShortWrite},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &script{steps: []step{honest(body, "")}}
			bubble(t, s, func(t *testing.T, client *http.Client) {
				r, err := atlas.Download(t.Context(), atlas.DownloadSource{URL: linkURL}, c.w, &atlas.DownloadOptions{HTTPClient: client})
				if !errors.Is(err, c.err) || (err == nil) != (c.err == nil) || s.ranges() != "-" || (c.err == nil) != (r.Bytes == 1<<20) {
					t.Errorf("error %v, %+v after %q", err, r, s.ranges())
				}
			})
		})
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// One options value, and the default client, serve concurrent calls over real connections.
func TestDownloadConcurrently(t *testing.T) {
	t.Parallel()
	body := content(1 << 20)
	server := tcpServer(t, cutRandomly(honest(body, `"v"`)))
	opts := &atlas.DownloadOptions{StallTimeout: 5 * time.Second}
	var calls sync.WaitGroup
	for range 4 {
		calls.Go(func() {
			var got bytes.Buffer
			if _, err := atlas.Download(t.Context(), atlas.DownloadSource{URL: server + "/k/f"}, &got, opts); err != nil || !bytes.Equal(got.Bytes(), body) {
				t.Errorf("%d bytes, error %v", got.Len(), err)
			}
		})
	}
	calls.Wait()
}
