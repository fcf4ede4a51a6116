package auth

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/icholy/digest"
)

// probeTime is how long a request waits for the first challenge that another request is about to get.
const probeTime = 3 * time.Second

// A session is a challenge and how often its nonce was used. RFC 7616, section 3.4, wants each count used once.
type session struct {
	challenge *digest.Challenge
	mu        sync.Mutex
	used      int
}

// count returns the next nonce count, from 1.
func (s *session) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.used++
	return s.used
}

// sessions knows the session of a server that is used at present.
//
//  1. The first request goes out without credentials; others that start meanwhile wait for its challenge, for a while,
//     since each would get one of its own.
//  2. A request whose nonce was refused goes on with the challenge of its own answer, which nobody has used, and not
//     with one that others count up at the same time: some servers want the counts in order.
//  3. That challenge becomes the present one, unless another request has replaced the refused one already. When it is
//     refused, too, since others have overtaken the request, the next one is for this request alone.
type sessions struct {
	mu      sync.Mutex
	present *session
	recent  []*session    // the last few, for servers that give one nonce to several requests
	probe   chan struct{} // closed when the first answer is there; nil before the first request
}

// maxRecent is how many nonces are remembered.
const maxRecent = 64

// begin returns the session to use, nil for none. The caller calls end when its first answer, or none, has come.
func (s *sessions) begin(ctx context.Context) (present *session, end func(), err error) {
	s.mu.Lock()
	if s.probe == nil {
		s.probe = make(chan struct{})
		probe := s.probe
		s.mu.Unlock()
		return nil, sync.OnceFunc(func() { close(probe) }), nil
	}
	probe := s.probe
	s.mu.Unlock()
	timer := time.NewTimer(probeTime)
	defer timer.Stop()
	select {
	case <-probe:
	case <-timer.C:
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.present, func() {}, nil
}

// replace makes the session of a new challenge the present one, if that still is old, and returns it.
func (s *sessions) replace(old *session, c *digest.Challenge) *session {
	s.mu.Lock()
	defer s.mu.Unlock()
	fresh := s.known(c)
	if s.present == old {
		s.present = fresh
	}
	return fresh
}

// keep returns the session of a challenge that is for one request.
func (s *sessions) keep(c *digest.Challenge) *session {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.known(c)
}

// known returns the session of a challenge. The caller holds s.mu.
func (s *sessions) known(c *digest.Challenge) *session {
	for _, r := range s.recent {
		if r.challenge.Nonce == c.Nonce && r.challenge.Realm == c.Realm {
			return r
		}
	}
	fresh := &session{challenge: c}
	if len(s.recent) == maxRecent {
		s.recent = append(s.recent[:0], s.recent[1:]...)
	}
	s.recent = append(s.recent, fresh)
	return fresh
}

// drop forgets a session whose credentials were refused.
func (s *sessions) drop(refused *session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.present == refused {
		s.present = nil
	}
}

// follow takes the nonce that the server wants to be used next (RFC 7616, section 3.5).
func (s *sessions) follow(used *session, header http.Header) {
	field := header.Get("Authentication-Info")
	if field == "" || used == nil {
		return
	}
	nonce := parseParams(field)["nextnonce"]
	if nonce == "" || nonce == used.challenge.Nonce {
		return
	}
	c := *used.challenge
	c.Nonce, c.Stale = nonce, false
	s.replace(used, &c)
}
