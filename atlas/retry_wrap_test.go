package atlas_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/google/go-cmp/cmp"
)

// bearer is an Authenticator that asks for a token before its first request.
type bearer struct{}

func (bearer) Transport(base *url.URL, next http.RoundTripper) (http.RoundTripper, error) {
	var asked atomic.Bool
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		if !asked.Swap(true) {
			token, _ := http.NewRequestWithContext(req.Context(), "POST", base.String()+"token", nil)
			if res, err := next.RoundTrip(token); err == nil {
				_ = res.Body.Close()
			}
		}
		req = req.Clone(req.Context())
		req.Header.Set("Authorization", "Bearer hunter2")
		return next.RoundTrip(req)
	}), nil
}

// spy notes under a name each request that passes, and fails the test when it sees credentials.
func spy(t *testing.T, name string, to *[]string) atlas.Option {
	return atlas.WithRoundTripper(func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(req *http.Request) (*http.Response, error) {
			if req.Header.Get("Authorization") != "" || strings.Contains(req.URL.Path, "token") {
				t.Errorf("%s sees credentials: %v", name, req.URL)
			}
			*to = append(*to, name+" "+req.Header.Get("Accept"))
			res, err := next.RoundTrip(req)
			*to = append(*to, name+" done")
			return res, err
		})
	})
}

// Round trippers are called once for each attempt, the first outermost, and outside of the credentials, which arrive.
func TestRoundTrippers(t *testing.T) {
	t.Parallel()
	var arrived []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		arrived = append(arrived, r.Header.Get("Authorization"))
		if len(arrived)%4 < 3 {
			reply(w, 502, "", "")
			return
		}
		reply(w, 200, cloudV1, "{}")
	}))
	t.Cleanup(server.Close)
	once := []string{"a " + cloudV1, "b " + cloudV1, "b done", "a done"}
	client := server.Client()
	before := *client
	for name, opts := range map[string][]atlas.Option{
		"auth":                 {atlas.WithAuth(bearer{})},
		"client_and_auth":      {atlas.WithAuth(bearer{}), atlas.WithHTTPClient(client)},
		"client":               {atlas.WithHTTPClient(client)},
		"client_of_its_policy": {atlas.WithHTTPClient(&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return nil }})},
		"default_client":       nil,
	} {
		arrived = nil
		var seen []string
		core := newCore(t, server.URL, slices.Concat([]atlas.Option{spy(t, "a", &seen)}, opts, []atlas.Option{atlas.WithRoundTripper(nil), spy(t, "b", &seen), quick})...)
		if _, err := getJob(t.Context(), t, core); err != nil {
			t.Fatal(err)
		}
		attempts, wantArrived := 3, []string{"", "", ""}
		if strings.Contains(name, "auth") {
			wantArrived = []string{"", "Bearer hunter2", "Bearer hunter2"}
			attempts = 2
		}
		if diff := cmp.Diff(wantArrived, arrived); diff != "" {
			t.Errorf("%s: arrived: mismatch (-want +got)\n%s", name, diff)
		}
		if diff := cmp.Diff(slices.Repeat(once, attempts), seen); diff != "" {
			t.Errorf("%s: mismatch (-want +got)\n%s", name, diff)
		}
	}
	if client.Transport != before.Transport || client.CheckRedirect != nil {
		t.Error("the client of the caller was changed")
	}
}

func TestRoundTripperRefused(t *testing.T) {
	t.Parallel()
	pass := atlas.WithRoundTripper(func(next http.RoundTripper) http.RoundTripper { return next })
	for name, test := range map[string]struct {
		opts []atlas.Option
		want string
	}{
		"doer":    {[]atlas.Option{pass, atlas.WithDoer(canned(200, nil, nil))}, "both a round tripper and a doer"},
		"nil":     {[]atlas.Option{pass, atlas.WithRoundTripper(func(http.RoundTripper) http.RoundTripper { return nil })}, "a round tripper is nil"},
		"bad_url": {[]atlas.Option{pass, atlas.WithAuth(bearer{}), atlas.WithBaseURL("")}, "base URL"},
	} {
		if _, err := atlas.NewCore("2025-03-12", operations(), test.opts...); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want one with %q", name, err, test.want)
		}
	}
}

// A wrapper may answer by itself, and its failures are those of a transport.
func TestRoundTripperThatFails(t *testing.T) {
	t.Parallel()
	calls := 0
	core := newCore(t, "https://h", quick, atlas.WithRoundTripper(func(http.RoundTripper) http.RoundTripper {
		return roundTripper(func(req *http.Request) (*http.Response, error) {
			if calls++; calls < 3 {
				return nil, io.ErrUnexpectedEOF
			}
			return canned(200, http.Header{"Content-Type": {cloudV1}}, []byte(`{"id":"1"}`))(req)
		})
	}))
	if got, err := getJob(t.Context(), t, core); err != nil || got.ID != "1" || calls != 3 {
		t.Errorf("Decode = %v, %v after %d calls", got, err, calls)
	}
}
