package atlastest_test

import (
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/atlasrestore/atlasrestore/atlastest"
	"github.com/atlasrestore/atlasrestore/spec"
)

// quirks are where Atlas is known to leave its own document, and the mock with it. Each is a JSON pointer without the
// indices of lists.
var quirks = []string{
	"desiredTimestamp/date",      // null, not nullable
	"desiredTimestamp/increment", // null, not nullable
	"parameters",                 // of errors: strings and numbers, not objects
}

// document loads a pin apart from the server.
func document(t *testing.T, version string) *openapi3.T {
	t.Helper()
	text, err := spec.Document(version)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// A checker compares answers with the documents that have the operation in the version of the answer.
type checker struct {
	docs map[string]*openapi3.T
	seen map[string]bool // "version method template status"
}

func newChecker(t *testing.T) *checker {
	c := &checker{map[string]*openapi3.T{}, map[string]bool{}}
	for _, version := range []string{"v1.0", "2023-10-01", "2024-11-13", "2025-03-12"} {
		c.docs[version] = document(t, version)
	}
	return c
}

// check returns all deviations that are no quirks.
func (c *checker) check(method, target string, r reply) []string {
	path, _, _ := strings.Cut(target, "?")
	var wrong []string
	found := false
	for version, doc := range c.docs {
		for template, item := range doc.Paths.Map() {
			op := item.GetOperation(method)
			if op == nil || !fits(template, path) {
				continue
			}
			found = true
			c.seen[fmt.Sprint(version, " ", method, " ", template, " ", r.status)] = true
			wrong = append(wrong, deviations(op, r)...)
		}
	}
	if !found {
		wrong = append(wrong, "no document has the operation")
	}
	return wrong
}

func fits(template, path string) bool {
	want, got := strings.Split(template, "/"), strings.Split(path, "/")
	return len(want) == len(got) && !slices.ContainsFunc(want, func(s string) bool {
		i := slices.Index(want, s)
		return !strings.HasPrefix(s, "{") && got[i] != s
	})
}

func deviations(op *openapi3.Operation, r reply) []string {
	declared := op.Responses.Status(r.status)
	if declared == nil {
		return []string{fmt.Sprintf("status %d is not declared", r.status)}
	}
	if r.status == http.StatusNoContent {
		return nil
	}
	mediaType, _, err := mime.ParseMediaType(r.header.Get("Content-Type"))
	if err != nil {
		return []string{err.Error()}
	}
	content := declared.Value.Content[mediaType]
	if content == nil {
		return []string{fmt.Sprintf("media type %q is not declared for %d", mediaType, r.status)}
	}
	var value any
	if err := json.Unmarshal(r.raw, &value); err != nil {
		return []string{err.Error()}
	}
	return leaves(content.Schema.Value.VisitJSON(value, openapi3.VisitAsResponse(), openapi3.MultiErrors(), openapi3.EnableFormatValidation()))
}

func leaves(err error) []string {
	var out []string
	switch e := err.(type) {
	case nil:
	case openapi3.MultiError:
		for _, one := range e {
			out = append(out, leaves(one)...)
		}
	case *openapi3.SchemaError:
		var at []string
		for _, step := range e.JSONPointer() {
			if strings.Trim(step, "0123456789") != "" && step != "results" {
				at = append(at, step)
			}
		}
		if !slices.Contains(quirks, strings.Join(at, "/")) {
			out = append(out, strings.Join(e.JSONPointer(), "/")+": "+e.Reason)
		}
	default:
		out = append(out, err.Error())
	}
	return out
}

// Whatever becomes of a job, and at any time, what the mock shows of it is valid against every document that has the
// operation. The outcomes and moments together reach every success of every operation.
func TestAnswersFitTheDocuments(t *testing.T) {
	t.Parallel()
	c := newChecker(t)
	outcomes := []atlastest.Outcome{
		{}, {Fail: true}, {Cancel: true}, {Never: true}, {Download: true, PrivateEndpoint: "vpce-0123456789abcdef0"},
		{FailShards: []int{1}, Collections: map[string]string{"shop.items": "INDEX_BUILD_FAILED"}},
	}
	srv := fresh(t, atlastest.WithoutSunsets(), atlastest.WithCluster(group, "sharded", atlastest.DedicatedCluster, 3),
		atlastest.WithDownloadSize(1000))
	exchange := func(method, target, body string) reply {
		r := send(t, srv, method, target, body)
		for _, wrong := range c.check(method, target, r) {
			t.Errorf("%s %s: %d: %s\n%s", method, target, r.status, wrong, r.raw)
		}
		return r
	}
	for _, k := range kinds {
		srv.SetNow(epoch)
		var ids []string
		for _, o := range outcomes {
			srv.NextJob(o)
			ids = append(ids, idOf(exchange("POST", k.post, k.body)))
		}
		for _, at := range []time.Duration{0, 20 * time.Second, 2 * time.Minute, 5 * time.Minute, 8 * time.Minute, time.Hour, 3 * time.Hour} {
			srv.SetNow(epoch.Add(at))
			exchange("GET", k.list, "")
			for _, id := range ids {
				exchange("GET", k.item+id, "")
				if strings.Contains(k.list, "collection") {
					exchange("GET", k.item+id+"/collections", "")
					exchange("GET", k.item+id+"/collections/shop.items", "")
				}
			}
		}
		exchange("GET", k.item+"000000000000000000000000", "") // 404
	}
	srv.SetNow(epoch)
	for _, base := range []string{cloud, v1 + "/clusters/c0/backup/restoreJobs"} {
		id := idOf(exchange("POST", base, downloadBody))
		exchange("DELETE", base+"/"+id, "")
	}
	for version, doc := range c.docs {
		for template, item := range doc.Paths.Map() {
			for method, op := range item.Operations() {
				for status := range op.Responses.Map() {
					if key := fmt.Sprint(version, " ", method, " ", template, " ", status); status < "300" && !c.seen[key] {
						t.Errorf("%s was never answered", key)
					}
				}
			}
		}
	}
}

// A check that finds nothing must be able to find something.
func TestTheCheckFindsDeviations(t *testing.T) {
	t.Parallel()
	c := newChecker(t)
	srv := fresh(t)
	id := idOf(want(t, 200, srv, "POST", cloud, automated))
	srv.Inject(atlastest.Fault{UnknownEnum: true})
	if wrong := c.check("GET", cloud+"/"+id, want(t, 200, srv, "GET", cloud+"/"+id, "")); len(wrong) == 0 {
		t.Error("an unknown deliveryType is valid")
	}
}
