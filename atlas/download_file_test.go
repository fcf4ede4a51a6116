package atlas_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/atlasrestore/atlasrestore/atlas"
)

// A second call goes on with what the first left, when it is the start of the same content, and otherwise starts over.
func TestDownloadFileGoesOnLater(t *testing.T) {
	t.Parallel()
	body, other := content(3000), content(3001)[:3000]
	const part, state = ".part", ".part.json"
	edit := func(name string, change func([]byte) []byte) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			data, err := os.ReadFile(path + name)
			if err == nil {
				err = os.WriteFile(path+name, change(data), 0o644)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	tests := map[string]struct {
		first, second step
		src           atlas.DownloadSource // of the second call
		between       func(t *testing.T, path string)
		want          []byte
		ranges        string
		from          int64
	}{
		"etag":         {first: honest(body, `"v"`), second: honest(body, `"v"`), want: body, ranges: "- 1000-", from: 1000},
		"date":         {first: dated(body, published), second: dated(body, published), want: body, ranges: "- 1000-", from: 1000},
		"length":       {first: honest(body, ""), second: honest(body, ""), want: body, ranges: "- 1000-", from: 1000},
		"nothing_told": {first: chunked(body), second: honest(body, ""), want: body, ranges: "- -"},
		"other_etag":   {first: honest(body, `"v"`), second: honest(other, `"w"`), want: other, ranges: "- 1000-"},
		"other_length": {first: honest(body[:2000], ""), second: honest(other, ""), want: other, ranges: "- 1000- -"},
		"other_host": {
			first: honest(body, ""), second: honest(other, ""), want: other, ranges: "- -",
			src: atlas.DownloadSource{URL: "http://restore-2/k/restore-abc.tar.gz"},
		},
		"other_host_same_etag": {
			first: honest(body, `"v"`), second: honest(body, `"v"`), want: body, ranges: "- 1000-", from: 1000,
			src: atlas.DownloadSource{URL: "http://restore-2/k/restore-abc.tar.gz"},
		},
		"other_file": {
			first: honest(body, `"v"`), second: honest(other, `"v"`), want: other, ranges: "- -",
			src: atlas.DownloadSource{URL: "http://restore-1.mongodb.net:27017/k/restore-def.tar.gz"},
		},
		"other_key": {
			first: honest(body, ""), second: honest(body, ""), want: body, ranges: "- 1000-", from: 1000,
			src: atlas.DownloadSource{URL: "http://restore-1.mongodb.net:27017/k/restore-abc.tar.gz"},
		},
		"other_size": {first: honest(body, ""), second: honest(body[:2000], ""), src: atlas.DownloadSource{Size: 2000}, want: body[:2000], ranges: "- -"},
		"part_longer": {
			// As after a crash: what the side file does not know of is not trusted.
			first: honest(body, `"v"`), second: honest(body, `"v"`), want: body, ranges: "- 1000-", from: 1000,
			between: edit(part, func(p []byte) []byte { return append(p, make([]byte, 5000)...) }),
		},
		"part_shorter": {
			first: honest(body, `"v"`), second: honest(body, `"v"`), want: body, ranges: "- -",
			between: edit(part, func(p []byte) []byte { return p[:999] }),
		},
		"part_changed": {
			first: honest(body, `"v"`), second: honest(body, `"v"`), want: body, ranges: "- -",
			between: edit(part, func(p []byte) []byte { p[500] ^= 1; return p }),
		},
		"part_is_a_link": {
			first: honest(body, `"v"`), second: honest(body, `"v"`), want: body, ranges: "- -",
			between: func(t *testing.T, path string) {
				if err := errors.Join(os.Rename(path+part, path+".else"), os.Symlink(path+".else", path+part)); err != nil {
					t.Skip(err)
				}
			},
		},
		"state_cut": {
			first: honest(body, `"v"`), second: honest(body, `"v"`), want: body, ranges: "- -",
			between: edit(state, func(p []byte) []byte { return p[:len(p)/2] }),
		},
		"state_of_another_version": {
			first: honest(body, `"v"`), second: honest(body, `"v"`), want: body, ranges: "- -",
			between: edit(state, func(p []byte) []byte { return bytes.Replace(p, []byte(`"version":1`), []byte(`"version":2`), 1) }),
		},
		"state_gone": {
			first: honest(body, `"v"`), second: honest(body, `"v"`), want: body, ranges: "- -",
			between: func(_ *testing.T, path string) { _ = os.Remove(path + state) },
		},
		"part_gone": {
			first: honest(body, `"v"`), second: honest(body, `"v"`), want: body, ranges: "- -",
			between: func(_ *testing.T, path string) { _ = os.Remove(path + part) },
		},
	}
	for name, c := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &script{steps: []step{cut(1000, c.first), c.second}}
			bubble(t, s, func(t *testing.T, client *http.Client) {
				path := filepath.Join(t.TempDir(), "restore.tar.gz")
				if err := os.WriteFile(path, []byte("old"), 0o644); err != nil {
					t.Fatal(err)
				}
				opts := &atlas.DownloadOptions{HTTPClient: client, Attempts: 1}
				if _, err := atlas.DownloadFile(t.Context(), atlas.DownloadSource{URL: linkURL}, path, opts); !errors.Is(err, atlas.ErrDownloadIncomplete) {
					t.Fatalf("first call: %v", err)
				}
				if old, _ := os.ReadFile(path); string(old) != "old" {
					t.Errorf("the old file is %q after the first call", old)
				}
				if data, _ := os.ReadFile(path + state); strings.Contains(string(data), linkKey) || strings.Contains(string(data), "restore-abc") || strings.Contains(string(data), "sig") {
					t.Errorf("the side file shows the link: %s", data)
				}
				if c.between != nil {
					c.between(t, path)
				}
				src := c.src
				src.URL = cmpOr(src.URL, linkURL)
				opts.Attempts = 0
				r, err := atlas.DownloadFile(t.Context(), src, path, opts)
				if err != nil {
					t.Fatal(err)
				}
				want := downloadCase{want: c.want, ranges: c.ranges, resumes: r.Resumes}
				got, _ := os.ReadFile(path)
				want.check(t, r, got, err, s)
				if r.ResumedFrom != c.from {
					t.Errorf("resumed from %d, want %d", r.ResumedFrom, c.from)
				}
				for _, suffix := range []string{"", part, state} {
					info, err := os.Stat(path + suffix)
					if (err == nil) != (suffix == "") || (err == nil && info.Mode().Perm() != 0o600) {
						t.Errorf("%q: %v, %v", suffix, info, err)
					}
				}
			})
		})
	}
}

// A program that is killed leaves files as they are at that moment: the next one goes on from the last checkpoint.
func TestDownloadFileAfterAKill(t *testing.T) {
	t.Parallel()
	body := content(40_000)
	slow := func(w http.ResponseWriter, r *http.Request) {
		honest(body, `"v"`)(&slowWriter{w}, r)
	}
	s := &script{steps: []step{slow, honest(body, `"v"`)}}
	bubble(t, s, func(t *testing.T, client *http.Client) {
		path := filepath.Join(t.TempDir(), "restore.tar.gz")
		killed := filepath.Join(t.TempDir(), "restore.tar.gz")
		taken := false
		opts := &atlas.DownloadOptions{HTTPClient: client, Progress: func(p atlas.DownloadProgress) {
			if p.Bytes < 25_000 || taken {
				return
			}
			taken = true
			for _, suffix := range []string{".part", ".part.json"} {
				data, err := os.ReadFile(path + suffix)
				if err = errors.Join(err, os.WriteFile(killed+suffix, data, 0o600)); err != nil {
					t.Error(err)
				}
			}
		}}
		if _, err := atlas.DownloadFile(t.Context(), atlas.DownloadSource{URL: linkURL}, path, opts); err != nil {
			t.Fatal(err)
		}
		opts.Progress = nil
		r, err := atlas.DownloadFile(t.Context(), atlas.DownloadSource{URL: linkURL}, killed, opts)
		got, _ := os.ReadFile(killed)
		// A thousand bytes come each second, and every ten seconds there is a checkpoint.
		if err != nil || !bytes.Equal(got, body) || r.ResumedFrom < 15_000 || r.ResumedFrom > 25_000 || r.Resumes != 1 {
			t.Errorf("%+v, error %v", r, err)
		}
	})
}

// slowWriter sends a thousand bytes each second.
type slowWriter struct{ http.ResponseWriter }

func (w *slowWriter) Write(p []byte) (int, error) {
	done := 0
	for done < len(p) {
		time.Sleep(time.Second)
		n, err := w.ResponseWriter.Write(p[done:min(done+1000, len(p))])
		done += n
		if err == nil {
			err = http.NewResponseController(w.ResponseWriter).Flush()
		}
		if err != nil {
			return done, err
		}
	}
	return done, nil
}

// When only the rename could not be made, only that is left for the next call.
func TestDownloadFileRenameLeft(t *testing.T) {
	t.Parallel()
	body := content(3000)
	s := &script{}
	bubble(t, s, func(t *testing.T, client *http.Client) {
		path := filepath.Join(t.TempDir(), "restore.tar.gz")
		opts := &atlas.DownloadOptions{HTTPClient: client}
		// A folder that appears while the download runs.
		s.steps = []step{func(w http.ResponseWriter, r *http.Request) {
			_ = os.MkdirAll(filepath.Join(path, "x"), 0o700)
			honest(body, `"v"`)(w, r)
		}, honest(body, `"v"`)}
		r, err := atlas.DownloadFile(t.Context(), atlas.DownloadSource{URL: linkURL}, path, opts)
		if err == nil || r.Path != "" {
			t.Fatalf("%+v, error %v", r, err)
		}
		_ = os.RemoveAll(path)
		r, err = atlas.DownloadFile(t.Context(), atlas.DownloadSource{URL: linkURL}, path, opts)
		got, _ := os.ReadFile(path)
		if err != nil || r.ResumedFrom != 3000 || !r.LengthVerified || !bytes.Equal(got, body) || s.ranges() != "- 3000-" {
			t.Errorf("%+v, error %v, requests %q", r, err, s.ranges())
		}
	})
}

// Two calls for one path, however it is written, do not write the same files.
func TestDownloadFileTwiceAtATime(t *testing.T) {
	t.Parallel()
	body := content(3000)
	dir := t.TempDir()
	path := filepath.Join(dir, "f")
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Skip(err)
	}
	s := &script{}
	bubble(t, s, func(t *testing.T, client *http.Client) {
		src, opts := atlas.DownloadSource{URL: linkURL}, &atlas.DownloadOptions{HTTPClient: client}
		s.steps = []step{func(w http.ResponseWriter, r *http.Request) {
			for _, same := range []string{path, filepath.Join(link, "f"), dir + "/./f", path + ".part", path + ".part.json"} {
				if _, err := atlas.DownloadFile(r.Context(), src, same, opts); !errors.Is(err, atlas.ErrDownloadActive) {
					t.Errorf("%q: error %v", same, err)
				}
			}
			honest(body, "")(w, r)
		}, honest(body, "")}
		for range 2 { // afterwards the path is free again
			if _, err := atlas.DownloadFile(t.Context(), src, path, opts); err != nil {
				t.Error(err)
			}
		}
	})
}

func TestDownloadFileRefusesBadPaths(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, path := range []string{"", dir, dir + "/", filepath.Join(dir, "none", "f"), dir + "/a\x00b"} {
		client := &http.Client{Transport: roundTripper(func(*http.Request) (*http.Response, error) {
			t.Errorf("%q: a request was sent", path)
			return nil, fs.ErrInvalid
		})}
		if _, err := atlas.DownloadFile(t.Context(), atlas.DownloadSource{URL: linkURL}, path, &atlas.DownloadOptions{HTTPClient: client}); err == nil {
			t.Errorf("%q: no error", path)
		}
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// The end of the context ends a stalled read at once, and keeps the part.
func TestDownloadFileEndsWithItsContext(t *testing.T) {
	t.Parallel()
	body := content(3000)
	for name, c := range map[string]struct {
		steps []step
		left  bool
	}{
		"stalled":       {[]step{stall(1000, honest(body, `"v"`))}, true},
		"no_header":     {[]step{func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }}, false},
		"waiting":       {[]step{cut(1000, honest(body, `"v"`)), status(503, "Retry-After", "600")}, true},
		"waiting_first": {[]step{status(429, "Retry-After", "600")}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bubble(t, &script{steps: c.steps}, func(t *testing.T, client *http.Client) {
				why := errors.New("enough")
				ctx, cancel := context.WithTimeoutCause(t.Context(), 20*time.Second, why)
				defer cancel()
				path := filepath.Join(t.TempDir(), "f")
				start := time.Now()
				r, err := atlas.DownloadFile(ctx, atlas.DownloadSource{URL: linkURL}, path, &atlas.DownloadOptions{HTTPClient: client})
				if !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, why) || time.Since(start) != 20*time.Second {
					t.Errorf("error %v after %v", err, time.Since(start))
				}
				if _, statErr := os.Stat(path + ".part"); (statErr == nil) != c.left || (r.Bytes == 1000) != c.left {
					t.Errorf("part: %v, result %+v", statErr, r)
				}
				noSecrets(t, err)
			})
		})
	}
}
