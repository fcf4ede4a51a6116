package cli

import "github.com/spf13/cobra"

// Commands returns the command trees of specdiff and atlasgen as they are run,
// for what is made from them: the manual pages and the reference.
func Commands() []*cobra.Command {
	return []*cobra.Command{specdiffCommand(), atlasgenCommand()}
}
