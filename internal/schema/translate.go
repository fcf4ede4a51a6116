package schema

import (
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// translator makes schemas of one document and direction.
type translator struct {
	c   *Checker
	d   *document
	dir Direction
}

// doubt is an extension that makes the answer not count.
type doubt struct {
	v   *validator
	why string
}

func (x doubt) Validate(*jsonschema.ValidatorContext, any) { x.v.unsure = x.why }

func (t translator) doubt(why string) *jsonschema.Schema {
	return &jsonschema.Schema{DraftVersion: 2020, Extensions: []jsonschema.SchemaExt{doubt{&t.c.valid, why}}}
}

// position translates the schema of a value, when the first value is held
// against it: a document meets a small part of all that can be reached. Where
// alternatives hide different properties, there is a case for each of them.
func (t translator) position(n *doc.Node) *jsonschema.Schema {
	return t.make(validatorKey{at: place{node: n}, whole: true}, func(out *jsonschema.Schema) {
		out.Extensions = []jsonschema.SchemaExt{&later{out, func(out *jsonschema.Schema) { t.fill(n, out) }}}
	})
}

// later is a schema that is made when it is needed.
type later struct {
	out  *jsonschema.Schema
	fill func(*jsonschema.Schema)
}

func (x *later) Validate(ctx *jsonschema.ValidatorContext, v any) {
	made := &jsonschema.Schema{DraftVersion: 2020}
	x.fill(made)
	*x.out = *made
	if err := ctx.Validate(made, v, nil); err != nil {
		ctx.AddErr(err)
	}
}

func (t translator) fill(n *doc.Node, out *jsonschema.Schema) {
	outer := t.d.onPath
	t.d.onPath = map[place]bool{}
	defer func() { t.d.onPath = outer }()
	r, err := t.d.resolve(n)
	if err != nil {
		add(out, t.doubt(err.Error()))
		return
	}
	all, some := t.hiddenNames(place{node: r})
	if len(minusNames(some, all)) == 0 {
		add(out, t.schema(place{node: r}, all))
		return
	}
	list, disc, ok := t.choices(r)
	if !ok {
		add(out, t.doubt("properties are hidden by alternatives of alternatives"))
		return
	}
	for _, a := range t.d.alternatives(r, list) {
		m, err := t.d.resolve(a.node)
		if err != nil {
			add(out, t.doubt(err.Error()))
			return
		}
		hidden, deeper := t.hiddenNames(place{node: m})
		if len(minusNames(deeper, mergeNames(all, hidden))) > 0 {
			add(out, t.doubt("properties are hidden by alternatives of alternatives"))
			return
		}
		drop := mergeNames(all, hidden)
		out.AnyOf = append(out.AnyOf, &jsonschema.Schema{DraftVersion: 2020, AllOf: []*jsonschema.Schema{
			t.schema(place{node: r}, drop), t.alternative(a, disc, drop),
		}})
	}
}

// choices returns the only anyOf or oneOf of n, if what surely holds beside
// it has none.
func (t translator) choices(n *doc.Node) (list *doc.Node, disc string, ok bool) {
	for _, m := range t.inPlaceAll(place{node: n}) {
		if _, some := t.hiddenNames(m); len(some) > 0 {
			return nil, "", false
		}
	}
	one, any := n.Get("oneOf"), n.Get("anyOf")
	if one != nil && any != nil {
		return nil, "", false
	}
	if one == nil {
		one = any
	}
	return one, n.Lookup("discriminator", "propertyName").Text(), one != nil
}

// minusNames returns the names of a that are not in b.
func minusNames(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(s string) bool { return slices.Contains(b, s) })
}

// make translates once.
func (t translator) make(key validatorKey, fill func(*jsonschema.Schema)) *jsonschema.Schema {
	key.d, key.dir = t.d, t.dir
	v := &t.c.valid
	if s, ok := v.made[key]; ok {
		return s
	}
	if v.made == nil {
		v.made = map[validatorKey]*jsonschema.Schema{}
		v.hidden = map[hiddenKey][2][]string{}
	}
	out := &jsonschema.Schema{DraftVersion: 2020}
	v.made[key] = out
	fill(out)
	return out
}

// inPlaceAll returns the schemas that surely hold beside p.
func (t translator) inPlaceAll(p place) []place {
	var out []place
	add := func(item *doc.Node) {
		if r, base, err := t.d.member(p.node, item); err == nil {
			out = append(out, place{node: r, base: base})
		}
	}
	for _, item := range itemsOf(p.node.Get("allOf")) {
		add(item)
	}
	if ref := p.node.Get("$ref").Text(); ref != "" && t.d.dialect != OpenAPI30 {
		if r, err := t.d.target(ref); err == nil {
			add(r)
		}
	}
	return out
}

// hiddenNames returns the names that the direction hides in p with what
// surely holds beside it, and those that some alternative hides.
func (t translator) hiddenNames(p place) (all, some []string) {
	if p.part = false; p.node == nil || p.node.Kind != doc.Map {
		return nil, nil
	}
	key := hiddenKey{p, t.d, t.dir}
	if h, ok := t.c.valid.hidden[key]; ok {
		return h[0], h[1]
	}
	t.c.valid.hidden[key] = [2][]string{}
	for name, v := range p.node.Get("properties").All() {
		if t.d.hides(v, t.dir) {
			all = append(all, name)
		}
	}
	slices.Sort(all)
	for _, m := range t.inPlaceAll(p) {
		a, s := t.hiddenNames(m)
		all, some = mergeNames(all, a), mergeNames(some, s)
	}
	for _, k := range [...]string{"anyOf", "oneOf"} {
		list := p.node.Get(k)
		if list == nil || p.base && t.d.listLeadsBack(p.node, list) {
			continue
		}
		for _, item := range list.Items {
			if r, err := t.d.resolve(item); err == nil {
				a, s := t.hiddenNames(place{node: r})
				some = mergeNames(some, mergeNames(a, s))
			}
		}
	}
	t.c.valid.hidden[key] = [2][]string{all, some}
	return all, some
}

// schema translates one schema for a value; the names in drop do not exist.
func (t translator) schema(at place, drop []string) *jsonschema.Schema {
	n := at.node
	if n == nil || n.Kind == doc.Bool {
		yes := n == nil || n.Bool()
		return &jsonschema.Schema{DraftVersion: 2020, Bool: &yes}
	}
	if n.Kind != doc.Map {
		return t.doubt("a schema that is neither an object nor a boolean")
	}
	key := validatorKey{at: at, drop: strings.Join(drop, "\x00")}
	if t.d.onPath[at] {
		return t.doubt("a schema that holds for its own value again")
	}
	t.d.onPath[at] = true
	defer delete(t.d.onPath, at)
	return t.make(key, func(out *jsonschema.Schema) {
		out.Extensions = append(out.Extensions, meter{&t.c.valid})
		t.simple(n, out)
		t.arrays(n, out)
		t.objects(n, out, drop)
		t.parts(at, out, drop)
		t.conditions(n, out, drop)
	})
}

// add makes a schema hold beside out.
func add(out *jsonschema.Schema, s *jsonschema.Schema) { out.AllOf = append(out.AllOf, s) }
