package auth

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// accepted notes that Atlas has taken a token.
func (s *source) accepted(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.token.AccessToken == token {
		s.worked = true
	}
}

// refuse notes that Atlas has answered 401 to a token, and reports whether another is worth a try: one that somebody
// else has got meanwhile, or a new one.
func (s *source) refuse(token string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.token.AccessToken != token {
		return true
	}
	now := time.Now()
	if s.fetched && !s.worked {
		if !s.replacedAt.IsZero() && now.Sub(s.replacedAt) < futileTime {
			return false
		}
		s.replacedAt = now
	}
	s.token, s.refused = Token{}, token
	return true
}

// revoke ends the token, here, in the store and at Atlas.
func (s *source) revoke(ctx context.Context) error {
	s.mu.Lock()
	own, asked := s.token, s.endpoint
	s.mu.Unlock()
	change := func(stored Token) (Token, error) {
		err := asked.end(ctx, own)
		if stored.AccessToken != own.AccessToken {
			err = errors.Join(err, asked.end(ctx, stored))
		}
		return Token{}, err
	}
	var err error
	if s.store == nil {
		_, err = change(own)
	} else {
		_, err = s.store.Update(ctx, s.key, change)
	}
	var failure *TokenError
	switch {
	case errors.As(err, &failure):
		return err
	case err != nil:
		return fmt.Errorf("service account: revoke token: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.token.AccessToken == own.AccessToken {
		s.token = Token{}
	}
	return nil
}

// end revokes one token, unless it has expired.
func (e *endpoint) end(ctx context.Context, token Token) error {
	if !token.valid(time.Now()) {
		return nil
	}
	_, err := retry(ctx, func() (struct{}, error) { return struct{}{}, e.revoke(ctx, token.AccessToken) })
	return err
}
