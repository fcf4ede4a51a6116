package e2e_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/atlasrestore/atlasrestore/atlastest"
)

// In a storm, a tenth of all requests are spoiled: connections break, before and after the request was executed, and
// answers are 429, 500 and 503. Restores of all kinds at once come through it all the same: each is begun once, none is
// lost, and each file is whole.
//
// What the client does not do by itself is left to the caller, and done here as a caller would: a 500 is asked again,
// and after a create that may have been executed the list tells whether it was.
func TestStorm(t *testing.T) {
	t.Parallel()
	seeds := 20
	if testing.Short() {
		seeds = 4
	}
	warm()
	var mu sync.Mutex
	met := map[string]int{} // what the storms did to creates
	t.Run("seeds", func(t *testing.T) {
		for seed := range seeds {
			v, c := versions()[seed%4], credentials[seed/4%2]
			t.Run(fmt.Sprint(seed, " ", v.name, " ", c.name), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					plan := plan(v)
					creates := newStorm(t, v, c, uint64(seed), plan).weather(plan)
					mu.Lock()
					defer mu.Unlock()
					for what, n := range creates {
						met[what] += n
					}
				})
			})
		}
	})
	if want := []string{"adopted", "created", "tried again"}; !slices.Equal(slices.Sorted(maps.Keys(met)), want) {
		t.Errorf("the storms did %v to creates; want each of %v", met, want)
	}
	t.Logf("creates: %v", met)
}

// plan is what is restored in a storm: each scenario of the version three times, on a cluster of its own, which tells
// what became of its create.
func plan(v version) []scenario {
	var all []scenario
	for _, s := range scenarios() {
		if _, has := v.served[s.kind]; !has {
			continue
		}
		for range 3 {
			one := s
			one.cluster = fmt.Sprintf("%s-%d", s.cluster, len(all))
			all = append(all, one)
		}
	}
	return all
}

// newStorm is a world in which a storm is going on.
func newStorm(t *testing.T, v version, c credential, seed uint64, plan []scenario) *world {
	// The nonce window is for API keys: see TestDigestSurvivesReplays.
	opts := []atlastest.Option{atlastest.WithSeed(seed + 1), atlastest.WithNonceWindow(63)}
	outcomes := map[string]atlastest.Outcome{}
	for _, s := range plan {
		outcomes[s.cluster] = s.outcome
		if strings.HasPrefix(s.cluster, "sharded") {
			opts = append(opts, atlastest.WithCluster(group, s.cluster, atlastest.DedicatedCluster, shards))
		}
	}
	srv := mock(t, opts...)
	srv.OutcomeFor(func(j atlastest.Job) (atlastest.Outcome, bool) { o, ok := outcomes[j.Cluster]; return o, ok })
	srv.Inject(atlastest.Storm(seed, 0.10)...)
	apis, err := v.make(options(srv, c)...)
	if err != nil {
		t.Fatal(err)
	}
	return newWorld(t, srv, apis)
}

// weather runs the plan, all at once, and tells how the creates went.
func (w *world) weather(plan []scenario) map[string]int {
	var mu sync.Mutex
	how := map[string]int{}
	var running sync.WaitGroup
	want := map[string]int{} // jobs by cluster
	for _, s := range plan {
		want[s.cluster] = s.jobs()
		running.Go(func() {
			created := w.survive(w.apis[s.kind], s)
			mu.Lock()
			defer mu.Unlock()
			how[created]++
		})
	}
	running.Wait()
	w.countJobs(want)
	return how
}

// countJobs checks that each restore was begun once.
func (w *world) countJobs(want map[string]int) {
	w.Helper()
	got := map[string]int{}
	for _, j := range w.srv.Jobs() {
		got[j.Cluster]++
	}
	for where, n := range want {
		if got[where] != n {
			w.Errorf("%s has %d jobs, want %d", where, got[where], n)
		}
	}
	if len(got) != len(want) {
		w.Errorf("jobs on %d clusters, want %d", len(got), len(want))
	}
}

// survive makes a whole restore, and tells how its create went.
func (w *world) survive(a *api, s scenario) string {
	jobs, how := w.createOnce(a, s)
	if jobs == nil {
		return how
	}
	listed := again(w, func() ([]job, error) { return collect(a.all(w.ctx, s.cluster)) })
	if !slices.Equal(ids(listed), ids(jobs)) {
		w.Errorf("%s: list %v, want %v", s.name, ids(listed), ids(jobs))
	}
	if s.batch {
		done := again(w, func() ([]job, error) { return a.batch(w.ctx, s.cluster, jobs[0].batch) })
		if !slices.Equal(ids(done), ids(jobs)) {
			w.Errorf("%s: batch %v, want %v", s.name, ids(done), ids(jobs))
		}
	}
	for _, j := range jobs {
		done := again(w, func() (job, error) { return a.wait(w.ctx, s.cluster, j.id) })
		got := again(w, func() (job, error) { return a.get(w.ctx, s.cluster, j.id) })
		if done.id != j.id || got.id != j.id || done.state != atlas.JobFinished || got.state != atlas.JobFinished {
			w.Errorf("%s: wait %v, get %v, want %s finished", s.name, done, got, j.id)
		}
		if s.files == 0 {
			continue
		}
		opts := &atlas.DownloadOptions{HTTPClient: w.srv.Client()}
		dir := w.TempDir()
		results := again(w, func() ([]atlas.DownloadResult, error) { return a.download(w.ctx, group, s.cluster, j.id, dir, opts) })
		if len(results) != s.files {
			w.Errorf("%s: %d files, want %d", s.name, len(results), s.files)
		}
		for i, r := range results {
			w.compare(r, j.id, i)
		}
	}
	return how
}

// createOnce creates as a careful caller does: after an error it looks whether the job is there.
func (w *world) createOnce(a *api, s scenario) ([]job, string) {
	how := "created"
	for range 10 {
		jobs, err := a.create(w.ctx, s.cluster, s.body)
		if err == nil {
			return jobs, how
		}
		jobs = again(w, func() ([]job, error) { return collect(a.all(w.ctx, s.cluster)) })
		if len(jobs) > 0 {
			return jobs, "adopted"
		}
		how = "tried again"
	}
	w.Errorf("%s: ten creates failed", s.name)
	return nil, how
}

// again repeats a read as long as it fails for what the client rightly takes for an answer: a 500.
func again[T any](w *world, read func() (T, error)) T {
	w.Helper()
	for {
		value, err := read()
		if err == nil {
			return value
		}
		answer := (*atlas.Error)(nil)
		if !errors.As(err, &answer) || answer.Status != 500 {
			w.Errorf("a read did not come through: %v", err)
			return value
		}
		time.Sleep(time.Second)
	}
}
