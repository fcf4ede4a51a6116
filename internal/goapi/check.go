package goapi

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"
	"unicode"
)

// Package is a package that was type-checked.
type Package struct {
	Types *types.Package
	// Files are the syntax trees with their function bodies. Declarations have
	// been changed where another package is named: see [stubs].
	Files []*ast.File
	Fset  *token.FileSet

	imports map[string]string // import path -> the name under which types print
}

// Check parses and type-checks one package. The keys of files are the names
// that errors print. An error is one line, "file:line:col: message".
func Check(files map[string][]byte) (*Package, error) {
	p := &Package{Fset: token.NewFileSet(), imports: map[string]string{}}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		f, err := parser.ParseFile(p.Fset, name, files[name], parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, syntaxError(err)
		}
		p.Files = append(p.Files, f)
	}
	if len(p.Files) == 0 {
		return nil, errors.New("no Go file")
	}
	s := newStubs()
	for _, f := range p.Files {
		if err := s.rewrite(p.Fset, f); err != nil {
			return nil, err
		}
	}
	maps.Copy(p.imports, s.names)
	var first error
	conf := types.Config{
		Importer: s, IgnoreFuncBodies: true, FakeImportC: true,
		Error: func(err error) {
			var at types.Error
			if errors.As(err, &at) && !at.Soft && first == nil {
				first = p.errorAt(at.Pos, at.Msg)
			}
		},
	}
	var err error
	if p.Types, err = conf.Check(p.Files[0].Name.Name, p.Fset, p.Files, nil); first != nil {
		return nil, first
	}
	if p.Types == nil {
		return nil, err
	}
	return p, nil
}

func (p *Package) errorAt(pos token.Pos, msg string) error {
	return fmt.Errorf("%s: %s", p.Fset.Position(pos), oneLine(msg))
}

// syntaxError is the first of a list of errors of the parser.
func syntaxError(err error) error {
	var list scanner.ErrorList
	if errors.As(err, &list) && len(list) > 0 {
		return fmt.Errorf("%s: %s", list[0].Pos, oneLine(list[0].Msg))
	}
	return err
}

func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
}
