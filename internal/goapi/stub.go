package goapi

import (
	"fmt"
	"go/token"
	"go/types"
	"strings"
)

// stubs stand in for the packages that a package imports.
//
//  1. A type of another package, as atlas.Option, is declared when it is first
//     named. Its identity is the import path and the name.
//  2. An instantiated one, as iter.Seq2[*Job, error], is a type of its own with
//     the arguments in its name: it is the same on both sides when it is
//     written the same.
//  3. Underlying types are those of the table below, else an interface for a
//     constraint, else an empty struct. They matter for whether a struct can be compared.
//  4. What else is selected from another package is the value of a constant or
//     variable, and is cut out before: see rewriter.
type stubs struct {
	packages map[string]*types.Package // by import path
	names    map[string]string         // import path -> package name
}

func newStubs() *stubs {
	return &stubs{packages: map[string]*types.Package{"unsafe": types.Unsafe}, names: map[string]string{}}
}

// Import implements [types.Importer].
func (s *stubs) Import(path string) (*types.Package, error) {
	if p := s.packages[path]; p != nil {
		return p, nil
	}
	p := types.NewPackage(path, s.names[path])
	p.MarkComplete()
	s.packages[path] = p
	return p, nil
}

// declare sees to it that a package has a type of this name.
func (s *stubs) declare(path, name string, asInterface bool) {
	if path == "unsafe" {
		return
	}
	p, _ := s.Import(path) // cannot fail
	if p.Scope().Lookup(name) != nil {
		return
	}
	obj := types.NewTypeName(token.NoPos, p, name, nil)
	named := types.NewNamed(obj, nil, nil)
	generic, _, _ := strings.Cut(name, "[")
	switch known, ok := underlying[path+"."+generic]; {
	case ok:
		named.SetUnderlying(known())
	case asInterface:
		named.SetUnderlying(types.NewInterfaceType(nil, nil))
	default:
		named.SetUnderlying(types.NewStruct(nil, nil))
	}
	p.Scope().Insert(obj)
}

// underlying has the types of other packages that generated code names and
// whose kind matters: those that cannot be compared, and basic ones.
var underlying = map[string]func() types.Type{
	"encoding/json.RawMessage": bytesType,
	"net.IP":                   bytesType,
	"net/http.Header":          valuesType,
	"net/url.Values":           valuesType,
	"mime/multipart.Form":      bytesStruct,
	"bytes.Buffer":             bytesStruct,
	"github.com/oapi-codegen/runtime/types.File":  bytesStruct,
	"github.com/oapi-codegen/runtime/types.Email": basic(types.String),
	"github.com/oapi-codegen/runtime/types.UUID":  uuidType,
	"github.com/google/uuid.UUID":                 uuidType,
	"time.Duration":                               basic(types.Int64),
	"time.Month":                                  basic(types.Int),
	"time.Weekday":                                basic(types.Int),
	"iter.Seq":                                    funcType,
	"iter.Seq2":                                   funcType,
	"net/http.HandlerFunc":                        funcType,
	"github.com/atlasrestore/atlasrestore/atlas.JobState": basic(types.Uint8),
}

func bytesType() types.Type { return types.NewSlice(types.Typ[types.Byte]) }

func uuidType() types.Type { return types.NewArray(types.Typ[types.Byte], 16) }

func valuesType() types.Type {
	return types.NewMap(types.Typ[types.String], types.NewSlice(types.Typ[types.String]))
}

func bytesStruct() types.Type {
	return types.NewStruct([]*types.Var{types.NewField(token.NoPos, nil, "_", bytesType(), false)}, nil)
}

func funcType() types.Type { return types.NewSignatureType(nil, nil, nil, nil, nil, false) }

func basic(kind types.BasicKind) func() types.Type {
	return func() types.Type { return types.Typ[kind] }
}

// packageNames returns what the package at a path may be called, the likeliest
// first.
func packageNames(path string) []string {
	parts := strings.Split(path, "/")
	last := parts[len(parts)-1]
	if len(parts) > 1 && len(last) > 1 && last[0] == 'v' && strings.Trim(last[1:], "0123456789") == "" {
		last = parts[len(parts)-2] // example.net/name/v2
	}
	if i := strings.LastIndex(last, ".v"); i > 0 {
		last = last[:i] // example.net/name.v2
	}
	names := []string{last, strings.TrimPrefix(last, "go-"), strings.TrimSuffix(last, "-go"), strings.ReplaceAll(last, "-", ""), strings.ReplaceAll(last, "-", "_")}
	return append(names, strings.FieldsFunc(last, func(r rune) bool { return r == '-' || r == '.' })...)
}

// errDotImport says what cannot be resolved without the other package.
func errDotImport(at token.Position) error {
	return fmt.Errorf("%s: a dot import cannot be resolved without its package", at)
}
