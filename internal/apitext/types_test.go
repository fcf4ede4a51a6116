package apitext_test

import (
	"fmt"
	"go/types"
	"strings"
)

const module = "github.com/atlasrestore/atlasrestore"

// typeWriter writes types without the names of parameters, which may change.
type typeWriter struct {
	pkg *types.Package
	met func(*types.TypeName) // is told every named type
}

func (w typeWriter) text(t types.Type) string {
	switch t := t.(type) {
	case *types.Alias:
		return w.named(t.Obj(), t.TypeArgs())
	case *types.Named:
		return w.named(t.Obj(), t.TypeArgs())
	case *types.Pointer:
		return "*" + w.text(t.Elem())
	case *types.Slice:
		return "[]" + w.text(t.Elem())
	case *types.Array:
		return fmt.Sprintf("[%d]%s", t.Len(), w.text(t.Elem()))
	case *types.Map:
		return "map[" + w.text(t.Key()) + "]" + w.text(t.Elem())
	case *types.Chan:
		return map[types.ChanDir]string{types.SendRecv: "chan ", types.SendOnly: "chan<- ", types.RecvOnly: "<-chan "}[t.Dir()] + "(" + w.text(t.Elem()) + ")"
	case *types.Signature:
		return "func" + w.signature(t)
	case *types.Struct:
		return w.structure(t)
	case *types.Interface:
		return w.iface(t)
	case *types.Union:
		return w.union(t)
	}
	return t.String() // basic types and type parameters
}

func (w typeWriter) named(tn *types.TypeName, args *types.TypeList) string {
	w.met(tn)
	name := tn.Name()
	if tn.Pkg() != nil && tn.Pkg() != w.pkg {
		name = strings.TrimPrefix(tn.Pkg().Path(), module+"/") + "." + name
	}
	if args.Len() == 0 {
		return name
	}
	var each []string
	for arg := range args.Types() {
		each = append(each, w.text(arg))
	}
	return name + "[" + strings.Join(each, ", ") + "]"
}

// signature writes what follows the name of a function.
func (w typeWriter) signature(s *types.Signature) string {
	params := w.tuple(s.Params())
	if s.Variadic() {
		last := len(params) - 1
		params[last] = "..." + strings.TrimPrefix(params[last], "[]")
	}
	out := w.parameters(s.TypeParams()) + "(" + strings.Join(params, ", ") + ")"
	switch results := w.tuple(s.Results()); len(results) {
	case 0:
		return out
	case 1:
		return out + " " + results[0]
	default:
		return out + " (" + strings.Join(results, ", ") + ")"
	}
}

func (w typeWriter) tuple(t *types.Tuple) []string {
	var out []string
	for v := range t.Variables() {
		out = append(out, w.text(v.Type()))
	}
	return out
}

// parameters writes a list of type parameters with their brackets.
func (w typeWriter) parameters(list *types.TypeParamList) string {
	if list.Len() == 0 {
		return ""
	}
	var out []string
	for p := range list.TypeParams() {
		out = append(out, p.Obj().Name()+" "+w.text(p.Constraint()))
	}
	return "[" + strings.Join(out, ", ") + "]"
}

func (w typeWriter) structure(s *types.Struct) string {
	var out []string
	for f := range s.Fields() {
		switch {
		case f.Embedded():
			out = append(out, w.text(f.Type()))
		default:
			out = append(out, f.Name()+" "+w.text(f.Type()))
		}
	}
	return "struct{" + strings.Join(out, "; ") + "}"
}

// iface writes an interface with the methods that it embeds.
func (w typeWriter) iface(i *types.Interface) string {
	if i.NumMethods() == 0 && i.IsMethodSet() && !i.IsComparable() {
		return "any"
	}
	var out []string
	for f := range i.Methods() {
		out = append(out, f.Name()+w.signature(f.Signature()))
	}
	if !i.IsMethodSet() {
		for e := range i.EmbeddedTypes() {
			out = append(out, w.text(e))
		}
	}
	if i.IsImplicit() && len(out) == 1 {
		return out[0]
	}
	return "interface{" + strings.Join(out, "; ") + "}"
}

func (w typeWriter) union(u *types.Union) string {
	var out []string
	for t := range u.Terms() {
		tilde := ""
		if t.Tilde() {
			tilde = "~"
		}
		out = append(out, tilde+w.text(t.Type()))
	}
	return strings.Join(out, " | ")
}
