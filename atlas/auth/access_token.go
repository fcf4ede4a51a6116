package auth

import (
	"fmt"
	"net/http"
	"net/url"

	"github.com/atlasrestore/atlasrestore/atlas"
)

// AccessToken sends a bearer token that the caller has got, such as one of another tool. It is not renewed: once it
// has expired, Atlas answers 401. An empty token, or one with white space, is an error when the client is made.
func AccessToken(token string) atlas.Authenticator { return accessToken{newSecret(token)} }

type accessToken struct{ token secret }

var _ atlas.Authenticator = accessToken{}

// Transport implements [atlas.Authenticator].
func (a accessToken) Transport(base *url.URL, next http.RoundTripper) (http.RoundTripper, error) {
	if err := checkEnds(base, next); err != nil {
		return nil, fmt.Errorf("access token: %w", err)
	}
	if err := checkBearer(a.token()); err != nil {
		return nil, err
	}
	copied := *base
	return &bearerTransport{base: &copied, next: next, token: a.token}, nil
}

// String shows no secret.
func (a accessToken) String() string { return "auth.AccessToken(" + redacted + ")" }

// GoString is String.
func (a accessToken) GoString() string { return a.String() }

// Format writes String, whatever the verb.
func (a accessToken) Format(f fmt.State, _ rune) { formatAs(f, a.String()) }

// bearerTransport adds a token that does not change.
type bearerTransport struct {
	base  *url.URL
	next  http.RoundTripper
	token secret
}

// RoundTrip implements [http.RoundTripper].
func (t *bearerTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	if !sameOrigin(t.base, req.URL) {
		return t.next.RoundTrip(req)
	}
	return send(t.next, req, req.Body, "Bearer "+t.token())
}

// CloseIdleConnections passes on to the transport below.
func (t *bearerTransport) CloseIdleConnections() { closeIdle(t.next) }
