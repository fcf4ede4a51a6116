package apitext_test

import (
	"fmt"
	"go/types"
	"maps"
	"slices"
)

// describer collects the lines of one package.
type describer struct {
	name  string
	pkg   *types.Package
	types typeWriter
	lines map[string]bool
	seen  map[*types.TypeName]bool
	queue []*types.TypeName
}

// describe returns the API of a package as sorted lines, which call it by the
// given name. The exported methods and fields of an unexported type are part
// of it when something exported has the type, because they can be used then.
func describe(name string, pkg *types.Package) []string {
	d := &describer{name: name, pkg: pkg, lines: map[string]bool{}, seen: map[*types.TypeName]bool{}}
	d.types = typeWriter{pkg: pkg, met: d.want}
	for _, name := range pkg.Scope().Names() {
		if obj := pkg.Scope().Lookup(name); obj.Exported() {
			d.object(obj)
		}
	}
	for len(d.queue) > 0 {
		tn := d.queue[0]
		d.queue = d.queue[1:]
		d.typeName(tn)
	}
	return slices.Sorted(maps.Keys(d.lines))
}

// want sees to it that a type is described.
func (d *describer) want(tn *types.TypeName) {
	if tn.Pkg() == d.pkg && !d.seen[tn] {
		d.seen[tn] = true
		d.queue = append(d.queue, tn)
	}
}

func (d *describer) add(format string, args ...any) {
	d.lines["pkg "+d.name+", "+fmt.Sprintf(format, args...)] = true
}

func (d *describer) object(obj types.Object) {
	name := obj.Name()
	switch o := obj.(type) {
	case *types.Const:
		d.add("const %s %s = %s", name, d.types.text(o.Type()), o.Val().ExactString())
	case *types.Var:
		d.add("var %s %s", name, d.types.text(o.Type()))
	case *types.Func:
		d.add("func %s%s", name, d.types.signature(o.Signature()))
	case *types.TypeName:
		d.want(o)
	}
}

func (d *describer) typeName(tn *types.TypeName) {
	name := tn.Name()
	if alias, ok := tn.Type().(*types.Alias); ok {
		d.add("type %s%s = %s", name, d.types.parameters(alias.TypeParams()), d.types.text(alias.Rhs()))
		return
	}
	named := tn.Type().(*types.Named)
	head := name + d.types.parameters(named.TypeParams())
	switch u := named.Underlying().(type) {
	case *types.Struct:
		d.fields(name, u)
		if !tn.Exported() {
			break
		}
		d.add("type %s struct", head)
		if types.Comparable(named) {
			d.add("type %s struct, comparable", name)
		}
	case *types.Interface:
		d.iface(name, head, u)
		return
	default:
		d.add("type %s %s", head, d.types.text(u))
	}
	d.methods(name, named)
}

// fields adds the fields of a struct that a program can name: the exported
// ones, and those that an embedded unexported struct lends.
func (d *describer) fields(name string, s *types.Struct) {
	for f := range s.Fields() {
		switch {
		case f.Exported() && f.Embedded():
			d.add("type %s struct, embedded %s", name, d.types.text(f.Type()))
		case f.Exported():
			d.add("type %s struct, %s %s", name, f.Name(), d.types.text(f.Type()))
		case f.Embedded():
			if lent, ok := f.Type().Underlying().(*types.Struct); ok {
				d.fields(name, lent)
			}
		}
	}
}

// methods adds the exported methods, those included that embedded types lend.
func (d *describer) methods(name string, named *types.Named) {
	byValue := types.NewMethodSet(named)
	for sel := range types.NewMethodSet(types.NewPointer(named)).Methods() {
		f := sel.Obj().(*types.Func)
		if !f.Exported() {
			continue
		}
		receiver := "*" + name
		if byValue.Lookup(f.Pkg(), f.Name()) != nil {
			receiver = name
		}
		d.add("method (%s) %s%s", receiver, f.Name(), d.types.signature(sel.Type().(*types.Signature)))
	}
}

// iface adds an interface. One that only this package can implement may get
// methods, so that each method has a line; any other stands on one line.
func (d *describer) iface(name, head string, i *types.Interface) {
	sealed := slices.ContainsFunc(slices.Collect(i.Methods()), func(f *types.Func) bool { return !f.Exported() })
	if !sealed {
		d.add("type %s %s", head, d.types.text(i))
		return
	}
	d.add("type %s interface, sealed", head)
	for f := range i.Methods() {
		if f.Exported() {
			d.add("type %s interface, %s%s", name, f.Name(), d.types.signature(f.Signature()))
		}
	}
}
