package cli

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/atlasrestore/atlasrestore/internal/openapi"
	"github.com/atlasrestore/atlasrestore/internal/report"
	"github.com/atlasrestore/atlasrestore/internal/source"
)

type versionsFlags struct {
	from, to   string
	asOf       string
	operations []string
	paths      []string
	format     string
}

func versionsCommand() *cobra.Command {
	var f versionsFlags
	cmd := &cobra.Command{
		Use:   "versions DOC",
		Short: "Tell which versions of each operation a document has",
		Long: `Versions lists the operations of a document with the resource versions of each
and when they end. With --from and --to it tells what a client gets that goes
from one API version to the other; what each change means, tells

  specdiff DOC DOC --base-api-version FROM --rev-api-version TO

DOC is what BASE and REV of specdiff are: a file, a URL, git:REV:path, and so on.`,
		Example: `  specdiff versions v2.yaml --paths '**/restoreJobs/**'
  specdiff versions v2.yaml --from 2024-11-13 --to 2025-03-12`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("%s takes one document, got %d arguments", cmd.CommandPath(), len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return runVersions(cmd, f, args[0]) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.from, "from", "", "API `VERSION` that a client comes from")
	flags.StringVar(&f.to, "to", "", "API `VERSION` that it goes to")
	flags.StringVar(&f.asOf, "as-of", "", "`DATE` for the days that are left, YYYY-MM-DD (default: today)")
	flags.StringSliceVar(&f.operations, "operations", nil, "only the operations whose id, or \"GET /path\", matches `GLOB`")
	flags.StringSliceVar(&f.paths, "paths", nil, "only the paths that match `GLOB` (* within a segment, ** across segments)")
	flags.StringVar(&f.format, "format", "text", "what to print: text or json")
	return cmd
}

// operationVersions is one row of the matrix.
type operationVersions struct {
	Operation   string            `json:"operation"` // "GET /path"
	OperationID string            `json:"operationId,omitempty"`
	Versions    []resourceVersion `json:"versions"`
	From        *string           `json:"from,omitempty"` // what a client on --from gets; empty for nothing
	To          *string           `json:"to,omitempty"`
	Step        string            `json:"step,omitempty"` // same, upgrade, new, gone
}

type resourceVersion struct {
	Version  string `json:"version"`
	Sunset   string `json:"sunset,omitempty"`
	DaysLeft *int   `json:"daysLeft,omitempty"`
}

func runVersions(cmd *cobra.Command, f versionsFlags, ref string) error {
	asOf, err := parseAsOf(f.asOf)
	if err != nil {
		return err
	}
	if err := textOrJSON(f.format); err != nil {
		return err
	}
	if (f.from == "") != (f.to == "") {
		return usagef("--from and --to go together")
	}
	var from, to openapi.Version
	if f.from != "" {
		if from, err = openapi.ParseVersion(f.from); err != nil {
			return usageError{err}
		}
		if to, err = openapi.ParseVersion(f.to); err != nil {
			return usageError{err}
		}
	}
	byName, err := anyOperation(f.operations)
	if err != nil {
		return err
	}
	byPath, err := anyPath(f.paths)
	if err != nil {
		return err
	}
	d, err := load(cmd.Context(), ref, source.Options{Stdin: cmd.InOrStdin(), Progress: progress(cmd.ErrOrStderr())}, relaxMemory(), isOpenAPI)
	if err != nil {
		return err
	}
	rows := []operationVersions{}
	for op := range openapi.Operations(d) {
		if byPath != nil && !byPath(op.Path) || byName != nil && !byName(op.ID()) && !byName(op.String()) {
			continue
		}
		row := operationVersions{Operation: op.String(), OperationID: op.ID(), Versions: []resourceVersion{}}
		versions := op.Versions()
		for _, v := range versions {
			r := resourceVersion{Version: v.String(), Sunset: op.Sunset(v)}
			if r.Sunset != "" {
				left := daysBetween(asOf, r.Sunset)
				r.DaysLeft = &left
			}
			row.Versions = append(row.Versions, r)
		}
		if f.from != "" {
			row.step(versions, from, to)
		}
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		return usagef("no operation of %s matches --operations and --paths", d.Name)
	}
	return printVersions(cmd, f, rows)
}

// textOrJSON checks the format of a command that has these two.
func textOrJSON(format string) error {
	if format != "text" && format != "json" {
		return usagef("format %q: want text or json", format)
	}
	return nil
}

// step tells what a client gets before and after.
func (row *operationVersions) step(versions []openapi.Version, from, to openapi.Version) {
	if len(versions) == 0 {
		row.Step = "same"
		return
	}
	text := func(v openapi.Version) *string {
		newest, ok := v.Newest(versions)
		s := ""
		if ok {
			s = newest.String()
		}
		return &s
	}
	row.From, row.To = text(from), text(to)
	switch {
	case *row.From == *row.To:
		row.Step = "same"
	case *row.From == "":
		row.Step = "new"
	case *row.To == "":
		row.Step = "gone"
	default:
		row.Step = "upgrade"
	}
}

func printVersions(cmd *cobra.Command, f versionsFlags, rows []operationVersions) error {
	var b bytes.Buffer
	if f.format == "json" {
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		if err := enc.Encode(map[string]any{"schemaVersion": report.SchemaVersion, "operations": rows}); err != nil {
			return err
		}
		_, err := cmd.OutOrStdout().Write(report.PrintableJSON(b.Bytes()))
		return err
	}
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	counts := map[string]int{}
	for _, row := range rows {
		counts[row.Step]++
		if f.from != "" && row.Step == "same" {
			continue
		}
		fmt.Fprint(w, report.Printable(row.Operation))
		switch {
		case f.from != "":
			fmt.Fprintf(w, "\t%s\t%s\t%s", row.Step, cmp.Or(*row.From, "-"), cmp.Or(*row.To, "-"))
		case len(row.Versions) == 0:
			fmt.Fprint(w, "\t-")
		}
		if f.from == "" {
			for _, v := range row.Versions {
				fmt.Fprint(w, "\t"+v.Version)
				if v.Sunset != "" {
					fmt.Fprintf(w, " (until %s)", report.Printable(v.Sunset))
				}
			}
		}
		fmt.Fprintln(w)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if f.from != "" {
		var parts []string
		for _, step := range []string{"upgrade", "new", "gone", "same"} {
			parts = append(parts, fmt.Sprintf("%d %s", counts[step], step))
		}
		fmt.Fprintf(&b, "%s\n", strings.Join(parts, ", "))
	}
	_, err := cmd.OutOrStdout().Write(b.Bytes())
	return err
}
