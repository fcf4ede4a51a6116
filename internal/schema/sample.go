package schema

import (
	"slices"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// arrays returns arrays of n items with v at place at, when at is not
// negative.
func (c *Checker) arrays(a *atom, n, at int, v *doc.Node) []*doc.Node {
	return c.arraysOf(a, n, at, v, maxFuel)
}

// maxMade bounds the items and properties that an example is given.
const maxMade = 300

func (c *Checker) arraysOf(a *atom, n, at int, v *doc.Node, fuel int) []*doc.Node {
	if n > maxMade {
		return nil
	}
	out := doc.NewSeq()
	seen := map[string]bool{}
	for i := range n {
		item := v
		if i != at {
			item = c.fresh(a.arr.item(i), fuel-1, a.arr.unique, seen)
		}
		if item == nil {
			return nil
		}
		seen[canonical(item)] = true
		out.Items = append(out.Items, item)
	}
	list := []*doc.Node{out}
	if at < 0 && n == 0 && fuel > 1 && a.arr.max != 0 {
		if item := c.small(a.arr.item(0), fuel-1); item != nil {
			list = append(list, doc.NewSeq(item))
		}
	}
	return list
}

// fresh returns a value of t that was not seen, if that matters.
func (c *Checker) fresh(t *term, fuel int, distinct bool, seen map[string]bool) *doc.Node {
	first := c.small(t, fuel)
	if first == nil || !distinct || !seen[canonical(first)] {
		return first
	}
	for i := range maxMade {
		if t == nil {
			if n := doc.NewNumber(itoa(i)); !seen[n.Value] {
				return n
			}
			continue
		}
	}
	if t == nil {
		return nil
	}
	for _, a := range c.normal(t) {
		b := *a
		if b.finite {
			for _, v := range b.values {
				if !seen[v.key] {
					return v.node
				}
			}
			continue
		}
		for key := range seen {
			b.except = append(slices.Clip(b.except), keyed(key, b.kind)...)
		}
		slices.SortFunc(b.except, func(x, y value) int { return compareText(x.key, y.key) })
		if n := c.first(&b, fuel); n != nil && !seen[canonical(n)] {
			return n
		}
	}
	return nil
}

// twins returns arrays with two equal items.
func (c *Checker) twins(a *atom) []*doc.Node {
	var out []*doc.Node
	for _, made := range c.arrays(a, max(a.arr.min, 2), -1, nil) {
		for i := 1; i < len(made.Items); i++ {
			if c.fits(made.Items[0], a.arr.item(i)) != No {
				twin := doc.NewSeq(slices.Clone(made.Items)...)
				twin.Items[i] = made.Items[0]
				out = append(out, twin)
			}
		}
	}
	return firstOf(out)
}

// objects returns objects with these properties, nil for one that must be
// missing: with what is required only, then with everything.
func (c *Checker) objects(a *atom, set map[string]*doc.Node) []*doc.Node {
	return c.objectsOf(a, set, maxFuel)
}

func (c *Checker) objectsOf(a *atom, set map[string]*doc.Node, fuel int) []*doc.Node {
	var out []*doc.Node
	if n := c.object(a, set, fuel, false, a.obj.min); n != nil {
		out = append(out, n)
	}
	if n := c.object(a, set, fuel, true, a.obj.min); n != nil && (len(out) == 0 || len(n.Members) > len(out[0].Members)) {
		out = append(out, n)
	}
	return out
}

// manyProperties returns objects with at least n properties.
func (c *Checker) manyProperties(a *atom, n int) []*doc.Node {
	var out []*doc.Node
	if o := c.object(a, nil, maxFuel, false, max(n, a.obj.min)); o != nil {
		out = append(out, o)
	}
	return out
}

// object makes one object, or nil.
func (c *Checker) object(a *atom, set map[string]*doc.Node, fuel int, rich bool, least int) *doc.Node {
	if least > maxMade {
		return nil
	}
	c.steps++
	o := a.obj
	out := doc.NewMap()
	for _, name := range o.names {
		p := o.props[name]
		v, given := set[name]
		if given && v == nil {
			if p.required {
				return nil
			}
			continue
		}
		if !given {
			if !p.required && (!rich || o.max >= 0 && len(out.Members) >= o.max) {
				continue
			}
			if v = c.small(p.term, fuel-1); v == nil {
				if p.required {
					return nil
				}
				continue
			}
		}
		out.Set(name, v)
	}
	names := make([]string, 0, len(set))
	for name := range set {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if set[name] != nil {
			out.Set(name, set[name])
		}
	}
	for _, name := range o.names {
		if len(out.Members) >= least {
			return out
		}
		if _, given := set[name]; given || out.Has(name) {
			continue
		}
		if v := c.small(o.props[name].term, fuel-1); v != nil {
			out.Set(name, v)
		}
	}
	for i := 0; len(out.Members) < least && i < maxMade; i++ {
		name := "extra" + itoa(i)
		if v := c.small(o.restTerm(c, name), fuel-1); v != nil {
			out.Set(name, v)
		}
	}
	if len(out.Members) < least {
		return nil
	}
	return out
}
