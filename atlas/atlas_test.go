package atlas_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/atlasrestore/atlasrestore/atlas"
)

// What a generated package has, for a few operations: the table, a type, and the request builders.

const cloudV1 = "application/vnd.atlas.2023-01-01+json"

func operations() []atlas.Operation {
	const cloud = "/api/atlas/v2/groups/{groupId}/clusters/{clusterName}/backup/restoreJobs"
	return []atlas.Operation{
		{Name: "ListJobs", Method: "GET", Path: cloud, ResourceVersion: "2023-01-01", ResponseType: cloudV1},
		{Name: "GetJob", Method: "GET", Path: cloud + "/{restoreJobId}", ResourceVersion: "2023-01-01", ResponseType: cloudV1},
		{
			Name: "CreateJob", Method: "POST", Path: cloud, ResourceVersion: "2023-01-01",
			RequestType: cloudV1, ResponseType: cloudV1,
		},
		{
			Name: "CancelJob", Method: "DELETE", Path: cloud + "/{restoreJobId}", ResourceVersion: "2023-01-01",
			ResponseType: cloudV1, NoContent: true,
		},
		{
			Name: "LatestJob", Method: "GET", Path: cloud + "/latest", ResourceVersion: "2024-05-30",
			ResponseType: "application/vnd.atlas.2024-05-30+json",
		},
		{
			Name: "PinJob", Method: "GET", Path: cloud + "/{restoreJobId}:pin", ResourceVersion: "preview",
			ResponseType: "application/vnd.atlas.preview+json",
		},
		{Name: "OldJobs", Method: "GET", Path: "/api/atlas/v1.0/groups/{groupId}/jobs", ResponseType: "application/json"},
	}
}

// operation returns a row of the table.
func operation(tb testing.TB, name string) *atlas.Operation {
	tb.Helper()
	for _, op := range operations() {
		if op.Name == name {
			return &op
		}
	}
	tb.Fatalf("no operation %q", name)
	return nil
}

type job struct {
	ID         string     `json:"id"`
	Cancelled  bool       `json:"cancelled"`
	Attempts   int32      `json:"attempts"`
	FinishedAt *time.Time `json:"finishedAt,omitempty"`
	CreatedAt  time.Time  `json:"createdAt"`
	URLs       []string   `json:"deliveryUrl"`
}

const jobPath = "api/atlas/v2/groups/0123456789abcdef01234567/clusters/c0/backup/restoreJobs/76543210fedcba9876543210"

// newCore makes a core for a base URL.
func newCore(tb testing.TB, baseURL string, opts ...atlas.Option) *atlas.Core {
	tb.Helper()
	core, err := atlas.NewCore("2025-03-12", operations(), append(opts, atlas.WithBaseURL(baseURL))...)
	if err != nil {
		tb.Fatal(err)
	}
	return core
}

// serve starts a server and makes a core for it.
func serve(tb testing.TB, handler http.HandlerFunc, opts ...atlas.Option) *atlas.Core {
	tb.Helper()
	server := httptest.NewServer(handler)
	tb.Cleanup(server.Close)
	return newCore(tb, server.URL, opts...)
}

// getJob is what the generated method does.
func getJob(ctx context.Context, tb testing.TB, core *atlas.Core) (*job, error) {
	tb.Helper()
	req, err := http.NewRequest(http.MethodGet, core.BaseURL()+jobPath+"?pretty=secret-query", nil)
	return atlas.Decode[job](ctx, core, operation(tb, "GetJob"), req, err)
}

// cancelJob is what the generated method does.
func cancelJob(ctx context.Context, tb testing.TB, core *atlas.Core) error {
	tb.Helper()
	req, err := http.NewRequest(http.MethodDelete, core.BaseURL()+jobPath, nil)
	return core.Discard(ctx, operation(tb, "CancelJob"), req, err)
}

// createJob is what the generated method does.
func createJob(ctx context.Context, tb testing.TB, core *atlas.Core) (*job, error) {
	tb.Helper()
	path, _, _ := strings.Cut(jobPath, "/76543210")
	req, err := http.NewRequest(http.MethodPost, core.BaseURL()+path, strings.NewReader(`{"deliveryType":"download"}`))
	req.Header.Set("Content-Type", "application/json")
	return atlas.Decode[job](ctx, core, operation(tb, "CreateJob"), req, err)
}

// reply writes one response. An empty content type sends none.
func reply(w http.ResponseWriter, status int, contentType, body string) {
	w.Header()["Content-Type"] = nil
	if contentType != "" {
		w.Header().Set("Content-Type", contentType)
	}
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

// doerFunc is a Doer that needs no network.
type doerFunc func(*http.Request) (*http.Response, error)

func (f doerFunc) Do(req *http.Request) (*http.Response, error) { return f(req) }

// canned answers every request alike.
func canned(status int, header http.Header, body []byte) doerFunc {
	return func(req *http.Request) (*http.Response, error) {
		return &http.Response{
			StatusCode: status, Header: header, Request: req, Body: io.NopCloser(strings.NewReader(string(body))),
		}, nil
	}
}
