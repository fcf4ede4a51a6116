package ci_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// composite is an action as action.yml describes it.
type composite struct {
	Inputs map[string]struct {
		Required bool
		Default  string
	}
	Outputs map[string]struct{ Value string }
	Runs    struct{ Steps []step }
}

type step struct {
	ID, If, Shell, Run, Uses string
	Dir                      string `yaml:"working-directory"`
	Env, With                map[string]string
}

func readAction(t *testing.T) composite {
	t.Helper()
	var a composite
	if err := yaml.Unmarshal([]byte(read(t, filepath.Join(top(t), "action.yml"))), &a); err != nil {
		t.Fatal(err)
	}
	return a
}

// job is one run of the action, as the runner of GitHub does it, but for the
// steps that use other actions: these are only recorded. The build is left out
// too, specdiff is the one of the test.
type job struct {
	workspace string
	github    map[string]any    // the context of the event
	env       map[string]string // GITHUB_REF, GITHUB_SHA and so on
	build     bool              // whether to build specdiff after all
}

type result struct {
	code    int
	log     string
	outputs map[string]string
	used    map[string]map[string]string // "with" by action
	summary string
	gh      string // the folder of the fake gh
}

// run runs the action with what a user writes below "with".
func (j job) run(t *testing.T, with map[string]string, prepare func(gh string)) result {
	t.Helper()
	a := readAction(t)
	temp := t.TempDir()
	r := result{outputs: map[string]string{}, used: map[string]map[string]string{}, gh: filepath.Join(temp, "gh")}
	write(t, filepath.Join(r.gh, "answer"), "")
	if prepare != nil {
		prepare(r.gh)
	}
	steps, inputs := map[string]any{}, map[string]any{}
	s := scope{"steps": steps, "inputs": inputs, "github": j.github}
	for name := range with {
		if _, ok := a.Inputs[name]; !ok {
			t.Fatalf("the action has no input %q", name)
		}
	}
	for name, in := range a.Inputs {
		value, ok := with[name]
		if !ok {
			value = s.expand(t, in.Default)
		}
		if in.Required && !ok {
			t.Fatalf("the input %q is required", name)
		}
		inputs[name] = value
	}
	env := append(os.Environ(), gitEnv...)
	env = append(env, "GH_DIR="+r.gh, "RUNNER_TEMP="+temp, "GITHUB_ACTION_PATH="+top(t), "GITHUB_STEP_SUMMARY="+filepath.Join(temp, "summary"),
		"GITHUB_REPOSITORY=acme/shop", "GITHUB_WORKSPACE="+j.workspace)
	for name, value := range j.env {
		env = append(env, name+"="+value)
	}
	for _, step := range a.Runs.Steps {
		if step.If != "" && !truthy(s.value(t, strings.TrimSuffix(strings.TrimPrefix(step.If, "${{"), "}}"))) {
			continue
		}
		if step.Uses != "" {
			r.used[step.Uses] = map[string]string{}
			for name, value := range step.With {
				r.used[step.Uses][name] = s.expand(t, value)
			}
			continue
		}
		if step.ID == "build" && !j.build {
			path, err := exec.LookPath("specdiff")
			if err != nil {
				t.Fatal(err)
			}
			steps["build"] = map[string]any{"outputs": map[string]any{"specdiff": path}}
			continue
		}
		outputs := filepath.Join(temp, "output")
		write(t, outputs, "")
		cmd := exec.Command("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", s.expand(t, step.Run))
		cmd.Dir = filepath.Join(j.workspace, s.expand(t, step.Dir))
		cmd.Env = append(slices.Clone(env), "GITHUB_OUTPUT="+outputs)
		for name, value := range step.Env {
			cmd.Env = append(cmd.Env, name+"="+s.expand(t, value))
		}
		out, err := cmd.CombinedOutput()
		r.log += string(out)
		if err != nil && cmd.ProcessState == nil {
			t.Fatal(err)
		}
		set := map[string]any{}
		for line := range strings.Lines(read(t, outputs)) {
			name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
			set[name] = value
		}
		steps[step.ID] = map[string]any{"outputs": set}
		if r.code = cmd.ProcessState.ExitCode(); r.code != 0 {
			break
		}
	}
	for name, out := range a.Outputs {
		r.outputs[name] = s.expand(t, out.Value)
	}
	r.summary = read(t, filepath.Join(temp, "summary"))
	return r
}
