package generatedtest_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// isKnown asks a value of an enum type whether it is known.
func isKnown(t *testing.T, v reflect.Value) bool {
	t.Helper()
	enum, ok := v.Interface().(interface{ IsKnown() bool })
	if !ok {
		t.Fatalf("%s has no IsKnown", v.Type())
	}
	return enum.IsKnown()
}

// TestEnumsInResponses serves each value that the document has for each enum, and one that it does not have yet.
func TestEnumsInResponses(t *testing.T) {
	t.Parallel()
	eachOperation(t, isRead, func(t *testing.T, tg target, op docOperation) {
		e := newExchange(t, tg, op)
		response, places := sample(op)
		for _, p := range places {
			if p.enum() == nil || p.again() {
				continue
			}
			for _, value := range append([]string{"BRAND_NEW", strings.ToLower(p.enum()[0]) + " "}, p.enum()...) {
				changed := replaced(response, p.pointer, func(any) any { return value })
				got, issues := e.serve(t, changed)
				if len(issues) > 0 {
					t.Errorf("%s = %q: issues: %v", p.pointer, value, issues)
				}
				if known, want := isKnown(t, at(t, got, p.pointer)), slices.Contains(p.enum(), value); known != want {
					t.Errorf("%s = %q: IsKnown is %v, want %v", p.pointer, value, known, want)
				}
				if diff := cmp.Diff(changed, jsonOf(t, encode(t, got))); diff != "" {
					t.Errorf("%s = %q: encoded again it differs (-served +got):\n%s", p.pointer, value, diff)
				}
			}
		}
	})
}

// TestEnumConstants compares the constants of each enum type that a response has with the document, and asks IsKnown of
// each. The constants are read from the source, since they cannot be listed otherwise.
func TestEnumConstants(t *testing.T) {
	t.Parallel()
	for _, tg := range targets() {
		t.Run(tg.name, func(t *testing.T) {
			t.Parallel()
			declared := constantsOf(t, tg.name)
			used := make(map[string][]string)
			note := func(v reflect.Value, enum []string) {
				name := v.Type().Name()
				used[name] = slices.Sorted(slices.Values(enum))
				for _, value := range append(slices.Clone(declared[name]), "", "BRAND_NEW") {
					v.SetString(value)
					if known, want := isKnown(t, v), slices.Contains(declared[name], value); known != want {
						t.Errorf("%s(%q).IsKnown() is %v, want %v", name, value, known, want)
					}
				}
			}
			for _, op := range operationsOf(t, tg.version) {
				if !hasBody(op) {
					continue
				}
				response, places := sample(op)
				answer, _ := newExchange(t, tg, op).serve(t, response)
				for _, p := range places {
					if p.enum() != nil {
						note(at(t, answer, p.pointer), p.enum())
					}
				}
			}
			if diff := cmp.Diff(used, declared); diff != "" {
				t.Errorf("constants mismatch (-document +declared):\n%s", diff)
			}
		})
	}
}

// at returns the value that a JSON pointer leads to in an answer.
func at(t *testing.T, answer any, pointer string) reflect.Value {
	t.Helper()
	v := reflect.ValueOf(answer)
	for token := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		if v.Kind() == reflect.Pointer {
			v = v.Elem()
		}
		if v.Kind() == reflect.Slice {
			v = v.Index(must(strconv.Atoi(token))(t))
			continue
		}
		v = v.FieldByNameFunc(func(name string) bool { return jsonName(structField(v.Type(), name)) == token })
		if !v.IsValid() {
			t.Fatalf("%s leads nowhere", pointer)
		}
	}
	return v
}

// constantsOf reads the sorted string constants of a generated package by the name of their type.
func constantsOf(t *testing.T, name string) map[string][]string {
	t.Helper()
	values := make(map[string][]string)
	file := must(parser.ParseFile(token.NewFileSet(), filepath.Join("..", name, "models.gen.go"), nil, 0))(t)
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if typ, ok := spec.Type.(*ast.Ident); ok && len(spec.Values) == 1 {
			if literal, ok := spec.Values[0].(*ast.BasicLit); ok && literal.Kind == token.STRING {
				values[typ.Name] = append(values[typ.Name], must(strconv.Unquote(literal.Value))(t))
			}
		}
		return false
	})
	for _, all := range values {
		slices.Sort(all)
	}
	return values
}
