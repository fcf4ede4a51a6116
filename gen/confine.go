package gen

import (
	"fmt"
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strconv"
)

// allowedImports are the packages that a generated client may import, in the
// order of their paths. goimports, which oapi-codegen runs, adds whatever a
// name in the source seems to ask for.
var allowedImports = []string{
	"bytes", "cmp", "context", "encoding/json", "errors", "fmt",
	"github.com/atlasrestore/atlasrestore/atlas", "github.com/oapi-codegen/runtime", "github.com/oapi-codegen/runtime/types",
	"io", "iter", "log/slog", "net/http", "net/url", "slices", "strings", "time",
}

// directive finds the comments that are orders to the toolchain: //go:embed,
// //line, //export, "// +build", /*line*/. A comment of a document begins with
// a space, and "+build" is nothing that the generator writes.
var directive = regexp.MustCompile(`^(//[^ \t\n]|/\*|// *\+build)`)

// confine refuses source that holds what no client holds. It is the last
// defence against a document or an overlay whose text has become code: all
// names and texts have been checked before.
func confine(fset *token.FileSet, f *ast.File) error {
	for _, imp := range f.Imports {
		if path, err := strconv.Unquote(imp.Path.Value); err != nil || !slices.Contains(allowedImports, path) || imp.Name != nil && imp.Name.Name != "openapi_types" {
			return strange(fset, imp, "import "+imp.Path.Value)
		}
	}
	for _, group := range f.Comments {
		for _, c := range group.List {
			if directive.MatchString(c.Text) {
				return strange(fset, c, c.Text)
			}
		}
	}
	for _, decl := range f.Decls {
		if what := strangeDecl(decl); what != "" {
			return strange(fset, decl, what)
		}
	}
	return nil
}

// strangeDecl says what about a declaration runs by itself, or "".
func strangeDecl(decl ast.Decl) string {
	if f, ok := decl.(*ast.FuncDecl); ok {
		if f.Body == nil || f.Recv == nil && slices.Contains([]string{"init", "main", "_"}, f.Name.Name) {
			return "func " + f.Name.Name
		}
		return ""
	}
	found := ""
	ast.Inspect(decl, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.FuncLit: // runs when it is called
			return false
		case *ast.CallExpr:
			found = "a call outside functions"
		}
		return found == ""
	})
	return found
}

func strange(fset *token.FileSet, at ast.Node, what string) error {
	return fmt.Errorf("%s: generated source would hold %q: a name or text of the document or an overlay has become code", fset.Position(at.Pos()), oneLine(what))
}
