package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/atlasrestore/atlasrestore/internal/compare"
	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/openapi"
	"github.com/atlasrestore/atlasrestore/internal/pin"
	"github.com/atlasrestore/atlasrestore/internal/report"
	"github.com/atlasrestore/atlasrestore/internal/source"
)

type driftFlags struct {
	pin     pinFlags
	failOn  string
	asOf    string
	format  string
	verbose bool
	write   bool
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
dates with the days that are left.

A pin whose source is another document is left out. The exit codes are those of
specdiff: 1 when a change is at or above --fail-on.`,
		Example: `  specdiff drift
  specdiff drift --upstream v2.yaml --fail-on risky --format json
  specdiff drift --write`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runDrift(cmd, f) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.pin.upstream, "upstream", "", "file or URL of the Atlas document, - for the standard input (default: the one that pins.yaml names)")
	flags.StringVar(&f.pin.spec, "spec", "spec", "folder with pins.yaml, lock.yaml and the pins")
	flags.StringSliceVar(&f.pin.versions, "version", nil, "look at these pins only")
	flags.StringVar(&f.failOn, "fail-on", "breaking", "exit with 1 from this `SEVERITY` on: breaking, risky, compatible or none")
	flags.StringVar(&f.asOf, "as-of", "", "`DATE` for which to judge sunset dates, YYYY-MM-DD (default: today)")
	flags.StringVar(&f.format, "format", "text", "what to print: text or json")
	flags.BoolVar(&f.verbose, "verbose", false, "show all operations, and whole values and examples")
	flags.BoolVar(&f.write, "write", false, "refresh the pins, as \"atlasgen pin\" does, and print an entry for a changelog")
	return cmd
}

// drift is what has become of one pin.
type drift struct {
	Version string           `json:"version"`
	Report  json.RawMessage  `json:"report"` // as docs/schema/report.schema.json describes it
	Newer   []newerVersions  `json:"newerVersions"`
	Sunsets []upcomingSunset `json:"sunsets"`
	report  report.Report    `json:"-"`
}

// newerVersions are resource versions that are later than a pin.
type newerVersions struct {
	Operation string   `json:"operation"` // "GET /path"
	Versions  []string `json:"versions"`
}

// upcomingSunset is the end of the resource version that a pin holds.
type upcomingSunset struct {
	Operation string `json:"operation"`
	Version   string `json:"version,omitempty"` // of the resource; empty without one
	Date      string `json:"date"`
	DaysLeft  int    `json:"daysLeft"` // below zero when it has passed
}

func runDrift(cmd *cobra.Command, f driftFlags) error {
	failOn, err := parseFailOn(f.failOn)
	if err != nil {
		return err
	}
	asOf, err := parseAsOf(f.asOf)
	if err != nil {
		return err
	}
	if err := textOrJSON(f.format); err != nil {
		return err
	}
	dir := folder(f.pin.spec)
	c, err := dir.config()
	if err != nil {
		return err
	}
	if err := f.pin.checkVersions(dir, c); err != nil {
		return err
	}
	raw, d, err := f.pin.document(cmd, c)
	if err != nil {
		return err
	}
	pins := selectPins(c, f.pin.versions, d)
	if len(pins) == 0 {
		return fmt.Errorf("%s: its info.version is %q, and no pin has such a source", d.Name, d.Root.Lookup("info", "version").Text())
	}
	var drifts []drift
	failures := 0
	for _, p := range pins {
		one, err := driftOf(cmd, dir, p, d, asOf)
		if err != nil {
			return err
		}
		one.report.FailOn = failOn
		failures += one.report.Failures()
		drifts = append(drifts, one)
	}
	if f.write {
		return writeDrift(cmd, f, dir, c, raw, d, drifts)
	}
	if err := printDrift(cmd.OutOrStdout(), f, d, drifts); err != nil {
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
func driftOf(cmd *cobra.Command, dir folder, p pin.Pin, d *doc.Document, asOf string) (drift, error) {
	out := drift{Version: p.Version, Newer: []newerVersions{}, Sunsets: []upcomingSunset{}}
	name := dir.path(p.File())
	data, err := source.File(name)
	if err != nil {
		return out, fmt.Errorf("read pin: %w", err)
	}
	committed, err := doc.Parse(name, data)
	if err != nil {
		return out, err
	}
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
		var newer []string
		for _, v := range versions {
			if v.Stage == openapi.Stable && resource.Compare(v) < 0 {
				newer = append(newer, v.String())
			}
		}
		if len(newer) > 0 {
			out.Newer = append(out.Newer, newerVersions{op.String(), newer})
		}
		if date := op.Sunset(resource); date != "" {
			s := upcomingSunset{Operation: op.String(), Date: date, DaysLeft: daysBetween(asOf, date)}
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
	findings, err := compare.Compare(cmd.Context(), committed, fresh, compare.Options{Profile: compare.Atlas, AsOf: asOf})
	if err != nil {
		return out, err
	}
	out.report = report.Report{Base: describe(committed), Rev: describe(d), Findings: findings, AsOf: asOf}
	return out, nil
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

// printDrift writes nothing when it fails.
func printDrift(w io.Writer, f driftFlags, d *doc.Document, drifts []drift) error {
	var b bytes.Buffer
	if f.format == "json" {
		for i := range drifts {
			var one bytes.Buffer
			if err := report.JSON(&one, drifts[i].report); err != nil {
				return err
			}
			drifts[i].Report = one.Bytes()
		}
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		out := struct {
			SchemaVersion int             `json:"schemaVersion"`
			Upstream      report.Document `json:"upstream"`
			Pins          []drift         `json:"pins"`
		}{report.SchemaVersion, describe(d), drifts}
		if err := enc.Encode(out); err != nil {
			return err
		}
	} else {
		for _, one := range drifts {
			if err := one.text(&b, f.verbose); err != nil {
				return err
			}
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}

// text writes what has become of a pin, for people.
func (d drift) text(b *bytes.Buffer, verbose bool) error {
	fmt.Fprintf(b, "API %s\n\n", d.Version)
	if err := report.Text(b, d.report, report.TextOptions{Verbose: verbose}); err != nil {
		return err
	}
	for _, n := range d.Newer {
		fmt.Fprintf(b, "newer    %s: %s\n", report.Printable(n.Operation), strings.Join(n.Versions, ", "))
	}
	for _, s := range d.Sunsets {
		left := fmt.Sprintf("%d days left", s.DaysLeft)
		if s.DaysLeft < 0 {
			left = fmt.Sprintf("%d days ago", -s.DaysLeft)
		}
		fmt.Fprintf(b, "sunset   %s: %s (%s)\n", report.Printable(s.Operation), report.Printable(s.Date), left)
	}
	b.WriteByte('\n')
	return nil
}

// writeDrift refreshes the pins and prints an entry for a changelog.
func writeDrift(cmd *cobra.Command, f driftFlags, dir folder, c *pin.Config, raw source.Document, d *doc.Document, drifts []drift) error {
	l, err := dir.lock()
	if err != nil {
		return err
	}
	files, err := makePins(c, l, f.pin, raw, d)
	if err != nil {
		return err
	}
	changed, err := writeFiles(f.pin.spec, files)
	if err != nil {
		return err
	}
	var b strings.Builder
	for _, one := range drifts {
		p, _ := c.Pin(one.Version)
		if !slices.Contains(changed, p.File()) {
			continue
		}
		fmt.Fprintf(&b, "- API %s", one.Version)
		if len(one.report.Findings) == 0 {
			b.WriteString(": no change that anybody notices")
		}
		b.WriteByte('\n')
		for _, finding := range one.report.Findings {
			fmt.Fprintf(&b, "  - %s: %s\n", finding.Severity, report.Printable(finding.Message()))
		}
	}
	if b.Len() == 0 {
		b.WriteString("The pins are up to date.\n")
	}
	_, err = io.WriteString(cmd.OutOrStdout(), b.String())
	return err
}
