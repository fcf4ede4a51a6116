package atlastest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"
)

// A Server is a mock Atlas. Make it with [NewServer], [New] or [NewUnstarted]. All methods are safe for concurrent use.
type Server struct {
	// URL is where the server is, such as "http://127.0.0.1:40123", without a slash at the end. It is empty until the
	// server is started, and does not change afterwards.
	URL string

	cfg   *config
	ops   []*operation
	clock *clock

	mu     sync.Mutex // guards everything below
	jobs   *store
	auth   *authenticator
	bucket *bucket
	faults []*Injected
	record recorder
	closed bool

	observing sync.Mutex
	inFlight  sync.WaitGroup
	stop      context.CancelFunc // ends all waiting
	stopped   context.Context
	listener  net.Listener
	http      *http.Server
	served    chan struct{}
	transport *http.Transport
	closing   sync.Once
}

// NewServer starts a server that is closed when the test ends. A wrong option ends the test.
func NewServer(t testing.TB, opts ...Option) *Server {
	t.Helper()
	s, err := New(opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// New starts a server. The caller closes it.
func New(opts ...Option) (*Server, error) {
	s, err := NewUnstarted(opts...)
	if err != nil {
		return nil, err
	}
	if err := s.Start(); err != nil {
		return nil, err
	}
	return s, nil
}

// NewUnstarted makes a server that does not listen, for those who serve [Server.Handler] themselves, or start it later.
// All options that are wrong are reported together.
func NewUnstarted(opts ...Option) (*Server, error) {
	cfg, err := newConfig(opts)
	if err != nil {
		return nil, err
	}
	ops, err := pins()
	if err != nil {
		return nil, err
	}
	s := &Server{cfg: cfg, ops: ops, clock: newClock(cfg.start, cfg.speed)}
	s.stopped, s.stop = context.WithCancel(context.Background())
	s.record.limit = cfg.recordLimit
	s.resetLocked()
	return s, nil
}

// Start lets a server listen that was made with [NewUnstarted]. It must be called once at most.
func (s *Server) Start() error {
	if s.http != nil {
		return errors.New("atlastest: the server was started before")
	}
	dial := (&net.Dialer{Timeout: 10 * time.Second}).DialContext
	if s.cfg.noNetwork {
		pipes := newPipeListener()
		s.listener, dial, s.URL = pipes, pipes.dial, "http://127.0.0.1"
	} else {
		listener, err := net.Listen("tcp", s.cfg.addr)
		if err != nil {
			return fmt.Errorf("atlastest: listen: %w", err)
		}
		s.listener, s.URL = listener, "http://"+listener.Addr().String()
	}
	s.transport = &http.Transport{DialContext: dial, MaxIdleConnsPerHost: 16}
	s.http = &http.Server{Handler: s.Handler(), ErrorLog: log.New(io.Discard, "", 0), ReadHeaderTimeout: time.Minute}
	s.served = make(chan struct{})
	go func() {
		defer close(s.served)
		_ = s.http.Serve(s.listener) // always ends with an error, by Close
	}()
	return nil
}

// Close stops the server, ends what it is waiting for, closes its connections and those of [Server.Client], and waits
// for the handlers. It may be called more than once.
func (s *Server) Close() {
	s.closing.Do(func() {
		s.note(func() { s.closed = true })
		s.stop()
		if s.http != nil {
			_ = s.http.Close()
			<-s.served
			s.transport.CloseIdleConnections()
		}
		s.inFlight.Wait() // nobody enters any more
	})
}

// Client returns a client with a connection pool of its own that reaches the server, also without a network. It has no
// credentials and no timeout, and does not follow redirects differently from http.DefaultClient. It is nil as long as
// the server is not started.
func (s *Server) Client() *http.Client {
	if s.transport == nil {
		return nil
	}
	return &http.Client{Transport: s.transport}
}

// Handler returns what answers the requests. Links in answers point to the host that a request names. A fault that drops
// a connection panics with http.ErrAbortHandler, which http.Server understands.
func (s *Server) Handler() http.Handler { return http.HandlerFunc(s.serve) }

// Now returns the time on the server's clock, in UTC.
func (s *Server) Now() time.Time { return s.clock.now() }

// Advance moves the server's clock.
func (s *Server) Advance(d time.Duration) { s.clock.advance(d) }

// SetNow sets the server's clock. A clock that runs runs on from there.
func (s *Server) SetNow(at time.Time) { s.clock.set(at) }

// Reset forgets the jobs, tokens, nonces, faults, scripted outcomes, recorded requests and what counts for the rate
// limits. The clock and the options stay.
func (s *Server) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.resetLocked()
}

func (s *Server) resetLocked() {
	s.jobs = newStore(s.cfg.seed)
	s.auth = newAuthenticator(s.cfg.credentials, s.cfg.seed)
	s.bucket = newBucket(s.cfg.rate, s.cfg.ratePer)
	s.faults = nil
	s.record.all = nil
}

// String names the server; it shows nothing secret.
func (s *Server) String() string { return "mock Atlas at " + s.URL }

// GoString is String, so that %#v shows no more.
func (s *Server) GoString() string { return s.String() }
