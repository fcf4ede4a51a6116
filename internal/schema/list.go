package schema

import (
	"slices"
	"strconv"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/schema/pattern"
)

func itoa(i int) string { return strconv.Itoa(i) }

func itemsOf(n *doc.Node) []*doc.Node {
	if n == nil {
		return nil
	}
	return n.Items
}

// mergeNames unites two sorted lists.
func mergeNames(a, b []string) []string {
	if len(b) == 0 {
		return a
	}
	if len(a) == 0 {
		return b
	}
	out := make([]string, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			out, a = append(out, a[0]), a[1:]
		case a[0] > b[0]:
			out, b = append(out, b[0]), b[1:]
		default:
			out, a, b = append(out, a[0]), a[1:], b[1:]
		}
	}
	return append(append(out, a...), b...)
}

// joinPicks unites two sorted lists of picks. A union that both sides come
// out of needs to be looked at along the diagonal only, since U∩U = U.
func joinPicks(a, b []pick) ([]pick, bool) {
	if len(b) == 0 {
		return a, true
	}
	if len(a) == 0 {
		return b, true
	}
	out := make([]pick, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0].union < b[0].union:
			out, a = append(out, a[0]), a[1:]
		case a[0].union > b[0].union:
			out, b = append(out, b[0]), b[1:]
		case a[0].member != b[0].member:
			return nil, false
		default:
			out, a, b = append(out, a[0]), a[1:], b[1:]
		}
	}
	return append(append(out, a...), b...), true
}

func join[T any](a, b []T, same func(T, T) bool) []T {
	if len(b) == 0 {
		return a
	}
	if len(a) == 0 {
		return b
	}
	out := slices.Clone(a)
	for _, x := range b {
		if !slices.ContainsFunc(a, func(y T) bool { return same(x, y) }) {
			out = append(out, x)
		}
	}
	return out
}

func joinPatterns(a, b []*pattern.Pattern) []*pattern.Pattern {
	return join(a, b, func(x, y *pattern.Pattern) bool { return x == y })
}

func joinSources(a, b []*source) []*source {
	return join(a, b, func(x, y *source) bool { return x == y })
}

func joinOpaque(a, b []opaque) []opaque {
	return join(a, b, func(x, y opaque) bool { return x.key == y.key })
}

func joinValues(a, b []value) []value {
	return join(a, b, func(x, y value) bool { return x.key == y.key })
}

func hasValue(list []value, v value) bool {
	for _, x := range list {
		if x.key == v.key {
			return true
		}
	}
	return false
}

// smallList is up to where a list is searched one by one.
const smallList = 8

func commonValues(a, b []value) []value {
	var out []value
	if len(a) <= smallList || len(b) <= smallList {
		for _, v := range a {
			if hasValue(b, v) {
				out = append(out, v)
			}
		}
		return out
	}
	keys := make(map[string]bool, len(b))
	for _, v := range b {
		keys[v.key] = true
	}
	for _, v := range a {
		if keys[v.key] {
			out = append(out, v)
		}
	}
	return out
}

// at returns the elements at these places.
func at[T any](list []T, places []int) []T {
	out := make([]T, len(places))
	for i, p := range places {
		out[i] = list[p]
	}
	return out
}

// disjoint tells whether two terms that are lists have no value in common.
func (t *term) disjoint(o *term) bool {
	if t.mask&o.mask == 0 {
		return true
	}
	if len(o.list) > smallList && o.keys == nil {
		o.keys = make(map[string]bool, len(o.list))
		for _, v := range o.list {
			o.keys[v.key] = true
		}
	}
	for _, v := range t.list {
		if o.keys[v.key] || o.keys == nil && hasValue(o.list, v) {
			return false
		}
	}
	return true
}

func compareText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// keyed turns the key of a value back into it, when it is of that kind.
func keyed(key string, k doc.Kind) []value {
	switch {
	case k == doc.String && len(key) > 0 && key[0] == '"':
		return []value{{doc.NewString(key[1:]), key}}
	case k == doc.Number && len(key) > 0 && (key[0] == '-' || key[0] >= '0' && key[0] <= '9'):
		return []value{{doc.NewNumber(key), key}}
	}
	return nil
}
