package atlas

import (
	"context"
	"errors"
	"fmt"
	"net/url"
)

// transportError makes an error of a Doer fit to show. URLs lose their query and user information, and the error of
// an ended context can be found even where net/http tells only its cause.
func transportError(ctx context.Context, err error) error {
	err = redactError(err)
	if ctxErr := ctx.Err(); ctxErr != nil && !errors.Is(err, ctxErr) {
		return fmt.Errorf("%w: %w", ctxErr, err)
	}
	return err
}

// isContextError reports whether err comes from a context, or from the timeout of a client, which is the same kind.
func isContextError(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// redactError reduces the URL of a *url.Error to scheme, host and path, and redacts the text of other errors.
func redactError(err error) error {
	if urlErr, ok := err.(*url.Error); ok { // not errors.As: wrappers have made their text already
		return &url.Error{Op: urlErr.Op, URL: reduceURL(urlErr.URL), Err: redactError(urlErr.Err)}
	}
	if text := redactText(err.Error()); text != err.Error() {
		return &redactedError{text: text, err: err}
	}
	return err
}

// A redactedError is an error with another text, for wrappers of a *url.Error whose text is already made.
type redactedError struct {
	text string
	err  error
}

// Error returns the redacted text.
func (e *redactedError) Error() string { return e.text }

// GoString keeps %#v from printing the wrapped error.
func (e *redactedError) GoString() string { return fmt.Sprintf("%q", e.text) }

// Unwrap returns the error as it was, for errors.Is.
func (e *redactedError) Unwrap() error { return e.err }

// As hands out a *url.Error only redacted.
func (e *redactedError) As(target any) bool {
	to, ok := target.(**url.Error)
	if !ok || !errors.As(e.err, to) {
		return false
	}
	*to = &url.Error{Op: (*to).Op, URL: reduceURL((*to).URL), Err: redactError((*to).Err)}
	return true
}
