package auth

import (
	"net/http"
	"net/url"
)

// serviceTransport adds the token of a service account.
type serviceTransport struct {
	base   *url.URL
	next   http.RoundTripper
	source *source
}

// RoundTrip implements [http.RoundTripper].
func (t *serviceTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	if !sameOrigin(t.base, req.URL) {
		return t.next.RoundTrip(req)
	}
	token, err := t.source.get(req, t.next)
	if err != nil {
		closeBody(req.Body)
		return nil, err
	}
	res, err := send(t.next, req, req.Body, "Bearer "+token)
	if err != nil {
		return res, err
	}
	if res.StatusCode != http.StatusUnauthorized {
		t.source.accepted(token)
		return res, nil
	}
	if !t.source.refuse(token) || !replayable(req) {
		return res, nil
	}
	discard(res)
	return t.again(req)
}

// again sends a request once more, with a token that is not the refused one.
func (t *serviceTransport) again(req *http.Request) (*http.Response, error) {
	token, err := t.source.get(req, t.next)
	if err != nil {
		return nil, err
	}
	body, err := bodyAgain(req)
	if err != nil {
		return nil, err
	}
	res, err := send(t.next, req, body, "Bearer "+token)
	if err == nil && res.StatusCode != http.StatusUnauthorized {
		t.source.accepted(token)
	}
	return res, err
}

// CloseIdleConnections passes on to the transport below.
func (t *serviceTransport) CloseIdleConnections() { closeIdle(t.next) }
