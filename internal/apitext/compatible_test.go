package apitext_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What programs can rely on, and what may change under them (Go 1
// compatibility, go.dev/doc/go1compat).
func TestBroken(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, old, now, changelog string
		want                      []string // names that are broken and not announced
	}{
		{"same", "func F(a int) error { return nil }", "func F(a int) error { return nil }", "", nil},
		{"parameter_renamed", "func F(a int, b ...func(x string)) {}", "func F(c int, d ...func(string)) {}", "", nil},
		{"function_added", "func F() {}", "func F() {}; func G() {}", "", nil},
		{"function_gone", "func F() {}; func G() {}", "func F() {}", "", []string{"G"}},
		{"function_gone_announced", "func F() {}; func G() {}", "func F() {}", "## Unreleased\n### Removed\n- `p.G`: use `p.F`.\n", nil},
		{"announced_elsewhere", "func G() {}", "", "## Unreleased\n### Added\n- `p.G`\n## 1.0.0\n### Removed\n- `p.G`\n", []string{"G"}},
		{"announced_for_another_package", "func G() {}", "", "## Unreleased\n### Removed\n- `q.G`\n", []string{"G"}},
		{"announced_without_its_package", "func G() {}", "", "## Unreleased\n### Removed\n- `G`\n", []string{"G"}},
		{"unexported_function_gone", "func f() {}", "", "", nil},
		{"parameter_added", "func F() {}", "func F(...int) {}", "", []string{"F"}},
		{"variadic_to_slice", "func F(...int) {}", "func F([]int) {}", "", []string{"F"}},
		{"result_changed", "func F() (int, error) { return 0, nil }", "func F() (int64, error) { return 0, nil }", "", []string{"F"}},
		{"constraint_changed", "func F[T any](T) {}", "func F[T comparable](T) {}", "", []string{"F"}},
		{"constraint_union_changed", "func F[T ~int|string](T) {}", "func F[T int|string](T) {}", "", []string{"F"}},
		{"constant_value_changed", "const C = 1", "const C = 2", "", []string{"C"}},
		{"constant_typed", "const C = 1", "const C int = 1", "", []string{"C"}},
		{"variable_type_changed", "var V int", "var V uint", "", []string{"V"}},
		{"field_added", "type T struct { A int }", "type T struct { A, B int; c int }", "", nil},
		{"fields_in_another_order", "type T struct { A, B int }", "type T struct { B, A int }", "", nil},
		{"field_gone", "type T struct { A, B int }", "type T struct { A int }", "", []string{"T.B"}},
		{"field_gone_announced", "type T struct { A, B int }", "type T struct { A int }", "## Unreleased\n### Changed\n- `p.T.B` is no more.\n", nil},
		{"field_gone_type_announced", "type T struct { A, B int }", "type T struct { A int }", "## Unreleased\n### Changed\n- `p.T`\n", []string{"T.B"}},
		{"type_gone_announced", "type T struct { A int }; func (*T) M() {}", "", "## Unreleased\n### Removed\n- `p.T`\n", nil},
		{"field_type_changed", "type T struct { A map[string][]int }", "type T struct { A map[string][]*int }", "", []string{"T.A"}},
		{"embedded_gone", "type U struct{}; type T struct { *U }", "type U struct{}; type T struct { U *U }", "", []string{"T.U"}},
		{"lent_field_gone", "type u struct { A int }; type T struct { u }", "type u struct { a int }; type T struct { u }", "", []string{"T.A"}},
		{"lent_method_gone", "type u struct{}; func (u) M() {}; type T struct { u }", "type u struct{}; type T struct { u }", "", []string{"T.M"}},
		{"not_comparable_any_more", "type T struct { A int }", "type T struct { A int; b []int }", "", []string{"T"}},
		{"method_needs_a_pointer", "type T struct{}; func (T) M() {}", "type T struct{}; func (*T) M() {}", "", []string{"T.M"}},
		{"method_changed", "type T struct{}; func (T) M() {}", "type T struct{}; func (T) M() int { return 0 }", "", []string{"T.M"}},
		{"interface_grows", "type I interface { A() }", "type I interface { A(); B() }", "", []string{"I"}},
		{"sealed_interface_grows", "type I interface { A(); x() }", "type I interface { A(); B(); x() }", "", nil},
		{"sealed_interface_shrinks", "type I interface { A(); x() }", "type I interface { x() }", "", []string{"I.A"}},
		{"defined_type_changed", "type T string", "type T []byte", "", []string{"T"}},
		{"type_parameter_added", "type T[A any] struct{}", "type T[A, B any] struct{}", "", []string{"T"}},
		{"alias_changed", "type U struct{}; type V struct{}; type T = U", "type U struct{}; type V struct{}; type T = V", "", []string{"T"}},
		{"method_of_a_returned_unexported_type_gone", "type t struct{}; func (t) M() {}; func F() t { return t{} }", "type t struct{}; func F() t { return t{} }", "", []string{"t.M"}},
		{"channel_direction_changed", "var V chan int", "var V <-chan int", "", []string{"V"}},
		{"array_length_changed", "var V [2]int", "var V [3]int", "", []string{"V"}},
		{"anonymous_struct_changed", "var V struct{ A int }", "var V struct{ A, B int }", "", []string{"V"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, line := range broken("p", describe("p", checked(t, tt.old)), describe("p", checked(t, tt.now)), announced(tt.changelog)) {
				if name := nameOf(line); len(got) == 0 || got[len(got)-1] != name {
					got = append(got, name)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

// checked returns a package without imports.
func checked(t *testing.T, decls string) *types.Package {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "p.go", "package p\n"+decls, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	pkg, err := new(types.Config).Check("p", fset, []*ast.File{f}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return pkg
}
