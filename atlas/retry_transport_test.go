package atlas_test

import (
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/atlasrestore/atlasrestore/atlas"
)

// quick is the default policy with waits that a test need not fake.
var quick = atlas.WithRetry(atlas.RetryPolicy{MaxWait: time.Millisecond})

// What net/http really returns is taken for what it is: attempts that a GET and a POST make.
func TestRetryOfRealErrors(t *testing.T) {
	t.Parallel()
	quiet := log.New(io.Discard, "", 0)
	plain := httptest.NewServer(http.NotFoundHandler())
	trusted := httptest.NewUnstartedServer(http.NotFoundHandler())
	trusted.TLS = &tls.Config{MinVersion: tls.VersionTLS13}
	closing := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		conn, _, _ := w.(http.Hijacker).Hijack()
		_ = conn.Close()
	}))
	gone := httptest.NewServer(nil)
	gone.Close()
	moved := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "http://%zz/")
		w.WriteHeader(http.StatusTemporaryRedirect)
	}))
	wordy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Long", strings.Repeat("x", 9000))
	}))
	trusted.Config.ErrorLog = quiet
	trusted.StartTLS()
	for _, server := range []*httptest.Server{plain, trusted, closing, moved, wordy} {
		t.Cleanup(server.Close)
	}
	silent, err := net.Listen("tcp", "127.0.0.1:0") // accepts in the kernel, says nothing
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = silent.Close() })
	tests := map[string]struct {
		url    string
		change func(*http.Request)
		get    int
		post   int
	}{
		"refused":         {url: gone.URL, get: 4, post: 4},
		"closed":          {url: closing.URL, get: 4, post: 1},
		"tls_timeout":     {url: "https://" + silent.Addr().String(), get: 4, post: 4},
		"no_header":       {url: "http://" + silent.Addr().String(), get: 4, post: 1},
		"proxy_refused":   {url: "http://proxied.invalid", get: 4, post: 4},
		"not_trusted":     {url: trusted.URL, get: 1, post: 1},
		"no_tls":          {url: strings.Replace(plain.URL, "http", "https", 1), get: 1, post: 1},
		"tls_alert":       {url: trusted.URL + "/old", get: 1, post: 1},
		"bad_location":    {url: moved.URL, get: 1, post: 1},
		"long_header":     {url: wordy.URL, get: 1, post: 1},
		"unknown_scheme":  {url: plain.URL, change: func(r *http.Request) { r.URL.Scheme = "gopher" }, get: 1, post: 1},
		"no_host":         {url: plain.URL, change: func(r *http.Request) { r.URL.Host = "" }, get: 1, post: 1},
		"bad_header":      {url: plain.URL, change: func(r *http.Request) { r.Header["A b"] = []string{"c"} }, get: 1, post: 1},
		"bad_header_data": {url: plain.URL, change: func(r *http.Request) { r.Header["A"] = []string{"\n"} }, get: 1, post: 1},
		"bad_method":      {url: plain.URL, change: func(r *http.Request) { r.Method = "A B" }, get: 1, post: 1},
		"bad_trailer":     {url: plain.URL, change: func(r *http.Request) { r.Trailer = http.Header{"A b": {"c"}} }, get: 1, post: 1},
		"bad_length":      {url: closing.URL, change: func(r *http.Request) { r.Body, r.GetBody, r.ContentLength = nil, nil, 9 }, get: 1, post: 1},
		"bad_address":     {url: "http://127.0.0.1:99999", get: 1, post: 1},
	}
	for name, test := range tests {
		for method, want := range map[string]int{"GET": test.get, "POST": test.post} {
			t.Run(name+"/"+method, func(t *testing.T) {
				t.Parallel()
				transport := http.DefaultTransport.(*http.Transport).Clone()
				transport.TLSHandshakeTimeout, transport.ResponseHeaderTimeout = 20*time.Millisecond, 20*time.Millisecond
				transport.MaxResponseHeaderBytes = 4096
				switch name {
				case "not_trusted", "no_tls":
					transport.TLSHandshakeTimeout = 0
				case "tls_alert":
					transport.TLSHandshakeTimeout = 0
					transport.TLSClientConfig = &tls.Config{MaxVersion: tls.VersionTLS12, RootCAs: trusted.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs}
				case "proxy_refused":
					proxy, _ := http.NewRequest("GET", gone.URL, nil)
					transport.Proxy = http.ProxyURL(proxy.URL)
				}
				client := &http.Client{Transport: transport}
				t.Cleanup(transport.CloseIdleConnections)
				core := newCore(t, "https://h", atlas.WithHTTPClient(client), quick)
				var info atlas.ResponseInfo
				ctx := atlas.WithResponseInfo(t.Context(), &info)
				req, err := http.NewRequest(method, test.url+"/"+jobPath, http.NoBody)
				if err != nil {
					t.Fatal(err)
				}
				if test.change != nil {
					test.change(req)
				}
				_, err = atlas.Decode[job](ctx, core, operation(t, "GetJob"), req, nil)
				if err == nil || info.Attempts != want {
					t.Errorf("%d attempts, want %d; error %v", info.Attempts, want, err)
				}
			})
		}
	}
}

// A body is sent again from its start, and one that cannot be read again is sent once.
func TestRetryBody(t *testing.T) {
	t.Parallel()
	boom := errors.New("boom")
	tests := map[string]struct {
		change func(*http.Request)
		sent   int
		is     error
	}{
		"again":       {func(*http.Request) {}, 3, nil},
		"only_once":   {func(r *http.Request) { r.GetBody = nil }, 1, atlas.ErrRateLimited},
		"not_a_body":  {func(r *http.Request) { r.Body, r.GetBody = http.NoBody, nil }, 3, nil},
		"broken_body": {func(r *http.Request) { r.GetBody = func() (io.ReadCloser, error) { return nil, boom } }, 1, boom},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			limited := reaction{status: 429}
			doer := &reactor{steps: []reaction{limited, limited, success}}
			core := newCore(t, "https://h", atlas.WithDoer(doer), quick)
			req, err := http.NewRequest("POST", core.BaseURL()+jobPath, strings.NewReader("body"))
			test.change(req)
			_, err = atlas.Decode[job](t.Context(), core, operation(t, "CreateJob"), req, err)
			if len(doer.times) != test.sent || !errors.Is(err, test.is) {
				t.Errorf("%d attempts, error %v", len(doer.times), err)
			}
			for _, body := range doer.bodies {
				if body != "body" && name != "not_a_body" {
					t.Errorf("sent %q", body)
				}
			}
		})
	}
}

// A connection that breaks within the body, on a real socket; the typed call reads it and so tries again, a stream is
// handed out before.
func TestRetryOfBrokenBody(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	core := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", cloudV1)
		if calls.Add(1)%2 == 1 {
			w.Header().Set("Content-Length", "100")
		}
		_, _ = io.WriteString(w, `{"id":"1"}`)
	}, quick)
	if got, err := getJob(t.Context(), t, core); err != nil || got.ID != "1" || calls.Load() != 2 {
		t.Errorf("Decode = %v, %v after %d requests", got, err, calls.Load())
	}
	req, err := http.NewRequest("GET", core.BaseURL()+jobPath, nil)
	body, err := core.Stream(t.Context(), operation(t, "GetJob"), req, err)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = body.Close() }()
	if _, err := io.ReadAll(body); !errors.Is(err, io.ErrUnexpectedEOF) || calls.Load() != 3 {
		t.Errorf("error %v after %d requests, want the break and no retry", err, calls.Load())
	}
}

// The low-level client tries again up to the header, and hands out the last response as it is.
func TestRetryOfRawDoer(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		method   string
		steps    []reaction
		attempts int
		status   int
		body     string
	}{
		"success":      {"GET", []reaction{{status: 503, body: "a"}, {status: 429}, {status: 200, body: "b"}}, 3, 200, "b"},
		"used_up":      {"GET", []reaction{{status: 503, body: "a"}}, 4, 503, "a"},
		"write":        {"POST", []reaction{{status: 503, body: "a"}}, 1, 503, "a"},
		"empty":        {"GET", []reaction{{status: 200}}, 1, 200, ""},
		"broken_error": {"GET", []reaction{{status: 502, broken: io.ErrUnexpectedEOF}, {status: 404, body: "c"}}, 2, 404, "c"},
		"transport":    {"GET", []reaction{{err: io.EOF}}, 4, 0, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			doer := &reactor{steps: test.steps}
			core := newCore(t, "https://h", atlas.WithDoer(doer), quick)
			path, _, _ := strings.Cut(jobPath, "/76543210")
			req, _ := http.NewRequestWithContext(t.Context(), test.method, core.BaseURL()+path, nil)
			res, err := core.RawDoer().Do(req)
			if len(doer.times) != test.attempts {
				t.Errorf("%d attempts, want %d", len(doer.times), test.attempts)
			}
			if test.status == 0 {
				if res != nil || !errors.Is(err, io.EOF) || !strings.HasPrefix(err.Error(), "after 4 attempts: ") {
					t.Errorf("response %v, error %v", res, err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(res.Body)
			if res.StatusCode != test.status || string(body) != test.body || err != nil {
				t.Errorf("status %d, body %q, error %v", res.StatusCode, body, err)
			}
			_ = res.Body.Close()
		})
	}
}

// Each response is closed once, whoever reads it.
func TestRetryClosesBodies(t *testing.T) {
	t.Parallel()
	var bodies []*trackedBody
	core := newCore(t, "https://h", quick, atlas.WithDoer(doerFunc(func(*http.Request) (*http.Response, error) {
		bodies = append(bodies, &trackedBody{Reader: strings.NewReader(strings.Repeat("x", 3<<20))})
		return &http.Response{StatusCode: 503, Body: bodies[len(bodies)-1]}, nil
	})))
	_, _ = getJob(t.Context(), t, core)
	req, _ := http.NewRequestWithContext(t.Context(), "GET", core.BaseURL()+jobPath, nil)
	res, err := core.RawDoer().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	for i, body := range bodies {
		if want := 1; i < len(bodies)-1 && body.closed != want || i == len(bodies)-1 && body.closed != 0 {
			t.Errorf("body %d of %d closed %d times", i+1, len(bodies), body.closed)
		}
	}
	_ = res.Body.Close()
	if len(bodies) != 8 {
		t.Errorf("%d attempts", len(bodies))
	}
}

// A retry uses the connection of the attempt before it, also when nobody has read its body.
func TestRetryReusesConnections(t *testing.T) {
	t.Parallel()
	var connections atomic.Int32
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		reply(w, 502, "text/html", strings.Repeat("<p>", 100_000))
	}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	core := newCore(t, server.URL, quick)
	_, _ = getJob(t.Context(), t, core)
	req, _ := http.NewRequestWithContext(t.Context(), "GET", core.BaseURL()+jobPath, nil)
	if res, err := core.RawDoer().Do(req); err == nil {
		_ = res.Body.Close()
	}
	if connections.Load() != 1 {
		t.Errorf("8 attempts took %d connections", connections.Load())
	}
}

func TestRetryPolicyIsChecked(t *testing.T) {
	t.Parallel()
	bad := atlas.RetryPolicy{Attempts: -1, MaxWait: -1, MaxElapsed: -time.Second}
	_, err := atlas.NewCore("2025-03-12", operations(), atlas.WithRetry(bad))
	for _, want := range []string{"-1 attempts", "wait -1ns", "limit -1s"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
	if _, err := atlas.NewCore("2025-03-12", operations(), atlas.WithRetry(bad), atlas.NoRetry()); err != nil {
		t.Errorf("the last option does not count: %v", err)
	}
}
