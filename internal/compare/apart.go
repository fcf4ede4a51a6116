package compare

import "github.com/atlasrestore/atlasrestore/internal/doc"

// apart reports whether no value can be of two members of a union, as far as
// that is cheap to see: a discriminator chooses them, their types differ, or
// each requires a property with constants that no other has. Then each member
// stands for itself, and a value that its partner refuses is refused.
func (w *walker) apart(v *view, u alternatives, form way) bool {
	if u.discriminator != nil {
		return true
	}
	views := make([]*view, len(u.members))
	for i, m := range u.members {
		views[i] = viewer{w, v.side, form.form}.view(m)
	}
	if len(views) == 0 || apartByType(views) {
		return true
	}
	for _, name := range views[0].names {
		if w.apartBy(views, name) {
			return true
		}
	}
	return false
}

func apartByType(views []*view) bool {
	seen := map[string]bool{}
	for _, v := range views {
		if v.types == nil {
			return false
		}
		for t := range v.types {
			if t == "integer" {
				t = "number"
			}
			if seen[t] {
				return false
			}
			seen[t] = true
		}
	}
	return true
}

// apartBy reports whether all members require a property of this name and no
// two enumerate the same value for it.
func (w *walker) apartBy(views []*view, name string) bool {
	var seen []*doc.Node
	texts := map[string]bool{}
	for _, v := range views {
		m := v.members[name]
		if m == nil || m.required == nil || len(m.schemas) != 1 {
			return false
		}
		values, ok := viewer{w, v.side, ""}.view(m.schemas[0]).enumValues()
		if !ok {
			return false
		}
		for _, value := range values {
			if value.Kind == doc.String && texts[value.Value] || value.Kind != doc.String && hasValue(seen, value) {
				return false
			}
		}
		for _, value := range values {
			if value.Kind == doc.String {
				texts[value.Value] = true
			} else {
				seen = append(seen, value)
			}
		}
	}
	return true
}
