package e2e_test

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"reflect"
	"testing"

	"github.com/atlasrestore/atlasrestore/atlas"
)

// An api is what a generated client can do with one kind of job, without the types of that client. Its calls are about
// the project group.
type api struct {
	create  func(ctx context.Context, cluster, body string) ([]job, error)
	get     func(ctx context.Context, cluster, id string) (job, error)
	wait    func(ctx context.Context, cluster, id string) (job, error)
	all     func(ctx context.Context, cluster string) iter.Seq2[job, error]
	lastJob func(error) (job, bool) // of an [*atlas.JobError]

	// As generated. A collection job has no download; only a cloud job can be cancelled.
	download func(ctx context.Context, group, cluster, id, dir string, opts *atlas.DownloadOptions) ([]atlas.DownloadResult, error)
	cancel   func(ctx context.Context, group, cluster, id string) error

	// Only legacy jobs come in batches.
	batch    func(ctx context.Context, cluster, batchID string) ([]job, error)
	lastJobs func(error) ([]job, bool)
}

// A job is a restore job of any generated type.
type job struct {
	id, batch string
	state     atlas.JobState
	value     any // *CloudRestoreJob, ...
}

// bind makes an api of the methods of a generated client.
func bind[R, T any](
	create func(ctx context.Context, group, cluster string, body R) ([]T, error),
	get func(ctx context.Context, group, cluster, id string) (*T, error),
	wait func(ctx context.Context, group, cluster, id string, opts *atlas.WaitOptions[T]) (*T, error),
	all func(ctx context.Context, group, cluster string) iter.Seq2[*T, error],
) *api {
	return &api{
		create: func(ctx context.Context, cluster, body string) ([]job, error) {
			var in R
			if err := json.Unmarshal([]byte(body), &in); err != nil {
				panic(err) // a mistake in a test
			}
			made, err := create(ctx, group, cluster, in)
			return jobsOf(made), err
		},
		get: func(ctx context.Context, cluster, id string) (job, error) {
			got, err := get(ctx, group, cluster, id)
			return jobOf(got), err
		},
		wait: func(ctx context.Context, cluster, id string) (job, error) {
			got, err := wait(ctx, group, cluster, id, nil)
			return jobOf(got), err
		},
		all: func(ctx context.Context, cluster string) iter.Seq2[job, error] {
			return func(yield func(job, error) bool) {
				for got, err := range all(ctx, group, cluster) {
					if !yield(jobOf(got), err) {
						return
					}
				}
			}
		},
		lastJob: func(err error) (job, bool) {
			last, ok := atlas.LastJob[T](err)
			return jobOf(last), ok
		},
	}
}

// one adapts a create that answers with one job.
func one[R, T any](
	create func(context.Context, string, string, R) (*T, error),
) func(context.Context, string, string, R) ([]T, error) {
	return func(ctx context.Context, group, cluster string, body R) ([]T, error) {
		made, err := create(ctx, group, cluster, body)
		if made == nil {
			return nil, err
		}
		return []T{*made}, err
	}
}

// several adapts a create that answers with a page.
func several[R, T, P any](
	create func(context.Context, string, string, R) (*P, error),
) func(context.Context, string, string, R) ([]T, error) {
	return func(ctx context.Context, group, cluster string, body R) ([]T, error) {
		page, err := create(ctx, group, cluster, body)
		if page == nil {
			return nil, err
		}
		return reflect.ValueOf(page).Elem().FieldByName("Results").Interface().([]T), err
	}
}

// paged adapts an iterator that has options.
func paged[T, O any](
	all func(context.Context, string, string, *O) iter.Seq2[*T, error],
) func(context.Context, string, string) iter.Seq2[*T, error] {
	return func(ctx context.Context, group, cluster string) iter.Seq2[*T, error] {
		return all(ctx, group, cluster, nil)
	}
}

// jobOf looks into a job of a generated type; nil is the zero job.
func jobOf[T any](value *T) job {
	if value == nil {
		return job{}
	}
	fields := reflect.ValueOf(value).Elem()
	j := job{id: fields.FieldByName("ID").String(), value: value}
	if batch := fields.FieldByName("BatchID"); batch.IsValid() {
		j.batch = batch.String()
	}
	j.state = any(value).(interface{ JobState() atlas.JobState }).JobState()
	return j
}

func jobsOf[T any](values []T) []job {
	var all []job
	for i := range values {
		all = append(all, jobOf(&values[i]))
	}
	return all
}

// collect returns what an iterator yields before its first error, and that error.
func collect(seq iter.Seq2[job, error]) ([]job, error) {
	var all []job
	for j, err := range seq {
		if err != nil {
			return all, err
		}
		all = append(all, j)
	}
	return all, nil
}

// ids returns the ids of jobs, in their order.
func ids(jobs []job) []string {
	var all []string
	for _, j := range jobs {
		all = append(all, j.id)
	}
	return all
}

// text returns the job as JSON.
func (j job) text(tb testing.TB) string {
	tb.Helper()
	text, err := json.Marshal(j.value)
	if err != nil {
		tb.Fatalf("encode %T: %v", j.value, err)
	}
	return string(text)
}

// String tells what the job is, and no secret.
func (j job) String() string { return fmt.Sprintf("%T %s %s", j.value, j.id, j.state) }
