package auth

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/atlasrestore/atlasrestore/atlas"
)

// A TokenError says that the token endpoint did not do what it was asked, after all tries. The request to Atlas that
// needed the token was not executed. It holds no secret and not the body of the answer.
type TokenError struct {
	// Op is what was attempted: "fetch token" or "revoke token".
	Op string
	// Status is the HTTP status of the last answer; 0 when none came.
	Status int
	// Code is the OAuth error code (RFC 6749, section 5.2), "invalid_client", or the errorCode of Atlas; it may be
	// empty.
	Code string
	// Description is the server's sentence about it, cut and printable; it may be empty.
	Description string
	// RetryAfter is how long the server asked to wait; 0 when it did not ask.
	RetryAfter time.Duration
	// Err is why no answer came, or why it could not be used; it may be nil.
	Err error

	asked bool // that the answer had a Retry-After, which may be 0
}

// Error returns one line such as "service account: fetch token: 401 Unauthorized: invalid_client: no such account".
func (e *TokenError) Error() string {
	parts := []string{"service account", e.Op}
	if e.Status != 0 {
		parts = append(parts, strings.TrimSpace(strconv.Itoa(e.Status)+" "+http.StatusText(e.Status)))
	}
	for _, text := range []string{e.Code, e.Description} {
		if text != "" {
			parts = append(parts, text)
		}
	}
	if e.Err != nil {
		parts = append(parts, e.Err.Error())
	}
	return strings.Join(parts, ": ")
}

// GoString is what %#v shows: the line of Error.
func (e *TokenError) GoString() string { return fmt.Sprintf("&auth.TokenError{%q}", e.Error()) }

// Retryable is false: what could pass was tried again already. The retry of package atlas asks for it.
func (e *TokenError) Retryable() bool { return false }

// Unwrap returns Err.
func (e *TokenError) Unwrap() error { return e.Err }

// Is gives the error the kinds of package atlas: [atlas.ErrUnauthorized] for 400 and 401, [atlas.ErrForbidden] for
// 403, [atlas.ErrRateLimited] for 429 and [atlas.ErrServer] for 5xx.
func (e *TokenError) Is(target error) bool {
	switch target {
	case atlas.ErrUnauthorized:
		return e.Status == http.StatusBadRequest || e.Status == http.StatusUnauthorized
	case atlas.ErrForbidden:
		return e.Status == http.StatusForbidden
	case atlas.ErrRateLimited:
		return e.Status == http.StatusTooManyRequests
	case atlas.ErrServer:
		return e.Status >= 500 && e.Status <= 599
	default:
		return false
	}
}

// A lastingError is an error that comes again when the call is tried again, which the retry of package atlas asks for.
type lastingError struct{ error }

// Retryable is false.
func (lastingError) Retryable() bool { return false }

// Unwrap returns the error.
func (e lastingError) Unwrap() error { return e.error }

// GoString is what %#v shows: the text.
func (e lastingError) GoString() string { return fmt.Sprintf("%q", e.Error()) }
