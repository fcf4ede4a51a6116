package impact

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/openapi"
)

// index finds places of a document.
type index struct {
	doc        *doc.Document
	pointers   map[doc.Pos][]doc.Pointer // of objects; an alias of YAML stands at several
	operations map[string]openapi.Operation
}

func newIndex(d *doc.Document) *index {
	x := &index{doc: d, pointers: map[doc.Pos][]doc.Pointer{}, operations: map[string]openapi.Operation{}}
	x.add(d.Root, "")
	for op := range openapi.Operations(d) {
		x.operations[op.String()] = op
	}
	return x
}

func (x *index) add(n *doc.Node, p doc.Pointer) {
	if n.Kind == doc.Map {
		x.pointers[n.Pos] = append(x.pointers[n.Pos], p)
	}
	for _, m := range n.Members {
		if m.Value.Kind == doc.Map || m.Value.Kind == doc.Seq {
			x.add(m.Value, p.Child(m.Name))
		}
	}
	for i, item := range n.Items {
		if item.Kind == doc.Map || item.Kind == doc.Seq {
			x.add(item, p.Child(strconv.Itoa(i)))
		}
	}
}

// operation returns the place of an operation, "" when there is none.
func (x *index) operation(op string) doc.Pointer {
	o, ok := x.operations[op]
	if !ok {
		return ""
	}
	return doc.Pointer("").Child("paths", o.Path, strings.ToLower(o.Method))
}

// follow returns where a reference leads; p and n themselves when n is none
// or leads nowhere.
func (x *index) follow(p doc.Pointer, n *doc.Node) (doc.Pointer, *doc.Node) {
	for range maxReferences {
		text, err := url.PathUnescape(strings.TrimPrefix(n.Get("$ref").Text(), "#"))
		if err != nil || text == "" {
			break
		}
		next, err := x.doc.At(doc.Pointer(text))
		if err != nil {
			break
		}
		p, n = doc.Pointer(text), next
	}
	return p, n
}

const maxReferences = 100

// properties returns the places where a schema, or what it inherits from,
// declares a property.
func (x *index) properties(p doc.Pointer, name string) []doc.Pointer {
	n, err := x.doc.At(p)
	if err != nil {
		return nil
	}
	var out []doc.Pointer
	seen := map[*doc.Node]bool{}
	var walk func(p doc.Pointer, n *doc.Node)
	walk = func(p doc.Pointer, n *doc.Node) {
		p, n = x.follow(p, n)
		if seen[n] {
			return
		}
		seen[n] = true
		if n.Get("properties").Has(name) {
			out = append(out, p.Child("properties", name))
		}
		if all := n.Get("allOf"); all != nil {
			for i, member := range all.Items {
				walk(p.Child("allOf", strconv.Itoa(i)), member)
			}
		}
	}
	walk(p, n)
	return out
}

// parameters returns the places of the parameters of an operation that have
// this name, those that refer and what they refer to.
func (x *index) parameters(op, name string) []doc.Pointer {
	o, ok := x.operations[op]
	if !ok {
		return nil
	}
	item := doc.Pointer("").Child("paths", o.Path)
	return append(
		x.named(o.Item.Get("parameters"), item.Child("parameters"), name),
		x.named(o.Node.Get("parameters"), item.Child(strings.ToLower(o.Method), "parameters"), name)...)
}

func (x *index) named(list *doc.Node, p doc.Pointer, name string) []doc.Pointer {
	if list == nil {
		return nil
	}
	var out []doc.Pointer
	for i, param := range list.Items {
		at := p.Child(strconv.Itoa(i))
		target, resolved := x.follow(at, param)
		if resolved.Get("name").Text() != name {
			continue
		}
		out = append(out, at)
		if target != at {
			out = append(out, target)
		}
	}
	return out
}

// parent returns the pointer without its last token; "" for the root.
func parent(p doc.Pointer) doc.Pointer {
	return p[:max(0, strings.LastIndexByte(string(p), '/'))]
}

// depth counts the tokens of a pointer.
func depth(p doc.Pointer) int { return strings.Count(string(p), "/") }
