package goapi_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/internal/goapi"
)

func check(t *testing.T, name, src string) *goapi.Package {
	t.Helper()
	p, err := goapi.Check(map[string][]byte{name + ".go": []byte("package " + name + "\n" + src)})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

const imports = `
import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"time"

	"github.com/atlasrestore/atlasrestore/atlas"
	openapi_types "github.com/oapi-codegen/runtime/types"
)
`

// The expected changes follow from what a program may say in Go: "!" marks
// those by which one stops compiling.
func TestCompare(t *testing.T) {
	t.Parallel()
	tests := []struct {
		why, base, rev string
		want           []string
	}{
		{"the same in another order", "type A struct{ X, Y int }\nfunc F() {}", "func F() {}\ntype A struct{ Y, X int }", nil},
		{"a name in a signature", "func F(a int) {}", "func F(b int) {}", nil},
		{"a field of another type", "type Job struct{ TS int64 }", "type Job struct{ TS string }", []string{"!Job.TS: changed from int64 to string"}},
		{"a pointer is another type", "type Job struct{ TS string }", "type Job struct{ TS *string }", []string{"!Job.TS: changed from string to *string"}},
		{"a field more", "type Job struct{}", "type Job struct{ A int }", []string{" Job.A: added"}},
		{"a field less", "type Job struct{ A, B int }", "type Job struct{ A int }", []string{"!Job.B: removed"}},
		{"what is not exported", "type job struct{ A int }\ntype Job struct{ a int }\nfunc f() {}", "type Job struct{ b string }", nil},
		{"a tag is for the wire", "type Job struct{ A int `json:\"a\"` }", "type Job struct{ A int `json:\"b\"` }", nil},
		{"a method less", "type C struct{}\nfunc (c *C) M() {}", "type C struct{}", []string{"!(*C).M: removed"}},
		{"a method with another result", "type C struct{}\nfunc (c *C) M() error { return nil }", "type C struct{}\nfunc (c *C) M() {}", []string{"!(*C).M: changed from func() error to func()"}},
		{"who implements an interface lacks the new method", "type I interface{ A() }", "type I interface{ A(); B() }", []string{"!I.B: added"}},
		{"a constant more", "type E string\nconst EA E = \"a\"", "type E string\nconst (\n\tEA E = \"a\"\n\tEB E = \"b\"\n)", []string{" EB: added"}},
		{"a constant of another value", "const V = \"1\"", "const V = \"2\"", []string{`!V: value changed from "1" to "2"`}},
		{"a renamed type", "type A struct{ X int }\nvar V A", "type B struct{ X int }\nvar V B", []string{"!A: removed", " B: added", "!V: changed from A to B"}},
		{"an alias is what it stands for", "type A int\ntype B int\ntype Body = A\nfunc F(b Body) {}", "type A int\ntype B int\ntype Body = B\nfunc F(b Body) {}", []string{"!Body: changed from A to B", "!F: changed from func(A) to func(B)"}},
		{"a struct that cannot be compared any more", "type A struct{ X any }", "type A struct {\n\tX any\n\ty []int\n}", []string{"!A: old is comparable, new is not"}},

		{"types of other packages are the same on both sides", "type J struct {\n\tA time.Time\n\tB openapi_types.File\n\tC json.RawMessage\n}\nfunc F(ctx context.Context, o ...atlas.Option) (*http.Response, error) { return nil, nil }",
			"type J struct {\n\tA time.Time\n\tB openapi_types.File\n\tC json.RawMessage\n}\nfunc F(ctx context.Context, o ...atlas.Option) (*http.Response, error) { return nil, nil }", nil},
		{"and print by the names of their packages", "type J struct{ A time.Time }\nfunc F() (*http.Response, error) { return nil, nil }", "type J struct{ A openapi_types.Date }\nfunc F() error { return nil }",
			[]string{"!F: changed from func() (*http.Response, error) to func() error", "!J.A: changed from time.Time to types.Date"}},
		{"the arguments of a generic type count", "type A struct{}\ntype B struct{}\nfunc F(o *atlas.WaitOptions[A]) iter.Seq2[*A, error] { return nil }", "type A struct{}\ntype B struct{}\nfunc F(o *atlas.WaitOptions[B]) iter.Seq2[*B, error] { return nil }",
			[]string{"!F: changed from func(*atlas.WaitOptions[A]) iter.Seq2[*A, error] to func(*atlas.WaitOptions[B]) iter.Seq2[*B, error]"}},
		{"text as JSON cannot be compared", "type U struct{ s string }", "type U struct{ s json.RawMessage }", []string{"!U: old is comparable, new is not"}},
		{"a value of another package is as it is written", "const S = http.StatusOK\nvar O = atlas.New()", "const S = http.StatusAccepted\nvar O = atlas.New(1)", []string{`!S: value changed from "http.StatusOK" to "http.StatusAccepted"`}},
		{"a literal tells the type of a variable", "var O = &atlas.Operation{Name: \"a\"}", "var O = atlas.Operation{}", []string{"!O: changed from *atlas.Operation to atlas.Operation"}},
		{"unexported variables do not matter", "var op = atlas.Operation{Name: \"a\"}", "var op = atlas.Other{}", nil},
		{"an interface of another package is embedded", "type D interface{ http.Handler }", "type D interface{}", []string{"!D.Methods of http.Handler: removed"}},
		{"a constraint of another package", "func F[T http.Handler](t T) {}", "func F[T http.Handler](t *T) {}", []string{"!F: changed from func(T) to func(*T)"}},
		{"an embedded struct lends its methods", "type A struct{}\nfunc (A) M() {}\ntype B struct{ A }", "type A struct{}\ntype B struct{ A }", []string{"!A.M: removed"}},
	}
	for _, tt := range tests {
		t.Run(tt.why, func(t *testing.T) {
			t.Parallel()
			// The names of the packages and of their paths are immaterial.
			base, rev := check(t, "atlas20241113", imports+tt.base), check(t, "atlas20250312", imports+tt.rev)
			changes, err := goapi.Compare(base, rev)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, c := range changes {
				mark := "!"
				if c.Compatible {
					mark = " "
				}
				got = append(got, mark+c.String())
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCheckRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct{ why, src, want string }{
		{"no Go", "package p\n\nfunc {", "a.go:3:6: "},
		{"a type that is not there", "package p\n\ntype T struct {\n\tX Missing\n}\n", "a.go:4:4: undefined: Missing"},
		{"a name twice", "package p\n\ntype T int\ntype T string\n", "a.go:4:6: T redeclared"},
		{"a dot import", "package p\n\nimport . \"fmt\"\n", "a.go:3:8: a dot import cannot be resolved"},
	}
	for _, tt := range tests {
		t.Run(tt.why, func(t *testing.T) {
			t.Parallel()
			_, err := goapi.Check(map[string][]byte{"a.go": []byte(tt.src)})
			if err == nil || !strings.HasPrefix(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v, want one line that begins with %q", err, tt.want)
			}
		})
	}
	if _, err := goapi.Check(nil); err == nil {
		t.Error("no file at all is accepted")
	}
	if _, err := goapi.Check(map[string][]byte{"a.go": []byte("package a"), "b.go": []byte("package b")}); err == nil {
		t.Error("two packages are accepted as one")
	}
}

// apidiff would tell this twice, with a line on the standard output.
func TestFieldThatMovedAndChanged(t *testing.T) {
	t.Parallel()
	base := check(t, "p", "type T struct{ X int }\ntype E struct{}")
	rev := check(t, "p", "type T struct{ E }\ntype E struct{ X string }")
	_, err := goapi.Compare(base, rev)
	if want := "p.go:3:16: T.X moved into an embedded struct"; err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("got %v, want %q", err, want)
	}
	moved := check(t, "p", "type T struct{ E }\ntype E struct{ X int }")
	if _, err := goapi.Compare(base, moved); err != nil {
		t.Errorf("a field of the same type may move: %v", err)
	}
}
