package gen

import (
	"slices"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// extSecret marks a property whose value must not be printed: a text, or a list
// of texts.
const extSecret = "x-atlasgen-secret"

// secretType is a type that holds secrets, itself or in a type that it holds.
type secretType struct {
	Type string
	Hide []string // statements that redact a copy called v
}

// secretTypes returns the types that hold secrets, by name. The document is
// the one that the types were made from.
func secretTypes(gd *doc.Document, g *goPackage) []secretType {
	marked := map[string][]string{} // type -> names on the wire
	for name, s := range gd.Root.Lookup("components", "schemas").All() {
		typ := g.names[strings.ToLower(name)]
		for wire, p := range s.Get("properties").All() {
			if p.Get(extSecret).Bool() {
				marked[typ] = append(marked[typ], wire)
			}
		}
	}
	if len(marked) == 0 {
		return nil
	}
	holds := map[string]bool{}
	for again := true; again; {
		again = false
		for typ := range g.structs {
			if !holds[typ] && len(g.hide(typ, marked[typ], holds)) > 0 {
				holds[typ], again = true, true
			}
		}
	}
	var out []secretType
	for typ := range holds {
		out = append(out, secretType{typ, g.hide(typ, marked[typ], holds)})
	}
	slices.SortFunc(out, func(a, b secretType) int { return strings.Compare(a.Type, b.Type) })
	return out
}

// hide returns the statements that redact the secrets of one type.
func (p *goPackage) hide(typ string, secrets []string, holds map[string]bool) []string {
	var out []string
	for _, f := range p.fields(typ) {
		base := strings.TrimLeft(f.Type, "*[]")
		var with string
		switch {
		case slices.Contains(secrets, f.Wire) && base == "string":
			with = "atlas.RedactSecret"
		case holds[base]:
			with = base + ".Redacted"
		default:
			continue
		}
		if s := redaction("v."+f.Name, strings.TrimSuffix(f.Type, base), with); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// redaction redacts a field of one of the shapes that fields have; "" for
// another one.
func redaction(field, shape, with string) string {
	switch shape {
	case "":
		return field + " = " + with + "(" + field + ")"
	case "*":
		return field + " = atlas.RedactPointer(" + field + ", " + with + ")"
	case "[]":
		return field + " = atlas.RedactSlice(" + field + ", " + with + ")"
	case "*[]":
		return field + " = atlas.RedactPointer(" + field + ", atlas.RedactEach(" + with + "))"
	}
	return ""
}
