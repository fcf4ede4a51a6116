package generatedtest_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What Atlas sends and its document does not tell, and what it may come to send. The responses here are made up.

// inFamily returns a filter for operations of a family whose success has a body.
func inFamily(families ...string) func(docOperation) bool {
	return func(op docOperation) bool { return hasBody(op) && slices.Contains(families, op.family()) }
}

// wrapped is a job as the answer of an operation: a page for a list.
func wrapped(op docOperation, job node) node {
	if isList(op) || op.family() == "legacy" && isCreate(op) {
		return node{"results": []any{job, node{"id": "other"}}, "totalCount": json.Number("2")}
	}
	return job
}

// TestCloudJobOnTheWire serves a running download as Atlas does: nulls in desiredTimestamp, an undocumented member in
// it and another in the job, no links to download yet.
func TestCloudJobOnTheWire(t *testing.T) {
	t.Parallel()
	eachOperation(t, inFamily("cloud", "serverless"), func(t *testing.T, tg target, op docOperation) {
		documented := func() node {
			return node{
				"id": hexID, "cancelled": false, "deliveryType": "download", "deliveryUrl": []any{}, "expired": false, "failed": false,
				"links": []any{}, "snapshotId": hexID, "targetClusterName": "c-1", "targetGroupId": group, "timestamp": "2025-05-04T09:42:00Z",
			}
		}
		job := documented()
		job["desiredTimestamp"] = node{"increment": nil, "time": nil, "date": nil}
		job["targetDeploymentItemName"] = "c-1"
		got, issues := newExchange(t, tg, op).serve(t, wrapped(op, job))
		if len(issues) > 0 {
			t.Errorf("issues: %v", issues)
		}
		if diff := cmp.Diff(decodedAs(t, wrapped(op, documented()), got), got); diff != "" {
			t.Errorf("mismatch (-want +got):\n%s", diff)
		}
	})
}

// TestFlexJobOnTheWire serves a flex or tenant job, which has no links.
func TestFlexJobOnTheWire(t *testing.T) {
	t.Parallel()
	eachOperation(t, inFamily("flex", "tenant"), func(t *testing.T, tg target, op docOperation) {
		job := node{
			"id": hexID, "deliveryType": "RESTORE", "status": "COMPLETED", "snapshotId": hexID, "projectId": group,
			"restoreScheduledDate": "2025-05-04T09:42:00Z", "targetDeploymentItemName": "f-1", "targetProjectId": group,
		}
		got, issues := newExchange(t, tg, op).serve(t, wrapped(op, job))
		if len(issues) > 0 {
			t.Errorf("issues: %v", issues)
		}
		if !isList(op) {
			if diff := cmp.Diff(any(job), jsonOf(t, encode(t, got))); diff != "" {
				t.Errorf("encoded again it differs (-served +got):\n%s", diff)
			}
		}
	})
}

// TestSecondsAfter2038AreRead serves points in time that do not fit the 32 bits that the document declares.
func TestSecondsAfter2038AreRead(t *testing.T) {
	t.Parallel()
	late := json.Number("5000000000")
	eachOperation(t, hasBody, func(t *testing.T, tg target, op docOperation) {
		e := newExchange(t, tg, op)
		response, places := sample(op)
		for _, p := range places {
			switch p.name() {
			case "oplogTs", "pointInTimeUTCSeconds", "pointInTimeUtcSeconds":
				changed := replaced(response, p.pointer, func(any) any { return late })
				got, issues := e.serve(t, changed)
				if len(issues) > 0 {
					t.Errorf("issues: %v", issues)
				}
				if diff := cmp.Diff(changed, jsonOf(t, encode(t, got))); diff != "" {
					t.Errorf("%s: encoded again it differs (-served +got):\n%s", p.pointer, diff)
				}
			}
		}
	})
}

// TestCountIsZeroOrAbsent tells an empty list from one that was not counted.
func TestCountIsZeroOrAbsent(t *testing.T) {
	t.Parallel()
	eachOperation(t, isList, func(t *testing.T, tg target, op docOperation) {
		e := newExchange(t, tg, op)
		for _, test := range []struct {
			response node
			want     *int32
		}{
			{node{"results": []any{}, "totalCount": json.Number("0")}, new(int32(0))},
			{node{"results": []any{}}, nil},
		} {
			got, _ := e.serve(t, test.response)
			count := reflect.ValueOf(got).Elem().FieldByName("TotalCount").Interface()
			if diff := cmp.Diff(any(test.want), count); diff != "" {
				t.Errorf("TotalCount mismatch (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.response["totalCount"], jsonOf(t, encode(t, got)).(node)["totalCount"]); diff != "" {
				t.Errorf("totalCount encoded again (-served +got):\n%s", diff)
			}
		}
	})
}
