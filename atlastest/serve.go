package atlastest

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
)

// maxBody limits request bodies, in bytes.
const maxBody = 4 << 20

// An answer is a response before it is written.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// serve takes a request through the faults to what answers it, and records it. Whatever happens, a panic of a dropped
// connection included, the request is recorded.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	if !s.enter() {
		panic(http.ErrAbortHandler)
	}
	defer s.inFlight.Done()
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	defer context.AfterFunc(s.stopped, cancel)()
	r = r.WithContext(ctx)

	body, readErr := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	rec := s.describe(r, body)
	s.keep(rec)
	defer s.finish(rec)
	fault := s.pick(rec)
	if fault != nil {
		s.note(func() { rec.Faulted = true })
		fault.before(ctx, s.clock)
	}
	fw := &faultWriter{ResponseWriter: w, srv: s, fault: fault, ctx: ctx, rec: rec}
	switch {
	case fault.replaces() && (!fault.Execute || isDownload(r.URL.Path)):
		s.write(fw, fault.replacement())
	case readErr != nil:
		s.write(fw, unreadable(readErr))
	case isDownload(r.URL.Path):
		s.download(fw, r)
	default:
		s.write(fw, s.answer(r, body))
	}
}

// enter counts a request in flight, unless the server is closed.
func (s *Server) enter() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.inFlight.Add(1)
	return true
}

// unreadable answers a request whose body did not come whole.
func unreadable(err error) *answer {
	status := http.StatusBadRequest
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		status = http.StatusRequestEntityTooLarge
	}
	return errorAnswer(newError(status, "UNREADABLE_BODY", "The body cannot be read."), format{})
}

// write sends an answer, changed by the fault of its writer.
func (s *Server) write(w *faultWriter, a *answer) {
	w.fault.change(a)
	for name, values := range a.header {
		w.Header()[name] = values
	}
	if bodyAllowed(a.status) {
		setLength(w.Header(), len(a.body))
	}
	w.WriteHeader(a.status)
	if len(a.body) > 0 && w.rec.Method != http.MethodHead {
		_, _ = w.Write(a.body) // the client may be gone
	}
}

// answer finds what answers a request: the token endpoints, or an operation.
func (s *Server) answer(r *http.Request, body []byte) *answer {
	if strings.HasPrefix(r.URL.Path, oauthPrefix) {
		return s.oauth(r, body)
	}
	form := formatOf(r)
	header := http.Header{}
	if err := s.admit(r, header); err != nil {
		return withHeader(errorAnswer(err, form), header)
	}
	op, path, err := route(s.ops, r.Method, r.URL.EscapedPath())
	if err != nil {
		return withHeader(errorAnswer(err, form), header)
	}
	c := &call{srv: s, req: r, op: op, path: path, body: body, base: baseOf(r)}
	return withHeader(c.run(form, header), header)
}

// admit checks credentials and the rate limit.
func (s *Server) admit(r *http.Request, header http.Header) *apiError {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.clock.now()
	if err := s.auth.check(r, now); err != nil {
		return err
	}
	return s.bucket.take(now, header)
}

// run negotiates, validates and executes an operation.
func (c *call) run(form format, header http.Header) *answer {
	var err *apiError
	if c.variant, err = c.op.choose(c.req.Header); err != nil {
		return errorAnswer(err, form)
	}
	c.op.lifecycle(c.variant, header)
	if err := c.variant.gone(c.srv.clock.now()); err != nil && !c.srv.cfg.withoutSunsets {
		return errorAnswer(err, form)
	}
	if err := c.validate(); err != nil {
		return errorAnswer(err, form)
	}
	if c.op.handler.serve == nil {
		return errorAnswer(newError(http.StatusNotImplemented, "NOT_IMPLEMENTED", "The mock does not have the operation."), form)
	}
	c.srv.mu.Lock()
	value, err := c.op.handler.serve(c)
	c.srv.mu.Unlock()
	if err != nil {
		return errorAnswer(err, form)
	}
	return okAnswer(c.variant, value, form)
}

// baseOf returns the scheme and host under which the client reached the server.
func baseOf(r *http.Request) string {
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}
