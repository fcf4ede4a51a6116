package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/atlasrestore/atlasrestore/atlas/auth"
	"github.com/atlasrestore/atlasrestore/atlastest"
)

const group = "64a1b2c3d4e5f60718293a4b"

// serve starts a mock to which the environment leads, for -real, with one job.
func serve(t *testing.T, kind string, outcome atlastest.Outcome) (srv *atlastest.Server, args []string) {
	t.Helper()
	clearEnv(t)
	srv = atlastest.NewServer(t, atlastest.WithAccessToken("hunter2"), atlastest.WithFakeClock(time.Time{}))
	t.Setenv(auth.EnvBaseURL, srv.URL)
	t.Setenv(auth.EnvAccessToken, "hunter2")
	id := srv.AddJobs(1, atlastest.Job{Kind: atlastest.Cloud, GroupID: group, Cluster: "c0", Type: kind}, outcome)[0]
	return srv, []string{"-real", "-group", group, "-cluster", "c0", "-job", id, "-interval", "10ms"}
}

func clearEnv(t *testing.T) {
	for _, name := range []string{auth.EnvBaseURL, auth.EnvClientID, auth.EnvClientSecret, auth.EnvPublicAPIKey, auth.EnvPrivateAPIKey, auth.EnvAccessToken} {
		t.Setenv(name, "")
	}
}

const (
	head    = `^watching job [0-9a-f]{24}\n`
	running = `\d\d:\d\d:\d\d  running   after [0-9.]+m?s\n`
)

// Each state is printed once, with its time.
func TestMock(t *testing.T) {
	t.Parallel()
	var stdout, stderr bytes.Buffer
	if err := run(t.Context(), nil, &stdout, &stderr); err != nil {
		t.Fatal(err)
	}
	want := head + running + `\d\d:\d\d:\d\d  finished  after [23](\.\d)?s\nfinished at \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\n$`
	if !regexp.MustCompile(want).Match(stdout.Bytes()) {
		t.Errorf("got\n%s\nwant %s", &stdout, want)
	}
	if !strings.Contains(stderr.String(), "mock") {
		t.Errorf("standard error %q", &stderr)
	}
}

func TestEnds(t *testing.T) {
	for _, tt := range []struct {
		name, kind string
		outcome    atlastest.Outcome
		advance    time.Duration // before the watching
		want       string
		err        error
		says       string
	}{
		{"finished", "automated", atlastest.Outcome{}, 0, running + `\S+  finished  after \S+\nfinished at \S+\n$`, nil, ""},
		{"download", "download", atlastest.Outcome{}, 0, running + `\S+  finished  after \S+\n$`, nil, ""},
		{"failed", "pointInTime", atlastest.Outcome{Fail: true}, 0, running + `\S+  failed    after \S+\n$`, atlas.ErrJobFailed, "job failed"},
		{"cancelled", "download", atlastest.Outcome{Cancel: true}, 0, running + `\S+  cancelled  after \S+\n$`, atlas.ErrJobCancelled, "job cancelled"},
		{"expired", "download", atlastest.Outcome{}, 2 * time.Hour, `\S+  expired   after \S+\n$`, atlas.ErrJobExpired, "make a new job"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv, args := serve(t, tt.kind, tt.outcome)
			srv.Advance(tt.advance)
			var stdout bytes.Buffer
			later := trigger{"running", func() { srv.Advance(10 * time.Minute) }}
			err := run(t.Context(), args, io.MultiWriter(&stdout, later), io.Discard)
			if !errors.Is(err, tt.err) || err != nil && !strings.Contains(err.Error(), tt.says) {
				t.Errorf("error %v, want %v", err, tt.err)
			}
			if !regexp.MustCompile(head + tt.want).Match(stdout.Bytes()) {
				t.Errorf("got\n%s\nwant %s", &stdout, head+tt.want)
			}
		})
	}
}

// A trigger calls f when something is written to it that contains text.
type trigger struct {
	text string
	f    func()
}

func (w trigger) Write(p []byte) (int, error) {
	if bytes.Contains(p, []byte(w.text)) {
		w.f()
	}
	return len(p), nil
}

// Ctrl-C ends the watching and not the job.
func TestInterrupt(t *testing.T) {
	srv, args := serve(t, "download", atlastest.Outcome{Never: true})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	err := run(ctx, args, trigger{"running", cancel}, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "interrupted: job "+srv.Jobs()[0].ID) {
		t.Errorf("error %v", err)
	}
	for _, r := range srv.Requests() {
		if r.Method != "GET" {
			t.Errorf("%s %s", r.Method, r.Path)
		}
	}
}

func TestErrors(t *testing.T) {
	for _, tt := range []struct {
		name string
		args []string
		want string
		is   error
	}{
		{"unknown flag", []string{"-nonsense"}, "nonsense", nil},
		{"argument", []string{"now"}, `"now"`, nil},
		{"no job", []string{"-real", "-group", group, "-cluster", "c0"}, "-real needs", nil},
		{"job of the mock", []string{"-job", "1"}, "-job needs -real", nil},
		{"no credentials", []string{"-real", "-group", group, "-cluster", "c0", "-job", "1"}, "no credentials", auth.ErrNoCredentials},
		{"help", []string{"-h"}, "", flag.ErrHelp},
	} {
		t.Run(tt.name, func(t *testing.T) {
			clearEnv(t)
			var stdout bytes.Buffer
			err := run(t.Context(), tt.args, &stdout, io.Discard)
			if err == nil || !strings.Contains(err.Error(), tt.want) || tt.is != nil && !errors.Is(err, tt.is) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %v, want %q", err, tt.want)
			}
			if help := strings.Contains(stdout.String(), "-job id"); help != (tt.is == flag.ErrHelp) {
				t.Errorf("standard output %q", &stdout)
			}
		})
	}
}
