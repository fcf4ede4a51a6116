package atlas

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
)

// An Authenticator adds credentials to requests: see [WithAuth].
type Authenticator interface {
	// Transport returns a transport that sends requests through next, with credentials. They go to the origin of base
	// (scheme, host and port) alone: a request to any other is sent without. Neither its errors nor what it prints
	// show a secret. It must be safe for concurrent use, keep to the contract of [http.RoundTripper], and send what it
	// needs for itself, such as a request for a token, through next, too.
	Transport(base *url.URL, next http.RoundTripper) (http.RoundTripper, error)
}

// authorized returns a client with credentials.
func (s *settings) authorized(baseURL *url.URL) (*http.Client, error) {
	if baseURL.Scheme != "https" && !isLoopback(baseURL.Hostname()) {
		return nil, errors.New("credentials do not go over plain http, except to a loopback address")
	}
	client := defaultClient()
	if s.httpClient != nil {
		given := *s.httpClient
		client = &given
		if client.CheckRedirect == nil {
			client.CheckRedirect = checkRedirect
		}
	}
	next := client.Transport
	if next == nil {
		next = http.DefaultTransport
	}
	transport, err := s.auth.Transport(baseURL, next)
	if err != nil {
		return nil, fmt.Errorf("credentials: %w", err)
	}
	client.Transport = transport
	return client, nil
}

// isLoopback reports whether a host name is this machine by its text; nothing is looked up.
func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
