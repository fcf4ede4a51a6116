package atlas

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
)

// A field is a struct field as encoding/json sees it. It is needed only to find the field that was refused.
type field struct {
	name   string
	typ    reflect.Type
	index  []int
	tagged bool
	quoted bool // `json:",string"`
}

// fieldsOf returns the fields of struct type t by the rules of encoding/json: of several fields with one name the least
// embedded wins, then the one with a tag; two equals hide each other.
func (d *decoder) fieldsOf(t reflect.Type) []field {
	if fields, ok := d.fields[t]; ok {
		return fields
	}
	all := collectFields(t, nil, []reflect.Type{t})
	slices.SortStableFunc(all, func(a, b field) int {
		return cmp.Or(strings.Compare(a.name, b.name), cmp.Compare(len(a.index), len(b.index)), compareTagged(a, b))
	})
	var fields []field
	for len(all) > 0 {
		same := all
		if n := slices.IndexFunc(all, func(f field) bool { return f.name != all[0].name }); n > 0 {
			same = all[:n]
		}
		all = all[len(same):]
		if len(same) == 1 || len(same[0].index) != len(same[1].index) || same[0].tagged != same[1].tagged {
			fields = append(fields, same[0])
		}
	}
	slices.SortFunc(fields, func(a, b field) int { return slices.Compare(a.index, b.index) })
	d.fields[t] = fields
	return fields
}

// compareTagged puts a tagged field first.
func compareTagged(a, b field) int {
	switch {
	case a.tagged == b.tagged:
		return 0
	case a.tagged:
		return -1
	default:
		return 1
	}
}

// collectFields lists the fields of t and of the structs embedded in it. The types in within are being listed, and end
// a cycle of embedding.
func collectFields(t reflect.Type, index []int, within []reflect.Type) []field {
	var fields []field
	for i := range t.NumField() {
		sf := t.Field(i)
		tag := sf.Tag.Get("json")
		name, options, _ := strings.Cut(tag, ",")
		embedded := sf.Type
		if embedded.Kind() == reflect.Pointer {
			embedded = embedded.Elem()
		}
		inlined := sf.Anonymous && embedded.Kind() == reflect.Struct
		if tag == "-" || (!sf.IsExported() && !inlined) {
			continue
		}
		at := append(slices.Clone(index), i)
		if inlined && name == "" {
			if !slices.Contains(within, embedded) {
				fields = append(fields, collectFields(embedded, at, append(slices.Clone(within), embedded))...)
			}
			continue
		}
		fields = append(fields, field{
			name:   cmp.Or(name, sf.Name),
			typ:    sf.Type,
			index:  at,
			tagged: name != "",
			quoted: slices.Contains(strings.Split(options, ","), "string"),
		})
	}
	return fields
}

// findField returns the field for a JSON name: with exactly this name, else with this name in another case.
func findField(fields []field, name string) (field, bool) {
	i := slices.IndexFunc(fields, func(f field) bool { return f.name == name })
	if i < 0 {
		i = slices.IndexFunc(fields, func(f field) bool { return strings.EqualFold(f.name, name) })
	}
	if i < 0 {
		return field{}, false
	}
	return fields[i], true
}

// fieldAt returns the field of v at index, making the embedded structs on the way. It is false for one that cannot be
// set, in an embedded pointer to an unexported struct.
func fieldAt(v reflect.Value, index []int) (reflect.Value, bool) {
	for _, i := range index {
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				if !v.CanSet() {
					return reflect.Value{}, false
				}
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		v = v.Field(i)
	}
	return v, v.CanSet()
}
