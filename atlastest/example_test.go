package atlastest_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/atlasrestore/atlasrestore/atlastest"
)

// A test usually has NewServer(t); a program has New and Close.
func Example() {
	srv, err := atlastest.New(atlastest.WithFakeClock(time.Date(2025, time.October, 1, 0, 0, 0, 0, time.UTC)))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer srv.Close()
	srv.NextJob(atlastest.Outcome{Fail: true})
	srv.Inject(atlastest.Fault{Operation: "cloud.create", Nth: 1, Status: 429, RetryAfter: "3"})
	create := func() {
		body := strings.NewReader(`{"deliveryType":"download","snapshotId":"68dc6e80aabbccddeeff0011"}`)
		req, err := http.NewRequest("POST", srv.URL+"/api/atlas/v2/groups/64a1b2c3d4e5f60718293a4b/clusters/c0/backup/restoreJobs", body)
		if err != nil {
			fmt.Println(err)
			return
		}
		req.Header.Set("Accept", "application/vnd.atlas.2025-03-12+json")
		req.Header.Set("Content-Type", "application/json")
		res, err := srv.Client().Do(req)
		if err != nil {
			fmt.Println(err)
			return
		}
		defer res.Body.Close()
		_, _ = io.Copy(io.Discard, res.Body)
		fmt.Println(res.StatusCode, res.Header.Get("Content-Type"))
	}
	create()
	create()
	for _, r := range srv.Requests() {
		fmt.Println(r.Name, r.Version, r.Status)
	}
	// Output:
	// 429 application/json
	// 200 application/vnd.atlas.2023-01-01+json;charset=utf-8
	// cloud.create 2023-01-01 429
	// cloud.create 2023-01-01 200
}
