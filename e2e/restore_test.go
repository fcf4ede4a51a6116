package e2e_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/atlasrestore/atlasrestore/atlastest"
)

// A restore in good weather: the job is created, is unknown for a while, runs, finishes, can be read and listed, and what
// it delivers arrives byte by byte.
func TestRestore(t *testing.T) {
	t.Parallel()
	for _, s := range scenarios() {
		t.Run(string(s.kind)+" "+s.name, func(t *testing.T) {
			for _, v := range versions() {
				served, has := v.served[s.kind]
				if !has {
					continue
				}
				for _, c := range credentials {
					t.Run(v.name+"/"+c.name, func(t *testing.T) {
						opts := []atlastest.Option{atlastest.WithCreateDelay(20 * time.Second)}
						inWorld(t, v, c, opts, func(w *world) { w.restore(w.apis[s.kind], s, served) })
					})
				}
			}
		})
	}
}

func (w *world) restore(a *api, s scenario, served string) {
	var info atlas.ResponseInfo
	w.ctx = atlas.WithResponseInfo(w.ctx, &info)
	jobs := w.made(a, s)
	if info.VersionServed != served {
		w.Errorf("version served: %q, want %q", info.VersionServed, served)
	}
	begin := time.Now()
	if _, err := a.get(w.ctx, s.cluster, jobs[0].id); !errors.Is(err, atlas.ErrNotFound) {
		w.Errorf("get right after the create: %v, want ErrNotFound", err)
	}
	finished := w.finished(a, s, jobs)
	w.tookAbout(5*time.Minute, time.Since(begin))
	for _, j := range finished {
		got, err := a.get(w.ctx, s.cluster, j.id)
		if err != nil || got.state != atlas.JobFinished {
			w.Errorf("get: %v, error %v", got, err)
		}
		if diff := cmp.Diff(j.value, got.value); diff != "" {
			w.Errorf("get differs from wait (-wait +get):\n%s", diff)
		}
	}
	listed, err := collect(a.all(w.ctx, s.cluster))
	if err != nil || !slices.Equal(ids(listed), ids(jobs)) {
		w.Errorf("list: %v, want %v; error %v", ids(listed), ids(jobs), err)
	}
	for _, j := range finished {
		w.download(a, s, j.id, nil)
	}
	if tokens := w.seen()["token"]; tokens > 1 {
		w.Errorf("%d tokens were asked for, want one", tokens)
	}
}

// tookAbout checks how long a job took, which is at least as long as the server says, and at most two polls longer,
// with the quarters that the shards of a legacy batch run longer.
func (w *world) tookAbout(want, got time.Duration) {
	w.Helper()
	if got < want-time.Minute || got > want+4*time.Minute {
		w.Errorf("the waiting took %s, want about %s", got, want)
	}
}

// finished waits for the jobs of one create.
func (w *world) finished(a *api, s scenario, jobs []job) []job {
	w.Helper()
	var done []job
	var err error
	if s.batch {
		done, err = a.batch(w.ctx, s.cluster, jobs[0].batch)
	} else {
		done = make([]job, 1)
		done[0], err = a.wait(w.ctx, s.cluster, jobs[0].id)
	}
	if err != nil || !slices.Equal(ids(done), ids(jobs)) {
		w.Fatalf("wait for %v: %v, error %v", jobs, done, err)
	}
	for _, j := range done {
		if j.state != atlas.JobFinished {
			w.Fatalf("wait ended with %v", j)
		}
	}
	return done
}

// download fetches what a job delivers, and compares it with what the server has. A job that delivers nothing says so.
func (w *world) download(a *api, s scenario, id string, opts *atlas.DownloadOptions) []atlas.DownloadResult {
	w.Helper()
	if a.download == nil {
		return nil
	}
	var o atlas.DownloadOptions
	if opts != nil {
		o = *opts
	}
	o.HTTPClient = w.srv.Client()
	results, err := a.download(w.ctx, group, s.cluster, id, w.TempDir(), &o)
	if s.files == 0 {
		if !errors.Is(err, atlas.ErrNoDownload) {
			w.Errorf("download of a job that delivers nothing: %v, want ErrNoDownload", err)
		}
		return nil
	}
	if err != nil || len(results) != s.files {
		w.Fatalf("download: %d files, want %d; error %v", len(results), s.files, err)
	}
	for i, r := range results {
		w.compare(r, id, i)
	}
	return results
}

// compare compares a file with what the server has.
func (w *world) compare(r atlas.DownloadResult, id string, shard int) {
	w.Helper()
	content, err := w.srv.Content(id, shard)
	if err != nil {
		w.Fatal(err)
	}
	want, err := io.ReadAll(content)
	if err != nil {
		w.Fatal(err)
	}
	got, err := os.ReadFile(r.Path)
	if err != nil || !bytes.Equal(got, want) || r.Bytes != int64(len(want)) {
		w.Errorf("file %d: %d bytes that differ from the %d of the server, error %v", shard, len(got), len(want), err)
	}
	if name := filepath.Base(r.Path); !strings.HasSuffix(name, snapshot+".tar.gz") && !strings.HasSuffix(name, fmt.Sprint("-shard-", shard, ".tar.gz")) {
		w.Errorf("file %d is called %s", shard, name)
	}
	if _, err := os.Stat(r.Path + ".part"); err == nil {
		w.Errorf("%s has left a part", r.Path)
	}
}

// What Atlas has switched off answers 410 on each call, and a wait for it ends at once.
func TestSunset(t *testing.T) {
	today := []atlastest.Option{atlastest.WithStart(time.Now())}
	eachKind(t, credentials[:1], today, func(w *world, kind atlastest.Kind, a *api) {
		s := ofKind(kind)[0]
		gone := kind == atlastest.Serverless || kind == atlastest.Tenant
		id := w.srv.AddJobs(1, atlastest.Job{Kind: kind, GroupID: group, Cluster: s.cluster}, atlastest.Outcome{})[0]
		begin := time.Now()
		_, create := a.create(w.ctx, s.cluster, s.body)
		_, get := a.get(w.ctx, s.cluster, id)
		_, list := collect(a.all(w.ctx, s.cluster))
		_, wait := a.wait(w.ctx, s.cluster, id)
		for call, err := range map[string]error{"create": create, "get": get, "list": list, "wait": wait} {
			if errors.Is(err, atlas.ErrGone) != gone || !gone && err != nil {
				w.Errorf("%s: %v; want ErrGone: %t", call, err, gone)
			}
		}
		if took := time.Since(begin); gone && took > 0 {
			w.Errorf("%s passed; nothing is to be waited for", took)
		}
	})
}
