package atlas

import (
	"net/http"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// Steps of the waits without a Retry-After. Those of 429 are what Atlas advises.
const (
	firstStep        = 500 * time.Millisecond
	lastStep         = 30 * time.Second
	firstLimitedStep = 10 * time.Second
	lastLimitedStep  = 40 * time.Second
)

// wait returns how long to wait after r: what Retry-After asks, which can be more than the policy allows, else a step
// that grows with the attempts and is random:
//
//  1. After 429 it is from one to one and a half of the step. The advice is a minimum.
//  2. After anything else it is from nothing to the step ("full jitter"), so that clients that failed together do not
//     come back together. So it is for a 429 whose Retry-After is 0 as well.
func (p RetryPolicy) wait(r result) time.Duration {
	if asked := parseRetryAfter(r.header); asked > 0 {
		return asked
	}
	wait := fullJitter(r.attempt)
	if r.status == http.StatusTooManyRequests && !asksForNoWait(r.header) {
		wait = nthWait(r.attempt, backoff.ExponentialBackOff{
			InitialInterval: firstLimitedStep * 5 / 4, RandomizationFactor: 0.2, Multiplier: 2, MaxInterval: lastLimitedStep * 5 / 4,
		})
	}
	return min(wait, p.MaxWait)
}

// fullJitter is the wait after the nth failure in a row, which counts from 1: from nothing to the step.
func fullJitter(n int) time.Duration {
	return nthWait(n, backoff.ExponentialBackOff{
		InitialInterval: firstStep / 2, RandomizationFactor: 1, Multiplier: 2, MaxInterval: lastStep / 2,
	})
}

// manySteps is from where a wait grows no more, whatever its steps.
const manySteps = 16

// nthWait is the nth wait of a growth. The library draws from the interval i with the factor f: from i*(1-f) to
// i*(1+f).
func nthWait(n int, growth backoff.ExponentialBackOff) time.Duration {
	var wait time.Duration
	for range min(n, manySteps) {
		wait = growth.NextBackOff()
	}
	return wait
}

// asksForNoWait reports whether there is a Retry-After of 0 seconds.
func asksForNoWait(header http.Header) bool {
	value := strings.TrimSpace(header.Get("Retry-After"))
	return value != "" && strings.Trim(value, "0") == ""
}
