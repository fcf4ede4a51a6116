package cli_test

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/atlasrestore/atlasrestore/internal/cli"
)

var update = flag.Bool("update", false, "rewrite the wanted parts of testdata")

// commands are what a script can run, each in this process.
var commands = map[string]func(args []string, stdin io.Reader, stdout, stderr io.Writer) int{
	"atlasgen": cli.Atlasgen,
}

// TestScripts runs testdata/script. Beside the usual commands of testscript
// there are
//
//	exitcode N COMMAND ARG...   runs one of our commands and wants that exit code
//	tree FOLDER                 prints the files of a folder with their sums
//
// $SPEC is the folder of the committed pins.
//
// A command works relative to the folder of its script, and there is one
// working directory in a process: so the scripts run one after another.
func TestScripts(t *testing.T) {
	spec, err := filepath.Abs(filepath.Join("..", "..", "spec"))
	if err != nil {
		t.Fatal(err)
	}
	testscript.RunT(sequential{t}, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       *update,
		Setup: func(env *testscript.Env) error {
			env.Setenv("SPEC", spec)
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"exitcode": exitcode,
			"tree":     tree,
		},
	})
}

// sequential is a testing.T whose tests are not run in parallel.
type sequential struct{ *testing.T }

func (s sequential) Parallel()     {}
func (s sequential) Verbose() bool { return testing.Verbose() }
func (s sequential) Run(name string, f func(testscript.T)) {
	s.T.Run(name, func(t *testing.T) { f(sequential{t}) })
}

func exitcode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 || commands[args[1]] == nil {
		ts.Fatalf("usage: exitcode N COMMAND ARG...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	back, err := os.Getwd()
	ts.Check(err)
	ts.Check(os.Chdir(ts.MkAbs(".")))
	got := commands[args[1]](args[2:], strings.NewReader(""), ts.Stdout(), ts.Stderr())
	ts.Check(os.Chdir(back))
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

func tree(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: tree FOLDER")
	}
	root := ts.MkAbs(args[0])
	ts.Check(filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		if e.IsDir() {
			fmt.Fprintf(ts.Stdout(), "%s/\n", filepath.ToSlash(name))
			return nil
		}
		data, err := os.ReadFile(path)
		fmt.Fprintf(ts.Stdout(), "%s %x\n", filepath.ToSlash(name), sha256.Sum256(data))
		return err
	}))
}
