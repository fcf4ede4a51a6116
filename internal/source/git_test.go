package source_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/internal/source"
)

// repository makes one with two commits of api/v1.yaml and a third state that
// is only staged, and returns its folder.
func repository(t *testing.T) string {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	dir := t.TempDir()
	run := func(args ...string) {
		t.Helper()
		cmd := exec.Command("git", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	write := func(text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Join(dir, "api"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "api", "v1.yaml"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		run("add", ".")
	}
	run("init", "--quiet")
	run("config", "user.name", "test")
	run("config", "user.email", "test@example.com")
	write("a: 1\n")
	run("commit", "--quiet", "--message", "first")
	write("a: 2\n")
	run("commit", "--quiet", "--message", "second")
	write("a: 3\n")
	return dir
}

func TestGit(t *testing.T) {
	t.Parallel()
	dir := repository(t)
	tests := []struct{ name, below, ref, want string }{
		{"newest_commit", ".", "git:HEAD:api/v1.yaml", "a: 2\n"},
		{"older_commit", ".", "git:HEAD~1:api/v1.yaml", "a: 1\n"},
		{"path_from_the_top", "api", "git:HEAD:api/v1.yaml", "a: 2\n"},
		{"path_from_here", "api", "git:HEAD:./v1.yaml", "a: 2\n"},
		{"commit_by_message", ".", "git:HEAD^{/first}:api/v1.yaml", "a: 1\n"},
		{"staged", ".", "git::api/v1.yaml", "a: 3\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := source.Read(t.Context(), tt.ref, source.Options{Dir: filepath.Join(dir, tt.below)})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(source.Document{Name: tt.ref, Data: []byte(tt.want)}, got); diff != "" {
				t.Errorf("mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestGitErrors(t *testing.T) {
	t.Parallel()
	dir := repository(t)
	tests := []struct {
		name, ref string
		want      []string
	}{
		{"no_path", "git:HEAD", []string{"want git:REVISION:PATH"}},
		{"empty_path", "git:HEAD:", []string{"want git:REVISION:PATH"}},
		{"unknown_revision", "git:nowhere:api/v1.yaml", []string{"git:nowhere:api/v1.yaml", "git: invalid object name"}},
		{"unknown_path", "git:HEAD:v1.yaml", []string{"does not exist"}},
		{"folder", "git:HEAD:api", []string{"bad file"}},
		{"outside", "git:HEAD:../../etc/passwd", []string{"git:"}},
		{"an_option", "git:--textconv:api/v1.yaml", []string{"invalid object name"}},
		{"an_option_with_a_value", "git:--path=x:api/v1.yaml", []string{"invalid object name"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := source.Read(t.Context(), tt.ref, source.Options{Dir: dir})
			wantError(t, err, tt.want...)
		})
	}
	t.Run("no_repository", func(t *testing.T) {
		t.Parallel()
		_, err := source.Read(t.Context(), "git:HEAD:x", source.Options{Dir: t.TempDir()})
		wantError(t, err, "not a git repository")
	})
	t.Run("canceled", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := source.Read(ctx, "git:HEAD:api/v1.yaml", source.Options{Dir: dir})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want context.Canceled", err)
		}
	})
}

// A document over the limit must not be waited for.
func TestGitLimit(t *testing.T) {
	t.Parallel()
	dir := repository(t)
	big := bytes.Repeat([]byte("a"), 1<<20)
	if err := os.WriteFile(filepath.Join(dir, "big"), big, 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("git", "add", "big")
	cmd.Dir = dir
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	_, err := source.Read(t.Context(), "git::big", source.Options{Dir: dir, MaxBytes: 10})
	wantError(t, err, "larger")
}
