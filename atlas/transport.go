package atlas

import (
	"errors"
	"net/http"
	"net/url"
)

// A Doer sends one HTTP request and returns its response, as [http.Client] does. It must be safe for concurrent use.
// Whoever calls it closes the body of the response.
type Doer interface {
	Do(*http.Request) (*http.Response, error)
}

var _ Doer = (*http.Client)(nil)

// idleConnections is how many idle connections are kept for Atlas, which is one host: net/http keeps two, and so a
// program with a few goroutines would connect anew all the time.
const idleConnections = 16

// maxRedirects is the limit that net/http has by default.
const maxRedirects = 10

// errTooManyRedirects ends a redirect loop.
var errTooManyRedirects = errors.New("stopped after too many redirects")

// defaultClient returns a client of its own. It has no overall timeout, because that would also cut a long body that
// is being read: the context of a call decides how long it may take.
func defaultClient() *http.Client {
	transport := http.DefaultTransport
	if t, ok := transport.(*http.Transport); ok {
		t = t.Clone()
		t.MaxIdleConnsPerHost = idleConnections
		transport = t
	}
	return &http.Client{Transport: transport, CheckRedirect: checkRedirect}
}

// guardRedirects returns a copy of the caller's client that follows our redirect policy, or the client itself when it
// has a policy of its own.
func guardRedirects(client *http.Client) *http.Client {
	if client.CheckRedirect != nil {
		return client
	}
	guarded := *client
	guarded.CheckRedirect = checkRedirect
	return &guarded
}

// checkRedirect is an [http.Client] CheckRedirect. A redirect that is not followed is an answer with a 3xx status.
//
//  1. A redirect that turns a write into a GET (301, 302, 303) is not followed: the answer to a list is no answer to a
//     create.
//  2. Nothing goes to another origin. net/http would take away the Authorization header, but keeps it for subdomains
//     and other ports, keeps headers that it does not know and the body, and cannot help when the transport adds
//     credentials to every request, as that of x/oauth2 does. Besides, the answer would not be that of Atlas.
func checkRedirect(req *http.Request, via []*http.Request) error {
	first := via[0]
	switch {
	case len(via) >= maxRedirects:
		return errTooManyRedirects
	case req.Method != first.Method || !sameOrigin(req.URL, first.URL):
		return http.ErrUseLastResponse
	default:
		return nil
	}
}

// sameOrigin compares scheme, host and port.
func sameOrigin(a, b *url.URL) bool {
	return a.Scheme == b.Scheme && a.Host == b.Host
}
