package atlas_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/atlasrestore/atlasrestore/atlas"
)

// A generated method does what get does here. The Doer stands for Atlas.
func Example() {
	ops := []atlas.Operation{{
		Name: "GetCloudRestoreJob", Method: http.MethodGet,
		Path:            "/api/atlas/v2/groups/{groupId}/clusters/{clusterName}/backup/restoreJobs/{restoreJobId}",
		ResourceVersion: "2023-01-01", ResponseType: "application/vnd.atlas.2023-01-01+json",
	}}
	core, err := atlas.NewCore("2025-03-12", ops, atlas.WithDoer(exampleDoer{}), atlas.WithUserAgent("nightly-restore/1.4"))
	if err != nil {
		fmt.Println(err)
		return
	}
	get := func(ctx context.Context, jobID string) (*exampleJob, error) {
		if err := atlas.CheckPath("GetCloudRestoreJob", "restoreJobID", jobID); err != nil {
			return nil, err
		}
		url := core.BaseURL() + "api/atlas/v2/groups/g/clusters/c/backup/restoreJobs/" + jobID
		req, err := http.NewRequest(http.MethodGet, url, nil)
		return atlas.Decode[exampleJob](ctx, core, &ops[0], req, err)
	}

	var info atlas.ResponseInfo
	ctx := atlas.WithResponseInfo(context.Background(), &info)
	job, err := get(ctx, "one")
	fmt.Println(job.ID, err, info.VersionServed, info.Issues)

	_, err = get(ctx, "two")
	fmt.Println(err)
	fmt.Println(errors.Is(err, atlas.ErrNotFound), errors.Is(err, atlas.Code("RESTORE_JOB_NOT_FOUND")))

	_, err = get(ctx, "..")
	fmt.Println(err)
	// Output:
	// one <nil> 2023-01-01 [{/pointInTimeUTCSeconds string "" does not fit int64}]
	// GetCloudRestoreJob: 404 Not Found: RESTORE_JOB_NOT_FOUND: no such job
	// true true
	// GetCloudRestoreJob: restoreJobID is a dot segment
}

type exampleJob struct {
	ID                    string `json:"id"`
	PointInTimeUTCSeconds int64  `json:"pointInTimeUTCSeconds"`
}

// exampleDoer knows the job "one", which it answers with an odd field.
type exampleDoer struct{}

func (exampleDoer) Do(req *http.Request) (*http.Response, error) {
	res := &http.Response{
		StatusCode: http.StatusOK,
		Header:     http.Header{"Content-Type": {"application/vnd.atlas.2023-01-01+json;charset=utf-8"}},
	}
	body := `{"id":"one","pointInTimeUTCSeconds":""}`
	if !strings.HasSuffix(req.URL.Path, "/one") {
		res.StatusCode = http.StatusNotFound
		body = `{"error":404,"errorCode":"RESTORE_JOB_NOT_FOUND","detail":"no such job","parameters":["two"]}`
	}
	res.Body = io.NopCloser(strings.NewReader(body))
	return res, nil
}

// A span for each attempt, with any tracing: with OpenTelemetry the wrapper is
//
//	func(next http.RoundTripper) http.RoundTripper { return otelhttp.NewTransport(next) }
//
// whose spans are children of the span in the context of the call. The wrapper sees no credentials.
func ExampleWithRoundTripper() {
	spans := func(next http.RoundTripper) http.RoundTripper {
		return exampleTracer{next}
	}
	// Stands for Atlas, which is busy for a moment.
	busy := 1
	atlasItself := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if busy--; busy >= 0 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"id":"one"}`)
	})
	server := httptest.NewServer(atlasItself)
	defer server.Close()

	ops := []atlas.Operation{{Name: "GetJob", Method: http.MethodGet, Path: "/jobs/{id}", ResponseType: "application/json"}}
	core, err := atlas.NewCore("v1.0", ops, atlas.WithBaseURL(server.URL), atlas.WithRoundTripper(spans))
	if err != nil {
		fmt.Println(err)
		return
	}
	req, err := http.NewRequest(http.MethodGet, core.BaseURL()+"jobs/one", nil)
	job, err := atlas.Decode[exampleJob](context.Background(), core, &ops[0], req, err)
	fmt.Println(job.ID, err)
	// Output:
	// span GET /jobs/one: 503
	// span GET /jobs/one: 200
	// one <nil>
}

// exampleTracer stands for the transport of a tracing library.
type exampleTracer struct{ next http.RoundTripper }

func (t exampleTracer) RoundTrip(req *http.Request) (*http.Response, error) {
	res, err := t.next.RoundTrip(req)
	if err == nil {
		fmt.Printf("span %s %s: %d\n", req.Method, req.URL.Path, res.StatusCode)
	}
	return res, err
}

// The same by a client of one's own, whose transport is wrapped: such a wrapper is between the credentials of WithAuth
// and the network, and so sees them.
func ExampleWithHTTPClient_tracing() {
	client := &http.Client{Transport: exampleTracer{http.DefaultTransport}}
	core, err := atlas.NewCore("v1.0", nil, atlas.WithHTTPClient(client))
	fmt.Println(core, err)
	// Output:
	// atlas.Core{v1.0 https://cloud.mongodb.com/} <nil>
}
