package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/atlasrestore/atlasrestore/gen"
)

type generateFlags struct {
	spec   string
	output string
}

func (f *generateFlags) register(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.spec, "spec", "spec", "folder with pins.yaml, lock.yaml and the pins")
	cmd.Flags().StringVar(&f.output, "output", "generated", "folder of the generated packages")
}

func (f *generateFlags) options() gen.Options { return gen.Options{Spec: os.DirFS(f.spec)} }

// files generates everything. The file system of the folder reports names
// below it, so that a missing folder is looked for first.
func (f *generateFlags) files(ctx context.Context) (map[string][]byte, error) {
	if _, err := os.Stat(f.spec); err != nil {
		return nil, missingPins(err)
	}
	files, err := gen.Files(ctx, f.options())
	return files, asFinding(err)
}

func generateCommand() *cobra.Command {
	var f generateFlags
	cmd := &cobra.Command{
		Use:   "generate",
		Short: "Generate one client package per pin",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			files, err := f.files(cmd.Context())
			if err != nil {
				return err
			}
			changed, err := writeFiles(f.output, files)
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.ErrOrStderr(), "%d files in %s, %d of them new or changed\n", len(files), f.output, len(changed))
			return printSummary(cmd.OutOrStdout(), f.options())
		},
	}
	f.register(cmd)
	return cmd
}

// printSummary prints one table: API version by family.
func printSummary(out io.Writer, opts gen.Options) error {
	rows, err := gen.Summary(opts)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "API VERSION\tPACKAGE\tFAMILY\tOPERATIONS\tRESOURCE VERSION\tDEPRECATED\tSUNSET")
	for _, r := range rows {
		fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%s\t%d\t%s\n", r.Version, r.Package, r.Family, r.Operations,
			orDash(strings.Join(r.Resources, " ")), r.Deprecated, orDash(r.Sunset))
	}
	return w.Flush()
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func checkCommand() *cobra.Command {
	var f generateFlags
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Verify that the pins match lock.yaml and the generated packages match the pins",
		Long: `Check writes nothing and needs no network. It exits with 1 when something is
stale, and names it.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := checkPins(cmd, pinFlags{spec: f.spec}); err != nil {
				return err
			}
			files, err := f.files(cmd.Context())
			if err != nil {
				return err
			}
			left, err := leftovers(f.output, files)
			if err != nil {
				return err
			}
			for _, name := range left {
				fmt.Fprintf(cmd.OutOrStdout(), "%s/%s is of no pin\n", f.output, name)
			}
			if err := reportStale(cmd, f.output, files, `run "atlasgen generate"`); err != nil || len(left) == 0 {
				return err
			}
			return findingsError{fmt.Errorf("%d packages in %s are of no pin: remove them", len(left), f.output)}
		},
	}
	f.register(cmd)
	return cmd
}

// reportStale lists the files that differ from what is on disk; there being
// one is a finding.
func reportStale(cmd *cobra.Command, dir string, files map[string][]byte, mend string) error {
	names, err := stale(dir, files)
	if err != nil {
		return err
	}
	for _, name := range names {
		fmt.Fprintf(cmd.OutOrStdout(), "%s/%s is stale\n", dir, name)
	}
	if len(names) > 0 {
		return findingsError{fmt.Errorf("%d of %d files in %s are stale: %s", len(names), len(files), dir, mend)}
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%d files in %s are up to date\n", len(files), dir)
	return nil
}

// leftovers returns the folders with a generated client that is not among the
// files, sorted.
func leftovers(dir string, files map[string][]byte) ([]string, error) {
	clients, err := fs.Glob(os.DirFS(dir), "*/client.gen.go")
	var out []string
	for _, name := range clients {
		if files[name] == nil {
			out = append(out, path.Dir(name))
		}
	}
	return out, err
}

// asUsage marks the errors of package gen that are the caller's.
func asUsage(err error) error {
	var version *gen.UnknownVersionError
	var operation *gen.UnknownOperationError
	if errors.As(err, &version) || errors.As(err, &operation) {
		return usageError{err}
	}
	return err
}
