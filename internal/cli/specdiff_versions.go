package cli

import (
	"github.com/spf13/cobra"

	"github.com/atlasrestore/atlasrestore/internal/compare"
	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/openapi"
	"github.com/atlasrestore/atlasrestore/internal/report"
	"github.com/atlasrestore/atlasrestore/internal/source"
)

type versionsFlags struct {
	pins       bool
	spec       string
	from, to   string
	asOf       string
	operations []string
	paths      []string
	format     string
	outputs    []string
	color      string
}

// versionsFormats returns the formats of matrices in the order in which they
// are offered.
func versionsFormats() []format[report.Versions] {
	return []format[report.Versions]{
		{"text", report.VersionsText},
		{"json", plain(report.VersionsJSON)},
		{"markdown", plain(report.VersionsMarkdown)},
	}
}

func versionsCommand() *cobra.Command {
	var f versionsFlags
	cmd := &cobra.Command{
		Use:   "versions DOC",
		Short: "Tell which versions of each operation a document has, and what an upgrade changes",
		Long: `Versions lists the operations of a document with the resource versions of each
and when they end. With --from and --to it is a guide for a client that goes
from one API version to the other: which operations it gets in another version,
and what that changes, the breaking changes first.

DOC is what BASE and REV of specdiff are: a file, a URL, git:REV:path, and so on.
Without it, --spec and --pins show the pins of a folder: what each of them holds
of an operation and, in JSON, all versions that lock.yaml records. A guide
compares the pins then that serve the two API versions.

The exit code is 0 whatever an upgrade breaks.`,
		Example: `  specdiff versions v2.yaml --paths '**/restoreJobs/**'
  specdiff versions v2.yaml --from 2024-11-13 --to 2025-03-12 --format markdown
  specdiff versions --pins --from 2024-11-13 --to 2025-03-12`,
		Args: func(cmd *cobra.Command, args []string) error { return f.checkArgs(cmd, args) },
		RunE: func(cmd *cobra.Command, args []string) error { return runVersions(cmd, f, args) },
	}
	flags := cmd.Flags()
	flags.BoolVar(&f.pins, "pins", false, "show the pins of --spec; an argument is another pins.yaml then")
	flags.StringVar(&f.spec, "spec", "spec", "show the pins of this folder, with pins.yaml and lock.yaml")
	flags.StringVar(&f.from, "from", "", "API `VERSION` that a client comes from")
	flags.StringVar(&f.to, "to", "", "API `VERSION` that it goes to")
	flags.StringVar(&f.asOf, "as-of", "", "`DATE` for the days that are left, YYYY-MM-DD (default: today)")
	flags.StringSliceVar(&f.operations, "operations", nil, "only the operations whose id, or \"GET /path\", matches `GLOB`")
	flags.StringSliceVar(&f.paths, "paths", nil, "only the paths that match `GLOB` (* within a segment, ** across segments)")
	flags.StringVar(&f.format, "format", "text", "what to print: "+formatNames(versionsFormats()))
	flags.StringArrayVar(&f.outputs, "output", nil, "also write `FORMAT=FILE`; may be repeated")
	flags.StringVar(&f.color, "color", "auto", "color the text: auto, always or never")
	return cmd
}

// checkArgs wants one document, or pins.
func (f versionsFlags) checkArgs(cmd *cobra.Command, args []string) error {
	spec := cmd.Flags().Changed("spec")
	switch {
	case len(args) > 1 || len(args) == 0 && !f.pins && !spec:
		return usagef("%s takes one document, or --pins, got %d arguments", cmd.CommandPath(), len(args))
	case len(args) == 1 && spec && !f.pins:
		return usagef("%s takes a document or --spec, not both", cmd.CommandPath())
	case (f.from == "") != (f.to == ""):
		return usagef("--from and --to go together")
	}
	return nil
}

// versionsOptions are the flags, checked and read.
type versionsOptions struct {
	specdiffOptions                 // of which the sides are what --from and --to name
	from, to        openapi.Version // of a guide
	guide           bool
}

func (f versionsFlags) options(given func(string) bool) (o versionsOptions, err error) {
	common := specdiffFlags{failOn: "none", asOf: f.asOf, baseAPIVersion: f.from, revAPIVersion: f.to, operations: f.operations, paths: f.paths}
	if o.specdiffOptions, err = common.comparison(given); err != nil || f.from == "" {
		return o, err
	}
	o.guide = true
	if o.from, err = openapi.ParseVersion(f.from); err != nil {
		return o, err
	}
	o.to, err = openapi.ParseVersion(f.to)
	return o, err
}

func runVersions(cmd *cobra.Command, f versionsFlags, args []string) error {
	to, err := parsePublication(versionsFormats(), f.format, f.outputs, f.color)
	if err != nil {
		return err
	}
	o, err := f.options(cmd.Flags().Changed)
	if err != nil {
		return err
	}
	var v report.Versions
	if f.pins || len(args) == 0 {
		v, err = versionsOfPins(cmd, f, o, args)
	} else {
		v, err = versionsOfDocument(cmd, o, args[0])
	}
	if err != nil {
		return err
	}
	v.From, v.To = f.from, f.to
	return publish(cmd.OutOrStdout(), v, to, false)
}

func versionsOfDocument(cmd *cobra.Command, o versionsOptions, ref string) (report.Versions, error) {
	d, err := load(cmd.Context(), ref, source.Options{Stdin: cmd.InOrStdin(), Progress: progress(cmd.ErrOrStderr())}, relaxMemory(), isOpenAPI)
	if err != nil {
		return report.Versions{}, err
	}
	v := report.Versions{Operations: []report.VersionedOperation{}}
	for op := range openapi.Operations(d) {
		if !o.selectsOperation(op) {
			continue
		}
		row := versionedOperation(op, o.asOf)
		if o.guide {
			versions := op.Versions()
			from, before := o.from.Newest(versions)
			to, after := o.to.Newest(versions)
			if len(versions) == 0 {
				row.Step = report.StepSame
			} else {
				step(&row, held{from.String(), before}, held{to.String(), after})
			}
		}
		v.Operations = append(v.Operations, row)
	}
	if len(v.Operations) == 0 {
		return v, usagef("no operation of %s matches --operations and --paths", d.Name)
	}
	if o.guide {
		v.Changes, err = changes(cmd, o, d, d)
	}
	return v, err
}

// versionedOperation makes the row of an operation with the versions that its
// document has.
func versionedOperation(op openapi.Operation, asOf string) report.VersionedOperation {
	row := report.VersionedOperation{Operation: op.String(), OperationID: op.ID(), Versions: []report.ResourceVersion{}}
	for _, v := range op.Versions() {
		r := report.ResourceVersion{Version: v.String(), Sunset: op.Sunset(v)}
		if r.Sunset != "" {
			left := daysBetween(asOf, r.Sunset)
			r.DaysLeft = &left
		}
		row.Versions = append(row.Versions, r)
	}
	return row
}

// held is what a client gets of an operation: a resource version, or nothing.
type held struct {
	version string // empty for an operation without dates
	exists  bool
}

// step tells what a client gets before and after.
func step(row *report.VersionedOperation, from, to held) {
	if !from.exists {
		from.version = ""
	}
	if !to.exists {
		to.version = ""
	}
	row.From, row.To = &from.version, &to.version
	switch {
	case from == to:
		row.Step = report.StepSame
	case !from.exists:
		row.Step = report.StepNew
	case !to.exists:
		row.Step = report.StepGone
	default:
		row.Step = report.StepUpgrade
	}
}

// changes compares what a client gets before and after.
func changes(cmd *cobra.Command, o versionsOptions, base, rev *doc.Document) (*report.Report, error) {
	findings, err := compare.Compare(cmd.Context(), base, rev, o.compareOptions(config{}, o.asOf))
	if err != nil {
		return nil, err
	}
	r := report.Report{Base: describe(base), Rev: describe(rev), Findings: findings, FailOn: report.Never, Rules: ruleTexts(), Version: knownVersion()}
	if len(findings) > 0 && (hasSunset(base) || hasSunset(rev)) {
		r.AsOf = o.asOf
	}
	return &r, nil
}
