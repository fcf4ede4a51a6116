package impact

import (
	"go/ast"
	"go/token"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/goapi"
)

// source is what a generated package says about itself. Objects are named as
// in changes of the API, without pointers: "Job", "Job.State", "Client.GetJob".
type source struct {
	kinds    map[string]kind
	alias    map[string]bool            // type -> whether it is one
	wire     map[string]string          // field -> name in JSON
	enum     map[string]string          // constant -> its type
	mentions map[string]map[string]bool // object -> types of the package that its declaration names
	calls    map[string]map[string]bool // function or method -> those that it calls, for methods by any receiver
	methods  map[string][]string        // name -> methods of that name, also of interfaces
	docs     map[string]string          // type, function or method -> its comment
	members  map[string][]string        // struct or interface -> its fields or methods
}

type kind uint8

const (
	isType kind = iota + 1
	isField
	isConstant
	isFunction // or method
)

func readSource(p *goapi.Package) *source {
	s := &source{
		kinds: map[string]kind{}, wire: map[string]string{}, alias: map[string]bool{}, enum: map[string]string{}, docs: map[string]string{}, members: map[string][]string{},
		mentions: map[string]map[string]bool{}, calls: map[string]map[string]bool{}, methods: map[string][]string{},
	}
	for _, f := range p.Files {
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				s.function(d)
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					s.spec(d, spec)
				}
			}
		}
	}
	for object, named := range s.mentions {
		maps.DeleteFunc(named, func(t string, _ bool) bool { return s.kinds[t] != isType || t == object })
	}
	return s
}

func (s *source) function(d *ast.FuncDecl) {
	name := d.Name.Name
	if d.Recv != nil && len(d.Recv.List) > 0 {
		name = receiver(d.Recv.List[0].Type) + "." + name
		s.methods[d.Name.Name] = append(s.methods[d.Name.Name], name)
	}
	s.kinds[name] = isFunction
	s.docs[name] = d.Doc.Text()
	s.mention(name, d.Type)
	called := map[string]bool{}
	if d.Body != nil {
		ast.Inspect(d.Body, func(n ast.Node) bool {
			if c, ok := n.(*ast.CallExpr); ok {
				switch f := c.Fun.(type) {
				case *ast.Ident:
					called[f.Name] = true
				case *ast.SelectorExpr:
					called["."+f.Sel.Name] = true
				}
			}
			return true
		})
	}
	s.calls[name] = called
}

func receiver(e ast.Expr) string {
	for {
		switch t := e.(type) {
		case *ast.StarExpr:
			e = t.X
		case *ast.IndexExpr:
			e = t.X
		case *ast.IndexListExpr:
			e = t.X
		case *ast.Ident:
			return t.Name
		default:
			return ""
		}
	}
}

func (s *source) spec(d *ast.GenDecl, spec ast.Spec) {
	switch v := spec.(type) {
	case *ast.ValueSpec:
		for _, n := range v.Names {
			if t, ok := v.Type.(*ast.Ident); ok && d.Tok == token.CONST {
				s.kinds[n.Name], s.enum[n.Name] = isConstant, t.Name
			}
		}
	case *ast.TypeSpec:
		name := v.Name.Name
		s.kinds[name], s.alias[name] = isType, v.Assign.IsValid()
		s.docs[name] = v.Doc.Text()
		if len(d.Specs) == 1 && v.Doc == nil {
			s.docs[name] = d.Doc.Text()
		}
		switch t := v.Type.(type) {
		case *ast.StructType:
			s.fields(name, t)
		case *ast.InterfaceType:
			for _, m := range t.Methods.List {
				for _, n := range m.Names {
					method := name + "." + n.Name
					s.kinds[method] = isFunction
					s.members[name] = append(s.members[name], method)
					s.methods[n.Name] = append(s.methods[n.Name], method)
					s.docs[method] = m.Doc.Text()
					s.mention(method, m.Type)
				}
			}
		}
		s.mention(name, v.Type)
	}
}

func (s *source) fields(owner string, t *ast.StructType) {
	for _, f := range t.Fields.List {
		for _, n := range f.Names {
			field := owner + "." + n.Name
			s.kinds[field] = isField
			s.members[owner] = append(s.members[owner], field)
			s.mention(field, f.Type)
			if f.Tag != nil {
				s.wire[field], _, _ = strings.Cut(reflect.StructTag(strings.Trim(f.Tag.Value, "`")).Get("json"), ",")
			}
		}
	}
}

func (s *source) mention(object string, e ast.Expr) {
	named := map[string]bool{}
	ast.Inspect(e, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			// An instantiated type has its arguments in its name: see package goapi.
			for word := range strings.FieldsFuncSeq(id.Name, func(r rune) bool { return strings.ContainsRune("[]*, ", r) }) {
				named[word] = true
			}
		}
		return true
	})
	s.mentions[object] = named
}

// users returns the objects that name a type: fields and not the structs around them.
func (s *source) users() map[string][]string {
	out := map[string][]string{}
	for _, object := range slices.Sorted(maps.Keys(s.mentions)) {
		for t := range s.mentions[object] {
			if s.kinds[object] == isType && s.byField(object, t) {
				continue
			}
			if owner, _, member := strings.Cut(object, "."); member && owner == t {
				continue
			}
			out[t] = append(out[t], object)
		}
	}
	return out
}

// byField reports whether a struct or interface names a type in a member of its own.
func (s *source) byField(owner, t string) bool {
	for _, m := range s.members[owner] {
		if s.mentions[m][t] {
			return true
		}
	}
	return false
}

// key is the name of an object of a change without its pointers.
func key(object string) string {
	object, _, _ = strings.Cut(object, ",") // ", method set of T"
	return strings.NewReplacer("(*", "", ")", "").Replace(object)
}
