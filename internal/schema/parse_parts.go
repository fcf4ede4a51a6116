package schema

import (
	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// parseParts reads the schemas that hold beside s.
func (c *Checker) parseParts(s *source) {
	n, d := s.at.node, s.d
	member := func(item *doc.Node) {
		r, base, err := d.member(n, item)
		if err != nil {
			r = item
		}
		s.all = append(s.all, c.source(d, s.dir, r, base))
	}
	if ref := n.Get("$ref"); ref != nil && ref.Kind == doc.String {
		if t, err := d.target(ref.Value); err == nil {
			member(t)
		} else {
			c.unknowable(s, err.Error())
		}
	}
	if list := n.Get("allOf"); list != nil {
		for _, item := range list.Items {
			member(item)
		}
	}
	disc := n.Lookup("discriminator", "propertyName").Text()
	for _, k := range [...]string{"anyOf", "oneOf"} {
		list := n.Get(k)
		if list == nil || s.at.base && d.listLeadsBack(n, list) {
			continue
		}
		c.lastID++
		u := union{id: c.lastID, exclusive: k == "oneOf"}
		for _, a := range d.alternatives(n, list) {
			u.members = append(u.members, choice{c.source(d, s.dir, a.node, false), disc, a.keys})
		}
		s.unions = append(s.unions, u)
	}
	if disc != "" && !s.at.base && n.Get("anyOf") == nil && n.Get("oneOf") == nil {
		c.parseMapping(s, disc)
	}
	if v := n.Get("not"); v != nil {
		s.not = append(s.not, c.source(d, s.dir, v, false))
	}
}

// parseMapping reads a discriminator without alternatives: its mapping lists
// them.
func (c *Checker) parseMapping(s *source, disc string) {
	m := s.d.mapping(s.at.node)
	if len(m) == 0 {
		return
	}
	c.lastID++
	u := union{id: c.lastID}
	for _, e := range m {
		u.members = append(u.members, choice{c.source(s.d, s.dir, e.target, false), disc, []string{e.key}})
	}
	s.unions = append(s.unions, u)
}

// parseOpaque notes the keywords that the normal form does not express.
func (c *Checker) parseOpaque(s *source) {
	n, d := s.at.node, s.d
	note := func(kind doc.Kind, keyword string, also ...string) {
		v := d.get(n, keyword)
		if v == nil || s.own[kind] == nil {
			return
		}
		key := keyword + " " + c.textHash(s, keyword, v)
		for _, k := range also {
			if w := d.get(n, k); w != nil {
				key += " " + k + " " + c.textHash(s, k, w)
			}
		}
		a := s.own[kind]
		a.opaque = append(a.opaque, opaque{key, keyword + " is not expressed"})
	}
	if d.get(n, "then") != nil || d.get(n, "else") != nil {
		for k := range s.own {
			note(doc.Kind(k), "if", "then", "else")
		}
	}
	note(doc.Seq, "contains", "minContains", "maxContains")
	for _, k := range [...]string{"dependentRequired", "dependentSchemas", "dependencies", "propertyNames"} {
		note(doc.Map, k)
	}
	for kind, k := range map[doc.Kind]string{doc.Seq: "unevaluatedItems", doc.Map: "unevaluatedProperties"} {
		if v := d.get(n, k); v != nil && s.own[kind] != nil {
			a := s.own[kind]
			a.opaque = append(a.opaque, opaque{k + " " + s.hash.String(), k + " is not expressed"})
		}
	}
	for _, k := range [...]string{"$dynamicRef", "$recursiveRef"} {
		if d.get(n, k) != nil {
			c.unknowable(s, k+" is not supported")
		}
	}
	if items := n.Get("items"); items != nil && items.Kind == doc.Seq && s.own[doc.Seq] != nil {
		a := s.own[doc.Seq]
		a.opaque = append(a.opaque, opaque{"items " + canonical(items), "items is a list"})
	}
}

// textHash identifies the value of a keyword.
func (c *Checker) textHash(s *source, keyword string, v *doc.Node) string {
	wrapper := doc.NewMap()
	wrapper.Set(keyword, v)
	if s.d.dialect == OpenAPI30 {
		return canonical(v)
	}
	return c.hash(s.d, s.dir, place{node: wrapper, part: true}).String()
}
