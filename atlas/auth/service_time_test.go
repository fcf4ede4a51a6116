package auth_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/atlasrestore/atlasrestore/atlas/auth"
	"github.com/google/go-cmp/cmp"
)

// A token is used until a minute, or a tenth of its lifetime, before it expires: then 64 requests fetch one.
func TestRenewal(t *testing.T) {
	t.Parallel()
	cases := []struct{ lifetime, margin time.Duration }{
		{time.Hour, time.Minute},
		{10 * time.Minute, time.Minute},
		{100 * time.Second, 10 * time.Second},
		{10 * time.Second, time.Second},
	}
	for _, stored := range []bool{false, true} {
		for _, c := range cases {
			synctest.Test(t, func(t *testing.T) {
				fake := &fakeAtlas{lifetime: c.lifetime}
				store := newMemoryStore()
				start := func() http.RoundTripper {
					return transport(t, auth.ServiceAccount(clientID, clientSecret, auth.WithTokenStore(store)), "https://atlas.test", direct(fake))
				}
				rt := start()
				mustGet(t, rt, "https://atlas.test/1")
				time.Sleep(c.lifetime - c.margin - time.Millisecond)
				if stored {
					rt = start()
				}
				mustGet(t, rt, "https://atlas.test/2")
				if got := fake.counts()[0]; got != 1 {
					t.Errorf("lifetime %s: %d tokens before the margin, want 1", c.lifetime, got)
				}
				time.Sleep(time.Millisecond)
				if stored {
					rt = start()
				}
				var wg sync.WaitGroup
				for range 64 {
					wg.Go(func() { mustGetAsync(t, rt, "https://atlas.test/3") })
				}
				wg.Wait()
				if diff := cmp.Diff([3]int{2, 66, 0}, fake.counts()); diff != "" {
					t.Errorf("lifetime %s: fetches, calls, refusals mismatch (-want +got):\n%s", c.lifetime, diff)
				}
			})
		}
	}
}

// Tokens that have worked are replaced each time that Atlas forgets them.
func TestForgottenAgain(t *testing.T) {
	t.Parallel()
	fake := &fakeAtlas{lifetime: time.Hour}
	rt := transport(t, auth.ServiceAccount(clientID, clientSecret), "https://atlas.test", direct(fake))
	for range 5 {
		mustGet(t, rt, "https://atlas.test/1")
		fake.forget()
	}
	if diff := cmp.Diff([3]int{5, 5, 4}, fake.counts()); diff != "" {
		t.Errorf("fetches, calls, refusals mismatch (-want +got):\n%s", diff)
	}
}

// A refusal that comes late, when the token has been replaced already, replaces nothing.
func TestLateRefusal(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fake := &fakeAtlas{lifetime: time.Hour}
		rt := transport(t, auth.ServiceAccount(clientID, clientSecret), "https://atlas.test", transportFunc(func(req *http.Request) (*http.Response, error) {
			res, err := direct(fake).RoundTrip(req)
			if req.URL.Path == "/slow" {
				time.Sleep(10 * time.Second)
			}
			return res, err
		}))
		mustGet(t, rt, "https://atlas.test/1")
		fake.forget()
		var wg sync.WaitGroup
		wg.Go(func() { mustGetAsync(t, rt, "https://atlas.test/slow") })
		synctest.Wait()
		mustGet(t, rt, "https://atlas.test/2")
		wg.Wait()
		if diff := cmp.Diff([3]int{2, 3, 2}, fake.counts()); diff != "" {
			t.Errorf("fetches, calls, refusals mismatch (-want +got):\n%s", diff)
		}
	})
}

// A token without a lifetime is used until it is refused.
func TestTokenWithoutExpiry(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fake := &fakeAtlas{}
		rt := transport(t, auth.ServiceAccount(clientID, clientSecret), "https://atlas.test", direct(fake))
		mustGet(t, rt, "https://atlas.test/1")
		time.Sleep(500 * time.Hour)
		mustGet(t, rt, "https://atlas.test/2")
		fake.forget()
		mustGet(t, rt, "https://atlas.test/3")
		if diff := cmp.Diff([3]int{2, 3, 1}, fake.counts()); diff != "" {
			t.Errorf("fetches, calls, refusals mismatch (-want +got):\n%s", diff)
		}
	})
}

// The lifetime begins when the token is asked for, not when a slow answer comes.
func TestSlowTokenEndpoint(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := newMemoryStore()
		fake := &fakeAtlas{lifetime: time.Hour, slow: 20 * time.Second}
		started := time.Now()
		a := auth.ServiceAccount(clientID, clientSecret, auth.WithTokenStore(store))
		mustGet(t, transport(t, a, "https://atlas.test", direct(fake)), "https://atlas.test/1")
		for _, token := range store.tokens {
			if !token.Issued.Equal(started) || !token.Expiry.Equal(started.Add(time.Hour)) {
				t.Errorf("issued %s, expires %s, want %s and an hour later", token.Issued, token.Expiry, started)
			}
		}
	})
}

// An endpoint that is busy or down is tried again, after the right time, and not for ever.
func TestRetryOfTokenEndpoint(t *testing.T) {
	t.Parallel()
	date := func(format string, after time.Duration) string {
		return time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).Add(after).Format(format) // when a bubble begins
	}
	cases := []struct {
		name       string
		status     int // 0: no answer
		retryAfter string
		failures   int
		ok         bool
		took       time.Duration
		tries      int
	}{
		{"busy_once", 429, "", 1, true, 10 * time.Second, 2},
		{"busy_thrice", 429, "", 3, true, 70 * time.Second, 4},
		{"busy_always", 429, "", 99, false, 70 * time.Second, 4},
		{"busy_seconds", 429, "33", 1, true, 33 * time.Second, 2},
		{"busy_date", 429, date(http.TimeFormat, 44*time.Second), 1, true, 44 * time.Second, 2},
		{"busy_short_day", 429, date("Mon, 2 Jan 2006 15:04:05 GMT", 55*time.Second), 1, true, 55 * time.Second, 2},
		{"busy_past_date", 429, date(http.TimeFormat, -time.Hour), 1, true, 0, 2},
		{"busy_now", 429, "0", 1, true, 0, 2},
		{"busy_nonsense", 429, "soon", 1, true, 10 * time.Second, 2},
		{"busy_minutes", 429, "60", 99, false, 120 * time.Second, 3},
		{"busy_too_long", 429, "3600", 99, false, 0, 1},
		{"busy_absurd", 429, "99999999999999999999", 99, false, 0, 1},
		{"down_twice", 503, "", 2, true, 1500 * time.Millisecond, 3},
		{"down_always", 500, "", 99, false, 3500 * time.Millisecond, 4},
		{"down_asks", 503, "7", 1, true, 7 * time.Second, 2},
		{"no_answer", 0, "", 3, true, 3500 * time.Millisecond, 4},
		{"never_answers", 0, "", 99, false, 3500 * time.Millisecond, 4},
		{"bad_request", 400, "5", 99, false, 0, 1},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				fake := &fakeAtlas{lifetime: time.Hour}
				tries := 0
				next := transportFunc(func(req *http.Request) (*http.Response, error) {
					if req.URL.Path != "/api/oauth/token" {
						return direct(fake).RoundTrip(req)
					}
					if tries++; tries > c.failures {
						return direct(fake).RoundTrip(req)
					}
					if c.status == 0 {
						return nil, errors.New("connection broke at " + clientSecret)
					}
					return direct(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
						if c.retryAfter != "" {
							w.Header().Set("Retry-After", c.retryAfter)
						}
						answer(w, c.status, `{"error":"e"}`)
					})).RoundTrip(req)
				})
				rt := transport(t, auth.ServiceAccount(clientID, clientSecret), "https://atlas.test", next)
				started := time.Now()
				status, _, err := get(t, rt, "https://atlas.test/1")
				if took := time.Since(started); (err == nil) != c.ok || c.ok && status != 200 || took != c.took || tries != c.tries {
					t.Errorf("%d %v after %s and %d tries, want ok %t after %s and %d", status, err, took, tries, c.ok, c.took, c.tries)
				}
				var failure *auth.TokenError
				if !c.ok && (!errors.As(err, &failure) || failure.Status != c.status) {
					t.Errorf("%v, want a TokenError with status %d", err, c.status)
				}
				if c.status == 429 && !c.ok && !errors.Is(err, atlas.ErrRateLimited) {
					t.Errorf("%v is not ErrRateLimited", err)
				}
				if err != nil {
					noSecrets(t, err, clientSecret)
				}
			})
		})
	}
}

// A token endpoint that hangs is given up, by its own time limit, as an error that is not that of the caller's context.
func TestHangingTokenEndpoint(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		hang := transportFunc(func(req *http.Request) (*http.Response, error) {
			<-req.Context().Done()
			return nil, req.Context().Err()
		})
		rt := transport(t, auth.ServiceAccount(clientID, clientSecret), "https://atlas.test", hang)
		started := time.Now()
		_, _, err := get(t, rt, "https://atlas.test/1")
		if err == nil || errors.Is(err, context.DeadlineExceeded) || err.Error() != "service account: fetch token: no answer in time" {
			t.Errorf("%v, want an error of the token endpoint", err)
		}
		if took := time.Since(started); took > 150*time.Second {
			t.Errorf("took %s", took)
		}
	})
}

// When all requests have gone, the waiting for the next try ends, and a later request begins anew.
func TestAbandonedFetch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fake := &fakeAtlas{lifetime: time.Hour, before: func(w http.ResponseWriter, n int) bool {
			if n == 1 {
				answer(w, 429, `{}`)
			}
			return n == 1
		}}
		rt := transport(t, auth.ServiceAccount(clientID, clientSecret), "https://atlas.test", direct(fake))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				body := &closeCounter{Reader: strings.NewReader("x")}
				req, _ := http.NewRequestWithContext(ctx, http.MethodPost, "https://atlas.test/1", body)
				if _, err := rt.RoundTrip(req); !errors.Is(err, context.DeadlineExceeded) || body.closed != 1 {
					t.Errorf("%v, body closed %d times, want the end of the context", err, body.closed)
				}
			})
		}
		wg.Wait()
		started := time.Now()
		mustGet(t, rt, "https://atlas.test/2")
		if took := time.Since(started); took != 0 || fake.counts()[0] != 2 {
			t.Errorf("took %s and %d tries, want none and 2", took, fake.counts()[0])
		}
	})
}

// An exchange that is under way when all have gone is not wasted: the next request has its token.
func TestAbandonedExchangeIsKept(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fake := &fakeAtlas{lifetime: time.Hour, slow: 2 * time.Second}
		rt := transport(t, auth.ServiceAccount(clientID, clientSecret), "https://atlas.test", direct(fake))
		for range 2 {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second/2)
			req, _ := http.NewRequestWithContext(ctx, http.MethodGet, "https://atlas.test/1", nil)
			if _, err := rt.RoundTrip(req); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%v, want the end of the context", err)
			}
			cancel()
		}
		mustGet(t, rt, "https://atlas.test/2")
		if diff := cmp.Diff([3]int{1, 1, 0}, fake.counts()); diff != "" {
			t.Errorf("fetches, calls, refusals mismatch (-want +got):\n%s", diff)
		}
	})
}

// While the old token still works, an endpoint that is down or busy fails no request and holds up none for long.
func TestOldTokenServesWhileItLasts(t *testing.T) {
	t.Parallel()
	for _, status := range []int{429, 500, 401} {
		synctest.Test(t, func(t *testing.T) {
			fake := &fakeAtlas{lifetime: time.Hour, before: func(w http.ResponseWriter, n int) bool {
				if n > 1 {
					answer(w, status, `{"error":"e"}`)
				}
				return n > 1
			}}
			rt := transport(t, auth.ServiceAccount(clientID, clientSecret), "https://atlas.test", direct(fake))
			mustGet(t, rt, "https://atlas.test/1")
			time.Sleep(time.Hour - 50*time.Second)
			for range 3 {
				started := time.Now()
				mustGet(t, rt, "https://atlas.test/2")
				if took := time.Since(started); took > 5*time.Second {
					t.Errorf("status %d: took %s", status, took)
				}
			}
			time.Sleep(50 * time.Second)
			if _, _, err := get(t, rt, "https://atlas.test/3"); err == nil {
				t.Errorf("status %d: no error with an expired token", status)
			}
			time.Sleep(10 * time.Minute) // so that no goroutine is left
		})
	}
}

func TestRevoke(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fake := &fakeAtlas{lifetime: time.Hour}
		store := newMemoryStore()
		start := func() (*auth.ServiceAccountAuth, http.RoundTripper) {
			a := auth.ServiceAccount(clientID, clientSecret, auth.WithTokenStore(store))
			return a, transport(t, a, "https://atlas.test", direct(fake))
		}
		a, rt := start()
		if err := a.Revoke(t.Context()); err != nil || fake.revokes != 0 {
			t.Errorf("%v, %d tokens revoked before there is one", err, fake.revokes)
		}
		mustGet(t, rt, "https://atlas.test/1")
		if err := a.Revoke(t.Context()); err != nil || fake.revokes != 1 || len(fake.tokens) != 0 {
			t.Errorf("%v, %d tokens revoked, %d left, want 1 and 0", err, fake.revokes, len(fake.tokens))
		}
		for _, token := range store.tokens {
			if !token.IsZero() {
				t.Errorf("token %s is left in the store", token.AccessToken)
			}
		}
		mustGet(t, rt, "https://atlas.test/2")
		if diff := cmp.Diff([3]int{2, 2, 0}, fake.counts()); diff != "" {
			t.Errorf("fetches, calls, refusals mismatch (-want +got):\n%s", diff)
		}
		other, _ := start() // has not used the token that is in the store
		if err := other.Revoke(t.Context()); err != nil || fake.revokes != 2 {
			t.Errorf("%v, %d tokens revoked, want 2", err, fake.revokes)
		}
		mustGet(t, rt, "https://atlas.test/3") // by a refresh
		time.Sleep(2 * time.Hour)
		if err := a.Revoke(t.Context()); err != nil || fake.revokes != 2 {
			t.Errorf("%v, %d tokens revoked, want no request for an expired one", err, fake.revokes)
		}
	})
}

// A token that could not be revoked is still there, and the next try revokes it.
func TestRevokeFails(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fake := &fakeAtlas{lifetime: time.Hour}
		broken := true
		next := transportFunc(func(req *http.Request) (*http.Response, error) {
			if broken && req.URL.Path == "/api/oauth/revoke" {
				body, err := io.ReadAll(req.Body)
				return nil, errors.Join(err, errors.New("cannot send "+string(body)))
			}
			return direct(fake).RoundTrip(req)
		})
		a := auth.ServiceAccount(clientID, clientSecret)
		rt := transport(t, a, "https://atlas.test", next)
		mustGet(t, rt, "https://atlas.test/1")
		err := a.Revoke(t.Context())
		var failure *auth.TokenError
		if !errors.As(err, &failure) || failure.Op != "revoke token" {
			t.Errorf("%v, want a TokenError", err)
		}
		noSecrets(t, err, "token-1", clientSecret)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := a.Revoke(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v, want the end of the context", err)
		}
		broken = false
		if err := a.Revoke(t.Context()); err != nil || fake.revokes != 1 {
			t.Errorf("%v, %d tokens revoked, want 1", err, fake.revokes)
		}
	})
}
