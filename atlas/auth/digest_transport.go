package auth

import (
	"fmt"
	"net/http"
	"net/url"

	"github.com/icholy/digest"
)

// digestTransport answers digest challenges.
//
// It is not the Transport of package digest, because that counts up a nonce that another request has just replaced,
// asks for a challenge in each of several first requests, knows hosts but not origins, keeps any body in memory, and
// tries wrong credentials again in each call.
type digestTransport struct {
	base     *url.URL
	next     http.RoundTripper
	key      apiKey
	sessions sessions
}

// maxChallenged is how many challenges one request answers: the nonce that it started with may have ended, the next
// one may have been counted up out of order by others, and net/http may have repeated the request by itself, which the
// server takes for a replay. All of these it calls stale: the credentials are right.
const maxChallenged = 5

// RoundTrip implements [http.RoundTripper].
func (t *digestTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	if !sameOrigin(t.base, req.URL) {
		return t.next.RoundTrip(req)
	}
	again, err := buffered(req)
	if err != nil {
		return nil, fmt.Errorf("API key: %w", err)
	}
	s, end, err := t.sessions.begin(req.Context())
	if err != nil {
		closeBody(again.Body)
		return nil, fmt.Errorf("API key: wait for the first answer: %w", err)
	}
	defer end()
	res, err := t.exchange(again, s, end)
	if res != nil {
		res.Request = req
	}
	return res, err
}

// exchange sends a request until no challenge is left to answer, beginning with session s, which may be nil.
func (t *digestTransport) exchange(req *http.Request, s *session, end func()) (*http.Response, error) {
	body := req.Body
	for n := 0; ; n++ {
		authorization, err := t.authorization(req, s)
		if err != nil {
			closeBody(body)
			return nil, err
		}
		res, err := send(t.next, req, body, authorization)
		if err != nil {
			return res, err
		}
		if res.StatusCode != http.StatusUnauthorized {
			t.sessions.follow(s, res.Header)
			return res, nil
		}
		c := findChallenge(res.Header)
		if !worthAnswering(c, s, n) {
			t.sessions.drop(s)
			return res, nil
		}
		if n == 0 {
			s = t.sessions.replace(s, c)
		} else {
			s = t.sessions.keep(c)
		}
		end()
		discard(res)
		if body, err = bodyAgain(req); err != nil {
			return nil, fmt.Errorf("API key: %w", err)
		}
	}
}

// authorization returns the header for a session; it is empty without one.
func (t *digestTransport) authorization(req *http.Request, s *session) (string, error) {
	if s == nil {
		return "", nil
	}
	return t.key.authorization(req, s)
}

// worthAnswering reports whether the n-th challenge, counted from 0, to a request sent with s can end well: no
// credentials were sent, or the server calls the nonce stale, or the nonce was an old one and there is a new one now.
func worthAnswering(c *digest.Challenge, s *session, n int) bool {
	switch {
	case c == nil || n == maxChallenged:
		return false
	case s == nil || c.Stale:
		return true
	default:
		return n == 0 && c.Nonce != s.challenge.Nonce
	}
}

// CloseIdleConnections passes on to the transport below.
func (t *digestTransport) CloseIdleConnections() { closeIdle(t.next) }
