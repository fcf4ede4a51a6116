package generatedtest_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/atlasrestore/atlasrestore/generated/atlas20250312"
)

// The README shows the body of this function.
func printJob(ctx context.Context, authorized *http.Client, groupID, jobID string) error {
	client, err := atlas20250312.New(atlas.WithHTTPClient(authorized))
	if err != nil {
		return err
	}
	job, err := client.GetCloudRestoreJob(ctx, groupID, "Cluster0", jobID)
	switch {
	case errors.Is(err, atlas.ErrNotFound):
		return fmt.Errorf("no such job: %s", jobID)
	case err != nil:
		return err // an *atlas.Error: status, code, detail, field violations
	}
	fmt.Println(job.DeliveryType, job.TargetClusterName, job.FinishedAt)
	if !job.DeliveryType.IsKnown() {
		fmt.Println("this delivery type is newer than the package")
	}
	return nil
}

func Example() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/vnd.atlas.2023-01-01+json;charset=utf-8")
		fmt.Fprint(w, `{"deliveryType":"automated","targetClusterName":"Cluster1","finishedAt":"2025-05-04T09:42:00Z"}`)
	}))
	defer server.Close()
	// The example is for https://cloud.mongodb.com; here a transport leads to the server above.
	here := &http.Client{Transport: redirect{to: server.Listener.Addr().String()}}
	if err := printJob(context.Background(), here, "32b6e34b3d91647abb20e7b8", "32b6e34b3d91647abb20e7b9"); err != nil {
		log.Fatal(err)
	}
	// Output: automated Cluster1 2025-05-04 09:42:00 +0000 UTC
}

// redirect sends every request to one host.
type redirect struct{ to string }

func (r redirect) RoundTrip(req *http.Request) (*http.Response, error) {
	req = req.Clone(req.Context())
	req.URL.Scheme, req.URL.Host = "http", r.to
	return http.DefaultTransport.RoundTrip(req)
}
