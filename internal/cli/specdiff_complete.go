package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/atlasrestore/atlasrestore/internal/compare"
	"github.com/atlasrestore/atlasrestore/internal/source"
)

// completeSpecdiff makes shells offer the values of flags and arguments. It
// stands in one place so that a flag of the same name is completed alike in all
// commands.
func completeSpecdiff(root *cobra.Command) {
	documents := map[string]int{"specdiff": 2, "accept": 2, "schema": 2, "versions": 1} // how many each takes
	for _, cmd := range append(root.Commands(), root) {
		completeFlags(cmd, specdiffFlagValues(cmd))
		if n := documents[cmd.Name()]; n > 0 && cmd.ValidArgsFunction == nil {
			cmd.ValidArgsFunction = completeDocuments(n)
		}
	}
}

// specdiffFlagValues lists what the flags take; where commands differ, what
// those of cmd take.
func specdiffFlagValues(cmd *cobra.Command) map[string]cobra.CompletionFunc {
	return map[string]cobra.CompletionFunc{
		"format":           oneOf(formatsOf(cmd)...),
		"output":           completeOutput,
		"template":         anyFile,
		"go-config":        filesWith("yaml", "yml"),
		"timeout":          noFiles,
		"fail-on":          oneOf("breaking", "risky", "compatible", "none"),
		"profile":          oneOf(profileNames()...),
		"color":            oneOf("auto", "always", "never"),
		"dialect":          oneOf("openapi30", "openapi31"),
		"config":           filesWith("yaml", "yml"),
		"baseline":         filesWith("json"),
		"upstream":         filesWith("yaml", "yml", "json"),
		"api-version":      noFiles,
		"base-api-version": noFiles,
		"rev-api-version":  noFiles,
		"as-of":            noFiles,
		"operations":       noFiles,
		"paths":            noFiles,
	}
}

// formatsOf returns the names of the formats of a command, as the help of its
// flag lists them.
func formatsOf(cmd *cobra.Command) []string {
	names := map[string]string{
		"drift": formatNames(driftFormats()), "versions": formatNames(versionsFormats()),
		"history": formatNames(historyFormats()), "explain": formatNames(explanationFormats()),
		"go-impact": formatNames(goImpactFormats()),
	}[cmd.Name()]
	if names == "" {
		names = formatNames(formats())
	}
	return strings.Split(names, ", ")
}

// completeDocuments offers what BASE and REV can be: the pins after "pin:",
// else files. Beside the subcommands of the root a filter by extension cannot
// stand, there the shell offers any file.
func completeDocuments(count int) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		switch {
		case len(args) >= count:
			return nil, cobra.ShellCompDirectiveNoFileComp
		case strings.HasPrefix(typed, "pin:"):
			return withPrefix(pinRefs(), typed), cobra.ShellCompDirectiveNoFileComp
		case len(args) == 0 && cmd.HasSubCommands():
			return nil, cobra.ShellCompDirectiveDefault
		}
		return []cobra.Completion{"yaml", "yml", "json"}, cobra.ShellCompDirectiveFilterFileExt
	}
}

// pinRefs returns the pinned documents as a command line names them.
func pinRefs() []string {
	versions, err := source.Pins()
	if err != nil {
		return nil // a shell has no place to show it
	}
	refs := make([]string, len(versions))
	for i, v := range versions {
		refs[i] = "pin:" + v
	}
	return refs
}

// completeOutput offers "FORMAT=", and files once the format stands.
func completeOutput(cmd *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if strings.Contains(typed, "=") {
		return nil, cobra.ShellCompDirectiveDefault
	}
	var words []string
	for _, name := range formatsOf(cmd) {
		words = append(words, name+"=")
	}
	return withPrefix(words, typed), cobra.ShellCompDirectiveNoSpace | cobra.ShellCompDirectiveNoFileComp
}

// completeRule offers the ids of the rules with what they report.
func completeRule(_ *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var out []cobra.Completion
	for _, r := range compare.Rules() {
		if len(args) == 0 && strings.HasPrefix(r.ID, typed) {
			out = append(out, cobra.CompletionWithDesc(r.ID, r.Summary))
		}
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}
