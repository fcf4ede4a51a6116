package e2e_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/atlasrestore/atlasrestore/atlastest"
	"github.com/atlasrestore/atlasrestore/generated/atlas20250312"
)

// How long the soak goes on: so many calls, or that long where the machine is slow.
const (
	soakCalls = 100_000
	soakTime  = 40 * time.Second
)

// A soak is many calls over real connections.
type soak struct {
	client *atlas20250312.Client
	job    string // on the cluster c0
	calls  atomic.Int64
	failed atomic.Int64
	made   atomic.Int64
}

// Many calls over real connections leave nothing behind: no goroutine, no connection, no memory.
func TestSoak(t *testing.T) {
	if testing.Short() {
		t.Skip("takes many seconds")
	}
	warm()
	srv := atlastest.NewServer(t, atlastest.WithRecording(0), atlastest.WithServiceAccount(clientID, clientSecret))
	job := srv.AddJobs(20, atlastest.Job{Kind: atlastest.Cloud, GroupID: group, Cluster: "c0"}, atlastest.Outcome{})[0]
	goroutines := runtime.NumGoroutine()
	var conns connections
	transport := &http.Transport{MaxIdleConnsPerHost: crowd, DialContext: conns.dial}
	client, err := atlas20250312.New(options(srv, credentials[0], atlas.WithHTTPClient(&http.Client{Transport: transport}))...)
	if err != nil {
		t.Fatal(err)
	}
	s := &soak{client: client, job: job}
	begin := time.Now()
	s.run(t, soakCalls/5, begin.Add(soakTime/5))
	early := heap()
	s.run(t, soakCalls, begin.Add(soakTime))
	took := time.Since(begin)
	if during := runtime.NumGoroutine(); during > goroutines+6*crowd {
		t.Errorf("%d goroutines with idle connections, %d before", during, goroutines)
	}
	late := heap()
	t.Logf("%d calls, %.0f a second; heap %d KiB after a fifth, %d KiB at the end; %d jobs, %d connections",
		s.calls.Load(), float64(s.calls.Load())/took.Seconds(), early>>10, late>>10, s.made.Load(), conns.dialled.Load())
	// Each job that the server keeps takes its place.
	if allowed := early + early/5 + uint64(s.made.Load())*2<<10; late > allowed {
		t.Errorf("the heap has grown from %d to %d bytes, more than %d", early, late, allowed)
	}
	if s.failed.Load() > 0 {
		t.Errorf("%d calls failed", s.failed.Load())
	}
	if n := int64(len(srv.Jobs())); n != 20+s.made.Load() {
		t.Errorf("%d jobs, want 20 and the %d that were created", n, s.made.Load())
	}
	// The token endpoint and a connection that is about to be idle may cost some more.
	if n := conns.dialled.Load(); n > 2*crowd {
		t.Errorf("%d connections for %d goroutines", n, crowd)
	}
	transport.CloseIdleConnections()
	settle(t, goroutines)
	if n := conns.open.Load(); n != 0 {
		t.Errorf("%d connections are left open", n)
	}
}

// connections counts those that were made, and those that are not closed yet.
type connections struct{ dialled, open atomic.Int64 }

func (c *connections) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	c.dialled.Add(1)
	c.open.Add(1)
	return &countedConn{Conn: conn, closed: sync.OnceFunc(func() { c.open.Add(-1) })}, nil
}

type countedConn struct {
	net.Conn
	closed func()
}

func (c *countedConn) Close() error {
	defer c.closed()
	return c.Conn.Close()
}

// run calls until there were so many calls in all, or the time has come.
func (s *soak) run(t *testing.T, calls int64, until time.Time) {
	var running sync.WaitGroup
	for range crowd {
		running.Go(func() {
			for n := s.calls.Add(1); n <= calls && time.Now().Before(until); n = s.calls.Add(1) {
				if err := s.call(t, n); err != nil && s.failed.Add(1) < 10 {
					t.Errorf("call %d: %v", n, err)
				}
			}
			s.calls.Add(-1) // the one that was not made
		})
	}
	running.Wait()
}

// call makes the nth call: mostly gets, some lists, a few creates.
func (s *soak) call(t *testing.T, n int64) error {
	switch {
	case n%100 == 0:
		made, err := s.client.CreateCloudRestoreJob(t.Context(), group, fmt.Sprint("c", 1+n%5_000), atlas20250312.CloudRestoreJobRequest{
			DeliveryType: atlas20250312.CloudRestoreJobDeliveryTypeDownload, SnapshotID: snapshot,
		})
		if err == nil && made.ID != "" {
			s.made.Add(1)
		}
		return err
	case n%10 == 1:
		page, err := s.client.ListCloudRestoreJobs(t.Context(), group, "c0", nil)
		if err == nil && len(page.Results) != 20 {
			return fmt.Errorf("%d jobs, want 20", len(page.Results))
		}
		return err
	default:
		job, err := s.client.GetCloudRestoreJob(t.Context(), group, "c0", s.job)
		if err == nil && job.ID != s.job {
			return fmt.Errorf("job %q, want %q", job.ID, s.job)
		}
		return err
	}
}

// heap returns the bytes on the heap that are in use.
func heap() uint64 {
	runtime.GC()
	runtime.GC() // what finalizers and pools have held
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

// settle waits until there are no more goroutines than before.
func settle(t *testing.T, before int) {
	t.Helper()
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	stacks := make([]byte, 1<<16)
	t.Errorf("%d goroutines are left, %d before:\n%s", runtime.NumGoroutine(), before, stacks[:runtime.Stack(stacks, true)])
}
