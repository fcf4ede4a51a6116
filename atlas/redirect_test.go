package atlas_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/atlasrestore/atlasrestore/atlas"
)

// withCredentials is a client whose transport adds credentials to every request, as that of x/oauth2 does.
func withCredentials() *http.Client {
	return &http.Client{Transport: roundTripper(func(req *http.Request) (*http.Response, error) {
		req = req.Clone(req.Context())
		req.Header.Set("Authorization", "Bearer hunter2")
		return http.DefaultTransport.RoundTrip(req)
	})}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

func TestRedirectToAnotherHostIsNotFollowed(t *testing.T) {
	t.Parallel()
	for _, status := range []int{301, 302, 303, 307, 308} {
		for name, opt := range map[string]atlas.Option{
			"default_client": nil, "credentials_in_transport": atlas.WithHTTPClient(withCredentials()),
		} {
			var reached atomic.Bool
			other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				reached.Store(true)
				reply(w, 200, cloudV1, `{}`)
			}))
			t.Cleanup(other.Close)
			core := serve(t, func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, other.URL+"/away?token=hunter2", status)
			}, opt)
			var info atlas.ResponseInfo
			_, err := getJob(atlas.WithResponseInfo(t.Context(), &info), t, core)
			var e *atlas.Error
			if !errors.As(err, &e) || e.Status != status || reached.Load() {
				t.Errorf("%s, %d: error %v, other host reached: %v", name, status, err, reached.Load())
			}
			if strings.Contains(err.Error(), "hunter2") || info.Header.Get("Location") != other.URL+"/away" {
				t.Errorf("%s, %d: secret in %q or %q", name, status, err, info.Header.Get("Location"))
			}
		}
	}
}

func TestRedirectWithinHost(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		status int
		call   func(context.Context, testing.TB, *atlas.Core) (*job, error)
		want   string // method that arrives, "" when it is not followed
	}{
		"read":              {302, getJob, "GET"},
		"write_repeated":    {307, createJob, "POST"},
		"write_made_a_read": {302, createJob, ""},
		"write_see_other":   {303, createJob, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := ""
			core := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path != "/there" {
					http.Redirect(w, r, "/there", test.status)
					return
				}
				got = r.Method
				if r.Header.Get("Accept") != cloudV1 {
					t.Errorf("Accept %q after the redirect", r.Header.Get("Accept"))
				}
				reply(w, 200, cloudV1, `{}`)
			})
			_, err := test.call(t.Context(), t, core)
			if got != test.want || (err == nil) != (test.want != "") {
				t.Errorf("arrived %q, error %v, want %q", got, err, test.want)
			}
		})
	}
}

func TestRedirectLoopEnds(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	core := serve(t, func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		http.Redirect(w, r, r.URL.Path+"?t=hunter2", http.StatusFound)
	})
	_, err := getJob(t.Context(), t, core)
	if err == nil || !strings.Contains(err.Error(), "too many redirects") || strings.Contains(err.Error(), "hunter2") || calls.Load() > 11 {
		t.Errorf("error %v after %d calls", err, calls.Load())
	}
}

// A client with a policy of its own keeps it.
func TestRedirectPolicyOfTheCaller(t *testing.T) {
	t.Parallel()
	asked := false
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error {
		asked = true
		return http.ErrUseLastResponse
	}}
	core := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/there", http.StatusFound)
	}, atlas.WithHTTPClient(client))
	if _, err := getJob(t.Context(), t, core); err == nil || !asked {
		t.Errorf("error %v, asked %v", err, asked)
	}
}

// The error of a redirect that is not followed shows where it leads without
// what may be secret, also to a caller who has not asked for ResponseInfo.
func TestRefusedRedirectIsRedacted(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "https://user:s3cr3t@elsewhere.example/path?token=s3cr3t")
		w.WriteHeader(http.StatusTemporaryRedirect)
	}))
	t.Cleanup(server.Close)
	core, err := atlas.NewCore("v1.0", []atlas.Operation{{Name: "GetJob", Method: "GET", Path: "/job"}}, atlas.WithBaseURL(server.URL), atlas.NoRetry())
	if err != nil {
		t.Fatal(err)
	}
	req, buildErr := http.NewRequest(http.MethodGet, server.URL+"/job", nil)
	op := &atlas.Operation{Name: "GetJob", Method: "GET", Path: "/job"}
	_, err = atlas.Decode[struct{}](t.Context(), core, op, req, buildErr)
	if err == nil || !strings.Contains(err.Error(), `redirect to "https://elsewhere.example/[redacted]" was not followed`) || strings.Contains(err.Error(), "s3cr3t") {
		t.Errorf("error %v, want where it leads and no secret", err)
	}
}
