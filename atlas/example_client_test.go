package atlas_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/atlasrestore/atlasrestore/atlastest"
	"github.com/atlasrestore/atlasrestore/generated/atlas20250312"
)

// exampleMock makes an Atlas for an example, with a clock that stands still, and a client for it.
func exampleMock(opts ...atlas.Option) (*atlastest.Server, *atlas20250312.Client) {
	server, err := atlastest.New(
		atlastest.WithFakeClock(time.Date(2025, time.October, 1, 0, 0, 0, 0, time.UTC)),
		atlastest.WithRateLimit(100, time.Minute),
	)
	if err != nil {
		log.Fatal(err)
	}
	client, err := atlas20250312.New(append([]atlas.Option{atlas.WithBaseURL(server.URL)}, opts...)...)
	if err != nil {
		log.Fatal(err)
	}
	return server, client
}

const groupID = "64a1b2c3d4e5f60718293a4b"

// Decide by the kind of an error, or by the code that Atlas gives; what else it says, errors.As finds.
func ExampleError() {
	server, client := exampleMock()
	defer server.Close()
	ctx := context.Background()

	_, err := client.GetCloudRestoreJob(ctx, groupID, "Cluster0", "68dc6e80aabbccddeeff0011")
	var answer *atlas.Error
	switch {
	case errors.Is(err, atlas.Code("RESTORE_JOB_NOT_FOUND")):
		fmt.Println("no such job, or one created a moment ago")
	case errors.Is(err, atlas.ErrNotFound):
		fmt.Println("no such project or cluster")
	case errors.Is(err, atlas.ErrUnauthorized), errors.Is(err, atlas.ErrForbidden):
		fmt.Println("bad credentials, a missing role, or an address that is not on the access list")
	}
	if errors.As(err, &answer) {
		fmt.Println(answer.Operation, answer.Status, answer.Code)
	}
	// Output:
	// no such job, or one created a moment ago
	// GetCloudRestoreJob 404 RESTORE_JOB_NOT_FOUND
}

// A nightly program may have more patience than the default.
func ExampleWithRetry() {
	patient := atlas.RetryPolicy{Attempts: 8, MaxWait: 5 * time.Minute, MaxElapsed: 15 * time.Minute}
	client, err := atlas20250312.New(atlas.WithRetry(patient), atlas.WithRateLimit(), atlas.WithLogger(slog.Default()))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(client != nil)
	// Output:
	// true
}

// A call that was tried in vain has the error of its last attempt.
func ExampleRetryError() {
	server, client := exampleMock(atlas.WithRetry(atlas.RetryPolicy{Attempts: 2}))
	defer server.Close()
	server.Inject(atlastest.Fault{Operation: "cloud.list", Status: http.StatusServiceUnavailable})

	_, err := client.ListCloudRestoreJobs(context.Background(), groupID, "Cluster0", nil)
	var retry *atlas.RetryError
	if errors.As(err, &retry) {
		fmt.Println(retry.Attempts, "attempts, a server error:", errors.Is(err, atlas.ErrServer))
	}
	// Output:
	// 2 attempts, a server error: true
}

// The calls of a client wait together when Atlas is near its limit, and one that cannot wait so long ends at once.
func ExampleWithRateLimit() {
	server, client := exampleMock(atlas.WithRateLimit(), atlas.NoRetry())
	defer server.Close()
	server.Inject(atlastest.Fault{Operation: "cloud.list", Nth: 1, Status: http.StatusTooManyRequests, RetryAfter: "30"})
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()

	_, err := client.ListCloudRestoreJobs(ctx, groupID, "Cluster0", nil)
	fmt.Println(errors.Is(err, atlas.ErrRateLimited))
	_, err = client.ListCloudRestoreJobs(ctx, groupID, "Cluster0", nil)
	fmt.Println(errors.Is(err, atlas.ErrRateLimited), errors.Is(err, context.DeadlineExceeded))
	fmt.Println("sent:", len(server.Requests()))
	// Output:
	// true
	// true true
	// sent: 1
}

func ExampleWithResponseInfo() {
	server, client := exampleMock()
	defer server.Close()

	var info atlas.ResponseInfo
	ctx := atlas.WithResponseInfo(context.Background(), &info)
	if _, err := client.ListCloudRestoreJobs(ctx, groupID, "Cluster0", nil); err != nil {
		log.Fatal(err)
	}
	fmt.Println(info.Status, info.VersionServed, info.Attempts, info.RateLimit.Remaining)
	// Output:
	// 200 2023-01-01 1 99
}

// Atlas is asked for another version than the Go types were made from.
func ExampleWithVersion() {
	server, client := exampleMock(atlas.WithVersion("2024-05-30"))
	defer server.Close()

	var info atlas.ResponseInfo
	ctx := atlas.WithResponseInfo(context.Background(), &info)
	if _, err := client.ListCloudRestoreJobs(ctx, groupID, "Cluster0", nil); err != nil {
		log.Fatal(err)
	}
	fmt.Println(server.Requests()[0].Header.Get("Accept"), "serves", info.VersionServed)
	// Output:
	// application/vnd.atlas.2024-05-30+json serves 2023-01-01
}

// The error of a job that ended badly has the job as it was last seen.
func ExampleLastJob() {
	server, client := exampleMock()
	defer server.Close()
	jobID := server.AddJobs(1, atlastest.Job{Kind: atlastest.Cloud, GroupID: groupID, Cluster: "Cluster0", Type: "download"},
		atlastest.Outcome{})[0]
	server.Advance(24 * time.Hour) // the links work for an hour

	_, err := client.WaitCloudRestoreJob(context.Background(), groupID, "Cluster0", jobID, nil)
	if job, ok := atlas.LastJob[atlas20250312.CloudRestoreJob](err); ok {
		fmt.Println(err)
		fmt.Println(job.JobState(), job.ExpiresAt.Format(time.DateTime))
	}
	// Output:
	// WaitCloudRestoreJob: job expired
	// expired 2025-10-01 01:04:30
}

// Any link that Atlas gives out can be fetched; the low-level functions need no job.
func ExampleDownloadFile() {
	server, client := exampleMock()
	defer server.Close()
	jobID := server.AddJobs(1, atlastest.Job{Kind: atlastest.Cloud, GroupID: groupID, Cluster: "Cluster0", Type: "download"},
		atlastest.Outcome{})[0]
	server.Advance(10 * time.Minute)
	job, err := client.GetCloudRestoreJob(context.Background(), groupID, "Cluster0", jobID)
	if err != nil {
		log.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "download-")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)

	source := job.Downloads("")[0] // printing it shows no key
	file, err := atlas.DownloadFile(context.Background(), source, filepath.Join(dir, "backup.tar.gz"), nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(filepath.Base(file.Path), file.Bytes)
	// Output:
	// backup.tar.gz 1048576
}
