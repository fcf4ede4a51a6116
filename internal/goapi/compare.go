package goapi

import (
	"cmp"
	"fmt"
	"go/types"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/exp/apidiff"

	"github.com/atlasrestore/atlasrestore/internal/finding"
)

// Compare returns how the exported API of rev differs from that of base, sorted
// by object and then by what happened to it.
func Compare(base, rev *Package) (changes []finding.GoChange, err error) {
	defer func() {
		if p := recover(); p != nil {
			changes, err = nil, fmt.Errorf("compare the Go API of package %s: %v", base.Types.Name(), p)
		}
	}()
	if err := overwritten(base, rev); err != nil {
		return nil, err
	}
	short := shortNames(base, rev)
	for _, c := range apidiff.Changes(base.Types, rev.Types).Changes {
		object, what, _ := strings.Cut(c.Message, ": ")
		what = short.Replace(spellOut(what, base, rev))
		changes = append(changes, finding.GoChange{Object: object, What: what, Compatible: c.Compatible})
	}
	changes = withoutEchoes(changes)
	slices.SortFunc(changes, func(a, b finding.GoChange) int {
		return cmp.Or(strings.Compare(a.Object, b.Object), strings.Compare(a.What, b.What))
	})
	return slices.Compact(changes), nil
}

// spellOut replaces the names of aliases by what they stand for, when a change
// would read the same on both sides.
func spellOut(what string, base, rev *Package) string {
	from, to, _ := strings.Cut(strings.TrimPrefix(what, "changed from "), " to ")
	if from != to || !strings.HasPrefix(what, "changed from ") {
		return what
	}
	return "changed from " + base.withoutAliases(from) + " to " + rev.withoutAliases(to)
}

var word = regexp.MustCompile(`[\pL_][\pL\p{Nd}_]*`)

func (p *Package) withoutAliases(text string) string {
	return word.ReplaceAllStringFunc(text, func(name string) string {
		obj, ok := p.Types.Scope().Lookup(name).(*types.TypeName)
		if !ok || !obj.IsAlias() {
			return name
		}
		return types.TypeString(types.Unalias(obj.Type()), types.RelativeTo(p.Types))
	})
}

// withoutEchoes leaves out that a removed method is also missing from the types
// that embed its own.
func withoutEchoes(changes []finding.GoChange) []finding.GoChange {
	known := map[string]bool{}
	for _, c := range changes {
		known[c.String()] = true
	}
	return slices.DeleteFunc(changes, func(c finding.GoChange) bool {
		method, _, echo := strings.Cut(c.Object, ", method set of ")
		return echo && known[finding.GoChange{Object: method, What: c.What}.String()]
	})
}

// shortNames replaces import paths by the names of the packages, as code has
// them, where the name says which package is meant.
func shortNames(sides ...*Package) *strings.Replacer {
	paths := map[string]string{} // path -> name
	known := map[string]string{} // name -> path
	twice := map[string]bool{}   // names of several packages
	for _, side := range sides {
		for path, name := range side.imports {
			if p, ok := known[name]; ok && p != path {
				twice[name] = true
			}
			known[name], paths[path] = path, name
		}
	}
	var pairs []string
	var sorted []string
	for path, name := range paths {
		if !twice[name] && path != name {
			sorted = append(sorted, path)
		}
	}
	// The longest first: one path may be the end of another.
	slices.SortFunc(sorted, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	for _, path := range sorted {
		pairs = append(pairs, path+".", paths[path]+".")
	}
	return strings.NewReplacer(pairs...)
}

// overwritten refuses the one kind of change that apidiff tells twice, with a
// line on the standard output: a field that moved into an embedded struct and
// got another type on the way.
func overwritten(base, rev *Package) error {
	for _, name := range base.Types.Scope().Names() {
		old, now := structOf(base, name), structOf(rev, name)
		if old == nil || now == nil {
			continue
		}
		for i := range old.NumFields() {
			f := old.Field(i)
			if !f.Exported() || hasField(now, f.Name()) {
				continue
			}
			obj, _, _ := types.LookupFieldOrMethod(rev.Types.Scope().Lookup(name).Type(), true, rev.Types, f.Name())
			if moved, ok := obj.(*types.Var); ok && typeText(moved) != typeText(f) {
				return fmt.Errorf("%s: %s.%s moved into an embedded struct and changed its type, which cannot be compared",
					rev.Fset.Position(moved.Pos()), name, f.Name())
			}
		}
	}
	return nil
}

func structOf(p *Package, name string) *types.Struct {
	obj, ok := p.Types.Scope().Lookup(name).(*types.TypeName)
	if !ok || !obj.Exported() {
		return nil
	}
	s, _ := obj.Type().Underlying().(*types.Struct)
	return s
}

func hasField(s *types.Struct, name string) bool {
	for i := range s.NumFields() {
		if s.Field(i).Name() == name {
			return true
		}
	}
	return false
}

func typeText(v *types.Var) string { return types.TypeString(v.Type(), types.RelativeTo(v.Pkg())) }
