package e2e_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/atlasrestore/atlasrestore/atlastest"
)

// strange are answers that no document promises, and that must be read all the same.
var strange = map[string]atlastest.Fault{
	"unknown enumeration values": {UnknownEnum: true},
	"unknown members":            {UnknownField: true},
	"nulls":                      {Nulls: true},
	"all of it":                  {UnknownEnum: true, UnknownField: true, Nulls: true},
	"without a version":          {ContentType: "application/json"},
	"of another version":         {ContentType: "application/vnd.atlas.2031-07-09+json;charset=utf-8"},
	"of the future":              {ContentType: "application/vnd.atlas.preview+json"},
}

// What Atlas sends and no document promises does not fail a call, and is no issue of a field.
func TestStrangeAnswers(t *testing.T) {
	for name, fault := range strange {
		t.Run(name, func(t *testing.T) {
			eachKind(t, credentials[:1], nil, func(w *world, kind atlastest.Kind, a *api) {
				list := ofKind(kind)
				if testing.Short() {
					list = list[:1]
				}
				for _, s := range list {
					w.checkStrange(a, s, name, fault)
				}
			})
		})
	}
}

func (w *world) checkStrange(a *api, s scenario, name string, fault atlastest.Fault) {
	w.Helper()
	plain := w.finished(a, s, w.made(a, s))[0]
	fault.Path = "/api/atlas/**"
	defer w.srv.Inject(fault)[0].Remove()
	var info atlas.ResponseInfo
	ctx := atlas.WithResponseInfo(w.ctx, &info)
	check := func(call string, jobs []job, err error) {
		w.Helper()
		if err != nil || len(jobs) == 0 || len(info.Issues) > 0 {
			w.Errorf("%s: %s with %s: %v, error %v, issues %v", s.name, call, name, jobs, err, info.Issues)
		}
		for _, j := range jobs {
			if len(j.id) != 24 {
				w.Errorf("%s: %s with %s: the id is %q", s.name, call, name, j.id)
			}
			if fault.UnknownEnum && !fault.Nulls && !strings.Contains(j.text(w), "VALUE_OF_THE_FUTURE") {
				w.Errorf("%s: %s: the unknown value is lost: %s", s.name, call, j.text(w))
			}
		}
	}
	got, err := a.get(ctx, s.cluster, plain.id)
	check("get", []job{got}, err)
	listed, err := collect(a.all(ctx, s.cluster))
	check("list", listed, err)
	created, err := a.create(ctx, s.cluster, s.body)
	check("create", created, err)
	if fault.Nulls || fault.UnknownEnum {
		if j := created[0]; j.state != atlas.JobRunning {
			w.Errorf("%s: a new job of which nothing is known is %s, want running", s.name, j.state)
		}
		return
	}
	if diff := cmp.Diff(plain.value, got.value); diff != "" {
		w.Errorf("%s: %s change the job (-plain +got):\n%s", s.name, name, diff)
	}
}

// A wait goes on through strange answers, until one comes that tells.
func TestWaitThroughStrangeAnswers(t *testing.T) {
	for name, fault := range strange {
		t.Run(name, func(t *testing.T) {
			eachKind(t, credentials[:1], nil, func(w *world, kind atlastest.Kind, a *api) {
				s, f := ofKind(kind)[0], fault
				f.Operation, f.Times = "*.get", 3
				w.srv.Inject(f)
				w.finished(a, s, w.made(a, s))
			})
		})
	}
}

// useless are answers with a success status that cannot be used.
var useless = map[string]struct {
	fault    atlastest.Fault
	attempts int // of a read
}{
	"page of a proxy":   {atlastest.Fault{ContentType: "text/html; charset=utf-8"}, 1},
	"another type":      {atlastest.Fault{ContentType: "application/gzip"}, 1},
	"type that is none": {atlastest.Fault{ContentType: ";;;"}, 1},
	"cut":               {atlastest.Fault{Malformed: true}, 4},
	"not JSON":          {atlastest.Fault{Corrupt: true}, 1},
	"broken connection": {atlastest.Fault{Drop: atlastest.DropBody, DropAfter: 20}, 4},
}

// An answer that cannot be used is an error of its own kind. A read is tried again when another attempt may bring the
// whole of it, a create never.
func TestUselessAnswers(t *testing.T) {
	for name, u := range useless {
		t.Run(name, func(t *testing.T) {
			eachKind(t, credentials[:1], nil, func(w *world, kind atlastest.Kind, a *api) {
				s := ofKind(kind)[0]
				id := w.made(a, s)[0].id
				w.srv.Inject(fault(u.fault))
				var info atlas.ResponseInfo
				ctx := atlas.WithResponseInfo(w.ctx, &info)
				check := func(call string, err error, attempts int) {
					w.Helper()
					answer := (*atlas.Error)(nil)
					if !errors.Is(err, atlas.ErrUnexpectedResponse) || !errors.As(err, &answer) || answer.Status/100 != 2 {
						w.Errorf("%s: %v, want ErrUnexpectedResponse in an *atlas.Error", call, err)
					}
					if info.Attempts != attempts {
						w.Errorf("%s: %d attempts, want %d; error %v", call, info.Attempts, attempts, err)
					}
				}
				_, err := a.get(ctx, s.cluster, id)
				check("get", err, u.attempts)
				_, err = collect(a.all(ctx, s.cluster))
				check("list", err, u.attempts)
				_, err = a.create(ctx, s.cluster, s.body)
				check("create", err, 1)
				if n := len(w.srv.Jobs()); n != 2 {
					w.Errorf("%d jobs, want 2", n)
				}
			})
		})
	}
}

// fault lets a fault hit the API and not the token endpoint.
func fault(f atlastest.Fault) atlastest.Fault {
	f.Path = "/api/atlas/**"
	return f
}

// One bad answer of each passing kind is made up for by the next attempt.
func TestOneBadAnswer(t *testing.T) {
	faults := map[string]atlastest.Fault{
		"cut":               {Malformed: true},
		"broken connection": {Drop: atlastest.DropBody, DropAfter: 20},
		"502":               {Status: http.StatusBadGateway, HTML: true},
		"503":               {Status: http.StatusServiceUnavailable, RetryAfter: "2"},
		"504":               {Status: http.StatusGatewayTimeout, HTML: true},
		"429":               {Status: http.StatusTooManyRequests},
	}
	for name, f := range faults {
		t.Run(name, func(t *testing.T) {
			eachKind(t, credentials[1:], nil, func(w *world, kind atlastest.Kind, a *api) {
				s := ofKind(kind)[0]
				want := w.finished(a, s, w.made(a, s))[0]
				f := fault(f)
				f.Times = 1
				w.srv.Inject(f)
				var info atlas.ResponseInfo
				got, err := a.get(atlas.WithResponseInfo(w.ctx, &info), s.cluster, want.id)
				if diff := cmp.Diff(want.value, got.value); err != nil || diff != "" || info.Attempts != 2 {
					w.Errorf("get: error %v after %d attempts; job (-want +got):\n%s", err, info.Attempts, diff)
				}
			})
		})
	}
}

// Answers that are errors come as errors of their kind, with the code of Atlas, and are not tried again.
func TestErrorAnswers(t *testing.T) {
	v := versions()[3]
	inWorld(t, v, credentials[0], []atlastest.Option{atlastest.WithStrictClusters()}, func(w *world) {
		old, err := v.make(options(w.srv, credentials[0], atlas.WithVersion("2022-01-01"))...)
		if err != nil {
			w.Fatal(err)
		}
		for _, test := range []struct {
			name string
			call func(context.Context) error
			kind error
			code atlas.Code
		}{
			{"flex endpoint, dedicated cluster", func(ctx context.Context) error {
				_, err := w.apis[atlastest.Flex].create(ctx, "sharded", flexible)
				return err
			}, atlas.ErrBadRequest, "CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API"},
			{"no such cluster", func(ctx context.Context) error {
				_, err := w.apis[atlastest.Cloud].get(ctx, "nowhere", snapshot)
				return err
			}, atlas.ErrNotFound, "CLUSTER_NOT_FOUND"},
			{"no such job", func(ctx context.Context) error {
				_, err := w.apis[atlastest.Cloud].get(ctx, "sharded", snapshot)
				return err
			}, atlas.ErrNotFound, "RESTORE_JOB_NOT_FOUND"},
			{"version before the first", func(ctx context.Context) error {
				_, err := old[atlastest.Cloud].get(ctx, "sharded", snapshot)
				return err
			}, atlas.ErrVersion, "INVALID_VERSION_DATE"},
		} {
			var info atlas.ResponseInfo
			err := test.call(atlas.WithResponseInfo(w.ctx, &info))
			if !errors.Is(err, test.kind) || !errors.Is(err, test.code) || info.Attempts != 1 {
				w.Errorf("%s: %v after %d attempts, want %v with code %s", test.name, err, info.Attempts, test.kind, test.code)
			}
		}
	})
}
