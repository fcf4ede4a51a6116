package cli

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/report"
)

func explainCommand() *cobra.Command {
	var f specdiffFlags
	cmd := &cobra.Command{
		Use:   "explain RULE | explain FINGERPRINT BASE REV",
		Short: "Explain a rule, or one change with a whole request or response",
		Long: `Explain says of a rule why it is there, with an example that it reports, one
near it that it does not, and what a producer could do instead.

Of one change it shows, beside that, what stands at the spot on both sides, and
the example put into a whole request or response of an operation that the change
reaches: a curl command or JSON that one side takes and the other does not, each
according to an independent validator.

The fingerprint of a change stands in the reports in JSON, SARIF and HTML, and in
text with --verbose; its beginning will do when no other change begins like it.
BASE, REV and the flags are those of the comparison that found it.`,
		Example: `  specdiff explain enum-value-removed
  specdiff explain 0f3c9a71 git:main:api.yaml api.yaml`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 && len(args) != 3 {
				return usagef("%s takes a rule, or a fingerprint, BASE and REV, got %d arguments", cmd.CommandPath(), len(args))
			}
			if len(args) == 3 {
				return twoArgs(cmd, args[1:])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				if isFingerprint(args[0]) {
					return usagef("to explain the change %s, say what was compared: explain %s BASE REV", args[0], args[0])
				}
				return printRule(cmd.OutOrStdout(), args[0])
			}
			return runExplain(cmd, f, args[0], args[1], args[2])
		},
	}
	f.registerSelection(cmd)
	cmd.Flags().StringVar(&f.format, "format", "text", "what to print: "+formatNames(explanationFormats()))
	return cmd
}

// explanationFormats returns the formats of explanations in the order in which
// they are offered.
func explanationFormats() []format[explanation] {
	return []format[explanation]{{"text", plain(explanationText)}, {"json", plain(explanationJSON)}}
}

var fingerprintStart = regexp.MustCompile(`^[0-9a-f]{4,16}$`)

// isFingerprint tells a fingerprint, or the beginning of one, from a rule.
func isFingerprint(s string) bool { return fingerprintStart.MatchString(s) }

func runExplain(cmd *cobra.Command, f specdiffFlags, fingerprint, baseRef, revRef string) error {
	if !isFingerprint(fingerprint) {
		return usagef("%q is no fingerprint: want at least 4 of its 16 hexadecimal digits", fingerprint)
	}
	format, err := formatByName(explanationFormats(), f.format)
	if err != nil {
		return err
	}
	f.failOn = "none"
	o, err := f.comparison(cmd.Flags().Changed)
	if err != nil {
		return err
	}
	c, err := readConfig(f.config, ruleIDs())
	if err != nil {
		return err
	}
	compared, err := compareDocuments(cmd, f, o, c, baseRef, revRef)
	if err != nil {
		return err
	}
	found, err := byFingerprint(compared.report.Findings, fingerprint)
	if err != nil {
		return err
	}
	return publish(cmd.OutOrStdout(), explain(compared, found, o), publication[explanation]{format: format}, false)
}

// byFingerprint finds the one change that begins so.
func byFingerprint(findings []finding.Finding, start string) (finding.Finding, error) {
	var found []finding.Finding
	for _, f := range findings {
		if strings.HasPrefix(f.Fingerprint(), start) {
			found = append(found, f)
		}
	}
	switch len(found) {
	case 0:
		return finding.Finding{}, usagef("no change of this comparison has the fingerprint %s", start)
	case 1:
		return found[0], nil
	}
	lines := []string{fmt.Sprintf("%d changes have a fingerprint that begins with %s:", len(found), start)}
	for _, f := range found {
		lines = append(lines, f.Fingerprint()+" "+report.Printable(f.Message()))
	}
	return finding.Finding{}, usagef("%s", strings.Join(lines, "\n"))
}
