package ci_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"github.com/atlasrestore/atlasrestore/internal/doctest"
)

// checkGuide runs the commands of the guide and returns the folder in which
// they ran, with all the files that it shows.
func checkGuide(t *testing.T, update bool) string {
	t.Helper()
	needs(t, "git", "bash")
	dir := t.TempDir()
	doctest.Check(t, filepath.Join(top(t), "docs", "ci.md"), update, doctest.Options{Dir: dir, Env: append(slices.Clone(gitEnv), "GIT_PAGER=cat")})
	return dir
}

func TestGuide(t *testing.T) {
	t.Parallel()
	dir := checkGuide(t, *update)
	t.Run("github", func(t *testing.T) {
		t.Parallel()
		files, err := filepath.Glob(filepath.Join(dir, ".github", "workflows", "*.yml"))
		if err != nil || len(files) != 2 {
			t.Fatalf("the guide shows %v, %v", files, err)
		}
		for _, file := range files {
			for _, e := range lint(t, filepath.Base(file), read(t, file)) {
				t.Error(e)
			}
			var w workflow
			if err := yaml.Unmarshal([]byte(read(t, file)), &w); err != nil {
				t.Fatal(err)
			}
			for _, job := range w.Jobs {
				checkGuideSteps(t, file, job.Steps)
			}
		}
	})
	t.Run("gitlab", func(t *testing.T) {
		t.Parallel()
		checkGitLab(t, dir)
	})
	t.Run("pre_commit", func(t *testing.T) {
		t.Parallel()
		checkPreCommit(t, dir)
	})
}

// checkGuideSteps wants inputs that the action has.
func checkGuideSteps(t *testing.T, file string, steps []step) {
	t.Helper()
	for _, s := range steps {
		if !strings.HasPrefix(s.Uses, "atlasrestore/") {
			continue
		}
		for name := range s.With {
			if _, ok := readAction(t).Inputs[name]; !ok {
				t.Errorf("%s: the action has no input %q", file, name)
			}
		}
	}
}

// The job for GitLab, but for the installation, fails for the break that the
// guide makes and leaves a report.
func checkGitLab(t *testing.T, dir string) {
	t.Helper()
	var jobs map[string]struct {
		Script    []string
		Artifacts struct{ Reports map[string]string }
	}
	if err := yaml.Unmarshal([]byte(read(t, filepath.Join(dir, ".gitlab-ci.yml"))), &jobs); err != nil {
		t.Fatal(err)
	}
	job := jobs["specdiff"]
	cmd := exec.Command("bash", "-euo", "pipefail", "-c", strings.Join(job.Script, "\n"))
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "CI_MERGE_REQUEST_DIFF_BASE_SHA="+git(t, dir, "rev-parse", "HEAD~1"))
	write(t, filepath.Join(dir, ".specdiff.yaml"), "") // as before the guide accepts the change
	out, err := cmd.CombinedOutput()
	if err == nil || cmd.ProcessState.ExitCode() != 1 {
		t.Errorf("%v\n%s", err, out)
	}
	if !strings.Contains(read(t, filepath.Join(dir, job.Artifacts.Reports["junit"])), "<failure") {
		t.Error("the artifact holds no failure")
	}
}

// The config for pre-commit names a hook that there is.
func checkPreCommit(t *testing.T, dir string) {
	t.Helper()
	var config struct {
		Repos []struct {
			Repo  string
			Hooks []hook
		}
	}
	if err := yaml.Unmarshal([]byte(read(t, filepath.Join(dir, ".pre-commit-config.yaml"))), &config); err != nil {
		t.Fatal(err)
	}
	for _, used := range config.Repos[0].Hooks {
		if !slices.ContainsFunc(hooks(t), func(h hook) bool { return h.ID == used.ID }) {
			t.Errorf("there is no hook %q", used.ID)
		}
	}
}

// The guide has a row for each input of the action, with its default.
func TestGuideListsTheInputs(t *testing.T) {
	t.Parallel()
	row := regexp.MustCompile("(?m)^\\| (`[a-z-]+`(?:, `[a-z-]+`)*) \\| .* \\| (.*)\\|$")
	page := read(t, filepath.Join(top(t), "docs", "ci.md"))
	got := map[string]string{}
	for _, m := range row.FindAllStringSubmatch(page, -1) {
		for name := range strings.SplitSeq(m[1], ", ") {
			got[strings.Trim(name, "`")] = strings.TrimSpace(m[2])
		}
	}
	want := map[string]string{}
	for name, in := range readAction(t).Inputs {
		want[name] = got[name] // prose, where there is no value
		if _, ok := got[name]; !ok || in.Default != "" && !strings.HasPrefix(in.Default, "$") {
			want[name] = "`" + in.Default + "`"
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("inputs of the guide, mismatch (-want +got):\n%s", diff)
	}
}

// What the page of contents links to is there.
func TestGuideAnchors(t *testing.T) {
	t.Parallel()
	page := read(t, filepath.Join(top(t), "docs", "ci.md"))
	headings := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^## (.*)$`).FindAllStringSubmatch(page, -1) {
		headings[strings.ReplaceAll(strings.ToLower(m[1]), " ", "-")] = true
	}
	for _, m := range regexp.MustCompile(`\]\(#([^)]*)\)`).FindAllStringSubmatch(page, -1) {
		if !headings[m[1]] {
			t.Errorf("there is no heading for #%s", m[1])
		}
	}
	for _, m := range regexp.MustCompile(`\]\(([^)#:]+)\)`).FindAllStringSubmatch(page, -1) {
		if _, err := os.Stat(filepath.Join(top(t), "docs", m[1])); err != nil {
			t.Errorf("a link leads nowhere: %v", err)
		}
	}
}
