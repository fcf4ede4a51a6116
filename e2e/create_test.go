package e2e_test

import (
	"errors"
	"maps"
	"net/http"
	"slices"
	"testing"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/atlasrestore/atlasrestore/atlastest"
)

// A trouble is what can happen to a create, once, and what becomes of it.
type trouble struct {
	name  string
	fault atlastest.Fault
	// By default, and with RetryCreates: how many restores were begun, and whether the caller gets an error. A restore
	// that somebody does not know of is bad, two of them are worse.
	careful, bold ending
}

// An ending is how a create can end.
type ending struct {
	jobs int
	err  bool
}

var troubles = []trouble{
	{
		"dropped before it was executed", atlastest.Fault{Drop: atlastest.DropBefore},
		ending{jobs: 0, err: true}, ending{jobs: 1},
	}, {
		"dropped after it was executed", atlastest.Fault{Drop: atlastest.DropAfter},
		ending{jobs: 1, err: true}, ending{jobs: 2},
	}, {
		"broken within the answer", atlastest.Fault{Drop: atlastest.DropBody, DropAfter: 10},
		ending{jobs: 1, err: true}, ending{jobs: 1, err: true}, // an answer of 200 came: it was executed
	}, {
		"answer cut", atlastest.Fault{Malformed: true},
		ending{jobs: 1, err: true}, ending{jobs: 1, err: true},
	}, {
		"rate limited", atlastest.Fault{Status: http.StatusTooManyRequests, RetryAfter: "3"},
		ending{jobs: 1}, ending{jobs: 1},
	}, {
		"proxy down", atlastest.Fault{Status: http.StatusServiceUnavailable, HTML: true},
		ending{jobs: 0, err: true}, ending{jobs: 1},
	}, {
		"proxy lost the answer", atlastest.Fault{Status: http.StatusBadGateway, HTML: true, Execute: true},
		ending{jobs: 1, err: true}, ending{jobs: 2},
	}, {
		"server failed afterwards", atlastest.Fault{Status: http.StatusInternalServerError, Execute: true},
		ending{jobs: 1, err: true}, ending{jobs: 1, err: true},
	},
}

// A create is sent again only when Atlas surely did not execute it, or the caller allows it.
func TestCreateIsNotRepeated(t *testing.T) {
	policies := []struct {
		name string
		opts []atlas.Option
		want func(trouble) ending
	}{
		{"by default", nil, func(tr trouble) ending { return tr.careful }},
		{"RetryCreates", []atlas.Option{atlas.WithRetry(atlas.RetryPolicy{RetryCreates: true})}, func(tr trouble) ending { return tr.bold }},
		{"NoRetry", []atlas.Option{atlas.NoRetry()}, func(tr trouble) ending {
			if tr.fault.Status == http.StatusTooManyRequests {
				return ending{jobs: 0, err: true}
			}
			return tr.careful
		}},
	}
	for _, p := range policies {
		t.Run(p.name, func(t *testing.T) {
			eachKind(t, credentials[:1], nil, func(w *world, kind atlastest.Kind, a *api) {
				for _, tr := range troubles {
					w.checkCreate(a, ofKind(kind)[0], tr, p.want(tr))
				}
			}, p.opts...)
		})
	}
}

// checkCreate creates a job in a trouble.
func (w *world) checkCreate(a *api, s scenario, tr trouble, want ending) {
	w.Helper()
	w.srv.Reset()
	w.srv.NextJob(atlastest.Outcome{})
	// The token that the reset has ended is renewed, so that only the create itself meets the fault.
	if _, err := collect(a.all(w.ctx, s.cluster)); err != nil {
		w.Fatal(err)
	}
	fault := tr.fault
	fault.Operation, fault.Times = "*.create", 1
	injected := w.srv.Inject(fault)[0]
	jobs, err := a.create(w.ctx, s.cluster, s.body)
	if injected.Applied() != 1 {
		w.Fatalf("%s: the fault was applied %d times", tr.name, injected.Applied())
	}
	got := ending{jobs: len(w.srv.Jobs()), err: err != nil}
	if got != want {
		w.Errorf("%s: %+v, want %+v; error %v", tr.name, got, want, err)
	}
	if err == nil { // the caller has the job of the last attempt
		all := w.srv.Jobs()
		if len(jobs) != 1 || jobs[0].id != all[len(all)-1].ID {
			w.Errorf("%s: created %v, the server has %v", tr.name, jobs, all)
		}
	}
}

// The error of a create tells what went wrong, in kinds.
func TestErrorOfCreate(t *testing.T) {
	want := map[string]error{
		"broken within the answer": atlas.ErrUnexpectedResponse,
		"answer cut":               atlas.ErrUnexpectedResponse,
		"rate limited":             atlas.ErrRateLimited,
		"proxy down":               atlas.ErrServer,
		"proxy lost the answer":    atlas.ErrServer,
		"server failed afterwards": atlas.ErrServer,
	}
	eachKind(t, credentials[1:], nil, func(w *world, kind atlastest.Kind, a *api) {
		s := ofKind(kind)[0]
		for _, tr := range troubles {
			kindOfError, ok := want[tr.name]
			if !ok {
				continue
			}
			w.srv.Reset()
			fault := tr.fault
			fault.Operation = "*.create"
			fault.Match = func(r atlastest.Request) bool { return r.Authenticated }
			w.srv.Inject(fault)
			_, err := a.create(w.ctx, s.cluster, s.body)
			answer := (*atlas.Error)(nil)
			if !errors.Is(err, kindOfError) || !errors.As(err, &answer) {
				w.Errorf("%s: %v, want %v in an *atlas.Error", tr.name, err, kindOfError)
			}
		}
	})
}

// Each kind is among what is tested, so that a table that lost an entry does not pass.
func TestTablesAreWhole(t *testing.T) {
	want := []atlastest.Kind{
		atlastest.Cloud, atlastest.Collection, atlastest.Flex, atlastest.Legacy, atlastest.Serverless, atlastest.Tenant,
	}
	inScenarios, inVersions := map[atlastest.Kind]bool{}, map[atlastest.Kind]bool{}
	for _, s := range scenarios() {
		inScenarios[s.kind] = true
	}
	for _, v := range versions() {
		for kind := range v.served {
			inVersions[kind] = true
		}
	}
	for name, table := range map[string]map[atlastest.Kind]bool{"scenarios": inScenarios, "versions": inVersions} {
		if got := slices.Sorted(maps.Keys(table)); !slices.Equal(got, want) {
			t.Errorf("%s have the kinds %v, want %v", name, got, want)
		}
	}
}
