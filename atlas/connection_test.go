package atlas_test

import (
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/atlasrestore/atlasrestore/atlas"
)

// Whatever the answer is, its connection is used again.
func TestConnectionReuse(t *testing.T) {
	t.Parallel()
	answers := []struct {
		status      int
		contentType string
		body        string
	}{
		{200, cloudV1, `{"id":"1"}`},
		{200, cloudV1, ""},
		{200, cloudV1, `{"id":`},
		{200, "text/html", strings.Repeat("<p>", 50_000)},
		{204, "", ""},
		{404, "application/json", `{"errorCode":"RESTORE_JOB_NOT_FOUND"}`},
		{429, "application/json", `{"errorCode":"RATE_LIMITED_TOKEN_BUCKET"}` + strings.Repeat(" ", 100_000)},
		{502, "text/html", strings.Repeat("<p>", 50_000)},
	}
	var calls, connections atomic.Int32
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		a := answers[int(calls.Add(1))%len(answers)]
		reply(w, a.status, a.contentType, a.body)
	}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	core := newCore(t, server.URL, atlas.WithHTTPClient(server.Client()), atlas.NoRetry())
	const n = 25
	for range n {
		_, _ = getJob(t.Context(), t, core) // the answers are tested elsewhere
		_ = cancelJob(t.Context(), t, core)
	}
	if calls.Load() != 2*n || connections.Load() != 1 {
		t.Errorf("%d calls took %d connections, want 1", calls.Load(), connections.Load())
	}
}

// The body is closed on every way out.
func TestBodyIsClosed(t *testing.T) {
	t.Parallel()
	for _, status := range []int{200, 204, 302, 404, 500} {
		for _, body := range []string{"", "{}", "<html>", `{"id":1}`, strings.Repeat(" ", 2<<20)} {
			tracked := &trackedBody{Reader: strings.NewReader(body)}
			core := newCore(t, "https://h", atlas.WithDoer(doerFunc(func(*http.Request) (*http.Response, error) {
				header := http.Header{"Content-Type": {"application/json"}}
				return &http.Response{StatusCode: status, Header: header, Body: tracked}, nil
			})), atlas.NoRetry())
			_, _ = getJob(t.Context(), t, core)
			if tracked.closed != 1 {
				t.Errorf("status %d, %d bytes: closed %d times", status, len(body), tracked.closed)
			}
		}
	}
}

type trackedBody struct {
	*strings.Reader
	closed int
}

func (b *trackedBody) Close() error { b.closed++; return nil }
