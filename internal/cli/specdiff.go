package cli

import (
	"io"

	"github.com/spf13/cobra"
)

// Specdiff runs the specdiff command with the given arguments and streams and
// returns its exit code.
//
// A failure (exit code 3) is one line on stderr, "file:line:col: message"
// where there is a place, so that editors and CI systems can jump to it: it
// has no name of the program in front. Nothing has gone to stdout then.
func Specdiff(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	return run(specdiffCommand(), "", args, stdin, stdout, stderr)
}

func specdiffCommand() *cobra.Command {
	var f specdiffFlags
	root := &cobra.Command{
		Use:   "specdiff BASE REV",
		Short: "Tell whether a change of an OpenAPI document breaks its users",
		Long: `Specdiff compares two OpenAPI documents (3.0 or 3.1) and tells whom the change
from BASE to REV breaks, where, and by what example.

BASE and REV are each one of

  openapi.yaml             a file, YAML or JSON
  -                        the standard input
  https://host/path        a download
  git:HEAD~1:api/v2.yaml   a file of a revision (./ counts from this folder),
                           or without a revision, git::api/v2.yaml, as staged
  pin:2025-03-12           a pinned document of this program

The exit code is 0 when nothing is at or above --fail-on, 1 when something is,
2 for wrong usage, and 3 when a document cannot be read, parsed or compared.

With --go it also generates a Go client from both sides, as atlasgen does or else
as plain oapi-codegen does, and tells what each edit changes in its API. Of a
document with dated versions that is the newest stable one, unless --api-version
and its likes name another.

Changes that a waiver of the config accepts do not count: "specdiff accept"
writes waivers, "specdiff config --help" tells how they look.`,
		Example: `  specdiff git:main:api.yaml api.yaml
  specdiff old.yaml new.yaml --fail-on risky --output json=report.json
  specdiff full.yaml full.yaml --base-api-version 2024-11-13 --rev-api-version 2025-03-12`,
		Args: twoArgs,
		RunE: func(cmd *cobra.Command, args []string) error { return runSpecdiff(cmd, f, args[0], args[1]) },
	}
	f.register(root)
	root.AddCommand(explainCommand(), historyCommand(), driftCommand(), versionsCommand(), goImpactCommand(), schemaCommand(), rulesCommand(), acceptCommand(), configCommand(), hookCommand())
	completeSpecdiff(root)
	return root
}

// twoArgs wants BASE and REV, not both of them from the standard input.
func twoArgs(cmd *cobra.Command, args []string) error {
	if len(args) != 2 {
		return usagef("%s takes BASE and REV, got %d arguments", cmd.CommandPath(), len(args))
	}
	if args[0] == "-" && args[1] == "-" {
		return usagef("BASE and REV cannot both be the standard input")
	}
	return nil
}
