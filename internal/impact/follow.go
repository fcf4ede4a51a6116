package impact

import (
	"slices"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/finding"
)

// follower gives changes that no finding explains by its place to the edit that
// they follow from:
//
//  1. A constant goes with its type.
//  2. A type that went, because all that named it went or changed, belongs to
//     the edit of those when it is one. A type that came likewise.
//  3. What changed to name a type that came, or no longer names one that went,
//     goes with that type. So does what names an alias that changed.
//  4. A type that came beside another one of the same schema, because a type
//     that it names did, goes with that one.
//
// An edit is the location of a finding.
type follower struct {
	sides   [2]*origins
	changes []finding.GoChange
	byKey   map[string][]int
	edit    []string // by change; empty when it is not known
}

func newFollower(changes []finding.GoChange, base, rev *origins) *follower {
	f := &follower{sides: [2]*origins{base, rev}, changes: changes, byKey: map[string][]int{}, edit: make([]string, len(changes))}
	for i, c := range changes {
		f.byKey[key(c.Object)] = append(f.byKey[key(c.Object)], i)
	}
	return f
}

// run goes on until nothing more is explained.
func (f *follower) run() {
	for again := true; again; {
		again = false
		for i := range f.changes {
			if f.edit[i] != "" {
				continue
			}
			if because := f.because(i); len(because) > 0 {
				if e, ok := f.one(because); ok {
					f.edit[i], again = e, true
				}
			}
		}
	}
}

// one returns the edit of all the changes, when it is one. What came with
// several harms nobody, and may as well stand with the first.
func (f *follower) one(changes []int) (string, bool) {
	edit, several, harmless := "", false, true
	for _, i := range changes {
		if f.edit[i] == "" {
			return "", false
		}
		several = several || edit != "" && f.edit[i] != edit
		harmless = harmless && verbOf(f.changes[i]) == added && f.changes[i].Compatible
		if edit == "" || f.edit[i] < edit {
			edit = f.edit[i]
		}
	}
	return edit, edit != "" && (!several || harmless)
}

// because returns the changes that a change follows from; none when it stands
// for itself.
func (f *follower) because(i int) []int {
	object, v := key(f.changes[i].Object), verbOf(f.changes[i])
	side := f.sides[1]
	if v == removed {
		side = f.sides[0]
	}
	switch {
	case v == changed:
		return f.renamed(object)
	case side.kinds[object] == isConstant:
		return f.owner(side.enum[object], i)
	case side.kinds[object] == isType:
		users := f.users(side, object, i)
		if _, ok := f.one(users); ok || !f.twin(side, object) {
			return users
		}
		return f.named(side, object, v)
	}
	return nil
}

// owner returns the changes of the declaration that a member belongs to.
func (f *follower) owner(name string, not int) []int {
	return slices.DeleteFunc(slices.Clone(f.byKey[name]), func(i int) bool { return i == not })
}

// users returns the changes of all that names a type.
func (f *follower) users(side *origins, name string, not int) []int {
	var out []int
	for _, user := range side.use[name] {
		own := f.owner(user, not)
		if owner, _, member := strings.Cut(user, "."); member && len(own) == 0 {
			own = f.owner(owner, not)
		}
		out = append(out, own...)
	}
	return out
}

// renamed returns the changes of types that the object named and that went,
// and of those that it names now and that came.
func (f *follower) renamed(object string) []int {
	return append(f.named(f.sides[0], object, removed), f.named(f.sides[1], object, added)...)
}

func (f *follower) named(side *origins, object string, v verb) []int {
	var out []int
	for _, t := range sortedKeys(side.mentions[object]) {
		for _, i := range f.byKey[t] {
			if now := verbOf(f.changes[i]); now == v || now == changed && side.alias[t] {
				out = append(out, i)
			}
		}
	}
	return out
}

// twin reports whether another type comes from the same schema and is there on
// both sides.
func (f *follower) twin(side *origins, name string) bool {
	for _, p := range side.types[name] {
		for _, other := range side.bySchema[p] {
			if other != name && f.sides[0].kinds[other] == isType && f.sides[1].kinds[other] == isType {
				return true
			}
		}
	}
	return false
}
