package cli

import (
	"fmt"
	"go/build"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/goapi"
	"github.com/atlasrestore/atlasrestore/internal/report"
	"github.com/atlasrestore/atlasrestore/internal/source"
)

func goImpactCommand() *cobra.Command {
	var name string
	cmd := &cobra.Command{
		Use:   "go-impact BASE REV",
		Short: "Tell how the Go API of two generated packages differs",
		Long: `Go-impact compares the exported Go API of two packages: what a program that was
written against BASE can no longer say with REV, and what is new. It reads Go
source, builds nothing and needs no toolchain.

BASE and REV are each a folder with one package, or Go files with commas between
them. Tests are left out, and so are files that are not for Linux on amd64. The
import paths of the two do not matter, nor does the constant APIVersion by which
the generated packages of this module tell themselves apart.

The exit code is 0 when every program that compiled goes on to compile, 1 when
some do not, 2 for wrong usage, and 3 when a package cannot be read or does not
type-check.`,
		Example: `  specdiff go-impact generated/atlas20241113 generated/atlas20250312
  specdiff go-impact old/client.gen.go client.gen.go --format json`,
		Args: twoArgs,
		RunE: func(cmd *cobra.Command, args []string) error { return runGoImpact(cmd, name, args[0], args[1]) },
	}
	cmd.Flags().StringVar(&name, "format", "text", "what to print: "+formatNames(goImpactFormats()))
	return cmd
}

// goImpact is what became of a Go package.
type goImpact struct {
	base, rev string // what the command was given
	changes   []finding.GoChange
}

// goImpactFormats returns the formats in the order in which they are offered.
func goImpactFormats() []format[goImpact] {
	return []format[goImpact]{{"text", plain(goImpactText)}, {"json", plain(goImpactJSON)}}
}

func runGoImpact(cmd *cobra.Command, name, baseRef, revRef string) error {
	format, err := formatByName(goImpactFormats(), name)
	if err != nil {
		return err
	}
	base, err := loadGo(baseRef)
	if err != nil {
		return err
	}
	rev, err := loadGo(revRef)
	if err != nil {
		return err
	}
	changes, err := compareGo(base, rev)
	if err != nil {
		return err
	}
	incompatible := 0
	for _, c := range changes {
		if !c.Compatible {
			incompatible++
		}
	}
	impact := goImpact{base: baseRef, rev: revRef, changes: changes}
	if err := publish(cmd.OutOrStdout(), impact, publication[goImpact]{format: format}, false); err != nil {
		return err
	}
	if incompatible > 0 {
		return findingsError{fmt.Errorf("%d of %d changes of the Go API are incompatible", incompatible, len(changes))}
	}
	return nil
}

// compareGo compares two packages. The constant that holds the API version of
// a generated package is its name, not its API.
func compareGo(base, rev *goapi.Package) ([]finding.GoChange, error) {
	changes, err := goapi.Compare(base, rev)
	if err != nil {
		return nil, err
	}
	kept := []finding.GoChange{}
	for _, c := range changes {
		if c.Object != "APIVersion" || !strings.HasPrefix(c.What, "value changed") {
			kept = append(kept, c)
		}
	}
	return kept, nil
}

// loadGo reads and type-checks what BASE or REV name.
func loadGo(ref string) (*goapi.Package, error) {
	names, err := goFiles(ref)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, name := range names {
		data, err := source.File(name)
		if err != nil {
			return nil, fmt.Errorf("read package: %w", err)
		}
		files[filepath.ToSlash(name)] = data
	}
	return goapi.Check(files)
}

// goFiles returns the files of a folder that belong to its package, or the
// files that are listed.
func goFiles(ref string) ([]string, error) {
	if strings.HasSuffix(ref, ".go") {
		return strings.Split(ref, ","), nil
	}
	entries, err := os.ReadDir(ref)
	if err != nil {
		return nil, fmt.Errorf("read package: %w", err)
	}
	// The same files on every machine.
	target := build.Default
	target.GOOS, target.GOARCH, target.CgoEnabled = "linux", "amd64", false
	var names []string
	for _, e := range entries {
		if e.IsDir() || !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		matches, err := target.MatchFile(ref, e.Name())
		if err != nil {
			return nil, fmt.Errorf("read package: %w", err)
		}
		if matches {
			names = append(names, filepath.Join(ref, e.Name()))
		}
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("%s: there is no Go file in this folder", ref)
	}
	return names, nil
}

func goImpactText(w io.Writer, g goImpact) error {
	var b strings.Builder
	counts := [2]int{}
	for i, heading := range []string{"Incompatible", "Compatible"} {
		var list []string
		for _, c := range g.changes {
			if c.Compatible == (i == 1) {
				list = append(list, report.Printable(c.String()))
			}
		}
		if counts[i] = len(list); len(list) > 0 {
			fmt.Fprintf(&b, "%s changes (%d)\n\n- %s\n\n", heading, len(list), strings.Join(list, "\n- "))
		}
	}
	if len(g.changes) == 0 {
		b.WriteString("no changes\n")
	} else {
		fmt.Fprintf(&b, "%d incompatible, %d compatible changes\n", counts[0], counts[1])
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// goImpactJSON writes what docs/schema/go-impact.schema.json describes.
func goImpactJSON(w io.Writer, g goImpact) error {
	type summary struct {
		Incompatible int `json:"incompatible"`
		Compatible   int `json:"compatible"`
	}
	out := struct {
		SchemaVersion int                `json:"schemaVersion"`
		Base          string             `json:"base"`
		Rev           string             `json:"rev"`
		Summary       summary            `json:"summary"`
		Changes       []finding.GoChange `json:"changes"`
	}{SchemaVersion: report.SchemaVersion, Base: g.base, Rev: g.rev, Changes: g.changes}
	for _, c := range g.changes {
		if c.Compatible {
			out.Summary.Compatible++
		} else {
			out.Summary.Incompatible++
		}
	}
	return report.WriteJSON(w, out, "the Go impact")
}
