package atlas

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// A call can fail in four ways, and a caller decides by them:
//
//  1. Nothing was sent: an [*ArgumentError] for a bad argument, or "build request" for one that cannot be encoded.
//     Calling again is useless.
//  2. No answer came: the transport's error, with the operation's name. errors.Is finds [context.Canceled] and
//     [context.DeadlineExceeded], errors.As finds the *url.Error and what it wraps. A write may have been executed.
//  3. Atlas, or a proxy before it, answered with a status that is not 2xx: an [*Error] with that status, which is one
//     of the Err values for statuses below; errors.Is with a [Code] finds the exact reason that Atlas gives.
//  4. A 2xx came that is not what the operation declares: an [*Error] with that status that is
//     [ErrUnexpectedResponse]. A write was probably executed.
//
// A context that ends while the body of a 2xx is read is of the second kind.

// These are the kinds of [*Error], for [errors.Is].
var (
	ErrBadRequest       = errors.New("bad request")        // 400
	ErrUnauthorized     = errors.New("unauthorized")       // 401: no or bad credentials
	ErrForbidden        = errors.New("forbidden")          // 403: a role or an IP access list entry is missing
	ErrNotFound         = errors.New("not found")          // 404, also for a short while after a create
	ErrMethodNotAllowed = errors.New("method not allowed") // 405: as cancelling a job that is not a download
	ErrConflict         = errors.New("conflict")           // 409
	ErrGone             = errors.New("gone")               // 410: the operation or its version is past its sunset
	ErrRateLimited      = errors.New("rate limited")       // 429: it was not executed
	ErrServer           = errors.New("server error")       // 5xx, of Atlas or of a proxy

	// ErrVersion means that Atlas does not have the asked version: 406, or the code INVALID_VERSION_DATE.
	ErrVersion = errors.New("version not available")
	// ErrUnexpectedResponse means a 2xx that is not what the operation declares: no body, no JSON, cut JSON, or JSON
	// of another kind.
	ErrUnexpectedResponse = errors.New("unexpected response")
)

// A Code is an errorCode of Atlas, "RESTORE_JOB_NOT_FOUND", as a target for [errors.Is]. The empty code fits no error.
type Code string

// Error returns the code.
func (c Code) Error() string { return string(c) }

// An Error is an answer that is no success. Texts in it are redacted: of URLs only scheme and host are left.
type Error struct {
	// Operation is the Go method name.
	Operation string
	// Status is the HTTP status; 2xx for [ErrUnexpectedResponse].
	Status int
	// Code is the errorCode of the body, else the header X-Error-Code; it may be empty.
	Code string
	// Detail is Atlas' sentence about what is wrong.
	Detail string
	// Reason is Atlas' name of the status, "Not Found".
	Reason string
	// Parameters are the values in Detail: strings, numbers as float64, or any other JSON value.
	Parameters []any
	// Fields are the fields of the request that a 400 complains about.
	Fields []FieldViolation
	// RequestID is the header X-Request-Id.
	RequestID string
	// RetryAfter is how long the server asks to wait; 0 when it does not ask.
	RetryAfter time.Duration
	// Body is the start of a body that is not the error JSON of Atlas, as printable text.
	Body string
	// Err says why the body could not be used; it may be nil. It is, or wraps, [ErrUnexpectedResponse] for a 2xx.
	Err error
}

// A FieldViolation is a complaint about one field of a request.
type FieldViolation struct {
	Field, Description string
}

// Limits of the texts in Error.Error, in runes, and of the violations it names.
const (
	maxDetailText     = 300
	maxShortText      = 80
	maxViolationsText = 3
)

// Error returns one line such as "GetCloudRestoreJob: 404 Not Found: RESTORE_JOB_NOT_FOUND: no such job". It shows
// neither the body nor any URL's path or query.
func (e *Error) Error() string {
	parts := []string{e.Operation, strings.TrimSpace(strconv.Itoa(e.Status) + " " + http.StatusText(e.Status))}
	if e.Code != "" {
		parts = append(parts, oneLine(e.Code, maxShortText))
	}
	switch {
	case e.Detail != "":
		parts = append(parts, oneLine(e.Detail, maxDetailText))
	case e.Reason != "" && e.Reason != http.StatusText(e.Status):
		parts = append(parts, oneLine(e.Reason, maxShortText))
	}
	for i, f := range e.Fields {
		if i == maxViolationsText {
			parts = append(parts, fmt.Sprintf("and %d more", len(e.Fields)-i))
			break
		}
		parts = append(parts, oneLine(f.Field, maxShortText)+" "+oneLine(f.Description, maxShortText))
	}
	if e.Err != nil {
		parts = append(parts, oneLine(redactText(e.Err.Error()), maxDetailText))
	}
	return strings.Join(parts, ": ")
}

// Unwrap returns Err.
func (e *Error) Unwrap() error { return e.Err }

// Is reports whether e is of the kind target, one of the Err values of this package, or has the [Code] target.
func (e *Error) Is(target error) bool {
	if code, ok := target.(Code); ok {
		return code != "" && e.Code == string(code)
	}
	switch target {
	case ErrBadRequest:
		return e.Status == http.StatusBadRequest
	case ErrUnauthorized:
		return e.Status == http.StatusUnauthorized
	case ErrForbidden:
		return e.Status == http.StatusForbidden
	case ErrNotFound:
		return e.Status == http.StatusNotFound
	case ErrMethodNotAllowed:
		return e.Status == http.StatusMethodNotAllowed
	case ErrVersion:
		return e.Status == http.StatusNotAcceptable || e.Code == "INVALID_VERSION_DATE"
	case ErrConflict:
		return e.Status == http.StatusConflict
	case ErrGone:
		return e.Status == http.StatusGone
	case ErrRateLimited:
		return e.Status == http.StatusTooManyRequests
	case ErrServer:
		return e.Status >= 500 && e.Status <= 599
	default:
		return false
	}
}

// GoString is what %#v shows: the line of Error, without the body.
func (e *Error) GoString() string { return fmt.Sprintf("&atlas.Error{%q}", e.Error()) }
