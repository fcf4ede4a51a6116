package source_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/internal/source"
)

// commits makes a repository with a file that goes through the given texts, a
// commit each, a day apart; an empty text deletes it.
func commits(t *testing.T, file string, texts map[string]string, order ...string) string {
	t.Helper()
	dir := repository(t)
	for i, subject := range order {
		path := filepath.Join(dir, file)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if texts[subject] == "" {
			_ = os.Remove(path)
		} else if err := os.WriteFile(path, []byte(texts[subject]), 0o644); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{{"add", "--all"}, {"commit", "--quiet", "--allow-empty", "--allow-empty-message", "--message", subject}} {
			cmd := exec.Command("git", args...)
			cmd.Dir = dir
			cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null", "GIT_COMMITTER_DATE=2026-01-0"+string(rune('1'+i))+"T23:30:00-05:00")
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("git %v: %v\n%s", args, err, out)
			}
		}
	}
	return dir
}

func TestRevisions(t *testing.T) {
	t.Parallel()
	texts := map[string]string{"one": "a", "same": "a", "gone": "", "back": "a", "": "b", "commit x": "c"}
	order := []string{"one", "same", "gone", "back", "", "commit x"}
	for _, file := range []string{"d.yaml", "a b/*.yaml", ":(top)d.yaml", "-d.yaml", "é.yaml"} {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			dir := commits(t, file, texts, order...)
			for since, want := range map[string]string{
				"":           "2026-01-02 one|2026-01-06 |2026-01-07 commit x",
				"2026-01-02": "2026-01-02 one|2026-01-06 |2026-01-07 commit x",
				"2026-01-03": "2026-01-02 one|2026-01-06 |2026-01-07 commit x",
				"2026-01-07": "2026-01-06 |2026-01-07 commit x",
				"2027-01-01": "2026-01-07 commit x",
				"HEAD~5":     "2026-01-02 one|2026-01-06 |2026-01-07 commit x",
				"HEAD~2":     "2026-01-05 back|2026-01-06 |2026-01-07 commit x",
				"HEAD~3":     "2026-01-05 back|2026-01-06 |2026-01-07 commit x", // where the file was gone
				"HEAD":       "2026-01-07 commit x",
			} {
				list, err := source.Revisions(t.Context(), file, since, source.Options{Dir: dir})
				if err != nil {
					t.Fatal(err)
				}
				var got []string
				for _, r := range list {
					got = append(got, r.Date+" "+r.Subject)
					d, err := source.Read(t.Context(), r.Ref, source.Options{Dir: dir})
					if err != nil || string(d.Data) != texts[r.Subject] {
						t.Errorf("%s holds %q (%v), want %q", r.Name, d.Data, err, texts[r.Subject])
					}
				}
				if diff := cmp.Diff(want, strings.Join(got, "|")); diff != "" {
					t.Errorf("since %q: mismatch (-want +got)\n%s", since, diff)
				}
			}
		})
	}
}

func TestRevisionsFail(t *testing.T) {
	t.Parallel()
	dir := commits(t, "d.yaml", map[string]string{"one": "a"}, "one")
	for name, tt := range map[string]struct{ dir, file, since, want string }{
		"no_such_file":  {dir, "e.yaml", "", "no commit has this file"},
		"folder":        {dir, "api", "", "it is a tree in commit"},
		"line_feed":     {dir, "d\n.yaml", "", "line feed"},
		"outside":       {dir, "../d.yaml", "", "outside repository"},
		"unknown_since": {dir, "d.yaml", "v9", `since "v9": git: `},
		"option_since":  {dir, "d.yaml", "--all", `since "--all": git: `},
		"no_repository": {t.TempDir(), "d.yaml", "", "not a git repository"},
		"no_folder":     {filepath.Join(dir, "nowhere"), "d.yaml", "", "no such file or directory"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			list, err := source.Revisions(t.Context(), tt.file, tt.since, source.Options{Dir: tt.dir})
			wantError(t, err, "list the revisions of ", tt.want)
			if list != nil {
				t.Errorf("got %v beside the error", list)
			}
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := source.Revisions(ctx, "d.yaml", "", source.Options{Dir: dir}); !errors.Is(err, context.Canceled) {
		t.Errorf("canceled: %v", err)
	}
}

func TestCommit(t *testing.T) {
	t.Parallel()
	dir := commits(t, "d.yaml", map[string]string{"one": "a"}, "one")
	for ref, want := range map[string]string{
		"git:HEAD:d.yaml": "2026-01-02 one", "git::d.yaml": " ", "d.yaml": " ", "https://host/git:HEAD:d.yaml": " ", "git:HEAD^:api/v1.yaml": "",
	} {
		got, err := source.Commit(t.Context(), ref, source.Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		if want != "" && got.Date+" "+got.Subject != want {
			t.Errorf("%s: got %q, want %q", ref, got.Date+" "+got.Subject, want)
		}
	}
	_, err := source.Commit(t.Context(), "git:v9:d.yaml", source.Options{Dir: dir})
	wantError(t, err, "git: ")
}
