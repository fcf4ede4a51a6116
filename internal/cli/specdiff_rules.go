package cli

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/atlasrestore/atlasrestore/internal/compare"
	"github.com/atlasrestore/atlasrestore/internal/finding"
)

func rulesCommand() *cobra.Command {
	var markdown bool
	cmd := &cobra.Command{
		Use:   "rules [ID]",
		Short: "List the rules, or explain one",
		Long: `Rules lists what specdiff reports, with the severity of each rule under the
profile strict. With the id of a rule it explains that one, as "specdiff explain"
does.`,
		Args:              cobra.ArbitraryArgs,
		ValidArgsFunction: completeRule,
		RunE: func(cmd *cobra.Command, args []string) error {
			rules := compare.Rules()
			switch {
			case len(args) > 1:
				return usagef("%s takes one rule, got %d", cmd.CommandPath(), len(args))
			case markdown && len(args) > 0:
				return usagef("--markdown is about all rules, it takes no id")
			case markdown:
				_, err := io.WriteString(cmd.OutOrStdout(), rulesMarkdown(rules))
				return err
			case len(args) == 0:
				return printRules(cmd.OutOrStdout(), rules)
			}
			return printRule(cmd.OutOrStdout(), args[0])
		},
	}
	cmd.Flags().BoolVar(&markdown, "markdown", false, "write the reference of all rules as Markdown")
	return cmd
}

// printRule explains one rule.
func printRule(out io.Writer, id string) error {
	rule, ok := compare.RuleByID(id)
	if !ok {
		return usagef("there is no rule %q, \"specdiff rules\" lists them", id)
	}
	_, err := io.WriteString(out, explainRule(rule))
	return err
}

func printRules(out io.Writer, rules []compare.Rule) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "RULE\tREQUEST\tRESPONSE\tOTHER\tHARM\tWHAT IT REPORTS")
	for _, r := range rules {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", r.ID, cell(r, r.Request), cell(r, r.Response), cell(r, r.Neither), harms(r), r.Summary)
	}
	fmt.Fprintln(w, "\n* varies with the change: see \"specdiff rules RULE\"")
	return w.Flush()
}

// cell returns a severity for a table, with a star when it is not the only
// one, and a dash where the rule does not occur.
func cell(r compare.Rule, s *finding.Severity) string {
	switch {
	case s == nil:
		return "-"
	case r.Varies != "":
		return s.String() + "*"
	}
	return s.String()
}

func harms(r compare.Rule) string {
	var names []string
	for _, h := range r.Harms {
		names = append(names, string(h))
	}
	return strings.Join(names, ", ")
}

func explainRule(r compare.Rule) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n%s\n\n%s\n\n", r.ID, r.Summary, r.Why)
	for _, s := range []struct {
		label    string
		severity *finding.Severity
	}{{"request", r.Request}, {"response", r.Response}, {"other", r.Neither}} {
		if s.severity != nil {
			fmt.Fprintf(&b, "%-10s%s\n", s.label, s.severity)
		}
	}
	fmt.Fprintf(&b, "%-10s%s\n", "harm", harms(r))
	if r.Varies != "" {
		fmt.Fprintf(&b, "%-10s%s\n", "varies", r.Varies)
	}
	if r.Only != "" {
		fmt.Fprintf(&b, "%-10s%s\n", "only", "with "+r.Only)
	}
	if r.Instead != "" {
		fmt.Fprintf(&b, "%-10s%s\n", "instead", r.Instead)
	}
	explainExample(&b, "Reported", r.Bad)
	explainExample(&b, "Not reported by this rule", r.Good)
	return b.String()
}

func explainExample(b *strings.Builder, title string, e compare.Example) {
	if e.Base == "" && e.Rev == "" {
		return
	}
	fmt.Fprintf(b, "\n%s%s:\n", title, setting(e))
	for _, side := range []struct{ name, text string }{{"base", e.Base}, {"rev", e.Rev}} {
		fmt.Fprintf(b, "\n  # %s\n", side.name)
		for line := range strings.SplitSeq(strings.TrimSpace(side.text), "\n") {
			fmt.Fprintln(b, strings.TrimRight("  "+line, " "))
		}
	}
}

// setting says how to read an example.
func setting(e compare.Example) string {
	var parts []string
	if e.Direction != "" {
		parts = append(parts, "schema of a "+string(e.Direction))
	}
	if e.AsOf != "" {
		parts = append(parts, "as of "+e.AsOf)
	}
	if len(parts) == 0 {
		return ""
	}
	return " (" + strings.Join(parts, ", ") + ")"
}
