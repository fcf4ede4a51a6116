package e2e_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/atlasrestore/atlasrestore/atlas/auth"
	"github.com/atlasrestore/atlasrestore/atlastest"
)

const crowd = 64 // goroutines that use one client

// rush calls get from many goroutines at once, rounds times, each time waiting for all.
func (w *world) rush(rounds int, get func() error) {
	w.Helper()
	for range rounds {
		var running sync.WaitGroup
		for range crowd {
			running.Go(func() {
				if err := get(); err != nil {
					w.Errorf("get: %v", err)
				}
			})
		}
		running.Wait()
	}
}

// existing returns a call that reads a job which is there.
func (w *world) existing(kind atlastest.Kind) func() error {
	s := ofKind(kind)[0]
	id := w.srv.AddJobs(1, atlastest.Job{Kind: kind, GroupID: group, Cluster: s.cluster}, atlastest.Outcome{})[0]
	return func() error {
		j, err := w.apis[kind].get(w.ctx, s.cluster, id)
		if err == nil && j.id != id {
			return fmt.Errorf("got %v, want %s", j, id)
		}
		return err
	}
}

// One service account is one token, for however many goroutines, clients and versions, and two when it has ended.
func TestOneTokenForAll(t *testing.T) {
	account := auth.ServiceAccount(clientID, clientSecret)
	shared := credential{"shared account", func() atlas.Authenticator { return account }}
	inWorld(t, versions()[3], shared, nil, func(w *world) {
		var calls []func() error
		for _, v := range versions() {
			apis, err := v.make(options(w.srv, shared)...)
			if err != nil {
				w.Fatal(err)
			}
			for kind := range v.served {
				one := &world{T: w.T, ctx: w.ctx, srv: w.srv, apis: apis}
				calls = append(calls, one.existing(kind))
			}
		}
		tokens := 0
		for _, pause := range []time.Duration{0, 30 * time.Minute, 2 * time.Hour} {
			time.Sleep(pause)
			var next atomic.Int64 // the goroutines are spread over the calls
			w.rush(1, func() error { return calls[int(next.Add(1))%len(calls)]() })
			if pause != 30*time.Minute { // a token lives for an hour
				tokens++
			}
			if got := w.seen()["token"]; got != tokens {
				w.Errorf("after %s: %d tokens, want %d", pause, got, tokens)
			}
		}
		if got := w.statuses(); len(got) != 1 || got[200] == 0 {
			w.Errorf("statuses: %v, want only 200", got)
		}
	})
}

// statuses counts the requests by their status.
func (w *world) statuses() map[int]int {
	counts := map[int]int{}
	for _, r := range w.srv.Requests() {
		counts[r.Status]++
	}
	return counts
}

// A token that is revoked before its time costs one refused request and one new token.
func TestRevokedToken(t *testing.T) {
	inWorld(t, versions()[3], credentials[0], nil, func(w *world) {
		get := w.existing(atlastest.Cloud)
		w.rush(1, get)
		w.srv.ExpireTokens()
		if err := get(); err != nil {
			w.Errorf("get with a revoked token: %v", err)
		}
		if got := w.seen(); got["token"] != 2 || got["cloud.get"] != crowd+2 {
			w.Errorf("requests: %v, want 2 tokens and %d gets", got, crowd+2)
		}
	})
}

// An API key costs one request more than there are calls, once, also in a crowd.
func TestDigestCostsOneRequestPerCall(t *testing.T) {
	const rounds = 5
	inWorld(t, versions()[3], credentials[1], []atlastest.Option{atlastest.WithNonceWindow(63)}, func(w *world) {
		w.rush(rounds, w.existing(atlastest.Cloud))
		if got := w.statuses(); got[200] != rounds*crowd || got[401] != 1 {
			w.Errorf("statuses: %v, want %d of 200 and one 401", got, rounds*crowd)
		}
	})
}

// A server that wants the counts of a nonce in order makes a crowd pay, but nobody is turned away.
func TestDigestInOrder(t *testing.T) {
	const rounds = 5
	inWorld(t, versions()[3], credentials[1], nil, func(w *world) {
		w.rush(rounds, w.existing(atlastest.Cloud))
		if got := w.statuses(); got[200] != rounds*crowd || got[401] > 2*rounds*crowd {
			w.Errorf("statuses: %v, want %d of 200 and at most twice as many 401", got, rounds*crowd)
		}
	})
}

// net/http repeats a GET by itself when its connection ends without an answer. With an API key that is a replay, which
// the server refuses as stale although the credentials are right. A call must come through that.
func TestDigestSurvivesReplays(t *testing.T) {
	inWorld(t, versions()[3], credentials[1], nil, func(w *world) {
		get := w.existing(atlastest.Cloud)
		if err := get(); err != nil {
			w.Fatal(err)
		}
		time.Sleep(10 * time.Minute) // the nonce has ended: a first stale answer
		known := func(r atlastest.Request) bool { return r.Authenticated }
		w.srv.Inject( // the second and the third time the credentials are sent, the connection breaks
			atlastest.Fault{Match: known, Nth: 2, Drop: atlastest.DropAfter},
			atlastest.Fault{Match: known, Nth: 3, Drop: atlastest.DropAfter}, // does not count what the other one drops
		)
		if err := get(); err != nil {
			w.Errorf("get: %v; requests: %v", err, w.steps(0))
		}
	})
}

// Wrong credentials are told as such, and no error shows them.
func TestWrongCredentials(t *testing.T) {
	wrong := []credential{
		{"no credentials", func() atlas.Authenticator { return nil }},
		{"service account", func() atlas.Authenticator { return auth.ServiceAccount(clientID, clientSecret+"x") }},
		{"API key", func() atlas.Authenticator { return auth.APIKey(publicKey, privateKey+"x") }},
		{"access token", func() atlas.Authenticator { return auth.AccessToken("SECRET-of-yesterday") }},
	}
	eachKind(t, wrong, nil, func(w *world, kind atlastest.Kind, a *api) {
		s := ofKind(kind)[0]
		begin := time.Now()
		_, create := a.create(w.ctx, s.cluster, s.body)
		_, get := a.get(w.ctx, s.cluster, snapshot)
		_, list := collect(a.all(w.ctx, s.cluster))
		for name, err := range map[string]error{"create": create, "get": get, "list": list} {
			if !errors.Is(err, atlas.ErrUnauthorized) {
				w.Errorf("%s: %v, want ErrUnauthorized", name, err)
			}
			for _, format := range []string{"%v", "%+v", "%#v", "%q"} {
				if text := fmt.Sprintf(format, err); strings.Contains(text, "SECRET") {
					w.Errorf("%s shows a secret in %s: %s", name, format, text)
				}
			}
		}
		if len(w.srv.Jobs()) > 0 {
			w.Errorf("jobs were created: %v", w.srv.Jobs())
		}
		if took := time.Since(begin); took > 0 {
			w.Errorf("%s passed; wrong credentials are not tried again", took)
		}
	})
}
