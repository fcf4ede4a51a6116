package e2e_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/atlasrestore/atlasrestore/atlas/auth"
	"github.com/atlasrestore/atlasrestore/atlastest"
	"github.com/atlasrestore/atlasrestore/generated/atlas20250312"
)

// The README shows the body of this function.
func fetchBackup(ctx context.Context, groupID, snapshotID, dir string) error {
	options, err := auth.OptionsFromEnv() // MONGODB_ATLAS_CLIENT_ID and MONGODB_ATLAS_CLIENT_SECRET, or an API key
	if err != nil {
		return err
	}
	client, err := atlas20250312.New(options...)
	if err != nil {
		return err
	}
	job, err := client.CreateCloudRestoreJob(ctx, groupID, "Cluster0", atlas20250312.CloudRestoreJobRequest{
		DeliveryType: atlas20250312.CloudRestoreJobDeliveryTypeDownload,
		SnapshotID:   snapshotID,
	})
	if err != nil {
		return err // an *atlas.Error: status, code, detail, field violations
	}
	job, err = client.WaitCloudRestoreJob(ctx, groupID, "Cluster0", job.ID, nil)
	switch {
	case errors.Is(err, atlas.ErrJobFailed), errors.Is(err, atlas.ErrJobCancelled):
		return fmt.Errorf("no backup: %w", err)
	case err != nil:
		return err
	}
	files, err := client.DownloadCloudRestoreJob(ctx, groupID, "Cluster0", job.ID, dir, nil)
	if err != nil {
		return err
	}
	for _, f := range files {
		fmt.Println(f.Path, f.Bytes, f.SHA256)
	}
	return nil
}

func TestReadme(t *testing.T) {
	server := atlastest.NewServer(t, atlastest.WithServiceAccount("mdb_sa_id_1", "mdb_sa_sk_1"), atlastest.WithDurations(atlastest.Durations{}))
	t.Setenv("MONGODB_ATLAS_BASE_URL", server.URL)
	t.Setenv("MONGODB_ATLAS_CLIENT_ID", "mdb_sa_id_1")
	t.Setenv("MONGODB_ATLAS_CLIENT_SECRET", "mdb_sa_sk_1")
	if err := fetchBackup(t.Context(), "32b6e34b3d91647abb20e7b8", "32b6e34b3d91647abb20e7b9", t.TempDir()); err != nil {
		t.Fatal(err)
	}
}
