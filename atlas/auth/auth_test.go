package auth_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/atlasrestore/atlasrestore/atlas"
)

const (
	clientID     = "mdb_sa_id_1234"
	clientSecret = "mdb_sa_sk_s/cr+t=value"
	apiPath      = "/api/atlas/v2/groups"
)

// transportFunc is a transport made of a function.
type transportFunc func(*http.Request) (*http.Response, error)

func (f transportFunc) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// direct calls a handler without a network, so that time can be that of a bubble.
func direct(handler http.Handler) http.RoundTripper {
	return transportFunc(func(req *http.Request) (*http.Response, error) {
		if err := req.Context().Err(); err != nil {
			return nil, err
		}
		in := req.Clone(req.Context())
		in.Host, in.RequestURI = req.URL.Host, req.URL.RequestURI()
		if req.Body != nil {
			data, err := io.ReadAll(req.Body)
			if err != nil {
				return nil, err
			}
			if err := req.Body.Close(); err != nil {
				return nil, err
			}
			in.Body = io.NopCloser(bytes.NewReader(data))
		} else {
			in.Body = http.NoBody
		}
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, in)
		if err := req.Context().Err(); err != nil {
			return nil, err
		}
		res := recorder.Result()
		res.Request = req
		return res, nil
	})
}

// transport makes the transport of an authenticator.
func transport(t testing.TB, a atlas.Authenticator, base string, next http.RoundTripper) http.RoundTripper {
	t.Helper()
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	rt, err := a.Transport(u, next)
	if err != nil {
		t.Fatal(err)
	}
	return rt
}

// fakeAtlas gives out tokens and checks them.
type fakeAtlas struct {
	lifetime time.Duration                                         // of tokens; 0: not told
	slow     time.Duration                                         // how long the token endpoint takes
	before   func(w http.ResponseWriter, n int) (answered bool)    // instead of the n-th token, from 1; may be nil
	api      func(w http.ResponseWriter, r *http.Request, n int64) // what a good request gets; may be nil

	mu       sync.Mutex
	fetches  int
	revokes  int
	calls    int64
	refusals int
	tokens   map[string]time.Time // by token; removed ones are revoked
	agents   []string             // of requests for tokens
	used     []string             // tokens of good requests
}

func (a *fakeAtlas) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/api/oauth/token":
		a.token(w, r)
	case "/api/oauth/revoke":
		a.revoke(w, r)
	default:
		a.resource(w, r)
	}
}

func (a *fakeAtlas) token(w http.ResponseWriter, r *http.Request) {
	time.Sleep(a.slow)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.fetches++
	a.agents = append(a.agents, r.UserAgent())
	if a.before != nil && a.before(w, a.fetches) {
		return
	}
	if !goodBasic(r) || r.Method != http.MethodPost || r.FormValue("grant_type") != "client_credentials" ||
		r.Header.Get("Accept") != "application/json" {
		answer(w, 401, `{"error":"invalid_client","error_description":"bad request for a token"}`)
		return
	}
	name := fmt.Sprintf("token-%d", a.fetches)
	if a.tokens == nil {
		a.tokens = make(map[string]time.Time)
	}
	members := map[string]any{"access_token": name, "token_type": "Bearer"}
	a.tokens[name] = time.Now().Add(1000 * time.Hour)
	if a.lifetime != 0 {
		a.tokens[name] = time.Now().Add(a.lifetime)
		members["expires_in"] = int(a.lifetime / time.Second)
	}
	_ = json.NewEncoder(w).Encode(members) // as text/plain: nobody has set a Content-Type
}

func (a *fakeAtlas) revoke(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !goodBasic(r) || r.FormValue("token_type_hint") != "access_token" {
		answer(w, 401, `{"error":"invalid_client"}`)
		return
	}
	a.revokes++
	delete(a.tokens, r.FormValue("token"))
}

func (a *fakeAtlas) resource(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	a.mu.Lock()
	defer a.mu.Unlock()
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if expiry, known := a.tokens[token]; err != nil || !ok || !known || time.Now().After(expiry) {
		a.refusals++
		answer(w, 401, `{"error":401,"errorCode":"UNAUTHORIZED"}`)
		return
	}
	a.calls++
	a.used = append(a.used, token)
	if a.api != nil {
		a.api(w, r, a.calls)
		return
	}
	answer(w, 200, strconv.Quote(string(body)))
}

// counts returns how many tokens were fetched and how many requests were good and refused.
func (a *fakeAtlas) counts() [3]int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return [3]int{a.fetches, int(a.calls), a.refusals}
}

// forget makes all tokens invalid.
func (a *fakeAtlas) forget() {
	a.mu.Lock()
	defer a.mu.Unlock()
	clear(a.tokens)
}

func goodBasic(r *http.Request) bool {
	id, password, ok := r.BasicAuth()
	return ok && id == url.QueryEscape(clientID) && password == url.QueryEscape(clientSecret)
}

func answer(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

// get sends a GET and returns status and body.
func get(t testing.TB, rt http.RoundTripper, address string) (int, string, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	return do(t, rt, req)
}

func do(t testing.TB, rt http.RoundTripper, req *http.Request) (int, string, error) {
	t.Helper()
	res, err := rt.RoundTrip(req)
	if err != nil {
		return 0, "", err
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body), nil
}

// mustGet sends a GET that has to succeed.
func mustGet(t testing.TB, rt http.RoundTripper, address string) {
	t.Helper()
	if status, body, err := get(t, rt, address); status != 200 || err != nil {
		t.Fatalf("GET: %d %s %v", status, body, err)
	}
}
