package atlastest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/atlasrestore/atlasrestore/atlastest"
)

const (
	group    = "64a1b2c3d4e5f60718293a4b"
	snapshot = "68dc6e80aabbccddeeff0011"
	accept   = "application/vnd.atlas.2025-03-12+json"
	v2       = "/api/atlas/v2/groups/" + group
	v1       = "/api/atlas/v1.0/groups/" + group
	cloud    = v2 + "/clusters/c0/backup/restoreJobs"
)

// epoch is before all sunsets.
var epoch = time.Date(2025, time.October, 1, 0, 0, 0, 0, time.UTC)

// fresh starts a server whose clock stands at epoch.
func fresh(t *testing.T, opts ...atlastest.Option) *atlastest.Server {
	t.Helper()
	return atlastest.NewServer(t, append([]atlastest.Option{atlastest.WithFakeClock(epoch)}, opts...)...)
}

// A reply is a response that was read.
type reply struct {
	status int
	header http.Header
	raw    []byte
	json   map[string]any
}

// list returns the results of a list.
func (r reply) list() []map[string]any {
	var all []map[string]any
	items, _ := r.json["results"].([]any)
	for _, item := range items {
		all = append(all, item.(map[string]any))
	}
	return all
}

func (r reply) text(name string) string { s, _ := r.json[name].(string); return s }

// try sends a request. The header lines are "Name: value"; Accept is there unless they say otherwise.
func try(srv *atlastest.Server, method, target, body string, header ...string) (reply, error) {
	if strings.HasPrefix(target, "/") {
		target = srv.URL + target
	}
	req, err := http.NewRequest(method, target, strings.NewReader(body))
	if err != nil {
		return reply{}, err
	}
	req.Header.Set("Accept", accept)
	if body != "" {
		req.Header.Set("Content-Type", accept)
		if strings.Contains(target, "/v1.0/") {
			req.Header.Set("Content-Type", "application/json")
		}
	}
	for _, line := range header {
		name, value, _ := strings.Cut(line, ": ")
		if req.Header.Set(name, value); value == "" {
			req.Header.Del(name)
		}
	}
	res, err := srv.Client().Do(req)
	if err != nil {
		return reply{}, err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	r := reply{status: res.StatusCode, header: res.Header, raw: raw}
	if bytes.HasPrefix(raw, []byte("{")) {
		_ = json.Unmarshal(raw, &r.json)
	}
	return r, err
}

// send is try for requests that must be answered.
func send(t *testing.T, srv *atlastest.Server, method, target, body string, header ...string) reply {
	t.Helper()
	r, err := try(srv, method, target, body, header...)
	if err != nil {
		t.Fatalf("%s %s: %v", method, target, err)
	}
	return r
}

// want is send for requests whose status is known.
func want(t *testing.T, status int, srv *atlastest.Server, method, target, body string, header ...string) reply {
	t.Helper()
	r := send(t, srv, method, target, body, header...)
	if r.status != status {
		t.Fatalf("%s %s: status %d, want %d: %s", method, target, r.status, status, r.raw)
	}
	return r
}

const (
	automated    = `{"deliveryType":"automated","snapshotId":"` + snapshot + `","targetClusterName":"t0","targetGroupId":"` + group + `"}`
	downloadBody = `{"deliveryType":"download","snapshotId":"` + snapshot + `"}`
	flexBody     = `{"snapshotId":"` + snapshot + `","targetDeploymentItemName":"t0","targetProjectId":"` + group + `"}`
	legacyBody   = `{"snapshotId":"` + snapshot + `","delivery":{"methodName":"AUTOMATED_RESTORE","targetClusterName":"t0","targetGroupId":"` + group + `"}}`
	legacyHTTP   = `{"snapshotId":"` + snapshot + `","delivery":{"methodName":"HTTP","expirationHours":2,"maxDownloads":2}}`
	collections  = `{"snapshotId":"` + snapshot + `","indexStrategy":"ALL","writeStrategy":"CREATE_NEW","targetClusterName":"t0","targetGroupId":"` + group +
		`","collections":[{"sourceNamespace":"shop.orders"},{"sourceNamespace":"shop.items","targetNamespace":"new.items"}],"collectionSuffix":"_r"}`
)

// kinds has what is needed to work with each kind of job.
var kinds = []struct {
	name             string
	list, post, item string // paths; the item ends with a slash
	body             string
	created          int
}{
	{"cloud automated", cloud, cloud, cloud + "/", automated, 200},
	{"cloud download", cloud, cloud, cloud + "/", downloadBody, 200},
	{"cloud v1.0", v1 + "/clusters/c0/backup/restoreJobs", v1 + "/clusters/c0/backup/restoreJobs", v1 + "/clusters/c0/backup/restoreJobs/", downloadBody, 200},
	{"sharded download", v2 + "/clusters/sharded/backup/restoreJobs", v2 + "/clusters/sharded/backup/restoreJobs", v2 + "/clusters/sharded/backup/restoreJobs/", downloadBody, 200},
	{"serverless", v2 + "/serverless/s0/backup/restoreJobs", v2 + "/serverless/s0/backup/restoreJobs", v2 + "/serverless/s0/backup/restoreJobs/", automated, 200},
	{"serverless v1.0", v1 + "/serverless/s0/backup/restoreJobs", v1 + "/serverless/s0/backup/restoreJobs", v1 + "/serverless/s0/backup/restoreJobs/", automated, 200},
	{"legacy", v2 + "/clusters/c0/restoreJobs", v2 + "/clusters/c0/restoreJobs", v2 + "/clusters/c0/restoreJobs/", legacyBody, 200},
	{"legacy HTTP", v2 + "/clusters/sharded/restoreJobs", v2 + "/clusters/sharded/restoreJobs", v2 + "/clusters/sharded/restoreJobs/", legacyHTTP, 200},
	{"legacy v1.0", v1 + "/clusters/sharded/restoreJobs", v1 + "/clusters/sharded/restoreJobs", v1 + "/clusters/sharded/restoreJobs/", legacyBody, 200},
	{"tenant", v1 + "/clusters/c0/backup/tenant/restores", v1 + "/clusters/c0/backup/tenant/restore", v1 + "/clusters/c0/backup/tenant/restores/", flexBody, 200},
	{"flex", v2 + "/flexClusters/f0/backup/restoreJobs", v2 + "/flexClusters/f0/backup/restoreJobs", v2 + "/flexClusters/f0/backup/restoreJobs/", flexBody, 200},
	{"collection", v2 + "/clusters/c0/collectionRestoreJobs", v2 + "/clusters/c0/collectionRestoreJobs", v2 + "/clusters/c0/collectionRestoreJobs/", collections, 201},
}

// idOf returns the id of a created job; of a batch the first.
func idOf(r reply) string {
	if jobs := r.list(); len(jobs) > 0 {
		return jobs[0]["id"].(string)
	}
	return r.text("id")
}
