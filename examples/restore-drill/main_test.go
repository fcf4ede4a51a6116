package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/atlasrestore/atlasrestore/atlas/auth"
	"github.com/atlasrestore/atlasrestore/atlastest"
	"github.com/atlasrestore/atlasrestore/generated/atlas20250312"
)

const (
	group    = "64a1b2c3d4e5f60718293a4b"
	snapshot = "68dc6e80aabbccddeeff0011"
)

// asMain lets the test binary be the program.
const asMain = "RESTORE_DRILL_AS_MAIN"

func TestMain(m *testing.M) {
	if os.Getenv(asMain) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

var onAtlas = []string{"-real", "-group", group, "-cluster", "c0", "-snapshot", snapshot, "-interval", "10ms"}

// serve starts a mock to which the environment leads, for -real, and a client of it.
func serve(t *testing.T, opts ...atlastest.Option) (*atlastest.Server, *atlas20250312.Client) {
	t.Helper()
	clearEnv(t)
	srv := atlastest.NewServer(t, append([]atlastest.Option{
		atlastest.WithServiceAccount("account", "hunter2"), atlastest.WithStrictClusters(),
		atlastest.WithCluster(group, "c0", atlastest.DedicatedCluster, 2),
		atlastest.WithDownloadSize(100_000), atlastest.WithDurations(atlastest.Durations{Run: time.Millisecond}),
	}, opts...)...)
	t.Setenv(auth.EnvBaseURL, srv.URL)
	t.Setenv(auth.EnvClientID, "account")
	t.Setenv(auth.EnvClientSecret, "hunter2")
	client, err := atlas20250312.New(atlas.WithBaseURL(srv.URL), atlas.WithAuth(auth.ServiceAccount("account", "hunter2")))
	if err != nil {
		t.Fatal(err)
	}
	return srv, client
}

func clearEnv(t *testing.T) {
	for _, name := range []string{auth.EnvBaseURL, auth.EnvClientID, auth.EnvClientSecret, auth.EnvPublicAPIKey, auth.EnvPrivateAPIKey, auth.EnvAccessToken} {
		t.Setenv(name, "")
	}
}

// tempDir makes a folder for temporary files. What is left there at the end of the test is an error.
func tempDir(t *testing.T) {
	t.Setenv("TMPDIR", emptyDir(t))
	t.Setenv("TMP", os.Getenv("TMPDIR")) // on Windows
}

func emptyDir(t *testing.T) string {
	dir := t.TempDir()
	t.Cleanup(func() {
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("left behind: %v, %v", left, err)
		}
	})
	return dir
}

func TestRealIntoFolder(t *testing.T) {
	tempDir(t)
	srv, client := serve(t)
	// One of the two downloads breaks off and goes on.
	srv.Inject(atlastest.Fault{Operation: "download", Times: 1, Drop: atlastest.DropBody, DropAfter: 40_000})
	dir := filepath.Join(t.TempDir(), "kept")
	var stdout, stderr bytes.Buffer
	if err := run(t.Context(), append(onAtlas, "-dir", dir), &stdout, &stderr); err != nil {
		t.Fatal(err)
	}
	id := srv.Jobs()[0].ID
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) != 2 {
		t.Fatalf("files %q, %v", files, err)
	}
	for shard, file := range files { // in the order of their names
		reader, err := srv.Content(id, shard)
		if err != nil {
			t.Fatal(err)
		}
		want, _ := io.ReadAll(reader)
		got, err := os.ReadFile(file)
		sum := sha256.Sum256(want)
		if err != nil || !bytes.Equal(got, want) || !strings.Contains(stdout.String(), hex.EncodeToString(sum[:])) {
			t.Errorf("%s is not the content of shard %d, or its sum is not in\n%s (%v)", file, shard, &stdout, err)
		}
	}
	if resumes := regexp.MustCompile(`(?m)s +1 +[0-9a-f]{64}$`).FindAllString(stdout.String(), -1); len(resumes) != 1 {
		t.Errorf("%d files with one resume, want 1:\n%s", len(resumes), &stdout)
	}
	if !strings.HasSuffix(stdout.String(), "in "+dir+"\n") {
		t.Errorf("the folder is not in\n%s", &stdout)
	}
	job, err := client.GetCloudRestoreJob(t.Context(), group, "c0", id)
	if err != nil || len(job.Components) != 2 {
		t.Fatalf("job %v, %v", job, err)
	}
	for _, secret := range []string{"hunter2", job.Components[0].DownloadURL, job.Components[1].DownloadURL} {
		if strings.Contains(stdout.String()+stderr.String(), secret) {
			t.Errorf("a secret is in\n%s%s", &stdout, &stderr)
		}
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

func TestInterrupt(t *testing.T) {
	for _, tt := range []struct {
		name, at string
		outcome  atlastest.Outcome
		state    atlas.JobState
	}{
		{"waiting", ": running", atlastest.Outcome{Never: true}, atlas.JobCancelled},
		{"downloading", " MiB of ", atlastest.Outcome{}, atlas.JobFinished},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tempDir(t)
			srv, client := serve(t)
			srv.NextJob(tt.outcome)
			srv.Inject(atlastest.Fault{Operation: "download", SlowChunk: 4000, SlowPause: 50 * time.Millisecond, RealTime: true})
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			err := run(ctx, onAtlas, io.Discard, trigger{tt.at, cancel})
			if !errors.Is(err, context.Canceled) || !strings.HasPrefix(err.Error(), "interrupted: ") {
				t.Errorf("error %v", err)
			}
			// A job that nobody waits for any more is cancelled.
			job, err := client.GetCloudRestoreJob(t.Context(), group, "c0", srv.Jobs()[0].ID)
			if err != nil || job.JobState() != tt.state {
				t.Errorf("the job is %v, want %v (%v)", job.JobState(), tt.state, err)
			}
		})
	}
}

func TestErrors(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		args []string
		want string
		is   error
	}{
		{"unknown flag", []string{"-nonsense"}, "nonsense", nil},
		{"argument", []string{"now"}, `"now"`, nil},
		{"nothing to restore", []string{"-real", "-group", group}, "-real needs", nil},
		{"unknown cluster", append(onAtlas, "-cluster", "c1"), "CLUSTER_NOT_FOUND", atlas.ErrNotFound},
		{"failed job", onAtlas, "WaitCloudRestoreJob: job failed", atlas.ErrJobFailed},
		{"no folder", append(onAtlas, "-dir", file), file, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tempDir(t)
			srv, client := serve(t)
			if tt.is == atlas.ErrJobFailed {
				srv.NextJob(atlastest.Outcome{Fail: true})
			}
			var stdout bytes.Buffer
			err := run(t.Context(), tt.args, &stdout, io.Discard)
			if err == nil || !strings.Contains(err.Error(), tt.want) || tt.is != nil && !errors.Is(err, tt.is) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
			if stdout.Len() > 0 {
				t.Errorf("standard output %q", &stdout)
			}
			for job, err := range client.AllCloudRestoreJobs(t.Context(), group, "c0", nil) {
				if err != nil || !job.JobState().Ended() {
					t.Errorf("a job is %v, %v", job, err)
				}
			}
		})
	}
	clearEnv(t)
	if err := run(t.Context(), onAtlas, io.Discard, io.Discard); !errors.Is(err, auth.ErrNoCredentials) {
		t.Errorf("without credentials: %v", err)
	}
}

func TestVerify(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte("abc"), 0o600); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte("abc"))
	good := atlas.DownloadResult{Path: path, Bytes: 3, SHA256: hex.EncodeToString(sum[:])}
	longer, other, missing := good, good, good
	longer.Bytes, other.SHA256, missing.Path = 4, strings.Repeat("0", 64), path+"x"
	for _, tt := range []struct {
		name   string
		result atlas.DownloadResult
		ok     bool
	}{{"good", good, true}, {"shorter", longer, false}, {"other", other, false}, {"missing", missing, false}} {
		if err := verify(t.Context(), []atlas.DownloadResult{good, tt.result}); (err == nil) != tt.ok {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// The bar is full at the end and not before, also when lengths become known one after the other, or never.
func TestBar(t *testing.T) {
	t.Parallel()
	for _, total := range []int64{1000, -1} {
		var out bytes.Buffer
		progress, done := meter{w: &out, terminal: true}.download(2)
		last := atlas.DownloadProgress{Index: 1, Bytes: 1000, Total: total, Done: true}
		for _, p := range []atlas.DownloadProgress{
			{Bytes: 0, Total: total}, {Bytes: 1000, Total: total}, {Bytes: 1000, Total: total, Done: true},
			{Index: 1, Bytes: 500, Total: total}, {Index: 1, Bytes: 0, Total: total}, {Index: 1, Bytes: 1000, Total: total},
		} {
			time.Sleep(60 * time.Millisecond) // the bar is not drawn more often
			progress(p)
		}
		if got := out.String(); strings.Contains(got, "100%") || !strings.Contains(got, "%") {
			t.Errorf("total %d: before the end %q", total, got)
		}
		progress(last)
		done()
		if got := out.String(); !strings.Contains(got, "100%") || !strings.HasSuffix(got, "\n") {
			t.Errorf("total %d: at the end %q", total, got)
		}
	}
}

func TestWaitLineOnTerminal(t *testing.T) {
	var out bytes.Buffer
	progress, done := meter{w: &out, terminal: true}.wait("j")
	progress(nil, atlas.JobRunning)
	progress(nil, atlas.JobRunning)
	progress(nil, atlas.JobFinished)
	done()
	want := "\r\x1b[Kjob j: running, 0s\r\x1b[Kjob j: running, 0s\r\x1b[Kjob j: finished, 0s\n"
	if out.String() != want {
		t.Errorf("got %q, want %q", &out, want)
	}
}

// The program itself, with its mock: Ctrl-C ends it with exit code 1 and one line. It never leaves anything behind.
func TestProgram(t *testing.T) {
	t.Parallel()
	const table = `^FILE +BYTES +TIME +RESUMES +SHA-256\n` +
		`(shard-\d-restore-68dc6e80aabbccddeeff0011\S*\.tar\.gz +2097152 +\S+ +0 +[0-9a-f]{64}\n){3}` +
		`passed: job [0-9a-f]{24}, 3 files, 6\.0 MiB, .* in a temporary folder, which is removed now\n$`
	const mock, waiting = `using a mock .*\n`, `job [0-9a-f]{24}: running, \d+s\n`
	const loading = waiting + `job [0-9a-f]{24}: finished, \d+s\n(shard-\d-restore-\S+: [0-9.]+ MiB of 2\.0 MiB\n)+`
	for _, tt := range []struct {
		name, arg      string
		interrupt      string // when this is on standard error
		code           int
		stdout, stderr string
	}{
		{"whole", "", "", 0, table, "^" + mock + loading + "$"},
		{"help", "-h", "", 0, `-snapshot id\n`, `^$`},
		{"flag", "-nonsense", "", 1, `^$`, `^restore-drill: .*nonsense\n$`},
		{"waiting", "", ": running", 1, `^$`, "^" + mock + waiting + `restore-drill: interrupted: .*\n$`},
		{"downloading", "", " MiB of ", 1, `^$`, "^" + mock + loading + `restore-drill: interrupted: .*\n$`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if tt.interrupt != "" && runtime.GOOS == "windows" {
				t.Skip("interrupts cannot be sent")
			}
			cmd := exec.CommandContext(t.Context(), os.Args[0], strings.Fields(tt.arg)...)
			dir := emptyDir(t)
			cmd.Env = append(os.Environ(), asMain+"=1", "TMPDIR="+dir, "TMP="+dir)
			var stdout, stderr bytes.Buffer
			var once sync.Once
			interrupt := func() { once.Do(func() { _ = cmd.Process.Signal(os.Interrupt) }) }
			cmd.Stdout, cmd.Stderr = &stdout, &stderr
			if tt.interrupt != "" {
				cmd.Stderr = io.MultiWriter(&stderr, trigger{tt.interrupt, interrupt})
			}
			err := cmd.Run()
			if code := cmd.ProcessState.ExitCode(); code != tt.code {
				t.Errorf("exit code %d, want %d (%v)", code, tt.code, err)
			}
			if !regexp.MustCompile(tt.stdout).Match(stdout.Bytes()) {
				t.Errorf("standard output %q, want %s", &stdout, tt.stdout)
			}
			if !regexp.MustCompile(tt.stderr).Match(stderr.Bytes()) {
				t.Errorf("standard error %q, want %s", &stderr, tt.stderr)
			}
		})
	}
}
