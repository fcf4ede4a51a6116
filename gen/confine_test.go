package gen

import (
	"go/parser"
	"go/token"
	"strings"
	"testing"
)

// The last defence: whatever let a text become code, this is not returned.
func TestConfine(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, src string
		want      string // what is strange; empty when nothing is
	}{
		{"client", "// Package p is one.\npackage p\n\nimport \"fmt\"\n\n//\n// x\n//\ty\nvar k = struct{ f func() }{func() { fmt.Println() }}\n", ""},
		{"init", "package p\nfunc init() {}", "func init"},
		{"main", "package p\nfunc main() {}", "func main"},
		{"method_called_init", "package p\ntype t int\nfunc (t) init() {}", ""},
		{"call_in_a_variable", "package p\nvar x = f()\nfunc f() int { return 0 }", "a call outside functions"},
		{"call_in_a_type", "package p\ntype x [len(y)]int\nconst y = `a`", "a call outside functions"},
		{"function_without_a_body", "package p\nfunc f()", "func f"},
		{"import", "package p\nimport \"os/exec\"\nvar x exec.Cmd", "os/exec"},
		{"cgo", "package p\nimport \"C\"", `\"C\"`},
		{"import_of_names", "package p\nimport . \"fmt\"", "fmt"},
		{"embed", "package p\n//go:embed x\nvar x string", "//go:embed x"},
		{"line", "package p\n//line x.go:1\nvar x string", "//line x.go:1"},
		{"line_within", "package p\nvar x /*line x.go:1*/ string", "/*line x.go:1*/"},
		{"constraint", "// +build ignore\n\npackage p", "// +build ignore"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			fset := token.NewFileSet()
			f, err := parser.ParseFile(fset, "p.go", tt.src, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			err = confine(fset, f)
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("got %v, want an error with %q", err, tt.want)
			}
		})
	}
}
