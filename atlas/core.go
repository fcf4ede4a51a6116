package atlas

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// A Core is what the methods of a generated client share: where Atlas is, how to reach it, and which headers each
// operation needs. It is safe for concurrent use and holds no credentials. But for what [WithRateLimit] learns it does
// not change once it is made.
type Core struct {
	apiVersion string
	version    string // asked by WithVersion, else ""
	baseURL    *url.URL
	userAgent  string
	doer       Doer
	routes     routeTable
	retry      RetryPolicy // with its defaults filled in
	limiter    *limiter    // nil without WithRateLimit
	logger     *slog.Logger
}

// NewCore makes the runtime of one generated client. The apiVersion names the client's API, "2025-03-12" or "v1.0",
// in messages; ops is its operation table, which is copied. All options that are wrong are reported together.
func NewCore(apiVersion string, ops []Operation, opts ...Option) (*Core, error) {
	s := settings{baseURL: DefaultBaseURL}
	for _, opt := range opts {
		if opt != nil {
			opt(&s)
		}
	}
	baseURL, baseErr := parseBaseURL(s.baseURL)
	doer, doerErr := s.chooseDoer(baseURL)
	userAgent, agentErr := s.fullUserAgent()
	if err := errors.Join(baseErr, doerErr, agentErr, s.checkAgainst(apiVersion, ops), s.retry.check()); err != nil {
		return nil, fmt.Errorf("make Atlas client: %w", err)
	}
	var limits *limiter
	if s.rateLimit {
		limits = new(limiter)
	}
	return &Core{
		apiVersion: apiVersion,
		version:    s.version,
		baseURL:    baseURL,
		userAgent:  userAgent,
		doer:       doer,
		routes:     newRouteTable(slices.Clone(ops)),
		retry:      s.retry.withDefaults(),
		limiter:    limits,
		logger:     s.logger,
	}, nil
}

// BaseURL returns the URL under which the paths of the API are, with a trailing slash.
func (c *Core) BaseURL() string { return c.baseURL.String() }

// String names the API and where it is; it shows nothing secret.
func (c *Core) String() string {
	return fmt.Sprintf("atlas.Core{%s %s}", c.apiVersion, c.baseURL)
}

// GoString is String, so that %#v shows no more.
func (c *Core) GoString() string { return c.String() }

// RawDoer returns what a low-level client sends its requests through. It finds the operation by the request's method
// and path, and then sets Accept when it is unset, replaces a Content-Type application/json by the media type of the
// operation, and sets User-Agent when it is unset. A request that fits no operation of the client is refused with an
// [*ArgumentError]: that is what becomes of a path parameter that is empty or "..", which the builders do not check.
//
// It tries again what [RetryPolicy] says, up to the header of a response. Otherwise it is the Doer of the options:
// responses, the last one after retries, come back as they are, of any status, and the caller closes them; no
// [ResponseInfo] is filled. URLs in its errors are redacted.
func (c *Core) RawDoer() Doer { return rawDoer{c} }

// rawDoer is the Doer of the low-level client.
type rawDoer struct{ core *Core }

// Do implements [Doer]. It sends copies of req, because the caller may use req again.
func (d rawDoer) Do(req *http.Request) (*http.Response, error) {
	c := d.core
	op := c.operationOf(req)
	if op == nil {
		return nil, &ArgumentError{Operation: req.Method, Parameter: "path", Reason: "is that of no operation of this client"}
	}
	s, err := c.begin(req.Context(), op, req, true)
	if err != nil {
		return nil, err
	}
	for {
		res, err := s.send()
		again, err := s.finish(err)
		if again {
			continue
		}
		if err != nil {
			return nil, err
		}
		return res, nil
	}
}

// operationOf finds the operation of a request, nil when there is none.
func (c *Core) operationOf(req *http.Request) *Operation {
	path, ok := strings.CutPrefix(req.URL.EscapedPath(), c.baseURL.EscapedPath())
	if !ok {
		return nil
	}
	return c.routes.find(req.Method, path)
}

// prepare returns a copy of req, bound to ctx, with the headers of op.
func (c *Core) prepare(ctx context.Context, op *Operation, req *http.Request) *http.Request {
	req = copyRequest(ctx, req)
	req.Header.Set("User-Agent", c.userAgent)
	req.Header.Set("Accept", c.accept(op))
	if req.Body != nil && req.Body != http.NoBody {
		c.setContentType(req, op)
	}
	return req
}

// prepareRaw returns a copy of req with the headers of op that the caller has not chosen.
func (c *Core) prepareRaw(ctx context.Context, op *Operation, req *http.Request) *http.Request {
	req = copyRequest(ctx, req)
	setUnset(req.Header, "User-Agent", c.userAgent)
	setUnset(req.Header, "Accept", c.accept(op))
	// The builders write the media type of the document, which is the operation's own or plain JSON; anything else was
	// chosen by the caller.
	if t := mediaTypeOf(req.Header.Get("Content-Type")); t == "application/json" || t == op.RequestType {
		c.setContentType(req, op)
	}
	return req
}

// accept returns the Accept header of op.
func (c *Core) accept(op *Operation) string {
	if op.ResponseType == "" {
		return "application/json"
	}
	return withVersion(op.ResponseType, c.version)
}

// setContentType sets the media type of op's request body, when it has one.
func (c *Core) setContentType(req *http.Request, op *Operation) {
	if op.RequestType != "" {
		req.Header.Set("Content-Type", withVersion(op.RequestType, c.version))
	}
}

// copyRequest copies req with a header of its own.
func copyRequest(ctx context.Context, req *http.Request) *http.Request {
	req = req.WithContext(ctx)
	req.Header = req.Header.Clone()
	if req.Header == nil {
		req.Header = make(http.Header)
	}
	return req
}

// setUnset sets a header that is not there.
func setUnset(header http.Header, name, value string) {
	if header.Get(name) == "" {
		header.Set(name, value)
	}
}
