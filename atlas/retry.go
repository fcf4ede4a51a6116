package atlas

import (
	"errors"
	"fmt"
	"time"
)

// A RetryPolicy says how a call is tried again. Its zero value is what a client does by default; [WithRetry] changes
// it, [NoRetry] switches it off.
//
// What is tried again, by method:
//
//   - GET, HEAD and DELETE, and the other methods that RFC 9110, section 9.2.2, calls idempotent: after 429, 502, 503
//     and 504, and when the connection broke, before the answer or within it. A GET also after a 2xx without a body, or
//     with JSON that ends too early.
//   - POST and PATCH: only when Atlas surely did not execute them, which is after 429, and when no connection came
//     about. With RetryCreates also after what GET is tried again for, but never after a 2xx.
//   - Nothing after what will come again: other statuses, an answer that is whole and of the wrong kind, a list that is
//     too long to be counted ([CodeTimeoutWhilePaging]), a bad certificate, an unknown host name, a redirect loop, a
//     malformed request, credentials that an [Authenticator] did not get. Nor after an error of a Doer or transport
//     that says so by a method Retryable() bool.
//   - Nothing after the context has ended, and no request whose body cannot be read again ([net/http.Request.GetBody]).
//
// How long it waits: as long as Retry-After asks. Without that header, after 429 at least 10, then 20, then 40 seconds,
// as Atlas advises, and up to half as long again; after anything else a random time of up to 0.5 seconds, which doubles
// up to 30 seconds. Each wait ends with the context. A wait that would go past the context's deadline, or past a limit
// of the policy, is not begun: the call returns its last error at once.
//
// An error that comes after more than one attempt is a [*RetryError], which wraps the error of the last one.
type RetryPolicy struct {
	// Attempts is how often a request is sent in all. 0 stands for 4, 1 is no retry.
	Attempts int
	// MaxWait is the longest wait between two attempts. When Retry-After asks for more, the call ends with the error
	// that has it. 0 stands for 1 minute.
	MaxWait time.Duration
	// MaxElapsed is the time after the first attempt was begun within which the last one has to begin. It cuts no
	// attempt off; a context does. 0 stands for 2 minutes.
	MaxElapsed time.Duration
	// RetryCreates also repeats a POST or PATCH that may have been executed: a restore can then be started twice.
	RetryCreates bool
}

// Defaults of RetryPolicy.
const (
	defaultAttempts   = 4
	defaultMaxWait    = time.Minute
	defaultMaxElapsed = 2 * time.Minute
)

// WithRetry sets how calls are tried again, those of the low-level client as well. Negative numbers are refused.
func WithRetry(policy RetryPolicy) Option {
	return func(s *settings) { s.retry = policy }
}

// NoRetry sends each request once, for those who have a retry of their own. It is a [WithRetry] with one attempt.
func NoRetry() Option { return WithRetry(RetryPolicy{Attempts: 1}) }

// check refuses negative numbers.
func (p RetryPolicy) check() error {
	var errs []error
	if p.Attempts < 0 {
		errs = append(errs, fmt.Errorf("retry policy: %d attempts", p.Attempts))
	}
	if p.MaxWait < 0 {
		errs = append(errs, fmt.Errorf("retry policy: longest wait %s", p.MaxWait))
	}
	if p.MaxElapsed < 0 {
		errs = append(errs, fmt.Errorf("retry policy: time limit %s", p.MaxElapsed))
	}
	return errors.Join(errs...)
}

// withDefaults returns a copy with the defaults filled in.
func (p RetryPolicy) withDefaults() RetryPolicy {
	if p.Attempts == 0 {
		p.Attempts = defaultAttempts
	}
	if p.MaxWait == 0 {
		p.MaxWait = defaultMaxWait
	}
	if p.MaxElapsed == 0 {
		p.MaxElapsed = defaultMaxElapsed
	}
	return p
}
