package cli

import (
	"fmt"
	"go/token"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/atlasrestore/atlasrestore/gen"
	"github.com/atlasrestore/atlasrestore/internal/source"
	"github.com/atlasrestore/atlasrestore/overlays"
)

type clientFlags struct {
	apiVersion string
	operations []string
	paths      []string
	pkg        string
	output     string
	upstream   string
	overlays   []string
	check      bool
}

func clientCommand() *cobra.Command {
	var f clientFlags
	cmd := &cobra.Command{
		Use:   "client --api-version VERSION --output FOLDER",
		Short: "Generate a client into a repository of your own",
		Long: `Client writes one package: the restore operations of an API version, or the
operations that you name. It needs no network: the pinned documents are part of
the command. With --upstream it generates any operation of a whole Atlas
document at any version that the document knows.

In a Go file of your repository:

  //go:generate go tool atlasgen client --api-version 2024-11-13 --output internal/restore`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runClient(cmd, f) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.apiVersion, "api-version", "", "Atlas API version: a date, preview, or v1.0")
	flags.StringSliceVar(&f.operations, "operations", nil, "operations to generate, by operation id or, without --upstream, Go name (default: all restore operations)")
	flags.StringSliceVar(&f.paths, "paths", nil, "also generate the operations whose path matches (* within a segment, ** across segments)")
	flags.StringVar(&f.pkg, "package", "", "name of the Go package (default: the last part of the output folder)")
	flags.StringVar(&f.output, "output", "", "folder to write to")
	flags.StringVar(&f.upstream, "upstream", "", "file or URL of a whole Atlas document to generate from, - for the standard input")
	flags.StringArrayVar(&f.overlays, "overlay", nil, "OpenAPI Overlay document to apply after the built-in ones")
	flags.BoolVar(&f.check, "check", false, "compare with what is in the folder and write nothing")
	return cmd
}

func runClient(cmd *cobra.Command, f clientFlags) error {
	opts, err := f.options(cmd)
	if err != nil {
		return err
	}
	files, err := gen.Client(cmd.Context(), opts)
	if err != nil {
		return asUsage(err)
	}
	if f.check {
		return reportStale(cmd, f.output, files, "run the same without --check")
	}
	if err := ownsGo(f.output, files, opts.Package); err != nil {
		return err
	}
	changed, err := writeFiles(f.output, files)
	if err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "package %s in %s: %d files, %d of them new or changed\n", opts.Package, f.output, len(files), len(changed))
	return nil
}

// options checks the flags and reads what they name.
func (f clientFlags) options(cmd *cobra.Command) (gen.ClientOptions, error) {
	opts := gen.ClientOptions{APIVersion: f.apiVersion, Operations: f.operations, Package: f.pkg}
	if f.apiVersion == "" || f.output == "" {
		return opts, usagef("--api-version and --output are needed")
	}
	for _, name := range []string{"operations", "paths"} {
		if values, _ := cmd.Flags().GetStringSlice(name); cmd.Flags().Changed(name) && len(values) == 0 {
			return opts, usagef("--%s is empty: leave it out for all restore operations", name)
		}
	}
	if opts.Package == "" {
		abs, err := filepath.Abs(f.output)
		if err != nil {
			return opts, err
		}
		opts.Package = strings.ReplaceAll(filepath.Base(abs), "-", "")
	}
	if !token.IsIdentifier(opts.Package) || opts.Package == "_" {
		return opts, usagef("%q is not the name of a Go package: give --package", opts.Package)
	}
	var err error
	if opts.Paths, err = anyPath(f.paths); err != nil {
		return opts, err
	}
	for _, name := range f.overlays {
		data, err := source.File(name)
		if err != nil {
			return opts, fmt.Errorf("read overlay: %w", err)
		}
		opts.Overlays = append(opts.Overlays, overlays.File{Name: name, Data: data})
	}
	if f.upstream != "" {
		raw, err := source.Read(cmd.Context(), f.upstream, sourceOptions(cmd))
		if err != nil {
			return opts, err
		}
		opts.Upstream = &gen.Document{Name: raw.Name, Data: raw.Data}
	}
	return opts, nil
}

// anyPath returns a matcher for any of the patterns, nil when there are none.
func anyPath(patterns []string) (func(string) bool, error) {
	var matchers []func(string) bool
	for _, p := range patterns {
		m, err := pathPattern(p)
		if err != nil {
			return nil, err
		}
		matchers = append(matchers, m)
	}
	if len(matchers) == 0 {
		return nil, nil
	}
	return func(path string) bool {
		for _, m := range matchers {
			if m(path) {
				return true
			}
		}
		return false
	}, nil
}
