package compare

import (
	"slices"
	"strconv"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/finding"
)

// node is a Schema Object of one side, with references followed, and where it
// stands.
type node struct {
	*doc.Node
	ptr doc.Pointer
	at  place
	ref string // "schemas/Pet" when a reference led here
}

// keyword is one occurrence of a keyword in a flattened schema.
type keyword struct {
	name  string
	value *doc.Node
	in    node // the schema that says it
}

// member is a property, or a name that is only required.
type member struct {
	name     string
	schemas  []node
	required *keyword // the list that names it; nil when optional
}

// alternatives is one oneOf or anyOf.
type alternatives struct {
	kind          string
	members       []node
	discriminator *doc.Node
	in            node
}

// view is what a schema says, with allOf flattened:
//
//  1. All keywords of a schema have to hold, and all members of its allOf, so
//     the keywords of both are one conjunction. Where a keyword occurs several
//     times all occurrences count; nothing is merged that could not be.
//  2. additionalProperties sees only the properties beside it; so each
//     occurrence keeps the schema that it stands in.
//  3. oneOf and anyOf stay as they are. A member that admits only null is
//     taken out of them and makes the schema nullable.
//  4. A member of allOf whose alternatives lead back to where we come from, or
//     to itself, is the plain base of an inheritance: its alternatives are left
//     out.
//  5. Properties that do not exist in the direction are left out, and so are
//     their names in `required`.
type view struct {
	side     *side
	self     node
	types    map[string]bool // without null; nil: every type
	null     bool
	keywords map[string][]keyword
	members  map[string]*member
	names    []string // of members, in order of appearance
	hidden   map[string]node
	declared map[string]place // of the properties, in the objects that declare them
	unions   []alternatives
	composed bool // by allOf, oneOf or anyOf
	seen     map[inView]bool
}

// inView is a schema in a view; base when its alternatives were left out.
type inView struct {
	*doc.Node
	base bool
}

// maxChain bounds how deep allOf is flattened. What is deeper is compared as
// a whole.
const maxChain = 200

// viewer makes views of one side.
type viewer struct {
	w    *walker
	side *side
	dir  finding.Direction
}

func (v viewer) view(n node) *view {
	out := &view{side: v.side, self: n, null: true, keywords: map[string][]keyword{}, seen: map[inView]bool{}}
	v.add(out, n, []*doc.Node{n.Node}, false)
	for name, m := range out.members {
		for _, s := range m.schemas {
			if v.w.hides(v.side, s, v.dir) {
				if out.hidden == nil {
					out.hidden = map[string]node{}
				}
				out.hidden[name] = s
			}
		}
	}
	for name := range out.hidden {
		delete(out.members, name)
	}
	kept := out.names[:0]
	for _, name := range out.names {
		if out.members[name] != nil {
			kept = append(kept, name)
		}
	}
	out.names = kept
	return out
}

// add puts the keywords of n into the view.
func (v viewer) add(out *view, n node, chain []*doc.Node, base bool) {
	if n.Node == nil || out.seen[inView{n.Node, base}] {
		return // saying it twice adds nothing
	}
	out.seen[inView{n.Node, base}] = true
	if n.Kind == doc.Bool {
		if !n.Node.Bool() {
			out.keywords["not"] = append(out.keywords["not"], keyword{"not", doc.NewMap(), n})
		}
		return
	}
	v.types(out, n)
	for _, m := range n.Members {
		k := keyword{m.Name, m.Value, n}
		if !v.side.modern && modernKeywords[m.Name] {
			continue
		}
		switch m.Name {
		case "$ref":
			if v.side.modern {
				out.composed = true
				v.include(out, v.w.resolve(v.side, node{Node: refOnly(m.Value), ptr: n.ptr, at: n.at}), chain)
			}
		case "allOf":
			out.composed = true
			if len(chain) > maxChain {
				out.keywords["allOf"] = append(out.keywords["allOf"], k)
				continue
			}
			for i, item := range items(m.Value) {
				v.include(out, v.w.resolve(v.side, node{Node: item, ptr: n.ptr.Child("allOf", strconv.Itoa(i)), at: n.at}), chain)
			}
		case "oneOf", "anyOf":
			out.composed = true
			if !base {
				v.union(out, k, chain)
			}
		case "properties":
			if out.declared == nil {
				out.declared = make(map[string]place, len(m.Value.Members))
			}
			for _, p := range m.Value.Members {
				at := n.at.child("properties", p.Name)
				if _, ok := out.declared[p.Name]; !ok {
					out.declared[p.Name] = at
				}
				s := v.w.resolve(v.side, node{Node: p.Value, ptr: n.ptr.Child("properties", p.Name), at: at})
				mem := out.member(p.Name)
				mem.schemas = append(mem.schemas, s)
			}
		case "required":
			for _, r := range items(m.Value) {
				out.member(r.Text()).required = &k
			}
		case "discriminator":
			if !base && !n.Has("oneOf") && !n.Has("anyOf") {
				out.keywords[m.Name] = append(out.keywords[m.Name], k)
			}
		case "type", "nullable":
		case "const":
			out.keywords["enum"] = append(out.keywords["enum"], keyword{"enum", doc.NewSeq(m.Value), n})
		case "default", "format":
			if base || n.Node != out.self.Node {
				if m.Name == "default" {
					continue // of something else
				}
			}
			out.keywords[m.Name] = append(out.keywords[m.Name], k)
		default:
			if group := groupOf[m.Name]; group != "" && !nothing(m.Name, m.Value) {
				out.keywords[group] = append(out.keywords[group], k)
			}
		}
	}
}

func refOnly(v *doc.Node) *doc.Node {
	return &doc.Node{Kind: doc.Map, Members: []doc.Member{{Name: "$ref", Value: v}}, Pos: v.Pos}
}

func (out *view) member(name string) *member {
	m := out.members[name]
	if m == nil {
		if out.members == nil {
			out.members = map[string]*member{}
		}
		m = &member{name: name}
		out.members[name] = m
		out.names = append(out.names, name)
	}
	return m
}

// include adds a member of allOf.
func (v viewer) include(out *view, n node, chain []*doc.Node) {
	for _, c := range chain {
		if c == n.Node {
			return // allOf back to itself says nothing new
		}
	}
	v.add(out, n, append(chain[:len(chain):len(chain)], n.Node), v.leadsTo(n, chain))
}

// leadsTo reports whether n is the parent of an inheritance: an alternative of
// it is a schema of the chain, or itself names n in its allOf.
func (v viewer) leadsTo(n node, chain []*doc.Node) bool {
	is := func(ref *doc.Node) bool {
		t := v.w.resolve(v.side, node{Node: ref})
		return slices.Contains(chain, t.Node) || slices.ContainsFunc(items(t.Get("allOf")), func(item *doc.Node) bool {
			return v.w.resolve(v.side, node{Node: item}).Node == n.Node
		})
	}
	for _, key := range []string{"oneOf", "anyOf"} {
		for _, item := range items(n.Get(key)) {
			if is(item) {
				return true
			}
		}
	}
	for _, value := range n.Lookup("discriminator", "mapping").All() {
		if is(refOnly(mappingRef(value))) {
			return true
		}
	}
	return false
}

// mappingRef is the reference of a mapping value, which may be a bare name.
func mappingRef(v *doc.Node) *doc.Node {
	if strings.HasPrefix(v.Text(), "#") {
		return v
	}
	return &doc.Node{Kind: doc.String, Value: "#/components/schemas/" + v.Text(), Pos: v.Pos}
}

// union adds a oneOf or anyOf. One member beside null is no union.
func (v viewer) union(out *view, k keyword, chain []*doc.Node) {
	u := alternatives{kind: k.name, in: k.in, discriminator: k.in.Get("discriminator")}
	null := false
	for i, item := range items(k.value) {
		m := v.w.resolve(v.side, node{Node: item, ptr: k.in.ptr.Child(k.name, strconv.Itoa(i)), at: k.in.at.child(k.name + "[" + strconv.Itoa(i) + "]")})
		if v.side.modern && m.Get("type").Text() == "null" {
			null = true
			continue
		}
		u.members = append(u.members, m)
	}
	if null && len(u.members) == 1 || len(u.members) == 1 && u.discriminator == nil {
		one := *out
		one.self, one.types, one.null, one.unions = u.members[0], nil, true, nil
		v.add(&one, u.members[0], append(chain[:len(chain):len(chain)], u.members[0].Node), false)
		out.members, out.names, out.declared = one.members, one.names, one.declared
		out.unions = append(out.unions, one.unions...)
		out.restrict(one.types, one.null || null)
		return
	}
	if null {
		// The members bear the rest; whether null is admitted is up to them all.
		u.members = append(u.members, node{Node: nullSchema(), ptr: k.in.ptr, at: k.in.at})
	}
	out.unions = append(out.unions, u)
}

func nullSchema() *doc.Node {
	n := doc.NewMap()
	n.Set("type", doc.NewString("null"))
	return n
}

// types narrows the types of the view to what n admits.
func (v viewer) types(out *view, n node) {
	t := n.Get("type")
	if t == nil {
		return
	}
	set := map[string]bool{}
	null := !v.side.modern && n.Get("nullable").Bool()
	for _, item := range append(items(t), t) {
		switch name := item.Text(); {
		case name == "null" && v.side.modern:
			null = true
		case name != "":
			set[name] = true
		}
	}
	out.restrict(set, null)
}

// restrict intersects the types.
func (out *view) restrict(set map[string]bool, null bool) {
	out.null = out.null && null
	if set == nil {
		return
	}
	if out.types == nil {
		out.types = map[string]bool{}
		for t := range set {
			out.types[t] = true
		}
		return
	}
	both := map[string]bool{}
	for t := range set {
		switch {
		case out.types[t], t == "integer" && out.types["number"]:
			both[t] = true
		case t == "number" && out.types["integer"]:
			both["integer"] = true
		}
	}
	out.types = both
}

func items(n *doc.Node) []*doc.Node {
	if n == nil {
		return nil
	}
	return n.Items
}
