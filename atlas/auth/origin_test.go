package auth_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/atlasrestore/atlasrestore/atlas/auth"
)

// authenticators makes one of each kind.
func authenticators() map[string]atlas.Authenticator {
	return map[string]atlas.Authenticator{
		"service_account": auth.ServiceAccount(clientID, clientSecret),
		"api_key":         auth.APIKey(publicKey, privateKey),
		"access_token":    auth.AccessToken("token-1"),
	}
}

// everyone stands for Atlas with all kinds of credentials: it notes which requests had some.
type everyone struct{ with, without int }

func (e *everyone) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path == "/api/oauth/token":
		answer(w, 200, `{"access_token":"token-1","token_type":"bearer","expires_in":3600}`)
	case r.Header.Get("Authorization") != "":
		e.with++
		answer(w, 200, "{}")
	default:
		e.without++
		w.Header().Set("WWW-Authenticate", `Digest realm="r", nonce="n", qop="auth"`)
		answer(w, 401, "{}")
	}
}

// Credentials go to the origin of the base URL alone.
func TestOnlyTheOriginGetsCredentials(t *testing.T) {
	t.Parallel()
	cases := []struct {
		base, address string
		with          bool
	}{
		{"https://atlas.test", "https://atlas.test/x", true},
		{"https://atlas.test", "https://ATLAS.test:443/x", true},
		{"https://atlas.test:443/path", "HTTPS://atlas.test/x", true},
		{"http://127.0.0.1:80", "http://127.0.0.1/x", true},
		{"http://[::1]:8080", "http://[::1]:8080/x", true},
		{"https://atlas.test", "http://atlas.test/x", false},
		{"https://atlas.test", "https://atlas.test:444/x", false},
		{"https://atlas.test", "https://atlas.test:80/x", false},
		{"https://atlas.test", "https://atlas.test./x", false},
		{"https://atlas.test", "https://sub.atlas.test/x", false},
		{"https://atlas.test", "https://test/x", false},
		{"https://atlas.test", "https://atlas.test.evil.test/x", false},
		{"https://atlas.test", "https://atlas.test@evil.test/x", false},
		{"http://127.0.0.1:8080", "http://127.0.0.1:8081/x", false},
		{"http://127.0.0.1:8080", "http://localhost:8080/x", false},
	}
	for name, a := range authenticators() {
		for _, c := range cases {
			var seen everyone
			rt := transport(t, a, c.base, direct(&seen))
			_, _, err := get(t, rt, c.address)
			if err != nil || (seen.with == 1) != c.with || !c.with && seen.without != 1 {
				t.Errorf("%s: base %s, request %s: %v, %d with and %d without, want with %t", name, c.base, c.address, err, seen.with, seen.without, c.with)
			}
		}
	}
}

// A base URL over plain http is refused, except on a loopback address.
func TestPlainHTTP(t *testing.T) {
	t.Parallel()
	for base, ok := range map[string]bool{
		"http://localhost:1": true, "http://127.8.8.8": true, "http://[::1]": true, "https://atlas.test": true,
		"http://atlas.test": false, "http://localhost.test": false, "http://10.0.0.1": false, "ws://127.0.0.1": false, "/": false,
	} {
		u, err := url.Parse(base)
		if err != nil {
			t.Fatal(err)
		}
		for name, a := range authenticators() {
			if _, err := a.Transport(u, http.DefaultTransport); (err == nil) != ok {
				t.Errorf("%s: %s: %v, want ok %t", name, base, err, ok)
			}
		}
	}
}

// A client that follows a redirect to another host sends no credentials there.
func TestRedirectCarriesNoCredentials(t *testing.T) {
	t.Parallel()
	for name, a := range authenticators() {
		var other http.Header
		elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			other = r.Header.Clone()
			w.Header().Set("WWW-Authenticate", `Digest realm="r", nonce="n", qop="auth"`)
			answer(w, 401, "{}")
		}))
		t.Cleanup(elsewhere.Close)
		seen := &everyone{}
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") == "" || strings.HasPrefix(r.URL.Path, "/api/oauth") {
				seen.ServeHTTP(w, r)
				return
			}
			http.Redirect(w, r, elsewhere.URL+"/x", http.StatusTemporaryRedirect)
		}))
		t.Cleanup(server.Close)
		client := &http.Client{
			Transport:     transport(t, a, server.URL, server.Client().Transport),
			CheckRedirect: func(*http.Request, []*http.Request) error { return nil },
		}
		res, err := client.Post(server.URL+"/x", "text/plain", strings.NewReader("body"))
		if err != nil {
			t.Fatal(err)
		}
		if err := res.Body.Close(); err != nil {
			t.Fatal(err)
		}
		if other == nil || other.Get("Authorization") != "" || res.StatusCode != 401 {
			t.Errorf("%s: %d, the other host got %v", name, res.StatusCode, other)
		}
		if res.Request.Header.Get("Authorization") != "" {
			t.Errorf("%s: the response holds credentials", name)
		}
	}
}

// The request stays as it was, and the response names it and not the copy with credentials.
func TestRequestIsNotChanged(t *testing.T) {
	t.Parallel()
	for name, a := range authenticators() {
		rt := transport(t, a, "https://atlas.test", direct(&everyone{}))
		req := &http.Request{URL: &url.URL{Scheme: "https", Host: "atlas.test", Path: "/x"}}
		res, err := rt.RoundTrip(req)
		if err != nil || res.StatusCode != 200 || res.Request != req || req.Header != nil {
			t.Errorf("%s: %v, header %v", name, err, req.Header)
		}
	}
}

// A transport that breaks its contract is an error, and not a panic.
func TestNoResponse(t *testing.T) {
	t.Parallel()
	nothing := transportFunc(func(*http.Request) (*http.Response, error) { return nil, nil })
	for name, a := range authenticators() {
		if name == "service_account" {
			continue // would be tried again, for seconds
		}
		if _, _, err := get(t, transport(t, a, "https://atlas.test", nothing), "https://atlas.test/x"); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// idle counts CloseIdleConnections.
type idle struct {
	http.RoundTripper
	closed int
}

func (i *idle) CloseIdleConnections() { i.closed++ }

func TestCloseIdleConnections(t *testing.T) {
	t.Parallel()
	for name, a := range authenticators() {
		below := &idle{RoundTripper: http.DefaultTransport}
		(&http.Client{Transport: transport(t, a, "https://atlas.test", below)}).CloseIdleConnections()
		if below.closed != 1 {
			t.Errorf("%s: passed on %d times", name, below.closed)
		}
	}
}

// All kinds work under the runtime, whose retry leaves a token endpoint alone that was tried enough.
func TestUnderTheRuntime(t *testing.T) {
	t.Parallel()
	ops := []atlas.Operation{{Name: "List", Method: http.MethodGet, Path: "/api/atlas/v2/groups"}}
	fake := &fakeAtlas{lifetime: time.Hour, before: func(w http.ResponseWriter, _ int) bool {
		answer(w, 401, `{"error":"invalid_client"}`)
		return true
	}}
	server := httptest.NewServer(fake)
	t.Cleanup(server.Close)
	core, err := atlas.NewCore("v", ops, atlas.WithAuth(auth.ServiceAccount(clientID, clientSecret)), atlas.WithBaseURL(server.URL))
	if err != nil {
		t.Fatal(err)
	}
	list := func(core *atlas.Core) error {
		req, err := http.NewRequest(http.MethodGet, core.BaseURL()+"api/atlas/v2/groups", nil)
		_, err = atlas.Decode[map[string]any](t.Context(), core, &ops[0], req, err)
		return err
	}
	err = list(core)
	var failure interface{ Retryable() bool }
	if !errors.As(err, &failure) || failure.Retryable() || fake.counts()[0] != 1 {
		t.Errorf("%v after %d tries, want a lasting error after one", err, fake.counts()[0])
	}
	noSecrets(t, err, clientSecret)
	for name, a := range authenticators() {
		server := httptest.NewServer(&everyone{})
		t.Cleanup(server.Close)
		core, err := atlas.NewCore("v", ops, atlas.WithAuth(a), atlas.WithBaseURL(server.URL))
		if err != nil {
			t.Fatal(err)
		}
		if err := list(core); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
