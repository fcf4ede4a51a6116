package goapi

import (
	"go/ast"
	"go/printer"
	"go/token"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ast/astutil"
)

// rewriter changes the declarations of one file so that they can be checked
// with stubs, and declares the types that they name.
//
//  1. Variables keep their names and types and lose their values. One without a
//     type gets the type of a composite literal, else, when its value comes from
//     another package, the type any: it cannot be known.
//  2. A constant whose value comes from another package is compared as written:
//     it becomes the text of its value.
//  3. An instantiated type of another package becomes a name with its arguments.
//  4. An interface of another package, embedded in one of this, becomes a method.
type rewriter struct {
	*stubs
	fset  *token.FileSet
	paths map[string]string // name in this file -> import path
	// interfaces are the constraints, where only an interface can stand.
	interfaces map[ast.Expr]bool
}

func (s *stubs) rewrite(fset *token.FileSet, f *ast.File) error {
	r := &rewriter{stubs: s, fset: fset, paths: map[string]string{}, interfaces: map[ast.Expr]bool{}}
	if err := r.imports(f); err != nil {
		return err
	}
	var kept []ast.Decl
	for _, d := range f.Decls {
		if g, ok := d.(*ast.GenDecl); ok && (g.Tok == token.VAR || g.Tok == token.CONST) {
			r.values(g)
			if len(g.Specs) == 0 {
				continue
			}
		}
		kept = append(kept, d)
	}
	f.Decls = kept
	for i, d := range f.Decls {
		f.Decls[i] = r.declaration(d)
	}
	return nil
}

// imports notes under which name each package is known in the file. What a
// package calls itself is not known, so that an import without a name is the
// likeliest name that the file selects something from.
func (r *rewriter) imports(f *ast.File) error {
	used := map[string]bool{}
	ast.Inspect(f, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok {
				used[x.Name] = true
			}
		}
		return true
	})
	for _, spec := range f.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue // the type checker says so
		}
		candidates := packageNames(path)
		name := candidates[0]
		for i := len(candidates) - 1; i >= 0; i-- {
			if used[candidates[i]] {
				name = candidates[i]
			}
		}
		switch {
		case spec.Name == nil:
		case spec.Name.Name == ".":
			return errDotImport(r.fset.Position(spec.Pos()))
		default:
			if spec.Name.Name != "_" {
				r.paths[spec.Name.Name] = path
			}
		}
		if r.names[path] == "" {
			r.names[path] = name
		}
		if spec.Name == nil {
			r.paths[name] = path
			// The stub may have been made under another name already.
			spec.Name = ast.NewIdent(name)
			spec.Name.NamePos = spec.Path.Pos()
		}
	}
	return nil
}

func (r *rewriter) values(g *ast.GenDecl) {
	var kept []ast.Spec
	for _, spec := range g.Specs {
		v, ok := spec.(*ast.ValueSpec)
		if !ok {
			continue
		}
		if g.Tok == token.CONST {
			r.constant(v)
		} else if !r.variable(v) {
			continue
		}
		kept = append(kept, v)
	}
	g.Specs = kept
}

func (r *rewriter) constant(v *ast.ValueSpec) {
	for i, value := range v.Values {
		if r.foreign(value) {
			v.Values[i] = &ast.BasicLit{ValuePos: value.Pos(), Kind: token.STRING, Value: strconv.Quote(r.text(value))}
			v.Type = nil
		}
	}
}

// variable reports whether any variable of the declaration can be seen from
// other packages.
func (r *rewriter) variable(v *ast.ValueSpec) bool {
	seen := false
	for _, n := range v.Names {
		seen = seen || n.IsExported()
	}
	switch {
	case !seen:
		return false
	case v.Type != nil:
		v.Values = nil
		return true
	}
	for _, value := range v.Values {
		if !r.foreign(value) {
			continue
		}
		v.Type, v.Values = ast.NewIdent("any"), nil
		if len(v.Names) == 1 {
			if t := literalType(value); t != nil {
				v.Type = t
			}
		}
		return true
	}
	return true
}

// literalType returns the type of T{...} and &T{...}, nil for other values.
func literalType(value ast.Expr) ast.Expr {
	if u, ok := value.(*ast.UnaryExpr); ok && u.Op == token.AND {
		if t := literalType(u.X); t != nil {
			return &ast.StarExpr{Star: u.Pos(), X: t}
		}
		return nil
	}
	if c, ok := value.(*ast.CompositeLit); ok {
		if a, ok := c.Type.(*ast.ArrayType); ok {
			if _, counted := a.Len.(*ast.Ellipsis); counted {
				return nil
			}
		}
		return c.Type
	}
	return nil
}

// foreign reports whether an expression names something of another package.
func (r *rewriter) foreign(e ast.Expr) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok && r.path(s) != "" {
			found = true
		}
		return !found
	})
	return found
}

// foreignType reports whether an expression is a type of another package.
func (r *rewriter) foreignType(e ast.Expr) bool {
	switch t := e.(type) {
	case *ast.SelectorExpr:
		return r.path(t) != ""
	case *ast.IndexExpr:
		return r.foreignType(t.X)
	case *ast.IndexListExpr:
		return r.foreignType(t.X)
	}
	return false
}

// path returns the import path of the package that is selected from, or "".
func (r *rewriter) path(s *ast.SelectorExpr) string {
	if x, ok := s.X.(*ast.Ident); ok {
		return r.paths[x.Name]
	}
	return ""
}

// declaration replaces instantiated types and declares what is named. Bodies
// are left alone.
func (r *rewriter) declaration(d ast.Decl) ast.Decl {
	if f, ok := d.(*ast.FuncDecl); ok {
		body := f.Body
		f.Body = nil
		defer func() { f.Body = body }()
	}
	return astutil.Apply(d, r.mark, r.replace).(ast.Decl)
}

// mark notes where only an interface can stand, as a constraint, and puts a
// method in the place of an interface of another package that is embedded, which
// stands for all the methods that it has.
func (r *rewriter) mark(c *astutil.Cursor) bool {
	switch n := c.Node().(type) {
	case *ast.InterfaceType:
		for _, m := range n.Methods.List {
			if len(m.Names) == 0 && r.foreignType(m.Type) {
				m.Names = []*ast.Ident{{NamePos: m.Type.Pos(), Name: "Methods of " + r.text(m.Type)}}
				m.Type = &ast.FuncType{Func: m.Type.Pos(), Params: &ast.FieldList{}}
			}
		}
	case *ast.FuncType:
		r.constraints(n.TypeParams)
	case *ast.TypeSpec:
		r.constraints(n.TypeParams)
	}
	return true
}

func (r *rewriter) constraints(list *ast.FieldList) {
	if list == nil {
		return
	}
	for _, f := range list.List {
		r.interfaces[f.Type] = true
	}
}

// replace is called for the parts of an expression before the whole.
func (r *rewriter) replace(c *astutil.Cursor) bool {
	var of ast.Expr
	var args []ast.Expr
	switch n := c.Node().(type) {
	case *ast.SelectorExpr:
		if path := r.path(n); path != "" {
			if !r.instantiated(c) {
				r.declare(path, n.Sel.Name, r.interfaces[n])
			}
		}
		return true
	case *ast.IndexExpr:
		of, args = n.X, []ast.Expr{n.Index}
	case *ast.IndexListExpr:
		of, args = n.X, n.Indices
	default:
		return true
	}
	s, ok := of.(*ast.SelectorExpr)
	if !ok || r.path(s) == "" {
		return true
	}
	var texts []string
	for _, a := range args {
		texts = append(texts, r.text(a))
	}
	name := s.Sel.Name + "[" + strings.Join(texts, ", ") + "]"
	r.declare(r.path(s), name, r.interfaces[c.Node().(ast.Expr)])
	c.Replace(&ast.SelectorExpr{X: s.X, Sel: &ast.Ident{NamePos: s.Sel.Pos(), Name: name}})
	return true
}

// instantiated reports whether the node at hand is the generic type of an
// instantiation, which is replaced as a whole.
func (r *rewriter) instantiated(c *astutil.Cursor) bool {
	switch p := c.Parent().(type) {
	case *ast.IndexExpr:
		return p.X == c.Node()
	case *ast.IndexListExpr:
		return p.X == c.Node()
	}
	return false
}

// text returns an expression as written, on one line.
func (r *rewriter) text(e ast.Expr) string {
	var b strings.Builder
	if err := printer.Fprint(&b, r.fset, e); err != nil {
		return "?" // a parsed expression can be printed
	}
	return oneLine(b.String())
}
