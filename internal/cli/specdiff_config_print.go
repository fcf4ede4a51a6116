package cli

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/report"
)

const configFlagUsage = "config `FILE` (default: the nearest " + defaultConfig + ", from the working directory up to the root of the git repository)"

func configCommand() *cobra.Command {
	var name string
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Print the config that is in effect",
		Long: `Config prints the config that is in effect, as YAML, and the file that it comes
from. What it prints can be used as a config file.

A config file may hold

  profile: strict                    # or tolerant-reader, atlas
  severity:
    enum-value-added: risky          # of all findings of a rule
    property-removed:
      response: breaking             # or of those of one direction
  waivers:
    - rule: operation-removed        # findings that match all of these criteria:
      location: DELETE /orders/**    # rule, location, operation and fingerprint,
      reason: nobody called it       # do not count, for this reason
      until: 2027-01-01              # up to the day before, when there is one

In location and operation, * stands for anything within a segment between
slashes and ** for anything. An operation is an operationId or "GET /path"; it
must match every operation that a finding reaches.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := readConfig(name, ruleIDs())
			if err != nil {
				return err
			}
			_, err = io.WriteString(cmd.OutOrStdout(), c.text())
			return err
		},
	}
	cmd.Flags().StringVar(&name, "config", "", configFlagUsage)
	return cmd
}

// text returns the config as a file that means the same, with a comment that
// says where it comes from.
func (c config) text() string {
	head := "# no " + defaultConfig + " was found: these are the defaults\n"
	if c.file != "" {
		head = fmt.Sprintf("# from %s\n", report.Printable(c.file))
	}
	n := c.node()
	if len(n.Members) == 0 {
		return head
	}
	return head + string(doc.YAML(n))
}

func (c config) node() *doc.Node {
	n := doc.NewMap()
	if c.profile != "" {
		n.Set("profile", doc.NewString(c.profile))
	}
	if len(c.severity) > 0 {
		n.Set("severity", c.severity.node())
	}
	if len(c.waivers) > 0 {
		list := doc.NewSeq()
		for _, w := range c.waivers {
			list.Items = append(list.Items, waiverNode(w))
		}
		n.Set("waivers", list)
	}
	return n
}

func (s severities) node() *doc.Node {
	n := doc.NewMap()
	for _, rule := range sortedKeys(s) {
		if all, ok := s[rule][""]; ok {
			n.Set(rule, doc.NewString(all.String()))
			continue
		}
		directions := doc.NewMap()
		for _, d := range []finding.Direction{finding.Request, finding.Response} {
			if severity, ok := s[rule][d]; ok {
				directions.Set(string(d), doc.NewString(severity.String()))
			}
		}
		n.Set(rule, directions)
	}
	return n
}

// waiverNode writes a waiver as the config holds it.
func waiverNode(w finding.Waiver) *doc.Node {
	n := doc.NewMap()
	for _, key := range waiverKeys {
		if text := *waiverField(&w, key); text != "" {
			n.Set(key, doc.NewString(text))
		}
	}
	return n
}
