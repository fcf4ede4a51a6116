package atlas

import (
	"fmt"
	"net/http"
	"time"
)

// A result is what became of one attempt, as far as a retry depends on it.
type result struct {
	method  string
	attempt int           // from 1
	elapsed time.Duration // since the first attempt was begun
	status  int           // 0 when no response came
	header  http.Header
	code    Code  // Atlas' code, when it is known
	fault   fault // of the body of a 2xx
	err     error // of the transport, when no response came
}

// A fault is what is wrong with the body of a 2xx.
type fault int

const (
	faultNone   fault = iota // nothing, or nothing that another attempt would mend
	faultBroken              // the connection broke while it was read
	faultEmpty               // there is none where one is declared
	faultCut                 // it is JSON that ends too early
)

// A decision says whether to send again, after how long, and why or why not.
type decision struct {
	retry  bool
	wait   time.Duration
	reason string // short, and without anything that came from outside
}

// decide is the policy. It is pure but for the jitter of the wait; p has its defaults filled in.
func (p RetryPolicy) decide(r result) decision {
	reason, passing := p.judge(r)
	if !passing {
		return decision{reason: reason}
	}
	if r.attempt >= p.Attempts {
		return decision{reason: reason + "; no attempts left"}
	}
	wait := p.wait(r)
	switch {
	case wait > p.MaxWait: // only a server asks for that much
		return decision{reason: fmt.Sprintf("%s; the server asks to wait %s", reason, wait)}
	case wait > p.MaxElapsed-r.elapsed:
		return decision{reason: fmt.Sprintf("%s; no time left to wait %s", reason, wait)}
	}
	return decision{retry: true, wait: wait, reason: reason}
}

// judge reports whether another attempt may end better and can do no harm:
//
//  1. No response came: not for an error that will come again; else for a method that is idempotent, and for any when
//     the request was surely not sent.
//  2. 429: Atlas did not execute it, so for any method.
//  3. 502, 503, 504: for an idempotent method. A proxy may have lost the answer of a request that was executed.
//  4. 2xx with a body that broke: for an idempotent method. With one that is empty or cut: for a GET. A create that was
//     answered with a 2xx was executed, so RetryCreates does not reach here.
//  5. Anything else is an answer.
func (p RetryPolicy) judge(r result) (reason string, passing bool) {
	repeatable := isIdempotent(r.method) || p.RetryCreates
	switch {
	case r.status == 0:
		reason, kind := classify(r.err)
		switch {
		case kind == errorLasting:
			return reason, false
		case kind == errorNotSent || repeatable:
			return reason, true
		}
		return reason + "; it may have been executed", false
	case r.code == CodeTimeoutWhilePaging:
		return "the list is too long to be counted", false
	case r.status == http.StatusTooManyRequests:
		return "429: rate limited", true
	case isPassingStatus(r.status):
		if reason = statusReason(r.status); !repeatable {
			return reason + "; it may have been executed", false
		}
		return reason, true
	case isSuccess(r.status):
		return r.judgeBody()
	default:
		return fmt.Sprintf("%d is an answer", r.status), false
	}
}

// judgeBody is rule 4.
func (r result) judgeBody() (reason string, passing bool) {
	switch {
	case r.fault == faultBroken:
		return "connection broken within the answer", isIdempotent(r.method)
	case r.fault == faultEmpty && r.status != http.StatusNoContent:
		return "empty answer", r.method == http.MethodGet
	case r.fault == faultCut:
		return "truncated answer", r.method == http.MethodGet
	default:
		return fmt.Sprintf("%d is an answer", r.status), false
	}
}

// maybeExecuted reports whether the attempt, which is going to be repeated, may have changed something.
func (r result) maybeExecuted() bool {
	if isSafe(r.method) || r.status == http.StatusTooManyRequests {
		return false
	}
	if r.status != 0 {
		return true
	}
	_, kind := classify(r.err)
	return kind != errorNotSent
}

// isPassingStatus reports whether a status says that there is no answer for the moment.
func isPassingStatus(status int) bool {
	return status == http.StatusBadGateway || status == http.StatusServiceUnavailable || status == http.StatusGatewayTimeout
}

// statusReason names such a status. Atlas itself does not send the gateway's ones.
func statusReason(status int) string {
	if status == http.StatusServiceUnavailable {
		return "503: not available for the moment"
	}
	return fmt.Sprintf("%d from a proxy", status)
}

// isIdempotent follows RFC 9110, section 9.2.2.
func isIdempotent(method string) bool {
	return isSafe(method) || method == http.MethodDelete || method == http.MethodPut
}

// isSafe follows RFC 9110, section 9.2.1.
func isSafe(method string) bool {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodTrace:
		return true
	default:
		return false
	}
}
