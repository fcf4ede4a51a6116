package atlastest

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const oauthPrefix = "/api/oauth/"

// The token endpoint gives so many tokens in a minute, and in an hour.
const (
	tokensPerMinute = 10
	tokensPerHour   = 100
)

// tokens are the access tokens of a service account that were issued and not revoked.
type tokens struct {
	until  map[string]time.Time
	issued []time.Time // within the last hour
	random *rand.Rand
}

func newTokens(seed uint64) *tokens {
	return &tokens{until: map[string]time.Time{}, random: rand.New(rand.NewPCG(seed, 0x70ce))}
}

func (t *tokens) valid(token string, now time.Time) bool {
	until, ok := t.until[token]
	return ok && now.Before(until)
}

// issue makes a token, or says how long to wait for one.
func (t *tokens) issue(now time.Time, lifetime time.Duration) (string, *apiError) {
	for len(t.issued) > 0 && !now.Before(t.issued[0].Add(time.Hour)) {
		t.issued = t.issued[1:]
	}
	for _, limit := range []struct {
		n   int
		per time.Duration
	}{{tokensPerMinute, time.Minute}, {tokensPerHour, time.Hour}} {
		if len(t.issued) < limit.n {
			continue
		}
		if free := t.issued[len(t.issued)-limit.n].Add(limit.per); now.Before(free) {
			return "", tooMany(free.Sub(now), limit.n)
		}
	}
	t.issued = append(t.issued, now)
	for old, until := range t.until {
		if !now.Before(until) {
			delete(t.until, old)
		}
	}
	token := fmt.Sprintf("mock.%016x%016x", t.random.Uint64(), t.random.Uint64())
	t.until[token] = now.Add(lifetime)
	return token, nil
}

// ExpireTokens makes all access tokens of the service account invalid, as revoking does.
func (s *Server) ExpireTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.auth.tokens.until)
}

// oauth answers the token and the revocation endpoint (RFC 6749, RFC 7009). Both take the service account by HTTP Basic.
func (s *Server) oauth(r *http.Request, body []byte) *answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	endpoint := strings.TrimPrefix(r.URL.Path, oauthPrefix)
	if endpoint != "token" && endpoint != "revoke" {
		return errorAnswer(newError(http.StatusNotFound, "RESOURCE_NOT_FOUND", "Cannot find resource.", r.URL.Path), format{})
	}
	if r.Method != http.MethodPost {
		err := newError(http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED", "The method is not allowed for the resource.", r.Method)
		err.header.Set("Allow", http.MethodPost)
		return errorAnswer(err, format{})
	}
	if !s.auth.isServiceAccount(r) {
		a := oauthError(http.StatusUnauthorized, "invalid_client")
		a.header.Set("WWW-Authenticate", `Basic realm="`+realm+`"`)
		return a
	}
	form, err := url.ParseQuery(string(body))
	if err != nil || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		return oauthError(http.StatusBadRequest, "invalid_request")
	}
	if endpoint == "revoke" {
		return s.auth.revoke(form)
	}
	return s.auth.token(form, s.clock.now())
}

// isServiceAccount checks HTTP Basic. RFC 6749 wants both parts form-encoded, and not all clients do so.
func (a *authenticator) isServiceAccount(r *http.Request) bool {
	id, secret, ok := r.BasicAuth()
	return ok && a.clientID != "" && sameEncoded(a.clientID, id) && sameEncoded(a.clientSecret, secret)
}

func sameEncoded(want, got string) bool {
	plain, err := url.QueryUnescape(got)
	return same(want, got) || err == nil && same(want, plain)
}

func (a *authenticator) token(form url.Values, now time.Time) *answer {
	if form.Get("grant_type") != "client_credentials" {
		return oauthError(http.StatusBadRequest, "unsupported_grant_type")
	}
	token, limited := a.tokens.issue(now, a.tokenLifetime)
	if limited != nil {
		return errorAnswer(limited, format{})
	}
	return oauthAnswer(http.StatusOK, object{
		"access_token": token, "token_type": "Bearer", "expires_in": int(a.tokenLifetime.Seconds()),
	})
}

// revoke ends a token; one that is not known is well, as RFC 7009 says.
func (a *authenticator) revoke(form url.Values) *answer {
	if form.Get("token") == "" {
		return oauthError(http.StatusBadRequest, "invalid_request")
	}
	delete(a.tokens.until, form.Get("token"))
	return &answer{status: http.StatusOK, header: http.Header{"Content-Length": {strconv.Itoa(0)}}}
}

// oauthError is in the form of RFC 6749, section 5.2, not of Atlas.
func oauthError(status int, code string) *answer {
	return oauthAnswer(status, object{"error": code})
}

func oauthAnswer(status int, body object) *answer {
	return &answer{status: status, body: encode(body, format{}), header: http.Header{
		"Content-Type": {"application/json"}, "Cache-Control": {"no-store"},
	}}
}
