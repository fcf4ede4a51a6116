package gen

import (
	"go/ast"
	"go/parser"
	"slices"
	"strings"
	"unicode"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// wire checks what of a document stands in the generated source as it is: the
// names that travel, which become texts and struct tags, and the Go types and
// names of overlays. oapi-codegen refuses quotes and control characters; what
// it lets pass and Go reads in another way is refused here, because the client
// would then send something else than the document says:
//
//  1. A name that encoding/json does not take from a struct tag.
//  2. A path with "%", which is a verb of fmt.
//  3. A backslash, which begins an escape.
//  4. A Go type that is more than a type, or needs a package that generated
//     code does not import.
type wire struct {
	d *doc.Document
}

func (w wire) check() error {
	for path, item := range w.d.Root.Get("paths").All() {
		for _, r := range path {
			if r <= ' ' || r > '~' || strings.ContainsRune("\"%<>\\^`|", r) {
				return w.d.Errorf(item, "path %q has %q, which a client cannot have in a path", path, string(r))
			}
		}
		for _, operation := range item.All() {
			for _, p := range listOf(operation.Get("parameters")) {
				if err := w.parameter(p); err != nil {
					return err
				}
			}
		}
	}
	for _, s := range w.d.Root.Lookup("components", "schemas").All() {
		if err := w.schema(s); err != nil {
			return err
		}
	}
	return nil
}

var (
	places = []string{"path", "query", "header", "cookie"}
	styles = []string{"", "matrix", "label", "form", "simple", "spaceDelimited", "pipeDelimited", "deepObject"}
)

func (w wire) parameter(p *doc.Node) error {
	name, in, style := p.Get("name").Text(), p.Get("in").Text(), p.Get("style").Text()
	switch {
	case !isTagName(name):
		return w.d.Errorf(p, "parameter %q: a client cannot send a parameter of this name", name)
	case !slices.Contains(places, in) || !slices.Contains(styles, style):
		return w.d.Errorf(p, "parameter %q: no place %q or style %q is known", name, in, style)
	}
	if err := w.extensions(p); err != nil {
		return err
	}
	return w.schema(p.Get("schema"))
}

func (w wire) schema(s *doc.Node) error {
	if s == nil || s.Kind != doc.Map {
		return nil
	}
	if err := w.extensions(s); err != nil {
		return err
	}
	if d := s.Get("discriminator"); d != nil {
		if name := d.Get("propertyName").Text(); !isTagName(name) {
			return w.d.Errorf(d, "discriminator %q: encoding/json cannot have a member of this name", name)
		}
	}
	for name, p := range s.Get("properties").All() {
		if !isTagName(name) {
			return w.d.Errorf(p, "property %q: encoding/json cannot have a member of this name", name)
		}
		if err := w.schema(p); err != nil {
			return err
		}
	}
	for _, c := range subschemas(s) {
		if err := w.schema(c); err != nil {
			return err
		}
	}
	return nil
}

// isTagName reports whether encoding/json takes a name from a struct tag as it
// is (isValidTag there); "-" alone would leave the field out.
func isTagName(name string) bool {
	return name != "" && name != "-" && !strings.ContainsFunc(name, func(r rune) bool {
		return !strings.ContainsRune("!#$%&()*+-./:;<=>?@[]^_{|}~ ", r) && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// extensions checks what an overlay says to oapi-codegen.
func (w wire) extensions(n *doc.Node) error {
	if typ := n.Get(extGoType); typ != nil && !isGoType(typ.Text()) {
		return w.d.Errorf(n, "%s %q is no plain Go type: want a type of the generated package, of Go, of time or of json, or a pointer, slice or map of one",
			extGoType, typ.Text())
	}
	for _, key := range []string{extGoImport, extGoTypeName} {
		if n.Has(key) {
			return w.d.Errorf(n, "%s is not supported: a generated client imports nothing but its runtime", key)
		}
	}
	return nil
}

// isGoType reports whether a text is a type that a field can have in generated
// code, and nothing beside it.
func isGoType(text string) bool {
	if strings.ContainsAny(text, "/;\r\n") { // comments and further statements
		return false
	}
	expr, err := parser.ParseExpr(text)
	return err == nil && isPlainType(expr)
}

func isPlainType(expr ast.Expr) bool {
	switch e := expr.(type) {
	case *ast.Ident:
		return e.Name != "_"
	case *ast.SelectorExpr:
		pkg, ok := e.X.(*ast.Ident)
		return ok && (pkg.Name == "time" || pkg.Name == "json")
	case *ast.StarExpr:
		return isPlainType(e.X)
	case *ast.ArrayType:
		return e.Len == nil && isPlainType(e.Elt)
	case *ast.MapType:
		return isPlainType(e.Key) && isPlainType(e.Value)
	}
	return false
}
