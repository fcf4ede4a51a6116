// Package ci_test tests what stands around the programs: the action, the
// workflows, the hooks, the Dockerfile and the pages that tell of them.
package ci_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/atlasrestore/atlasrestore/internal/cli"
)

var update = flag.Bool("update", false, "rewrite the output that pages show")

// TestMain makes our commands programs in the PATH, and a gh that remembers.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"specdiff": func() { os.Exit(cli.Specdiff(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
		"atlasgen": func() { os.Exit(cli.Atlasgen(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
		"gh":       fakeGH,
	})
}

// fakeGH stands for the GitHub command in scripts. In the folder $GH_DIR it
// appends its arguments to "calls", one JSON array on a line, keeps the text
// that it was to publish as "body", and prints "answer" when it is asked
// something. A file "fail" makes it fail for the calls that it has a word of.
func fakeGH() {
	dir, args := os.Getenv("GH_DIR"), os.Args[1:]
	call, err := json.Marshal(args)
	check(err)
	log, err := os.OpenFile(filepath.Join(dir, "calls"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	check(err)
	_, err = fmt.Fprintf(log, "%s\n", call)
	check(err)
	if word, err := os.ReadFile(filepath.Join(dir, "fail")); err == nil && strings.Contains(string(call), strings.TrimSpace(string(word))) {
		fmt.Fprintln(os.Stderr, "gh: Resource not accessible by integration (HTTP 403)")
		os.Exit(1)
	}
	for i, arg := range args {
		file, ok := strings.CutPrefix(arg, "body=@")
		if arg == "--body-file" {
			file, ok = args[i+1], true
		}
		if ok {
			text, err := os.ReadFile(file)
			check(err)
			check(os.WriteFile(filepath.Join(dir, "body"), text, 0o644))
		}
		if arg == "--jq" {
			answer, err := os.ReadFile(filepath.Join(dir, "answer"))
			check(err)
			os.Stdout.Write(answer)
		}
	}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "fake gh:", err)
		os.Exit(99)
	}
}

// gitEnv keeps the settings of whoever runs the tests out of them.
var gitEnv = []string{
	"GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null", "GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=init.defaultBranch", "GIT_CONFIG_VALUE_0=main",
	"GIT_AUTHOR_NAME=t", "GIT_AUTHOR_EMAIL=t@example.com", "GIT_COMMITTER_NAME=t", "GIT_COMMITTER_EMAIL=t@example.com",
}

// git runs git in a folder and returns what it prints.
func git(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), gitEnv...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

func needs(t *testing.T, programs ...string) {
	t.Helper()
	for _, p := range programs {
		if _, err := exec.LookPath(p); err != nil {
			t.Skipf("%s is not installed", p)
		}
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// read returns the text of a file, and nothing of one that is not there.
func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return string(text)
}

// top is the root of the repository.
func top(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	return dir
}
