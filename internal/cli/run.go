package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"github.com/spf13/cobra"
)

// The exit codes of the commands.
const (
	exitOK       = 0
	exitFindings = 1 // there is something to report
	exitUsage    = 2 // wrong flags or arguments
	exitFailure  = 3 // something cannot be read, generated or written
)

// usageError marks an error as the caller's.
type usageError struct{ err error }

func (e usageError) Error() string { return e.err.Error() }
func (e usageError) Unwrap() error { return e.err }

func usagef(format string, args ...any) error {
	return usageError{fmt.Errorf(format, args...)}
}

// findingsError says that a command did its work and found something.
type findingsError struct{ summary string }

func (e findingsError) Error() string { return e.summary }

// run executes a command tree. Results go to stdout, everything else to
// stderr. An interrupt cancels the context of the command.
func run(root *cobra.Command, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	root.SilenceErrors = true
	root.SilenceUsage = true
	root.Version = version()
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitOK
	}
	for line := range strings.SplitSeq(err.Error(), "\n") {
		fmt.Fprintf(stderr, "%s: %s\n", root.Name(), line)
	}
	var usage usageError
	var findings findingsError
	switch {
	case errors.As(err, &findings):
		return exitFindings
	case errors.As(err, &usage), strings.HasPrefix(err.Error(), "unknown command"):
		fmt.Fprintf(stderr, "Run \"%s --help\" for how to use it.\n", root.Name())
		return exitUsage
	}
	return exitFailure
}

// noArgs refuses positional arguments as wrong usage.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("%s takes no argument, got %q", cmd.CommandPath(), args[0])
	}
	return nil
}
