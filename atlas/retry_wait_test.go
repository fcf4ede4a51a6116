package atlas_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/google/go-cmp/cmp"
)

func asks(value string) http.Header { return http.Header{"Retry-After": {value}} }

// How often and how long, for a GET that never gets a good answer.
func TestRetryWaits(t *testing.T) {
	t.Parallel()
	const s = time.Second
	type span struct{ from, to time.Duration }
	date := http.Header{"Retry-After": {"Wed, 05 Aug 2026 10:00:07 GMT"}, "Date": {"Wed, 5 Aug 2026 10:00:00 GMT"}}
	tests := map[string]struct {
		reaction reaction
		policy   atlas.RetryPolicy
		want     []span
	}{
		"default":        {reaction{status: 503}, atlas.RetryPolicy{}, []span{{0, s / 2}, {0, s}, {0, 2 * s}}},
		"limited":        {reaction{status: 429}, atlas.RetryPolicy{}, []span{{10 * s, 15 * s}, {20 * s, 30 * s}, {40 * s, 60 * s}}},
		"asks_seconds":   {reaction{status: 429, header: asks("7")}, atlas.RetryPolicy{}, []span{{7 * s, 7 * s}, {7 * s, 7 * s}, {7 * s, 7 * s}}},
		"asks_date":      {reaction{status: 503, header: date}, atlas.RetryPolicy{}, []span{{7 * s, 7 * s}, {7 * s, 7 * s}, {7 * s, 7 * s}}},
		"asks_nothing":   {reaction{status: 429, header: asks("0")}, atlas.RetryPolicy{}, []span{{0, s / 2}, {0, s}, {0, 2 * s}}},
		"asks_nonsense":  {reaction{status: 429, header: asks("soon")}, atlas.RetryPolicy{Attempts: 2}, []span{{10 * s, 15 * s}}},
		"asks_the_most":  {reaction{status: 429, header: asks("60")}, atlas.RetryPolicy{}, []span{{60 * s, 60 * s}, {60 * s, 60 * s}}},
		"asks_too_much":  {reaction{status: 429, header: asks("61")}, atlas.RetryPolicy{}, nil},
		"asks_an_hour":   {reaction{status: 503, header: asks("3600")}, atlas.RetryPolicy{}, nil},
		"asks_for_ever":  {reaction{status: 503, header: asks("99999999999999999999")}, atlas.RetryPolicy{MaxWait: 1<<63 - 1}, nil},
		"allowed_hour":   {reaction{status: 503, header: asks("3600")}, atlas.RetryPolicy{MaxWait: time.Hour, MaxElapsed: time.Hour}, []span{{3600 * s, 3600 * s}}},
		"more_attempts":  {reaction{status: 502}, atlas.RetryPolicy{Attempts: 6}, []span{{0, s / 2}, {0, s}, {0, 2 * s}, {0, 4 * s}, {0, 8 * s}}},
		"one_attempt":    {reaction{status: 502}, atlas.RetryPolicy{Attempts: 1}, nil},
		"short_waits":    {reaction{status: 429}, atlas.RetryPolicy{MaxWait: s}, []span{{s, s}, {s, s}, {s, s}}},
		"time_is_up":     {reaction{status: 429, header: asks("3")}, atlas.RetryPolicy{Attempts: 9, MaxElapsed: 10 * s}, []span{{3 * s, 3 * s}, {3 * s, 3 * s}, {3 * s, 3 * s}}},
		"attempts_count": {reaction{status: 429, header: asks("1"), takes: 4 * s}, atlas.RetryPolicy{Attempts: 9, MaxElapsed: 10 * s}, []span{{5 * s, 5 * s}, {5 * s, 5 * s}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				doer := &reactor{steps: []reaction{test.reaction}}
				core := newCore(t, "https://h", atlas.WithDoer(doer), atlas.WithRetry(test.policy))
				_, err := getJob(t.Context(), t, core)
				if got := doer.waits(); !slices.EqualFunc(got, test.want, func(d time.Duration, s span) bool { return s.from <= d && d <= s.to }) {
					t.Errorf("waits %v, want %v", got, test.want)
				}
				if end := time.Since(doer.times[len(doer.times)-1]); end != test.reaction.takes {
					t.Errorf("the call ended %v after its last attempt", end-test.reaction.takes)
				}
				var e *atlas.Error
				if !errors.As(err, &e) || e.Status != test.reaction.status {
					t.Errorf("error %v", err)
				}
			})
		})
	}
}

// The waits after a broken connection are random over their whole span: of 200 some are in each quarter.
func TestRetryJitter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		doer := &reactor{steps: []reaction{{status: 503}}}
		core := newCore(t, "https://h", atlas.WithDoer(doer), atlas.WithRetry(atlas.RetryPolicy{Attempts: 2}))
		var quarters [4]int
		for range 200 {
			doer.times = nil
			_, _ = getJob(t.Context(), t, core)
			quarters[min(3, doer.waits()[0]/(125*time.Millisecond))]++
		}
		for _, n := range quarters {
			if n < 10 { // 50 is expected; less than 10 is one in 10^14
				t.Errorf("waits per quarter %v", quarters)
			}
		}
	})
}

// No wait is begun that the context would not outlive, and a wait that was begun ends with the context.
func TestRetryAndContext(t *testing.T) {
	t.Parallel()
	limited := reaction{status: 429, header: asks("10"), body: `{"errorCode":"RATE_LIMITED_TOKEN_BUCKET"}`}
	tests := map[string]struct {
		deadline, cancel time.Duration
		ends             time.Duration
		attempts         int
		is               error
		text             string
	}{
		"deadline_too_near":  {10 * time.Second, 0, 0, 1, atlas.ErrRateLimited, "GetJob: 429 "},
		"deadline_far":       {11 * time.Second, 0, 10 * time.Second, 2, atlas.ErrRateLimited, "after 2 attempts: GetJob: 429 "},
		"cancelled_in_wait":  {0, 3 * time.Second, 3 * time.Second, 1, context.Canceled, "after 1 attempt: context canceled, while waiting to try again: GetJob: 429 "},
		"cancelled_in_third": {0, 23 * time.Second, 23 * time.Second, 3, context.Canceled, "after 3 attempts: context canceled, while "},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				if test.deadline > 0 {
					ctx, cancel = context.WithTimeout(ctx, test.deadline)
					defer cancel()
				} else {
					time.AfterFunc(test.cancel, cancel)
				}
				begun := time.Now()
				doer := &reactor{steps: []reaction{limited}}
				var info atlas.ResponseInfo
				_, err := getJob(atlas.WithResponseInfo(ctx, &info), t, newCore(t, "https://h", atlas.WithDoer(doer)))
				if got := time.Since(begun); got != test.ends || len(doer.times) != test.attempts || info.Attempts != test.attempts || info.Status != 429 {
					t.Errorf("ended after %v and %d attempts, info %d %d", got, len(doer.times), info.Attempts, info.Status)
				}
				if !errors.Is(err, test.is) || !errors.Is(err, atlas.Code("RATE_LIMITED_TOKEN_BUCKET")) || !strings.HasPrefix(err.Error(), test.text) {
					t.Errorf("error %v, want %s", err, test.text)
				}
			})
		})
	}
}

func TestRetryError(t *testing.T) {
	t.Parallel()
	unavailable, limited, gone := reaction{status: 503}, reaction{status: 429}, reaction{status: 404, body: `{"errorCode":"RESTORE_JOB_NOT_FOUND"}`}
	refused := reaction{err: opError("dial", errors.New("boom"))}
	broken := reaction{err: opError("read", io.EOF)}
	tests := map[string]struct {
		method string
		steps  []reaction
		want   string
		is     error
	}{
		"get":              {"GET", []reaction{unavailable}, "after 4 attempts: GetJob: 503 Service Unavailable", atlas.ErrServer},
		"get_then_gone":    {"GET", []reaction{unavailable, gone}, "after 2 attempts: GetJob: 404 Not Found: RESTORE_JOB_NOT_FOUND", atlas.ErrNotFound},
		"first_is_final":   {"GET", []reaction{gone}, "GetJob: 404 Not Found: RESTORE_JOB_NOT_FOUND", atlas.ErrNotFound},
		"transport":        {"GET", []reaction{broken}, `after 4 attempts: GetJob: Get "https://h/p": read tcp: EOF`, io.EOF},
		"delete_then_gone": {"DELETE", []reaction{broken, gone}, "after 2 attempts, an earlier one of which may have been executed: CancelJob: 404 Not Found: RESTORE_JOB_NOT_FOUND", atlas.ErrNotFound},
		"delete_not_executed_then_gone": {
			"DELETE", []reaction{refused, limited, gone},
			"after 3 attempts: CancelJob: 404 Not Found: RESTORE_JOB_NOT_FOUND", atlas.ErrNotFound,
		},
		"delete_not_allowed": {"DELETE", []reaction{unavailable, limited, {status: 405}}, "after 3 attempts, an earlier one of which may have been executed: CancelJob: 405 Method Not Allowed", atlas.ErrMethodNotAllowed},
		"create":             {"POST", []reaction{limited, unavailable}, "after 2 attempts: CreateJob: 503 Service Unavailable", atlas.ErrServer},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				err := perform(t.Context(), t, newCore(t, "https://h", atlas.WithDoer(&reactor{steps: test.steps})), test.method)
				if err == nil || !errors.Is(err, test.is) {
					t.Fatalf("error %v, want %v", err, test.is)
				}
				if diff := cmp.Diff(test.want, err.Error()); diff != "" {
					t.Errorf("mismatch (-want +got)\n%s", diff)
				}
				var retried *atlas.RetryError
				if errors.As(err, &retried) && (retried.MaybeExecuted != strings.Contains(test.want, "may have") || retried.Attempts < 2) {
					t.Errorf("%+v", *retried)
				}
			})
		})
	}
}
