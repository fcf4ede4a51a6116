package e2e_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/atlasrestore/atlasrestore/atlastest"
	"github.com/atlasrestore/atlasrestore/generated/atlas20250312"
)

const (
	benchType = "application/vnd.atlas.2023-01-01+json"
	benchList = "/api/atlas/v2/groups/" + group + "/clusters/c0/backup/restoreJobs"
	benchPage = benchList + "?itemsPerPage=500&pageNum=1"
)

// replay answers with what the mock would, from memory and over real sockets, so that benchmarks measure the client and
// not the mock. It knows one job, and a list of 10,000 in pages of 500.
func replay(b *testing.B) (srv *httptest.Server, job string) {
	b.Helper()
	mock := atlastest.NewServer(b)
	job = mock.AddJobs(500, atlastest.Job{Kind: atlastest.Cloud, GroupID: group, Cluster: "c0"}, atlastest.Outcome{})[0]
	one, page := fetch(b, mock.URL+benchList+"/"+job), fetch(b, mock.URL+benchPage)
	empty := []byte(`{"links":[],"results":[],"totalCount":10000}`)
	pages := make([][]byte, 21) // by their number; pages that are equal would look like a server that turns none
	for i := range pages {
		pages[i] = []byte(strings.ReplaceAll(string(page), `"id":"`+job[:8], fmt.Sprintf(`"id":"%08x`, i)))
	}
	srv = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := one
		if r.URL.Path == benchList {
			n := 0
			_, _ = fmt.Sscan(r.URL.Query().Get("pageNum"), &n)
			if body = empty; n > 0 && n < len(pages) {
				body = pages[n]
			}
		}
		w.Header().Set("Content-Type", benchType+";charset=utf-8")
		w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		_, _ = w.Write(body)
	}))
	b.Cleanup(srv.Close)
	return srv, job
}

// fetch returns the body of an answer.
func fetch(b *testing.B, url string) []byte {
	b.Helper()
	res, err := bareDo(http.DefaultClient, url)
	if err != nil {
		b.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != 200 {
		b.Fatalf("%s: %d %s, error %v", url, res.StatusCode, body, err)
	}
	return body
}

func bareDo(client *http.Client, url string) (*http.Response, error) {
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", benchType)
	return client.Do(req)
}

// bare is a call as one writes it without this module.
func bare[T any](client *http.Client, url string) (*T, error) {
	res, err := bareDo(client, url)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %d", res.StatusCode)
	}
	var value T
	return &value, json.NewDecoder(res.Body).Decode(&value)
}

// What the typed client costs: compare with BenchmarkBareCall.
func BenchmarkTypedCall(b *testing.B) {
	srv, id := replay(b)
	client, err := atlas20250312.New(atlas.WithBaseURL(srv.URL), atlas.WithHTTPClient(srv.Client()))
	if err != nil {
		b.Fatal(err)
	}
	b.Run("job", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if job, err := client.GetCloudRestoreJob(b.Context(), group, "c0", id); err != nil || job.ID != id {
				b.Fatal(job, err)
			}
		}
	})
	b.Run("page", func(b *testing.B) {
		b.ReportAllocs()
		opts := &atlas20250312.ListCloudRestoreJobsOptions{ItemsPerPage: 500, PageNum: 1}
		for b.Loop() {
			if page, err := client.ListCloudRestoreJobs(b.Context(), group, "c0", opts); err != nil || len(page.Results) != 500 {
				b.Fatal(err)
			}
		}
	})
}

// What net/http and encoding/json cost for the same.
func BenchmarkBareCall(b *testing.B) {
	srv, id := replay(b)
	b.Run("job", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if job, err := bare[atlas20250312.CloudRestoreJob](srv.Client(), srv.URL+benchList+"/"+id); err != nil || job.ID != id {
				b.Fatal(job, err)
			}
		}
	})
	b.Run("page", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if page, err := bare[atlas20250312.CloudRestoreJobPage](srv.Client(), srv.URL+benchPage); err != nil || len(page.Results) != 500 {
				b.Fatal(err)
			}
		}
	})
}

// A walk over 10,000 jobs.
func BenchmarkIterator(b *testing.B) {
	srv, _ := replay(b)
	client, err := atlas20250312.New(atlas.WithBaseURL(srv.URL), atlas.WithHTTPClient(srv.Client()))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		for _, err := range client.AllCloudRestoreJobs(b.Context(), group, "c0", nil) {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if n != 10_000 {
			b.Fatalf("%d jobs", n)
		}
	}
	b.ReportMetric(float64(b.N)*10_000/b.Elapsed().Seconds(), "jobs/s")
}

// An API key should cost one request per call, from one goroutine and from many.
func BenchmarkDigest(b *testing.B) {
	run := func(b *testing.B, drive func(b *testing.B, call func() error)) {
		var requests atomic.Int64
		srv := atlastest.NewServer(b, atlastest.WithAPIKey(publicKey, privateKey), atlastest.WithNonceWindow(63),
			atlastest.WithRecording(0), atlastest.WithObserver(func(atlastest.Request) { requests.Add(1) }))
		id := srv.AddJobs(1, atlastest.Job{Kind: atlastest.Cloud, GroupID: group, Cluster: "c0"}, atlastest.Outcome{})[0]
		client, err := atlas20250312.New(options(srv, credentials[1])...)
		if err != nil {
			b.Fatal(err)
		}
		var calls atomic.Int64
		drive(b, func() error {
			calls.Add(1)
			_, err := client.GetCloudRestoreJob(b.Context(), group, "c0", id)
			return err
		})
		b.ReportMetric(float64(requests.Load())/float64(calls.Load()), "requests/call")
	}
	b.Run("one", func(b *testing.B) {
		run(b, func(b *testing.B, call func() error) {
			for b.Loop() {
				if err := call(); err != nil {
					b.Fatal(err)
				}
			}
		})
	})
	b.Run("many", func(b *testing.B) {
		run(b, func(b *testing.B, call func() error) {
			b.SetParallelism(crowd / 4)
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if err := call(); err != nil {
						b.Error(err)
					}
				}
			})
		})
	})
}
