package e2e_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/atlasrestore/atlasrestore/atlastest"
	"github.com/atlasrestore/atlasrestore/generated/atlas20250312"
)

// Jobs that end badly: the wait says how, with the job as it was last seen.
func TestBadEndings(t *testing.T) {
	endings := []struct {
		name    string
		outcome atlastest.Outcome
		want    error
		state   atlas.JobState
	}{
		{"failed", atlastest.Outcome{Fail: true}, atlas.ErrJobFailed, atlas.JobFailed},
		{"cancelled by somebody", atlastest.Outcome{Cancel: true}, atlas.ErrJobCancelled, atlas.JobCancelled},
	}
	for _, e := range endings {
		t.Run(e.name, func(t *testing.T) {
			eachKind(t, credentials, nil, func(w *world, kind atlastest.Kind, a *api) {
				want, state := e.want, e.state
				if kind == atlastest.Flex || kind == atlastest.Tenant { // they know no other bad end
					want, state = atlas.ErrJobFailed, atlas.JobFailed
				}
				for _, s := range ofKind(kind) {
					if s.batch {
						continue // see TestBatchFails
					}
					download := s.outcome.Download
					s.outcome = e.outcome
					s.outcome.Download = download
					j := w.made(a, s)[0]
					got, err := a.wait(w.ctx, s.cluster, j.id)
					w.endedBadly(a, s.name, j, got, err, want, state)
				}
			})
		})
	}
}

// endedBadly checks what a wait returned for job j: the kind of error, and the job as it was last seen, twice.
func (w *world) endedBadly(a *api, name string, j, got job, err, want error, state atlas.JobState) {
	w.Helper()
	last, ok := a.lastJob(err)
	if !errors.Is(err, want) || !ok || last.id != j.id || last.state != state || got.id != j.id || got.state != state {
		w.Errorf("%s: wait: %v, error %v with job %v; want %v", name, got, err, last, want)
	}
	if jobErr := (*atlas.JobError)(nil); !errors.As(err, &jobErr) || jobErr.State != state {
		w.Errorf("%s: the error is %#v", name, err)
	}
	for _, other := range []error{atlas.ErrJobFailed, atlas.ErrJobCancelled, atlas.ErrJobExpired} {
		if other != want && errors.Is(err, other) {
			w.Errorf("%s: the error %v is also %v", name, err, other)
		}
	}
}

// A download that nobody fetched in time is expired: a wait says so, and so does a download.
func TestExpired(t *testing.T) {
	eachKind(t, credentials, nil, func(w *world, kind atlastest.Kind, a *api) {
		s, ok := delivering(kind)
		if !ok {
			w.Skip("delivers nothing")
		}
		j := w.finished(a, s, w.made(a, s))[0]
		time.Sleep(3 * time.Hour)
		if kind != atlastest.Flex && kind != atlastest.Tenant { // their jobs have no such state
			got, err := a.wait(w.ctx, s.cluster, j.id)
			w.endedBadly(a, s.name, j, got, err, atlas.ErrJobExpired, atlas.JobExpired)
		}
		want := atlas.ErrLinkExpired
		if kind == atlastest.Legacy { // it takes its link back
			want = atlas.ErrNoDownload
		}
		opts := &atlas.DownloadOptions{HTTPClient: w.srv.Client()}
		results, err := a.download(w.ctx, group, s.cluster, j.id, w.TempDir(), opts)
		if !errors.Is(err, want) {
			w.Errorf("download: %v, error %v; want %v", results, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "/downloads/") {
			w.Errorf("the error shows the path of the link, which is its key: %v", err)
		}
	})
}

// Whoever cancels a download is told so by the wait that is under way. Cancelling is for downloads alone.
func TestCancel(t *testing.T) {
	eachKind(t, credentials, nil, func(w *world, kind atlastest.Kind, a *api) {
		if a.cancel == nil {
			w.Skip("cannot be cancelled")
		}
		for _, s := range ofKind(kind) {
			j := w.made(a, s)[0]
			if s.files == 0 {
				err := a.cancel(w.ctx, group, s.cluster, j.id)
				if !errors.Is(err, atlas.ErrMethodNotAllowed) || !errors.Is(err, atlas.Code("CANNOT_CANCEL_RESTORE_JOB")) {
					w.Errorf("%s: cancel: %v, want ErrMethodNotAllowed", s.name, err)
				}
				continue
			}
			cancelled := make(chan error, 1)
			time.AfterFunc(time.Minute, func() { cancelled <- a.cancel(w.ctx, group, s.cluster, j.id) })
			begin := time.Now()
			got, err := a.wait(w.ctx, s.cluster, j.id)
			if took := time.Since(begin); took > 2*time.Minute {
				w.Errorf("%s: the wait took %s", s.name, took)
			}
			if err := <-cancelled; err != nil {
				w.Errorf("%s: cancel: %v", s.name, err)
			}
			w.endedBadly(a, s.name, j, got, err, atlas.ErrJobCancelled, atlas.JobCancelled)
		}
	})
}

// A batch has failed when one of its jobs has, and is waited for until the slowest has finished.
func TestBatchFails(t *testing.T) {
	eachKind(t, credentials, nil, func(w *world, kind atlastest.Kind, a *api) {
		if a.batch == nil {
			w.Skip("makes no batches")
		}
		for _, s := range ofKind(kind) {
			if !s.batch {
				continue
			}
			s.outcome = atlastest.Outcome{FailShards: []int{1}}
			jobs := w.made(a, s)
			got, err := a.batch(w.ctx, s.cluster, jobs[0].batch)
			last, ok := a.lastJobs(err)
			if !errors.Is(err, atlas.ErrJobFailed) || !ok || len(last) != shards || !slices.Equal(ids(got), ids(jobs)) {
				w.Fatalf("%s: %v, error %v with %v", s.name, got, err, last)
			}
			want := []atlas.JobState{atlas.JobFinished, atlas.JobFailed, atlas.JobRunning}
			for i, j := range got {
				if j.state != want[i] {
					w.Errorf("%s: shard %d is %s, want %s", s.name, i, j.state, want[i])
				}
			}
		}
	})
}

// A wait ends with its context, and returns the job as it was last seen.
func TestWaitEndsWithContext(t *testing.T) {
	eachKind(t, credentials[:1], nil, func(w *world, kind atlastest.Kind, a *api) {
		s := ofKind(kind)[0]
		s.outcome = atlastest.Outcome{Never: true}
		j := w.made(a, s)[0]
		ctx, cancel := context.WithTimeout(w.ctx, 20*time.Minute)
		defer cancel()
		begin := time.Now()
		got, err := a.wait(ctx, s.cluster, j.id)
		if !errors.Is(err, context.DeadlineExceeded) || got.id != j.id || got.state != atlas.JobRunning {
			w.Errorf("wait: %v, error %v; want DeadlineExceeded", got, err)
		}
		if took := time.Since(begin); took != 20*time.Minute {
			w.Errorf("the wait took %s, want 20m", took)
		}
	})
}

// A job that never comes to be is given up after two minutes.
func TestNeverFound(t *testing.T) {
	eachKind(t, credentials[:1], nil, func(w *world, kind atlastest.Kind, a *api) {
		s := ofKind(kind)[0]
		begin := time.Now()
		_, err := a.wait(w.ctx, s.cluster, snapshot)
		took := time.Since(begin)
		if !errors.Is(err, atlas.ErrNotFound) || !errors.Is(err, atlas.Code("RESTORE_JOB_NOT_FOUND")) {
			w.Errorf("wait: %v, want ErrNotFound", err)
		}
		if took < 2*time.Minute || took > 3*time.Minute {
			w.Errorf("the wait took %s, want two minutes and a poll", took)
		}
	})
}

// A collection job can succeed without being whole; its parts tell.
func TestCollectionsTellWhatIsMissing(t *testing.T) {
	v := versions()[3]
	inWorld(t, v, credentials[0], nil, func(w *world) {
		c, err := atlas20250312.New(options(w.srv, credentials[1])...)
		if err != nil {
			w.Fatal(err)
		}
		s := ofKind(atlastest.Collection)[0]
		s.outcome.Collections = map[string]string{"shop.items": "INDEX_BUILD_FAILED", "shop.orders": "NOT_FOUND"}
		id := w.made(w.apis[s.kind], s)[0].id
		done, err := c.WaitCollectionRestoreJob(w.ctx, group, s.cluster, id, nil)
		if err != nil || done.IndexStatus.FailedCollectionCount != 1 {
			w.Fatalf("wait: %+v, error %v", done, err)
		}
		states := map[string]atlas20250312.CollectionRestoreJobCollectionState{}
		for part, err := range c.AllCollectionRestoreJobCollections(w.ctx, group, s.cluster, id, nil) {
			if err != nil {
				w.Fatal(err)
			}
			states[part.SourceNamespace] = part.State
			one, err := c.GetCollectionRestoreJobCollection(w.ctx, group, s.cluster, id, part.SourceNamespace)
			if err != nil || one.State != part.State || one.EffectiveTargetNamespace != part.EffectiveTargetNamespace {
				w.Errorf("get %s: %+v, error %v", part.SourceNamespace, one, err)
			}
		}
		for name, want := range s.outcome.Collections {
			if got := states[name]; string(got) != want {
				w.Errorf("%s is %q, want %q", name, got, want)
			}
		}
	})
}
