package atlastest

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// maxRecordedBody limits the part of a request body that is kept, in bytes.
const maxRecordedBody = 64 << 10

// A Request is a request that the server got.
type Request struct {
	// Time is when it came, by the server's clock.
	Time   time.Time
	Method string
	// Path is not unescaped. In the path of a download the key is replaced by "***".
	Path  string
	Query url.Values
	// Header lacks Authorization, Proxy-Authorization, Cookie and the header of legacy links.
	Header http.Header
	// Body has 64 KiB at most, and is empty for the token endpoints.
	Body []byte
	// Operation is the operation id in the newest document that has it, "token", "revoke" or "download", or empty.
	Operation string
	// Name is the kind and what is done, "cloud.create", the same for all versions; empty when Operation is none of a document.
	Name string
	// Version is the resource version that Accept leads to, "2023-01-01"; empty when there is none.
	Version string
	// Authenticated tells that the request came with an Authorization header, right or wrong.
	Authenticated bool
	// Status is what was answered; 0 for a connection that was dropped before.
	Status int
	// Sent counts the body bytes of the answer.
	Sent int64
	// Faulted tells that an injected fault was applied.
	Faulted bool

	op *operation
}

// A recorder keeps the last requests, up to twice its limit so that it rarely has to move them. The server's lock
// guards it, and what the requests say of their answers.
type recorder struct {
	all   []*Request
	limit int
}

// last returns the requests that are within the limit.
func (r *recorder) last() []*Request { return r.all[max(0, len(r.all)-r.limit):] }

// Requests returns the requests recorded since the last [Server.Reset], in the order in which they came. One that is
// not answered yet is among them. The maps in it must not be changed.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Request
	for _, rec := range s.record.last() {
		all = append(all, *rec)
	}
	return all
}

// keep records a request.
func (s *Server) keep(rec *Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := &s.record; r.limit > 0 {
		if len(r.all) >= 2*r.limit {
			r.all = slices.Clone(r.last())
		}
		r.all = append(r.all, rec)
	}
}

// note changes a request that may be recorded.
func (s *Server) note(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
}

// finish tells the observer of a request that was answered, or dropped.
func (s *Server) finish(rec *Request) {
	if s.cfg.observer == nil {
		return
	}
	s.observing.Lock()
	defer s.observing.Unlock()
	s.cfg.observer(*rec)
}

// describe makes the record of a request.
func (s *Server) describe(r *http.Request, body []byte) *Request {
	rec := &Request{
		Time: s.clock.now(), Method: r.Method, Path: r.URL.EscapedPath(), Query: r.URL.Query(),
		Header: r.Header.Clone(), Authenticated: r.Header.Get("Authorization") != "",
		Body: slices.Clone(body[:min(len(body), maxRecordedBody)]),
	}
	for _, name := range []string{"Authorization", "Proxy-Authorization", "Cookie", legacyAuthHeader} {
		rec.Header.Del(name)
	}
	switch {
	case strings.HasPrefix(r.URL.Path, oauthPrefix):
		rec.Operation, rec.Body = strings.TrimPrefix(r.URL.Path, oauthPrefix), nil
	case isDownload(r.URL.Path):
		_, file, _ := strings.Cut(strings.TrimPrefix(rec.Path, downloadPrefix), "/")
		rec.Operation, rec.Path = "download", downloadPrefix+"***/"+file
	default:
		if op, _, err := route(s.ops, r.Method, rec.Path); err == nil {
			rec.op, rec.Operation, rec.Name = op, op.names[0], op.handler.name()
			if v, err := op.choose(r.Header); err == nil {
				rec.Version = v.version
			}
		}
	}
	return rec
}
