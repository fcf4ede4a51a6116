package e2e_test

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/atlasrestore/atlasrestore/atlastest"
)

// hasCount tells whether the list of a kind has the parameter includeCount; hasPages whether it has pages at all.
func hasCount(kind atlastest.Kind) bool { return hasPages(kind) && kind != atlastest.Collection }
func hasPages(kind atlastest.Kind) bool { return kind != atlastest.Tenant }

// addJobs fills the list of a kind. Jobs of other kinds and clusters are not to be seen in it.
func (w *world) addJobs(kind atlastest.Kind, n int) []string {
	for _, s := range scenarios() {
		for _, other := range []atlastest.Job{
			{Kind: s.kind, GroupID: group, Cluster: "other"},
			{Kind: s.kind, GroupID: snapshot, Cluster: "list"},
		} {
			w.srv.AddJobs(1, other, atlastest.Outcome{})
		}
	}
	return w.srv.AddJobs(n, atlastest.Job{Kind: kind, GroupID: group, Cluster: "list"}, atlastest.Outcome{})
}

// queries returns the query of each request of the list, without those for credentials.
func (w *world) queries() []url.Values {
	var all []url.Values
	for _, r := range w.srv.Requests() {
		if r.Status != 401 && r.Operation != "token" {
			all = append(all, r.Query)
		}
	}
	return all
}

// Ten thousand jobs: each is yielded once, in order, in twenty full pages. Since the last one is full, only an empty one
// after it tells that there is no more.
func TestTenThousandJobs(t *testing.T) {
	const n, pages = 10_000, 20
	inWorld(t, versions()[3], credentials[0], nil, func(w *world) {
		want := w.addJobs(atlastest.Cloud, n)
		got, err := collect(w.apis[atlastest.Cloud].all(w.ctx, "list"))
		if err != nil || !slices.Equal(ids(got), want) {
			w.Errorf("%d jobs, want %d, in order; error %v", len(got), n, err)
		}
		if diff := cmp.Diff(listRequests(atlastest.Cloud, n, 0), w.queries()); diff != "" || len(w.queries()) != pages+1 {
			w.Errorf("%d requests, want %d; queries (-want +got):\n%s", len(w.queries()), pages+1, diff)
		}
	})
}

// Every list is walked to its end, whatever its length, also when it is too long to be counted: then the page is asked
// for again without a count, and so are those after it.
func TestListsOfAnyLength(t *testing.T) {
	t.Parallel()
	newest := map[atlastest.Kind]string{} // the version in which a kind is tested with all lengths
	for _, v := range versions() {
		for kind := range v.served {
			newest[kind] = v.name
		}
	}
	for _, list := range []struct {
		n, limit   int
		everywhere bool
	}{
		{501, 0, false}, {501, 500, true}, {500, 500, false}, {1000, 400, false}, {499, 0, false}, {1, 0, true}, {0, 0, false},
	} {
		t.Run(fmt.Sprint(list.n, " jobs, limit ", list.limit), func(t *testing.T) {
			opts := []atlastest.Option{atlastest.WithListLimit(list.limit)}
			for _, v := range versions() {
				for kind := range v.served {
					if !list.everywhere && newest[kind] != v.name {
						continue
					}
					t.Run(v.name+"/"+string(kind), func(t *testing.T) {
						inWorld(t, v, credentials[0], opts, func(w *world) { w.walk(w.apis[kind], kind, list.n, list.limit) })
					})
				}
			}
		})
	}
}

func (w *world) walk(a *api, kind atlastest.Kind, n, limit int) {
	want := w.addJobs(kind, n)
	got, err := collect(a.all(w.ctx, "list"))
	if err != nil || !slices.Equal(ids(got), want) {
		w.Fatalf("%d jobs, want %d, in order; error %v", len(got), n, err)
	}
	if diff := cmp.Diff(listRequests(kind, n, limit), w.queries()); diff != "" {
		w.Errorf("queries (-want +got):\n%s", diff)
	}
}

// listRequests are the queries that a list of n jobs costs.
func listRequests(kind atlastest.Kind, n, limit int) []url.Values {
	if !hasPages(kind) {
		return []url.Values{{}}
	}
	var all []url.Values
	tooLong := limit > 0 && n > limit && hasCount(kind)
	for page := 1; page <= n/500+1; page++ {
		q := url.Values{"itemsPerPage": {"500"}, "pageNum": {fmt.Sprint(page)}}
		if tooLong && page == 1 {
			all = append(all, maps.Clone(q))
		}
		if tooLong {
			q.Set("includeCount", "false")
		}
		all = append(all, q)
	}
	return all
}

// A walk that is left early asks for no page more, and can be begun anew.
func TestListLeftEarly(t *testing.T) {
	eachKind(t, credentials[:1], nil, func(w *world, kind atlastest.Kind, a *api) {
		n := 501 // one more than the first page holds
		if testing.Short() {
			n = 10
		}
		want := w.addJobs(kind, n)
		seq := a.all(w.ctx, "list")
		if len(w.queries()) != 0 {
			w.Errorf("the list was asked for before anybody wanted it")
		}
		for range 2 {
			for j, err := range seq {
				if err != nil || j.id != want[0] {
					w.Errorf("first job %v, want %s; error %v", j, want[0], err)
				}
				break
			}
		}
		if got := len(w.queries()); got != 2 {
			w.Errorf("%d requests, want one for each walk", got)
		}
	})
}

// An error ends a walk after the jobs that came before it, and is yielded once.
func TestListBreaks(t *testing.T) {
	eachKind(t, credentials[:1], nil, func(w *world, kind atlastest.Kind, a *api) {
		if !hasPages(kind) {
			w.Skip("has no second page")
		}
		w.addJobs(kind, 501)
		second := func(r atlastest.Request) bool { return r.Query.Get("pageNum") == "2" }
		w.srv.Inject(atlastest.Fault{Match: second, Status: 500})
		var jobs, errs int
		for j, err := range a.all(w.ctx, "list") {
			switch answer, ok := err.(*atlas.Error); {
			case err == nil && j.id != "":
				jobs++
			case ok && answer.Status == 500 && j.value == nil:
				errs++
			default:
				w.Errorf("job %v, error %v", j, err)
			}
		}
		if jobs != 500 || errs != 1 {
			w.Errorf("%d jobs and %d errors, want 500 and one", jobs, errs)
		}
	})
}
