package auth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/atlasrestore/atlasrestore/atlas"
)

// tokenPath is where Atlas gives out tokens, from the root of the host.
const tokenPath = "/api/oauth/token"

// A ServiceAccountAuth is the credentials of a service account and its tokens; [ServiceAccount] makes one. It is safe
// for concurrent use. The zero value has no credentials, which is an error when the client is made.
type ServiceAccountAuth struct{ account *serviceAccount }

var _ atlas.Authenticator = (*ServiceAccountAuth)(nil)

// serviceAccount is the state that copies of a ServiceAccountAuth share.
type serviceAccount struct {
	id, secret   secret
	tokenURL     string // given, else ""
	store        TokenStore
	onStoreError func(error)

	mu      sync.Mutex
	sources map[string]*source // by token URL
}

// A ServiceAccountOption changes how a service account gets its tokens. A nil one does nothing.
type ServiceAccountOption func(*serviceAccount)

// WithTokenStore keeps the tokens in store, where a restart and other processes find them: Atlas gives out few tokens
// a minute and an hour. Nil stands for none: tokens are kept in memory. A store that cannot be locked or read fails the
// request that needs a token.
func WithTokenStore(store TokenStore) ServiceAccountOption {
	return func(a *serviceAccount) { a.store = store }
}

// WithStoreErrorHandler calls handle when a token was fetched but could not be stored. Such a token is used all the
// same, so the error is seen nowhere else. It is called from another goroutine, by one flight at a time.
func WithStoreErrorHandler(handle func(error)) ServiceAccountOption {
	return func(a *serviceAccount) { a.onStoreError = handle }
}

// WithTokenURL asks for tokens at another URL than /api/oauth/token of the base URL's host, such as one behind a proxy
// with a path. It must be https, or of the same origin as the base URL. Tokens are revoked at "revoke" beside it.
func WithTokenURL(tokenURL string) ServiceAccountOption {
	return func(a *serviceAccount) { a.tokenURL = tokenURL }
}

// ServiceAccount authenticates as a service account of Atlas: OAuth 2.0 client credentials (RFC 6749, section 4.4).
//
// A token is fetched when the first request needs it, used until a minute or a tenth of its lifetime before it expires,
// and shared by all clients that are made with this value. Requests that need a new one at the same time wait for one
// fetch. A 401 to a token makes one fetch and one more try, if the body can be sent again. A token endpoint that
// is busy (429), down or not reachable is tried a few times, for up to two minutes; what it says in the end is a
// [*TokenError].
func ServiceAccount(clientID, clientSecret string, opts ...ServiceAccountOption) *ServiceAccountAuth {
	a := &serviceAccount{id: newSecret(clientID), secret: newSecret(clientSecret), sources: make(map[string]*source)}
	for _, opt := range opts {
		if opt != nil {
			opt(a)
		}
	}
	return &ServiceAccountAuth{a}
}

// Transport implements [atlas.Authenticator].
func (a ServiceAccountAuth) Transport(base *url.URL, next http.RoundTripper) (http.RoundTripper, error) {
	if a.account == nil {
		return nil, errors.New("service account: not made by ServiceAccount")
	}
	if err := checkEnds(base, next); err != nil {
		return nil, fmt.Errorf("service account: %w", err)
	}
	err := errors.Join(checkSecret("client id", a.account.id()), checkSecret("client secret", a.account.secret()))
	if err != nil {
		return nil, fmt.Errorf("service account: %w", err)
	}
	tokenURL, err := a.account.tokenURLFor(base)
	if err != nil {
		return nil, fmt.Errorf("service account: token URL: %w", err)
	}
	copied := *base
	return &serviceTransport{base: &copied, next: next, source: a.account.source(tokenURL, next)}, nil
}

// Revoke ends the tokens of the account, at Atlas, in memory and in the store, for example when a program ends that
// nobody else shares tokens with. Requests under way get 401. A later request fetches a new token. Without a client, or
// without a token, it does nothing. On an error, a [*TokenError] or one of the store, the token is kept.
func (a ServiceAccountAuth) Revoke(ctx context.Context) error {
	if a.account == nil {
		return nil
	}
	a.account.mu.Lock()
	sources := make([]*source, 0, len(a.account.sources))
	for _, s := range a.account.sources {
		sources = append(sources, s)
	}
	a.account.mu.Unlock()
	var errs []error
	for _, s := range sources {
		errs = append(errs, s.revoke(ctx))
	}
	return errors.Join(errs...)
}

// String shows no secret.
func (a ServiceAccountAuth) String() string { return "auth.ServiceAccount(" + redacted + ")" }

// GoString is String.
func (a ServiceAccountAuth) GoString() string { return a.String() }

// Format writes String, whatever the verb.
func (a ServiceAccountAuth) Format(f fmt.State, _ rune) { formatAs(f, a.String()) }

// tokenURLFor returns where tokens are fetched for a base URL.
func (a *serviceAccount) tokenURLFor(base *url.URL) (*url.URL, error) {
	if a.tokenURL == "" {
		return url.Parse(origin(base) + tokenPath)
	}
	u, err := url.Parse(a.tokenURL)
	if err != nil {
		return nil, errors.New("not a URL")
	}
	if err := checkURL(u); err != nil {
		return nil, err
	}
	switch {
	case strings.Contains(a.tokenURL, "#"):
		return nil, errors.New("has a fragment")
	case !strings.EqualFold(u.Scheme, "https") && !sameOrigin(base, u):
		return nil, errors.New("want https, or the origin of the base URL")
	default:
		return u, nil
	}
}

// source returns the source for a token URL, which sends through next when it is new.
func (a *serviceAccount) source(tokenURL *url.URL, next http.RoundTripper) *source {
	a.mu.Lock()
	defer a.mu.Unlock()
	name := tokenURL.String()
	s := a.sources[name]
	if s == nil {
		s = &source{
			endpoint:     endpoint{tokenURL: tokenURL, id: a.id, secret: a.secret, next: next},
			key:          storeKey(name, a.id()),
			store:        a.store,
			onStoreError: a.onStoreError,
		}
		a.sources[name] = s
	}
	return s
}
