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

// What each fault makes of a POST: what the client sees, and whether a job was created.
func TestFaults(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		fault   atlastest.Fault
		want    string // status, Content-Type, X-Error-Code, Retry-After; or "dropped"
		created int
	}{
		{"none", atlastest.Fault{}, "200 application/vnd.atlas.2023-01-01+json;charset=utf-8", 1},
		{"drop before", atlastest.Fault{Drop: atlastest.DropBefore}, "dropped", 0},
		{"drop after", atlastest.Fault{Drop: atlastest.DropAfter}, "dropped", 1},
		{"drop in the body", atlastest.Fault{Drop: atlastest.DropBody, DropAfter: 10}, "dropped", 1},
		{"drop after the header", atlastest.Fault{Drop: atlastest.DropBody}, "dropped", 1},
		{"drop after more than there is", atlastest.Fault{Drop: atlastest.DropBody, DropAfter: 1 << 20}, "200 application/vnd.atlas.2023-01-01+json;charset=utf-8", 1},
		{"500", atlastest.Fault{Status: 500}, "500 application/json UNEXPECTED_ERROR", 0},
		{"executed, then 500", atlastest.Fault{Status: 500, Execute: true, Code: "X"}, "500 application/json X", 1},
		{"502 page", atlastest.Fault{Status: 502, HTML: true}, "502 text/html", 0},
		{"429", atlastest.Fault{Status: 429, RetryAfter: "7"}, "429 application/json RATE_LIMITED_TOKEN_BUCKET 7", 0},
		{"503 until a date", atlastest.Fault{Status: 503, RetryAfter: "Wed, 01 Oct 2025 00:00:10 GMT"}, "503 application/json SERVICE_UNAVAILABLE Wed, 01 Oct 2025 00:00:10 GMT", 0},
		{"content type", atlastest.Fault{ContentType: "text/plain"}, "200 text/plain", 1},
		{"malformed", atlastest.Fault{Malformed: true}, "200 application/vnd.atlas.2023-01-01+json;charset=utf-8 no JSON", 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			srv := fresh(t)
			faults := srv.Inject(tt.fault)
			r, err := try(srv, "POST", cloud, automated)
			got := "dropped"
			if err == nil {
				parts := []string{fmt.Sprint(r.status)}
				for _, name := range []string{"Content-Type", "X-Error-Code", "Retry-After"} {
					if value := r.header.Get(name); value != "" {
						parts = append(parts, value)
					}
				}
				if r.header.Get("Content-Type") != "text/html" && !json.Valid(r.raw) {
					parts = append(parts, "no JSON")
				}
				got = strings.Join(parts, " ")
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if n := len(srv.Jobs()); n != tt.created {
				t.Errorf("%d jobs, want %d", n, tt.created)
			}
			if n := faults[0].Applied(); n != 1 {
				t.Errorf("applied %d times", n)
			}
			if rec := srv.Requests()[0]; !rec.Faulted || err != nil && tt.fault.Drop != atlastest.DropBody && rec.Status != 0 {
				t.Errorf("recorded as %+v", rec)
			}
		})
	}
}

func TestFaultsInTheContent(t *testing.T) {
	t.Parallel()
	srv := fresh(t)
	id := idOf(want(t, 200, srv, "POST", cloud, automated))
	plain := want(t, 200, srv, "GET", cloud+"/"+id, "").json
	get := func(f atlastest.Fault) map[string]any {
		added := srv.Inject(f)
		defer added[0].Remove()
		return want(t, 200, srv, "GET", cloud+"/"+id, "").json
	}
	changed := func(edit func(map[string]any)) map[string]any {
		copied := map[string]any{}
		for name, value := range plain {
			copied[name] = value
		}
		edit(copied)
		return copied
	}
	future := map[string]any{"list": []any{1.0, "two", nil}}
	link := map[string]any{"rel": nil, "href": nil}
	for _, tt := range []struct {
		name  string
		fault atlastest.Fault
		want  map[string]any
	}{
		{"enum", atlastest.Fault{UnknownEnum: true}, changed(func(m map[string]any) { m["deliveryType"] = "VALUE_OF_THE_FUTURE" })},
		{"field", atlastest.Fault{UnknownField: true}, changed(func(m map[string]any) {
			self := plain["links"].([]any)[0].(map[string]any)
			m["memberOfTheFuture"] = future
			m["links"] = []any{map[string]any{"rel": self["rel"], "href": self["href"], "memberOfTheFuture": future}}
			m["desiredTimestamp"] = map[string]any{"date": nil, "increment": nil, "time": nil, "memberOfTheFuture": future}
		})},
		{"nulls", atlastest.Fault{Nulls: true}, changed(func(m map[string]any) {
			for name, value := range m {
				switch value.(type) {
				case string, bool:
					m[name] = nil
				}
			}
			m["id"], m["links"] = id, []any{link}
		})},
		{"removed again", atlastest.Fault{Method: "POST"}, plain},
	} {
		if diff := cmp.Diff(tt.want, get(tt.fault)); diff != "" {
			t.Errorf("%s: mismatch (-want +got)\n%s", tt.name, diff)
		}
	}
}

// Which of five GETs and a POST in between are hit.
func TestWhichRequestsFail(t *testing.T) {
	t.Parallel()
	status := atlastest.Fault{Status: 500}
	with := func(edit func(*atlastest.Fault)) atlastest.Fault { f := status; edit(&f); return f }
	tests := []struct {
		name  string
		fault atlastest.Fault
		want  string // of GET GET POST GET GET
	}{
		{"all", status, "xxxxx"},
		{"method", with(func(f *atlastest.Fault) { f.Method = "POST" }), "..x.."},
		{"nth", with(func(f *atlastest.Fault) { f.Nth = 2 }), ".x..."},
		{"nth of the method", with(func(f *atlastest.Fault) { f.Method, f.Nth = "GET", 3 }), "...x."},
		{"times", with(func(f *atlastest.Fault) { f.Times = 2 }), "xx..."},
		{"operation id", with(func(f *atlastest.Fault) { f.Operation = "createGroupClusterBackupRestoreJob" }), "..x.."},
		{"older id", with(func(f *atlastest.Fault) { f.Operation = "listBackupRestoreJobs" }), "xx.xx"},
		{"kind and action", with(func(f *atlastest.Fault) { f.Operation = "cloud.create" }), "..x.."},
		{"any kind", with(func(f *atlastest.Fault) { f.Operation = "*.list" }), "xx.xx"},
		{"other kind", with(func(f *atlastest.Fault) { f.Operation = "flex.list" }), "....."},
		{"path", with(func(f *atlastest.Fault) { f.Path = v2 + "/clusters/*/backup/restoreJobs" }), "xxxxx"},
		{"star and slash", with(func(f *atlastest.Fault) { f.Path = v2 + "/*" }), "....."},
		{"two stars", with(func(f *atlastest.Fault) { f.Path = v2 + "/**" }), "xxxxx"},
		{"match", with(func(f *atlastest.Fault) {
			f.Match = func(r atlastest.Request) bool { return bytes.Contains(r.Body, []byte("automated")) }
		}), "..x.."},
		{"chance", with(func(f *atlastest.Fault) { f.Probability = 1 }), "xxxxx"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			srv := fresh(t)
			srv.Inject(tt.fault)
			got := ""
			for i := range 5 {
				method, body := "GET", ""
				if i == 2 {
					method, body = "POST", automated
				}
				if send(t, srv, method, cloud, body).status == 500 {
					got += "x"
				} else {
					got += "."
				}
			}
			if got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// The first of several faults that fit applies alone.
func TestFirstFaultWins(t *testing.T) {
	t.Parallel()
	srv := fresh(t)
	faults := srv.Inject(atlastest.Fault{Status: 500, Nth: 2}, atlastest.Fault{Status: 503})
	got := fmt.Sprint(send(t, srv, "GET", cloud, "").status, send(t, srv, "GET", cloud, "").status)
	if got != "503 500" || faults[1].Applied() != 1 {
		t.Errorf("got %s, the second applied %d times", got, faults[1].Applied())
	}
}

func TestDownloadFaults(t *testing.T) {
	t.Parallel()
	srv := fresh(t)
	id, link := ready(t, srv, atlastest.Outcome{Size: 100_000})
	good := contentOf(t, srv, id, 0)
	srv.Inject(
		atlastest.Fault{Operation: "download", Nth: 1, Drop: atlastest.DropBody, DropAfter: 70_001},
		atlastest.Fault{Operation: "download", Nth: 1, Corrupt: true},
		atlastest.Fault{Operation: "download", Nth: 1, Status: 503, HTML: true},
		atlastest.Fault{Operation: "download", Nth: 1, SlowChunk: 30_000, SlowPause: time.Millisecond, RealTime: true},
	)
	res, err := srv.Client().Get(link)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var got bytes.Buffer
	if n, err := got.ReadFrom(res.Body); n != 70_001 || err == nil || !bytes.Equal(got.Bytes(), good[:n]) {
		t.Errorf("dropped after %d bytes, %v", n, err)
	}
	if rec := srv.Requests(); rec[len(rec)-1].Sent != 70_001 || rec[len(rec)-1].Path != "/downloads/***/restore-"+snapshot+".tar.gz" {
		t.Errorf("recorded %+v", rec[len(rec)-1])
	}
	if raw := want(t, 200, srv, "GET", link, "").raw; raw[0] == good[0] || !bytes.Equal(raw[1:], good[1:]) {
		t.Error("not exactly the first byte is wrong")
	}
	want(t, 503, srv, "GET", link, "")
	if raw := want(t, 200, srv, "GET", link, "").raw; !bytes.Equal(raw, good) {
		t.Error("the slow download is another one")
	}
}

// A storm of a given rate hits about so many requests, in all five ways, and the same ones with the same seed.
func TestStorm(t *testing.T) {
	t.Parallel()
	run := func(seed uint64) (string, []*atlastest.Injected) {
		srv := atlastest.NewServer(t, atlastest.WithFakeClock(epoch))
		faults := srv.Inject(atlastest.Storm(seed, 0.5)...)
		client := srv.Client()
		client.Transport.(*http.Transport).DisableKeepAlives = true // or net/http would repeat dropped GETs
		var got strings.Builder
		for range 200 {
			if r, err := try(srv, "GET", cloud, ""); err != nil {
				got.WriteString("dropped ")
			} else {
				fmt.Fprint(&got, r.status, " ")
			}
		}
		return got.String(), faults
	}
	first, faults := run(1)
	total := 0
	for i, f := range faults {
		if f.Applied() < 5 {
			t.Errorf("fault %d applied %d times", i, f.Applied())
		}
		total += f.Applied()
	}
	if len(faults) != 5 || total < 70 || total > 130 { // 100 are expected; this is four deviations around it
		t.Errorf("%d faults applied %d times", len(faults), total)
	}
	again, _ := run(1)
	other, _ := run(2)
	if first != again || first == other {
		t.Error("the seed does not decide")
	}
	if calm := atlastest.Storm(1, 0); len(calm) != 0 {
		t.Errorf("no storm has %d faults", len(calm))
	}
}
