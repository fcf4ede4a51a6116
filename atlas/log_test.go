package atlas_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/google/go-cmp/cmp"
)

// logTo returns a logger without times, whose lines are data for a test.
func logTo(buf *bytes.Buffer, level slog.Level) *slog.Logger {
	return slog.New(slog.NewTextHandler(buf, &slog.HandlerOptions{Level: level, ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}))
}

func TestLogger(t *testing.T) {
	t.Parallel()
	const get = "operation=GetJob method=GET path=/" + jobPath
	id := http.Header{"X-Request-Id": {"r1"}}
	tests := map[string]struct {
		method string
		level  slog.Level
		steps  []reaction
		want   string
	}{
		"success":  {"GET", slog.LevelDebug, []reaction{{status: 200, body: `{"id":"1"}`, header: id}}, `level=DEBUG msg="atlas call" ` + get + " status=200 duration=0s attempts=1 bytes=10 request_id=r1\n"},
		"retry":    {"GET", slog.LevelDebug, []reaction{{status: 429, header: asks("3")}, success}, `level=INFO msg="atlas retry" ` + get + ` status=429 attempt=1 reason="429: rate limited" wait=3s` + "\n" + `level=DEBUG msg="atlas call" ` + get + " status=200 duration=3s attempts=2 bytes=10\n"},
		"info":     {"GET", slog.LevelInfo, []reaction{{status: 429, header: asks("3")}, success}, `level=INFO msg="atlas retry" ` + get + ` status=429 attempt=1 reason="429: rate limited" wait=3s` + "\n"},
		"warnings": {"GET", slog.LevelWarn, []reaction{{status: 429, header: asks("3")}, success}, ""},
		"failure": {
			"DELETE", slog.LevelDebug, []reaction{{status: 404, body: `{"errorCode":"C"}`}},
			`level=DEBUG msg="atlas call" operation=CancelJob method=DELETE path=/` + jobPath + ` status=404 duration=0s attempts=1 bytes=17 error="CancelJob: 404 Not Found: C" retry="no: 404 is an answer"` + "\n",
		},
		"transport": {
			"GET", slog.LevelDebug, []reaction{{err: &url.Error{Op: "Get", URL: "https://u:hunter2@h/p?hunter2", Err: context.Canceled}}},
			`level=DEBUG msg="atlas call" ` + get + ` status=0 duration=0s attempts=1 error="GetJob: Get \"https://h/p\": context canceled" retry="no: context ended"` + "\n",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var buf bytes.Buffer
				core := newCore(t, "https://h", atlas.WithDoer(&reactor{steps: test.steps}), atlas.WithLogger(logTo(&buf, test.level)))
				_ = perform(t.Context(), t, core, test.method)
				if diff := cmp.Diff(test.want, buf.String()); diff != "" {
					t.Errorf("mismatch (-want +got)\n%s", diff)
				}
			})
		})
	}
}

// The records have what each kind of call ends with, and no secret of the request or the response.
func TestLoggerShowsNoSecret(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var buf bytes.Buffer
		secret := http.Header{
			"Set-Cookie": {"hunter2"}, "Www-Authenticate": {"hunter2"}, "Location": {"https://h/hunter2"},
			"Content-Type": {"text/hunter2"}, "Retry-After": {"hunter2"}, "X-Auth": {"hunter2"},
		}
		body := `{"detail":"https://d.net/hunter2","authValue":"hunter2"}`
		steps := []reaction{
			{err: &url.Error{Op: "Get", URL: "https://u:hunter2@h/p?hunter2", Err: errors.New("https://h/hunter2")}},
			{status: 503, header: secret, body: body}, {status: 404, header: secret, body: body},
		}
		core := newCore(t, "https://h", atlas.WithLogger(logTo(&buf, slog.LevelDebug)), atlas.WithDoer(&reactor{steps: steps}))
		newRequest := func() *http.Request {
			req, err := http.NewRequestWithContext(t.Context(), "GET", "https://u:hunter2@h/"+jobPath+"?q=hunter2#hunter2", strings.NewReader("hunter2"))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Authorization", "hunter2")
			return req
		}
		_, _ = atlas.Decode[job](t.Context(), core, operation(t, "GetJob"), newRequest(), nil)
		if res, err := core.RawDoer().Do(newRequest()); err == nil {
			_ = res.Body.Close()
		}
		_, _ = core.Stream(t.Context(), operation(t, "GetJob"), newRequest(), nil)
		got := buf.String()
		if calls, retries := strings.Count(got, "atlas call"), strings.Count(got, "atlas retry"); calls != 3 || retries != 2 || strings.Contains(got, "hunter2") {
			t.Errorf("%d calls, %d retries:\n%s", calls, retries, got)
		}
	})
}

// A call that the limiter did not let go is told as well.
func TestLoggerTellsOfTheLimiter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var buf bytes.Buffer
		core := newCore(t, "https://h", atlas.WithRateLimit(), atlas.NoRetry(), atlas.WithDoer(&reactor{steps: []reaction{{status: 429}}}), atlas.WithLogger(logTo(&buf, slog.LevelDebug)))
		_, _ = getJob(t.Context(), t, core)
		buf.Reset()
		ctx, cancel := context.WithTimeout(t.Context(), 1)
		defer cancel()
		_, _ = getJob(ctx, t, core)
		if got := buf.String(); !strings.Contains(got, "status=0 duration=0s attempts=0 error=\"rate limited: the wait of 10s ") {
			t.Error(got)
		}
	})
}
