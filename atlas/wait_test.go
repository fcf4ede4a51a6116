package atlas_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/atlas"
)

type task struct {
	State  atlas.JobState
	Reason string
}

var kindOfJob = atlas.JobKind[task]{
	Name:   "WaitJob",
	State:  func(j *task) atlas.JobState { return j.State },
	Reason: func(j *task) string { return j.Reason },
	Fields: []string{"state"},
}

// answers replays what polls see: a *task or an error. The last one stays.
func answers(list ...any) (poll func(context.Context) (*task, error), polls *int) {
	n := 0
	return func(context.Context) (*task, error) {
		a := list[min(n, len(list)-1)]
		n++
		if err, ok := a.(error); ok {
			return nil, err
		}
		return a.(*task), nil
	}, &n
}

func TestWait(t *testing.T) {
	t.Parallel()
	running, finished := &task{}, &task{State: atlas.JobFinished}
	failed := &task{State: atlas.JobFailed, Reason: "disk full, see https://x.example/secret-path"}
	notFound := fmt.Errorf("GetJob: %w", &atlas.Error{Status: 404})
	broken := errors.New("connection reset by peer")
	for name, tt := range map[string]struct {
		answers []any
		opts    *atlas.WaitOptions[task]
		want    *task
		err     error // by errors.Is
		polls   int
		least   time.Duration // that it takes
		most    time.Duration
	}{
		"already finished": {answers: []any{finished}, want: finished, polls: 1},
		"finished later":   {answers: []any{running, running, finished}, want: finished, polls: 3, least: 11 * time.Second, most: 14 * time.Second},
		"failed":           {answers: []any{running, failed}, want: failed, err: atlas.ErrJobFailed, polls: 2, least: 4 * time.Second, most: 6 * time.Second},
		"cancelled":        {answers: []any{&task{State: atlas.JobCancelled}}, want: &task{State: atlas.JobCancelled}, err: atlas.ErrJobCancelled, polls: 1},
		"expired":          {answers: []any{&task{State: atlas.JobExpired}}, want: &task{State: atlas.JobExpired}, err: atlas.ErrJobExpired, polls: 1},
		"not there yet":    {answers: []any{notFound, notFound, finished}, want: finished, polls: 3, least: 11 * time.Second, most: 14 * time.Second},
		"never there":      {answers: []any{notFound}, opts: &atlas.WaitOptions[task]{NotFoundFor: 110 * time.Second}, err: atlas.ErrNotFound, polls: 8, least: 110 * time.Second, most: 140 * time.Second},
		"not waited for":   {answers: []any{notFound}, opts: &atlas.WaitOptions[task]{NotFoundFor: -1}, err: atlas.ErrNotFound, polls: 1},
		"gone":             {answers: []any{running, notFound}, want: running, err: atlas.ErrNotFound, polls: 2, least: 4 * time.Second, most: 6 * time.Second},
		"a bad moment":     {answers: []any{running, broken, &atlas.Error{Status: 503, Err: atlas.ErrServer}, finished}, want: finished, polls: 4, least: 20 * time.Second, most: 28 * time.Second},
		"many bad moments": {answers: []any{running, broken}, want: running, err: broken, polls: 7, least: time.Minute, most: 3 * time.Minute},
		"no bad moments":   {answers: []any{running, broken}, opts: &atlas.WaitOptions[task]{MaxFailures: -1}, want: running, err: broken, polls: 2, least: 4 * time.Second, most: 6 * time.Second},
		"moments apart": {
			answers: []any{broken, running, broken, running, broken, running, finished}, opts: &atlas.WaitOptions[task]{MaxFailures: 1, Interval: time.Second, MaxInterval: time.Second},
			want: finished, polls: 7, least: 5 * time.Second, most: 7 * time.Second,
		},
		"forbidden":    {answers: []any{&atlas.Error{Status: 403}}, err: atlas.ErrForbidden, polls: 1},
		"bad argument": {answers: []any{&atlas.ArgumentError{Operation: "GetJob", Parameter: "id", Reason: "is empty"}}, err: errAny, polls: 1},
		"an interval of one's own": {
			answers: []any{running, running, running, running, finished}, opts: &atlas.WaitOptions[task]{Interval: time.Second, MaxInterval: 2 * time.Second},
			want: finished, polls: 5, least: 6 * time.Second, most: 8 * time.Second,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				poll, polls := answers(tt.answers...)
				begin := time.Now()
				got, err := atlas.Wait(t.Context(), kindOfJob, tt.opts, poll)
				took := time.Since(begin)
				if (err == nil) != (tt.err == nil) || tt.err != errAny && !errors.Is(err, tt.err) {
					t.Errorf("error %v, want %v", err, tt.err)
				}
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Errorf("job mismatch (-want +got):\n%s", diff)
				}
				if *polls != tt.polls {
					t.Errorf("%d polls, want %d", *polls, tt.polls)
				}
				if took < tt.least || took > tt.most {
					t.Errorf("it took %v, want %v to %v", took, tt.least, tt.most)
				}
				if err != nil && !strings.HasPrefix(err.Error(), "WaitJob: ") {
					t.Errorf("error %q does not say who waited", err)
				}
			})
		})
	}
}

// errAny stands for any error.
var errAny = errors.New("any error")

func TestJobError(t *testing.T) {
	t.Parallel()
	poll, _ := answers(&task{State: atlas.JobFailed, Reason: "disk full, see https://x.example/secret-path"})
	_, err := atlas.Wait(t.Context(), kindOfJob, nil, poll)
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		if text := fmt.Sprintf(format, err); strings.Contains(text, "secret-path") || !strings.Contains(text, "disk full") {
			t.Errorf("%s prints %q, want the reason without its link", format, text)
		}
	}
	if last, ok := atlas.LastJob[task](fmt.Errorf("nightly restore: %w", err)); !ok || last.State != atlas.JobFailed {
		t.Errorf("last job %v, %v, want the failed one", last, ok)
	}
	if _, ok := atlas.LastJob[int](err); ok {
		t.Error("a job of another type was found")
	}
	if _, ok := atlas.LastJob[task](errors.New("something else")); ok {
		t.Error("a job was found in an error without one")
	}
}

func TestWaitEndsWithTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 7*time.Second)
		defer cancel()
		poll, polls := answers(&task{})
		begin := time.Now()
		got, err := atlas.Wait(ctx, kindOfJob, nil, poll)
		if !errors.Is(err, context.DeadlineExceeded) || got == nil || *polls != 2 || time.Since(begin) != 7*time.Second {
			t.Errorf("got %v, %v after %d polls and %v; want the last job and the error of the context after 2 polls and 7s", got, err, *polls, time.Since(begin))
		}
	})
}

func TestWaitTellsProgress(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		poll, _ := answers(errors.New("reset"), &task{}, &task{}, &task{State: atlas.JobFinished})
		var states []string
		opts := atlas.WaitOptions[task]{Progress: func(_ *task, s atlas.JobState) { states = append(states, s.String()) }}
		if _, err := atlas.Wait(t.Context(), kindOfJob, &opts, poll); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"running", "running", "finished"}, states); diff != "" {
			t.Errorf("states mismatch (-want +got):\n%s", diff)
		}
	})
}

func TestWaitBatch(t *testing.T) {
	t.Parallel()
	f, r := task{State: atlas.JobFinished}, task{}
	for name, tt := range map[string]struct {
		lists [][]task // by poll; the last one stays
		want  int      // jobs
		polls int
		err   error
	}{
		"all finished":      {lists: [][]task{{f, f, f}}, want: 3, polls: 1},
		"one by one":        {lists: [][]task{{r, r}, {f, r}, {f, f}}, want: 2, polls: 3},
		"not there yet":     {lists: [][]task{{}, {r}, {f}}, want: 1, polls: 3},
		"one disappears":    {lists: [][]task{{r, r}, {f}, {f, f}}, want: 2, polls: 3},
		"one fails":         {lists: [][]task{{r, r, r}, {r, {State: atlas.JobFailed}, f}}, want: 3, polls: 2, err: atlas.ErrJobFailed},
		"one was cancelled": {lists: [][]task{{f, {State: atlas.JobCancelled}}}, want: 2, polls: 1, err: atlas.ErrJobCancelled},
		"never there":       {lists: [][]task{{}}, polls: 8, err: atlas.ErrNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				polls := 0
				got, err := atlas.WaitBatch(t.Context(), kindOfJob, &atlas.WaitOptions[[]task]{NotFoundFor: 110 * time.Second}, func(context.Context) iter.Seq2[*task, error] {
					list := tt.lists[min(polls, len(tt.lists)-1)]
					polls++
					return func(yield func(*task, error) bool) {
						for i := range list {
							if !yield(&list[i], nil) {
								return
							}
						}
					}
				})
				if len(got) != tt.want || polls != tt.polls || !errors.Is(err, tt.err) || (err == nil) != (tt.err == nil) {
					t.Errorf("%d jobs, %d polls, error %v; want %d, %d, %v", len(got), polls, err, tt.want, tt.polls, tt.err)
				}
			})
		})
	}
}
