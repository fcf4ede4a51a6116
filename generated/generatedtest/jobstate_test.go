package generatedtest

import (
	"encoding/json"
	"testing"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/atlasrestore/atlasrestore/generated/atlas20231001"
	"github.com/atlasrestore/atlasrestore/generated/atlas20241113"
	"github.com/atlasrestore/atlasrestore/generated/atlas20250312"
	"github.com/atlasrestore/atlasrestore/generated/atlasv1"
)

// stateOf decodes a job and asks how far it is.
func stateOf[T any, P interface {
	*T
	JobState() atlas.JobState
}](body string) (atlas.JobState, error) {
	var job T
	err := json.Unmarshal([]byte(body), &job)
	return P(&job).JobState(), err
}

// kinds are the job types of all packages, by kind.
var kinds = map[string]map[string]func(string) (atlas.JobState, error){
	"cloud": {
		"v1.0": stateOf[atlasv1.CloudRestoreJob], "2023-10-01": stateOf[atlas20231001.CloudRestoreJob],
		"2024-11-13": stateOf[atlas20241113.CloudRestoreJob], "2025-03-12": stateOf[atlas20250312.CloudRestoreJob],
	},
	"serverless": {
		"v1.0": stateOf[atlasv1.ServerlessRestoreJob], "2023-10-01": stateOf[atlas20231001.ServerlessRestoreJob],
		"2024-11-13": stateOf[atlas20241113.ServerlessRestoreJob], "2025-03-12": stateOf[atlas20250312.ServerlessRestoreJob],
	},
	"legacy": {
		"v1.0": stateOf[atlasv1.LegacyRestoreJob], "2023-10-01": stateOf[atlas20231001.LegacyRestoreJob],
		"2024-11-13": stateOf[atlas20241113.LegacyRestoreJob], "2025-03-12": stateOf[atlas20250312.LegacyRestoreJob],
	},
	"tenant":     {"v1.0": stateOf[atlasv1.TenantRestoreJob]},
	"flex":       {"2024-11-13": stateOf[atlas20241113.FlexRestoreJob], "2025-03-12": stateOf[atlas20250312.FlexRestoreJob]},
	"collection": {"2025-03-12": stateOf[atlas20250312.CollectionRestoreJob]},
}

func TestJobState(t *testing.T) {
	t.Parallel()
	const done = `"finishedAt":"2025-01-01T00:00:00Z"`
	cloud := []struct {
		body string
		want atlas.JobState
	}{
		{`{}`, atlas.JobRunning},
		{`{"deliveryType":"automated"}`, atlas.JobRunning},
		{`{"deliveryType":"automated","failed":false,"cancelled":false,"expired":false}`, atlas.JobRunning},
		{`{"deliveryType":"automated",` + done + `}`, atlas.JobFinished},
		{`{"deliveryType":"pointInTime",` + done + `}`, atlas.JobFinished},
		{`{"deliveryType":"automated",` + done + `,"failed":true}`, atlas.JobFailed},
		{`{"deliveryType":"automated",` + done + `,"cancelled":true}`, atlas.JobCancelled},
		{`{"deliveryType":"automated",` + done + `,"expired":true}`, atlas.JobExpired},
		{`{"deliveryType":"somethingNew",` + done + `}`, atlas.JobFinished},
		{`{"deliveryType":"download","deliveryUrl":[]}`, atlas.JobRunning},
		{`{"deliveryType":"download","deliveryUrl":null}`, atlas.JobRunning},
		{`{"deliveryType":"download","deliveryUrl":["https://restore.example/k/f"]}`, atlas.JobFinished},
		{`{"deliveryType":"download","deliveryUrl":["https://restore.example/k/f"],"expired":true}`, atlas.JobExpired},
		{`{"deliveryType":"download","deliveryUrl":[],"cancelled":true}`, atlas.JobCancelled},
		{`{"deliveryType":"download","deliveryUrl":[],"failed":true}`, atlas.JobFailed},
	}
	sharded := []struct {
		body string
		want atlas.JobState
	}{
		{`{"deliveryType":"download","deliveryUrl":[],"components":[{"replicaSetName":"s0"},{"replicaSetName":"s1"}]}`, atlas.JobRunning},
		{`{"deliveryType":"download","components":[{"downloadUrl":"https://r.example/0"},{"replicaSetName":"s1"}]}`, atlas.JobRunning},
		{`{"deliveryType":"download","components":[{"downloadUrl":"https://r.example/0"},{"downloadUrl":"https://r.example/1"}]}`, atlas.JobFinished},
		{`{"deliveryType":"download","components":[],"deliveryUrl":["https://r.example/0"]}`, atlas.JobFinished},
		{`{"deliveryType":"automated","components":[{"replicaSetName":"s0"}],` + done + `}`, atlas.JobFinished},
	}
	legacy := []struct {
		body string
		want atlas.JobState
	}{
		{`{"delivery":{"methodName":"AUTOMATED_RESTORE"},"statusName":"IN_PROGRESS"}`, atlas.JobRunning},
		{`{"delivery":{"methodName":"AUTOMATED_RESTORE"},"statusName":"FINISHED"}`, atlas.JobFinished},
		{`{"delivery":{"methodName":"AUTOMATED_RESTORE"},"statusName":"BROKEN"}`, atlas.JobFailed},
		{`{"delivery":{"methodName":"AUTOMATED_RESTORE"},"statusName":"KILLED"}`, atlas.JobCancelled},
		{`{"delivery":{"methodName":"HTTP","statusName":"NOT_STARTED"},"statusName":"FINISHED"}`, atlas.JobRunning},
		{`{"delivery":{"methodName":"HTTP","statusName":"READY"},"statusName":"FINISHED"}`, atlas.JobFinished},
		{`{"delivery":{"methodName":"HTTP","statusName":"READY"}}`, atlas.JobFinished},
		{`{"delivery":{"methodName":"HTTP","statusName":"FAILED"}}`, atlas.JobFailed},
		{`{"delivery":{"methodName":"HTTP","statusName":"INTERRUPTED"}}`, atlas.JobFailed},
		{`{"delivery":{"methodName":"HTTP","statusName":"EXPIRED"}}`, atlas.JobExpired},
		{`{"delivery":{"methodName":"HTTP","statusName":"MAX_DOWNLOADS_EXCEEDED"}}`, atlas.JobExpired},
	}
	status := []struct {
		body string
		want atlas.JobState
	}{
		{`{"status":"PENDING"}`, atlas.JobRunning}, {`{"status":"QUEUED"}`, atlas.JobRunning}, {`{"status":"RUNNING"}`, atlas.JobRunning},
		{`{"status":"SOMETHING_NEW"}`, atlas.JobRunning}, {`{}`, atlas.JobRunning},
		{`{"status":"COMPLETED","restoreFinishedDate":"2025-01-01T00:00:00Z"}`, atlas.JobFinished},
		{`{"status":"FAILED","restoreFinishedDate":"2025-01-01T00:00:00Z"}`, atlas.JobFailed},
	}
	collection := []struct {
		body string
		want atlas.JobState
	}{
		{`{"state":"INITIALIZING"}`, atlas.JobRunning}, {`{"state":"IN_PROGRESS"}`, atlas.JobRunning}, {`{"state":"FINALIZING"}`, atlas.JobRunning},
		{`{"state":"SUCCESSFUL","indexStatus":{"failedCollectionCount":2}}`, atlas.JobFinished},
		{`{"state":"FAILED","errorMessage":"no space"}`, atlas.JobFailed}, {`{"state":"CANCELED"}`, atlas.JobCancelled},
	}
	for kind, cases := range map[string][]struct {
		body string
		want atlas.JobState
	}{"cloud": append(cloud, sharded...), "serverless": cloud, "legacy": legacy, "tenant": status, "flex": status, "collection": collection} {
		for version, state := range kinds[kind] {
			for _, tt := range cases {
				if got, err := state(tt.body); got != tt.want || err != nil {
					t.Errorf("%s job of %s: %s is %v (%v), want %v", kind, version, tt.body, got, err, tt.want)
				}
			}
		}
	}
}
