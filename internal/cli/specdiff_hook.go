package cli

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/atlasrestore/atlasrestore/internal/report"
	"github.com/atlasrestore/atlasrestore/internal/source"
)

func hookCommand() *cobra.Command {
	f := specdiffFlags{format: "text"}
	cmd := &cobra.Command{
		Use:   "hook FILE...",
		Short: "Compare staged documents with their last commit, as a git hook",
		Long: `Hook compares each FILE as it is staged with what it was in HEAD. It is made
for git hooks and for pre-commit (https://pre-commit.com), which name the files
that a commit changes: it is silent about those that are new or unchanged, and
follows those that are renamed.

Where pre-commit gives two revisions, before a push and with --from-ref and
--to-ref, these are compared: it sets PRE_COMMIT_FROM_REF and
PRE_COMMIT_TO_REF.

The exit code is 1 when a change of any FILE is at or above --fail-on.`,
		Example: `  specdiff hook openapi.yaml
  specdiff hook --fail-on risky api/*.yaml`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("%s takes the files to look at, got none", cmd.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return runHook(cmd, f, args) },
	}
	f.registerComparison(cmd, "exit with 1 from this `SEVERITY` on: breaking, risky, compatible or none")
	cmd.Flags().StringVar(&f.color, "color", "auto", "color the text: auto, always or never")
	cmd.Flags().BoolVar(&f.verbose, "verbose", false, "show all operations, whole values and examples, and what is waived")
	return cmd
}

// runHook prints the reports of all files that have changes, or nothing when
// one of them fails.
func runHook(cmd *cobra.Command, f specdiffFlags, files []string) error {
	o, err := f.options(cmd.Flags().Changed)
	if err != nil {
		return err
	}
	c, err := readConfig(f.config, ruleIDs())
	if err != nil {
		return err
	}
	base, rev := cmp.Or(os.Getenv("PRE_COMMIT_FROM_REF"), "HEAD"), os.Getenv("PRE_COMMIT_TO_REF")
	changes, err := source.Changes(cmd.Context(), "", base, rev, files)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	width, terminal := terminalWidth(cmd.OutOrStdout())
	opts := report.TextOptions{Color: o.color.on(terminal), Verbose: f.verbose, Width: width}
	var faults []error
	for _, change := range changes {
		compared, err := compareDocuments(cmd, f, o, c, change.Base, change.Rev)
		if err != nil {
			return err
		}
		r := compared.report
		if len(r.Findings) == 0 {
			continue
		}
		if out.Len() > 0 {
			out.WriteByte('\n')
		}
		if err := report.Text(&out, r, opts); err != nil {
			return err
		}
		if n := r.Failures(); n > 0 {
			faults = append(faults, fmt.Errorf("%s: %d of %d changes are at or above --fail-on %s", change.Path, n, len(r.Findings), f.failOn))
		}
	}
	if _, err := cmd.OutOrStdout().Write(out.Bytes()); err != nil {
		return err
	}
	if len(faults) > 0 {
		return findingsError{errors.Join(faults...)}
	}
	return nil
}
