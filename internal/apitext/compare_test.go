package apitext_test

import (
	"slices"
	"strings"
)

// broken returns the lines of old that are not in now and that nothing
// announces.
//
//  1. What a line is about is announced by its own name: `atlas.Error.Code`.
//  2. The name of a type announces its members too when the line of the type
//     itself is gone: with a type go its fields and methods.
func broken(pkg string, old, now []string, announced map[string]bool) []string {
	have := map[string]bool{}
	for _, line := range now {
		have[line] = true
	}
	gone := map[string]bool{}
	var out []string
	for _, line := range old {
		if have[line] {
			continue
		}
		name := nameOf(line)
		typ, _, _ := strings.Cut(name, ".")
		if name == typ && !strings.HasSuffix(line, ", comparable") {
			gone[typ] = true
		}
		out = append(out, line)
	}
	return slices.DeleteFunc(out, func(line string) bool {
		name := nameOf(line)
		typ, _, _ := strings.Cut(name, ".")
		return announced[pkg+"."+name] || gone[typ] && announced[pkg+"."+typ]
	})
}

// nameOf returns what a line is about: "Decode", "Error.Code".
func nameOf(line string) string {
	_, rest, _ := strings.Cut(line, ", ")
	kind, rest, _ := strings.Cut(rest, " ")
	switch kind {
	case "method": // (*Error) Error() string
		receiver, rest, _ := strings.Cut(strings.TrimPrefix(rest, "("), ") ")
		return strings.TrimPrefix(receiver, "*") + "." + identifier(rest)
	case "type":
		name := identifier(rest)
		for _, of := range []string{" struct, ", " interface, "} {
			member, ok := strings.CutPrefix(rest, name+of)
			switch {
			case !ok, member == "comparable", member == "sealed":
			case strings.HasPrefix(member, "embedded "):
				typ := strings.TrimLeft(strings.TrimPrefix(member, "embedded "), "*")
				typ, _, _ = strings.Cut(typ, "[")
				return name + "." + typ[strings.LastIndexByte(typ, '.')+1:]
			default:
				return name + "." + identifier(member)
			}
		}
		return name
	}
	return identifier(rest)
}

func identifier(s string) string {
	if i := strings.IndexAny(s, " ([,"); i >= 0 {
		return s[:i]
	}
	return s
}
