package schema

import (
	"sort"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/schema/pattern"
)

// atom is a set of values of one JSON type. An atom with negs or opaque
// parts is larger than what it stands for: all of it on the left of a
// containment, none of it on the right unless those parts are dealt with.
// Atoms are not changed once they are part of a normal form.
type atom struct {
	kind   doc.Kind
	finite bool    // only values
	values []value // without repetition
	except []value // not these
	num    numbers
	str    text
	arr    array
	obj    object
	negs   []*source // not these
	opaque []opaque
	picks  []pick          // how the atom came out of unions
	told   []string        // properties that tell it apart from other members of oneOf; "" is any
	index  map[string]bool // of values, when there are many

	tagged bool // tags is known
	tags   []tag
}

// neutral tells whether an atom has all values of its kind and no mark, as far
// as it is seen at once.
func (a *atom) neutral() bool {
	if a.finite || len(a.except)+len(a.negs)+len(a.opaque)+len(a.picks)+len(a.told) > 0 {
		return false
	}
	switch a.kind {
	case doc.Null:
		return true
	case doc.Map:
		o := &a.obj
		return len(o.names)+len(o.rules)+len(o.pats)+len(o.hidden)+len(o.unclear) == 0 &&
			o.min == 0 && o.max < 0 && !o.declares && !o.explicit
	}
	return false
}

// opaque is a condition that only its text is known of.
type opaque struct{ key, why string }

// pick is the alternative that was taken of a union.
type pick struct{ union, member int }

// text is a set of strings.
type text struct {
	min, max int // in code points; max < 0: unbounded
	match    []*pattern.Pattern
	reject   []*pattern.Pattern
	formats  []string // annotations: they choose examples, not members
}

// array is a set of arrays.
type array struct {
	prefix   []*term
	rest     *term // of the items after prefix
	min, max int   // max < 0: unbounded
	unique   bool
}

// item returns what the item at i must be.
func (a array) item(i int) *term {
	if i < len(a.prefix) {
		return a.prefix[i]
	}
	return a.rest
}

// object is a set of objects.
type object struct {
	names    []string // sorted
	props    map[string]property
	rules    []rule // for the other names, all that apply
	pats     []*pattern.Pattern
	min, max int      // number of properties; max < 0: unbounded
	hidden   []string // names that do not exist in the direction, sorted
	declares bool     // some schema has properties
	explicit bool     // some schema has additionalProperties
	unclear  []opaque // conditions on names
}

// property is what the value of a name must be, nil: anything.
type property struct {
	term       *term
	required   bool
	undeclared bool // only required, not in properties
}

// rule is about names without a property: those that match when and none of
// unless.
type rule struct {
	when   *pattern.Pattern // nil: all
	unless []*pattern.Pattern
	term   *term
}

func (r rule) applies(name string) bool {
	if r.when != nil && !r.when.Match(name) {
		return false
	}
	for _, p := range r.unless {
		if p.Match(name) {
			return false
		}
	}
	return true
}

// restTerm returns what the value of an undeclared name must be.
func (o object) restTerm(c *Checker, name string) *term {
	var t *term
	for _, r := range o.rules {
		if r.applies(name) {
			t = c.and(t, r.term)
		}
	}
	return t
}

// prop returns what the value of a name must be.
func (o object) prop(c *Checker, name string) property {
	if p, ok := o.props[name]; ok {
		return p
	}
	return property{term: o.restTerm(c, name), undeclared: true}
}

func (o *object) setProps(props map[string]property) {
	o.props = props
	o.names = make([]string, 0, len(props))
	for name := range props {
		o.names = append(o.names, name)
	}
	sort.Strings(o.names)
}

// required counts the required properties.
func (o object) required() int {
	n := 0
	for _, p := range o.props {
		if p.required {
			n++
		}
	}
	return n
}
