package atlastest_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/atlastest"
)

// In a bubble the clock is that of the bubble: a client that polls sees the job end without anybody waiting.
func TestInABubble(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := atlastest.NewServer(t, atlastest.WithoutNetwork(), atlastest.WithServiceAccount("id", "secret"))
		bearer := "Authorization: Bearer " + want(t, 200, srv, "POST", "/api/oauth/token", "grant_type=client_credentials", formType, basic("id", "secret")).text("access_token")
		start := time.Now()
		id := want(t, 200, srv, "POST", cloud, automated, bearer).text("id")
		for want(t, 200, srv, "GET", cloud+"/"+id, "", bearer).json["finishedAt"] == nil {
			time.Sleep(10 * time.Second)
		}
		if took := time.Since(start); took != 4*time.Minute+30*time.Second {
			t.Errorf("took %v", took)
		}
	})
}

// Latency and slow bodies pass by the server's clock, and end with the client's patience.
func TestLatencyInABubble(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := atlastest.NewServer(t, atlastest.WithoutNetwork(), atlastest.WithSpeed(60))
		took := func() time.Duration {
			start := time.Now()
			want(t, 200, srv, "GET", cloud, "")
			return time.Since(start)
		}
		srv.Inject(
			atlastest.Fault{Nth: 1, Latency: time.Minute},
			atlastest.Fault{Nth: 1, Latency: time.Minute, RealTime: true},
			atlastest.Fault{Nth: 1, SlowChunk: 1 << 20, SlowPause: 2 * time.Minute},
			atlastest.Fault{Nth: 1, Latency: time.Hour, RealTime: true},
		)
		for _, wanted := range []time.Duration{time.Second, time.Minute, 2 * time.Second} {
			if got := took(); got != wanted {
				t.Errorf("took %v, want %v", got, wanted)
			}
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		req, err := http.NewRequestWithContext(ctx, "GET", srv.URL+cloud, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := srv.Client().Do(req); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	})
}

// A clock that stands still holds a slow answer until it is moved, and Close ends what still waits.
func TestFakeClockHoldsAnswers(t *testing.T) {
	t.Parallel()
	srv := atlastest.NewServer(t, atlastest.WithFakeClock(epoch))
	srv.Inject(atlastest.Fault{Latency: time.Minute})
	done := make(chan error, 1)
	go func() {
		_, err := try(srv, "GET", cloud, "")
		done <- err
	}()
	for len(srv.Requests()) == 0 {
		time.Sleep(time.Millisecond)
	}
	srv.Advance(59 * time.Second)
	select {
	case <-done:
		t.Fatal("answered too early")
	case <-time.After(20 * time.Millisecond):
	}
	srv.Advance(time.Second)
	if err := <-done; err != nil {
		t.Error(err)
	}
	go func() {
		_, err := try(srv, "GET", cloud, "")
		done <- err
	}()
	for len(srv.Requests()) == 1 {
		time.Sleep(time.Millisecond)
	}
	srv.Close()
	if err := <-done; err == nil {
		t.Error("answered after Close")
	}
	srv.Close()
}

func TestHandler(t *testing.T) {
	t.Parallel()
	srv, err := atlastest.NewUnstarted(atlastest.WithFakeClock(epoch))
	if err != nil {
		t.Fatal(err)
	}
	defer srv.Close()
	req := httptest.NewRequest("GET", "https://mock.test"+cloud, nil)
	req.Header.Set("Accept", accept)
	w := httptest.NewRecorder()
	srv.Handler().ServeHTTP(w, req)
	if w.Code != 200 || !strings.Contains(w.Body.String(), `"href":"https://mock.test`+cloud+`"`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if srv.URL != "" || srv.Client() != nil {
		t.Error("a server that does not listen has a URL")
	}
}

func TestRequests(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var observed []string
	srv := fresh(t, atlastest.WithRecording(2), atlastest.WithObserver(func(r atlastest.Request) {
		mu.Lock()
		defer mu.Unlock()
		observed = append(observed, fmt.Sprint(r.Method, " ", r.Status))
	}))
	for range 9 {
		want(t, 200, srv, "GET", cloud, "")
	}
	want(t, 200, srv, "POST", cloud, automated, "Authorization: Bearer secret")
	want(t, 404, srv, "GET", "/nowhere?a=b", "")
	got := srv.Requests()
	if len(got) != 2 {
		t.Fatalf("%d requests, want the last 2", len(got))
	}
	type short struct {
		Method, Path, Query, Body, Operation, Name, Version, Auth string
		Status                                                    int
		Authenticated                                             bool
	}
	for i, wanted := range []short{
		{"POST", cloud, "", automated, "createGroupClusterBackupRestoreJob", "cloud.create", "2023-01-01", "", 200, true},
		{"GET", "/nowhere", "a=b", "", "", "", "", "", 404, false},
	} {
		r := got[i]
		s := short{r.Method, r.Path, r.Query.Encode(), string(r.Body), r.Operation, r.Name, r.Version, r.Header.Get("Authorization"), r.Status, r.Authenticated}
		if diff := cmp.Diff(wanted, s); diff != "" || !r.Time.Equal(epoch) || r.Sent == 0 {
			t.Errorf("mismatch (-want +got)\n%s", diff)
		}
	}
	srv.Reset()
	if n := len(srv.Requests()) + len(srv.Jobs()); n != 0 {
		t.Errorf("%d requests and jobs after Reset", n)
	}
	srv.Close() // the last observation comes after the answer
	mu.Lock()
	defer mu.Unlock()
	if len(observed) != 11 || observed[9] != "POST 200" || observed[10] != "GET 404" {
		t.Errorf("observed %v", observed)
	}
}

// Many clients at once; the race detector looks on.
func TestConcurrency(t *testing.T) {
	t.Parallel()
	srv := fresh(t, atlastest.WithRecording(50), atlastest.WithRateLimit(1000, time.Second))
	srv.Inject(atlastest.Fault{Probability: 0.1, Status: 500})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				r, err := try(srv, "POST", cloud, downloadBody)
				if err != nil {
					t.Error(err)
					return
				}
				if _, err := try(srv, "GET", cloud+"/"+r.text("id"), ""); err != nil {
					t.Error(err)
				}
				srv.Advance(time.Second)
				_ = srv.Requests()
			}
		})
	}
	wg.Wait()
	ids := map[string]bool{}
	for _, j := range srv.Jobs() {
		ids[j.ID] = true
	}
	if len(ids) != len(srv.Jobs()) || len(ids) < 100 {
		t.Errorf("%d ids of %d jobs", len(ids), len(srv.Jobs()))
	}
}

func BenchmarkNewServer(b *testing.B) {
	for b.Loop() {
		srv, err := atlastest.New()
		if err != nil {
			b.Fatal(err)
		}
		srv.Close()
	}
}

func BenchmarkGet(b *testing.B) {
	srv, err := atlastest.New(atlastest.WithFakeClock(epoch))
	if err != nil {
		b.Fatal(err)
	}
	defer srv.Close()
	id := srv.AddJobs(1, atlastest.Job{Kind: atlastest.Cloud, GroupID: group, Cluster: "c0"}, atlastest.Outcome{})[0]
	for b.Loop() {
		if r, err := try(srv, "GET", cloud+"/"+id, ""); err != nil || r.status != 200 {
			b.Fatal(r.status, err)
		}
	}
}
