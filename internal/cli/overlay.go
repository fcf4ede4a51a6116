package cli

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/atlasrestore/atlasrestore/gen"
)

func overlayCommand() *cobra.Command {
	var spec, show string
	cmd := &cobra.Command{
		Use:   "overlay --show VERSION",
		Short: "Show what the overlays change in a pinned document",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if show == "" {
				return usagef("--show is needed: the version whose overlays to show")
			}
			diff, err := gen.OverlayDiff(gen.Options{Spec: os.DirFS(spec)}, show)
			if err != nil {
				return asUsage(err)
			}
			_, err = fmt.Fprint(cmd.OutOrStdout(), diff)
			return err
		},
	}
	cmd.Flags().StringVar(&spec, "spec", "spec", "folder with pins.yaml, lock.yaml and the pins")
	cmd.Flags().StringVar(&show, "show", "", "pinned API `VERSION` to show")
	return cmd
}
