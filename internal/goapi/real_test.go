package goapi

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/atlasrestore/atlasrestore/gen"
	"github.com/atlasrestore/atlasrestore/internal/finding"
)

// Every incompatible change is real: there is a program that type-checks with
// base and not with rev. The pairs are the generated packages, each with each
// in both orders, and where they are at hand two whole Atlas documents.
func TestIncompatibleChangesAreReal(t *testing.T) {
	t.Parallel()
	folders, err := filepath.Glob("../../generated/atlas*")
	if err != nil || len(folders) < 2 {
		t.Fatalf("no generated packages: %v", err)
	}
	for _, base := range folders {
		for _, rev := range folders {
			if base == rev {
				continue
			}
			t.Run(filepath.Base(base)+" "+filepath.Base(rev), func(t *testing.T) {
				t.Parallel()
				refuteAll(t, folder(t, base), folder(t, rev))
			})
		}
	}
}

func TestIncompatibleChangesOfUpstreamAreReal(t *testing.T) {
	if testing.Short() {
		t.Skip("generates two large packages")
	}
	t.Parallel()
	refuteAll(t, upstream(t, "v2-2025-04-10.yaml"), upstream(t, "v2-2026-08-21.yaml"))
}

func folder(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.gen.go"))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, name := range names {
		if files[name], err = os.ReadFile(name); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

func upstream(t *testing.T, name string) map[string][]byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("../../../shared/upstream", name))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("%s is not there", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	files, err := gen.Client(t.Context(), gen.ClientOptions{
		APIVersion: "2025-03-12", Package: "p", Upstream: &gen.Document{Name: name, Data: data}, Paths: func(path string) bool { return strings.Contains(path, "/clusters/") },
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func refuteAll(t *testing.T, base, rev map[string][]byte) {
	t.Helper()
	b, r := world(t, base), world(t, rev)
	changes, err := Compare(b.Package, r.Package)
	if err != nil {
		t.Fatal(err)
	}
	// What programs name of other packages is there, as far as base knows it.
	for path, p := range b.stubs.packages {
		for _, name := range p.Scope().Names() {
			if path != "p" {
				r.stubs.declare(path, name, false)
			}
		}
	}
	all := len(changes)
	changes = slices.DeleteFunc(changes, func(c finding.GoChange) bool { return c.Compatible })
	t.Logf("%d of %d changes are incompatible", len(changes), all)
	grown := map[string]int{}
	for i, c := range changes {
		if i%(1+len(changes)/maxPrograms) != 0 {
			continue
		}
		if owner, _, member := strings.Cut(c.Object, "."); member && c.What == "added" {
			if grown[owner]++; grown[owner] > 3 {
				continue // the program has all methods of the old interface, hundreds of them
			}
		}
		program := b.program(c)
		if program == "" {
			t.Errorf("%s: no program is known that would tell", c)
			continue
		}
		if err := b.compile(b, program); err != nil {
			t.Errorf("%s: the program does not compile with base: %v\n%s", c, err, program)
		}
		if err := r.compile(b, program); err == nil {
			t.Errorf("%s: the program still compiles with rev:\n%s", c, program)
		}
	}
}

// maxPrograms bounds, about, how many are tried of one pair: the type checker
// takes its time over a name that a large package does not have.
const maxPrograms = 200

// compiler type-checks programs against one package.
type compiler struct {
	*Package
	stubs *stubs
}

// world checks a package as Check does and keeps its stubs.
func world(t *testing.T, files map[string][]byte) *compiler {
	t.Helper()
	p, err := Check(files)
	if err != nil {
		t.Fatal(err)
	}
	s := newStubs()
	for _, imported := range p.Types.Imports() {
		s.packages[imported.Path()] = imported
	}
	s.packages["p"] = p.Types
	return &compiler{p, s}
}

// compile type-checks a program that imports the package as p.
func (c *compiler) compile(base *compiler, program string) error {
	fset := token.NewFileSet()
	var header strings.Builder
	header.WriteString("package main\nimport p \"p\"\n")
	for path, p := range base.stubs.packages {
		if path == "p" || !strings.Contains(program, p.Name()+".") {
			continue
		}
		fmt.Fprintf(&header, "import %s %q\n", p.Name(), path)
	}
	names := map[string]string{} // what stands for the name of an instantiated type
	program = base.spell(program, names)
	f, err := parser.ParseFile(fset, "main.go", header.String()+program, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && names[id.Name] != "" {
			id.Name = names[id.Name]
		}
		return true
	})
	var first error
	conf := types.Config{Importer: c.stubs, Error: func(err error) {
		var at types.Error
		if errors.As(err, &at) && !at.Soft && first == nil {
			first = err
		}
	}}
	_, _ = conf.Check("main", fset, []*ast.File{f}, nil) // the errors went to the function above
	return first
}

// spell replaces the names of instantiated types, which no program could hold.
func (c *compiler) spell(program string, names map[string]string) string {
	for _, p := range c.Types.Imports() {
		for _, name := range p.Scope().Names() {
			if strings.Contains(name, "[") && strings.Contains(program, "."+name) {
				id := "Instance" + strconv.Itoa(len(names))
				names[id] = name
				program = strings.ReplaceAll(program, "."+name, "."+id)
			}
		}
	}
	return program
}

// typeText spells a type as the program does.
func (c *compiler) typeText(t types.Type) string {
	text := types.TypeString(t, func(p *types.Package) string {
		if p == c.Types {
			return "p"
		}
		return p.Name()
	})
	// A program may as well name what an alias stands for.
	return regexp.MustCompile(`\bp\.\w+`).ReplaceAllStringFunc(text, func(name string) string {
		obj, ok := c.Types.Scope().Lookup(strings.TrimPrefix(name, "p.")).(*types.TypeName)
		if !ok || !obj.IsAlias() {
			return name
		}
		return c.typeText(types.Unalias(obj.Type()))
	})
}

// program returns one that uses what a change is about.
func (c *compiler) program(change finding.GoChange) string {
	name := strings.NewReplacer("(*", "", ")", "").Replace(change.Object)
	owner, member, isMember := strings.Cut(name, ".")
	obj := c.Types.Scope().Lookup(owner)
	if obj == nil {
		return ""
	}
	switch {
	case isMember && change.What == "added": // to an interface
		return fmt.Sprintf("func _(old %s) { var _ p.%s = old }", c.typeText(obj.Type().Underlying()), owner)
	case isMember && change.What == "removed":
		return fmt.Sprintf("func _(v *p.%s) { _ = %s.%s }", owner, dereferenced(obj), member)
	case isMember:
		found, _, _ := types.LookupFieldOrMethod(obj.Type(), true, c.Types, member)
		switch m := found.(type) {
		case *types.Var:
			return fmt.Sprintf("func _(v *p.%s) { var _ *%s = &v.%s }", owner, parenthesised(c.typeText(m.Type())), member)
		case *types.Func:
			return fmt.Sprintf("func _(v *p.%s) { var _ %s = %s.%s }", owner, c.typeText(m.Type()), dereferenced(obj), member)
		}
		return ""
	case change.What == "removed" && isTypeName(obj):
		return "var _ p." + name
	case change.What == "removed":
		return "var _ = p." + name
	case change.What == "old is comparable, new is not":
		return fmt.Sprintf("func _(a, b p.%s) bool { return a == b }", name)
	case strings.HasPrefix(change.What, "value changed from "):
		_, value, _ := strings.Cut(change.What, " to ")
		return fmt.Sprintf("func _(s string) { switch s { case string(p.%s): case %s: } }", name, value)
	case strings.HasPrefix(change.What, "no longer implements "):
		return fmt.Sprintf("func _(v p.%s) { var _ p.%s = v }", name, strings.TrimPrefix(change.What, "no longer implements "))
	case isTypeName(obj):
		return fmt.Sprintf("func _(v *p.%s) { _ = (*%s)(v) }", name, parenthesised(c.typeText(obj.Type().Underlying())))
	}
	return fmt.Sprintf("var _ %s = p.%s", c.typeText(obj.Type()), name)
}

func isTypeName(obj types.Object) bool {
	_, ok := obj.(*types.TypeName)
	return ok
}

// dereferenced is the value v, of which an interface has no methods by pointer.
func dereferenced(obj types.Object) string {
	if types.IsInterface(obj.Type()) {
		return "(*v)"
	}
	return "v"
}

func parenthesised(typ string) string { return "(" + typ + ")" }
