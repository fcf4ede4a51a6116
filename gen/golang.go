package gen

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"reflect"
	"slices"
	"strings"
)

// goPackage is what the typed client has to know of the generated source. It
// is read from the source itself, so that the two cannot disagree about names
// and types.
type goPackage struct {
	fset     *token.FileSet
	builders map[string]*ast.FuncType   // by lower-case name of the function
	names    map[string]string          // lower-case name -> name, of functions and types
	structs  map[string]*ast.StructType // by type name
	enums    []goEnum                   // in the order of the source
}

// goEnum is a type with constants.
type goEnum struct {
	Type      string
	Constants []string
}

func readGo(files ...[]byte) (*goPackage, error) {
	p := &goPackage{
		fset: token.NewFileSet(), builders: map[string]*ast.FuncType{},
		names: map[string]string{}, structs: map[string]*ast.StructType{},
	}
	for _, src := range files {
		f, err := parser.ParseFile(p.fset, "", src, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, fmt.Errorf("read generated source: %w", err)
		}
		for _, decl := range f.Decls {
			p.decl(decl)
		}
	}
	return p, nil
}

func (p *goPackage) decl(decl ast.Decl) {
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil {
			p.names[strings.ToLower(d.Name.Name)] = d.Name.Name
			p.builders[strings.ToLower(d.Name.Name)] = d.Type
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				p.names[strings.ToLower(s.Name.Name)] = s.Name.Name
				if st, ok := s.Type.(*ast.StructType); ok {
					p.structs[s.Name.Name] = st
				}
			case *ast.ValueSpec:
				p.constant(d, s)
			}
		}
	}
}

// constant notes a typed constant: oapi-codegen writes those of one enum in
// one block.
func (p *goPackage) constant(d *ast.GenDecl, s *ast.ValueSpec) {
	typ, ok := s.Type.(*ast.Ident)
	if d.Tok != token.CONST || !ok {
		return
	}
	i := slices.IndexFunc(p.enums, func(e goEnum) bool { return e.Type == typ.Name })
	if i < 0 {
		p.enums = append(p.enums, goEnum{Type: typ.Name})
		i = len(p.enums) - 1
	}
	for _, name := range s.Names {
		p.enums[i].Constants = append(p.enums[i].Constants, name.Name)
	}
}

// builder returns the request builder of an operation and its parameters
// after the server.
func (p *goPackage) builder(operation string) (name string, params []goParam, err error) {
	key := strings.ToLower("New" + operation + "Request")
	f, ok := p.builders[key]
	if !ok {
		return "", nil, fmt.Errorf("the generated source has no request builder for %s", operation)
	}
	for _, field := range f.Params.List[1:] {
		for _, n := range field.Names {
			params = append(params, goParam{Name: n.Name, Type: p.text(field.Type)})
		}
	}
	return p.names[key], params, nil
}

// goParam is a parameter of a function, or a field of a struct.
type goParam struct {
	Name, Type string
	Wire       string // name on the wire, of a field
	Comment    string // lines of a doc comment without the slashes, of a field
}

// fields returns the fields of a struct type.
func (p *goPackage) fields(typ string) []goParam {
	var out []goParam
	st := p.structs[typ]
	if st == nil {
		return nil
	}
	for _, f := range st.Fields.List {
		for _, n := range f.Names {
			out = append(out, goParam{Name: n.Name, Type: p.text(f.Type), Wire: wireName(f), Comment: strings.TrimSpace(f.Doc.Text())})
		}
	}
	return out
}

func wireName(f *ast.Field) string {
	if f.Tag == nil {
		return ""
	}
	name, _, _ := strings.Cut(reflect.StructTag(strings.Trim(f.Tag.Value, "`")).Get("json"), ",")
	return name
}

func (p *goPackage) text(n ast.Node) string {
	var b bytes.Buffer
	if err := printer.Fprint(&b, p.fset, n); err != nil {
		panic(err) // printing a parsed node to memory cannot fail
	}
	return b.String()
}
