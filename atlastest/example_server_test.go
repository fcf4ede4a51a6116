package atlastest_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/atlasrestore/atlasrestore/atlastest"
	"github.com/atlasrestore/atlasrestore/generated/atlas20250312"
)

// exampleT stands for the *testing.T of a test, which an example does not have.
type exampleT struct {
	testing.TB
	cleanups []func()
}

func (t *exampleT) Helper()           {}
func (t *exampleT) Fatal(args ...any) { panic(fmt.Sprint(args...)) }
func (t *exampleT) Cleanup(f func())  { t.cleanups = append(t.cleanups, f) }
func (t *exampleT) end() {
	for _, f := range t.cleanups {
		f()
	}
}

const groupID = "64a1b2c3d4e5f60718293a4b"

// exampleJob is a job that AddJobs makes as if it had been there before.
var exampleJob = atlastest.Job{Kind: atlastest.Cloud, GroupID: groupID, Cluster: "Cluster0", Type: "automated"}

// In a test t is the *testing.T, and the server is closed when the test ends.
func ExampleNewServer() {
	t := &exampleT{}
	defer t.end()

	server := atlastest.NewServer(t, atlastest.WithDurations(atlastest.Durations{})) // jobs end at once
	client, err := atlas20250312.New(atlas.WithBaseURL(server.URL))
	if err != nil {
		t.Fatal(err)
	}
	job, err := client.CreateCloudRestoreJob(context.Background(), groupID, "Cluster0", atlas20250312.CloudRestoreJobRequest{
		DeliveryType: atlas20250312.CloudRestoreJobDeliveryTypeDownload,
		SnapshotID:   "68dc6e80aabbccddeeff0011",
	})
	if err != nil {
		t.Fatal(err)
	}
	job, err = client.WaitCloudRestoreJob(context.Background(), groupID, "Cluster0", job.ID, nil)
	fmt.Println(job.JobState(), err)
	// Output:
	// finished <nil>
}

// A clock that stands still shows each state of a job.
func ExampleWithFakeClock() {
	t := &exampleT{}
	defer t.end()

	server := atlastest.NewServer(t, atlastest.WithFakeClock(time.Date(2025, time.October, 1, 0, 0, 0, 0, time.UTC)))
	client, err := atlas20250312.New(atlas.WithBaseURL(server.URL))
	if err != nil {
		t.Fatal(err)
	}
	id := server.AddJobs(1, exampleJob, atlastest.Outcome{})[0]
	for range 3 {
		job, err := client.GetCloudRestoreJob(context.Background(), groupID, "Cluster0", id)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Println(server.Now().Format(time.TimeOnly), job.JobState())
		server.Advance(3 * time.Minute)
	}
	// Output:
	// 00:00:00 running
	// 00:03:00 running
	// 00:06:00 finished
}

// The connection breaks after Atlas has executed a create. The client must not repeat it: that could start a second
// restore.
func ExampleServer_Inject() {
	t := &exampleT{}
	defer t.end()

	server := atlastest.NewServer(t)
	client, err := atlas20250312.New(atlas.WithBaseURL(server.URL))
	if err != nil {
		t.Fatal(err)
	}
	lost := server.Inject(atlastest.Fault{Operation: "*.create", Nth: 1, Drop: atlastest.DropAfter})[0]
	_, err = client.CreateCloudRestoreJob(context.Background(), groupID, "Cluster0", atlas20250312.CloudRestoreJobRequest{
		DeliveryType: atlas20250312.CloudRestoreJobDeliveryTypeDownload,
		SnapshotID:   "68dc6e80aabbccddeeff0011",
	})
	fmt.Println("failed:", err != nil, "faults:", lost.Applied(), "jobs:", len(server.Jobs()))
	for _, r := range server.Requests() {
		fmt.Println(r.Method, r.Name)
	}
	// Output:
	// failed: true faults: 1 jobs: 1
	// POST cloud.create
}

func ExampleServer_NextJob() {
	t := &exampleT{}
	defer t.end()

	server := atlastest.NewServer(t, atlastest.WithDurations(atlastest.Durations{}))
	client, err := atlas20250312.New(atlas.WithBaseURL(server.URL))
	if err != nil {
		t.Fatal(err)
	}
	server.NextJob(atlastest.Outcome{Fail: true})
	job, err := client.CreateCloudRestoreJob(context.Background(), groupID, "Cluster0", atlas20250312.CloudRestoreJobRequest{
		DeliveryType: atlas20250312.CloudRestoreJobDeliveryTypeDownload,
		SnapshotID:   "68dc6e80aabbccddeeff0011",
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.WaitCloudRestoreJob(context.Background(), groupID, "Cluster0", job.ID, nil)
	fmt.Println(errors.Is(err, atlas.ErrJobFailed))
	// Output:
	// true
}
