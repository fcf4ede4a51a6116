package openapi

import (
	"net/url"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// Target is what a Reference Object leads to.
type Target struct {
	Node *doc.Node
	// Pointer is the place of Node as the last reference of the chain names it;
	// empty when there was no reference.
	Pointer doc.Pointer
}

// Resolver follows the references of one document and remembers where they
// lead, because in real documents thousands of references name a few hundred
// components. It is not safe for concurrent use.
type Resolver struct {
	doc  *doc.Document
	seen map[string]Target
}

// NewResolver returns a resolver for the references of d.
func NewResolver(d *doc.Document) *Resolver {
	return &Resolver{doc: d, seen: map[string]Target{}}
}

// Follow returns n itself when it is no Reference Object (OpenAPI 3.0,
// section 4.7.23), else what the reference leads to. It fails, with the place
// of the reference, on one that is remote, dangling or a cycle.
func (r *Resolver) Follow(n *doc.Node) (Target, error) {
	ref := n.Get("$ref")
	if ref == nil || ref.Kind != doc.String {
		return Target{Node: n}, nil
	}
	if t, ok := r.seen[ref.Value]; ok {
		return t, nil
	}
	node, err := r.doc.Resolve(ref)
	if err != nil {
		return Target{}, err
	}
	t := Target{Node: node, Pointer: r.last(ref.Value)}
	r.seen[ref.Value] = t
	return t, nil
}

// last returns the pointer of the last reference in a chain that is known to
// end.
func (r *Resolver) last(ref string) doc.Pointer {
	for {
		text, err := url.PathUnescape(strings.TrimPrefix(ref, "#"))
		if err != nil {
			return ""
		}
		p := doc.Pointer(text)
		n, err := r.doc.At(p)
		if err != nil {
			return ""
		}
		next := n.Get("$ref").Text()
		if next == "" {
			return p
		}
		ref = next
	}
}

// Component splits a pointer such as /components/schemas/Pet/properties/x into
// the section "schemas", the name "Pet" and the tokens below it. It returns
// false for a pointer that leads to no component.
func Component(p doc.Pointer) (section, name string, below []string, ok bool) {
	tokens, err := p.Tokens()
	if err != nil || len(tokens) < 3 || tokens[0] != "components" {
		return "", "", nil, false
	}
	return tokens[1], tokens[2], tokens[3:], true
}

// Success reports whether a key of a Responses Object is a 2xx or 3xx status
// or range.
func Success(status string) bool { return success(status) }

// Endpoints returns the operations of the paths of a document in its order,
// like Operations, but also those of path items that are references
// (OpenAPI 3.0, section 4.7.9).
func Endpoints(d *doc.Document, r *Resolver) ([]Operation, error) {
	return endpoints(d.Root.Get("paths"), r)
}

// Webhooks returns the operations of the webhooks of an OpenAPI 3.1 document.
// Their Path is the name of the webhook.
func Webhooks(d *doc.Document, r *Resolver) ([]Operation, error) {
	return endpoints(d.Root.Get("webhooks"), r)
}

// Expressions returns the operations of one Callback Object. Their Path is the
// runtime expression.
func Expressions(callback *doc.Node, r *Resolver) ([]Operation, error) {
	return endpoints(callback, r)
}

func endpoints(items *doc.Node, r *Resolver) ([]Operation, error) {
	var ops []Operation
	for path, item := range items.All() {
		if strings.HasPrefix(path, "x-") {
			continue
		}
		t, err := r.Follow(item)
		if err != nil {
			return nil, err
		}
		for _, m := range methods {
			if n := t.Node.Get(m); n != nil && n.Kind == doc.Map {
				ops = append(ops, Operation{Method: strings.ToUpper(m), Path: path, Node: n, Item: t.Node})
			}
		}
	}
	return ops, nil
}
