package schema

import (
	"slices"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// alternative is a member of oneOf or anyOf and the values of the
// discriminator that choose it; no keys: any.
type alternative struct {
	node *doc.Node
	keys []string
}

// alternatives returns the members of a oneOf or anyOf of n. With a
// discriminator, a member answers to the keys that are mapped to it, else to
// the name of the component it refers to; a member without either is not
// chosen by value.
func (d *document) alternatives(n, list *doc.Node) []alternative {
	disc := n.Lookup("discriminator", "propertyName").Text()
	out := make([]alternative, 0, len(list.Items))
	if disc == "" {
		for _, item := range list.Items {
			out = append(out, alternative{node: item})
		}
		return out
	}
	keys := map[*doc.Node][]string{}
	for _, m := range d.mapping(n) {
		if t, err := d.resolve(m.target); err == nil {
			keys[t] = append(keys[t], m.key)
		}
	}
	for _, item := range list.Items {
		a := alternative{node: item}
		if t, err := d.resolve(item); err == nil {
			a.keys = slices.Clone(keys[t])
		}
		if ref := item.Get("$ref").Text(); len(a.keys) == 0 && ref != "" {
			a.keys = []string{ref[strings.LastIndex(ref, "/")+1:]}
		}
		slices.Sort(a.keys)
		out = append(out, a)
	}
	return out
}

// mapped is one value of a discriminator.
type mapped struct {
	key    string
	target *doc.Node // as referred to, not resolved
}

// mapping returns what the mapping of a discriminator says, without entries
// that lead nowhere. A target is a reference or the name of a component
// (OpenAPI 3.0, Discriminator Object).
func (d *document) mapping(n *doc.Node) []mapped {
	var out []mapped
	for key, v := range n.Lookup("discriminator", "mapping").All() {
		if v.Kind != doc.String {
			continue
		}
		t, err := d.target(v.Value)
		if err != nil {
			if t, err = d.target("#/components/schemas/" + v.Value); err != nil {
				continue
			}
		}
		out = append(out, mapped{key, t})
	}
	return out
}
