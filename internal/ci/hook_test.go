package ci_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

type hook struct {
	ID, Name, Entry, Language, Files string
	RequireSerial                    bool `yaml:"require_serial"`
}

func hooks(t *testing.T) []hook {
	t.Helper()
	var all []hook
	if err := yaml.Unmarshal([]byte(read(t, filepath.Join(top(t), ".pre-commit-hooks.yaml"))), &all); err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Fatal("there is no hook")
	}
	return all
}

func TestHooksNameProgramsOfOurs(t *testing.T) {
	t.Parallel()
	for _, h := range hooks(t) {
		if h.ID == "" || h.Name == "" || h.Language != "golang" || !h.RequireSerial {
			t.Errorf("the hook is %+v", h)
		}
		program, _, _ := strings.Cut(h.Entry, " ")
		if _, err := os.Stat(filepath.Join(top(t), "cmd", program)); err != nil {
			t.Errorf("%q is run, which this repository does not install: %v", h.Entry, err)
		}
	}
}

func TestHookFiles(t *testing.T) {
	t.Parallel()
	files := regexp.MustCompile(hooks(t)[0].Files)
	for name, want := range map[string]bool{
		"openapi.yaml": true, "api/v1/openapi.yml": true, "a/openapi.json": true,
		"openapi.yaml.orig": false, "my-openapi.yaml": false, "openapi-generator.yaml": false, "openapi.md": false,
	} {
		if files.MatchString(name) != want {
			t.Errorf("%s: looked at %v, want %v", name, !want, want)
		}
	}
}

// The entry, called as pre-commit does.
func TestHookRuns(t *testing.T) {
	t.Parallel()
	needs(t, "git", "bash")
	dir := t.TempDir()
	git(t, dir, "init", "--quiet")
	write(t, filepath.Join(dir, "openapi.yaml"), shop)
	git(t, dir, "add", "--all")
	git(t, dir, "commit", "--quiet", "--message", "first")
	write(t, filepath.Join(dir, "openapi.yaml"), without("delete"))
	git(t, dir, "add", "--all")
	cmd := exec.Command("bash", "-c", hooks(t)[0].Entry+" openapi.yaml")
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "DELETE /orders: removed") {
		t.Errorf("%v\n%s", err, out)
	}
}
