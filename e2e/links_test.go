package e2e_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/atlasrestore/atlasrestore/atlastest"
)

// eachDownload runs a test with each scenario that delivers files, and a job of it that is ready.
func eachDownload(t *testing.T, outcome atlastest.Outcome, test func(*world, *api, scenario, job)) {
	eachKind(t, credentials, nil, func(w *world, kind atlastest.Kind, a *api) {
		for _, s := range ofKind(kind) {
			if s.files == 0 || s.batch {
				continue
			}
			prepared := s.outcome.Download
			s.outcome = outcome
			s.outcome.Download = prepared
			test(w, a, s, w.finished(a, s, w.made(a, s))[0])
		}
	})
}

// steps returns the requests since there were before of them, as "download 403".
func (w *world) steps(before int) []string {
	var all []string
	for _, r := range w.srv.Requests()[before:] {
		name := r.Name
		if name == "" {
			name = r.Operation
		}
		all = append(all, fmt.Sprint(name, " ", r.Status))
	}
	return all
}

// A connection that breaks within a file costs no byte twice: the rest is asked for.
func TestBrokenDownloadGoesOn(t *testing.T) {
	eachDownload(t, atlastest.Outcome{}, func(w *world, a *api, s scenario, j job) {
		fromStart := func(r atlastest.Request) bool { return r.Header.Get("Range") == "" }
		w.srv.Inject(atlastest.Fault{Operation: "download", Match: fromStart, Drop: atlastest.DropBody, DropAfter: 60_000})
		before := len(w.srv.Requests())
		for _, r := range w.download(a, s, j.id, &atlas.DownloadOptions{Parallel: 1}) {
			if r.Resumes == 0 || !r.LengthVerified {
				w.Errorf("%s: %d resumes, length verified: %t", s.name, r.Resumes, r.LengthVerified)
			}
		}
		var sent int64
		for _, r := range w.srv.Requests()[before:] {
			if r.Operation == "download" {
				sent += r.Sent
			}
		}
		// What was on its way when the connection broke may come twice.
		if want := int64(s.files) * 100_003; sent < want || sent > want+int64(s.files)*60_000 {
			w.Errorf("%s: %d bytes were sent for %d", s.name, sent, want)
		}
	})
}

// A link that expires within a file is renewed by reading the job again, and the file goes on.
func TestExpiredLinkIsRenewed(t *testing.T) {
	eachDownload(t, atlastest.Outcome{}, func(w *world, a *api, s scenario, j job) {
		if s.files > 1 {
			return // the order of requests is told for one file
		}
		w.srv.Inject(
			atlastest.Fault{Operation: "download", Drop: atlastest.DropBody, DropAfter: 60_000, Times: 1},
			atlastest.Fault{Operation: "download", Status: http.StatusForbidden, Code: "LINK_EXPIRED", Times: 1},
		)
		before := len(w.srv.Requests())
		w.download(a, s, j.id, nil)
		quiet := func(step string) bool { return step == "token 200" || strings.HasSuffix(step, " 401") }
		get := string(s.kind) + ".get 200"
		got := slices.DeleteFunc(w.steps(before), quiet)
		want := []string{get, "download 200", "download 403", get, "download 206"}
		if diff := cmp.Diff(want, got); diff != "" {
			w.Errorf("%s: requests (-want +got):\n%s", s.name, diff)
		}
	})
}

// oldLinks spoils the links of the first job that is read, as if they were of yesterday.
type oldLinks struct {
	next http.RoundTripper
	done bool
}

func (o *oldLinks) RoundTrip(req *http.Request) (*http.Response, error) {
	res, err := o.next.RoundTrip(req)
	if err != nil || o.done || req.Method != http.MethodGet || res.StatusCode != http.StatusOK {
		return res, err
	}
	body, err := io.ReadAll(res.Body)
	res.Body.Close()
	spoiled := bytes.ReplaceAll(body, []byte("/downloads/"), []byte("/downloads/0"))
	o.done = !bytes.Equal(body, spoiled)
	res.Body, res.ContentLength = io.NopCloser(bytes.NewReader(spoiled)), int64(len(spoiled))
	return res, err
}

// A link that is another one after the renewal is used.
func TestRenewedLinkIsAnother(t *testing.T) {
	t.Parallel()
	for _, v := range versions() {
		for kind := range v.served {
			s, ok := delivering(kind)
			if !ok {
				continue
			}
			t.Run(v.name+"/"+string(kind), func(t *testing.T) {
				inWorld(t, v, credentials[0], nil, func(w *world) {
					j := w.finished(w.apis[kind], s, w.made(w.apis[kind], s))[0]
					old := &oldLinks{}
					apis, err := v.make(options(w.srv, credentials[0], atlas.WithRoundTripper(func(next http.RoundTripper) http.RoundTripper {
						old.next = next
						return old
					}))...)
					if err != nil {
						w.Fatal(err)
					}
					w.download(apis[kind], s, j.id, nil)
					if !old.done || w.seen()["download"] != 2 {
						w.Errorf("%d downloads, want one with the old link and one with the new", w.seen()["download"])
					}
				})
			})
		}
	}
}

// When the link is dead for good, Refresh can make another job for the same snapshot.
func TestRefreshByAnotherJob(t *testing.T) {
	v := versions()[3]
	inWorld(t, v, credentials[0], nil, func(w *world) {
		a := w.apis[atlastest.Cloud]
		s, _ := delivering(atlastest.Cloud)
		old := w.finished(a, s, w.made(a, s))[0]
		w.srv.Advance(90 * time.Minute)
		var second job
		opts := &atlas.DownloadOptions{
			HTTPClient: w.srv.Client(),
			Refresh: func(ctx context.Context, src atlas.DownloadSource) (atlas.DownloadSource, error) {
				second = w.finished(a, s, w.made(a, s))[0]
				sources := second.value.(interface {
					Downloads(string) []atlas.DownloadSource
				}).Downloads("")
				return sources[0], nil
			},
		}
		results, err := a.download(w.ctx, group, s.cluster, old.id, w.TempDir(), opts)
		if err != nil {
			w.Fatal(err)
		}
		w.compare(results[0], second.id, 0)
	})
}

// A legacy job tells the SHA-1 sum of its file: damage that no length tells is found, and no file is left.
func TestLegacyChecksum(t *testing.T) {
	eachKind(t, credentials, nil, func(w *world, kind atlastest.Kind, a *api) {
		if kind != atlastest.Legacy {
			w.Skip("tells no sums")
		}
		s, _ := delivering(kind)
		good := w.finished(a, s, w.made(a, s))[0]
		if r := w.download(a, s, good.id, nil); !strings.Contains(good.text(w), r[0].SHA1) {
			w.Errorf("the sum %s is not that of the job", r[0].SHA1)
		}
		s.outcome.Corrupt = true
		bad := w.finished(a, s, w.made(a, s))[0]
		opts := &atlas.DownloadOptions{HTTPClient: w.srv.Client()}
		results, err := a.download(w.ctx, group, s.cluster, bad.id, w.TempDir(), opts)
		if !errors.Is(err, atlas.ErrChecksum) || len(results) != 1 || results[0].Path != "" {
			w.Errorf("damaged file: %+v, error %v; want ErrChecksum", results, err)
		}
	})
}

// A cloud job delivers through private endpoints too, and says so when it has no link for the one that is asked for.
func TestPrivateEndpoint(t *testing.T) {
	eachKind(t, credentials, nil, func(w *world, kind atlastest.Kind, a *api) {
		if kind != atlastest.Cloud {
			w.Skip("knows no private endpoints")
		}
		for _, s := range ofKind(kind) {
			if s.files == 0 {
				continue
			}
			s.outcome.PrivateEndpoint = endpoint
			j := w.finished(a, s, w.made(a, s))[0]
			if r := w.download(a, s, j.id, &atlas.DownloadOptions{PrivateEndpointID: endpoint}); len(r) != s.files {
				w.Errorf("%s: %d files", s.name, len(r))
			}
			opts := &atlas.DownloadOptions{PrivateEndpointID: "vpce-0", HTTPClient: w.srv.Client()}
			if r, err := a.download(w.ctx, group, s.cluster, j.id, w.TempDir(), opts); !errors.Is(err, atlas.ErrNoDownload) {
				w.Errorf("%s: another endpoint: %v, error %v; want ErrNoDownload", s.name, r, err)
			}
		}
	})
}
