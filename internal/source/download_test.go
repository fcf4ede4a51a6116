package source_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/internal/source"
)

// serve starts a server on 127.0.0.1 for one test.
func serve(t *testing.T, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}

// secret is what a URL may carry and no message may tell.
const secret = "s3cr3t"

func TestDownload(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || r.URL.Path != "/a b/v2-2020-01-01.yaml" || r.URL.Query().Get("token") != secret {
			http.Error(w, "unexpected request", http.StatusTeapot)
			return
		}
		w.Header().Set("Last-Modified", "Fri, 21 Aug 2026 23:30:00 GMT")
		fmt.Fprint(w, "a: 1\n")
	})
	got, err := source.Read(t.Context(), s.URL+"/a%20b/v2-2020-01-01.yaml?token="+secret+"#top", source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := source.Document{Name: s.URL + "/a%20b/v2-2020-01-01.yaml", Data: []byte("a: 1\n"), Date: "2026-08-21"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("mismatch (-want +got)\n%s", diff)
	}
}

func TestDownloadDate(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, modified, sent, want string }{
		{"last_modified", "Fri, 21 Aug 2026 00:00:00 GMT", "Mon, 24 Aug 2026 00:00:00 GMT", "2026-08-21"},
		{"else_date", "", "Mon, 24 Aug 2026 00:00:00 GMT", "2026-08-24"},
		{"malformed_last_modified", "yesterday", "Mon, 24 Aug 2026 00:00:00 GMT", "2026-08-24"},
		{"neither", "", "", ""},
		{"both_malformed", "2026-08-21", "2026-08-24", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				if c.modified != "" {
					w.Header().Set("Last-Modified", c.modified)
				}
				w.Header()["Date"] = nil // else the server adds it
				if c.sent != "" {
					w.Header().Set("Date", c.sent)
				}
			})
			got, err := source.Read(t.Context(), s.URL, source.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if got.Date != c.want {
				t.Errorf("the day is %q, want %q", got.Date, c.want)
			}
		})
	}
}

func TestDownloadIsNotParsed(t *testing.T) {
	t.Parallel()
	const page = "<!DOCTYPE html><title>x</title>\n\ttab"
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, page)
	})
	got, err := source.Read(t.Context(), s.URL, source.Options{})
	if err != nil || string(got.Data) != page {
		t.Errorf("%q, %v", got.Data, err)
	}
}

func TestRedirect(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/new" {
			fmt.Fprint(w, "a: 1\n")
			return
		}
		http.Redirect(w, r, "/new?token="+secret, http.StatusFound)
	})
	got, err := source.Read(t.Context(), s.URL+"/old", source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if string(got.Data) != "a: 1\n" || got.Name != s.URL+"/old" {
		t.Errorf("%q, %q", got.Name, got.Data)
	}
}

// TestDownloadErrors lists what can go wrong on the way. Each error names the
// URL, and none tells its query.
func TestDownloadErrors(t *testing.T) {
	t.Parallel()
	status := func(code int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { http.Error(w, secret, code) }
	}
	for _, c := range []struct {
		name    string
		handler http.HandlerFunc
		opts    source.Options
		want    string // after "download <url>: "; the cause matters where it is left empty
		cause   error
	}{
		{name: "not_found", handler: status(http.StatusNotFound), want: "the server answers 404 Not Found"},
		{name: "server_error", handler: status(http.StatusBadGateway), want: "the server answers 502 Bad Gateway"},
		{name: "no_content", handler: status(http.StatusNoContent), want: "the server answers 204 No Content"},
		{name: "partial", handler: status(http.StatusPartialContent), want: "the server answers 206 Partial Content"},
		{name: "truncated", handler: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			fmt.Fprint(w, "openapi: 3.0.3\n")
		}, cause: io.ErrUnexpectedEOF},
		{name: "truncated_in_chunks", handler: func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, "openapi: 3.0.3\n")
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		}, cause: io.ErrUnexpectedEOF},
		{name: "too_large", handler: func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, strings.Repeat("x", 3<<20))
		}, opts: source.Options{MaxBytes: 2 << 20}, want: "the document is larger than 2 MB"},
		{name: "slow_to_answer", handler: func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
			opts: source.Options{Timeout: 50 * time.Millisecond}, cause: context.DeadlineExceeded},
		{name: "slow_to_end", handler: func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, "openapi: 3.0.3\n")
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		}, opts: source.Options{Timeout: 50 * time.Millisecond}, cause: context.DeadlineExceeded},
		{name: "endless_redirect", handler: func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/again?token="+secret, http.StatusFound)
		}, want: "more than 5 redirects"},
		{name: "redirect_elsewhere", handler: func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "ftp://127.0.0.1/?token="+secret, http.StatusFound)
		}, want: `unsupported protocol scheme "ftp"`},
		{name: "hang_up", handler: func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, cause: io.EOF},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, c.handler)
			got, err := source.Read(t.Context(), s.URL+"/v2.yaml?token="+secret, c.opts)
			if err == nil {
				t.Fatalf("no error, but %q", got.Data)
			}
			checkMessage(t, err, "download "+s.URL+"/v2.yaml: ")
			if c.want != "" && err.Error() != "download "+s.URL+"/v2.yaml: "+c.want {
				t.Errorf("got %q, want %q", err, c.want)
			}
			if c.cause != nil && !errors.Is(err, c.cause) {
				t.Errorf("the cause of %q is not %v", err, c.cause)
			}
			if got.Data != nil {
				t.Errorf("half a document beside the error: %q", got.Data)
			}
		})
	}
}

// checkMessage checks that an error begins as it should, stands on one line
// and does not tell the secret.
func checkMessage(t *testing.T, err error, prefix string) {
	t.Helper()
	if !strings.HasPrefix(err.Error(), prefix) || strings.Contains(err.Error(), "\n") {
		t.Errorf("got %q, want it to begin with %q", err, prefix)
	}
	if strings.Contains(err.Error(), secret) || strings.Contains(err.Error(), "token") {
		t.Errorf("the message tells the query: %q", err)
	}
}

func TestServerThatIsGone(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.NotFoundHandler())
	s.Close()
	_, err := source.Read(t.Context(), s.URL+"/v2.yaml?token="+secret, source.Options{})
	if err == nil {
		t.Fatal("no error")
	}
	checkMessage(t, err, "download "+s.URL+"/v2.yaml: ")
}

// A URL with a name and a password tells neither, and no query, in the name
// of the document and in errors; so does text that is no URL.
func TestMessagesTellNoSecret(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if _, password, _ := r.BasicAuth(); password != secret {
			http.Error(w, "", http.StatusUnauthorized)
		}
	})
	host := strings.TrimPrefix(s.URL, "http://")
	got, err := source.Read(t.Context(), "http://me:"+secret+"@"+host+"/v2.yaml", source.Options{})
	if err != nil || got.Name != s.URL+"/v2.yaml" {
		t.Errorf("%q, %v", got.Name, err)
	}
	for name, ref := range map[string]string{
		"no_host":      "https:///v2.yaml?token=" + secret,
		"only_a_query": "https://?token=" + secret,
		"bad_port":     "https://127.0.0.1:port/v2.yaml?token=" + secret,
		"bad_escape":   "https://127.0.0.1/%zz?token=" + secret,
		"bad_host":     "https://[::1/v2.yaml?token=" + secret,
		"bad_user":     "https://me:" + secret + "@127.0.0.1:port/v2.yaml",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := source.Read(t.Context(), ref, source.Options{})
			if err == nil {
				t.Fatal("no error")
			}
			checkMessage(t, err, "download ")
		})
	}
}

func TestCancelled(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, "openapi: 3.0.3\n")
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := source.Read(ctx, s.URL+"/v2.yaml?token="+secret, source.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled before: %v", err)
	} else {
		checkMessage(t, err, "download "+s.URL+"/v2.yaml: ")
	}
	ctx, cancel = context.WithCancel(t.Context())
	defer cancel()
	meanwhile := source.Options{Progress: func(_ int64, r io.Reader) io.Reader {
		cancel()
		return r
	}}
	if _, err := source.Read(ctx, s.URL+"/v2.yaml?token="+secret, meanwhile); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled meanwhile: %v", err)
	} else {
		checkMessage(t, err, "download "+s.URL+"/v2.yaml: ")
	}
}

func TestProgressSeesTheWholeBody(t *testing.T) {
	t.Parallel()
	const text = "openapi: 3.0.3\n"
	for name, c := range map[string]struct {
		flush bool
		size  int64
	}{
		"known_size":   {false, int64(len(text))},
		"unknown_size": {true, -1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				fmt.Fprint(w, text)
				if c.flush {
					w.(http.Flusher).Flush()
				}
			})
			var seen strings.Builder
			got, err := source.Read(t.Context(), s.URL, source.Options{Progress: func(size int64, r io.Reader) io.Reader {
				if size != c.size {
					t.Errorf("the size is %d, want %d", size, c.size)
				}
				return io.TeeReader(r, &seen)
			}})
			if err != nil || string(got.Data) != text || seen.String() != text {
				t.Errorf("%q, %q, %v", got.Data, seen.String(), err)
			}
		})
	}
}

// Two downloads do not share what one of them may change.
func TestOwnClient(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "from the server") })
	client := &http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader("from the client")), Request: r}, nil
	})}
	got, err := source.Read(t.Context(), s.URL, source.Options{Client: client})
	if err != nil || string(got.Data) != "from the client" {
		t.Errorf("%q, %v", got.Data, err)
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
