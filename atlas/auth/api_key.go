package auth

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/icholy/digest"
)

// APIKey authenticates with an API key of Atlas: HTTP digest (RFC 7616) with MD5 or SHA-256, and whatever else package
// digest knows. The private key is never sent.
//
// The server's nonce is used again, so that all requests of a client but the first take one exchange. A body without
// GetBody is read into memory, up to a megabyte, because it may be needed again; a longer one is an error. A 401
// to known credentials is returned as it is.
func APIKey(publicKey, privateKey string) atlas.Authenticator {
	return apiKey{public: newSecret(publicKey), private: newSecret(privateKey)}
}

type apiKey struct{ public, private secret }

var _ atlas.Authenticator = apiKey{}

// Transport implements [atlas.Authenticator].
func (a apiKey) Transport(base *url.URL, next http.RoundTripper) (http.RoundTripper, error) {
	if err := checkEnds(base, next); err != nil {
		return nil, fmt.Errorf("API key: %w", err)
	}
	if err := errors.Join(checkSecret("public key", a.public()), checkSecret("private key", a.private())); err != nil {
		return nil, fmt.Errorf("API key: %w", err)
	}
	copied := *base
	return &digestTransport{base: &copied, next: next, key: a}, nil
}

// String shows no secret.
func (a apiKey) String() string { return "auth.APIKey(" + redacted + ")" }

// GoString is String.
func (a apiKey) GoString() string { return a.String() }

// Format writes String, whatever the verb.
func (a apiKey) Format(f fmt.State, _ rune) { formatAs(f, a.String()) }

// authorization answers a challenge.
func (a apiKey) authorization(req *http.Request, s *session) (string, error) {
	method := req.Method
	if method == "" {
		method = http.MethodGet
	}
	credentials, err := digest.Digest(s.challenge, digest.Options{
		Method:   method,
		URI:      req.URL.RequestURI(),
		GetBody:  req.GetBody,
		Count:    s.count(),
		Username: a.public(),
		Password: a.private(),
	})
	if err != nil {
		return "", lastingError{fmt.Errorf("API key: %w", err)}
	}
	return credentials.String(), nil
}
