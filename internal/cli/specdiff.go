package cli

import (
	"io"

	"github.com/spf13/cobra"
)

// Specdiff runs the specdiff command with the given arguments and streams and
// returns its exit code.
func Specdiff(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root := &cobra.Command{
		Use:   "specdiff BASE REV",
		Short: "Tell whether a change of an OpenAPI document breaks its users",
		Args:  cobra.ArbitraryArgs,
		RunE: func(*cobra.Command, []string) error {
			return usagef("this version cannot compare documents yet")
		},
	}
	return run(root, args, stdin, stdout, stderr)
}
