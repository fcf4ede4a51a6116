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

	"github.com/atlasrestore/atlasrestore/internal/pin"
	"github.com/atlasrestore/atlasrestore/internal/report"
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
type findingsError struct{ err error }

func (e findingsError) Error() string { return e.err.Error() }
func (e findingsError) Unwrap() error { return e.err }

// asFinding marks the faults of package pin that are findings.
func asFinding(err error) error {
	var mismatch *pin.Mismatch
	if errors.As(err, &mismatch) {
		return findingsError{err}
	}
	return err
}

// helpCommand is cobra's, except that an unknown topic is wrong usage.
func helpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:   "help [command]",
		Short: "Help about any command",
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return commandNames(root), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			cmd, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return usagef("no help about %q", strings.Join(args, " "))
			}
			return cmd.Help()
		},
	}
}

// run executes a command tree. Results go to stdout, everything else to
// stderr. An interrupt cancels the context of the command. failurePrefix
// stands before each line of a failure (exit code 3); when it is empty, a
// failure is one line, whatever its text.
func run(root *cobra.Command, failurePrefix string, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	root.SilenceErrors = true
	root.SilenceUsage = true
	root.Version = version()
	root.SetHelpCommand(helpCommand(root))
	strictCompletion(root, args)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitOK
	}
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		err = errors.New("interrupted")
	}
	code, prefix := exitCode(err), root.Name()+": "
	if code == exitFailure {
		prefix = failurePrefix
	}
	lines := []string{err.Error()}
	if prefix != "" {
		lines = strings.Split(err.Error(), "\n") // of errors that were joined
	}
	for _, line := range lines {
		fmt.Fprintf(stderr, "%s%s\n", prefix, report.Printable(line))
	}
	if code == exitUsage {
		fmt.Fprintf(stderr, "Run \"%s --help\" for how to use it.\n", root.Name())
	}
	return code
}

func exitCode(err error) int {
	var usage usageError
	var findings findingsError
	switch {
	case errors.As(err, &findings):
		return exitFindings
	case errors.As(err, &usage), strings.HasPrefix(err.Error(), "unknown command"):
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
