package atlastest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/atlastest"
)

// Each kind tells in its own words how far a job is. The moments are: just created, waiting, running, finalizing, ended,
// past the hour of a link.
func TestLifeOfAJob(t *testing.T) {
	t.Parallel()
	moments := []time.Duration{0, 20 * time.Second, 2 * time.Minute, 4*time.Minute + 40*time.Second, 10 * time.Minute, 2 * time.Hour}
	flags := func(r reply) string {
		s := ""
		for _, name := range []string{"failed", "cancelled", "expired"} {
			if r.json[name] == true {
				s += name + " "
			}
		}
		if urls, ok := r.json["deliveryUrl"].([]any); ok {
			s += fmt.Sprintf("urls=%d ", len(urls))
		}
		if r.json["finishedAt"] != nil {
			s += "finished"
		}
		return strings.TrimSpace(s)
	}
	legacy := func(r reply) string {
		return r.text("statusName") + "/" + fmt.Sprint(r.json["delivery"].(map[string]any)["statusName"])
	}
	flex := func(r reply) string {
		s := r.text("status")
		for _, name := range []string{"restoreFinishedDate", "snapshotUrl"} {
			if r.json[name] != nil {
				s += "+" + name
			}
		}
		return s
	}
	collection := func(r reply) string {
		return fmt.Sprintf("%s/%v", r.text("state"), r.json["indexStatus"].(map[string]any)["state"])
	}
	tests := []struct {
		name    string
		kind    string
		outcome atlastest.Outcome
		show    func(reply) string
		want    []string
	}{
		{"automated", "cloud automated", atlastest.Outcome{}, flags, []string{"", "", "", "finished", "finished", "finished"}},
		{"automated fails", "cloud automated", atlastest.Outcome{Fail: true}, flags, []string{"", "", "", "failed finished", "failed finished", "failed finished"}},
		{"automated never ends", "cloud automated", atlastest.Outcome{Never: true}, flags, []string{"", "", "", "", "", ""}},
		{"download", "cloud download", atlastest.Outcome{}, flags, []string{"urls=0", "urls=0", "urls=0", "urls=1", "urls=1", "expired urls=1"}},
		{"download fails", "cloud download", atlastest.Outcome{Fail: true}, flags, []string{"urls=0", "urls=0", "urls=0", "failed urls=0", "failed urls=0", "failed urls=0"}},
		{"download is cancelled", "cloud download", atlastest.Outcome{Cancel: true}, flags, []string{"urls=0", "urls=0", "urls=0", "cancelled urls=0", "cancelled urls=0", "cancelled urls=0"}},
		{"sharded download", "sharded download", atlastest.Outcome{}, flags, []string{"urls=0", "urls=0", "urls=0", "urls=0", "urls=0", "expired urls=0"}},
		{"serverless", "serverless", atlastest.Outcome{}, flags, []string{"", "", "", "finished", "finished", "finished"}},
		{"legacy", "legacy", atlastest.Outcome{}, legacy, []string{"IN_PROGRESS/NOT_STARTED", "IN_PROGRESS/NOT_STARTED", "IN_PROGRESS/IN_PROGRESS", "FINISHED/READY", "FINISHED/READY", "FINISHED/READY"}},
		{"legacy fails", "legacy", atlastest.Outcome{Fail: true}, legacy, []string{"IN_PROGRESS/NOT_STARTED", "IN_PROGRESS/NOT_STARTED", "IN_PROGRESS/IN_PROGRESS", "BROKEN/FAILED", "BROKEN/FAILED", "BROKEN/FAILED"}},
		{"legacy is killed", "legacy", atlastest.Outcome{Cancel: true}, legacy, []string{"IN_PROGRESS/NOT_STARTED", "IN_PROGRESS/NOT_STARTED", "IN_PROGRESS/IN_PROGRESS", "KILLED/INTERRUPTED", "KILLED/INTERRUPTED", "KILLED/INTERRUPTED"}},
		{"tenant", "tenant", atlastest.Outcome{}, flex, []string{"PENDING", "QUEUED", "RUNNING", "COMPLETED+restoreFinishedDate", "COMPLETED+restoreFinishedDate", "COMPLETED+restoreFinishedDate"}},
		{"flex fails", "flex", atlastest.Outcome{Fail: true}, flex, []string{"PENDING", "QUEUED", "RUNNING", "FAILED+restoreFinishedDate", "FAILED+restoreFinishedDate", "FAILED+restoreFinishedDate"}},
		{"flex download", "flex", atlastest.Outcome{Download: true}, flex, []string{"PENDING", "QUEUED", "RUNNING", "COMPLETED+restoreFinishedDate+snapshotUrl", "COMPLETED+restoreFinishedDate+snapshotUrl", "COMPLETED+restoreFinishedDate+snapshotUrl"}},
		{"collection", "collection", atlastest.Outcome{}, collection, []string{"INITIALIZING/NOT_STARTED", "INITIALIZING/NOT_STARTED", "IN_PROGRESS/NOT_STARTED", "FINALIZING/IN_PROGRESS", "SUCCESSFUL/SUCCESSFUL", "SUCCESSFUL/SUCCESSFUL"}},
		{"collection is cancelled", "collection", atlastest.Outcome{Cancel: true}, collection, []string{"INITIALIZING/NOT_STARTED", "INITIALIZING/NOT_STARTED", "IN_PROGRESS/NOT_STARTED", "FINALIZING/IN_PROGRESS", "CANCELED/NOT_RESTORED", "CANCELED/NOT_RESTORED"}},
		{"indexes fail", "collection", atlastest.Outcome{Collections: map[string]string{"shop.orders": "INDEX_BUILD_FAILED"}}, collection, []string{"INITIALIZING/NOT_STARTED", "INITIALIZING/NOT_STARTED", "IN_PROGRESS/NOT_STARTED", "FINALIZING/IN_PROGRESS", "SUCCESSFUL/FAILED", "SUCCESSFUL/FAILED"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			srv := fresh(t, atlastest.WithCluster(group, "sharded", atlastest.DedicatedCluster, 2))
			srv.NextJob(tt.outcome)
			for _, k := range kinds {
				if k.name != tt.kind {
					continue
				}
				id := idOf(want(t, k.created, srv, "POST", k.post, k.body))
				var got []string
				for _, at := range moments {
					srv.SetNow(epoch.Add(at))
					got = append(got, tt.show(want(t, 200, srv, "GET", k.item+id, "")))
				}
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Errorf("mismatch (-want +got)\n%s", diff)
				}
				return
			}
			t.Fatal("no such kind")
		})
	}
}

// What Atlas sends and does not declare, and the form of ids and times.
func TestCloudJobOnTheWire(t *testing.T) {
	t.Parallel()
	srv := fresh(t)
	r := want(t, 200, srv, "POST", cloud, automated)
	id := r.text("id")
	if wantID := fmt.Sprintf("%08x", epoch.Unix()); len(id) != 24 || id[:8] != wantID {
		t.Errorf("id %q does not begin with %s", id, wantID)
	}
	wantJob := map[string]any{
		"id": id, "deliveryType": "automated", "snapshotId": snapshot, "targetClusterName": "t0", "targetGroupId": group,
		"cancelled": false, "expired": false, "failed": false, "targetDeploymentItemName": "t0",
		"timestamp":        "2025-09-30T23:57:52Z", // the first digits of the snapshot's id
		"desiredTimestamp": map[string]any{"increment": nil, "time": nil, "date": nil},
		"links":            []any{map[string]any{"rel": "self", "href": srv.URL + cloud + "/" + id}},
	}
	if diff := cmp.Diff(wantJob, r.json); diff != "" {
		t.Errorf("mismatch (-want +got)\n%s", diff)
	}
}

func TestLegacyBatch(t *testing.T) {
	t.Parallel()
	srv := fresh(t, atlastest.WithCluster(group, "sharded", atlastest.DedicatedCluster, 3))
	path := v2 + "/clusters/sharded/restoreJobs"
	want(t, 200, srv, "POST", path, legacyBody)
	srv.NextJob(atlastest.Outcome{FailShards: []int{1}})
	batch := want(t, 200, srv, "POST", path, legacyBody).list()
	if len(batch) != 3 {
		t.Fatalf("%d jobs, want 3", len(batch))
	}
	id := batch[0]["batchId"]
	states := func() string {
		var all []string
		for _, j := range want(t, 200, srv, "GET", fmt.Sprintf("%s?batchId=%s", path, id), "").list() {
			if j["batchId"] != id {
				t.Errorf("job of batch %v, want %v", j["batchId"], id)
			}
			all = append(all, j["statusName"].(string))
		}
		return strings.Join(all, " ")
	}
	for _, step := range []struct {
		at   time.Duration
		want string
	}{
		{0, "IN_PROGRESS IN_PROGRESS IN_PROGRESS"},
		{5 * time.Minute, "FINISHED IN_PROGRESS IN_PROGRESS"}, // each shard takes a minute longer
		{6 * time.Minute, "FINISHED BROKEN IN_PROGRESS"},
		{7 * time.Minute, "FINISHED BROKEN FINISHED"},
	} {
		srv.SetNow(epoch.Add(step.at))
		if got := states(); got != step.want {
			t.Errorf("after %v: %s, want %s", step.at, got, step.want)
		}
	}
	// A replica set has one job, without a batch.
	one := want(t, 200, srv, "POST", v2+"/clusters/c0/restoreJobs", legacyBody).list()
	if len(one) != 1 || one[0]["batchId"] != nil {
		t.Errorf("a replica set got %v", one)
	}
}

func TestCancel(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		body    string
		outcome atlastest.Outcome
		after   time.Duration
		want    int
	}{
		{"automated", automated, atlastest.Outcome{}, 0, 405},
		{"prepared", downloadBody, atlastest.Outcome{}, time.Minute, 204},
		{"ready", downloadBody, atlastest.Outcome{}, 10 * time.Minute, 204},
		{"failed", downloadBody, atlastest.Outcome{Fail: true}, 10 * time.Minute, 405},
		{"expired", downloadBody, atlastest.Outcome{}, 2 * time.Hour, 405},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			srv := fresh(t)
			srv.NextJob(tt.outcome)
			path := cloud + "/" + want(t, 200, srv, "POST", cloud, tt.body).text("id")
			srv.Advance(tt.after)
			r := want(t, tt.want, srv, "DELETE", path, "")
			if tt.want == 204 {
				if len(r.raw) > 0 {
					t.Errorf("204 with a body: %s", r.raw)
				}
				want(t, 204, srv, "DELETE", path, "")
			}
			if got := want(t, 200, srv, "GET", path, "").json["cancelled"]; got != (tt.want == 204) {
				t.Errorf("cancelled is %v", got)
			}
		})
	}
	srv := fresh(t)
	id := idOf(want(t, 200, srv, "POST", v2+"/flexClusters/f0/backup/restoreJobs", flexBody))
	if r := want(t, 405, srv, "DELETE", v2+"/flexClusters/f0/backup/restoreJobs/"+id, ""); r.header.Get("Allow") != "GET" {
		t.Errorf("Allow: %q", r.header.Get("Allow"))
	}
}

// A new job is unknown for a while: to GET, to DELETE, and in lists.
func TestCreateDelay(t *testing.T) {
	t.Parallel()
	srv := fresh(t, atlastest.WithCreateDelay(3*time.Second))
	id := want(t, 200, srv, "POST", cloud, downloadBody).text("id")
	for _, method := range []string{"GET", "DELETE"} {
		r := want(t, 404, srv, method, cloud+"/"+id, "")
		if r.text("errorCode") != "RESTORE_JOB_NOT_FOUND" || r.header.Get("X-Error-Code") != "RESTORE_JOB_NOT_FOUND" {
			t.Errorf("%s: %s", method, r.raw)
		}
	}
	if n := want(t, 200, srv, "GET", cloud, "").json["totalCount"]; n != 0.0 {
		t.Errorf("totalCount %v", n)
	}
	srv.Advance(3 * time.Second)
	want(t, 200, srv, "GET", cloud+"/"+id, "")
}

func TestClusterKinds(t *testing.T) {
	t.Parallel()
	srv := fresh(t, atlastest.WithStrictClusters(),
		atlastest.WithCluster(group, "dedicated", atlastest.DedicatedCluster, 1), atlastest.WithCluster(group, "flex", atlastest.FlexCluster, 0))
	for _, tt := range []struct {
		path   string
		status int
		code   string
	}{
		{"/flexClusters/flex/backup/restoreJobs", 200, ""},
		{"/flexClusters/dedicated/backup/restoreJobs", 400, "CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API"},
		{"/clusters/flex/backup/restoreJobs", 400, "CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API"},
		{"/clusters/dedicated/backup/restoreJobs", 200, ""},
		{"/clusters/unknown/backup/restoreJobs", 404, "CLUSTER_NOT_FOUND"},
		{"/serverless/dedicated/backup/restoreJobs", 404, "CLUSTER_NOT_FOUND"},
	} {
		if r := want(t, tt.status, srv, "GET", v2+tt.path, ""); r.text("errorCode") != tt.code {
			t.Errorf("%s: %s, want %s", tt.path, r.text("errorCode"), tt.code)
		}
	}
}

func TestCollections(t *testing.T) {
	t.Parallel()
	srv := fresh(t)
	srv.NextJob(atlastest.Outcome{Collections: map[string]string{"shop.orders": "NOT_FOUND"}})
	path := v2 + "/clusters/c0/collectionRestoreJobs"
	id := want(t, 201, srv, "POST", path, collections).text("id")
	srv.Advance(2*time.Minute + 30*time.Second) // half of the running time
	if r := want(t, 200, srv, "GET", path+"/"+id, ""); r.json["totalDocuments"] != 3000.0 || r.json["restoredDocuments"] != 1500.0 {
		t.Errorf("half way: %s", r.raw)
	}
	srv.Advance(time.Hour)
	list := func(query string) string {
		var all []string
		for _, c := range want(t, 200, srv, "GET", path+"/"+id+"/collections"+query, "").list() {
			all = append(all, fmt.Sprint(c["sourceNamespace"], ">", c["effectiveTargetNamespace"], " ", c["state"]))
		}
		return strings.Join(all, ", ")
	}
	orders, items := "shop.orders>shop.orders_r NOT_FOUND", "shop.items>new.items_r SUCCESSFUL"
	for query, wanted := range map[string]string{
		"":                              orders + ", " + items,
		"?state=NOT_FOUND":              orders,
		"?sourceNamespace=shop.items":   items,
		"?targetNamespace=new.items":    items,
		"?targetNamespace=shop.unknown": "",
		"?itemsPerPage=1&pageNum=2":     items,
	} {
		if got := list(query); got != wanted {
			t.Errorf("%q: %q, want %q", query, got, wanted)
		}
	}
	want(t, 200, srv, "GET", path+"/"+id+"/collections/shop%2Eitems", "")
	want(t, 404, srv, "GET", path+"/"+id+"/collections/shop.none", "")
}

func TestOutcomes(t *testing.T) {
	t.Parallel()
	srv := fresh(t)
	srv.OutcomeFor(func(j atlastest.Job) (atlastest.Outcome, bool) {
		return atlastest.Outcome{Fail: true}, j.Kind == atlastest.Cloud && j.Type == "automated"
	})
	srv.NextJob(atlastest.Outcome{Cancel: true})
	var ids []string
	for _, body := range []string{automated, automated, downloadBody} {
		ids = append(ids, want(t, 200, srv, "POST", cloud, body).text("id"))
	}
	srv.Advance(10 * time.Minute)
	for i, wanted := range []string{"cancelled", "failed", ""} {
		r := want(t, 200, srv, "GET", cloud+"/"+ids[i], "")
		for _, flag := range []string{"cancelled", "failed"} {
			if r.json[flag] != (flag == wanted) {
				t.Errorf("job %d: %s is %v", i, flag, r.json[flag])
			}
		}
	}
	if jobs := srv.Jobs(); len(jobs) != 3 || jobs[2].ID != ids[2] || jobs[2].Type != "download" {
		t.Errorf("jobs: %+v", jobs)
	}
}
