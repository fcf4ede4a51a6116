package atlas

import (
	"context"
	"net/http"
	"time"
)

// maxRequestID is how much of a request id is kept.
const maxRequestID = 128

// ResponseInfo tells about a call what its result does not: see [WithResponseInfo]. Headers that are absent or
// malformed leave the values described here and never fail a call.
type ResponseInfo struct {
	// Operation is the Go method name.
	Operation string
	// Status is the HTTP status; 0 when no response came.
	Status int
	// Attempts is how often the request was sent: 1 without a retry, 0 when [WithRateLimit] did not let it go. What
	// else is here is of the last attempt.
	Attempts int
	// Header is a copy of the response header without cookies and headers for authentication; Location and
	// Content-Location are cut to scheme, host and path. It is nil when no response came.
	Header http.Header
	// RequestID is the header X-Request-Id, which Atlas and the proxies before it do not always send.
	RequestID string
	// VersionServed is the API version that the response's media type names: "2023-01-01", "2025-09-22.upcoming" or
	// "preview". It is empty for plain JSON, and so for every error.
	VersionServed string
	// Deprecated says that the response has a Deprecation header that means yes.
	Deprecated bool
	// Deprecation is the time in the Deprecation header, past or to come: an HTTP date, or "@" and Unix seconds as in
	// RFC 9745. It is zero when absent, and when the header is just "true".
	Deprecation time.Time
	// Sunset is the time in the Sunset header (RFC 8594), after which Atlas answers 410; zero when absent.
	Sunset time.Time
	// RateLimit is what the rate limit headers say.
	RateLimit RateLimit
	// RetryAfter is how long the server asks to wait; 0 when it does not ask. A date is taken relative to the
	// response's Date header, else to now.
	RetryAfter time.Duration
	// Issues are the fields of the body that did not fit their Go types and were left at their zero values.
	Issues []FieldIssue
}

// RateLimit is what the headers RateLimit-Limit and RateLimit-Remaining say. Each is -1 when absent or malformed.
type RateLimit struct {
	Limit, Remaining int
}

// infoKey is the context key of a *ResponseInfo.
type infoKey struct{}

// WithResponseInfo returns a context under which each call overwrites *info when it ends, also when it ends with an
// error; the last call wins. A call that sends nothing, because of a bad argument, leaves it alone. One info must not
// be shared by concurrent calls. A nil info turns off one given further out.
func WithResponseInfo(ctx context.Context, info *ResponseInfo) context.Context {
	return context.WithValue(ctx, infoKey{}, info)
}

// publish hands info to the caller, who may not have asked for it.
func (info *ResponseInfo) publish(ctx context.Context) {
	if to := askedInfo(ctx); to != nil {
		*to = *info
	}
}

// askedInfo returns what the caller wants to be filled, nil for nothing.
func askedInfo(ctx context.Context) *ResponseInfo {
	to, _ := ctx.Value(infoKey{}).(*ResponseInfo)
	return to
}

// newInfo is what there is to say about an operation without a response.
func newInfo(op *Operation) *ResponseInfo {
	return &ResponseInfo{Operation: op.Name, RateLimit: RateLimit{Limit: -1, Remaining: -1}}
}

// readInfo is what a response says besides its body. The header is copied only for a caller who has asked for it.
func readInfo(ctx context.Context, op *Operation, res *http.Response) *ResponseInfo {
	h := res.Header
	info := newInfo(op)
	info.Status = res.StatusCode
	if askedInfo(ctx) != nil {
		info.Header = redactHeader(h)
	}
	info.RequestID = printable(h.Get("X-Request-Id"), maxRequestID)
	info.VersionServed = servedVersion(h.Get("Content-Type"))
	info.Deprecation, info.Deprecated = parseDeprecation(h.Get("Deprecation"))
	info.Sunset = parseDate(h.Get("Sunset"))
	info.RateLimit.Limit = parseCount(h.Get("RateLimit-Limit"))
	info.RateLimit.Remaining = parseCount(h.Get("RateLimit-Remaining"))
	info.RetryAfter = parseRetryAfter(h)
	return info
}
