package atlastest

import (
	"crypto/hmac"
	"net/http"
	"strings"
	"time"
)

// credentials are what the options demand. The zero value demands none.
type credentials struct {
	clientID, clientSecret string
	publicKey, privateKey  string
	static                 []string
	tokenLifetime          time.Duration
	nonceLifetime          time.Duration
	nonceWindow            uint64
}

// An authenticator checks credentials and keeps tokens and nonces. The server's lock guards it.
type authenticator struct {
	credentials
	tokens *tokens
	digest *digest
}

func newAuthenticator(c credentials, seed uint64) *authenticator {
	return &authenticator{credentials: c, tokens: newTokens(seed), digest: newDigest(seed)}
}

// needed reports whether requests need credentials at all.
func (a *authenticator) needed() bool {
	return a.clientID != "" || a.publicKey != "" || len(a.static) > 0
}

// check accepts a request or returns the 401 with its challenges.
func (a *authenticator) check(r *http.Request, now time.Time) *apiError {
	if !a.needed() {
		return nil
	}
	scheme, value, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	stale := false
	switch strings.ToLower(scheme) {
	case "bearer":
		if a.bearer(strings.TrimSpace(value), now) {
			return nil
		}
	case "digest":
		ok := false
		if ok, stale = a.digest.check(r, value, a.credentials, now); ok {
			return nil
		}
	}
	return a.unauthorized(scheme != "", stale, now)
}

func (a *authenticator) bearer(token string, now time.Time) bool {
	for _, static := range a.static {
		if same(static, token) {
			return true
		}
	}
	return a.clientID != "" && a.tokens.valid(token, now)
}

// unauthorized makes the 401. Each way to authenticate has its own challenge; only that of the digest is quoted from
// Atlas.
func (a *authenticator) unauthorized(tried, stale bool, now time.Time) *apiError {
	err := newError(http.StatusUnauthorized, "UNAUTHORIZED", "You are not authorized for this resource.")
	if a.publicKey != "" {
		err.header.Add("WWW-Authenticate", a.digest.challenge(stale, now, a.nonceLifetime))
	}
	if a.clientID != "" || len(a.static) > 0 {
		challenge := `Bearer realm="` + realm + `"`
		if tried {
			challenge += `, error="invalid_token"`
		}
		err.header.Add("WWW-Authenticate", challenge)
	}
	return err
}

// same compares secrets in constant time.
func same(a, b string) bool { return hmac.Equal([]byte(a), []byte(b)) }
