package gen_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

// vocabulary is what harmless generated source is made of: kinds of syntax,
// members of imported packages, functions of the language. A text of a
// document that became code would nearly always say something else.
type vocabulary map[string]bool

// newVocabulary reads the committed clients.
func newVocabulary(tb testing.TB) vocabulary {
	tb.Helper()
	names, err := filepath.Glob("../generated/*/*.gen.go")
	if err != nil || len(names) == 0 {
		tb.Fatalf("no generated source: %v", err)
	}
	v := vocabulary{}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			tb.Fatal(err)
		}
		v.learn(tb, map[string][]byte{name: data})
	}
	return v
}

func (v vocabulary) learn(tb testing.TB, files map[string][]byte) {
	tb.Helper()
	for _, f := range parsed(tb, token.NewFileSet(), files) {
		for word := range words(f) {
			v[word] = true
		}
	}
}

// strange returns what the source holds beside the vocabulary, and the
// comments that are orders to the toolchain.
func (v vocabulary) strange(tb testing.TB, files map[string][]byte) []string {
	tb.Helper()
	var out []string
	for name, data := range files {
		if formatted, err := format.Source(data); err != nil || !bytes.Equal(formatted, data) {
			out = append(out, name+" is not formatted")
		}
	}
	fset := token.NewFileSet()
	for _, f := range parsed(tb, fset, files) {
		for word, at := range words(f) {
			if !v[word] {
				out = append(out, fmt.Sprintf("%s: %s", fset.Position(at), word))
			}
		}
		for _, group := range f.Comments {
			for _, c := range group.List {
				if order.MatchString(c.Text) {
					out = append(out, fmt.Sprintf("%s: comment %q", fset.Position(c.Pos()), c.Text))
				}
			}
		}
	}
	return out
}

// order finds what the toolchain reads in comments.
var order = regexp.MustCompile(`^(//(go:|line |export |extern )|/\*line |// *\+build)|#cgo`)

func parsed(tb testing.TB, fset *token.FileSet, files map[string][]byte) []*ast.File {
	tb.Helper()
	var out []*ast.File
	for _, name := range slices.Sorted(maps.Keys(files)) {
		f, err := parser.ParseFile(fset, name, files[name], parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			tb.Fatal(err)
		}
		out = append(out, f)
	}
	return out
}

// words returns the vocabulary of a file, and where each word stands first.
func words(f *ast.File) map[string]token.Pos {
	out := map[string]token.Pos{}
	add := func(word string, n ast.Node) {
		if _, ok := out[word]; !ok {
			out[word] = n.Pos()
		}
	}
	imports := map[string]bool{}
	for _, imp := range f.Imports {
		path := strings.Trim(imp.Path.Value, `"`)
		imports[path[strings.LastIndexByte(path, '/')+1:]] = true
		add("import "+path, imp)
	}
	for _, decl := range f.Decls {
		where := "outside functions: "
		if fn, ok := decl.(*ast.FuncDecl); ok {
			where = "in functions: "
			if fn.Recv == nil && (fn.Name.Name == "init" || fn.Name.Name == "main" || fn.Name.Name == "_") {
				add("func "+fn.Name.Name, fn)
			}
		}
		ast.Inspect(decl, func(n ast.Node) bool {
			if n == nil {
				return false
			}
			if _, ok := n.(*ast.CommentGroup); ok {
				return false
			}
			add(where+reflect.TypeOf(n).String(), n)
			switch n := n.(type) {
			case *ast.SelectorExpr:
				if x, ok := n.X.(*ast.Ident); ok && imports[x.Name] {
					add(x.Name+"."+n.Sel.Name, n)
				}
			case *ast.CallExpr:
				if fun, ok := n.Fun.(*ast.Ident); ok && types.Universe.Lookup(fun.Name) != nil {
					add("call of "+fun.Name, n)
				}
			}
			return true
		})
	}
	return out
}

// importer knows the packages that generated clients import.
type importer map[string]*types.Package

func (i importer) Import(path string) (*types.Package, error) {
	if p, ok := i[path]; ok {
		return p, nil
	}
	return nil, fmt.Errorf("no client imports %s", path)
}

func importsOf(tb testing.TB) importer {
	tb.Helper()
	cfg := &packages.Config{Mode: packages.NeedName | packages.NeedTypes | packages.NeedImports | packages.NeedDeps, Dir: ".."}
	roots, err := packages.Load(cfg, "./generated/atlas20250312", "cmp", "encoding/json", "errors", "log/slog", "github.com/oapi-codegen/runtime/types")
	if err != nil {
		tb.Fatal(err)
	}
	out := importer{}
	packages.Visit(roots, nil, func(p *packages.Package) { out[p.PkgPath] = p.Types })
	return out
}

// compiles type-checks a package, the packages that it imports included.
func compiles(known importer, files map[string][]byte) []string {
	var out []string
	fset := token.NewFileSet()
	var all []*ast.File
	for _, name := range slices.Sorted(maps.Keys(files)) {
		f, err := parser.ParseFile(fset, name, files[name], parser.SkipObjectResolution)
		if err != nil {
			return []string{err.Error()}
		}
		all = append(all, f)
	}
	conf := types.Config{Importer: known, Error: func(err error) { out = append(out, "does not compile: "+err.Error()) }}
	_, _ = conf.Check("p", fset, all, nil) // the errors went to the function above
	return out
}
