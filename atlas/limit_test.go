package atlas_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/atlasrestore/atlasrestore/atlas"
)

// limits are the headers of a response; a negative number is an absent header.
func limits(limit, remaining, retryAfter int) http.Header {
	header := make(http.Header)
	for name, n := range map[string]int{"Ratelimit-Limit": limit, "Ratelimit-Remaining": remaining, "Retry-After": retryAfter} {
		if n >= 0 {
			header.Set(name, strconv.Itoa(n))
		}
	}
	return header
}

// What a response says decides when the next requests of the client go. Each case makes calls one after the other,
// without retries and without time of their own.
func TestRateLimit(t *testing.T) {
	t.Parallel()
	const s = time.Second
	ok := func(limit, remaining, retryAfter int) reaction {
		return reaction{status: 200, body: "{}", header: limits(limit, remaining, retryAfter)}
	}
	refused := func(limit, remaining, retryAfter int) reaction {
		return reaction{status: 429, header: limits(limit, remaining, retryAfter)}
	}
	silent := ok(-1, -1, -1)
	tests := map[string]struct {
		steps []reaction
		waits []time.Duration
	}{
		"no_headers":          {[]reaction{silent, silent, silent}, []time.Duration{0, 0}},
		"plenty":              {[]reaction{ok(100, 99, -1), ok(100, 11, -1), silent}, []time.Duration{0, 0}},
		"small":               {[]reaction{ok(100, 10, -1), ok(100, 9, -1), silent, silent}, []time.Duration{600 * time.Millisecond, 600 * time.Millisecond, 600 * time.Millisecond}},
		"small_then_plenty":   {[]reaction{ok(60, 2, -1), ok(60, 50, -1), silent}, []time.Duration{s, 0}},
		"small_limit":         {[]reaction{ok(2, 1, -1), silent}, []time.Duration{0}},
		"nothing_remains":     {[]reaction{ok(60, 0, 7), silent, silent}, []time.Duration{7 * s, s}},
		"nothing_and_no_time": {[]reaction{ok(60, 0, -1), silent}, []time.Duration{s}},
		"nothing_no_limit":    {[]reaction{ok(-1, 0, -1), silent}, []time.Duration{s}},
		"nothing_of_few":      {[]reaction{ok(1, 0, -1), silent}, []time.Duration{10 * s}},
		"limited":             {[]reaction{refused(-1, -1, 4), silent, silent}, []time.Duration{4 * s, s}},
		"limited_no_time":     {[]reaction{refused(120, -1, -1), silent, silent}, []time.Duration{10 * s, s / 2}},
		"limited_for_nothing": {[]reaction{refused(120, -1, 0), silent}, []time.Duration{s / 2}},
		"limited_for_days":    {[]reaction{refused(-1, -1, 1e6), silent}, []time.Duration{time.Hour}},
		"other_retry_after":   {[]reaction{{status: 503, header: limits(-1, -1, 30)}, silent}, []time.Duration{0}},
		"nonsense":            {[]reaction{{status: 404, header: http.Header{"Ratelimit-Remaining": {"-1"}, "Ratelimit-Limit": {"many"}}}, silent}, []time.Duration{0}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				doer := &reactor{steps: test.steps}
				core := newCore(t, "https://h", atlas.WithDoer(doer), atlas.WithRateLimit(), atlas.NoRetry())
				for range test.steps {
					_, _ = getJob(t.Context(), t, core)
				}
				if got := doer.waits(); !slices.Equal(got, test.waits) {
					t.Errorf("waits %v, want %v", got, test.waits)
				}
				unlimited := &reactor{steps: test.steps}
				core = newCore(t, "https://h", atlas.WithDoer(unlimited), atlas.NoRetry())
				for range test.steps {
					_, _ = getJob(t.Context(), t, core)
				}
				if slices.Max(append(unlimited.waits(), 0)) != 0 {
					t.Errorf("a client without the option waited %v", unlimited.waits())
				}
			})
		})
	}
}

// What is known is forgotten a minute after it was told.
func TestRateLimitForgets(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		small := reaction{status: 200, body: "{}", header: limits(10, 1, -1)}
		doer := &reactor{steps: []reaction{small, {status: 200, body: "{}"}}}
		core := newCore(t, "https://h", atlas.WithDoer(doer), atlas.WithRateLimit())
		for range 12 {
			_, _ = getJob(t.Context(), t, core)
		}
		if last := doer.times[11].Sub(doer.times[0]); last != time.Minute {
			t.Errorf("the last request went after %v: %v", last, doer.waits())
		}
	})
}

// Calls that wait together go one after the other, typed and low-level ones alike, and no two at once.
func TestRateLimitIsShared(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		doer := &reactor{steps: []reaction{{status: 429, header: limits(60, -1, 5)}, {status: 200, body: "{}"}}}
		core := newCore(t, "https://h", atlas.WithRateLimit(), atlas.NoRetry(), atlas.WithDoer(doerFunc(func(r *http.Request) (*http.Response, error) {
			mu.Lock()
			defer mu.Unlock()
			return doer.Do(r)
		})))
		_, _ = getJob(t.Context(), t, core)
		var wg sync.WaitGroup
		for i := range 10 {
			wg.Go(func() {
				if i%2 == 0 {
					_, _ = getJob(t.Context(), t, core)
					return
				}
				req, _ := http.NewRequestWithContext(t.Context(), "GET", core.BaseURL()+jobPath, nil)
				res, err := core.RawDoer().Do(req)
				if err != nil {
					t.Error(err)
					return
				}
				_ = res.Body.Close()
			})
		}
		wg.Wait()
		want := slices.Repeat([]time.Duration{time.Second}, 10)
		want[0] = 5 * time.Second
		if got := doer.waits(); !slices.Equal(got, want) {
			t.Errorf("waits %v, want %v", got, want)
		}
	})
}

// A call does not wait longer than its context, and begins no wait that would; nothing is sent then.
func TestRateLimitAndContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		doer := &reactor{steps: []reaction{{status: 429, header: limits(-1, -1, 30)}}}
		core := newCore(t, "https://h", atlas.WithDoer(doer), atlas.WithRateLimit(), atlas.NoRetry())
		_, _ = getJob(t.Context(), t, core)
		begun := time.Now()

		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		info := atlas.ResponseInfo{Status: 7}
		_, err := getJob(atlas.WithResponseInfo(ctx, &info), t, core)
		if !errors.Is(err, atlas.ErrRateLimited) || !errors.Is(err, context.DeadlineExceeded) || time.Since(begun) != 0 {
			t.Errorf("error %v after %v", err, time.Since(begun))
		}
		if info.Attempts != 0 || info.Status != 0 || info.Operation != "GetJob" {
			t.Errorf("info %+v", info)
		}

		ctx, cancel = context.WithCancel(t.Context())
		time.AfterFunc(10*time.Second, cancel)
		_, err = getJob(ctx, t, core)
		if !errors.Is(err, context.Canceled) || time.Since(begun) != 10*time.Second || err.Error() != "GetJob: wait for the rate limit: context canceled" {
			t.Errorf("error %v after %v", err, time.Since(begun))
		}
		tracked := &trackedBody{}
		req, _ := http.NewRequestWithContext(ctx, "GET", core.BaseURL()+jobPath, tracked)
		if res, err := core.RawDoer().Do(req); err == nil || res != nil || tracked.closed != 1 {
			t.Errorf("low-level: %v, %v, closed %d times", res, err, tracked.closed)
		}
		if len(doer.times) != 1 {
			t.Errorf("%d requests were sent", len(doer.times))
		}
	})
}

// Retries wait for the limiter as well, within the time that the policy allows.
func TestRateLimitAndRetry(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		doer := &reactor{steps: []reaction{{status: 429, header: limits(-1, -1, 5)}, {status: 200, body: "{}"}}}
		core := newCore(t, "https://h", atlas.WithDoer(doer), atlas.WithRateLimit())
		if _, err := getJob(t.Context(), t, core); err != nil || !slices.Equal(doer.waits(), []time.Duration{5 * time.Second}) {
			t.Errorf("error %v, waits %v", err, doer.waits())
		}
		// Nothing remains of one request a minute: the policy waits for less than a second, the limiter would for ten.
		doer = &reactor{steps: []reaction{{status: 503, header: limits(1, 0, -1)}}}
		core = newCore(t, "https://h", atlas.WithDoer(doer), atlas.WithRateLimit(), atlas.WithRetry(atlas.RetryPolicy{MaxElapsed: 5 * time.Second}))
		begun := time.Now()
		_, err := getJob(t.Context(), t, core)
		if !errors.Is(err, atlas.ErrServer) || !errors.Is(err, atlas.ErrRateLimited) || len(doer.times) != 1 || time.Since(begun) > time.Second {
			t.Errorf("error %v after %d attempts and %v", err, len(doer.times), time.Since(begun))
		}
	})
}
