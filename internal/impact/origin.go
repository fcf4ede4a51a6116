package impact

import (
	"maps"
	"slices"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/goapi"
)

// Side is a document and the Go package that was generated from it.
type Side struct {
	Doc     *doc.Document
	Package *goapi.Package
	// Types are where the schemas begin that types were made from.
	Types map[string]doc.Pos
	// Operations are "GET /path" by a function ("NewGetJobRequest") or method
	// ("Client.GetJob") that was made for that operation. They need not be all:
	// what calls one of them, or is called by one of them alone, is of the same
	// operation.
	Operations map[string]string
}

// origins knows where the objects of one package come from.
//
//  1. A type comes from its schema, when the generator told which.
//  2. A function or method comes from an operation: the one that the generator
//     told, that of all functions which it calls, or that of all its callers.
//     A method of an interface is of the operation of the methods of its name.
//  3. A type without a schema is of the operation of all that name it, and comes
//     from where they come from.
//  4. A field comes from the property or the parameter of its JSON name, a
//     constant from the enum of its type, another method from its type.
type origins struct {
	*source
	index *index
	types map[string][]doc.Pointer
	// bySchema are the types of a place.
	bySchema map[doc.Pointer][]string
	ops      map[string]string        // object -> the one operation that it is of
	schemas  map[string][]doc.Pointer // by type, as far as they were asked for
	known    map[string][]doc.Pointer // by object
	// owned are all places that some object comes from.
	owned map[doc.Pointer]bool
	// located are the same places by their location.
	located map[string]doc.Pointer
	// use is the inverse of source.mentions.
	use map[string][]string
	// tagged are the fields with a JSON name, by operation.
	tagged map[string][]string
}

func newOrigins(side *Side) *origins {
	o := &origins{
		source: readSource(side.Package), index: newIndex(side.Doc), types: map[string][]doc.Pointer{},
		known: map[string][]doc.Pointer{}, owned: map[doc.Pointer]bool{}, tagged: map[string][]string{},
		bySchema: map[doc.Pointer][]string{}, schemas: map[string][]doc.Pointer{}, located: map[string]doc.Pointer{},
	}
	o.use = o.users()
	for _, name := range slices.Sorted(maps.Keys(side.Types)) {
		if pos := side.Types[name]; pos != (doc.Pos{}) {
			o.types[name] = o.index.pointers[pos]
		}
		for _, p := range o.types[name] {
			o.bySchema[p] = append(o.bySchema[p], name)
		}
	}
	o.ops = o.operations(side.Operations)
	for _, field := range slices.Sorted(maps.Keys(o.wire)) {
		if op := o.ops[field]; op != "" {
			o.tagged[op] = append(o.tagged[op], field)
		}
	}
	for _, object := range slices.Sorted(maps.Keys(o.kinds)) {
		o.known[object] = o.find(object)
		for _, p := range o.known[object] {
			o.owned[p] = true
			o.located[location(p)] = p
		}
	}
	return o
}

// operations works out the operations of functions, then those of types.
func (o *origins) operations(told map[string]string) map[string]string {
	ops := map[string]map[string]bool{}
	for object, op := range told {
		ops[object] = map[string]bool{op: true}
	}
	functions := slices.Sorted(maps.Keys(o.calls))
	callers := map[string][]string{}
	for _, f := range functions {
		for _, callee := range o.callees(f) {
			callers[callee] = append(callers[callee], f)
		}
	}
	// A method of a type that has a schema is about the type, whoever calls it.
	helpers := slices.DeleteFunc(slices.Clone(functions), func(f string) bool {
		owner, _, method := strings.Cut(f, ".")
		return method && len(o.types[owner]) > 0
	})
	single := func(f string) []string {
		return slices.DeleteFunc(o.callees(f), func(callee string) bool { return len(ops[callee]) > 1 })
	}
	for spread(functions, ops, single) || spread(helpers, ops, func(f string) []string { return callers[f] }) {
	}
	for _, named := range o.methods {
		for _, m := range named {
			if len(ops[m]) == 0 && o.calls[m] == nil { // of an interface
				join(ops, m, named)
			}
		}
	}
	out := map[string]string{}
	for object, of := range ops {
		if len(of) == 1 {
			for op := range of {
				out[object] = op
			}
		}
	}
	o.typesOf(out)
	return out
}

// callees returns what a function may call.
func (o *origins) callees(f string) []string {
	var out []string
	owner, _, _ := strings.Cut(f, ".")
	for name := range o.calls[f] {
		method, isMethod := strings.CutPrefix(name, ".")
		switch {
		case !isMethod:
			out = append(out, name)
		case o.calls[owner+"."+method] != nil:
			out = append(out, owner+"."+method)
		default:
			out = append(out, o.methods[method]...)
		}
	}
	return out
}

// spread gives functions that are of no operation those of their neighbours,
// until nothing changes. It tells whether anything did.
func spread(functions []string, ops map[string]map[string]bool, neighbours func(string) []string) (any bool) {
	var open []string
	for _, f := range functions {
		if len(ops[f]) == 0 {
			open = append(open, f)
		}
	}
	for again := true; again; {
		again = false
		for _, f := range open {
			before := len(ops[f])
			join(ops, f, neighbours(f))
			again = again || len(ops[f]) > before
		}
		any = any || again
	}
	return any
}

func join(ops map[string]map[string]bool, to string, from []string) {
	for _, f := range from {
		for op := range ops[f] {
			if ops[to] == nil {
				ops[to] = map[string]bool{}
			}
			ops[to][op] = true
		}
	}
}

// typesOf gives types without a schema, and their fields, the operation of
// all that name them.
func (o *origins) typesOf(ops map[string]string) {
	for again := true; again; {
		again = false
		for name, k := range o.kinds {
			if k != isType || len(o.types[name]) > 0 || ops[name] != "" {
				continue
			}
			op, only := "", len(o.use[name]) > 0
			for _, user := range o.use[name] {
				of := ops[user]
				if owner, _, field := strings.Cut(user, "."); of == "" && field {
					of = ops[owner]
				}
				only = only && of != "" && (op == "" || op == of)
				op = of
			}
			if only {
				ops[name], again = op, true
				for _, f := range o.members[name] {
					ops[f] = op
				}
			}
		}
	}
}

// of returns the places that an object of a change comes from.
func (o *origins) of(object string) []doc.Pointer { return o.known[object] }

func (o *origins) find(object string) []doc.Pointer {
	owner, _, _ := strings.Cut(object, ".")
	switch o.kinds[object] {
	case isConstant:
		return o.enumOf(o.enum[object])
	case isField:
		return o.field(owner, object)
	case isType:
		return o.schema(object)
	case isFunction:
		if p := o.operationOf(object); p != nil {
			return p
		}
		if o.kinds[owner] == isType {
			return o.schema(owner)
		}
	}
	return nil
}

// enumOf returns the places of the list of values that a type has.
func (o *origins) enumOf(typ string) []doc.Pointer {
	var out []doc.Pointer
	for _, p := range o.schema(typ) {
		if n, err := o.index.doc.At(p); err == nil && n.Has("enum") {
			p = p.Child("enum")
		}
		out = append(out, p)
	}
	return out
}

// schema returns the places of the schema of a type. For one that the
// generator made on the way, and that has none, they are those of everything
// that names it: a parameter, a union, an operation.
func (o *origins) schema(name string) []doc.Pointer {
	if p, ok := o.schemas[name]; ok {
		return p
	}
	o.schemas[name] = nil // ends cycles
	out := slices.Clone(o.types[name])
	if len(out) == 0 {
		for _, user := range o.use[name] {
			out = append(out, o.find(user)...)
		}
	}
	slices.Sort(out)
	o.schemas[name] = slices.Compact(out)
	return o.schemas[name]
}

func (o *origins) operationOf(object string) []doc.Pointer {
	if p := o.index.operation(o.ops[object]); p != "" {
		return []doc.Pointer{p}
	}
	return nil
}

func (o *origins) field(owner, field string) []doc.Pointer {
	wire := o.wireName(field)
	if wire == "" {
		return o.operationOf(field)
	}
	var out []doc.Pointer
	for _, p := range o.types[owner] {
		out = append(out, o.index.properties(p, wire)...)
	}
	if len(o.types[owner]) == 0 && o.ops[field] != "" {
		out = o.index.parameters(o.ops[field], wire)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// wireName returns the JSON name of a field. One without a tag, as those of
// options structs, has that of the field of the same name in another struct of
// its operation.
func (o *origins) wireName(field string) string {
	if name, tagged := o.wire[field]; tagged {
		return name
	}
	_, member, _ := strings.Cut(field, ".")
	op := o.ops[field]
	if op == "" {
		return ""
	}
	for _, other := range o.tagged[op] {
		if strings.HasSuffix(other, "."+member) {
			return o.wire[other]
		}
	}
	return ""
}
