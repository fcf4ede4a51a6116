package cli

import (
	"cmp"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/atlasrestore/atlasrestore/internal/compare"
	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/openapi"
	"github.com/atlasrestore/atlasrestore/internal/pin"
	"github.com/atlasrestore/atlasrestore/internal/report"
	"github.com/atlasrestore/atlasrestore/internal/source"
)

type driftFlags struct {
	pin     pinFlags
	pins    string
	failOn  string
	asOf    string
	format  string
	outputs []string
	color   string
	verbose bool
	write   bool
}

// driftFormats returns the formats of drifts in the order in which they are
// offered.
func driftFormats() []format[report.Drift] {
	return []format[report.Drift]{
		{"text", report.DriftText},
		{"json", plain(report.DriftJSON)},
		{"markdown", plain(report.DriftMarkdown)},
	}
}

func driftCommand() *cobra.Command {
	var f driftFlags
	cmd := &cobra.Command{
		Use:   "drift",
		Short: "Tell what the upstream document has changed since it was pinned",
		Long: `Drift reads the document that Atlas publishes, cuts each pin out of it anew and
compares it with the committed one: BASE is the pin, REV is what it would be
now. It also tells what the pins do not hold: operations that were added at or
below a pinned path, resource versions that are newer than the pin, and sunset
dates with the days that are left. What lock.yaml does not record, and dates
that the pin has otherwise, are marked as new or moved.

A pin whose source is another document is left out. The exit codes are those of
specdiff: 1 when a change is at or above --fail-on, and 3, with nothing printed
or written, when the upstream document or a pin cannot be read.

--write takes the changes as they are, so that its exit code is 0. It prints an
entry for a changelog or, with another --format than text, what it would print
without --write.`,
		Example: `  specdiff drift
  specdiff drift --upstream v2.yaml --fail-on risky --format json
  specdiff drift --write --output markdown=body.md`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return firstLine(runDrift(cmd, f)) },
	}
	f.pin.registerUpstream(cmd, "look at these pins only")
	flags := cmd.Flags()
	flags.StringVar(&f.pins, "pins", "", "another `FILE` than the pins.yaml of --spec")
	flags.StringVar(&f.failOn, "fail-on", "breaking", "exit with 1 from this `SEVERITY` on: breaking, risky, compatible or none")
	flags.StringVar(&f.asOf, "as-of", "", "`DATE` for which to judge sunset dates, YYYY-MM-DD (default: today)")
	flags.StringVar(&f.format, "format", "text", "what to print: "+formatNames(driftFormats()))
	flags.StringArrayVar(&f.outputs, "output", nil, "also write `FORMAT=FILE`; may be repeated")
	flags.StringVar(&f.color, "color", "auto", "color the text: auto, always or never")
	flags.BoolVar(&f.verbose, "verbose", false, "show all operations, and whole values and examples")
	flags.BoolVar(&f.write, "write", false, "refresh the pins, as \"atlasgen pin\" does, and print an entry for a changelog")
	return cmd
}

// firstLine makes a failure one line: of several errors it keeps the first.
func firstLine(err error) error {
	if err == nil {
		return nil
	}
	first, rest, several := strings.Cut(err.Error(), "\n")
	if !several {
		return err
	}
	return fmt.Errorf("%s (and %d more like it)", first, strings.Count(rest, "\n")+1)
}

// driftOptions are the flags, checked and read.
type driftOptions struct {
	to     publication[report.Drift]
	failOn finding.Severity
	asOf   string
}

func (f driftFlags) options() (o driftOptions, err error) {
	if o.failOn, err = parseFailOn(f.failOn); err != nil {
		return o, err
	}
	if o.asOf, err = parseAsOf(f.asOf); err != nil {
		return o, err
	}
	if o.to, err = parsePublication(driftFormats(), f.format, f.outputs, f.color); err != nil {
		return o, err
	}
	return o, f.pin.checkTimeout()
}

func runDrift(cmd *cobra.Command, f driftFlags) error {
	o, err := f.options()
	if err != nil {
		return err
	}
	dir := folder(f.pin.spec)
	c, err := dir.configOr(f.pins)
	if err != nil {
		return err
	}
	if err := f.pin.checkVersions(cmp.Or(f.pins, dir.path(pin.ConfigFile)), c); err != nil {
		return err
	}
	l, err := dir.lock()
	if err != nil {
		return err
	}
	raw, d, err := f.pin.document(cmd, c)
	if err != nil {
		return err
	}
	drift := report.Drift{Upstream: describe(d)}
	failures := 0
	for _, p := range selectPins(c, f.pin.versions, d) {
		one, err := driftOf(cmd, dir, p, l, d, o)
		if err != nil {
			return err
		}
		failures += one.Failures()
		drift.Pins = append(drift.Pins, one)
	}
	if len(drift.Pins) == 0 {
		return fmt.Errorf("%s: its info.version is %q, and no pin has such a source", d.Name, d.Root.Lookup("info", "version").Text())
	}
	if f.write {
		return writeDrift(cmd, f, o, c, l, raw, d, drift)
	}
	if err := publish(cmd.OutOrStdout(), drift, o.to, f.verbose); err != nil {
		return err
	}
	if failures > 0 {
		return findingsError{fmt.Errorf("%d changes since the pins were made are at or above --fail-on %s", failures, f.failOn)}
	}
	return nil
}

// driftOf compares a pin with what it would be now. Operations that are gone
// are found by the comparison; those that came at or below a pinned path are
// added to what is cut.
func driftOf(cmd *cobra.Command, dir folder, p pin.Pin, l *pin.Lock, d *doc.Document, o driftOptions) (report.PinDrift, error) {
	out := report.PinDrift{Version: p.Version}
	committed, err := dir.pinned(p)
	if err != nil {
		return out, err
	}
	locked, isLocked := l.Pin(p.Version)
	had := sunsets(committed)
	version, dated := p.APIVersion()
	var ops []openapi.Operation
	for op := range openapi.Operations(d) {
		versions := op.Versions()
		resource, exists := version.Newest(versions)
		if dated && len(versions) > 0 && !exists || !p.Covers(op) {
			continue
		}
		ops = append(ops, op)
		if !p.Holds(op) {
			continue
		}
		if newer := newerThan(op, resource); len(newer.Versions) > 0 {
			if isLocked {
				newer.New = unrecorded(newer, locked)
			}
			out.Newer = append(out.Newer, newer)
		}
		if date := op.Sunset(resource); date != "" {
			s := sunsetOf(op, date, had, o.asOf)
			if exists {
				s.Version = resource.String()
			}
			out.Sunsets = append(out.Sunsets, s)
		}
	}
	fresh, err := pin.Subset(d, pin.Target{Version: version, Dated: dated}, ops)
	if err != nil {
		return out, err
	}
	findings, err := compare.Compare(cmd.Context(), committed, fresh, compare.Options{Profile: compare.Atlas, AsOf: o.asOf})
	if err != nil {
		return out, err
	}
	out.Report = report.Report{
		Base: describe(committed), Rev: describe(d), Findings: findings, FailOn: o.failOn, AsOf: o.asOf,
		Rules: ruleTexts(), Version: knownVersion(),
	}
	return out, nil
}

// newerThan returns the stable versions of an operation that are later than
// the one that a pin holds.
func newerThan(op openapi.Operation, resource openapi.Version) report.NewerVersions {
	newer := report.NewerVersions{Operation: op.String()}
	for _, v := range op.Versions() {
		if v.Stage == openapi.Stable && resource.Compare(v) < 0 {
			newer.Versions = append(newer.Versions, v.String())
		}
	}
	return newer
}

// unrecorded returns the versions that upstream did not have when it was
// pinned.
func unrecorded(newer report.NewerVersions, locked pin.Locked) []string {
	known := locked.VersionsOf(newer.Operation)
	return slices.DeleteFunc(slices.Clone(newer.Versions), func(v string) bool { return slices.Contains(known, v) })
}

// sunsets returns the sunset date of each operation of a pin, by "GET /path".
func sunsets(pinned *doc.Document) map[string]string {
	out := map[string]string{}
	for op := range openapi.Operations(pinned) {
		resource := openapi.Version{}
		if versions := op.Versions(); len(versions) > 0 {
			resource = versions[len(versions)-1]
		}
		out[op.String()] = op.Sunset(resource)
	}
	return out
}

// sunsetOf compares a sunset date with the one that the pin has.
func sunsetOf(op openapi.Operation, date string, had map[string]string, asOf string) report.PinnedSunset {
	s := report.PinnedSunset{Operation: op.String(), Date: date, DaysLeft: daysBetween(asOf, date), Pinned: had[op.String()]}
	switch {
	case s.Pinned == "":
		s.Change = report.SunsetNew
	case s.Pinned != date:
		s.Change = report.SunsetMoved
	}
	return s
}

// daysBetween counts the days from one date to another; 0 for a date that is
// none.
func daysBetween(from, to string) int {
	a, errA := time.Parse(time.DateOnly, from)
	b, errB := time.Parse(time.DateOnly, to)
	if errA != nil || errB != nil {
		return 0
	}
	return int(b.Sub(a).Hours() / 24)
}

// writeDrift refreshes the pins, writes the reports, all or none, and prints an
// entry for a changelog, or the drift in another format.
func writeDrift(cmd *cobra.Command, f driftFlags, o driftOptions, c *pin.Config, l *pin.Lock, raw source.Document, d *doc.Document, drift report.Drift) error {
	files, err := makePins(c, l, f.pin, raw, d)
	if err != nil {
		return err
	}
	changed, err := stale(f.pin.spec, files)
	if err != nil {
		return err
	}
	if o.to.format.name == "text" {
		o.to.format.write = func(w io.Writer, drift report.Drift, _ report.TextOptions) error {
			_, err := io.WriteString(w, changelog(c, drift, changed))
			return err
		}
	}
	reports, printed, err := render(cmd.OutOrStdout(), drift, o.to, f.verbose)
	if err != nil {
		return err
	}
	for name, data := range files {
		reports[path.Join(filepath.ToSlash(f.pin.spec), name)] = data
	}
	if _, err := writeFiles("", reports); err != nil {
		return err
	}
	_, err = cmd.OutOrStdout().Write(printed)
	return err
}

// changelog returns the entry for the pins that were written anew.
func changelog(c *pin.Config, drift report.Drift, changed []string) string {
	var b strings.Builder
	for _, one := range drift.Pins {
		p, _ := c.Pin(one.Version)
		if !slices.Contains(changed, p.File()) {
			continue
		}
		fmt.Fprintf(&b, "- API %s", one.Version)
		if len(one.Findings) == 0 {
			b.WriteString(": no change that anybody notices")
		}
		b.WriteByte('\n')
		for _, found := range one.Findings {
			fmt.Fprintf(&b, "  - %s: %s\n", found.Severity, report.Printable(found.Message()))
		}
	}
	if b.Len() == 0 {
		return "The pins are up to date.\n"
	}
	return b.String()
}
