package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/atlasrestore/atlasrestore/atlas/auth"
	"github.com/atlasrestore/atlasrestore/atlastest"
	"github.com/atlasrestore/atlasrestore/generated/atlas20250312"
)

const group = "64a1b2c3d4e5f60718293a4b"

var onAtlas = []string{"-real", "-group", group, "-cluster", "c0"}

// serve starts a mock to which the environment leads, for -real.
func serve(t *testing.T, opts ...atlastest.Option) *atlastest.Server {
	t.Helper()
	clearEnv(t)
	srv := atlastest.NewServer(t, append(opts, atlastest.WithAPIKey("public", "hunter2"))...)
	t.Setenv(auth.EnvBaseURL, srv.URL)
	t.Setenv(auth.EnvPublicAPIKey, "public")
	t.Setenv(auth.EnvPrivateAPIKey, "hunter2")
	return srv
}

func clearEnv(t *testing.T) {
	for _, name := range []string{auth.EnvBaseURL, auth.EnvClientID, auth.EnvClientSecret, auth.EnvPublicAPIKey, auth.EnvPrivateAPIKey, auth.EnvAccessToken} {
		t.Setenv(name, "")
	}
}

// The states of the mock's jobs, oldest first.
func TestMockTable(t *testing.T) {
	t.Parallel()
	var stdout, stderr bytes.Buffer
	if err := run(t.Context(), nil, &stdout, &stderr); err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"CREATED", "ID", "TYPE", "STATE", "TARGET"},
		{"2025-10-01T06:00:00Z", "68dcc360", "automated", "finished"},
		{"2025-10-02T08:00:00Z", "68de3100", "pointInTime", "failed"},
		{"2025-10-02T11:00:00Z", "68de5b30", "download", "expired"},
		{"2025-10-02T16:00:00Z", "68dea180", "download", "cancelled"},
		{"2025-10-02T16:20:00Z", "68dea630", "download", "finished"},
		{"2025-10-02T16:30:00Z", "68dea888", "automated", "running"},
	}
	lines := strings.Split(strings.TrimSuffix(stdout.String(), "\n"), "\n")
	if len(lines) != len(want) {
		t.Fatalf("%d lines, want %d:\n%s", len(lines), len(want), &stdout)
	}
	for i, line := range lines {
		got := strings.Fields(line)
		if len(got) != 5 || got[0] != want[i][0] || !strings.HasPrefix(got[1], want[i][1]) || !slices.Equal(got[2:4], want[i][2:4]) {
			t.Errorf("line %d is %q, want %q", i, line, want[i])
		}
	}
	if !strings.Contains(stderr.String(), "mock") {
		t.Errorf("standard error %q", &stderr)
	}
}

// The JSON is that of the jobs, with links only when they are asked for.
func TestJSON(t *testing.T) {
	srv := serve(t, atlastest.WithFakeClock(time.Date(2025, time.October, 1, 0, 0, 0, 0, time.UTC)),
		atlastest.WithCluster(group, "c0", atlastest.DedicatedCluster, 2))
	fill(srv, group, "c0")
	client, err := atlas20250312.New(atlas.WithBaseURL(srv.URL), atlas.WithAuth(auth.APIKey("public", "hunter2")))
	if err != nil {
		t.Fatal(err)
	}
	all, err := atlas.Collect(client.AllCloudRestoreJobs(t.Context(), group, "c0", nil))
	if err != nil {
		t.Fatal(err)
	}
	var links []string
	for _, job := range all {
		for _, component := range job.Components {
			if component.DownloadURL != "" {
				links = append(links, component.DownloadURL)
			}
		}
	}
	if len(links) < 2 {
		t.Fatalf("links %q", links)
	}
	for _, open := range []bool{false, true} {
		args := append(onAtlas, "-json")
		if open {
			args = append(args, "-links")
		}
		var stdout bytes.Buffer
		if err := run(t.Context(), args, &stdout, io.Discard); err != nil {
			t.Fatal(err)
		}
		var jobs []atlas20250312.CloudRestoreJob
		if err := json.Unmarshal(stdout.Bytes(), &jobs); err != nil || len(jobs) != len(all) {
			t.Fatalf("%d jobs, want %d (%v)", len(jobs), len(all), err)
		}
		for i, job := range jobs {
			if job.JobState() != find(all, job.ID).JobState() || i > 0 && job.ID < jobs[i-1].ID {
				t.Errorf("job %d is %v", i, job)
			}
		}
		for _, link := range links {
			if strings.Contains(stdout.String(), link) != open {
				t.Errorf("-links=%t: a link is, or is not, in\n%s", open, &stdout)
			}
		}
	}
}

func find(jobs []atlas20250312.CloudRestoreJob, id string) *atlas20250312.CloudRestoreJob {
	i := slices.IndexFunc(jobs, func(j atlas20250312.CloudRestoreJob) bool { return j.ID == id })
	return &jobs[i]
}

// The newest job is last, in whatever order they come.
func TestOrder(t *testing.T) {
	clearEnv(t)
	t.Setenv(auth.EnvAccessToken, "hunter2")
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/vnd.atlas.2023-01-01+json;charset=utf-8")
		_, _ = io.WriteString(w, `{"results":[
			{"id":"68dcc36142642b7ade000002","deliveryType":"automated"},
			{"id":"68dcc36242642b7ade000003","deliveryType":"automated"},
			{"id":"68dcc36042642b7ade000001","deliveryType":"automated"}]}`)
	}))
	defer srv.Close()
	t.Setenv(auth.EnvBaseURL, srv.URL)
	var stdout bytes.Buffer
	if err := run(t.Context(), onAtlas, &stdout, io.Discard); err != nil {
		t.Fatal(err)
	}
	if got := regexp.MustCompile(`ade00000\d`).FindAllString(stdout.String(), -1); !slices.IsSorted(got) || len(got) != 3 {
		t.Errorf("order %q", got)
	}
}

// More jobs than fit on a page are all there.
func TestPages(t *testing.T) {
	srv := serve(t)
	srv.AddJobs(atlas.MaxPageSize+7, atlastest.Job{Kind: atlastest.Cloud, GroupID: group, Cluster: "c0"}, atlastest.Outcome{})
	var stdout bytes.Buffer
	if err := run(t.Context(), onAtlas, &stdout, io.Discard); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(stdout.String(), "\n"); lines != atlas.MaxPageSize+8 {
		t.Errorf("%d lines, want a header and %d jobs", lines, atlas.MaxPageSize+7)
	}
}

func TestNoJobs(t *testing.T) {
	serve(t)
	var stdout bytes.Buffer
	if err := run(t.Context(), append(onAtlas, "-json"), &stdout, io.Discard); err != nil || stdout.String() != "[]\n" {
		t.Errorf("%q, %v", &stdout, err)
	}
}

func TestErrors(t *testing.T) {
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for _, tt := range []struct {
		name string
		ctx  context.Context
		args []string
		want string
		is   error
	}{
		{"unknown flag", t.Context(), []string{"-nonsense"}, "nonsense", nil},
		{"argument", t.Context(), []string{"now"}, `"now"`, nil},
		{"links alone", t.Context(), []string{"-links"}, "-links needs -json", nil},
		{"no cluster", t.Context(), []string{"-real", "-group", group}, "-real needs", nil},
		{"unknown cluster", t.Context(), onAtlas, "CLUSTER_NOT_FOUND", atlas.ErrNotFound},
		{"help", t.Context(), []string{"-h"}, "", flag.ErrHelp},
		{"interrupted", ended, nil, "", context.Canceled},
	} {
		t.Run(tt.name, func(t *testing.T) {
			serve(t, atlastest.WithStrictClusters())
			var stdout bytes.Buffer
			err := run(tt.ctx, tt.args, &stdout, io.Discard)
			if err == nil || !strings.Contains(err.Error(), tt.want) || tt.is != nil && !errors.Is(err, tt.is) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %v, want %q", err, tt.want)
			}
			if help := strings.Contains(stdout.String(), "-cluster name"); help != (tt.is == flag.ErrHelp) {
				t.Errorf("standard output %q", &stdout)
			}
		})
	}
	clearEnv(t)
	if err := run(t.Context(), onAtlas, io.Discard, io.Discard); !errors.Is(err, auth.ErrNoCredentials) {
		t.Errorf("without credentials: %v", err)
	}
}

func TestCreated(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{
		"68dcc36042642b7ade000001": "2025-10-01T06:00:00Z",
		"":                         "0001-01-01T00:00:00Z",
		"68dcc360":                 "0001-01-01T00:00:00Z",
		"zzzzzzzz42642b7ade000001": "0001-01-01T00:00:00Z",
	} {
		if got := created(id).Format(time.RFC3339); got != want {
			t.Errorf("created(%q) = %s, want %s", id, got, want)
		}
	}
}
