package cli

import (
	"io"

	"github.com/spf13/cobra"
)

// Atlasgen runs the atlasgen command with the given arguments and streams and
// returns its exit code.
func Atlasgen(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	return run(atlasgenCommand(), "atlasgen: ", args, stdin, stdout, stderr)
}

func atlasgenCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "atlasgen",
		Short: "Pin the Atlas restore endpoints and generate typed Go clients",
	}
	root.AddCommand(pinCommand(), generateCommand(), checkCommand(), clientCommand(), overlayCommand())
	return root
}
