package auth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"
)

const (
	// graceTime is how long a request waits for a new token while the old one still works.
	graceTime = 5 * time.Second
	// flightTime limits one refresh: the tries, and the waiting for other processes before.
	flightTime = 5 * time.Minute
	// futileTime is how long a token that was fetched, but has never worked, is not replaced again because of a 401:
	// something else is wrong then, and tokens are few.
	futileTime = time.Minute
)

// A source has the token of one service account at one token endpoint. All clients of the account share it.
//
// Theory of the refresh:
//
//  1. A token is used until shortly before it expires, or until Atlas refuses it.
//  2. Then one goroutine, the flight, gets another: from the store, when another process has put a good one there, else
//     from the endpoint. All requests wait for the one flight, each as long as its own context lasts.
//  3. A flight belongs to no request. When all have gone it does not break off an exchange with the endpoint, since the
//     token would be lost and counted, but waits and tries no more.
//  4. While the old token still works, a request waits only for a short while, and does not fail when the flight does.
type source struct {
	key          string
	store        TokenStore // may be nil
	onStoreError func(error)

	mu         sync.Mutex
	endpoint   endpoint // with what the last request that needed a token is sent by
	token      Token
	fetched    bool   // token is from the endpoint, not from the store
	worked     bool   // Atlas has taken token
	refused    string // the last token that Atlas did not take
	replacedAt time.Time
	flight     *flight // nil when none is under way
}

// A flight is one refresh.
type flight struct {
	ctx       context.Context // ends when nobody waits
	cancel    context.CancelFunc
	waiters   int  // guarded by source.mu
	abandoned bool // guarded by source.mu
	done      chan struct{}
	token     Token // with err, set before done is closed
	err       error
}

// get returns a token to use for a request, fetching it through next.
func (s *source) get(req *http.Request, next http.RoundTripper) (string, error) {
	for ctx := req.Context(); ; {
		s.mu.Lock()
		old, f := s.token, s.flight
		switch {
		case old.fresh(time.Now()):
			s.mu.Unlock()
			return old.AccessToken, nil
		case f == nil:
			f = s.takeOff(next, req.UserAgent())
		case f.abandoned:
			s.mu.Unlock()
			if err := await(ctx, f.done, nil); err != nil {
				return "", err
			}
			continue
		}
		f.waiters++
		s.mu.Unlock()
		return s.ride(ctx, f, old)
	}
}

// takeOff starts a flight. The caller holds s.mu.
func (s *source) takeOff(next http.RoundTripper, userAgent string) *flight {
	f := &flight{done: make(chan struct{})}
	f.ctx, f.cancel = context.WithTimeout(context.Background(), flightTime)
	s.flight = f
	s.endpoint.next, s.endpoint.userAgent = next, userAgent
	asked := s.endpoint
	go s.fly(f, &asked)
	return f
}

// fly is the goroutine of a flight.
func (s *source) fly(f *flight, asked *endpoint) {
	defer f.cancel()
	token, fetched, err := s.refresh(f.ctx, asked)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil {
		s.token, s.fetched, s.worked = token, fetched, false
	}
	f.token, f.err, s.flight = token, err, nil
	close(f.done)
}

// refresh gets a token from the store or the endpoint.
func (s *source) refresh(ctx context.Context, asked *endpoint) (token Token, fetched bool, err error) {
	change := func(stored Token) (Token, error) {
		if s.canUse(stored) {
			return stored, nil
		}
		fetched = true
		return retry(ctx, func() (Token, error) { return asked.fetch(context.WithoutCancel(ctx)) })
	}
	if s.store == nil {
		token, err = change(Token{})
	} else {
		token, err = s.store.Update(ctx, s.key, change)
	}
	var failure *TokenError
	switch {
	case checkBearer(token.AccessToken) == nil:
		if err != nil && s.onStoreError != nil {
			s.onStoreError(fmt.Errorf("service account: save token: %w", err))
		}
		return token, fetched, nil
	case err == nil:
		err = lastingError{errors.New("service account: the token store returned no token")}
	case errors.As(err, &failure):
		err = failure // without the end of the flight's own context, which is none of the caller's
	case ctx.Err() != nil:
		err = lastingError{fmt.Errorf("service account: %v", err)}
	default:
		err = lastingError{fmt.Errorf("service account: %w", err)}
	}
	return Token{}, false, err
}

// canUse reports whether a token from the store can be used.
func (s *source) canUse(stored Token) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return stored.fresh(time.Now()) && stored.AccessToken != s.refused && checkBearer(stored.AccessToken) == nil
}

// ride waits for the end of a flight that the caller is counted in.
func (s *source) ride(ctx context.Context, f *flight, old Token) (string, error) {
	var grace <-chan time.Time
	if old.valid(time.Now().Add(graceTime)) {
		timer := time.NewTimer(graceTime)
		defer timer.Stop()
		grace = timer.C
	}
	err := await(ctx, f.done, grace)
	switch {
	case errors.Is(err, errGrace): // still counted, so that the flight goes on
		return old.AccessToken, nil
	case err != nil:
		s.leave(f)
		return "", err
	case f.err != nil && old.valid(time.Now()):
		return old.AccessToken, nil
	case f.err != nil:
		return "", f.err
	default:
		return f.token.AccessToken, nil
	}
}

// leave counts a request out. The last one ends the flight.
func (s *source) leave(f *flight) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.waiters--; f.waiters == 0 {
		f.abandoned = true
		f.cancel()
	}
}

// errGrace means that the old token will do.
var errGrace = errors.New("grace time is over")

// await waits for done, for grace, which may be nil, or for the end of ctx.
func await(ctx context.Context, done <-chan struct{}, grace <-chan time.Time) error {
	select {
	case <-done:
		return nil
	case <-grace:
		return errGrace
	case <-ctx.Done():
		return fmt.Errorf("service account: wait for a token: %w", ctx.Err())
	}
}
