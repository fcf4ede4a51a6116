package gen

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"slices"
)

// verify type-checks a generated package, so that a document with names that
// clash, or with a form that no Go type has, is refused with an error instead
// of giving a package that does not compile. It needs no toolchain: what the
// package imports is not looked at, and neither is what depends on it. What a
// client never holds is refused before: see confine.
func verify(pkg string, files map[string][]byte) error {
	fset := token.NewFileSet()
	var parsed []*ast.File
	for _, name := range slices.Sorted(maps.Keys(files)) {
		f, err := parser.ParseFile(fset, name, files[name], parser.ParseComments|parser.SkipObjectResolution)
		if err == nil {
			err = confine(fset, f)
		}
		if err != nil {
			return fmt.Errorf("package %s: %w", pkg, err)
		}
		parsed = append(parsed, f)
	}
	var first error
	conf := types.Config{
		Importer: noImports{},
		Error: func(err error) {
			var at types.Error
			if errors.As(err, &at) && !at.Soft && first == nil && !isImport(parsed, at.Pos) {
				first = fmt.Errorf("package %s would not compile: %s: %s", pkg, fset.Position(at.Pos), oneLine(at.Msg))
			}
		},
	}
	_, _ = conf.Check(pkg, fset, parsed, nil) // the errors went to the function above
	return first
}

// noImports fails every import; the type checker then takes whatever is
// selected from the package as it is.
type noImports struct{}

func (noImports) Import(string) (*types.Package, error) { return nil, errors.New("not looked at") }

// isImport reports whether a position is in an import declaration.
func isImport(files []*ast.File, pos token.Pos) bool {
	for _, f := range files {
		for _, imp := range f.Imports {
			if imp.Pos() <= pos && pos <= imp.End() {
				return true
			}
		}
	}
	return false
}
