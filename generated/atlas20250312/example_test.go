package atlas20250312_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/atlasrestore/atlasrestore/atlas/auth"
	"github.com/atlasrestore/atlasrestore/atlastest"
	"github.com/atlasrestore/atlasrestore/generated/atlas20250312"
)

// What the examples are about. In them a mock stands for Atlas; against the real one a client is made without
// WithBaseURL.
const (
	groupID    = "64a1b2c3d4e5f60718293a4b"
	snapshotID = "68dc6e80aabbccddeeff0011"
)

var ctx = context.Background()

// mock makes an Atlas whose jobs end at once, and a client for it.
func mock(opts ...atlastest.Option) (*atlastest.Server, *atlas20250312.Client) {
	server, err := atlastest.New(append([]atlastest.Option{
		atlastest.WithFakeClock(time.Date(2025, time.October, 1, 0, 0, 0, 0, time.UTC)),
		atlastest.WithDurations(atlastest.Durations{}),
	}, opts...)...)
	if err != nil {
		log.Fatal(err)
	}
	client, err := atlas20250312.New(atlas.WithBaseURL(server.URL))
	if err != nil {
		log.Fatal(err)
	}
	return server, client
}

// tempDir makes a folder for downloads.
func tempDir() string {
	dir, err := os.MkdirTemp("", "restore-")
	if err != nil {
		log.Fatal(err)
	}
	return dir
}

// A backup is fetched in three steps: create the job, wait for it, download what it delivers.
func Example() {
	server, client := mock()
	defer server.Close()
	dir := tempDir()
	defer os.RemoveAll(dir)

	job, err := client.CreateCloudRestoreJob(ctx, groupID, "Cluster0", atlas20250312.CloudRestoreJobRequest{
		DeliveryType: atlas20250312.CloudRestoreJobDeliveryTypeDownload,
		SnapshotID:   snapshotID,
	})
	if err != nil {
		log.Fatal(err)
	}
	if job, err = client.WaitCloudRestoreJob(ctx, groupID, "Cluster0", job.ID, nil); err != nil {
		log.Fatal(err)
	}
	files, err := client.DownloadCloudRestoreJob(ctx, groupID, "Cluster0", job.ID, dir, nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range files {
		fmt.Println(filepath.Base(f.Path), f.Bytes, f.SHA256[:8])
	}
	// Output:
	// restore-68dc6e80aabbccddeeff0011.tar.gz 1048576 7a21c8fc
}

func ExampleNew() {
	client, err := atlas20250312.New(
		atlas.WithAuth(auth.ServiceAccount("mdb_sa_id_1234", "mdb_sa_sk_5678")),
		atlas.WithUserAgent("nightly-restore/1.4"),
		atlas.WithRateLimit(),
	)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(client != nil, atlas20250312.APIVersion)
	// Output:
	// true 2025-03-12
}

// The context limits how long to wait; a restore can take hours. Progress is called after each look at the job.
func ExampleClient_WaitCloudRestoreJob() {
	server, client := mock()
	defer server.Close()
	jobID := server.AddJobs(1, atlastest.Job{Kind: atlastest.Cloud, GroupID: groupID, Cluster: "Cluster0", Type: "automated"},
		atlastest.Outcome{Fail: true})[0]

	ctx, cancel := context.WithTimeout(ctx, 3*time.Hour)
	defer cancel()
	job, err := client.WaitCloudRestoreJob(ctx, groupID, "Cluster0", jobID, &atlas.WaitOptions[atlas20250312.CloudRestoreJob]{
		Interval: 10 * time.Second,
		Progress: func(job *atlas20250312.CloudRestoreJob, state atlas.JobState) {
			fmt.Println(job.DeliveryType, state)
		},
	})
	switch {
	case err == nil:
		fmt.Println("restored at", job.FinishedAt)
	case errors.Is(err, atlas.ErrJobFailed), errors.Is(err, atlas.ErrJobCancelled), errors.Is(err, atlas.ErrJobExpired):
		fmt.Println("no restore:", err)
	default: // ctx has ended, or Atlas cannot be asked: the job may go on
		fmt.Println("not known:", err)
	}
	// Output:
	// automated failed
	// no restore: WaitCloudRestoreJob: job failed
}

// The iterator fetches page after page, each when its first job is asked for.
func ExampleClient_AllCloudRestoreJobs() {
	server, client := mock()
	defer server.Close()
	about := atlastest.Job{Kind: atlastest.Cloud, GroupID: groupID, Cluster: "Cluster0", Type: "automated"}
	server.AddJobs(750, about, atlastest.Outcome{})
	server.AddJobs(1, about, atlastest.Outcome{Fail: true})

	for job, err := range client.AllCloudRestoreJobs(ctx, groupID, "Cluster0", nil) {
		if err != nil {
			log.Fatal(err)
		}
		if job.JobState() == atlas.JobFailed {
			created, _ := atlas.CreatedAt(job.ID)
			fmt.Println("failed:", created.Format(time.DateOnly))
		}
	}
	fmt.Println(len(server.Requests()), "requests")
	// Output:
	// failed: 2025-10-01
	// 2 requests
}

// A broken connection goes on where it was, a link that expires is renewed, and a file has its name only when it is
// whole. With PrivateEndpointID the links are those for a private endpoint.
func ExampleClient_DownloadCloudRestoreJob() {
	server, client := mock()
	defer server.Close()
	server.Inject(atlastest.Fault{Operation: "download", Nth: 1, Drop: atlastest.DropBody, DropAfter: 400_000})
	jobID := server.AddJobs(1, atlastest.Job{Kind: atlastest.Cloud, GroupID: groupID, Cluster: "Cluster0", Type: "download"},
		atlastest.Outcome{})[0]
	dir := tempDir()
	defer os.RemoveAll(dir)

	files, err := client.DownloadCloudRestoreJob(ctx, groupID, "Cluster0", jobID, dir, &atlas.DownloadOptions{
		Parallel: 2, // files at once; a sharded cluster has one for each shard
		Progress: func(p atlas.DownloadProgress) {
			if p.Done {
				fmt.Printf("%d of %d bytes\n", p.Bytes, p.Total)
			}
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range files {
		fmt.Println(f.Bytes, "bytes,", f.Resumes, "resumed, length verified:", f.LengthVerified)
	}
	// Output:
	// 1048576 of 1048576 bytes
	// 1048576 bytes, 1 resumed, length verified: true
}

// Single collections are restored into a cluster that runs. What became of each, the job has a list of.
func ExampleClient_CreateCollectionRestoreJob() {
	server, client := mock()
	defer server.Close()
	server.NextJob(atlastest.Outcome{Collections: map[string]string{"shop.carts": "NOT_FOUND"}})

	job, err := client.CreateCollectionRestoreJob(ctx, groupID, "Cluster0", atlas20250312.CollectionRestoreJobRequest{
		SnapshotID:        snapshotID,
		TargetGroupID:     groupID,
		TargetClusterName: "Cluster1",
		Collections: []atlas20250312.CollectionRestoreJobNamespace{
			{SourceNamespace: "shop.orders", TargetNamespace: "shop.orders_before"}, {SourceNamespace: "shop.carts"},
		},
		IndexStrategy: atlas20250312.CollectionRestoreJobIndexStrategyAll,
		WriteStrategy: atlas20250312.CollectionRestoreJobWriteStrategyCreateNew,
	})
	if err != nil {
		log.Fatal(err)
	}
	if _, err = client.WaitCollectionRestoreJob(ctx, groupID, "Cluster0", job.ID, nil); err != nil {
		log.Fatal(err)
	}
	for c, err := range client.AllCollectionRestoreJobCollections(ctx, groupID, "Cluster0", job.ID, nil) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(c.SourceNamespace, c.State)
	}
	// Output:
	// shop.orders SUCCESSFUL
	// shop.carts NOT_FOUND
}

// A sharded cluster has a legacy job for each shard; together they are a batch.
func ExampleClient_WaitLegacyRestoreBatch() {
	server, client := mock(atlastest.WithCluster(groupID, "Cluster0", atlastest.DedicatedCluster, 2))
	defer server.Close()

	page, err := client.CreateLegacyRestoreJob(ctx, groupID, "Cluster0", atlas20250312.LegacyRestoreJobRequest{
		SnapshotID: snapshotID,
		Delivery: atlas20250312.LegacyRestoreJobDeliveryRequest{
			MethodName: atlas20250312.LegacyRestoreJobDeliveryMethodNameHTTP, ExpirationHours: 2, MaxDownloads: 1,
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	jobs, err := client.WaitLegacyRestoreBatch(ctx, groupID, "Cluster0", page.Results[0].BatchID, nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, job := range jobs {
		fmt.Println(job.StatusName, job.Delivery.StatusName)
	}
	// Output:
	// FINISHED READY
	// FINISHED READY
}
