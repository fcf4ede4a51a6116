package atlas_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
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
