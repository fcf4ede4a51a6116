package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// completeFlags makes shells offer the values of the flags named, of those that
// the command has.
func completeFlags(cmd *cobra.Command, flags map[string]cobra.CompletionFunc) {
	for name, complete := range flags {
		if cmd.Flags().Lookup(name) == nil {
			continue
		}
		if err := cmd.RegisterFlagCompletionFunc(name, complete); err != nil {
			panic(fmt.Sprintf("complete --%s of %s: %v", name, cmd.Name(), err)) // registered twice
		}
	}
}

// oneOf offers the values given and no files.
func oneOf(values ...string) cobra.CompletionFunc {
	return cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)
}

// filesWith offers files by their extensions, and folders.
func filesWith(extensions ...string) cobra.CompletionFunc {
	return cobra.FixedCompletions(extensions, cobra.ShellCompDirectiveFilterFileExt)
}

// anyFile leaves it to the shell to offer files.
func anyFile(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveDefault
}

// noFiles offers nothing.
func noFiles(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveNoFileComp
}

// commandNames returns the commands that "help" takes, with what they do.
func commandNames(root *cobra.Command) []cobra.Completion {
	var names []cobra.Completion
	for _, cmd := range root.Commands() {
		if cmd.IsAvailableCommand() {
			names = append(names, cobra.CompletionWithDesc(cmd.Name(), cmd.Short))
		}
	}
	return names
}

// withPrefix returns the words that begin with what was typed.
func withPrefix(words []string, typed string) []cobra.Completion {
	var out []cobra.Completion
	for _, w := range words {
		if strings.HasPrefix(w, typed) {
			out = append(out, w)
		}
	}
	return out
}

// strictCompletion adds cobra's command that prints the completion scripts, and
// makes an unknown shell wrong usage: cobra would print its help instead of a
// script, and call that a success.
func strictCompletion(root *cobra.Command, args []string) {
	root.InitDefaultCompletionCmd(args...)
	cmd, _, err := root.Find([]string{"completion"})
	if err != nil || cmd == root {
		return
	}
	cmd.Args = cobra.ArbitraryArgs
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return usagef("%s takes one of bash, fish, powershell and zsh", cmd.CommandPath())
	}
}
