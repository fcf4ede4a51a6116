package auth_test

import (
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/atlasrestore/atlasrestore/atlas/auth"
)

// watchedBody notes that it was read to its end and closed.
type watchedBody struct {
	io.Reader
	ended, closed atomic.Bool
}

func (b *watchedBody) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if err == io.EOF {
		b.ended.Store(true)
	}
	return n, err
}

func (b *watchedBody) Close() error { b.closed.Store(true); return nil }

// Responses that the caller does not get are read and closed, so that their connections can be used again.
func TestInnerResponsesAreClosed(t *testing.T) {
	t.Parallel()
	fake := &fakeAtlas{lifetime: time.Hour}
	for name, c := range map[string]struct {
		a      atlas.Authenticator
		server http.Handler
		inner  int // responses that the caller of two requests does not get
	}{
		"service_account": {auth.ServiceAccount(clientID, clientSecret), fake, 3},
		"api_key":         {auth.APIKey(publicKey, privateKey), &digestServer{qop: "auth", uses: 1}, 2},
	} {
		var bodies []*watchedBody
		watch := transportFunc(func(req *http.Request) (*http.Response, error) {
			res, err := direct(c.server).RoundTrip(req)
			if err == nil {
				body := &watchedBody{Reader: io.MultiReader(res.Body, strings.NewReader(" "))}
				bodies, res.Body = append(bodies, body), body
			}
			return res, err
		})
		rt := transport(t, c.a, "https://atlas.test", watch)
		for range 2 {
			req, err := http.NewRequest(http.MethodPost, "https://atlas.test/x", strings.NewReader("body"))
			if err != nil {
				t.Fatal(err)
			}
			res, err := rt.RoundTrip(req)
			if err != nil || res.StatusCode != 200 {
				t.Fatalf("%s: %v, %v", name, res, err)
			}
			fake.forget()
		}
		done := 0
		for _, b := range bodies {
			if b.ended.Load() && b.closed.Load() {
				done++
			}
		}
		if len(bodies) != c.inner+2 || done != c.inner {
			t.Errorf("%s: %d responses, %d read and closed, want %d and %d", name, len(bodies), done, c.inner+2, c.inner)
		}
	}
}

// Bodies of requests are closed, however many times they are sent.
func TestRequestBodiesAreClosed(t *testing.T) {
	t.Parallel()
	for name, a := range authenticators() {
		rt := transport(t, a, "https://atlas.test", direct(&everyone{}))
		var made []*closeCounter
		again := func() (io.ReadCloser, error) {
			made = append(made, &closeCounter{Reader: strings.NewReader("body")})
			return made[len(made)-1], nil
		}
		first, _ := again()
		req, err := http.NewRequest(http.MethodPost, "https://atlas.test/x", first)
		if err != nil {
			t.Fatal(err)
		}
		req.GetBody = again
		if _, err := rt.RoundTrip(req); err != nil {
			t.Fatal(err)
		}
		for i, b := range made {
			if b.closed != 1 {
				t.Errorf("%s: body %d is closed %d times", name, i, b.closed)
			}
		}
	}
}
