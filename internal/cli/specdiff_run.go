package cli

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/atlasrestore/atlasrestore/internal/compare"
	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/openapi"
	"github.com/atlasrestore/atlasrestore/internal/report"
)

func runSpecdiff(cmd *cobra.Command, f specdiffFlags, baseRef, revRef string) error {
	o, err := f.options(cmd.Flags().Changed)
	if err != nil {
		return err
	}
	if f.template != "" {
		if o.format, err = templateFormat(f.template); err != nil {
			return err
		}
	}
	c, err := readConfig(f.config, ruleIDs())
	if err != nil {
		return err
	}
	compared, err := compareDocuments(cmd, f, o, c, baseRef, revRef)
	if err != nil {
		return err
	}
	r, stale := compared.report, compared.stale
	if err := publish(cmd.OutOrStdout(), r, o.publication, f.verbose); err != nil {
		return err
	}
	if r.Known > 0 && o.format.name != "text" { // which says so itself
		fmt.Fprintf(cmd.ErrOrStderr(), "specdiff: %d changes are known from the baseline and not shown\n", r.Known)
	}
	warn(cmd.ErrOrStderr(), stale)
	var faults []error
	if n := r.Failures(); n > 0 {
		faults = append(faults, fmt.Errorf("%d of %d changes are at or above --fail-on %s", n, len(r.Findings), f.failOn))
	}
	if f.strictWaivers && len(stale) > 0 {
		faults = append(faults, fmt.Errorf("%d waivers are expired or match no change (--strict-waivers)", len(stale)))
	}
	if len(faults) > 0 {
		return findingsError{errors.Join(faults...)}
	}
	return nil
}

// comparison is what became of two documents.
type comparison struct {
	base, rev *doc.Document
	report    report.Report
	stale     []staleWaiver // the waivers that do nothing
}

// compareDocuments reads and compares both sides, and leaves out what the
// baseline has.
func compareDocuments(cmd *cobra.Command, f specdiffFlags, o specdiffOptions, c config, baseRef, revRef string) (comparison, error) {
	known, err := readBaseline(f.baseline)
	if err != nil {
		return comparison{}, err
	}
	base, rev, err := loadBoth(cmd, baseRef, revRef, isOpenAPI)
	if err != nil {
		return comparison{}, err
	}
	if !o.selects(base) && !o.selects(rev) {
		return comparison{}, usagef("no operation of %s or %s matches --operations and --paths", base.Name, rev.Name)
	}
	findings, err := compare.Compare(cmd.Context(), base, rev, o.compareOptions(c, o.asOf))
	if err != nil {
		return comparison{}, err
	}
	if o.goAPI {
		if findings, err = withGo(cmd.Context(), f, o, c, base, rev, findings); err != nil {
			return comparison{}, err
		}
	}
	r := report.Report{Base: describe(base), Rev: describe(rev), FailOn: o.failOn, Waivers: c.waivers.Active(o.asOf), Rules: ruleTexts(), Version: knownVersion()}
	r.Findings, r.Known = known.without(findings)
	if f.asOf != "" || hasSunset(base) || hasSunset(rev) || c.dated(findings) {
		r.AsOf = o.asOf // else the day must not show: it would make a new report every day
	}
	return comparison{base, rev, r, c.staleWaivers(findings, o)}, nil
}

// compareOptions says how to compare: as the flags say, else the config.
func (o specdiffOptions) compareOptions(c config, asOf string) compare.Options {
	return compare.Options{
		Profile: cmp.Or(o.profile, c.profile), AsOf: asOf,
		Operations: o.operations, Paths: o.paths, Severity: c.severity,
		BaseAPIVersion: o.base, RevAPIVersion: o.rev,
	}
}

// selects reports whether the filters leave anything of a document. Without
// filters there is nothing to get wrong.
func (o specdiffOptions) selects(d *doc.Document) bool {
	if o.operations == nil && o.paths == nil {
		return true
	}
	for op := range openapi.Operations(d) {
		if o.selectsOperation(op) {
			return true
		}
	}
	return false
}

// selectsOperation asks the filters about one operation.
func (o specdiffOptions) selectsOperation(op openapi.Operation) bool {
	byPath := o.paths == nil || o.paths(op.Path)
	byName := o.operations == nil || o.operations(op.ID()) || o.operations(op.String())
	return byPath && byName
}

func describe(d *doc.Document) report.Document {
	info := d.Root.Get("info")
	return report.Document{Name: d.Name, Title: scalar(info.Get("title")), Version: scalar(info.Get("version")), Text: d.Text}
}

// scalar returns a string or a number as text: many a document says
// "version: 1.0" and means "1.0".
func scalar(n *doc.Node) string {
	if n == nil || n.Kind != doc.String && n.Kind != doc.Number {
		return ""
	}
	return n.Value
}

func hasSunset(d *doc.Document) bool {
	for op := range openapi.Operations(d) {
		if slices.ContainsFunc(append(op.Versions(), openapi.Version{}), func(v openapi.Version) bool { return op.Sunset(v) != "" }) {
			return true
		}
	}
	return false
}

func profileNames() []string {
	return []string{compare.Strict, compare.TolerantReader, compare.Atlas}
}

// checkProfile accepts the name of a profile, and none.
func checkProfile(name string) error {
	if name != "" && !slices.Contains(profileNames(), name) {
		return fmt.Errorf("profile %q: want one of %s", name, strings.Join(profileNames(), ", "))
	}
	return nil
}

func ruleIDs() []string {
	var ids []string
	for _, r := range compare.Rules() {
		ids = append(ids, r.ID)
	}
	return ids
}
