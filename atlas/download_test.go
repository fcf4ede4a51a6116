package atlas_test

import (
	"bytes"
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/atlasrestore/atlasrestore/atlas"
)

// The link of these tests. The key, the query and the header value are the secrets.
const (
	linkKey    = "6b657973656372657431"
	linkURL    = "http://restore-1.mongodb.net:27017/" + linkKey + "/restore-abc.tar.gz?sig=queriedsecret"
	linkValue  = "headersecretvalue"
	linkHeader = "X-Auth-Header"
)

// published is before the time at which the bubbles of synctest start, so that it is a strong validator.
var published = time.Date(1999, 3, 1, 12, 0, 0, 0, time.UTC)

// content makes n bytes that do not repeat.
func content(n int) []byte {
	p := make([]byte, n)
	rng := rand.NewChaCha8([32]byte{byte(n), 7})
	_, _ = rng.Read(p)
	return p
}

func sumOf(p []byte) string { s := sha1.Sum(p); return hex.EncodeToString(s[:]) }

// A step answers one request.
type step = http.HandlerFunc

// A script answers the nth request by its nth step, and all further ones by the last.
type script struct {
	mu       sync.Mutex
	steps    []step
	requests []*http.Request
}

func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	n := len(s.requests)
	s.requests = append(s.requests, r)
	s.mu.Unlock()
	s.steps[min(n, len(s.steps)-1)](w, r)
}

// ranges are the Range headers that came, "-" for none.
func (s *script) ranges() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []string
	for _, r := range s.requests {
		list = append(list, strings.TrimPrefix(cmpOr(r.Header.Get("Range"), "-"), "bytes="))
	}
	return strings.Join(list, " ")
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// honest serves ranges, with an ETag unless it is empty.
func honest(p []byte, etag string) step {
	return func(w http.ResponseWriter, r *http.Request) {
		if etag != "" {
			w.Header().Set("ETag", etag)
		}
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(p))
	}
}

// dated serves ranges with a Last-Modified.
func dated(p []byte, modified time.Time) step {
	return func(w http.ResponseWriter, r *http.Request) {
		http.ServeContent(w, r, "", modified, bytes.NewReader(p))
	}
}

// whole ignores ranges.
func whole(p []byte, etag string) step {
	return func(w http.ResponseWriter, r *http.Request) {
		r = r.Clone(r.Context())
		r.Header.Del("Range")
		honest(p, etag)(w, r)
	}
}

// chunked sends a body without a length.
func chunked(p []byte) step {
	return func(w http.ResponseWriter, _ *http.Request) {
		_ = http.NewResponseController(w).Flush()
		_, _ = w.Write(p)
	}
}

// status answers without content.
func status(code int, header ...string) step {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(code)
		_, _ = fmt.Fprintf(w, "see /%s/restore-abc.tar.gz", linkKey)
	}
}

// cut lets n bytes of the body through and then breaks the connection.
func cut(n int, next step) step {
	return func(w http.ResponseWriter, r *http.Request) {
		next(&cutter{w, n, func() { panic(http.ErrAbortHandler) }}, r)
	}
}

// stall lets n bytes of the body through and then sends nothing more.
func stall(n int, next step) step {
	return func(w http.ResponseWriter, r *http.Request) {
		next(&cutter{w, n, func() {
			select {
			case <-r.Context().Done():
			case <-time.After(time.Hour): // net/http does not see the end of a connection with another request in it
			}
			panic(http.ErrAbortHandler)
		}}, r)
	}
}

type cutter struct {
	http.ResponseWriter
	left int
	end  func()
}

func (c *cutter) Write(p []byte) (int, error) {
	if len(p) < c.left {
		c.left -= len(p)
		return c.ResponseWriter.Write(p)
	}
	_, _ = c.ResponseWriter.Write(p[:c.left])
	_ = http.NewResponseController(c.ResponseWriter).Flush()
	c.end()
	return 0, io.ErrClosedPipe
}

func (c *cutter) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// bubble runs f with the time of synctest, with a server in memory that is every host.
func bubble(t *testing.T, handler http.Handler, f func(t *testing.T, client *http.Client)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { f(t, inMemory(t, handler)) })
}

// inMemory starts a server without sockets, and returns a client that reaches it under every http URL.
func inMemory(t *testing.T, handler http.Handler) *http.Client {
	t.Helper()
	listener := &pipes{make(chan net.Conn), make(chan struct{}), sync.Once{}}
	var serving sync.WaitGroup
	server := &http.Server{ReadHeaderTimeout: time.Minute, Handler: step(func(w http.ResponseWriter, r *http.Request) {
		serving.Add(1)
		defer serving.Done()
		handler.ServeHTTP(w, r)
	})}
	serving.Go(func() { _ = server.Serve(listener) })
	transport := &http.Transport{DialContext: listener.dial}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		_ = server.Close()
		serving.Wait()
	})
	return &http.Client{Transport: transport}
}

// pipes is a listener whose connections are pipes.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func (l *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case l.conns <- theirs:
		return ours, nil
	case <-l.done:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (l *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l *pipes) Close() error   { l.once.Do(func() { close(l.done) }); return nil }
func (l *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipes"} }

// A downloadCase is a script, and what must come of it for a writer that nothing else was written to.
type downloadCase struct {
	steps   []step
	src     atlas.DownloadSource
	opts    atlas.DownloadOptions
	want    []byte // nil when it must fail
	err     error  // what errors.Is has to find
	ranges  string // of the requests
	unsure  bool   // the length is not verified
	resumes int
}

func (c *downloadCase) source() atlas.DownloadSource {
	src := c.src
	src.URL = cmpOr(src.URL, linkURL)
	return src
}

// check judges a result.
func (c *downloadCase) check(t *testing.T, r atlas.DownloadResult, got []byte, err error, s *script) {
	t.Helper()
	if c.ranges != "" && s.ranges() != c.ranges {
		t.Errorf("requests for %q, want %q", s.ranges(), c.ranges)
	}
	if c.want == nil {
		if err == nil || (c.err != nil && !errors.Is(err, c.err)) || r.SHA256 != "" || r.SHA1 != "" {
			t.Errorf("error %v, sums %q, %q; want the error %v and no sums", err, r.SHA256, r.SHA1, c.err)
		}
		noSecrets(t, err)
		return
	}
	sum := sha256.Sum256(c.want)
	switch {
	case err != nil:
		t.Fatalf("error %v", err)
	case !bytes.Equal(got, c.want):
		t.Errorf("%d bytes are not the %d of the server", len(got), len(c.want))
	case r.Bytes != int64(len(c.want)) || r.SHA256 != hex.EncodeToString(sum[:]) || r.SHA1 != sumOf(c.want):
		t.Errorf("result %+v does not fit the content", r)
	case r.LengthVerified == c.unsure:
		t.Errorf("length verified: %v", r.LengthVerified)
	case c.ranges != "" && r.Resumes != c.resumes:
		t.Errorf("%d resumes, want %d", r.Resumes, c.resumes)
	}
}

// noSecrets fails when an error shows a secret in any form.
func noSecrets(t *testing.T, values ...any) {
	t.Helper()
	for _, value := range values {
		for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T"} {
			text := fmt.Sprintf(format, value)
			for _, secret := range []string{linkKey, "queriedsecret", linkValue} {
				if strings.Contains(text, secret) || strings.Contains(strings.ToLower(text), hex.EncodeToString([]byte(secret))) {
					t.Errorf("%s shows a secret: %s", format, text)
				}
			}
		}
		if err, ok := value.(error); ok {
			switch wrapped := err.(type) {
			case interface{ Unwrap() error }:
				if inner := wrapped.Unwrap(); inner != nil {
					noSecrets(t, inner)
				}
			case interface{ Unwrap() []error }:
				for _, inner := range wrapped.Unwrap() {
					noSecrets(t, inner)
				}
			}
		}
	}
}
