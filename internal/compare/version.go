package compare

import (
	"slices"

	"github.com/atlasrestore/atlasrestore/internal/openapi"
)

// versions compares the bodies of the operation, each resource version with
// itself:
//
//  1. A version that only one side has is one finding, whatever number of
//     media types name it.
//  2. A version of both sides was frozen when it was published: its bodies,
//     as a client on that version gets them, are compared.
//  3. Without versions, or in another profile than Atlas, the operation is
//     compared as it stands.
//
// Dates of sunset are compared along the way.
func (x *exchange) versions() {
	b, r := x.pair.base.Operation, x.pair.rev.Operation
	base, rev := b.Versions(), r.Versions()
	if !x.versioned || x.projected || len(base) == 0 && len(rev) == 0 {
		x.sunset(openapi.Version{}, false)
		x.bodies()
		return
	}
	for _, v := range base {
		if !slices.Contains(rev, v) {
			x.versionRemoved(v)
		}
	}
	for _, v := range rev {
		if !slices.Contains(base, v) {
			x.report(change{rule: "version-added", where: x.where + ": version " + v.String(), rev: x.comparison.rev.at(r.Node, x.pair.rev.ptr, false)})
		}
	}
	shared := slices.DeleteFunc(slices.Clone(base), func(v openapi.Version) bool { return !slices.Contains(rev, v) })
	for _, v := range shared {
		x.sunset(v, true)
		one := *x
		if len(shared) > 1 {
			one.version = v.String()
		}
		one.unpromised = v.Stage != openapi.Stable
		one.base, _, _, _ = b.Project(v)
		one.rev, _, _, _ = r.Project(v)
		one.bodies()
	}
	if len(shared) == 0 && (len(base) == 0 || len(rev) == 0) {
		x.bodies() // one side is not versioned: media types tell the rest
	}
}

func (x *exchange) versionRemoved(v openapi.Version) {
	b := x.pair.base
	ch := change{rule: "version-removed", where: x.where + ": version " + v.String(), base: x.comparison.base.at(b.Node, b.ptr, false)}
	if v.Stage != openapi.Stable || x.passed(b.Sunset(v)) {
		ch.severity = risky
	}
	x.report(ch)
}

// sunset compares the end of a version, or of the whole operation.
func (x *exchange) sunset(v openapi.Version, versioned bool) {
	old, now := x.pair.base.Node.Get("x-sunset").Text(), x.pair.rev.Node.Get("x-sunset").Text()
	where := x.where
	if versioned {
		old, now = x.pair.base.Sunset(v), x.pair.rev.Sunset(v)
		where += ": version " + v.String()
	}
	if old == now {
		return
	}
	ch := change{
		where: where,
		base:  dated(x.comparison.base, x.pair.base, old), rev: dated(x.comparison.rev, x.pair.rev, now),
	}
	switch {
	case old == "":
		ch.rule = "sunset-added"
	case now == "":
		ch.rule = "sunset-removed"
	case now < old:
		ch.rule = "sunset-moved-nearer"
	default:
		ch.rule = "sunset-moved-away"
	}
	x.found.add(ch, site{op: x.op(""), unpromised: versioned && v.Stage != openapi.Stable})
}
