package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/report"
	"github.com/atlasrestore/atlasrestore/internal/schema"
)

func schemaCommand() *cobra.Command {
	var dialectName string
	var jsonl bool
	cmd := &cobra.Command{
		Use:   "schema BASE REV",
		Short: "Tell whether every value of one schema is a value of another",
		Long: `Schema reads two bare schemas and tells whether every value that BASE accepts
is accepted by REV: yes, no with a value that proves it, or unknown with the
reason. Schemas are taken as plain sets of values: readOnly and writeOnly mean
nothing, and objects may have members that are not declared.

With --jsonl it reads one {"base": SCHEMA, "rev": SCHEMA} per line from the
standard input and answers each with one line, in the same order:

  {"result":"yes|no|unknown","equal":true|false|null,"witness":VALUE,"reason":"..."}

A line that cannot be read is answered with {"error":"..."}.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if jsonl {
				return noArgs(cmd, args)
			}
			return twoArgs(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			dialect, err := parseDialect(dialectName)
			if err != nil {
				return err
			}
			if jsonl {
				return answerLines(cmd.Context(), cmd.InOrStdin(), cmd.OutOrStdout(), dialect)
			}
			base, rev, err := loadBoth(cmd, args[0], args[1], isSchema)
			if err != nil {
				return err
			}
			return printAnswer(cmd.OutOrStdout(), compareSchemas(schema.Bare(base.Root, dialect), schema.Bare(rev.Root, dialect)))
		},
	}
	cmd.Flags().StringVar(&dialectName, "dialect", "openapi30", "what the keywords mean: openapi30 or openapi31")
	cmd.Flags().BoolVar(&jsonl, "jsonl", false, "answer questions from the standard input, one JSON object per line")
	return cmd
}

func parseDialect(name string) (schema.Dialect, error) {
	switch name {
	case "openapi30":
		return schema.OpenAPI30, nil
	case "openapi31":
		return schema.OpenAPI31, nil
	}
	return 0, usagef("--dialect %q: want openapi30 or openapi31", name)
}

// isSchema wants what can be a schema: an object or a boolean.
func isSchema(d *doc.Document) error {
	if k := d.Root.Kind; k != doc.Map && k != doc.Bool {
		return d.Errorf(d.Root, "not a schema: it is %s, want an object", k)
	}
	return nil
}

// answer is what is said about two schemas.
type answer struct {
	schema.Result
	equal *bool // nil when that is unknown
}

func compareSchemas(base, rev schema.Schema) answer {
	result, equal := schema.Compare(base, rev)
	return answer{result, equal}
}

func (a answer) equality() string {
	if a.equal == nil {
		return "unknown"
	}
	return map[bool]string{true: "yes", false: "no"}[*a.equal]
}

// printAnswer writes an answer for people, a line for each thing to tell.
func printAnswer(w io.Writer, a answer) error {
	var b strings.Builder
	line := func(label, text string) {
		if text != "" {
			fmt.Fprintf(&b, "%-8s %s\n", label, report.Printable(text))
		}
	}
	line("result", a.Verdict.String())
	if a.Verdict == schema.No && a.Witness != nil {
		line("witness", string(report.PrintableJSON(doc.JSON(a.Witness))))
		line("at", string(a.Pointer))
	}
	line("reason", a.Reason)
	line("note", a.Note)
	line("equal", a.equality())
	_, err := io.WriteString(w, b.String())
	return err
}
