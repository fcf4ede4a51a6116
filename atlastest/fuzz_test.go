package atlastest_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/atlasrestore/atlasrestore/atlastest"
)

// Whatever a client sends, the mock neither panics nor answers 5xx, and a JSON answer is JSON.
func FuzzServe(f *testing.F) {
	for _, k := range kinds {
		f.Add("POST", k.post, "pretty=true", k.body)
		f.Add("GET", k.list, "pageNum=2&envelope=true", "")
	}
	f.Add("GET", cloud+"/%2F", "pageNum=%00", "")
	f.Add("POST", v2+"/clusters/c0/collectionRestoreJobs", "", `{"collections":[null,{"sourceNamespace":""}],"databases":null}`)
	f.Add("POST", "/api/oauth/token", "", "grant_type=client_credentials")
	srv, err := atlastest.NewUnstarted(atlastest.WithFakeClock(epoch), atlastest.WithRecording(10), atlastest.WithCluster(group, "sharded", atlastest.DedicatedCluster, 2))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, method, path, query, body string) {
		req, err := http.NewRequest(method, "http://mock.test", strings.NewReader(body))
		if err != nil {
			return
		}
		unescaped, err := url.PathUnescape(path)
		if err != nil || !strings.HasPrefix(path, "/") {
			return
		}
		req.URL.Path, req.URL.RawPath, req.URL.RawQuery = unescaped, path, query
		req.Header.Set("Accept", accept)
		req.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		srv.Handler().ServeHTTP(w, req)
		if w.Code >= 500 {
			t.Errorf("status %d: %s", w.Code, w.Body)
		}
		if strings.Contains(w.Header().Get("Content-Type"), "json") && !json.Valid(w.Body.Bytes()) {
			t.Errorf("not JSON: %s", w.Body)
		}
		srv.Reset()
	})
}
