package downstream_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"
)

// A bed is where the modules of one run live: the packed module, an empty
// module cache, and the environment of their go commands.
type bed struct {
	dir   string
	env   []string
	chain string // the proxies that need no network
	proxy string // those that the user has
	sums  []byte // the go.sum that modules begin with
}

// newBed packs the module into a fresh proxy.
func newBed(t *testing.T) *bed {
	t.Helper()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	proxy := filepath.Join(dir, "proxy")
	pack(t, root, proxy)
	local := goEnv(t, "GOMODCACHE")
	b := &bed{
		dir:   dir,
		chain: "file://" + filepath.ToSlash(proxy) + ",file://" + filepath.ToSlash(filepath.Join(local, "cache", "download")),
		proxy: goEnv(t, "GOPROXY"),
		// What go.sum knows is not asked of the checksum database.
		sums: append(read(t, filepath.Join(root, "go.sum")), read(t, filepath.Join("testdata", "tidy.sum"))...),
	}
	b.env = append(os.Environ(),
		"GOMODCACHE="+filepath.Join(dir, "modcache"),
		"GOPROXY="+b.chain+",off", "GOPRIVATE=", "GONOPROXY=none", "GONOSUMDB="+ours.Path,
		// With -trimpath what is built depends on module and version, not on
		// the folder of this module cache, so that another run finds it in the build cache.
		"GOFLAGS=-modcacherw -trimpath",
		"GOTOOLCHAIN=local", "GOWORK=off", "GO111MODULE=", "PWD=",
	)
	return b
}

// goEnv returns a variable of the go command as the user has set it.
func goEnv(t *testing.T, name string) string {
	t.Helper()
	out, err := exec.Command("go", "env", name).Output()
	if err != nil {
		t.Fatalf("go env %s: %v", name, err)
	}
	return strings.TrimSpace(string(out))
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// A user is a module that uses ours.
type user struct {
	bed *bed
	dir string
}

// module makes a fresh module of the files of testdata archives. It stays until
// the end of the run.
func (b *bed) module(t *testing.T, archives ...string) *user {
	t.Helper()
	dir, err := os.MkdirTemp(b.dir, "nightly")
	if err != nil {
		t.Fatal(err)
	}
	u := &user{b, dir}
	u.write(t, "go.mod", []byte("module example.com/nightly\n\ngo 1.26.0\n"))
	u.write(t, "go.sum", b.sums)
	for _, name := range archives {
		u.add(t, name)
	}
	return u
}

// add writes the files of a testdata archive.
func (u *user) add(t *testing.T, name string) {
	t.Helper()
	archive, err := txtar.ParseFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	if len(archive.Files) == 0 {
		t.Fatalf("%s holds no files", name)
	}
	for _, f := range archive.Files {
		u.write(t, f.Name, f.Data)
	}
}

func (u *user) path(name string) string { return filepath.Join(u.dir, filepath.FromSlash(name)) }

func (u *user) write(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(u.path(name)), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(u.path(name), data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// replace changes a file, which must hold what is replaced.
func (u *user) replace(t *testing.T, name, from, to string) {
	t.Helper()
	data := read(t, u.path(name))
	if !bytes.Contains(data, []byte(from)) {
		t.Fatalf("%s does not hold %q", name, from)
	}
	u.write(t, name, bytes.ReplaceAll(data, []byte(from), []byte(to)))
}

// A result is what a command left.
type result struct {
	code           int
	stdout, stderr string
}

// try runs a command in the module, whatever it returns. Settings are added to
// its environment.
func (u *user) try(t *testing.T, settings []string, name string, args ...string) result {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := u.command(t.Context(), settings, name, args...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if _, exited := errors.AsType[*exec.ExitError](err); err != nil && !exited {
		t.Fatalf("%s %q: %v", name, args, err)
	}
	return result{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

func (u *user) command(ctx context.Context, settings []string, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = u.dir
	cmd.Env = append(append(cmd.Env, u.bed.env...), settings...)
	cmd.WaitDelay = time.Second
	return cmd
}

// run runs a command that must succeed and returns its standard output.
func (u *user) run(t *testing.T, name string, args ...string) string {
	t.Helper()
	return u.want(t, 0, name, args...).stdout
}

// want runs a command that must return an exit code.
func (u *user) want(t *testing.T, code int, name string, args ...string) result {
	t.Helper()
	got := u.try(t, nil, name, args...)
	if got.code != code {
		t.Fatalf("%s %q: exit code %d, want %d\n%s%s", name, args, got.code, code, got.stdout, got.stderr)
	}
	return got
}

// fetch runs a go command that may need modules: first from what is on this
// machine alone, then with the proxies of the user.
func (u *user) fetch(t *testing.T, args ...string) {
	t.Helper()
	if err := u.tryFetch(t, args...); err != nil {
		t.Fatal(err)
	}
}

func (u *user) tryFetch(t *testing.T, args ...string) error {
	t.Helper()
	got := u.try(t, nil, "go", args...)
	if got.code != 0 {
		got = u.try(t, []string{"GOPROXY=" + u.bed.chain + "," + u.bed.proxy}, "go", args...)
	}
	if got.code != 0 {
		return errors.New("go " + strings.Join(args, " ") + ": " + got.stderr)
	}
	return nil
}
