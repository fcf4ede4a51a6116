package auth_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/atlasrestore/atlasrestore/atlas/auth"
)

// Whatever challenge a server makes up, the requests are few, and none has the private key.
func FuzzChallenge(f *testing.F) {
	for _, seed := range []string{
		`Digest realm="MMS Public API", domain="", nonce="abc", algorithm=MD5, qop="auth", stale=false`,
		`Basic realm="x", Digest nonce=a,realm = "b\"" ,qop="auth-int , auth",userhash=TRUE`,
		`Digest nonce="a", stale=true`, `Negotiate a==, Digest nonce="\`, `Digest =,=,"`, "Digest nonce=\"é\x80\"", `Digest nonce="n", qop=auth-int`,
	} {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, challenge, info string) {
		requests := 0
		next := transportFunc(func(req *http.Request) (*http.Response, error) {
			requests++
			if got := req.Header.Get("Authorization"); strings.Contains(got, privateKey) {
				t.Errorf("sent %q", got)
			}
			if err := req.Body.Close(); err != nil {
				t.Error(err)
			}
			header := http.Header{"Www-Authenticate": {challenge}, "Authentication-Info": {info}}
			status := 401
			if requests == 2 {
				status = 200
			}
			return &http.Response{StatusCode: status, Header: header, Body: http.NoBody}, nil
		})
		rt := transport(t, auth.APIKey(publicKey, privateKey), "https://atlas.test", next)
		for range 3 {
			req, err := http.NewRequest(http.MethodPost, "https://atlas.test/x", strings.NewReader("body"))
			if err != nil {
				t.Fatal(err)
			}
			before := requests
			if _, err := rt.RoundTrip(req); err != nil {
				t.Error(err)
			}
			if n := requests - before; n < 1 || n > 6 {
				t.Errorf("%d requests for one call", n)
			}
		}
	})
}

// Whatever a token endpoint answers, there is a token that can stand in a header, or an error without the secret.
func FuzzTokenAnswer(f *testing.F) {
	for _, seed := range []string{
		`{"access_token":"abc","token_type":"Bearer","expires_in":3600}`, `{"access_token":"abc","expires_in":-1}`,
		`{"error":"invalid_client","error_description":"mdb_sa_sk_s/cr+t=value"}`, `{"error":401,"detail":"x"}`, `access_token=a&expires_in=1`,
		`{"access_token":7}`, `[]`, "", "<html>", `{"expires_in":"99999999999999999999"}`,
	} {
		f.Add(200, "application/json", seed)
		f.Add(400, "text/plain", seed)
	}
	f.Fuzz(func(t *testing.T, status int, contentType, body string) {
		if status < 200 || status == 408 || status == 429 || status > 499 {
			t.Skip("would be tried again")
		}
		next := direct(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/api/oauth/token" {
				if strings.ContainsAny(r.Header.Get("Authorization"), "\r\n") {
					t.Errorf("header %q", r.Header.Get("Authorization"))
				}
				return
			}
			w.Header().Set("Content-Type", contentType)
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		}))
		rt := transport(t, auth.ServiceAccount(clientID, clientSecret), "https://atlas.test", next)
		if _, _, err := get(t, rt, "https://atlas.test/x"); err != nil {
			if strings.Contains(err.Error(), clientSecret) || len(err.Error()) > 2000 || strings.ContainsAny(err.Error(), "\r\n") {
				t.Errorf("error %q", err)
			}
		}
	})
}

// Whatever stands in a token file, it is read or overwritten.
func FuzzTokenFile(f *testing.F) {
	for _, seed := range []string{
		`{"format":1,"tokens":{"k":{"accessToken":"abc","expiry":"2999-01-01T00:00:00Z"}}}`, `{"format":1,"tokens":null}`, "", "null", "{",
		`{"format":1,"tokens":{"":{"accessToken":"a","issued":"9999-12-31T23:59:59+14:00"}}}`,
	} {
		f.Add([]byte(seed))
	}
	path := filepath.Join(f.TempDir(), "tokens.json")
	f.Fuzz(func(t *testing.T, content []byte) {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		store := auth.FileTokenStore(path)
		want := auth.Token{AccessToken: "new", Expiry: time.Now().Add(time.Hour).Round(0).UTC()}
		for _, change := range []func(auth.Token) auth.Token{
			func(auth.Token) auth.Token { return want },
			func(old auth.Token) auth.Token { return old },
		} {
			got, err := store.Update(t.Context(), "k", func(old auth.Token) (auth.Token, error) { return change(old), nil })
			if err != nil || got.AccessToken != want.AccessToken || !got.Expiry.Equal(want.Expiry) {
				t.Fatalf("%v, %v, want %v", got, err, want)
			}
		}
	})
}
