package auth_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/atlasrestore/atlasrestore/atlas/auth"
	"github.com/google/go-cmp/cmp"
)

func TestOneTokenForManyRequests(t *testing.T) {
	t.Parallel()
	fake := &fakeAtlas{lifetime: time.Hour, slow: 20 * time.Millisecond}
	server := httptest.NewServer(fake)
	t.Cleanup(server.Close)
	account := auth.ServiceAccount(clientID, clientSecret)
	one := transport(t, account, server.URL, server.Client().Transport)
	two := transport(t, account, server.URL, server.Client().Transport)
	var wg sync.WaitGroup
	for i := range 64 {
		wg.Go(func() {
			rt := one
			if i%2 == 1 {
				rt = two
			}
			if status, body, err := get(t, rt, server.URL+apiPath); status != 200 || err != nil {
				t.Errorf("GET: %d %s %v", status, body, err)
			}
		})
	}
	wg.Wait()
	if diff := cmp.Diff([3]int{1, 64, 0}, fake.counts()); diff != "" {
		t.Errorf("fetches, calls, refusals mismatch (-want +got):\n%s", diff)
	}
}

// A token that Atlas refuses is replaced once, by one request, and all requests succeed.
func TestRefusedTokenIsReplaced(t *testing.T) {
	t.Parallel()
	fake := &fakeAtlas{lifetime: time.Hour, slow: 20 * time.Millisecond}
	server := httptest.NewServer(fake)
	t.Cleanup(server.Close)
	rt := transport(t, auth.ServiceAccount(clientID, clientSecret), server.URL, server.Client().Transport)
	mustGet(t, rt, server.URL+apiPath)
	fake.forget()
	var wg sync.WaitGroup
	for range 64 {
		wg.Go(func() {
			req, err := http.NewRequest(http.MethodPost, server.URL+apiPath, strings.NewReader("the body"))
			if err != nil {
				t.Error(err)
				return
			}
			if status, body, err := do(t, rt, req); status != 200 || body != `"the body"` || err != nil {
				t.Errorf("POST: %d %s %v", status, body, err)
			}
		})
	}
	wg.Wait()
	if got := fake.counts(); got[0] != 2 || got[1] != 65 || got[2] > 64 {
		t.Errorf("fetches, calls, refusals: %v, want 2, 65, at most 64", got)
	}
}

// A body that cannot be sent again is not, but the next request has a new token.
func TestRefusedStream(t *testing.T) {
	t.Parallel()
	fake := &fakeAtlas{lifetime: time.Hour}
	rt := transport(t, auth.ServiceAccount(clientID, clientSecret), "https://atlas.test", direct(fake))
	mustGet(t, rt, "https://atlas.test"+apiPath)
	fake.forget()
	req, err := http.NewRequest(http.MethodPost, "https://atlas.test"+apiPath, io.LimitReader(strings.NewReader("stream"), 6))
	if err != nil {
		t.Fatal(err)
	}
	if status, body, err := do(t, rt, req); status != 401 || !strings.Contains(body, "UNAUTHORIZED") || err != nil {
		t.Errorf("POST: %d %s %v, want the 401 as it came", status, body, err)
	}
	mustGet(t, rt, "https://atlas.test"+apiPath)
	if diff := cmp.Diff([3]int{2, 2, 1}, fake.counts()); diff != "" {
		t.Errorf("fetches, calls, refusals mismatch (-want +got):\n%s", diff)
	}
}

// An account whose tokens never work takes two tokens, and not one for each call.
func TestUselessTokensAreNotBurnt(t *testing.T) {
	t.Parallel()
	fake := &fakeAtlas{lifetime: time.Hour}
	refuse := transportFunc(func(req *http.Request) (*http.Response, error) {
		if req.URL.Path == "/api/oauth/token" {
			return direct(fake).RoundTrip(req)
		}
		recorder := httptest.NewRecorder()
		answer(recorder, 401, `{}`)
		return recorder.Result(), nil
	})
	rt := transport(t, auth.ServiceAccount(clientID, clientSecret), "https://atlas.test", refuse)
	for range 10 {
		if status, _, err := get(t, rt, "https://atlas.test"+apiPath); status != 401 || err != nil {
			t.Fatalf("GET: %d %v, want 401", status, err)
		}
	}
	if got := fake.counts(); got[0] != 2 {
		t.Errorf("%d tokens, want 2", got[0])
	}
}

// The endpoint's answer decides the error, which says no secret whatever the server repeats.
func TestTokenErrors(t *testing.T) {
	t.Parallel()
	echo := strings.Join([]string{clientSecret, url.QueryEscape(clientSecret), "token-of-the-server"}, " ")
	cases := []struct {
		name, body string
		status     int
		is         error
		want       string
	}{
		{
			"invalid_client", `{"error":"invalid_client","error_description":"no such account"}`, 401, atlas.ErrUnauthorized,
			"service account: fetch token: 401 Unauthorized: invalid_client: no such account",
		},
		{
			"atlas_error", `{"error":403,"errorCode":"IP_ADDRESS_NOT_ON_ACCESS_LIST","detail":"not\nlisted"}`, 403, atlas.ErrForbidden,
			"service account: fetch token: 403 Forbidden: IP_ADDRESS_NOT_ON_ACCESS_LIST: not listed",
		},
		{
			"echo", `{"error":"invalid_request","access_token":"token-of-the-server","error_description":"got ` + echo + `"}`, 400,
			atlas.ErrUnauthorized,
			"service account: fetch token: 400 Bad Request: invalid_request: got [redacted] [redacted] [redacted]",
		},
		{"html", "<p>" + clientSecret, 404, nil, "service account: fetch token: 404 Not Found"},
		{"redirect", "", 307, nil, "service account: fetch token: 307 Temporary Redirect"},
		{"no_token", `{"secret":"` + clientSecret + `"}`, 200, nil, "service account: fetch token: 200 OK: the answer has no usable token"},
		{"no_json", `<p>`, 200, nil, "service account: fetch token: 200 OK: the answer has no usable token"},
		{"error_with_200", `{"error":"invalid_scope"}`, 200, nil, "service account: fetch token: 200 OK: invalid_scope"},
		{
			"mac_token", `{"access_token":"abc","token_type":"mac"}`, 200, nil,
			"service account: fetch token: 200 OK: the token is not of the type Bearer",
		},
		{
			"header_injection", `{"access_token":"a\r\nX: y","token_type":"Bearer"}`, 200, nil,
			"service account: fetch token: 200 OK: access token has white space or other characters that no token has",
		},
		{
			"long", `{"error":"x","error_description":"` + strings.Repeat("a", 5000) + `"}`, 400, nil,
			"service account: fetch token: 400 Bad Request: x: " + strings.Repeat("a", 200) + "…",
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			fake := &fakeAtlas{before: func(w http.ResponseWriter, _ int) bool {
				w.Header().Set("Location", "https://elsewhere.test/")
				w.WriteHeader(c.status)
				_, _ = io.WriteString(w, c.body)
				return true
			}}
			rt := transport(t, auth.ServiceAccount(clientID, clientSecret), "https://atlas.test", direct(fake))
			_, _, err := get(t, rt, "https://atlas.test"+apiPath)
			var failure *auth.TokenError
			if !errors.As(err, &failure) || failure.Status != c.status {
				t.Fatalf("%v, want a TokenError with status %d", err, c.status)
			}
			if diff := cmp.Diff(c.want, err.Error()); diff != "" {
				t.Errorf("error mismatch (-want +got):\n%s", diff)
			}
			if c.is != nil && !errors.Is(err, c.is) {
				t.Errorf("is not %v", c.is)
			}
			if got := fake.counts(); got[0] != 1 {
				t.Errorf("%d tries, want 1: it is final", got[0])
			}
			noSecrets(t, err, clientSecret, url.QueryEscape(clientSecret), "token-of-the-server")
		})
	}
}

// The context of one waiter ends its waiting, and not the fetch of the others.
func TestWaiterGivesUpAlone(t *testing.T) {
	t.Parallel()
	fetching, goOn := make(chan struct{}), make(chan struct{})
	fake := &fakeAtlas{lifetime: time.Hour, before: func(http.ResponseWriter, int) bool {
		close(fetching)
		<-goOn
		return false
	}}
	server := httptest.NewServer(fake)
	t.Cleanup(server.Close)
	rt := transport(t, auth.ServiceAccount(clientID, clientSecret), server.URL, server.Client().Transport)
	ctx, cancel := context.WithCancel(t.Context())
	gone := make(chan error, 1)
	body := &closeCounter{Reader: strings.NewReader("x")}
	go func() { // the one that starts the fetch
		req, _ := http.NewRequestWithContext(ctx, http.MethodPost, server.URL+apiPath, body)
		_, err := rt.RoundTrip(req)
		gone <- err
	}()
	<-fetching
	var wg sync.WaitGroup
	wg.Go(func() { mustGetAsync(t, rt, server.URL+apiPath) })
	cancel()
	if err := <-gone; !errors.Is(err, context.Canceled) || body.closed != 1 {
		t.Errorf("%v, body closed %d times, want context.Canceled and once", err, body.closed)
	}
	close(goOn)
	wg.Wait()
	mustGet(t, rt, server.URL+apiPath)
	if diff := cmp.Diff([3]int{1, 2, 0}, fake.counts()); diff != "" {
		t.Errorf("fetches, calls, refusals mismatch (-want +got):\n%s", diff)
	}
}

// mustGetAsync is mustGet for another goroutine than the test's.
func mustGetAsync(t *testing.T, rt http.RoundTripper, address string) {
	if status, body, err := get(t, rt, address); status != 200 || err != nil {
		t.Errorf("GET: %d %s %v", status, body, err)
	}
}

type closeCounter struct {
	io.Reader
	closed int
}

func (c *closeCounter) Close() error { c.closed++; return nil }

// The User-Agent of the client is that of its requests for tokens, too.
func TestUserAgentOfTokenRequest(t *testing.T) {
	t.Parallel()
	fake := &fakeAtlas{lifetime: time.Hour}
	rt := transport(t, auth.ServiceAccount(clientID, clientSecret), "https://atlas.test", direct(fake))
	req, err := http.NewRequest(http.MethodGet, "https://atlas.test"+apiPath, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("User-Agent", "nightly-restore/1.4")
	if _, _, err := do(t, rt, req); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"nightly-restore/1.4"}, fake.agents); diff != "" {
		t.Errorf("user agents mismatch (-want +got):\n%s", diff)
	}
}

func TestTokenURL(t *testing.T) {
	t.Parallel()
	cases := []struct {
		base, tokenURL string
		ok             bool
	}{
		{"https://atlas.test", "", true},
		{"https://atlas.test", "https://login.test/token", true},
		{"https://atlas.test", "http://atlas.test/token", false},
		{"https://atlas.test", "http://127.0.0.1:80/token", false},
		{"http://127.0.0.1:8080", "http://127.0.0.1:8080/token", true},
		{"http://127.0.0.1:8080", "HTTP://127.0.0.1:8080/token", true},
		{"http://127.0.0.1:8080", "http://127.0.0.1:8081/token", false},
		{"http://atlas.test", "", false},
		{"https://atlas.test", "https://user:pass@atlas.test/token", false},
		{"https://atlas.test", "/token", false},
		{"https://atlas.test", "https://atlas.test/token#x", false},
		{"https://atlas.test", "https://atlas.test/%zz", false},
		{"ftp://atlas.test", "", false},
	}
	for _, c := range cases {
		base, err := url.Parse(c.base)
		if err != nil {
			t.Fatal(err)
		}
		a := auth.ServiceAccount(clientID, clientSecret, auth.WithTokenURL(c.tokenURL), nil)
		if _, err := a.Transport(base, http.DefaultTransport); (err == nil) != c.ok || err != nil && strings.Contains(err.Error(), "pass") {
			t.Errorf("base %s, token URL %s: %v, want ok %t", c.base, c.tokenURL, err, c.ok)
		}
	}
}

// With a path of its own, the endpoint is asked there, and tokens are revoked beside it.
func TestOtherTokenURL(t *testing.T) {
	t.Parallel()
	fake := &fakeAtlas{lifetime: time.Hour}
	var paths []string
	next := transportFunc(func(req *http.Request) (*http.Response, error) {
		paths = append(paths, req.URL.Host+req.URL.RequestURI())
		moved := req.Clone(req.Context())
		moved.URL.Path = strings.Replace(req.URL.Path, "/proxy/", "/api/oauth/", 1)
		return direct(fake).RoundTrip(moved)
	})
	a := auth.ServiceAccount(clientID, clientSecret, auth.WithTokenURL("https://login.test/proxy/token?x=y"))
	mustGet(t, transport(t, a, "https://atlas.test", next), "https://atlas.test/x")
	if err := a.Revoke(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := []string{"login.test/proxy/token?x=y", "atlas.test/x", "login.test/proxy/revoke"}
	if diff := cmp.Diff(want, paths); diff != "" {
		t.Errorf("requests mismatch (-want +got):\n%s", diff)
	}
}
