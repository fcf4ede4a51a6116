package cli

import (
	"cmp"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/openapi"
	"github.com/atlasrestore/atlasrestore/internal/report"
)

type specdiffFlags struct {
	format         string
	template       string
	outputs        []string
	failOn         string
	profile        string
	asOf           string
	apiVersion     string
	baseAPIVersion string
	revAPIVersion  string
	operations     []string
	paths          []string
	config         string
	baseline       string
	goAPI          bool
	goConfig       string
	strictWaivers  bool
	color          string
	verbose        bool
}

func (f *specdiffFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.format, "format", "text", "what to print: "+formatNames(formats()))
	flags.StringVar(&f.template, "template", "", "print by a template of Go's text/template instead, a `FILE`")
	flags.StringArrayVar(&f.outputs, "output", nil, "also write `FORMAT=FILE`; may be repeated")
	flags.StringVar(&f.color, "color", "auto", "color the text: auto, always or never")
	flags.BoolVar(&f.verbose, "verbose", false, "show all operations, whole values and examples, and what is waived")
	flags.BoolVar(&f.strictWaivers, "strict-waivers", false, "exit with 1 when a waiver is expired or, unless only a part is compared, matches no change")
	f.registerComparison(cmd, "exit with 1 from this `SEVERITY` on: breaking, risky, compatible or none")
}

// registerComparison registers the flags of all commands that compare two
// documents.
func (f *specdiffFlags) registerComparison(cmd *cobra.Command, failOnUsage string) {
	cmd.Flags().StringVar(&f.failOn, "fail-on", "breaking", failOnUsage)
	cmd.Flags().StringVar(&f.baseline, "baseline", "", "leave out the changes of an earlier report, a `FILE` written by --format json")
	f.registerSelection(cmd)
}

// registerSelection registers the flags that say what is compared, and how.
func (f *specdiffFlags) registerSelection(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.asOf, "as-of", "", "`DATE` for which to judge sunset dates, YYYY-MM-DD (default: today)")
	flags.StringVar(&f.baseAPIVersion, "base-api-version", "", "the same as --api-version for BASE alone, by API `VERSION`")
	flags.StringVar(&f.revAPIVersion, "rev-api-version", "", "the same as --api-version for REV alone, by API `VERSION`")
	flags.BoolVar(&f.goAPI, "go", false, "generate Go clients from both sides and tell what changes in their API")
	flags.StringVar(&f.goConfig, "go-config", "", "the same with plain oapi-codegen, by a config `FILE` of it")
	f.registerScope(cmd)
}

// registerScope registers the flags that say what is compared and how
// strictly, of two documents or of a row of them.
func (f *specdiffFlags) registerScope(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.profile, "profile", "", "how strict to be: "+strings.Join(profileNames(), ", ")+" (default: the one of the config, else what suits the documents)")
	flags.StringVar(&f.apiVersion, "api-version", "", "compare what a client on this API `VERSION` gets")
	flags.StringSliceVar(&f.operations, "operations", nil, "compare only the operations whose id, or \"GET /path\", matches `GLOB`")
	flags.StringSliceVar(&f.paths, "paths", nil, "compare only the paths that match `GLOB` (* within a segment, ** across segments)")
	flags.StringVar(&f.config, "config", "", configFlagUsage)
}

// specdiffOptions are the flags, checked and read.
type specdiffOptions struct {
	publication[report.Report]
	failOn     finding.Severity
	profile    string
	asOf       string
	base, rev  string // API versions; empty for the document as it is
	operations func(string) bool
	paths      func(string) bool
	goAPI      bool // compare the generated Go API too
}

// options checks the flags; given tells which are there. Its errors are wrong
// usage.
func (f specdiffFlags) options(given func(name string) bool) (specdiffOptions, error) {
	o, err := f.comparison(given)
	if err != nil {
		return o, err
	}
	if f.template != "" && given("format") {
		return o, usagef("--format and --template both say what to print")
	}
	o.publication, err = parsePublication(formats(), f.format, f.outputs, f.color)
	return o, err
}

// comparison checks the flags about what is compared.
func (f specdiffFlags) comparison(given func(name string) bool) (specdiffOptions, error) {
	o := specdiffOptions{
		profile: f.profile,
		base:    cmp.Or(f.baseAPIVersion, f.apiVersion),
		rev:     cmp.Or(f.revAPIVersion, f.apiVersion),
		goAPI:   f.goAPI || f.goConfig != "",
	}
	var err error
	if o.failOn, err = parseFailOn(f.failOn); err != nil {
		return o, err
	}
	if err := checkProfile(f.profile); err != nil {
		return o, usageError{err}
	}
	if o.asOf, err = parseAsOf(f.asOf); err != nil {
		return o, err
	}
	for _, v := range []string{f.apiVersion, f.baseAPIVersion, f.revAPIVersion} {
		if _, err := openapi.ParseVersion(v); v != "" && err != nil {
			return o, usageError{err}
		}
	}
	if o.operations, err = anyOperation(f.operations); err != nil {
		return o, err
	}
	if o.paths, err = anyPath(f.paths); err != nil {
		return o, err
	}
	if given("operations") && o.operations == nil || given("paths") && o.paths == nil {
		return o, usagef("an empty --operations or --paths matches nothing")
	}
	return o, nil
}

// anyOperation returns a matcher of operation ids and of "GET /path" for any of
// the patterns, nil when there are none. They are path patterns that match
// from the start.
func anyOperation(patterns []string) (func(string) bool, error) {
	rooted := make([]string, len(patterns))
	for i, p := range patterns {
		rooted[i] = "/" + p
	}
	match, err := anyPath(rooted)
	if match == nil || err != nil {
		return nil, err
	}
	return func(name string) bool { return match("/" + name) }, nil
}

func parseFailOn(name string) (finding.Severity, error) {
	if name == "none" {
		return report.Never, nil
	}
	s, err := finding.ParseSeverity(name)
	if err != nil {
		return 0, usagef("--fail-on %q: want breaking, risky, compatible or none", name)
	}
	return s, nil
}

// parseAsOf returns the date, today (UTC) when none is given. It is the only
// clock of the command.
func parseAsOf(date string) (string, error) {
	if date == "" {
		return time.Now().UTC().Format(time.DateOnly), nil
	}
	if _, err := time.Parse(time.DateOnly, date); err != nil {
		return "", usagef("--as-of %q: want a date, YYYY-MM-DD", date)
	}
	return date, nil
}
