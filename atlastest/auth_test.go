package atlastest_test

import (
	"crypto/md5"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/atlasrestore/atlasrestore/atlastest"
)

const formType = "Content-Type: application/x-www-form-urlencoded"

// basic makes the header of HTTP Basic.
func basic(id, secret string) string {
	req := &http.Request{Header: http.Header{}}
	req.SetBasicAuth(id, secret)
	return "Authorization: " + req.Header.Get("Authorization")
}

func token(t *testing.T, srv *atlastest.Server) string {
	t.Helper()
	r := want(t, 200, srv, "POST", "/api/oauth/token", "grant_type=client_credentials", formType, basic("mdb_sa_id_1", "s e+c%ret"))
	if r.text("token_type") != "Bearer" || r.json["expires_in"] != 3600.0 || r.header.Get("Cache-Control") != "no-store" {
		t.Errorf("token answer %s", r.raw)
	}
	return r.text("access_token")
}

func TestServiceAccount(t *testing.T) {
	t.Parallel()
	srv := fresh(t, atlastest.WithServiceAccount("mdb_sa_id_1", "s e+c%ret"))
	r := want(t, 401, srv, "GET", cloud, "")
	if r.text("errorCode") != "UNAUTHORIZED" || !strings.HasPrefix(r.header.Get("WWW-Authenticate"), "Bearer ") {
		t.Errorf("401: %q %s", r.header.Get("WWW-Authenticate"), r.raw)
	}
	bearer := "Authorization: Bearer " + token(t, srv)
	want(t, 200, srv, "GET", cloud, "", bearer)
	srv.Advance(time.Hour - time.Second)
	want(t, 200, srv, "GET", cloud, "", bearer)
	srv.Advance(time.Second)
	want(t, 401, srv, "GET", cloud, "", bearer)

	fresh := token(t, srv)
	own := basic("mdb_sa_id_1", url.QueryEscape("s e+c%ret")) // as RFC 6749 wants it
	want(t, 200, srv, "POST", "/api/oauth/revoke", "token=unknown", formType, own)
	want(t, 200, srv, "GET", cloud, "", "Authorization: Bearer "+fresh)
	want(t, 200, srv, "POST", "/api/oauth/revoke", "token="+fresh, formType, own)
	want(t, 401, srv, "GET", cloud, "", "Authorization: Bearer "+fresh)
}

func TestTokenEndpointRefuses(t *testing.T) {
	t.Parallel()
	srv := fresh(t, atlastest.WithServiceAccount("id", "secret"))
	for _, tt := range []struct {
		name, method, path, body string
		header                   []string
		status                   int
		code                     string
	}{
		{"no credentials", "POST", "token", "grant_type=client_credentials", []string{formType}, 401, "invalid_client"},
		{"wrong secret", "POST", "token", "grant_type=client_credentials", []string{formType, basic("id", "other")}, 401, "invalid_client"},
		{"secret in the body", "POST", "token", "grant_type=client_credentials&client_id=id&client_secret=secret", []string{formType}, 401, "invalid_client"},
		{"grant", "POST", "token", "grant_type=password", []string{formType, basic("id", "secret")}, 400, "unsupported_grant_type"},
		{"JSON", "POST", "token", `{"grant_type":"client_credentials"}`, []string{"Content-Type: application/json", basic("id", "secret")}, 400, "invalid_request"},
		{"nothing to revoke", "POST", "revoke", "", []string{formType, basic("id", "secret")}, 400, "invalid_request"},
	} {
		if r := want(t, tt.status, srv, tt.method, "/api/oauth/"+tt.path, tt.body, tt.header...); r.text("error") != tt.code {
			t.Errorf("%s: %s", tt.name, r.raw)
		}
	}
	want(t, 405, srv, "GET", "/api/oauth/token", "")
	want(t, 404, srv, "POST", "/api/oauth/other", "")
}

// Ten tokens a minute, a hundred an hour.
func TestTokenLimits(t *testing.T) {
	t.Parallel()
	srv := fresh(t, atlastest.WithServiceAccount("id", "secret"))
	get := func(status int) reply {
		t.Helper()
		return want(t, status, srv, "POST", "/api/oauth/token", "grant_type=client_credentials", formType, basic("id", "secret"))
	}
	for minute := range 10 {
		for range 10 {
			get(200)
		}
		if r := get(429); minute == 0 && (r.header.Get("Retry-After") != "60" || r.text("errorCode") != "RATE_LIMITED_TOKEN_BUCKET") {
			t.Errorf("Retry-After %q: %s", r.header.Get("Retry-After"), r.raw)
		}
		srv.Advance(time.Minute)
	}
	if r := get(429); r.header.Get("Retry-After") != "3000" { // the first was ten minutes ago
		t.Errorf("Retry-After %q", r.header.Get("Retry-After"))
	}
	srv.Advance(50 * time.Minute)
	get(200)
}

// A digester is the client's half of RFC 7616, written apart from the server's.
type digester struct{ user, password, nonce string }

func (d digester) header(method, uri string, count int) string {
	h := func(s string) string { return fmt.Sprintf("%x", md5.Sum([]byte(s))) }
	nc := fmt.Sprintf("%08x", count)
	response := h(h(d.user+":MMS Public API:"+d.password) + ":" + d.nonce + ":" + nc + ":0a4f113b:auth:" + h(method+":"+uri))
	return fmt.Sprintf(`Authorization: Digest username="%s", realm="MMS Public API", nonce="%s", uri="%s", algorithm=MD5, qop=auth, nc=%s, cnonce="0a4f113b", response="%s"`,
		d.user, d.nonce, uri, nc, response)
}

// challenge reads the nonce of a 401, and whether it says stale.
func challenge(t *testing.T, r reply) (nonce string, stale bool) {
	t.Helper()
	value := r.header.Get("WWW-Authenticate")
	if !strings.HasPrefix(value, `Digest realm="MMS Public API"`) || !strings.Contains(value, `qop="auth"`) || !strings.Contains(value, "algorithm=MD5") {
		t.Fatalf("challenge %q", value)
	}
	_, rest, _ := strings.Cut(value, `nonce="`)
	nonce, _, _ = strings.Cut(rest, `"`)
	return nonce, strings.Contains(value, "stale=true")
}

func TestDigest(t *testing.T) {
	t.Parallel()
	srv := fresh(t, atlastest.WithAPIKey("public", "private"), atlastest.WithNonceLifetime(time.Minute))
	nonce, stale := challenge(t, want(t, 401, srv, "GET", cloud, ""))
	if stale {
		t.Error("the first challenge is stale")
	}
	d := digester{"public", "private", nonce}
	target := cloud + "?pageNum=1"
	refused := func(why string, wantStale bool, header string) {
		t.Helper()
		if _, stale := challenge(t, want(t, 401, srv, "GET", target, "", header)); stale != wantStale {
			t.Errorf("%s: stale=%v", why, stale)
		}
	}
	want(t, 200, srv, "GET", target, "", d.header("GET", target, 1))
	want(t, 200, srv, "GET", target, "", d.header("GET", target, 2))
	want(t, 200, srv, "GET", target, "", d.header("GET", target, 5))
	refused("replay", true, d.header("GET", target, 5))
	refused("count goes back", true, d.header("GET", target, 3))
	refused("other target", false, d.header("GET", cloud, 6))
	refused("other method", false, d.header("POST", target, 6))
	refused("wrong password", false, digester{"public", "guess", nonce}.header("GET", target, 6))
	refused("wrong user", false, digester{"other", "private", nonce}.header("GET", target, 6))
	refused("unknown nonce", true, digester{"public", "private", "made up"}.header("GET", target, 6))
	refused("other hash", false, strings.Replace(d.header("GET", target, 6), "MD5", "SHA-256", 1))
	refused("malformed", false, d.header("GET", target, 6)+`, qop="auth`)
	refused("twice", false, d.header("GET", target, 6)+`, qop=auth`)
	// None of the refused requests used up the count.
	want(t, 200, srv, "GET", target, "", d.header("GET", target, 6))
	srv.Advance(time.Minute)
	r := want(t, 401, srv, "GET", target, "", d.header("GET", target, 7))
	if d.nonce, stale = challenge(t, r); !stale || d.nonce == nonce {
		t.Errorf("stale %v, nonce %q", stale, d.nonce)
	}
	want(t, 200, srv, "GET", target, "", d.header("GET", target, 1))
}

// Within the window each count is taken once, in any order.
func TestNonceWindow(t *testing.T) {
	t.Parallel()
	srv := fresh(t, atlastest.WithAPIKey("public", "private"), atlastest.WithNonceWindow(3))
	nonce, _ := challenge(t, want(t, 401, srv, "GET", cloud, ""))
	d := digester{"public", "private", nonce}
	for _, step := range []struct{ count, status int }{
		{0, 401}, {2, 200}, {1, 200}, {1, 401}, {2, 401}, {0, 401}, {7, 200}, {4, 200}, {3, 401}, {6, 200}, {4, 401}, {100, 200}, {99, 200}, {7, 401},
	} {
		if r := send(t, srv, "GET", cloud, "", d.header("GET", cloud, step.count)); r.status != step.status {
			t.Errorf("count %d: status %d, want %d", step.count, r.status, step.status)
		}
	}
}

func TestAccessToken(t *testing.T) {
	t.Parallel()
	srv := fresh(t, atlastest.WithAccessToken("one"), atlastest.WithAccessToken("two"))
	want(t, 200, srv, "GET", cloud, "", "Authorization: Bearer one")
	want(t, 200, srv, "GET", cloud, "", "Authorization: bearer two")
	want(t, 401, srv, "GET", cloud, "", "Authorization: Bearer three")
	want(t, 401, srv, "GET", cloud, "", "Authorization: Bearer ")
	want(t, 401, srv, "GET", cloud, "", basic("one", "one"))
}

// Whatever way a server or its records are printed, no credential is in it.
func TestNoSecretsInPrint(t *testing.T) {
	t.Parallel()
	srv := fresh(t, atlastest.WithServiceAccount("id", "hunter2"), atlastest.WithAPIKey("public", "hunter2"), atlastest.WithAccessToken("hunter2"))
	want(t, 200, srv, "POST", "/api/oauth/token", "grant_type=client_credentials&client_secret=hunter2", formType, basic("id", "hunter2"))
	want(t, 200, srv, "GET", cloud, "", "Authorization: Bearer hunter2", "Cookie: session=hunter2")
	for _, text := range []string{fmt.Sprintf("%v %+v %#v", srv, srv, srv), fmt.Sprintf("%+v", srv.Requests())} {
		if strings.Contains(text, "hunter2") {
			t.Errorf("found in %s", text)
		}
	}
}
