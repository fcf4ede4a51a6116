package atlas_test

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/atlasrestore/atlasrestore/atlas"
)

// A reaction is what one attempt meets.
type reaction struct {
	status int
	header http.Header
	body   string
	broken error // in place of the end of the body
	err    error // in place of a response
	takes  time.Duration
}

func (s reaction) response(req *http.Request) (*http.Response, error) {
	time.Sleep(s.takes)
	if s.err != nil {
		return nil, s.err
	}
	header := http.Header{"Content-Type": {cloudV1}}
	for name, values := range s.header {
		header[name] = values
	}
	body := io.Reader(strings.NewReader(s.body))
	if s.broken != nil {
		body = io.MultiReader(body, iotest.ErrReader(s.broken))
	}
	return &http.Response{StatusCode: s.status, Header: header, Request: req, Body: io.NopCloser(body)}, nil
}

// A reactor is a Doer that answers one request after the other; the last reaction is repeated. It notes when requests came
// and what was in them.
type reactor struct {
	steps  []reaction
	times  []time.Time
	bodies []string
}

func (s *reactor) Do(req *http.Request) (*http.Response, error) {
	body := []byte(nil)
	if req.Body != nil {
		body, _ = io.ReadAll(req.Body)
	}
	s.times, s.bodies = append(s.times, time.Now()), append(s.bodies, string(body))
	return s.steps[min(len(s.times), len(s.steps))-1].response(req)
}

// waits are the times between the requests.
func (s *reactor) waits() []time.Duration {
	var out []time.Duration
	for i := 1; i < len(s.times); i++ {
		out = append(out, s.times[i].Sub(s.times[i-1]))
	}
	return out
}

var success = reaction{status: 200, body: `{"id":"1"}`}

// perform makes a call with any method; its result is a job, or nothing for a DELETE.
func perform(ctx context.Context, tb testing.TB, core *atlas.Core, method string) error {
	tb.Helper()
	switch method {
	case "GET":
		_, err := getJob(ctx, tb, core)
		return err
	case "DELETE":
		return cancelJob(ctx, tb, core)
	}
	req, err := http.NewRequest(method, core.BaseURL()+jobPath, strings.NewReader(`{"deliveryType":"download"}`))
	_, err = atlas.Decode[job](ctx, core, operation(tb, "CreateJob"), req, err)
	return err
}

func opError(op string, err error) error {
	return &url.Error{Op: "Get", URL: "https://h/p?hunter2", Err: &net.OpError{Op: op, Net: "tcp", Err: err}}
}

// finalError is an error that says itself that it will come again.
type finalError struct{ error }

func (finalError) Retryable() bool { return false }

// What is tried again depends on what happened and on the method alone.
func TestRetryTable(t *testing.T) {
	t.Parallel()
	const (
		never      = ""
		get        = "GET"
		idempotent = "GET DELETE"
		optIn      = "GET DELETE POST+ PATCH+"
		all        = "GET DELETE POST PATCH POST+ PATCH+"
	)
	tests := map[string]struct {
		reaction reaction
		want     string
	}{
		"ok":                   {success, never},
		"rate_limited":         {reaction{status: 429, body: `{"errorCode":"RATE_LIMITED_TOKEN_BUCKET"}`}, all},
		"rate_limited_asks":    {reaction{status: 429, header: http.Header{"Retry-After": {"2"}}}, all},
		"bad_gateway":          {reaction{status: 502, body: "<html>"}, optIn},
		"unavailable":          {reaction{status: 503}, optIn},
		"unavailable_asks":     {reaction{status: 503, header: http.Header{"Retry-After": {"2"}}}, optIn},
		"gateway_timeout":      {reaction{status: 504}, optIn},
		"error_body_broken":    {reaction{status: 502, body: "<ht", broken: io.ErrUnexpectedEOF}, optIn},
		"too_long_to_count":    {reaction{status: 503, body: `{"errorCode":"TIMEOUT_WHILE_PAGING"}`}, never},
		"too_long_by_header":   {reaction{status: 503, header: http.Header{"X-Error-Code": {"TIMEOUT_WHILE_PAGING"}}}, never},
		"server_error":         {reaction{status: 500}, never},
		"not_implemented":      {reaction{status: 501}, never},
		"bad_request":          {reaction{status: 400}, never},
		"unauthorized":         {reaction{status: 401}, never},
		"not_found":            {reaction{status: 404}, never},
		"request_timeout":      {reaction{status: 408}, never},
		"conflict":             {reaction{status: 409}, never},
		"redirect":             {reaction{status: 302}, never},
		"asks_with_other":      {reaction{status: 404, header: http.Header{"Retry-After": {"1"}}}, never},
		"empty":                {reaction{status: 200}, get},
		"white_space":          {reaction{status: 200, body: " \n"}, get},
		"no_content":           {reaction{status: 204}, never},
		"cut":                  {reaction{status: 200, body: `{"id":`}, get},
		"broken":               {reaction{status: 200, body: `{"id":`, broken: io.ErrUnexpectedEOF}, idempotent},
		"broken_by_reset":      {reaction{status: 201, body: `{"id":`, broken: &net.OpError{Op: "read", Err: syscall.ECONNRESET}}, idempotent},
		"syntax":               {reaction{status: 200, body: `{"id":}`}, never},
		"html":                 {reaction{status: 200, body: "<html>", header: http.Header{"Content-Type": {"text/html"}}}, never},
		"array":                {reaction{status: 200, body: "[1"}, get},
		"reset":                {reaction{err: opError("read", os.NewSyscallError("read", syscall.ECONNRESET))}, optIn},
		"eof":                  {reaction{err: &url.Error{Op: "Get", URL: "/", Err: io.EOF}}, optIn},
		"unknown_error":        {reaction{err: errors.New("boom")}, optIn},
		"client_timeout":       {reaction{err: clientTimeout{}}, optIn},
		"dial_refused":         {reaction{err: opError("dial", os.NewSyscallError("connect", syscall.ECONNREFUSED))}, all},
		"dial_timeout":         {reaction{err: opError("dial", os.ErrDeadlineExceeded)}, all},
		"proxy_connect":        {reaction{err: opError("proxyconnect", syscall.EHOSTUNREACH)}, all},
		"name_temporary":       {reaction{err: opError("dial", &net.DNSError{IsTemporary: true})}, all},
		"name_unknown":         {reaction{err: opError("dial", &net.DNSError{IsNotFound: true})}, never},
		"name_unknown_for_now": {reaction{err: opError("dial", &net.DNSError{IsNotFound: true, IsTemporary: true})}, all},
		"tls_timeout":          {reaction{err: &url.Error{Op: "Post", URL: "/", Err: tlsTimeout{}}}, all},
		"canceled":             {reaction{err: fmt.Errorf("x: %w", context.Canceled)}, never},
		"deadline":             {reaction{err: errors.Join(errors.New("x"), context.DeadlineExceeded)}, never},
		"certificate":          {reaction{err: &url.Error{Op: "Get", URL: "/", Err: x509.HostnameError{Host: "h", Certificate: &x509.Certificate{}}}}, never},
		"tls_alert":            {reaction{err: opError("remote error", errors.New("tls: bad certificate"))}, never},
		"bad_address":          {reaction{err: opError("dial", &net.AddrError{})}, never},
		"bad_url":              {reaction{err: &url.Error{Op: "parse", URL: ":", Err: errors.New("x")}}, never},
		"no_token":             {reaction{err: &url.Error{Op: "Get", URL: "/", Err: fmt.Errorf("token: %w", atlas.ErrRateLimited)}}, never},
		"says_final":           {reaction{err: &url.Error{Op: "Get", URL: "/", Err: finalError{errors.New("invalid_client")}}}, never},
	}
	for name, test := range tests {
		for _, method := range []string{"GET", "DELETE", "POST", "PATCH", "POST+", "PATCH+"} {
			t.Run(name+"/"+method, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					doer := &reactor{steps: []reaction{test.reaction, success}}
					plain, creates := strings.CutSuffix(method, "+")
					core := newCore(t, "https://h", atlas.WithDoer(doer), atlas.WithRetry(atlas.RetryPolicy{RetryCreates: creates}))
					var info atlas.ResponseInfo
					err := perform(atlas.WithResponseInfo(t.Context(), &info), t, core, plain)
					want := 1
					if strings.Contains(" "+test.want+" ", " "+method+" ") {
						want = 2
					}
					if len(doer.times) != want || info.Attempts != want {
						t.Fatalf("%d attempts, info says %d, want %d; error %v", len(doer.times), info.Attempts, want, err)
					}
					if want == 2 && (err != nil || info.Status != 200 || doer.bodies[0] != doer.bodies[1]) {
						t.Errorf("error %v, status %d, bodies %q", err, info.Status, doer.bodies)
					}
					var retried *atlas.RetryError
					if errors.As(err, &retried) {
						t.Errorf("error %v of one attempt is a RetryError", err)
					}
				})
			})
		}
	}
}

// clientTimeout is like what an http.Client with a Timeout returns: it only looks like the end of a context.
type clientTimeout struct{}

func (clientTimeout) Error() string     { return "Client.Timeout exceeded" }
func (clientTimeout) Timeout() bool     { return true }
func (clientTimeout) Is(err error) bool { return err == context.DeadlineExceeded }

// tlsTimeout is like the one of net/http, which is not exported.
type tlsTimeout struct{}

func (tlsTimeout) Error() string { return "net/http: TLS handshake timeout" }
func (tlsTimeout) Timeout() bool { return true }

func TestRetryOfRepeatableMethods(t *testing.T) {
	t.Parallel()
	for method, want := range map[string]int{"HEAD": 2, "PUT": 2, "OPTIONS": 2, "": 2, "LINK": 1} {
		synctest.Test(t, func(t *testing.T) {
			doer := &reactor{steps: []reaction{{status: 502}, success}}
			core := newCore(t, "https://h", atlas.WithDoer(doer))
			req, err := http.NewRequest(method, core.BaseURL()+jobPath, nil)
			req.Method = method
			body, err := core.Stream(t.Context(), operation(t, "GetJob"), req, err)
			if len(doer.times) != want || (err == nil) != (want == 2) {
				t.Errorf("%q: %d attempts, error %v", method, len(doer.times), err)
			}
			if err == nil {
				_ = body.Close()
			}
		})
	}
}

// A body over the limit will come again.
func TestNoRetryOfLargeBody(t *testing.T) {
	t.Parallel()
	doer := &reactor{steps: []reaction{{status: 200, body: strings.Repeat("x", 64<<20+1)}, success}}
	if _, err := getJob(t.Context(), t, newCore(t, "https://h", atlas.WithDoer(doer))); err == nil || len(doer.times) != 1 {
		t.Errorf("error %v after %d attempts", err, len(doer.times))
	}
}
