package atlas_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/atlasrestore/atlasrestore/atlas"
)

// byKey serves only under a key.
func byKey(key string, next step) step {
	return func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.URL.Path, key) {
			status(http.StatusForbidden)(w, r)
			return
		}
		next(w, r)
	}
}

func TestDownloadRefresh(t *testing.T) {
	t.Parallel()
	body, other := content(3000), content(3001)[:3000]
	const sameHost = "http://restore-1.mongodb.net:27017/newkey/restore-abc.tar.gz"
	const newHost = "http://restore-2.mongodb.net:27017/newkey/restore-abc.tar.gz"
	tests := map[string]struct {
		downloadCase
		link  string
		fail  error
		asked int
	}{
		"goes_on": {
			downloadCase: downloadCase{
				steps: []step{cut(1000, honest(body, `"v"`)), byKey("newkey", honest(body, `"v"`))},
				want:  body, ranges: "- 1000- 1000-", resumes: 1,
			}, link: sameHost, asked: 1,
		},
		"same_host_and_length": {
			downloadCase: downloadCase{
				steps: []step{cut(1000, honest(body, "")), byKey("newkey", honest(body, ""))},
				want:  body, ranges: "- 1000- 1000-", resumes: 1,
			}, link: sameHost, asked: 1,
		},
		"new_host_has_to_prove_it": {
			downloadCase: downloadCase{
				steps: []step{cut(1000, honest(body, "")), byKey("newkey", honest(body, ""))}, want: body, ranges: "- 1000- -",
			}, link: newHost, asked: 1,
		},
		"new_host_with_other_content": {
			downloadCase: downloadCase{
				steps: []step{cut(1000, honest(body, "")), byKey("newkey", honest(other, ""))}, err: atlas.ErrDownloadChanged,
			}, link: newHost, asked: 1,
		},
		"new_host_with_etag": {
			downloadCase: downloadCase{
				steps: []step{cut(1000, honest(body, `"v"`)), byKey("newkey", honest(body, `"v"`))},
				want:  body, ranges: "- 1000- 1000-", resumes: 1,
			}, link: newHost, asked: 1,
		},
		"expires_again_after_progress": {
			downloadCase: downloadCase{
				steps: []step{
					cut(100, honest(body, `"v"`)), status(404), cut(100, honest(body, `"v"`)), status(410),
					cut(100, honest(body, `"v"`)), status(401), cut(100, honest(body, `"v"`)), status(403), honest(body, `"v"`),
				},
				want: body, ranges: "- 100- 100- 200- 200- 300- 300- 400- 400-", resumes: 4,
			}, link: sameHost, asked: 4,
		},
		"never_valid": {
			downloadCase: downloadCase{steps: []step{status(403)}, err: atlas.ErrLinkExpired, ranges: "- - - -"}, link: sameHost, asked: 3,
		},
		"refresh_fails": {
			downloadCase: downloadCase{steps: []step{status(403)}, err: io.ErrNoProgress}, link: sameHost, asked: 1,
			fail: fmt.Errorf("read job of %s with %s: %w", linkURL, linkValue, io.ErrNoProgress),
		},
		"refresh_gives_no_URL": {
			downloadCase: downloadCase{steps: []step{status(403)}}, link: "ftp://h/" + linkKey, asked: 1,
		},
	}
	for name, c := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &script{steps: c.steps}
			bubble(t, s, func(t *testing.T, client *http.Client) {
				asked := 0
				c.opts.HTTPClient = client
				c.opts.Refresh = func(_ context.Context, src atlas.DownloadSource) (atlas.DownloadSource, error) {
					asked++
					if want := cmpOr(map[bool]string{asked == 1: linkURL}[true], c.link); src.URL != want || src.Name != "mine" {
						t.Errorf("refresh %d of %q named %q, want %q", asked, src.URL, src.Name, want)
					}
					return atlas.DownloadSource{URL: c.link}, c.fail
				}
				src := c.source()
				src.Name, src.Header = "mine", http.Header{linkHeader: {linkValue}}
				var got bytes.Buffer
				r, err := atlas.Download(t.Context(), src, &got, &c.opts)
				c.check(t, r, got.Bytes(), err, s)
				if asked != c.asked {
					t.Errorf("asked %d times, want %d", asked, c.asked)
				}
			})
		})
	}
}

// Redirects reach another host without the header of the source and without the link as Referer.
func TestDownloadRedirectKeepsSecrets(t *testing.T) {
	t.Parallel()
	body := content(500)
	for _, policy := range []func(*http.Request, []*http.Request) error{
		nil, func(*http.Request, []*http.Request) error { return nil },
	} {
		s := &script{steps: []step{
			redirect("http://restore-1.mongodb.net:27017/again"), redirect("http://elsewhere.net/bucket/file"), honest(body, ""),
		}}
		bubble(t, s, func(t *testing.T, client *http.Client) {
			client.CheckRedirect = policy
			src := atlas.DownloadSource{URL: linkURL, Header: http.Header{strings.ToLower(linkHeader): {linkValue}, "Authorization": {linkValue}}}
			if _, err := atlas.Download(t.Context(), src, io.Discard, &atlas.DownloadOptions{HTTPClient: client}); err != nil {
				t.Fatal(err)
			}
			for i, want := range []string{linkValue, linkValue, ""} {
				h := s.requests[i].Header
				if h.Get(linkHeader) != want || h.Get("Authorization") != want || h.Get("Referer") != "" || h.Get("Accept-Encoding") != "identity" {
					t.Errorf("request %d has %v, want the header %q", i, h, want)
				}
			}
		})
	}
}

func TestDownloadRedirectFromHTTPS(t *testing.T) {
	t.Parallel()
	plain := httptest.NewServer(status(200))
	t.Cleanup(plain.Close)
	s := &script{steps: []step{redirect(plain.URL + "/" + linkKey)}}
	secure := httptest.NewUnstartedServer(s)
	secure.Config.ErrorLog = log.New(io.Discard, "", 0) // of the handshake that is meant to fail
	secure.StartTLS()
	t.Cleanup(secure.Close)
	_, err := atlas.Download(t.Context(), atlas.DownloadSource{URL: secure.URL + "/" + linkKey}, io.Discard, &atlas.DownloadOptions{HTTPClient: secure.Client()})
	if err == nil || !strings.Contains(err.Error(), "from https") || s.ranges() != "-" {
		t.Errorf("error %v after %q", err, s.ranges())
	}
	noSecrets(t, err)
	// A certificate that is not trusted is not tried again.
	start := time.Now()
	if _, err = atlas.Download(t.Context(), atlas.DownloadSource{URL: secure.URL}, io.Discard, nil); err == nil || time.Since(start) > 5*time.Second {
		t.Errorf("error %v after %v", err, time.Since(start))
	}
}

// Errors of transports show nothing of the link, however deep it is in them.
func TestDownloadErrorsShowNoSecrets(t *testing.T) {
	t.Parallel()
	u, _ := url.Parse(linkURL)
	for _, inner := range []error{
		errors.New("cannot get " + u.Path),
		fmt.Errorf("proxy: %w", &url.Error{Op: "Get", URL: linkURL, Err: io.ErrNoProgress}),
		&url.Error{Op: "Get", URL: "http://elsewhere.net/" + linkKey, Err: errors.New("with " + linkValue)},
		errors.New("moved to https://elsewhere.net/foreignkey/f?sig=foreignkey"),
		&quiet{&url.Error{Op: "Get", URL: linkURL, Err: io.ErrNoProgress}},
		fmt.Errorf("sig=%s: %w", u.Query().Get("sig"), io.ErrNoProgress),
	} {
		client := &http.Client{Transport: roundTripper(func(*http.Request) (*http.Response, error) { return nil, inner })}
		src := atlas.DownloadSource{URL: linkURL, Header: http.Header{linkHeader: {linkValue}}}
		_, err := atlas.Download(t.Context(), src, io.Discard, &atlas.DownloadOptions{HTTPClient: client, Attempts: 1})
		if err == nil || !strings.Contains(err.Error(), "http://restore-1.mongodb.net:27017") || errors.Is(err, io.ErrNoProgress) != errors.Is(inner, io.ErrNoProgress) {
			t.Errorf("error %v does not tell the host and what %v is", err, inner)
		}
		noSecrets(t, err)
		if strings.Contains(err.Error(), "foreignkey") {
			t.Errorf("the error shows another link: %v", err)
		}
		var urlErr *url.Error
		if errors.As(err, &urlErr) {
			noSecrets(t, urlErr)
		}
	}
}

// quiet has a secret in its chain and not in its text.
type quiet struct{ err error }

func (*quiet) Error() string   { return "quiet" }
func (q *quiet) Unwrap() error { return q.err }

func TestDownloadSourceShowsNoSecrets(t *testing.T) {
	t.Parallel()
	src := atlas.DownloadSource{URL: strings.Replace(linkURL, "//", "//user:"+linkValue+"@", 1), Header: http.Header{linkHeader: {linkValue}}, Name: "n"}
	noSecrets(t, src, &src, []atlas.DownloadSource{src}, map[string]any{"s": src}, struct{ S atlas.DownloadSource }{src}, atlas.DownloadSource{URL: "%" + linkKey})
	var logged bytes.Buffer
	for _, h := range []slog.Handler{slog.NewJSONHandler(&logged, nil), slog.NewTextHandler(&logged, nil)} {
		slog.New(h).Info("m", "src", src, "ptr", &src, "list", []atlas.DownloadSource{src})
	}
	data, err := json.Marshal(src)
	if text := logged.String() + string(data); err != nil || strings.Contains(text, linkKey) || strings.Contains(text, linkValue) {
		t.Errorf("a secret, or the error %v, in %s", err, text)
	}
	if got, want := fmt.Sprintf("%v", src), "http://restore-1.mongodb.net:27017/[redacted]"; got != want {
		t.Errorf("%%v is %q, want %q", got, want)
	}
}

func TestDownloadRefusesBadSources(t *testing.T) {
	t.Parallel()
	for name, src := range map[string]atlas.DownloadSource{
		"empty": {}, "relative": {URL: "/" + linkKey}, "scheme": {URL: "file:///" + linkKey}, "no_host": {URL: "http:///" + linkKey},
		"garbage": {URL: "http://h/%zz" + linkKey}, "sum": {URL: linkURL, SHA1: "abc"}, "sum_length": {URL: linkURL, SHA1: "abcd"},
		"header_value": {URL: linkURL, Header: http.Header{"A": {linkValue + "\n"}}},
		"header_name":  {URL: linkURL, Header: http.Header{"A B": {linkValue}}},
	} {
		client := &http.Client{Transport: roundTripper(func(*http.Request) (*http.Response, error) {
			t.Errorf("%s: a request was sent", name)
			return nil, io.EOF
		})}
		for range 2 {
			_, err := atlas.Download(t.Context(), src, io.Discard, &atlas.DownloadOptions{HTTPClient: client})
			if err == nil {
				t.Errorf("%s: no error", name)
			}
			noSecrets(t, err)
		}
	}
}
