package auth

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// What the token endpoint gets is retried by these rules:
//
//  1. 429 after the time that it asks for, else after 10, 20, 40 s, as Atlas advises.
//  2. 408, 5xx and no answer at all likewise, but after 0.5, 1, 2 s when it does not ask.
//  3. Anything else is final, as is a certificate that is not trusted.
//  4. There are a few tries, and none that would begin after the time limit.
const (
	maxTries     = 4
	maxRetryTime = 2 * time.Minute
	limitedWait  = 10 * time.Second
	failedWait   = 500 * time.Millisecond
)

// retry calls try by the rules above; ctx ends the waiting between two tries.
func retry[T any](ctx context.Context, try func() (T, error)) (T, error) {
	started := time.Now()
	for n := 0; ; n++ {
		value, err := try()
		if err == nil {
			return value, nil
		}
		if ctxErr := ctx.Err(); ctxErr != nil && !errors.Is(err, ctxErr) {
			return value, fmt.Errorf("%w: %w", ctxErr, err)
		}
		wait, again := waitAfter(err, n)
		if !again || n+1 == maxTries || wait > maxRetryTime-time.Since(started) {
			return value, err
		}
		if ctxErr := sleep(ctx, wait); ctxErr != nil {
			return value, fmt.Errorf("%w, while waiting after: %w", ctxErr, err)
		}
	}
}

// waitAfter returns how long to wait after the n-th failure, counted from 0, or that it is final.
func waitAfter(err error, n int) (wait time.Duration, again bool) {
	var failure *TokenError
	if !errors.As(err, &failure) {
		return 0, false
	}
	var untrusted *tls.CertificateVerificationError
	limited := failure.Status == http.StatusTooManyRequests
	failed := failure.Status == 0 || failure.Status == http.StatusRequestTimeout || failure.Status >= 500
	switch {
	case errors.As(err, &untrusted) || !limited && !failed:
		return 0, false
	case failure.asked:
		return failure.RetryAfter, true
	case limited:
		return limitedWait << n, true
	default:
		return failedWait << n, true
	}
}

// sleep waits; it returns the error of ctx when that ends first.
func sleep(ctx context.Context, d time.Duration) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// retryAfter reads a Retry-After header (RFC 9110, section 10.2.3): seconds, or a date, which is taken relative to the
// server's own clock in the Date header when there is one. It reports false when absent or malformed; a date that is
// past is 0.
func retryAfter(header http.Header) (time.Duration, bool) {
	value := strings.TrimSpace(header.Get("Retry-After"))
	if value != "" && strings.Trim(value, "0123456789") == "" {
		const most = int64(math.MaxInt64 / time.Second)
		n, err := strconv.ParseInt(value, 10, 64)
		if err != nil || n > most { // only out of range is left
			n = most
		}
		return time.Duration(n) * time.Second, true
	}
	at, ok := parseDate(value)
	if !ok {
		return 0, false
	}
	now, ok := parseDate(header.Get("Date"))
	if !ok {
		now = time.Now()
	}
	return max(0, at.Sub(now)), true
}

// parseDate reads an HTTP date, also one with a one-digit day, which Atlas sends.
func parseDate(value string) (time.Time, bool) {
	if t, err := http.ParseTime(value); err == nil {
		return t, true
	}
	t, err := time.Parse("Mon, 2 Jan 2006 15:04:05 GMT", value)
	return t, err == nil
}
