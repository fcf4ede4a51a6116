package generatedtest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"testing"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/atlasrestore/atlasrestore/generated/atlas20250312"
)

const benchJob = `{"cancelled":false,"components":[{"downloadUrl":"https://restore.example.net/a","replicaSetName":"shard-0"}],` +
	`"deliveryType":"download","deliveryUrl":["https://restore.example.net/b"],"desiredTimestamp":{"date":"2025-05-04T09:42:00Z","increment":1},` +
	`"expired":false,"expiresAt":"2025-05-04T10:42:00Z","failed":false,"id":"32b6e34b3d91647abb20e7b8",` +
	`"links":[{"href":"https://cloud.mongodb.com/api/atlas","rel":"self"}],"oplogTs":1746351720,"snapshotId":"32b6e34b3d91647abb20e7b8",` +
	`"targetClusterName":"Cluster1","targetGroupId":"32b6e34b3d91647abb20e7b8","timestamp":"2025-05-04T09:42:00Z"}`

// benchPage returns a page of n jobs.
func benchPage(n int) []byte {
	jobs := bytes.Repeat([]byte(benchJob+","), n)
	return append(append([]byte(`{"results":[`), jobs[:len(jobs)-1]...), `],"totalCount":500}`...)
}

// canned answers every request with one body, without a network.
type canned []byte

func (c canned) Do(req *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: http.StatusOK, Request: req, Body: io.NopCloser(bytes.NewReader(c)), ContentLength: int64(len(c)),
		Header: http.Header{"Content-Type": {"application/vnd.atlas.2023-01-01+json;charset=utf-8"}},
	}, nil
}

func benchClient(b *testing.B, body []byte) *atlas20250312.Client {
	b.Helper()
	client, err := atlas20250312.New(atlas.WithDoer(canned(body)))
	if err != nil {
		b.Fatal(err)
	}
	return client
}

func BenchmarkJobTypedCall(b *testing.B) {
	client := benchClient(b, []byte(benchJob))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := client.GetCloudRestoreJob(b.Context(), "32b6e34b3d91647abb20e7b8", "Cluster0", "32b6e34b3d91647abb20e7b9"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkJobBareUnmarshal(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		var job atlas20250312.CloudRestoreJob
		if err := json.Unmarshal([]byte(benchJob), &job); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPageTypedCall(b *testing.B) {
	client := benchClient(b, benchPage(500))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := client.ListCloudRestoreJobs(b.Context(), "32b6e34b3d91647abb20e7b8", "Cluster0", nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPageBareUnmarshal(b *testing.B) {
	body := benchPage(500)
	b.ReportAllocs()
	for b.Loop() {
		var page atlas20250312.CloudRestoreJobPage
		if err := json.Unmarshal(body, &page); err != nil {
			b.Fatal(err)
		}
	}
}
