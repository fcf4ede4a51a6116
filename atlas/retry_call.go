package atlas

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// A sending is one call with all its attempts, for one goroutine. Its use is a loop:
//
//	for {
//		value, err := the work of one attempt, which begins with s.send()
//		if again, err := s.finish(err); !again {
//			return value, err
//		}
//	}
type sending struct {
	core   *Core
	ctx    context.Context
	op     *Operation
	req    *http.Request // as the caller gave it; each attempt sends a copy
	raw    bool          // of the low-level client: headers of the caller stay, and responses are handed out
	begun  time.Time
	last   result
	open   *http.Response // of the last attempt, when raw
	bytes  int            // of the last body, after decompression; -1 when it was not read here
	unsure bool           // an attempt before the last one may have been executed
}

// begin starts a call. It waits for the rate limiter, so its errors are those of a request that was not sent.
func (c *Core) begin(ctx context.Context, op *Operation, req *http.Request, raw bool) (*sending, error) {
	s := &sending{core: c, ctx: ctx, op: op, req: req, raw: raw, bytes: -1}
	s.last.method = cmp.Or(req.Method, http.MethodGet)
	if c.limiter == nil {
		s.begun = time.Now()
		return s, nil
	}
	asked := time.Now()
	err := c.limiter.wait(ctx, time.Time{})
	s.begun = time.Now()
	if err != nil {
		if req.Body != nil {
			_ = req.Body.Close() // as a Doer does
		}
		newInfo(op).publish(ctx)
		s.begun = asked
		s.logCall(err, "")
		return nil, err
	}
	return s, nil
}

// send sends one attempt and returns the response, whatever its status. The errors of a typed call name the operation.
func (s *sending) send() (*http.Response, error) {
	s.last = result{method: s.last.method, attempt: s.last.attempt + 1}
	s.bytes = -1
	res, err := s.exchange()
	if err == nil && res == nil {
		err = errNoResponse
	}
	if err != nil {
		closeBody(res)
		s.last.err = err
		err = transportError(s.ctx, err)
		if s.raw {
			return nil, err
		}
		info := newInfo(s.op)
		info.Attempts = s.last.attempt
		info.publish(s.ctx)
		return nil, fmt.Errorf("%s: %w", s.op.Name, err)
	}
	s.last.status, s.last.header = res.StatusCode, res.Header
	if !isSuccess(res.StatusCode) {
		s.last.code = Code(res.Header.Get("X-Error-Code"))
	}
	s.core.limiter.observe(res.StatusCode, res.Header)
	if s.raw {
		s.open = res
	}
	return res, nil
}

// exchange sends a copy of the request, with a body of its own from the second attempt on.
func (s *sending) exchange() (*http.Response, error) {
	var req *http.Request
	if s.raw {
		req = s.core.prepareRaw(s.ctx, s.op, s.req)
	} else {
		req = s.core.prepare(s.ctx, s.op, s.req)
	}
	if s.last.attempt > 1 && s.hasBody() {
		body, err := s.req.GetBody()
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errBody, err)
		}
		req.Body = body
	}
	return s.core.doer.Do(req)
}

// answer reads a response to its end and tells success from failure. Its errors are complete; an answer is a 2xx whose
// body has not been looked at.
func (s *sending) answer(res *http.Response) (*answer, error) {
	a := readAnswer(s.ctx, s.op, res)
	s.bytes = len(a.body)
	a.info.Attempts = s.last.attempt
	a.info.publish(s.ctx)
	switch {
	case !isSuccess(a.info.Status):
		err := newError(a)
		s.last.code = Code(err.Code)
		return nil, err
	case isContextError(a.readErr):
		s.last.fault = faultBroken
		return nil, fmt.Errorf("%s: read response: %w", s.op.Name, a.readErr)
	default:
		return a, nil
	}
}

// judge notes what is wrong with the body of a, which could not be used because of err.
func (s *sending) judge(a *answer, err error) {
	switch {
	case err == nil || errors.Is(a.readErr, errLargeBody):
	case a.readErr != nil:
		s.last.fault = faultBroken
	case len(bytes.TrimSpace(a.body)) == 0:
		s.last.fault = faultEmpty
	case errors.Is(err, io.ErrUnexpectedEOF):
		s.last.fault = faultCut
	}
}

// finish ends an attempt that returned err, nil also for a response that is handed out. It reports whether to send
// again, after it has waited for that; otherwise it returns the error of the call.
func (s *sending) finish(err error) (again bool, _ error) {
	if err == nil && isSuccess(s.last.status) {
		s.logCall(nil, "")
		return false, nil
	}
	d := s.decide()
	if !d.retry {
		err = s.note(err)
		s.logCall(err, d.reason)
		return false, err
	}
	s.logRetry(d)
	s.discard()
	if waitErr := s.pause(d.wait); waitErr != nil {
		if err == nil { // the response that is discarded said it
			err = errors.New(d.reason)
		}
		err = &RetryError{
			Attempts: s.last.attempt, MaybeExecuted: s.unsure || s.last.maybeExecuted(),
			Err: fmt.Errorf("%w, while waiting to try again: %w", waitErr, err),
		}
		s.logCall(err, d.reason)
		return false, err
	}
	s.unsure = s.unsure || s.last.maybeExecuted()
	return true, nil
}

// decide asks the policy, unless something outside of it forbids another attempt.
func (s *sending) decide() decision {
	s.last.elapsed = time.Since(s.begun)
	switch {
	case s.ctx.Err() != nil:
		return decision{reason: "context ended"}
	case s.hasBody() && s.req.GetBody == nil:
		return decision{reason: "the body cannot be sent again"}
	}
	d := s.core.retry.decide(s.last)
	if deadline, ok := s.ctx.Deadline(); ok && d.retry && time.Until(deadline) <= d.wait {
		return decision{reason: fmt.Sprintf("%s; the context ends before the wait of %s", d.reason, d.wait)}
	}
	return d
}

// note wraps the error of an attempt that was not the first.
func (s *sending) note(err error) error {
	if err == nil || s.last.attempt <= 1 {
		return err
	}
	return &RetryError{Attempts: s.last.attempt, MaybeExecuted: s.unsure, Err: err}
}

// pause waits before another attempt, for the rate limiter as well.
func (s *sending) pause(wait time.Duration) error {
	if err := sleep(s.ctx, wait); err != nil {
		return err
	}
	return s.core.limiter.wait(s.ctx, s.begun.Add(s.core.retry.MaxElapsed))
}

// discard reads a response that is not handed out, so that its connection is used again, and closes it.
func (s *sending) discard() {
	if s.open == nil {
		return
	}
	if s.open.Body != nil {
		_, _ = io.CopyN(io.Discard, s.open.Body, maxErrorBody) // it is not wanted
	}
	closeBody(s.open)
	s.open = nil
}

// hasBody reports whether the request has a body.
func (s *sending) hasBody() bool { return s.req.Body != nil && s.req.Body != http.NoBody }
