package atlas

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// WaitOptions say how to wait for a job. The zero WaitOptions, and nil, use what the fields name as default.
type WaitOptions[T any] struct {
	// Interval is the time between the first polls; 0 stands for 5 seconds. It grows by half with each poll.
	Interval time.Duration
	// MaxInterval is what Interval grows to; 0 stands for 30 seconds. The time of a poll varies by a tenth, so that
	// programs that began together do not stay together.
	MaxInterval time.Duration
	// NotFoundFor is how long a job that was never seen may be unknown: right after a create Atlas answers 404 for a
	// while. 0 stands for 2 minutes, less than 0 for not at all. A job that was seen and is gone is an error at once.
	NotFoundFor time.Duration
	// MaxFailures is how many polls in a row may fail for a reason that can pass (429, 5xx, a broken connection), after
	// what the client itself retries; 0 stands for 5, less than 0 for none.
	MaxFailures int
	// Progress is called after each poll that saw the job, in the goroutine of the caller.
	Progress func(job *T, state JobState)
}

// Defaults of WaitOptions.
const (
	defaultInterval    = 5 * time.Second
	defaultMaxInterval = 30 * time.Second
	defaultNotFoundFor = 2 * time.Minute
	defaultMaxFailures = 5
)

// withDefaults returns a copy with the defaults filled in.
func (o *WaitOptions[T]) withDefaults() WaitOptions[T] {
	var out WaitOptions[T]
	if o != nil {
		out = *o
	}
	if out.Interval <= 0 {
		out.Interval = defaultInterval
	}
	if out.MaxInterval <= 0 {
		out.MaxInterval = max(defaultMaxInterval, out.Interval)
	}
	switch {
	case out.NotFoundFor == 0:
		out.NotFoundFor = defaultNotFoundFor
	case out.NotFoundFor < 0:
		out.NotFoundFor = 0
	}
	switch {
	case out.MaxFailures == 0:
		out.MaxFailures = defaultMaxFailures
	case out.MaxFailures < 0:
		out.MaxFailures = 0
	}
	return out
}

// A JobKind tells [Wait] how to look at one kind of job. It is plain data of a generated client.
type JobKind[T any] struct {
	// Name is the Go method name of the waiting one, for errors.
	Name string
	// State tells how far a job is.
	State func(*T) JobState
	// Reason is what the job says about its end; nil when it says nothing.
	Reason func(*T) string
	// Fields are the JSON names of the members that State looks at. When one of them cannot be read the state of the
	// job is not known.
	Fields []string
}

// Wait polls until a job has ended. It returns the finished job; a [*JobError] when it failed, was cancelled or has
// expired; and what ended the waiting otherwise: the context, or an error of poll. Together with an error it returns
// the job as it was last seen, nil when it was never seen.
//
// There is no limit of time but that of ctx: a restore can take hours. The generated Wait methods call it.
func Wait[T any](ctx context.Context, kind JobKind[T], opts *WaitOptions[T], poll func(context.Context) (*T, error)) (*T, error) {
	w := waiter[T]{kind: kind, opts: opts.withDefaults(), begin: time.Now()}
	interval := w.opts.Interval
	for {
		job, err := w.look(ctx, poll)
		if err != nil || job != nil && w.state.Ended() {
			return w.end(err)
		}
		if err := sleep(ctx, jitter(interval)); err != nil {
			return w.end(err)
		}
		interval = min(interval+interval/2, w.opts.MaxInterval)
	}
}

// WaitBatch is [Wait] for several jobs that make one restore: list returns those that there are. It ends when all have
// finished, or one has ended without success. While list returns nothing the batch counts as not found, and while it
// returns fewer jobs than before as running.
func WaitBatch[T any](ctx context.Context, kind JobKind[T], opts *WaitOptions[[]T], list func(context.Context) iter.Seq2[*T, error]) ([]T, error) {
	most := 0
	bad := func(jobs *[]T) *T {
		for i := range *jobs {
			if state := kind.State(&(*jobs)[i]); state.Ended() && state != JobFinished {
				return &(*jobs)[i]
			}
		}
		return nil
	}
	all := JobKind[[]T]{Name: kind.Name, Fields: kind.Fields}
	all.State = func(jobs *[]T) JobState {
		if job := bad(jobs); job != nil {
			return kind.State(job)
		}
		running := func(job T) bool { return !kind.State(&job).Ended() }
		if len(*jobs) < most || slices.ContainsFunc(*jobs, running) {
			return JobRunning
		}
		return JobFinished
	}
	all.Reason = func(jobs *[]T) string {
		if job := bad(jobs); job != nil && kind.Reason != nil {
			return kind.Reason(job)
		}
		return ""
	}
	jobs, err := Wait(ctx, all, opts, func(ctx context.Context) (*[]T, error) {
		jobs, err := Collect(list(ctx))
		if err != nil {
			return nil, err
		}
		if len(jobs) == 0 {
			return nil, fmt.Errorf("no job of the batch: %w", ErrNotFound)
		}
		most = max(most, len(jobs))
		return &jobs, nil
	})
	if jobs == nil {
		return nil, err
	}
	return *jobs, err
}

// waiter is the state of one Wait.
type waiter[T any] struct {
	kind     JobKind[T]
	opts     WaitOptions[T]
	begin    time.Time
	last     *T // nil: never seen
	state    JobState
	failures int // in a row
}

// look polls once. It returns no error for what may pass.
func (w *waiter[T]) look(ctx context.Context, poll func(context.Context) (*T, error)) (*T, error) {
	var info ResponseInfo
	job, err := poll(WithResponseInfo(ctx, &info))
	info.publish(ctx)
	if err != nil {
		return nil, w.tolerate(ctx, err)
	}
	if job == nil {
		return nil, errors.New("the answer is no job")
	}
	for _, issue := range info.Issues {
		decides := func(name string) bool { return slices.Contains(w.kind.Fields, name) }
		if slices.ContainsFunc(strings.Split(issue.Path, "/"), decides) {
			return nil, fmt.Errorf("the state of the job cannot be read: %s %s", issue.Path, issue.Reason)
		}
	}
	w.failures = 0
	w.last, w.state = job, w.kind.State(job)
	if w.opts.Progress != nil {
		w.opts.Progress(job, w.state)
	}
	return job, nil
}

// tolerate returns nil for an error of a poll that may pass.
func (w *waiter[T]) tolerate(ctx context.Context, err error) error {
	switch {
	case ctx.Err() != nil:
		return err
	case errors.Is(err, ErrNotFound):
		if w.last == nil && time.Since(w.begin) < w.opts.NotFoundFor {
			return nil
		}
		return err
	case !canPass(err):
		return err
	}
	if w.failures++; w.failures > w.opts.MaxFailures {
		return fmt.Errorf("%d polls in a row failed: %w", w.failures, err)
	}
	return nil
}

// canPass reports whether a read that failed with err may work later.
func canPass(err error) bool {
	answer := (*Error)(nil)
	if errors.As(err, &answer) {
		return errors.Is(err, ErrServer) || errors.Is(err, ErrRateLimited) || errors.Is(err, ErrUnexpectedResponse)
	}
	argument := (*ArgumentError)(nil)
	return !errors.As(err, &argument)
}

// end returns the results of Wait.
func (w *waiter[T]) end(err error) (*T, error) {
	if err != nil {
		return w.last, fmt.Errorf("%s: %w", w.kind.Name, err)
	}
	if w.state == JobFinished {
		return w.last, nil
	}
	jobErr := &JobError{Operation: w.kind.Name, State: w.state, Job: w.last}
	if w.kind.Reason != nil {
		jobErr.Reason = w.kind.Reason(w.last)
	}
	return w.last, jobErr
}

// jitter varies a time by a tenth.
func jitter(d time.Duration) time.Duration {
	return d - d/20 + rand.N(max(d/10, 1))
}

// sleep waits, or returns the error of ctx.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
