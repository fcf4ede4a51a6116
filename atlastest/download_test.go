package atlastest_test

import (
	"bytes"
	"crypto/sha1"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/atlastest"
)

// ready makes a download that is ready, and returns its id and link.
func ready(t *testing.T, srv *atlastest.Server, o atlastest.Outcome) (id, link string) {
	t.Helper()
	srv.NextJob(o)
	id = want(t, 200, srv, "POST", cloud, downloadBody).text("id")
	srv.Advance(10 * time.Minute)
	urls := want(t, 200, srv, "GET", cloud+"/"+id, "").json["deliveryUrl"].([]any)
	return id, urls[0].(string)
}

func contentOf(t *testing.T, srv *atlastest.Server, id string, shard int) []byte {
	t.Helper()
	r, err := srv.Content(id, shard)
	if err != nil {
		t.Fatal(err)
	}
	all, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestDownload(t *testing.T) {
	t.Parallel()
	srv := fresh(t, atlastest.WithDownloadSize(100_003), atlastest.WithAccessToken("x"))
	bearer := "Authorization: Bearer x"
	id := want(t, 200, srv, "POST", cloud, downloadBody, bearer).text("id")
	srv.Advance(10 * time.Minute)
	job := want(t, 200, srv, "GET", cloud+"/"+id, "", bearer)
	link := job.json["deliveryUrl"].([]any)[0].(string)
	if !strings.HasPrefix(link, srv.URL) || !strings.HasSuffix(link, "/restore-"+snapshot+".tar.gz") {
		t.Errorf("link %s", link)
	}
	whole := want(t, 200, srv, "GET", link, "") // without credentials
	content := contentOf(t, srv, id, 0)
	if len(whole.raw) != 100_003 || !bytes.Equal(whole.raw, content) {
		t.Errorf("%d bytes, not the content", len(whole.raw))
	}
	etag := whole.header.Get("ETag")
	part := want(t, 206, srv, "GET", link, "", "Range: bytes=99001-", "If-Range: "+etag)
	if !bytes.Equal(part.raw, content[99001:]) || part.header.Get("Content-Range") != "bytes 99001-100002/100003" {
		t.Errorf("range: %d bytes, %q", len(part.raw), part.header.Get("Content-Range"))
	}
	want(t, 200, srv, "GET", link, "", "Range: bytes=99001-", `If-Range: "other"`)
	want(t, 416, srv, "GET", link, "", "Range: bytes=100003-")
	want(t, 304, srv, "GET", link, "", "If-None-Match: "+etag)
	if head := want(t, 200, srv, "HEAD", link, ""); head.header.Get("Content-Length") != "100003" || len(head.raw) > 0 {
		t.Errorf("HEAD: %v", head.header)
	}
	want(t, 405, srv, "POST", link, "")
	want(t, 404, srv, "GET", srv.URL+"/downloads/0123/restore.tar.gz", "")

	expires, err := time.Parse(time.RFC3339, job.text("expiresAt"))
	if err != nil {
		t.Fatal(err)
	}
	srv.SetNow(expires.Add(-time.Second))
	want(t, 200, srv, "GET", link, "")
	srv.SetNow(expires)
	want(t, 403, srv, "GET", link, "")
}

func TestCancelledDownload(t *testing.T) {
	t.Parallel()
	srv := fresh(t)
	id, link := ready(t, srv, atlastest.Outcome{})
	want(t, 204, srv, "DELETE", cloud+"/"+id, "")
	want(t, 403, srv, "GET", link, "")
}

func TestShardedDownload(t *testing.T) {
	t.Parallel()
	srv := fresh(t, atlastest.WithCluster(group, "c0", atlastest.DedicatedCluster, 3), atlastest.WithDownloadSize(64))
	id := want(t, 200, srv, "POST", cloud, downloadBody).text("id")
	for _, component := range want(t, 200, srv, "GET", cloud+"/"+id, "").json["components"].([]any) {
		if _, ok := component.(map[string]any)["downloadUrl"]; ok {
			t.Error("a link before the download is ready")
		}
	}
	srv.Advance(10 * time.Minute)
	job := want(t, 200, srv, "GET", cloud+"/"+id, "")
	seen := map[string]bool{}
	for shard, component := range job.json["components"].([]any) {
		r := want(t, 200, srv, "GET", component.(map[string]any)["downloadUrl"].(string), "")
		if !bytes.Equal(r.raw, contentOf(t, srv, id, shard)) {
			t.Errorf("shard %d is not its content", shard)
		}
		seen[string(r.raw)] = true
	}
	if urls := job.json["deliveryUrl"].([]any); len(seen) != 3 || len(urls) != 0 {
		t.Errorf("%d different shards, deliveryUrl %v", len(seen), urls)
	}
	if _, err := srv.Content(id, 3); err == nil {
		t.Error("there is a fourth shard")
	}
}

func TestLegacyDownload(t *testing.T) {
	t.Parallel()
	srv := fresh(t)
	path := v2 + "/clusters/c0/restoreJobs"
	id := idOf(want(t, 200, srv, "POST", path, legacyHTTP))
	srv.Advance(10 * time.Minute)
	job := func() (delivery map[string]any, hash string) {
		r := want(t, 200, srv, "GET", path+"/"+id, "")
		file := r.json["hashes"].([]any)[0].(map[string]any)
		if name := "restore-" + snapshot + ".tar.gz"; file["fileName"] != name {
			t.Errorf("fileName %v, want the end of the link, %s", file["fileName"], name)
		}
		hash, _ = file["hash"].(string)
		return r.json["delivery"].(map[string]any), hash
	}
	delivery, hash := job()
	link, header := delivery["urlV2"].(string), fmt.Sprintf("%s: %s", delivery["authHeader"], delivery["authValue"])
	want(t, 401, srv, "GET", link, "")
	want(t, 401, srv, "GET", link, "", header+"0")
	whole := want(t, 200, srv, "GET", link, "", header)
	if sum := fmt.Sprintf("%x", sha1.Sum(whole.raw)); sum != hash {
		t.Errorf("SHA1 %s, told %s", sum, hash)
	}
	want(t, 200, srv, "GET", delivery["url"].(string), "") // the second of two; the deprecated link needs no header
	want(t, 206, srv, "GET", link, "", header, "Range: bytes=10-")
	want(t, 403, srv, "GET", link, "", header)
	if delivery, _ = job(); delivery["statusName"] != "MAX_DOWNLOADS_EXCEEDED" || delivery["urlV2"] != nil {
		t.Errorf("delivery %v", delivery)
	}
	for _, r := range srv.Requests() {
		if strings.Contains(fmt.Sprint(r), fmt.Sprint(delivery["authValue"])) && delivery["authValue"] != nil {
			t.Errorf("a record holds the secret of the link: %v", r)
		}
	}
	// The request said two hours.
	id = idOf(want(t, 200, srv, "POST", path, legacyHTTP))
	srv.Advance(2*time.Hour + 4*time.Minute)
	if delivery, _ := job(); delivery["statusName"] != "READY" {
		t.Errorf("before the expiry: %v", delivery)
	}
	srv.Advance(time.Minute)
	if delivery, _ := job(); delivery["statusName"] != "EXPIRED" {
		t.Errorf("after the expiry: %v", delivery)
	}
}

func TestCorruptDownload(t *testing.T) {
	t.Parallel()
	srv := fresh(t)
	id, link := ready(t, srv, atlastest.Outcome{Corrupt: true, Size: 1001})
	got, good := want(t, 200, srv, "GET", link, "").raw, contentOf(t, srv, id, 0)
	different := 0
	for i := range good {
		if got[i] != good[i] {
			different++
		}
	}
	if len(got) != 1001 || different != 1 {
		t.Errorf("%d bytes, %d different", len(got), different)
	}
}

func TestContent(t *testing.T) {
	t.Parallel()
	whole, err := io.ReadAll(atlastest.Content(7, 1003))
	if err != nil {
		t.Fatal(err)
	}
	if err := iotest.TestReader(atlastest.Content(7, 1003), whole); err != nil {
		t.Error(err)
	}
	other, _ := io.ReadAll(atlastest.Content(8, 1003))
	if diff := cmp.Diff(1003, len(whole)); diff != "" || bytes.Equal(whole, other) {
		t.Errorf("another seed has the same content, or: %s", diff)
	}
	distinct := map[byte]bool{}
	for _, b := range whole {
		distinct[b] = true
	}
	if len(distinct) < 200 { // of 256; random bytes have about 251 of them
		t.Errorf("only %d different bytes", len(distinct))
	}
	if empty, _ := io.ReadAll(atlastest.Content(7, -5)); len(empty) > 0 {
		t.Errorf("a negative size has %d bytes", len(empty))
	}
	// Memory does not grow with the size: the last bytes of an exabyte.
	huge := atlastest.Content(7, 1<<60)
	if _, err := huge.Seek(-3, io.SeekEnd); err != nil {
		t.Fatal(err)
	}
	if tail, _ := io.ReadAll(huge); len(tail) != 3 {
		t.Errorf("the tail has %d bytes", len(tail))
	}
	for _, bad := range []struct {
		offset int64
		whence int
	}{{-1, io.SeekStart}, {-1004, io.SeekEnd}, {0, 3}} {
		if _, err := atlastest.Content(7, 1003).Seek(bad.offset, bad.whence); err == nil {
			t.Errorf("seek %v is no error", bad)
		}
	}
}
