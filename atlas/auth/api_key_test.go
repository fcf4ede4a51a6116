package auth_test

import (
	"context"
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/atlasrestore/atlasrestore/atlas/auth"
	"github.com/google/go-cmp/cmp"
)

const (
	publicKey  = "abcdefgh"
	privateKey = "01234567-89ab-cdef-0123-456789abcdef"
)

// digestServer checks digests by its own reading of RFC 7616, section 3.4.
type digestServer struct {
	algorithm string                                       // of the challenges; empty is MD5
	qop       string                                       // as in the challenge
	fields    func(challenge string) []string              // the WWW-Authenticate fields; may be nil
	inOrder   bool                                         // wants the counts of a nonce in order
	uses      int                                          // of a nonce, until it is stale; 0: no limit
	follow    bool                                         // names the next nonce in each answer
	closed    bool                                         // refuses everything
	shared    bool                                         // gives the same nonce to all until expire is called
	api       func(w http.ResponseWriter, r *http.Request) // what a good request gets; may be nil

	mu       sync.Mutex
	requests int
	digests  int // requests with credentials
	bodies   []string
	issued   int
	counts   map[string]map[int]bool // used counts by nonce
	problems []string
}

var digestParam = regexp.MustCompile(`(\w+)=("(?:[^"\\]|\\.)*"|[^",]+)`)

func (s *digestServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests++
	if err != nil {
		s.problems = append(s.problems, err.Error())
	}
	ok, stale := s.check(r)
	if !ok || s.closed {
		s.challenge(w, stale)
		return
	}
	s.bodies = append(s.bodies, string(body))
	if s.follow {
		s.issue()
		w.Header().Set("Authentication-Info", fmt.Sprintf(`qop=auth, nextnonce="nonce %d"`, s.issued))
	}
	if s.api != nil {
		s.api(w, r)
		return
	}
	answer(w, 200, "{}")
}

func (s *digestServer) issue() {
	s.issued++
	if s.counts == nil {
		s.counts = make(map[string]map[int]bool)
	}
	s.counts[fmt.Sprintf("nonce %d", s.issued)] = make(map[int]bool)
}

func (s *digestServer) challenge(w http.ResponseWriter, stale bool) {
	if !s.shared || s.issued == 0 {
		s.issue()
	}
	c := fmt.Sprintf(`Digest realm="MMS \"Public\" API", domain="", nonce="nonce %d", opaque="o", stale=%t`, s.issued, stale)
	if s.algorithm != "" {
		c += ", algorithm=" + s.algorithm
	}
	if s.qop != "" {
		c += fmt.Sprintf(`, qop="%s"`, s.qop)
	}
	fields := []string{c}
	if s.fields != nil {
		fields = s.fields(c)
	}
	for _, f := range fields {
		w.Header().Add("WWW-Authenticate", f)
	}
	answer(w, 401, `{"error":401}`)
}

// check reports whether a request has good credentials, and else whether only its nonce is bad.
func (s *digestServer) check(r *http.Request) (ok, stale bool) {
	field, isDigest := strings.CutPrefix(r.Header.Get("Authorization"), "Digest ")
	if !isDigest {
		return false, false
	}
	s.digests++
	p := make(map[string]string)
	for _, m := range digestParam.FindAllStringSubmatch(field, -1) {
		if _, twice := p[m[1]]; twice {
			s.problems = append(s.problems, "twice: "+m[1])
		}
		p[m[1]] = strings.ReplaceAll(strings.Trim(m[2], `"`), `\"`, `"`)
	}
	for name, want := range map[string]string{"opaque": "o", "realm": `MMS "Public" API`, "uri": r.RequestURI, "algorithm": s.algorithm} {
		if p[name] != want {
			s.problems = append(s.problems, fmt.Sprintf("%s is %q, want %q", name, p[name], want))
		}
	}
	if p["username"] != publicKey || p["response"] != s.response(r.Method, p) {
		return false, false
	}
	seen, known := s.counts[p["nonce"]]
	if s.qop == "" {
		return known, true
	}
	count, err := strconv.ParseInt(p["nc"], 16, 64)
	if err != nil || len(p["nc"]) != 8 || p["qop"] != "auth" || p["cnonce"] == "" {
		s.problems = append(s.problems, "nc, qop or cnonce: "+field)
	}
	if known && seen[int(count)] {
		s.problems = append(s.problems, fmt.Sprintf("replay: count %d of %s", count, p["nonce"]))
	}
	if !known || s.uses > 0 && len(seen) >= s.uses || s.inOrder && overtaken(seen, int(count)) {
		return false, true
	}
	seen[int(count)] = true
	return true, false
}

// overtaken reports whether a count comes after a higher one.
func overtaken(seen map[int]bool, count int) bool {
	for n := range seen {
		if n > count {
			return true
		}
	}
	return false
}

func (s *digestServer) response(method string, p map[string]string) string {
	newHash := md5.New
	if s.algorithm == "SHA-256" {
		newHash = sha256.New
	}
	h := func(parts ...string) string { return hashOf(newHash(), strings.Join(parts, ":")) }
	a1, a2 := h(publicKey, p["realm"], privateKey), h(method, p["uri"])
	if s.qop == "" {
		return h(a1, p["nonce"], a2)
	}
	return h(a1, p["nonce"], p["nc"], p["cnonce"], p["qop"], a2)
}

func hashOf(h hash.Hash, text string) string {
	h.Write([]byte(text))
	return hex.EncodeToString(h.Sum(nil))
}

// expire makes the shared nonce stale.
func (s *digestServer) expire() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.counts)
	s.issue()
}

func (s *digestServer) verify(t *testing.T, requests int) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.requests != requests {
		t.Errorf("%d requests, want %d", s.requests, requests)
	}
	for _, p := range s.problems {
		t.Error(p)
	}
}

// N calls one after the other, and N at the same time, each take 1 + N requests.
func TestDigestReusesTheNonce(t *testing.T) {
	t.Parallel()
	cases := map[string]*digestServer{
		"md5":        {algorithm: "MD5", qop: "auth"},
		"no_name":    {qop: "auth"},
		"sha256":     {algorithm: "SHA-256", qop: "auth"},
		"two_qops":   {algorithm: "MD5", qop: "auth-int, auth"},
		"no_qop":     {algorithm: "MD5"},
		"next_nonce": {algorithm: "MD5", qop: "auth", follow: true},
		"two_fields": {algorithm: "SHA-256", qop: "auth", fields: func(c string) []string {
			return []string{`Basic realm="Digest nonce=x, y"`, `Digest realm="r", nonce="n", algorithm=FUTURE, qop="auth"`, c}
		}},
		"one_field": {algorithm: "SHA-256", qop: "auth", fields: func(c string) []string {
			return []string{`Negotiate abc==, Basic realm="a \"b, Digest nonce=c", , ` + c + `, Bearer`}
		}},
	}
	for name, fake := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(fake)
			t.Cleanup(server.Close)
			rt := transport(t, auth.APIKey(publicKey, privateKey), server.URL, server.Client().Transport)
			var wg sync.WaitGroup
			for range 20 {
				wg.Go(func() { mustGetAsync(t, rt, server.URL+apiPath+"/a%2Fb?x=y&z=%20") })
			}
			wg.Wait()
			for range 20 {
				mustGet(t, rt, server.URL+apiPath)
			}
			fake.verify(t, 1+40)
		})
	}
}

// A stale nonce costs one more request, and the body is sent again.
func TestStaleNonce(t *testing.T) {
	t.Parallel()
	fake := &digestServer{qop: "auth", uses: 2}
	rt := transport(t, auth.APIKey(publicKey, privateKey), "https://atlas.test", direct(fake))
	for i := range 6 {
		req, err := http.NewRequest(http.MethodPost, "https://atlas.test/x", io.LimitReader(strings.NewReader("body"+strconv.Itoa(i)), 5))
		if err != nil {
			t.Fatal(err)
		}
		if status, body, err := do(t, rt, req); status != 200 || err != nil {
			t.Errorf("POST: %d %s %v", status, body, err)
		}
		if req.Header.Get("Authorization") != "" || req.GetBody != nil {
			t.Error("the request was changed")
		}
	}
	if diff := cmp.Diff([]string{"body0", "body1", "body2", "body3", "body4", "body5"}, fake.bodies); diff != "" {
		t.Errorf("bodies mismatch (-want +got):\n%s", diff)
	}
	fake.verify(t, 6+3)
}

// late sends requests after different times, so that they overtake each other, and brings their answers late, too.
func late(next http.RoundTripper) http.RoundTripper {
	var n atomic.Int64
	return transportFunc(func(req *http.Request) (*http.Response, error) {
		i := n.Add(1)
		time.Sleep(time.Duration(i*7919%31) * time.Millisecond)
		res, err := next.RoundTrip(req)
		time.Sleep(time.Duration(i*104729%37) * time.Millisecond)
		return res, err
	})
}

// A server that wants the counts in order may refuse some of many requests at a time, but all succeed in the end.
func TestCountsInOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fake := &digestServer{qop: "auth", inOrder: true}
		rt := transport(t, auth.APIKey(publicKey, privateKey), "https://atlas.test", late(direct(fake)))
		var wg sync.WaitGroup
		for range 32 {
			wg.Go(func() {
				for range 10 {
					mustGetAsync(t, rt, "https://atlas.test/x")
				}
			})
		}
		wg.Wait()
		for _, p := range fake.problems {
			t.Error(p)
		}
	})
}

// A server that gives one nonce to several requests sees each count once, also when the nonce ends for all of them.
func TestSharedNonce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fake := &digestServer{qop: "auth", shared: true}
		rt := transport(t, auth.APIKey(publicKey, privateKey), "https://atlas.test", late(direct(fake)))
		mustGet(t, rt, "https://atlas.test/x")
		for range 5 {
			fake.expire()
			var wg sync.WaitGroup
			for range 16 {
				wg.Go(func() { mustGetAsync(t, rt, "https://atlas.test/x") })
			}
			wg.Wait()
		}
		fake.verify(t, 2+5*2*16)
	})
}

// The nonce that a server names for the next request is used for it.
func TestNextNonce(t *testing.T) {
	t.Parallel()
	fake := &digestServer{qop: "auth", uses: 1, follow: true}
	rt := transport(t, auth.APIKey(publicKey, privateKey), "https://atlas.test", direct(fake))
	for range 5 {
		mustGet(t, rt, "https://atlas.test/x")
	}
	fake.verify(t, 1+5)
}

// Others wait for the first challenge, and not for the end of the first call.
func TestFirstCallIsSlow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fake := &digestServer{qop: "auth"}
		rt := transport(t, auth.APIKey(publicKey, privateKey), "https://atlas.test", transportFunc(func(req *http.Request) (*http.Response, error) {
			if req.URL.Path == "/slow" && req.Header.Get("Authorization") != "" {
				time.Sleep(time.Minute)
			} else {
				time.Sleep(time.Second)
			}
			return direct(fake).RoundTrip(req)
		}))
		var wg sync.WaitGroup
		wg.Go(func() { mustGetAsync(t, rt, "https://atlas.test/slow") })
		synctest.Wait()
		started := time.Now()
		mustGet(t, rt, "https://atlas.test/fast")
		if took := time.Since(started); took != 2*time.Second {
			t.Errorf("took %s, want a second for the challenge and one for the call", took)
		}
		wg.Wait()
		fake.verify(t, 3)
	})
}

// Wrong keys are tried once in each call, and the 401 comes back whole.
func TestWrongKey(t *testing.T) {
	t.Parallel()
	fake := &digestServer{qop: "auth", closed: true}
	rt := transport(t, auth.APIKey(publicKey, "wrong"), "https://atlas.test", direct(fake))
	for range 3 {
		if status, body, err := get(t, rt, "https://atlas.test/x"); status != 401 || body != `{"error":401}` || err != nil {
			t.Errorf("GET: %d %s %v, want the 401", status, body, err)
		}
	}
	fake.verify(t, 6)
	if fake.digests != 3 {
		t.Errorf("%d digests were sent, want one in each call", fake.digests)
	}
}

// A server that calls everything stale does not send us round for ever.
func TestAlwaysStale(t *testing.T) {
	t.Parallel()
	fake := &digestServer{qop: "auth", uses: -1, inOrder: true}
	fake.fields = func(c string) []string { return []string{strings.Replace(c, "stale=false", "stale=true", 1)} }
	fake.closed = true
	rt := transport(t, auth.APIKey(publicKey, privateKey), "https://atlas.test", direct(fake))
	if status, _, err := get(t, rt, "https://atlas.test/x"); status != 401 || err != nil {
		t.Errorf("GET: %d %v, want the 401", status, err)
	}
	fake.verify(t, 6)
}

// A 401 that has no challenge that can be answered comes back as it is.
func TestNoUsableChallenge(t *testing.T) {
	t.Parallel()
	for _, field := range []string{"", "Basic realm=x", "Digest", `Digest realm="r"`, `Digest nonce="n", algorithm=MD5-sess`, `Digest nonce="n", qop="x"`} {
		requests := 0
		rt := transport(t, auth.APIKey(publicKey, privateKey), "https://atlas.test",
			direct(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				requests++
				w.Header().Set("WWW-Authenticate", field)
				answer(w, 401, "{}")
			})))
		if status, body, err := get(t, rt, "https://atlas.test/x"); status != 401 || body != "{}" || err != nil || requests != 1 {
			t.Errorf("%s: %d %s %v after %d requests, want the 401 after one", field, status, body, err, requests)
		}
	}
}

// A body without GetBody is kept in memory, up to a limit, and closed.
func TestDigestBodies(t *testing.T) {
	t.Parallel()
	cases := []struct {
		size int
		err  error
		ok   bool
	}{{0, nil, true}, {1, nil, true}, {1 << 20, nil, true}, {1<<20 + 1, nil, false}, {10, errors.New("cannot read"), false}}
	for _, c := range cases {
		fake := &digestServer{qop: "auth"}
		rt := transport(t, auth.APIKey(publicKey, privateKey), "https://atlas.test", direct(fake))
		var reader io.Reader = strings.NewReader(strings.Repeat("a", c.size))
		if c.err != nil {
			reader = io.MultiReader(reader, failingReader{c.err})
		}
		body := &closeCounter{Reader: reader}
		req, err := http.NewRequest(http.MethodPost, "https://atlas.test/x", body)
		if err != nil {
			t.Fatal(err)
		}
		_, _, err = do(t, rt, req)
		if (err == nil) != c.ok || c.err != nil && !errors.Is(err, c.err) || body.closed != 1 {
			t.Errorf("%d bytes: %v, closed %d times, want ok %t", c.size, err, body.closed, c.ok)
		}
		if c.ok && (len(fake.bodies) != 1 || len(fake.bodies[0]) != c.size) {
			t.Errorf("%d bytes: %d bodies arrived", c.size, len(fake.bodies))
		}
	}
}

type failingReader struct{ err error }

func (r failingReader) Read([]byte) (int, error) { return 0, r.err }

// Requests that wait for the first challenge listen to their context, and do not wait for ever.
func TestWaitingForTheFirstChallenge(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fake := &digestServer{qop: "auth"}
		first := true
		next := transportFunc(func(req *http.Request) (*http.Response, error) {
			if first {
				first = false
				time.Sleep(time.Minute)
				return nil, errors.New("no answer")
			}
			return direct(fake).RoundTrip(req)
		})
		rt := transport(t, auth.APIKey(publicKey, privateKey), "https://atlas.test", next)
		go func() {
			if _, _, err := get(t, rt, "https://atlas.test/1"); err == nil {
				t.Error("the first request succeeded")
			}
		}()
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		body := &closeCounter{Reader: strings.NewReader("x")}
		req, _ := http.NewRequestWithContext(ctx, http.MethodPost, "https://atlas.test/2", body)
		req.GetBody = func() (io.ReadCloser, error) { return http.NoBody, nil }
		started := time.Now()
		if _, err := rt.RoundTrip(req); !errors.Is(err, context.DeadlineExceeded) || body.closed != 1 || time.Since(started) != time.Second {
			t.Errorf("%v after %s, body closed %d times, want the end of the context", err, time.Since(started), body.closed)
		}
		started = time.Now()
		mustGet(t, rt, "https://atlas.test/3")
		if took := time.Since(started); took > 5*time.Second {
			t.Errorf("waited %s", took)
		}
		time.Sleep(time.Hour)
		mustGet(t, rt, "https://atlas.test/4")
		fake.verify(t, 3)
	})
}
