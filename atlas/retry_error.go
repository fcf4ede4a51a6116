package atlas

import "fmt"

// A RetryError is the error of a call that was tried more than once, or whose wait for another attempt was ended by
// its context. It wraps the error of the last attempt, so errors.Is and errors.As find what they would find without it.
//
// A DELETE that is tried again after it may have been executed can meet its own effect: 404, 405 or 409. That is an
// error still. It does not tell a restore job that the first attempt cancelled from one that never was, such as one
// with a mistyped id, and a caller who took that for success would let a restore run on. MaybeExecuted tells the two
// situations apart as far as they can be told; look at the job to be sure.
type RetryError struct {
	// Attempts is how often the request was sent.
	Attempts int
	// MaybeExecuted says that the request changes something and that an attempt before the last one may have done it.
	MaybeExecuted bool
	// Err is the error of the last attempt. When the context ended a wait it is, or wraps, that error, too.
	Err error
}

// Error returns one line such as "after 4 attempts: GetCloudRestoreJob: 503 Service Unavailable".
func (e *RetryError) Error() string {
	times := "1 attempt"
	if e.Attempts != 1 {
		times = fmt.Sprintf("%d attempts", e.Attempts)
	}
	if e.MaybeExecuted {
		times += ", an earlier one of which may have been executed"
	}
	return fmt.Sprintf("after %s: %v", times, e.Err)
}

// Unwrap returns Err.
func (e *RetryError) Unwrap() error { return e.Err }

// GoString is what %#v shows: the line of Error.
func (e *RetryError) GoString() string { return fmt.Sprintf("&atlas.RetryError{%q}", e.Error()) }
