package cli_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/atlasrestore/atlasrestore/internal/cli"
)

// TestMain makes specdiff a program that scripts can run.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"specdiff": func() { os.Exit(cli.Specdiff(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
	})
}

// TestSpecdiffScripts runs testdata/specdiff. Unlike those of TestScripts its
// commands are processes of their own: specdiff looks at the standard input,
// the environment and the terminal, and the scripts can run in parallel.
// Beside the usual commands of testscript there is
//
//	exitcode N PROGRAM ARG...   runs a program and wants that exit code
func TestSpecdiffScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "specdiff"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       *update,
		Setup:               quickExit,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"exitcode": processExitcode},
	})
}

// quickExit keeps a process under the race detector from waiting a second for
// late reports at its end.
func quickExit(env *testscript.Env) error {
	env.Setenv("GORACE", "atexit_sleep_ms=0")
	return nil
}

func processExitcode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exitcode N PROGRAM ARG...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	err = ts.Exec(args[1], args[2:]...)
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}
