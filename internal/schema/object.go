package schema

import (
	"maps"
	"slices"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// maxNear is how many alternatives are looked at in all their parts.
const maxNear = 32

// withinObjects: see the rules at the top of prove.go.
func (c *Checker) withinObjects(a *atom, bs []*atom, splits int) *failure {
	near := make([]*atom, 0, len(bs))
	for _, b := range bs {
		if !b.finite && !c.apartByList(a, b) {
			near = append(near, b)
		}
	}
	switch len(near) {
	case 0:
		return c.fails(a, "no alternative on the right fits")
	case 1:
		return c.withinObject(a, near[0])
	}
	for _, b := range near {
		first := c.objectParts(a, b, true)
		if len(first) == 0 {
			return nil
		}
		if first[0].fail.starved {
			return first[0].fail
		}
	}
	parts := make([][]part, len(near))
	var fails []*failure
	for i, b := range near {
		parts[i] = c.objectParts(a, b, i >= maxNear)
		fails = append(fails, c.failsParts(a, parts[i]))
	}
	if c.byPivot(a, near, parts) {
		return nil
	}
	if splits > 0 {
		if f, done := c.bySplit(a, near, parts, splits-1); done {
			return f
		}
	}
	out := joinFailures(fails)
	return &failure{why: out.why, docs: func(yield func(*doc.Node) bool) {
		for _, n := range c.combined(a, parts) {
			if !yield(n) {
				return
			}
		}
		out.documents()(yield)
	}}
}

// withinObject is complete: there is one alternative.
func (c *Checker) withinObject(a, b *atom) *failure {
	if parts := c.objectParts(a, b, c.hasty); len(parts) > 0 {
		f := c.failsParts(a, parts)
		for _, p := range parts {
			f.starved = f.starved || p.fail.starved
		}
		return f
	}
	return nil
}

// failsParts is the failure that these parts make together.
func (c *Checker) failsParts(a *atom, parts []part) *failure {
	var fails []*failure
	for _, p := range parts {
		fails = append(fails, p.fail)
	}
	return joinFailures(fails)
}

// byPivot looks for one property in which several alternatives fail and
// nothing else, and takes them together.
func (c *Checker) byPivot(a *atom, bs []*atom, parts [][]part) bool {
	byName := map[string][]*term{}
	var names []string
	for i, ps := range parts {
		if len(ps) != 1 || ps[0].name == "" || ps[0].edit == nil || ps[0].edit.values == nil {
			continue
		}
		name := ps[0].name
		if byName[name] == nil {
			names = append(names, name)
		}
		byName[name] = append(byName[name], bs[i].obj.prop(c, name).term)
	}
	for _, name := range names {
		if us := byName[name]; len(us) > 1 && c.sub(a.obj.prop(c, name).term, us) == nil {
			return true
		}
	}
	return false
}

// bySplit makes a distinction of cases: by the values of a property, else by
// its presence. done is false when there is nothing to distinguish.
func (c *Checker) bySplit(a *atom, bs []*atom, parts [][]part, splits int) (f *failure, done bool) {
	differ := map[string]bool{}
	for _, ps := range parts {
		for _, p := range ps {
			differ[p.name] = true
		}
	}
	for _, name := range a.obj.names {
		p := a.obj.props[name]
		list, ok := c.listed(p.term)
		if !ok || !p.required || !differ[name] || len(list) < 2 || len(list) > maxCases {
			continue
		}
		return c.eachValue(a, bs, name, list, splits), true
	}
	delete(differ, "")
	for _, name := range slices.Sorted(maps.Keys(differ)) {
		p := a.obj.prop(c, name)
		if p.required || c.empty(p.term) {
			continue
		}
		with := c.withProperty(a, name, property{term: p.term, required: true})
		without := c.withProperty(a, name, property{term: c.never()})
		f := c.within(with, bs, splits)
		if f == nil {
			f = c.within(without, bs, splits)
		}
		return f, true
	}
	return nil, false
}

func (c *Checker) eachValue(a *atom, bs []*atom, name string, list []value, splits int) *failure {
	var fails []*failure
	for _, v := range list {
		case1 := c.withProperty(a, name, property{term: c.just(v), required: true})
		if f := c.within(case1, bs, splits); f != nil {
			if fails = append(fails, f); c.enough(fails) {
				break
			}
		}
	}
	return joinFailures(fails)
}

// withProperty returns a with another meaning of one property.
func (c *Checker) withProperty(a *atom, name string, p property) *atom {
	out := *a
	props := make(map[string]property, len(a.obj.props)+1)
	for n, q := range a.obj.props {
		props[n] = q
	}
	props[name] = p
	out.obj.setProps(props)
	out.tagged, out.tags = false, nil
	return &out
}

// just returns the term of one value.
func (c *Checker) just(v value) *term {
	n := doc.NewMap()
	n.Set("enum", doc.NewSeq(v.node))
	return c.term(literal{src: c.source(c.syntheticDocument(), Plain, n, false)})
}

// combined makes documents that show one part of each alternative at once.
func (c *Checker) combined(a *atom, parts [][]part) []*doc.Node {
	set := map[string]*doc.Node{}
	for _, ps := range parts {
		for _, p := range ps {
			if p.edit == nil {
				continue
			}
			if _, taken := set[p.edit.name]; taken {
				break
			}
			if p.edit.values == nil {
				set[p.edit.name] = nil
				break
			}
			for v := range p.edit.values {
				set[p.edit.name] = v
				break
			}
			if set[p.edit.name] != nil {
				break
			}
		}
	}
	return c.objects(a, set)
}
