package ci_test

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rhysd/actionlint"
	"go.yaml.in/yaml/v4"
)

type workflow struct {
	Permissions any
	Concurrency any
	Jobs        map[string]struct {
		TimeoutMinutes int `yaml:"timeout-minutes"`
		Strategy       struct{ Matrix map[string][]string }
		Steps          []step
	}
}

func workflows(t *testing.T) map[string]workflow {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(top(t), ".github", "workflows", "*.yml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("found %v, %v", files, err)
	}
	all := map[string]workflow{}
	for _, file := range files {
		var w workflow
		if err := yaml.Unmarshal([]byte(read(t, file)), &w); err != nil {
			t.Fatal(err)
		}
		all[filepath.Base(file)] = w
	}
	return all
}

var (
	major     = regexp.MustCompile(`^[\w-]+/[\w/-]+@v[1-9][0-9]*$`)
	localFile = regexp.MustCompile(`\.github/[\w/.-]+\.sh|\.ci/run`)
)

// What holds for the steps of workflows and of the action alike.
func checkSteps(t *testing.T, where string, steps []step) {
	t.Helper()
	for _, s := range steps {
		if s.Uses != "" && s.Uses != "./" && !major.MatchString(s.Uses) {
			t.Errorf("%s uses %s, want a major version", where, s.Uses)
		}
		if strings.Contains(s.Run, "${{") {
			t.Errorf("%s runs %q: an expression in a script can be made to run anything, give it as env", where, s.Run)
		}
		for _, file := range localFile.FindAllString(s.Run, -1) {
			if _, err := os.Stat(filepath.Join(top(t), file)); err != nil {
				t.Errorf("%s runs %s: %v", where, file, err)
			}
		}
	}
}

func TestActionIsSafe(t *testing.T) {
	t.Parallel()
	checkSteps(t, "the action", readAction(t).Runs.Steps)
}

func TestWorkflowsAreSafe(t *testing.T) {
	t.Parallel()
	for name, w := range workflows(t) {
		if w.Permissions == nil || w.Permissions == "write-all" || w.Concurrency == nil {
			t.Errorf("%s: permissions %v, concurrency %v", name, w.Permissions, w.Concurrency)
		}
		for id, job := range w.Jobs {
			if job.TimeoutMinutes == 0 {
				t.Errorf("%s: the job %s has no end", name, id)
			}
			checkSteps(t, name, job.Steps)
		}
	}
}

// Every pin is compared on a pull request.
func TestWorkflowKnowsThePins(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(top(t), "spec", "*.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var pins []string
	for _, file := range files {
		if name := strings.TrimSuffix(filepath.Base(file), ".yaml"); name != "pins" && name != "lock" {
			pins = append(pins, name)
		}
	}
	got := workflows(t)["specdiff.yml"].Jobs["specdiff"].Strategy.Matrix["pin"]
	slices.Sort(got)
	if diff := cmp.Diff(pins, got); diff != "" {
		t.Errorf("pins in the workflow, mismatch (-want +got):\n%s", diff)
	}
}

// lint returns what actionlint says about a workflow, as if it stood in this
// repository.
func lint(t *testing.T, name, text string) []*actionlint.Error {
	t.Helper()
	linter, err := actionlint.NewLinter(io.Discard, &actionlint.LinterOptions{Shellcheck: "shellcheck"})
	if err != nil {
		t.Fatal(err)
	}
	project, err := actionlint.NewProjects().At(top(t))
	if err != nil {
		t.Fatal(err)
	}
	errs, err := linter.Lint(filepath.Join(top(t), ".github", "workflows", name), []byte(text), project)
	if err != nil {
		t.Fatal(err)
	}
	return errs
}

func TestShellScripts(t *testing.T) {
	t.Parallel()
	needs(t, "shellcheck")
	files := []string{".ci/run"}
	for _, pattern := range []string{".github/*.sh", ".github/*/*.sh"} {
		found, err := filepath.Glob(filepath.Join(top(t), pattern))
		if err != nil || len(found) == 0 {
			t.Fatalf("found %v, %v", found, err)
		}
		files = append(files, found...)
	}
	cmd := exec.Command("shellcheck", files...)
	cmd.Dir = top(t)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
