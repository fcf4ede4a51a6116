package openapi

import "github.com/atlasrestore/atlasrestore/internal/doc"

// Project returns the operation as a client on version v gets it, as a new
// node, and the resource version that serves it. ok is false when the
// operation does not exist for that client.
//
//  1. The resource version is the newest one that the client sees.
//  2. Of every media type map, the entries of that version are kept; a map
//     without one keeps the newest entries that are not later (the body of an
//     error need not be versioned anew each time).
//  3. A success response that only other versions give is dropped.
//  4. Media types without a version are kept.
//
// An operation without any dated media type has no versions: it is returned
// whole, with the zero Version and dated false.
func (o Operation) Project(v Version) (node *doc.Node, resource Version, dated, ok bool) {
	versions := o.Versions()
	if len(versions) == 0 {
		return o.Node.Clone(), Version{}, false, true
	}
	resource, ok = v.Newest(versions)
	if !ok {
		return nil, Version{}, true, false
	}
	node = doc.NewMap()
	node.Pos = o.Node.Pos
	for _, m := range o.Node.Members {
		switch m.Name {
		case "responses":
			m.Value = projectResponses(m.Value, resource)
		case "requestBody":
			m.Value = projectContent(m.Value, resource)
		default:
			m.Value = m.Value.Clone()
		}
		node.Members = append(node.Members, m)
	}
	return node, resource, true, true
}

func projectResponses(responses *doc.Node, v Version) *doc.Node {
	out := doc.NewMap()
	out.Pos = responses.Pos
	for _, m := range responses.Members {
		content := m.Value.Get("content")
		if success(m.Name) && datedOnly(content) && !serves(content, v) {
			continue
		}
		m.Value = projectContent(m.Value, v)
		out.Members = append(out.Members, m)
	}
	return out
}

// projectContent copies a response or request body with the media types of
// resource version v alone.
func projectContent(holder *doc.Node, v Version) *doc.Node {
	content := holder.Get("content")
	if content == nil || content.Kind != doc.Map {
		return holder.Clone()
	}
	var versions []Version
	for name := range content.All() {
		if mt, ok := ParseMediaType(name); ok {
			versions = append(versions, mt.Version)
		}
	}
	chosen, visible := v.Newest(versions)
	out := doc.NewMap()
	out.Pos = holder.Pos
	for _, m := range holder.Members {
		if m.Name != "content" {
			m.Value = m.Value.Clone()
			out.Members = append(out.Members, m)
			continue
		}
		kept := doc.NewMap()
		kept.Pos = content.Pos
		for _, c := range content.Members {
			if mt, ok := ParseMediaType(c.Name); ok && (!visible || mt.Version != chosen) {
				continue
			}
			c.Value = c.Value.Clone()
			kept.Members = append(kept.Members, c)
		}
		m.Value = kept
		out.Members = append(out.Members, m)
	}
	return out
}

// datedOnly reports whether content is a non-empty media type map whose
// entries are all versioned.
func datedOnly(content *doc.Node) bool {
	n := 0
	for name := range content.All() {
		if _, ok := ParseMediaType(name); !ok {
			return false
		}
		n++
	}
	return n > 0
}

// serves reports whether content holds a media type of exactly version v.
func serves(content *doc.Node, v Version) bool {
	for name := range content.All() {
		if mt, ok := ParseMediaType(name); ok && mt.Version == v {
			return true
		}
	}
	return false
}
