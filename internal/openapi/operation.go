package openapi

import (
	"iter"
	"slices"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// methods are the HTTP methods that a path item can hold, in the order in
// which this module lists operations of one path.
var methods = []string{"get", "put", "post", "delete", "options", "head", "patch", "trace"}

// Operation is one method of one path of a document. Its nodes belong to the
// document and are not to be changed.
type Operation struct {
	Method string // upper case
	Path   string // the template as written
	Node   *doc.Node
	Item   *doc.Node // the path item that holds Node
}

// Operations yields every operation of the document, paths in document order.
func Operations(d *doc.Document) iter.Seq[Operation] {
	return func(yield func(Operation) bool) {
		for path, item := range d.Root.Get("paths").All() {
			for _, m := range methods {
				if n := item.Get(m); n != nil && n.Kind == doc.Map {
					if !yield(Operation{Method: strings.ToUpper(m), Path: path, Node: n, Item: item}) {
						return
					}
				}
			}
		}
	}
}

// ID returns the operationId, or "".
func (o Operation) ID() string { return o.Node.Get("operationId").Text() }

// OverrideID returns x-xgen-operation-id-override, the name under which the
// Atlas tools go on to publish an operation whose operationId was renamed.
func (o Operation) OverrideID() string { return o.Node.Get("x-xgen-operation-id-override").Text() }

// String returns "GET /path".
func (o Operation) String() string { return o.Method + " " + o.Path }

// Deprecated reports whether the operation says so.
func (o Operation) Deprecated() bool { return o.Node.Get("deprecated").Bool() }

// Roles returns the Atlas roles any of which suffices, from x-rolesRequirements.
func (o Operation) Roles() []string {
	var roles []string
	for _, r := range items(o.Node.Get("x-rolesRequirements")) {
		roles = append(roles, r.Text())
	}
	return roles
}

// Versions returns the resource versions of the operation in ascending order:
// those that its success responses name. It is empty for an operation without
// dated media types, such as all of v1.0.
func (o Operation) Versions() []Version {
	var vs []Version
	for status, r := range o.Node.Get("responses").All() {
		if !success(status) {
			continue
		}
		for name := range r.Get("content").All() {
			if mt, ok := ParseMediaType(name); ok && !slices.Contains(vs, mt.Version) {
				vs = append(vs, mt.Version)
			}
		}
	}
	slices.SortFunc(vs, Version.Compare)
	return vs
}

// Sunset returns the day on which the resource version stops working
// (YYYY-MM-DD), or "". It stands on a media type of that version in a success
// response or in the request body, or on the operation as a whole; the media
// type is the more precise one.
func (o Operation) Sunset(v Version) string {
	if s := sunset(o.Node.Lookup("requestBody", "content"), v); s != "" {
		return s
	}
	for status, r := range o.Node.Get("responses").All() {
		if s := sunset(r.Get("content"), v); success(status) && s != "" {
			return s
		}
	}
	return o.Node.Get("x-sunset").Text()
}

func sunset(content *doc.Node, v Version) string {
	for name, media := range content.All() {
		if mt, dated := ParseMediaType(name); !dated || mt.Version == v {
			if s := media.Get("x-sunset").Text(); s != "" {
				return s
			}
		}
	}
	return ""
}

// success reports whether a key of a responses object is a 2xx or 3xx status.
func success(status string) bool {
	return strings.HasPrefix(status, "2") || strings.HasPrefix(status, "3")
}

func items(n *doc.Node) []*doc.Node {
	if n == nil {
		return nil
	}
	return n.Items
}
