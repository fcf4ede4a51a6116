package atlas_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/google/go-cmp/cmp"
)

// sent are the headers that the runtime decides about.
type sent struct{ Accept, ContentType, UserAgent string }

// record is a Doer that notes the last request and answers 200 {}.
func record(to *http.Header) doerFunc {
	ok := canned(200, http.Header{"Content-Type": {"application/json"}}, []byte("{}"))
	return func(req *http.Request) (*http.Response, error) {
		*to = req.Header
		return ok(req)
	}
}

// sentOf picks the headers; of the version in the User-Agent only its place matters.
func sentOf(h http.Header) sent {
	agent, _, _ := strings.Cut(h.Get("User-Agent"), "atlasrestore/")
	return sent{h.Get("Accept"), h.Get("Content-Type"), agent + strings.Repeat("+", strings.Count(h.Get("User-Agent"), "atlasrestore/"))}
}

func TestTypedHeaders(t *testing.T) {
	t.Parallel()
	asked := "application/vnd.atlas.2025-03-12+json"
	tests := map[string]struct {
		opts   []atlas.Option
		get    sent
		create sent
	}{
		"own_version": {nil, sent{cloudV1, "", "+"}, sent{cloudV1, cloudV1, "+"}},
		"asked_version": {
			[]atlas.Option{atlas.WithVersion("2025-03-12"), atlas.WithUserAgent("me/1")},
			sent{asked, "", "me/1 +"}, sent{asked, asked, "me/1 +"},
		},
		"preview": {
			[]atlas.Option{nil, atlas.WithVersion("preview")},
			sent{"application/vnd.atlas.preview+json", "", "+"},
			sent{"application/vnd.atlas.preview+json", "application/vnd.atlas.preview+json", "+"},
		},
		"upcoming": {
			[]atlas.Option{atlas.WithVersion("2025-09-22.upcoming")},
			sent{"application/vnd.atlas.2025-09-22.upcoming+json", "", "+"},
			sent{
				"application/vnd.atlas.2025-09-22.upcoming+json",
				"application/vnd.atlas.2025-09-22.upcoming+json", "+",
			},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var header http.Header
			core := newCore(t, "https://h", append(test.opts, atlas.WithDoer(record(&header)))...)
			if _, err := getJob(t.Context(), t, core); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.get, sentOf(header)); diff != "" {
				t.Errorf("get: mismatch (-want +got)\n%s", diff)
			}
			if _, err := createJob(t.Context(), t, core); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.create, sentOf(header)); diff != "" {
				t.Errorf("create: mismatch (-want +got)\n%s", diff)
			}
		})
	}
}

func TestRawDoerHeaders(t *testing.T) {
	t.Parallel()
	const jobs = "groups/g/clusters/c/backup/restoreJobs"
	tests := map[string]struct {
		method, path string
		header       http.Header
		version      string
		want         sent
	}{
		"parameter":       {"GET", "/x/api/atlas/v2/" + jobs + "/1", nil, "", sent{cloudV1, "", "+"}},
		"literal_first":   {"GET", "/x/api/atlas/v2/" + jobs + "/latest", nil, "", sent{"application/vnd.atlas.2024-05-30+json", "", "+"}},
		"suffix_first":    {"GET", "/x/api/atlas/v2/" + jobs + "/1:pin", nil, "", sent{"application/vnd.atlas.preview+json", "", "+"}},
		"escaped_slash":   {"GET", "/x/api/atlas/v2/groups/g/clusters/a%2Fb%20c/backup/restoreJobs/1", nil, "", sent{cloudV1, "", "+"}},
		"escaped_literal": {"GET", "/x/api/atlas/v2/groups/g/clusters/c/backup/restoreJob%73/1", nil, "", sent{cloudV1, "", "+"}},
		"plain_json_api":  {"GET", "/x/api/atlas/v1.0/groups/g/jobs", nil, "2025-03-12", sent{"application/json", "", "+"}},
		"asked_version":   {"GET", "/x/api/atlas/v2/" + jobs, nil, "2025-03-12", sent{"application/vnd.atlas.2025-03-12+json", "", "+"}},
		"plain_body": {
			"POST", "/x/api/atlas/v2/" + jobs, http.Header{"Content-Type": {"application/json; charset=utf-8"}}, "",
			sent{cloudV1, cloudV1, "+"},
		},
		"own_body_asked_version": {
			"POST", "/x/api/atlas/v2/" + jobs, http.Header{"Content-Type": {cloudV1}}, "2025-03-12",
			sent{"application/vnd.atlas.2025-03-12+json", "application/vnd.atlas.2025-03-12+json", "+"},
		},
		"choice_of_the_caller": {
			"POST", "/x/api/atlas/v2/" + jobs,
			http.Header{"Accept": {"application/xml"}, "Content-Type": {"application/vnd.atlas.preview+json"}, "User-Agent": {"mine"}}, "",
			sent{"application/xml", "application/vnd.atlas.preview+json", "mine"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got http.Header
			opts := []atlas.Option{atlas.WithDoer(record(&got))}
			if test.version != "" {
				opts = append(opts, atlas.WithVersion(test.version))
			}
			raw := newCore(t, "https://h/x", opts...).RawDoer()
			req, err := http.NewRequestWithContext(t.Context(), test.method, "https://h"+test.path, nil)
			if err != nil {
				t.Fatal(err)
			}
			req.Header = test.header
			before := req.Header.Clone()
			res, err := raw.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			_ = res.Body.Close()
			if diff := cmp.Diff(test.want, sentOf(got)); diff != "" {
				t.Errorf("mismatch (-want +got)\n%s", diff)
			}
			if diff := cmp.Diff(before, req.Header); diff != "" {
				t.Errorf("the caller's request was changed (-before +after)\n%s", diff)
			}
		})
	}
}

func TestRawDoerRefusesOtherPaths(t *testing.T) {
	t.Parallel()
	const jobs = "/x/api/atlas/v2/groups/g/clusters/c/backup/restoreJobs"
	tests := map[string]struct{ method, path string }{
		"empty_parameter":   {"GET", jobs + "/"},
		"dot_dot_parameter": {"DELETE", "/x/api/atlas/v2/groups/g/clusters/c/backup/"}, // what a builder makes of restoreJobs/..
		"unknown_path":      {"GET", "/x/api/atlas/v2/groups/g"},
		"unknown_method":    {"PUT", jobs},
		"outside_base_path": {"GET", strings.TrimPrefix(jobs, "/x")},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got http.Header
			raw := newCore(t, "https://h/x", atlas.WithDoer(record(&got))).RawDoer()
			req, err := http.NewRequestWithContext(t.Context(), test.method, "https://h"+test.path, nil)
			if err != nil {
				t.Fatal(err)
			}
			res, err := raw.Do(req)
			if err == nil {
				_ = res.Body.Close()
			}
			var refused *atlas.ArgumentError
			if !errors.As(err, &refused) || got != nil {
				t.Errorf("error %v, sent %v; want an ArgumentError and nothing sent", err, got)
			}
		})
	}
}

func TestRawDoerRedactsErrors(t *testing.T) {
	t.Parallel()
	core := newCore(t, "https://h", atlas.WithDoer(doerFunc(func(req *http.Request) (*http.Response, error) {
		return nil, &url.Error{Op: "Get", URL: req.URL.String(), Err: errors.New("boom")}
	})), atlas.NoRetry())
	req, _ := http.NewRequestWithContext(t.Context(), "GET", "https://u:hunter2@h/api/atlas/v1.0/groups/g/jobs?b=hunter2", nil)
	_, err := core.RawDoer().Do(req)
	if want := `Get "https://h/api/atlas/v1.0/groups/g/jobs": boom`; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	core := serve(t, func(w http.ResponseWriter, r *http.Request) { reply(w, 200, cloudV1, `{"id":"1","attempts":"x"}`) })
	raw := core.RawDoer()
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			var info atlas.ResponseInfo
			if _, err := getJob(atlas.WithResponseInfo(t.Context(), &info), t, core); err != nil || len(info.Issues) != 1 {
				t.Errorf("issues %v, error %v", info.Issues, err)
			}
			req, _ := http.NewRequestWithContext(t.Context(), "GET", core.BaseURL()+jobPath, nil)
			res, err := raw.Do(req)
			if err != nil {
				t.Error(err)
				return
			}
			_ = res.Body.Close()
		})
	}
	wg.Wait()
}

func TestCorePrintsNothingElse(t *testing.T) {
	t.Parallel()
	core := newCore(t, "https://h", atlas.WithUserAgent("product"))
	const want = "atlas.Core{2025-03-12 https://h/}"
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if got := fmt.Sprintf(verb, core); got != want {
			t.Errorf("%s prints %q, want %q", verb, got, want)
		}
	}
}
