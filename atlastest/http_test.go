package atlastest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/atlastest"
)

const vnd = "Accept: application/vnd.atlas."

func TestVersions(t *testing.T) {
	t.Parallel()
	flex := v2 + "/flexClusters/f0/backup/restoreJobs"
	serverless := v2 + "/serverless/s0/backup/restoreJobs"
	sunset := time.Date(2026, time.January, 22, 0, 0, 0, 0, time.UTC)
	tests := []struct {
		name, path, accept string
		now                time.Time
		status             int
		answer             string // the media type, or the errorCode
	}{
		{"the version itself", cloud, vnd + "2023-01-01+json", epoch, 200, "application/vnd.atlas.2023-01-01+json;charset=utf-8"},
		{"a later version", cloud, vnd + "2025-03-12+json", epoch, 200, "application/vnd.atlas.2023-01-01+json;charset=utf-8"},
		{"any later date", cloud, vnd + "2024-02-29+json", epoch, 200, "application/vnd.atlas.2023-01-01+json;charset=utf-8"},
		{"the newer resource", flex, vnd + "2025-03-12+json", epoch, 200, "application/vnd.atlas.2024-11-13+json;charset=utf-8"},
		{"before the resource", flex, vnd + "2024-11-12+json", epoch, 406, "INVALID_VERSION_DATE"},
		{"before all", cloud, vnd + "2022-12-31+json", epoch, 406, "INVALID_VERSION_DATE"},
		{"no date", cloud, vnd + "2024-02-30+json", epoch, 406, "INVALID_VERSION_DATE"},
		{"preview", cloud, vnd + "preview+json", epoch, 406, "INVALID_VERSION_DATE"},
		{"another format", cloud, vnd + "2025-03-12+gzip", epoch, 406, "INVALID_VERSION_DATE"},
		{"plain JSON", cloud, "Accept: application/json", epoch, 406, "INVALID_VERSION_DATE"},
		{"anything", cloud, "Accept: */*", epoch, 406, "INVALID_VERSION_DATE"},
		{"none", cloud, "Accept: ", epoch, 406, "INVALID_VERSION_DATE"},
		{"one of several", flex, vnd + "2023-01-01+json, application/vnd.atlas.2024-11-13+json;q=0.5", epoch, 200, "application/vnd.atlas.2024-11-13+json;charset=utf-8"},
		{"refused by q", flex, vnd + "2024-11-13+json;q=0", epoch, 406, "INVALID_VERSION_DATE"},
		{"no versions", v1 + "/clusters/c0/backup/restoreJobs", "Accept: ", epoch, 200, "application/json"},
		{"before sunset", serverless, vnd + "2025-03-12+json", sunset.Add(-time.Second), 200, "application/vnd.atlas.2023-01-01+json;charset=utf-8"},
		{"sunset", serverless, vnd + "2025-03-12+json", sunset, 410, "VERSION_GONE"},
		{"sunset of the API 1.0", v1 + "/clusters/c0/backup/tenant/restores", "Accept: ", sunset, 410, "VERSION_GONE"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			srv := atlastest.NewServer(t, atlastest.WithFakeClock(tt.now))
			r := want(t, tt.status, srv, "GET", tt.path, "", tt.accept)
			answer := r.header.Get("Content-Type")
			if tt.status != 200 {
				if answer != "application/json" {
					t.Errorf("an error of type %q", answer)
				}
				answer = r.header.Get("X-Error-Code")
			}
			if answer != tt.answer {
				t.Errorf("got %q, want %q", answer, tt.answer)
			}
		})
	}
}

func TestLifecycleHeaders(t *testing.T) {
	t.Parallel()
	srv := fresh(t)
	for path, wanted := range map[string][2]string{
		cloud:                                   {"", ""},
		v2 + "/clusters/c0/restoreJobs":         {"Mon, 5 Aug 2024 00:00:00 GMT", ""}, // http.ParseTime refuses one digit
		v2 + "/serverless/s/backup/restoreJobs": {"Wed, 22 Jan 2025 00:00:00 GMT", "Thu, 22 Jan 2026 00:00:00 GMT"},
	} {
		r := want(t, 200, srv, "GET", path, "")
		if got := [2]string{r.header.Get("Deprecation"), r.header.Get("Sunset")}; got != wanted {
			t.Errorf("%s: %q, want %q", path, got, wanted)
		}
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, method, target, body string
		header                     []string
		status                     int
		code                       string
		fields                     string
	}{
		{"unknown path", "GET", "/api/atlas/v2/groups", "", nil, 404, "RESOURCE_NOT_FOUND", ""},
		{"slash at the end", "GET", cloud + "/", "", nil, 404, "RESOURCE_NOT_FOUND", ""},
		{"family not in v1.0", "GET", v1 + "/flexClusters/f0/backup/restoreJobs", "", nil, 404, "RESOURCE_NOT_FOUND", ""},
		{"wrong method", "PATCH", cloud, "{}", nil, 405, "METHOD_NOT_ALLOWED", ""},
		{"group", "GET", "/api/atlas/v2/groups/XYZ/clusters/c0/backup/restoreJobs", "", nil, 400, "VALIDATION_ERROR", "groupId"},
		{"job id", "GET", cloud + "/1", "", nil, 400, "VALIDATION_ERROR", "restoreJobId"},
		{"page size 0", "GET", cloud + "?itemsPerPage=0", "", nil, 400, "VALIDATION_ERROR", "itemsPerPage"},
		{"page size 501", "GET", cloud + "?itemsPerPage=501&pageNum=0", "", nil, 400, "VALIDATION_ERROR", "itemsPerPage pageNum"},
		{"page is no number", "GET", cloud + "?pageNum=x", "", nil, 400, "VALIDATION_ERROR", "pageNum"},
		{"envelope", "GET", cloud + "?envelope=maybe", "", nil, 400, "VALIDATION_ERROR", "envelope"},
		{"unknown parameter", "GET", cloud + "?page=1", "", nil, 400, "INVALID_QUERY_PARAMETER", "page"},
		{"tenant lists have no pages", "GET", v1 + "/clusters/c0/backup/tenant/restores?pageNum=1", "", nil, 400, "INVALID_QUERY_PARAMETER", "pageNum"},
		{"collection lists have no count", "GET", v2 + "/clusters/c0/collectionRestoreJobs?includeCount=false", "", nil, 400, "INVALID_QUERY_PARAMETER", "includeCount"},
		{"no body", "POST", cloud, "", []string{"Content-Type: application/json"}, 400, "VALIDATION_ERROR", "body"},
		{"null", "POST", v2 + "/clusters/c0/collectionRestoreJobs", "null", nil, 400, "VALIDATION_ERROR", "body"},
		{"not JSON", "POST", cloud, "{", nil, 400, "MALFORMED_JSON", ""},
		{"two values", "POST", cloud, "{}{}", nil, 400, "MALFORMED_JSON", ""},
		{"list", "POST", cloud, "[]", nil, 400, "VALIDATION_ERROR", ""},
		{"form", "POST", cloud, "a=b", []string{"Content-Type: application/x-www-form-urlencoded"}, 415, "UNSUPPORTED_MEDIA_TYPE", ""},
		{"no type", "POST", cloud, "{}", nil, 400, "VALIDATION_ERROR", "deliveryType"},
		{"enum", "POST", cloud, `{"deliveryType":"carrier-pigeon"}`, nil, 400, "VALIDATION_ERROR", "deliveryType"},
		{"read only", "POST", cloud, `{"deliveryType":"download","snapshotId":"` + snapshot + `","failed":true}`, nil, 400, "VALIDATION_ERROR", "failed"},
		{"wrong type and pattern", "POST", cloud, `{"deliveryType":"download","snapshotId":"x","oplogInc":"1"}`, nil, 400, "VALIDATION_ERROR", "oplogInc snapshotId"},
		{"automated without target", "POST", cloud, `{"deliveryType":"automated","snapshotId":"` + snapshot + `"}`, nil, 400, "VALIDATION_ERROR", "targetClusterName targetGroupId"},
		{"point in time without one", "POST", cloud, strings.Replace(automated, "automated", "pointInTime", 1), nil, 400, "VALIDATION_ERROR", "pointInTimeUTCSeconds"},
		{"nested", "POST", v2 + "/clusters/c0/restoreJobs", `{"snapshotId":"` + snapshot + `","delivery":{}}`, nil, 400, "VALIDATION_ERROR", "delivery.methodName"},
		{"legacy method", "POST", v2 + "/clusters/c0/restoreJobs", strings.Replace(legacyBody, "AUTOMATED_RESTORE", "SCP", 1), nil, 400, "VALIDATION_ERROR", "delivery.methodName"},
		{"collection without collections", "POST", v2 + "/clusters/c0/collectionRestoreJobs", strings.Replace(collections, "collections", "none", 1), nil, 400, "VALIDATION_ERROR", "collections"},
		{"flex", "POST", v2 + "/flexClusters/f0/backup/restoreJobs", `{}`, nil, 400, "VALIDATION_ERROR", "snapshotId targetDeploymentItemName"},
	}
	srv := fresh(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := want(t, tt.status, srv, tt.method, tt.target, tt.body, tt.header...)
			var e struct {
				Detail, ErrorCode, Reason string
				Error                     int
				Parameters                []any
				BadRequestDetail          struct {
					Fields []struct{ Field, Description string }
				}
			}
			if err := json.Unmarshal(r.raw, &e); err != nil {
				t.Fatalf("%v: %s", err, r.raw)
			}
			if e.Error != tt.status || e.ErrorCode != tt.code || r.header.Get("X-Error-Code") != tt.code ||
				e.Reason != http.StatusText(tt.status) || e.Parameters == nil || e.Detail == "" {
				t.Errorf("got %s", r.raw)
			}
			var fields []string
			for _, f := range e.BadRequestDetail.Fields {
				if f.Description == "" {
					t.Errorf("field %q without a description", f.Field)
				}
				fields = append(fields, f.Field)
			}
			if tt.name != "list" && strings.Join(fields, " ") != tt.fields {
				t.Errorf("fields %q, want %q", fields, tt.fields)
			}
		})
	}
}

// The pattern of the legacy oplogTs fits nothing; dates are taken all the same.
func TestLegacyOplog(t *testing.T) {
	t.Parallel()
	srv := fresh(t)
	body := `{"oplogTs":"2025-09-01T12:00:00Z","oplogInc":1,"delivery":{"methodName":"HTTP"}}`
	want(t, 200, srv, "POST", v2+"/clusters/c0/restoreJobs", body)
	want(t, 400, srv, "POST", v2+"/clusters/c0/restoreJobs", strings.Replace(body, "2025-09-01", "yesterday", 1))
}

func TestEnvelopeAndPretty(t *testing.T) {
	t.Parallel()
	srv := fresh(t)
	id := want(t, 200, srv, "POST", cloud+"?envelope=true", automated).json["content"].(map[string]any)["id"].(string)
	plain := want(t, 200, srv, "GET", cloud+"/"+id, "")
	wrapped := want(t, 200, srv, "GET", cloud+"/"+id+"?envelope=true", "")
	if diff := cmp.Diff(map[string]any{"status": 200.0, "content": plain.json}, wrapped.json); diff != "" {
		t.Errorf("mismatch (-want +got)\n%s", diff)
	}
	if list := want(t, 200, srv, "GET", cloud+"?envelope=true", ""); list.json["status"] != 200.0 || len(list.list()) != 1 {
		t.Errorf("list: %s", list.raw)
	}
	failed := want(t, 404, srv, "GET", cloud+"/000000000000000000000000?envelope=true", "")
	if content, _ := failed.json["content"].(map[string]any); failed.json["status"] != 404.0 || content["errorCode"] != "RESTORE_JOB_NOT_FOUND" {
		t.Errorf("error: %s", failed.raw)
	}
	pretty := want(t, 200, srv, "GET", cloud+"/"+id+"?pretty=true", "")
	var compact bytes.Buffer
	if err := json.Compact(&compact, pretty.raw); err != nil || !bytes.Contains(pretty.raw, []byte("\n  ")) || compact.String() != string(plain.raw) {
		t.Errorf("pretty: %s", pretty.raw)
	}
}

func TestPaging(t *testing.T) {
	t.Parallel()
	srv := fresh(t)
	ids := srv.AddJobs(205, atlastest.Job{Kind: atlastest.Cloud, GroupID: group, Cluster: "c0"}, atlastest.Outcome{})
	for _, tt := range []struct {
		query      string
		from, to   int
		totalCount any
	}{
		{"", 0, 100, 205.0},
		{"?pageNum=3", 200, 205, 205.0},
		{"?pageNum=4", 205, 205, 205.0},
		{"?pageNum=9223372036854775807&itemsPerPage=500", 205, 205, 205.0},
		{"?itemsPerPage=500", 0, 205, 205.0},
		{"?itemsPerPage=2&pageNum=2&includeCount=false", 2, 4, nil},
	} {
		r := want(t, 200, srv, "GET", cloud+tt.query, "")
		got := []string{}
		for _, j := range r.list() {
			got = append(got, j["id"].(string))
		}
		if diff := cmp.Diff(append([]string{}, ids[tt.from:tt.to]...), got); diff != "" || r.json["totalCount"] != tt.totalCount {
			t.Errorf("%q: totalCount %v, mismatch (-want +got)\n%s", tt.query, r.json["totalCount"], diff)
		}
		if !bytes.Contains(r.raw, []byte(`"results":[`)) {
			t.Errorf("%q: results are no list", tt.query)
		}
	}
}

func TestListLimit(t *testing.T) {
	t.Parallel()
	srv := fresh(t, atlastest.WithListLimit(2))
	srv.AddJobs(2, atlastest.Job{Kind: atlastest.Cloud, GroupID: group, Cluster: "c0"}, atlastest.Outcome{})
	want(t, 200, srv, "GET", cloud, "")
	srv.AddJobs(1, atlastest.Job{Kind: atlastest.Cloud, GroupID: group, Cluster: "c0"}, atlastest.Outcome{})
	if r := send(t, srv, "GET", cloud, ""); r.text("errorCode") != "TIMEOUT_WHILE_PAGING" {
		t.Errorf("got %d %s", r.status, r.raw)
	}
	if r := want(t, 200, srv, "GET", cloud+"?includeCount=false", ""); len(r.list()) != 3 {
		t.Errorf("got %s", r.raw)
	}
	srv.AddJobs(3, atlastest.Job{Kind: atlastest.Collection, GroupID: group, Cluster: "c0"}, atlastest.Outcome{})
	want(t, 200, srv, "GET", v2+"/clusters/c0/collectionRestoreJobs", "")
}

func TestRateLimit(t *testing.T) {
	t.Parallel()
	srv := fresh(t, atlastest.WithRateLimit(2, 20*time.Second))
	for _, left := range []string{"1", "0"} {
		r := want(t, 200, srv, "GET", cloud, "")
		if got := r.header.Get("RateLimit-Remaining"); got != left || r.header.Get("RateLimit-Limit") != "2" {
			t.Errorf("remaining %q, want %q", got, left)
		}
	}
	srv.Advance(time.Second)
	r := want(t, 429, srv, "GET", cloud, "")
	if r.text("errorCode") != "RATE_LIMITED_TOKEN_BUCKET" || r.header.Get("Retry-After") != "9" {
		t.Errorf("Retry-After %q: %s", r.header.Get("Retry-After"), r.raw)
	}
	srv.Advance(9 * time.Second)
	want(t, 200, srv, "GET", cloud, "")
	want(t, 429, srv, "GET", cloud, "")
	srv.Reset()
	want(t, 200, srv, "GET", cloud, "")
}

func TestWrongOptions(t *testing.T) {
	t.Parallel()
	_, err := atlastest.New(nil, atlastest.WithSpeed(-1), atlastest.WithRateLimit(1, 0), atlastest.WithDownloadSize(-1))
	for _, part := range []string{"speed", "rate limit", "download size"} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%v does not speak of the %s", err, part)
		}
	}
	if _, err := atlastest.New(atlastest.WithAddr("127.0.0.1:nowhere")); err == nil {
		t.Error("no error for an address that is none")
	}
}

// Ids do not repeat, and the same seed makes the same ones.
func TestSeed(t *testing.T) {
	t.Parallel()
	ids := func(opts ...atlastest.Option) string {
		srv := fresh(t, opts...)
		return fmt.Sprint(srv.AddJobs(3, atlastest.Job{Kind: atlastest.Flex, GroupID: group, Cluster: "f0"}, atlastest.Outcome{}))
	}
	first, again, other := ids(), ids(), ids(atlastest.WithSeed(7))
	if first != again || first == other {
		t.Errorf("ids %s, again %s, with another seed %s", first, again, other)
	}
}
