package atlas

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// WithRateLimit makes the client hold back requests when Atlas says that it is near or over its rate limit. Without it,
// which is the default, each call finds out for itself. All calls of a client share what is known, attempts after the
// first and those of the low-level client included:
//
//  1. After a 429, or RateLimit-Remaining: 0, nothing is sent until Retry-After has passed; without that header for 10
//     seconds, or until one request should be possible again. It is never longer than an hour.
//  2. When no more than a tenth of RateLimit-Limit remains, and after the pause of 1, requests go one after the other,
//     with gaps. Atlas does not say how fast the limit fills up again; the gaps are as if it took a minute.
//  3. What is known is forgotten after a minute, and when a response tells that more remains.
//
// A waiting call ends with its context. When the wait would go past the context's deadline it ends at once, with an
// error that is both [ErrRateLimited] and [context.DeadlineExceeded]; nothing was sent then. Without a deadline a call
// waits as long as it takes. Waiting calls go in no particular order.
//
// Requests that are under way already are not held back, and limits that Atlas keeps for other things than this client
// (a project, an address) show only in what responses say.
func WithRateLimit() Option {
	return func(s *settings) { s.rateLimit = true }
}

// What the limiter takes for granted where the headers say nothing.
const (
	refillTime   = time.Minute      // in which a whole limit fills up
	limitedPause = 10 * time.Second // after a 429 without Retry-After
	maxPause     = time.Hour
	defaultGap   = time.Second // without RateLimit-Limit
	maxGap       = 10 * time.Second
	memory       = time.Minute // how long gaps are kept
	smallPart    = 10          // one part of how many of a limit is small
)

// A limiter is what a client knows about its rate limit. Nil knows nothing and lets everything go.
type limiter struct {
	mu     sync.Mutex
	closed time.Time     // nothing goes before
	slow   time.Time     // until then there is a gap after each request
	gap    time.Duration // while slow
	last   time.Time     // when the last request went
}

// wait returns when a request may go. It fails when ctx ends, and at once when ctx would end, or notAfter would pass,
// before that; the zero notAfter never passes.
func (l *limiter) wait(ctx context.Context, notAfter time.Time) error {
	if l == nil {
		return nil
	}
	for {
		now := time.Now()
		wait := l.take(now)
		if wait <= 0 {
			return nil
		}
		at := now.Add(wait)
		if deadline, ok := ctx.Deadline(); ok && !at.Before(deadline) {
			return fmt.Errorf("%w: the wait of %s would outlast the context: %w", ErrRateLimited, wait, context.DeadlineExceeded)
		}
		if !notAfter.IsZero() && at.After(notAfter) {
			return fmt.Errorf("%w: no time left to wait %s", ErrRateLimited, wait)
		}
		if err := sleep(ctx, wait); err != nil {
			return fmt.Errorf("wait for the rate limit: %w", err)
		}
	}
}

// take lets a request go and returns 0, or returns how long it is until one may go. Who has waited asks again: another
// may have gone first.
func (l *limiter) take(now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	at := l.closed
	if next := l.last.Add(l.gap); now.Before(l.slow) && next.After(at) {
		at = next
	}
	if wait := at.Sub(now); wait > 0 {
		return wait
	}
	l.last = now
	return 0
}

// observe learns from a response. One without the headers tells nothing.
func (l *limiter) observe(status int, header http.Header) {
	if l == nil {
		return
	}
	limit, remaining := parseCount(header.Get("RateLimit-Limit")), parseCount(header.Get("RateLimit-Remaining"))
	now := time.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case status == http.StatusTooManyRequests || remaining == 0:
		l.gap = gapOf(limit)
		if until := now.Add(pauseOf(status, header, l.gap)); until.After(l.closed) {
			l.closed = until
		}
		l.slow = l.closed.Add(memory)
	case remaining > 0 && remaining <= limit/smallPart:
		l.gap = gapOf(limit)
		l.slow = now.Add(memory)
	case remaining > 0 && limit > 0:
		l.slow = time.Time{}
	}
}

// pauseOf returns how long nothing is to be sent after a response.
func pauseOf(status int, header http.Header, gap time.Duration) time.Duration {
	if asked := parseRetryAfter(header); asked > 0 {
		return min(asked, maxPause)
	}
	if status == http.StatusTooManyRequests && !asksForNoWait(header) {
		return limitedPause
	}
	return gap
}

// gapOf returns the time between two requests that a limit allows for.
func gapOf(limit int) time.Duration {
	if limit <= 0 {
		return defaultGap
	}
	return min(refillTime/time.Duration(limit), maxGap)
}
