package ci_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// drift runs the script of the workflow in a clone whose pins were refreshed.
type drift struct {
	origin, clone, gh string
}

func newDrift(t *testing.T) drift {
	t.Helper()
	needs(t, "git", "bash")
	d := drift{t.TempDir(), filepath.Join(t.TempDir(), "clone"), t.TempDir()}
	git(t, d.origin, "init", "--quiet")
	for _, name := range []string{"spec/a.yaml", "spec/lock.yaml", "generated/a.go", "other"} {
		write(t, filepath.Join(d.origin, name), "old\n")
	}
	git(t, d.origin, "add", "--all")
	git(t, d.origin, "commit", "--quiet", "--message", "first")
	d.checkout(t)
	write(t, filepath.Join(d.gh, "answer"), "")
	return d
}

// checkout clones anew, as every run of a workflow does.
func (d drift) checkout(t *testing.T) {
	t.Helper()
	if err := os.RemoveAll(d.clone); err != nil {
		t.Fatal(err)
	}
	git(t, d.origin, "clone", "--quiet", "--depth", "1", "file://"+d.origin, d.clone)
}

// change refreshes files and runs the script; it returns how gh was called.
func (d drift) change(t *testing.T, files map[string]string) []string {
	t.Helper()
	for name, text := range files {
		write(t, filepath.Join(d.clone, name), text)
	}
	changelog := filepath.Join(d.gh, "changelog.md")
	write(t, changelog, "- API 2025-03-12\n")
	if err := os.RemoveAll(filepath.Join(d.gh, "calls")); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("bash", filepath.Join(top(t), ".github", "drift.sh"), changelog)
	cmd.Dir, cmd.Env = d.clone, append(append(os.Environ(), gitEnv...), "GH_DIR="+d.gh)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var calls []string
	for _, call := range (result{gh: d.gh}).calls(t) {
		calls = append(calls, strings.Join(slices.DeleteFunc(call, filepath.IsAbs), " "))
	}
	return calls
}

func TestDriftProposes(t *testing.T) {
	t.Parallel()
	d := newDrift(t)
	ask := "pr list --head drift --state open --json number --jq .[0].number // empty"
	run := "workflow run check.yml --ref drift"

	got := d.change(t, map[string]string{"spec/a.yaml": "new\n", "generated/b.go": "new\n", "other": "stray\n"})
	want := []string{ask, "pr create --head drift --title Pins as Atlas publishes them now --body-file", run}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("first time, mismatch (-want +got):\n%s", diff)
	}
	if body := read(t, filepath.Join(d.gh, "body")); body != "- API 2025-03-12\n" {
		t.Errorf("the text of the pull request is %q", body)
	}
	changed := strings.Fields(git(t, d.origin, "diff", "--name-only", "main", "drift"))
	if diff := cmp.Diff([]string{"generated/b.go", "spec/a.yaml"}, changed); diff != "" {
		t.Errorf("the branch, mismatch (-want +got):\n%s", diff)
	}

	// The next week there is more; the pull request is still open.
	d.checkout(t)
	write(t, filepath.Join(d.gh, "answer"), "12\n")
	got = d.change(t, map[string]string{"spec/a.yaml": "newer\n", "generated/b.go": "new\n"})
	want = []string{ask, "pr edit 12 --title Pins as Atlas publishes them now --body-file", run}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("second time, mismatch (-want +got):\n%s", diff)
	}
	if text := git(t, d.origin, "show", "drift:spec/a.yaml"); text != "newer" {
		t.Errorf("the branch holds %q", text)
	}

	// And then nothing more.
	d.checkout(t)
	if got := d.change(t, map[string]string{"spec/a.yaml": "newer\n", "generated/b.go": "new\n", "spec/lock.yaml": "new\n"}); got != nil {
		t.Errorf("nothing is new, and gh is called: %q", got)
	}
}

func TestDriftWithoutChanges(t *testing.T) {
	t.Parallel()
	for name, files := range map[string]map[string]string{"nothing": {}, "the_lock_alone": {"spec/lock.yaml": "new\n"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDrift(t)
			if calls := d.change(t, files); calls != nil {
				t.Errorf("gh is called: %q", calls)
			}
			if branches := git(t, d.origin, "branch", "--list", "drift"); branches != "" {
				t.Errorf("a branch was pushed: %s", branches)
			}
		})
	}
}
