package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/report"
)

type acceptFlags struct {
	specdiffFlags
	reason, until string
}

func acceptCommand() *cobra.Command {
	f := acceptFlags{specdiffFlags: specdiffFlags{format: "text", color: "auto"}}
	cmd := &cobra.Command{
		Use:   "accept BASE REV --reason TEXT",
		Short: "Write waivers for the present changes",
		Long: `Accept compares BASE and REV and adds a waiver to the config for each change at
or above --fail-on that has none yet: by its fingerprint, so that it fits this
change alone. The rest of the file stays as it is. Without a config file it
makes ` + defaultConfig + ` in the working directory.`,
		Example: `  specdiff accept git:main:api.yaml api.yaml --reason "nobody called it" --until 2027-01-01`,
		Args:    twoArgs,
		RunE:    func(cmd *cobra.Command, args []string) error { return runAccept(cmd, f, args[0], args[1]) },
	}
	f.registerComparison(cmd, "accept from this `SEVERITY` on: breaking, risky or compatible")
	cmd.Flags().StringVar(&f.reason, "reason", "", "why the changes are accepted, for people (required)")
	cmd.Flags().StringVar(&f.until, "until", "", "first `DATE` on which the waivers no longer apply, YYYY-MM-DD (default: they always apply)")
	return cmd
}

func runAccept(cmd *cobra.Command, f acceptFlags, baseRef, revRef string) error {
	o, err := f.options(cmd.Flags().Changed)
	if err != nil {
		return err
	}
	if err := f.check(o); err != nil {
		return err
	}
	c, err := readConfig(f.config, ruleIDs())
	if errors.Is(err, fs.ErrNotExist) {
		c, err = config{}, nil // it will be made
	}
	if err != nil {
		return err
	}
	compared, err := compareDocuments(cmd, f.specdiffFlags, o, c, baseRef, revRef)
	if err != nil {
		return err
	}
	added := f.waivers(compared.report)
	if len(added) == 0 {
		_, err := fmt.Fprintf(cmd.OutOrStdout(), "nothing to accept: no change without a waiver is at or above --fail-on %s\n", f.failOn)
		return err
	}
	path := cmp.Or(c.file, f.config, defaultConfig)
	text, err := addWaivers(path, c.data, added)
	if err != nil {
		return err
	}
	if err := writeConfig(path, text); err != nil {
		return err
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "%d changes accepted in %s\n", len(added), report.Printable(path))
	return err
}

// check refuses waivers that nobody could make sense of.
func (f acceptFlags) check(o specdiffOptions) error {
	switch {
	case strings.TrimSpace(f.reason) == "":
		return usagef("--reason is required: say why the changes are accepted")
	case f.failOn == "none":
		return usagef("--fail-on none: want breaking, risky or compatible")
	case f.until == "":
		return nil
	}
	if checkDate(f.until) != nil {
		return usagef("--until %q: want a date, YYYY-MM-DD", f.until)
	}
	if (finding.Waiver{Until: f.until}).Expired(o.asOf) {
		return usagef("--until %s: the waivers would be expired on %s", f.until, o.asOf)
	}
	return nil
}

// waivers returns a waiver for each finding that counts. Rule and location are
// there for people: the fingerprint implies them.
func (f acceptFlags) waivers(r report.Report) finding.Waivers {
	var out finding.Waivers
	seen := map[string]bool{}
	for _, found := range r.Findings {
		fingerprint := found.Fingerprint()
		if found.Severity < r.FailOn || r.Waived(found) != nil || seen[fingerprint] {
			continue
		}
		seen[fingerprint] = true
		out = append(out, finding.Waiver{
			Rule: found.Rule, Location: found.Location, Fingerprint: fingerprint,
			Reason: strings.TrimSpace(f.reason), Until: f.until,
		})
	}
	return out
}

// writeConfig replaces a config file in one step; of a symbolic link, the file
// that it leads to.
func writeConfig(path string, text []byte) error {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	_, err := writeFiles("", map[string][]byte{filepath.ToSlash(path): text})
	return err
}
