package openapi

import (
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// Parameter is a parameter of an operation, wherever it was declared.
type Parameter struct {
	In, Name string // as written
	Node     *doc.Node
	Pointer  doc.Pointer // of the component it came from; empty for an inline one
	Shared   bool        // it stands in the path item, not in the operation
	Index    int         // its place in that list of parameters
}

// Required reports whether a request must carry the parameter. Path parameters
// always must (OpenAPI 3.0, section 4.7.12).
func (p Parameter) Required() bool { return p.In == "path" || p.Node.Get("required").Bool() }

// Deprecated reports whether the parameter says so.
func (p Parameter) Deprecated() bool { return p.Node.Get("deprecated").Bool() }

// Key identifies the parameter within its operation, except for path
// parameters, whose name is immaterial: those go by position.
func (p Parameter) Key() string {
	if p.In == "header" {
		return p.In + " " + strings.ToLower(p.Name)
	}
	return p.In + " " + p.Name
}

// ignoredHeaders are the header parameters that OpenAPI says are ignored: they
// are described elsewhere (OpenAPI 3.0, section 4.7.12.1, "name").
var ignoredHeaders = map[string]bool{"accept": true, "content-type": true, "authorization": true}

// Parameters returns the parameters of the operation: those of the path item,
// unless the operation declares the same one, then its own.
func (o Operation) Parameters(r *Resolver) ([]Parameter, error) {
	var out []Parameter
	index := map[string]int{}
	for at, list := range []*doc.Node{o.Item.Get("parameters"), o.Node.Get("parameters")} {
		for i, n := range items(list) {
			t, err := r.Follow(n)
			if err != nil {
				return nil, err
			}
			p := Parameter{In: t.Node.Get("in").Text(), Name: t.Node.Get("name").Text(), Node: t.Node, Pointer: t.Pointer, Shared: at == 0, Index: i}
			if p.In == "header" && ignoredHeaders[strings.ToLower(p.Name)] {
				continue
			}
			if i, ok := index[p.Key()]; ok {
				out[i] = p
				continue
			}
			index[p.Key()] = len(out)
			out = append(out, p)
		}
	}
	return out, nil
}

// Serialization is how a value gets on the wire, with the defaults filled in.
// Two parameters of equal Serialization are written the same way.
type Serialization struct {
	Style         string // "form", "simple", "matrix", ...; empty when Content is set
	Explode       bool
	AllowReserved bool
	Content       string // the media type of a parameter described by content
}

// styles are the defaults by place (OpenAPI 3.0, section 4.7.12.2).
var styles = map[string]string{"query": "form", "cookie": "form", "path": "simple", "header": "simple"}

// Serialization returns the effective style, or the media type. Explode is
// false where it cannot make a difference: for a value that is a scalar, which
// the caller knows.
func (p Parameter) Serialization(scalar bool) Serialization {
	return SerializationOf(p.Node, p.In, scalar)
}

// SerializationOf is Parameter.Serialization for an object that has the same
// keywords, such as a Header Object (in: "header") or an Encoding Object of a
// form (in: "query").
func SerializationOf(n *doc.Node, in string, scalar bool) Serialization {
	for media := range n.Get("content").All() {
		return Serialization{Content: strings.ToLower(media)}
	}
	s := Serialization{Style: n.Get("style").Text()}
	if s.Style == "" {
		s.Style = styles[in]
	}
	s.Explode = s.Style == "form"
	if e := n.Get("explode"); e != nil {
		s.Explode = e.Bool()
	}
	if scalar || s.Style == "deepObject" {
		s.Explode = false
	}
	s.AllowReserved = in == "query" && n.Get("allowReserved").Bool()
	return s
}
