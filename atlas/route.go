package atlas

import (
	"net/url"
	"slices"
	"strings"
)

// A routeTable finds the operation of a request by its method and path. Its keys are methods; the routes of a method
// stand in the order of precedence, so that the first match is the right one.
type routeTable map[string][]route

// A route is an operation with its path template cut into segments.
type route struct {
	segments []segment
	op       *Operation
}

// A segment is one path segment of a template: a literal, or a parameter with literal text around it, as in
// "{clusterName}:pin".
type segment struct {
	prefix, suffix string // a literal is all prefix
	param          bool
}

// parseSegment reads one segment of a path template. A segment without a pair of braces is a literal.
func parseSegment(s string) segment {
	open := strings.IndexByte(s, '{')
	end := strings.LastIndexByte(s, '}')
	if open < 0 || end < open {
		return segment{prefix: s}
	}
	return segment{prefix: s[:open], suffix: s[end+1:], param: true}
}

// matches reports whether the segment of a template fits the segment of a path; a parameter is never empty.
func (s segment) matches(value string) bool {
	if !s.param {
		return s.prefix == value
	}
	return len(value) > len(s.prefix)+len(s.suffix) &&
		strings.HasPrefix(value, s.prefix) && strings.HasSuffix(value, s.suffix)
}

// compareSegments orders segments by how much they say: literals first, then parameters with more text around them.
func compareSegments(a, b segment) int {
	switch {
	case a.param == b.param:
		return len(b.prefix) + len(b.suffix) - len(a.prefix) - len(a.suffix)
	case b.param:
		return -1
	default:
		return 1
	}
}

// newRouteTable builds the table of ops, which must outlive it.
func newRouteTable(ops []Operation) routeTable {
	table := make(routeTable)
	for i := range ops {
		op := &ops[i]
		r := route{op: op}
		for s := range strings.SplitSeq(strings.Trim(op.Path, "/"), "/") {
			r.segments = append(r.segments, parseSegment(s))
		}
		table[op.Method] = append(table[op.Method], r)
	}
	for _, routes := range table {
		// Left to right, so that of two templates the one with the earlier literal wins.
		slices.SortStableFunc(routes, func(a, b route) int {
			return slices.CompareFunc(a.segments, b.segments, compareSegments)
		})
	}
	return table
}

// find returns the operation for a method and an escaped path, nil when there is none. The path is cut before it is
// unescaped, so that an escaped slash stays within its segment. A slash at the end makes another path.
func (t routeTable) find(method, escapedPath string) *Operation {
	var values []string
	for s := range strings.SplitSeq(strings.TrimPrefix(escapedPath, "/"), "/") {
		value, err := url.PathUnescape(s)
		if err != nil {
			return nil
		}
		values = append(values, value)
	}
	for _, r := range t[method] {
		if slices.EqualFunc(r.segments, values, segment.matches) {
			return r.op
		}
	}
	return nil
}
