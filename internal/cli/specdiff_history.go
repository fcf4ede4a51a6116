package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/atlasrestore/atlasrestore/internal/report"
)

type historyFlags struct {
	specdiffFlags
	git   string
	since string
}

// historyFormats returns the formats of histories in the order in which they
// are offered.
func historyFormats() []format[report.History] {
	return []format[report.History]{
		{"text", report.HistoryText},
		{"json", plain(report.HistoryJSON)},
		{"markdown", plain(report.HistoryMarkdown)},
		{"html", plain(report.HistoryHTML)},
	}
}

func historyCommand() *cobra.Command {
	var f historyFlags
	cmd := &cobra.Command{
		Use:   "history DOC DOC...",
		Short: "Tell what each revision of a document broke, added and deprecated",
		Long: `History compares each revision of a document with the one before it. The
revisions are the documents given, the oldest first, each one of what BASE and
REV of specdiff are; or, with --git, the commits that changed a file.

A sunset date is judged, and a waiver applies, on the day of the revision: the
date in the name of its file or of its commit. --as-of, or else today, stands
in for a revision whose day is not known.

With --git the commits are those of the first parents of HEAD, so that a merge
is one step, and renames are not followed. PATH counts from the folder REPO.
--since takes a day, which shows what came on that day or later, or a revision,
which shows what came after it.

What is past cannot be mended: the exit code is 0 whatever a revision broke,
unless --fail-on says from where on it is 1.`,
		Example: `  specdiff history v2-2026-04-17.yaml v2-2026-08-12.yaml v2-2026-08-21.yaml
  specdiff history --git .:api/openapi.yaml --since v1.4.0 --fail-on breaking
  specdiff history --git ~/src/openapi:openapi/v2.yaml --since 2026-01-01 --paths '**/restoreJobs/**' --output json=history.json`,
		Args: func(cmd *cobra.Command, args []string) error { return f.checkArgs(cmd, args) },
		RunE: func(cmd *cobra.Command, args []string) error { return runHistory(cmd, f, args) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.git, "git", "", "compare the commits that changed a file, `REPO:PATH`")
	flags.StringVar(&f.since, "since", "", "with --git, what came on or after a day, YYYY-MM-DD, or after a revision (`DATE|REV`)")
	flags.StringVar(&f.format, "format", "text", "what to print: "+formatNames(historyFormats()))
	flags.StringArrayVar(&f.outputs, "output", nil, "also write `FORMAT=FILE`; may be repeated")
	flags.StringVar(&f.color, "color", "auto", "color the text: auto, always or never")
	flags.BoolVar(&f.verbose, "verbose", false, "show the changes that are not breaking, too, and what is waived")
	flags.StringVar(&f.failOn, "fail-on", "none", "exit with 1 when a revision has a change of this `SEVERITY` or worse: breaking, risky, compatible or none")
	flags.StringVar(&f.asOf, "as-of", "", "`DATE` for which to judge a revision whose day is not known, YYYY-MM-DD (default: today)")
	f.registerScope(cmd)
	return cmd
}

// checkArgs wants documents or --git, and one of them from the standard input
// at most.
func (f historyFlags) checkArgs(cmd *cobra.Command, args []string) error {
	repo, path, ok := f.repository()
	switch {
	case f.git != "" && len(args) > 0:
		return usagef("%s takes documents or --git, not both", cmd.CommandPath())
	case cmd.Flags().Changed("git") && (!ok || repo == "" || path == ""):
		return usagef("--git %q: want REPO:PATH", f.git)
	case f.since != "" && f.git == "":
		return usagef("--since goes with --git")
	case f.git == "" && len(args) < 2:
		return usagef("%s takes two or more documents, or --git, got %d arguments", cmd.CommandPath(), len(args))
	}
	stdin := 0
	for _, arg := range args {
		if arg == "-" {
			stdin++
		}
	}
	if stdin > 1 {
		return usagef("only one document can be the standard input")
	}
	return nil
}

// repository returns the parts of --git. A colon may stand in the name of the
// folder, as of a drive.
func (f historyFlags) repository() (repo, path string, ok bool) {
	i := strings.LastIndexByte(f.git, ':')
	if i < 0 {
		return "", "", false
	}
	return f.git[:i], f.git[i+1:], true
}

func runHistory(cmd *cobra.Command, f historyFlags, args []string) error {
	o, err := f.comparison(cmd.Flags().Changed)
	if err != nil {
		return err
	}
	to, err := parsePublication(historyFormats(), f.format, f.outputs, f.color)
	if err != nil {
		return err
	}
	c, err := readConfig(f.config, ruleIDs())
	if err != nil {
		return err
	}
	revisions, err := f.revisions(cmd, args)
	if err != nil {
		return err
	}
	h, err := historyOf(cmd.Context(), revisions, o, c)
	if err != nil {
		return err
	}
	if err := publish(cmd.OutOrStdout(), h, to, f.verbose); err != nil {
		return err
	}
	failures, changes := 0, 0
	for _, step := range h.Steps {
		failures += step.Failures()
		changes += len(step.Findings)
	}
	if failures > 0 {
		return findingsError{fmt.Errorf("%d of %d changes are at or above --fail-on %s", failures, changes, f.failOn)}
	}
	return nil
}
