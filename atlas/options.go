package atlas

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"
	"unicode"
)

// DefaultBaseURL is where Atlas is when no [WithBaseURL] is given. Atlas for Government is at
// https://cloud.mongodbgov.com.
const DefaultBaseURL = "https://cloud.mongodb.com"

// modulePath is the module whose version the User-Agent header names.
const modulePath = "github.com/atlasrestore/atlasrestore"

// An Option changes how a client is made. The order of different options does not matter; of the same option given
// twice the last one counts, but for [WithRoundTripper], which adds. A nil Option does nothing. Values are checked by [NewCore], not here.
type Option func(*settings)

// settings is what the options say, not yet checked.
type settings struct {
	baseURL    string
	httpClient *http.Client
	doer       Doer
	auth       Authenticator
	userAgent  string
	version    string
	hasVersion bool // so that an empty version is an error and not "no version"
	retry      RetryPolicy
	rateLimit  bool
	logger     *slog.Logger
	wrappers   []func(http.RoundTripper) http.RoundTripper
}

// WithBaseURL sends the requests to another place than [DefaultBaseURL]: an absolute http or https URL with a host and
// perhaps a path, under which the paths of the API are, and without user information, query and fragment.
func WithBaseURL(baseURL string) Option {
	return func(s *settings) { s.baseURL = baseURL }
}

// WithHTTPClient sends the requests through client; nil stands for the default client. The client is not changed. Its
// redirect policy is kept; when it has none, a copy gets that of the default client: redirects to another host, and
// those that would turn a write into a read, are not followed, so that credentials stay with the host they are for. A
// Timeout also limits reading the body.
//
// The default client has a transport of its own, like [http.DefaultTransport], and no timeout: the context of each
// call says how long it may take.
func WithHTTPClient(client *http.Client) Option {
	return func(s *settings) { s.httpClient = client }
}

// WithDoer sends the requests through doer, for those who add something to requests, or who send none at all. Nil
// stands for the default client. It cannot be combined with [WithHTTPClient].
func WithDoer(doer Doer) Option {
	return func(s *settings) { s.doer = doer }
}

// WithAuth sends credentials with each request; package atlas/auth has what Atlas knows. Nil stands for none. The base
// URL has to be https, or http on a loopback address. It works with [WithHTTPClient], whose client gets a copy with
// another transport, and cannot be combined with [WithDoer].
func WithAuth(auth Authenticator) Option {
	return func(s *settings) { s.auth = auth }
}

// WithRoundTripper puts what wrap returns around the transport, for tracing or metrics, as with OpenTelemetry's otelhttp.
// It is called once for each attempt of a call, and for each redirect that is followed. It is outside of the credentials
// of [WithAuth] and of the transport of [WithHTTPClient]: it sees no Authorization header, unless the caller has put
// one into the request, and not the requests for tokens. Given more than once, the first is outermost. The context
// of the request is that of the call.
//
// wrap is called once, when the client is made, and must not return nil; what it returns must be safe for concurrent
// use. A nil wrap does nothing. It cannot be combined with [WithDoer]. The client of [WithHTTPClient] is not changed.
func WithRoundTripper(wrap func(http.RoundTripper) http.RoundTripper) Option {
	return func(s *settings) {
		if wrap != nil {
			s.wrappers = append(s.wrappers, wrap)
		}
	}
}

// WithUserAgent puts product, such as "nightly-restore/1.4", before our own part of the User-Agent header.
func WithUserAgent(product string) Option {
	return func(s *settings) { s.userAgent = product }
}

// WithVersion asks for the given API version, "2025-03-12", "2025-09-22.upcoming" or "preview", in place of each
// operation's own resource version: in Accept, and in the Content-Type of request bodies. Atlas answers with the
// newest version of the resource that is not later, which [ResponseInfo] tells, or with [ErrVersion].
//
// The Go types stay those of the generated package. An API without dated versions refuses this option.
func WithVersion(date string) Option {
	return func(s *settings) { s.version, s.hasVersion = date, true }
}

// parseBaseURL checks a base URL and ends its path with a slash, which resolving a relative path needs. Its errors do
// not repeat the URL, because that may hold a password.
func parseBaseURL(raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	switch {
	case err != nil:
		return nil, errors.New("base URL: not a URL")
	case u.Scheme != "https" && u.Scheme != "http":
		return nil, errors.New("base URL: want an absolute https or http URL")
	case u.Hostname() == "":
		return nil, errors.New("base URL: has no host")
	case u.User != nil:
		return nil, errors.New("base URL: has user information")
	case strings.ContainsAny(raw, "?#"):
		return nil, errors.New("base URL: has a query or a fragment")
	}
	return u.JoinPath("/"), nil
}

// chooseDoer returns what sends the requests.
func (s *settings) chooseDoer(baseURL *url.URL) (Doer, error) {
	switch {
	case s.doer != nil && s.httpClient != nil:
		return nil, errors.New("both an HTTP client and a doer are given")
	case s.doer != nil && s.auth != nil:
		return nil, errors.New("both credentials and a doer are given: the doer has to send them")
	case s.doer != nil && len(s.wrappers) > 0:
		return nil, errors.New("both a round tripper and a doer are given: the doer has to call it")
	case s.doer != nil:
		return s.doer, nil
	}
	client, err := s.chooseClient(baseURL)
	if err != nil || client == nil {
		return nil, err
	}
	return s.wrapTransport(client)
}

// chooseClient returns the client of those that send through one; nil when the base URL, of which the error is told
// already, is not valid.
func (s *settings) chooseClient(baseURL *url.URL) (*http.Client, error) {
	switch {
	case s.auth != nil && baseURL == nil:
		return nil, nil // the base URL is not valid, which is told already
	case s.auth != nil:
		return s.authorized(baseURL)
	case s.httpClient != nil:
		return guardRedirects(s.httpClient), nil
	default:
		return defaultClient(), nil
	}
}

// wrapTransport returns client, or a copy with the round trippers of the options around its transport.
func (s *settings) wrapTransport(client *http.Client) (Doer, error) {
	if len(s.wrappers) == 0 {
		return client, nil
	}
	wrapped := *client
	if wrapped.Transport == nil {
		wrapped.Transport = http.DefaultTransport
	}
	for _, wrap := range slices.Backward(s.wrappers) {
		if wrapped.Transport = wrap(wrapped.Transport); wrapped.Transport == nil {
			return nil, errors.New("a round tripper is nil")
		}
	}
	return &wrapped, nil
}

// fullUserAgent returns the User-Agent header.
func (s *settings) fullUserAgent() (string, error) {
	own := "atlasrestore/" + moduleVersion()
	if s.userAgent == "" {
		return own, nil
	}
	if strings.ContainsFunc(s.userAgent, unicode.IsControl) {
		return "", fmt.Errorf("user agent %q has control characters", s.userAgent)
	}
	return s.userAgent + " " + own, nil
}

// checkAgainst checks the asked version and that ops has dated versions at all.
func (s *settings) checkAgainst(apiVersion string, ops []Operation) error {
	if !s.hasVersion {
		return nil
	}
	if err := checkVersion(s.version); err != nil {
		return err
	}
	for i := range ops {
		if ops[i].ResourceVersion != "" {
			return nil
		}
	}
	return fmt.Errorf("version %q: API %s has no dated versions", s.version, apiVersion)
}

// moduleVersion returns the version of this module in the running program, "devel" when it has none.
func moduleVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "devel"
	}
	for _, m := range append(info.Deps, &info.Main) {
		if m.Path == modulePath && m.Version != "" && m.Version != "(devel)" {
			return m.Version
		}
	}
	return "devel"
}
