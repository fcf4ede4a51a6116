package gen

import (
	"fmt"
	"slices"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/openapi"
)

// operation is what the generator knows about one operation.
type operation struct {
	openapi.Operation
	Name        string // Go name
	Family      string
	Description string // of an overlay; a predicate such as "returns one job."
	Resource    string // resource version; empty without dated media types
	Request     string // media type of the request body; empty without one
	Response    string // media type of the success response
	Sunset      string
	Params      []*doc.Node // all parameters, references resolved, the operation's own before those of its path

	requestSchema  *doc.Node // nil without a body
	responseSchema *doc.Node // nil when success has no body
	errorSchemas   []*doc.Node
	stream         bool // success has a body that is not JSON
}

// readOperations reads every operation of an overlaid document, in document
// order.
func readOperations(d *doc.Document, family func(method, path string) string) ([]*operation, error) {
	var out []*operation
	names := map[string]bool{}
	for op := range openapi.Operations(d) {
		o, err := readOperation(d, op)
		if err != nil {
			return nil, err
		}
		if names[strings.ToLower(o.Name)] {
			return nil, d.Errorf(op.Node, "%s: two operations would be called %s in Go", op, o.Name)
		}
		names[strings.ToLower(o.Name)] = true
		o.Family = family(op.Method, op.Path)
		out = append(out, o)
	}
	return out, nil
}

func readOperation(d *doc.Document, op openapi.Operation) (*operation, error) {
	o := &operation{
		Operation:   op,
		Name:        goName(op),
		Description: op.Node.Get("description").Text(),
	}
	if o.Name == "" {
		return nil, d.Errorf(op.Node, "%s has no operationId", op)
	}
	var version openapi.Version
	if vs := op.Versions(); len(vs) > 0 {
		version = vs[len(vs)-1]
		o.Resource = version.String()
	}
	o.Sunset = op.Sunset(version)
	var err error
	if o.Params, err = parameters(d, op); err != nil {
		return nil, err
	}
	if err := o.readBody(d); err != nil {
		return nil, err
	}
	return o, o.readResponses(d)
}

func goName(op openapi.Operation) string {
	for _, name := range []string{op.Node.Get(extName).Text(), op.OverrideID(), op.ID()} {
		if name != "" {
			return upperCamel(name)
		}
	}
	return ""
}

// named reports whether a caller may mean the operation by this name: its
// operationId, the id that the Atlas tools go on to use, or its Go name.
func named(op openapi.Operation, name string) bool {
	return name != "" && (name == op.ID() || name == op.OverrideID() || name == goName(op))
}

// parameters returns the parameters of the operation and of its path item; an
// operation's own parameter hides one of the same place and name (OpenAPI
// 3.0, Operation Object).
func parameters(d *doc.Document, op openapi.Operation) ([]*doc.Node, error) {
	var out []*doc.Node
	for _, list := range []*doc.Node{op.Node.Get("parameters"), op.Item.Get("parameters")} {
		if list == nil {
			continue
		}
		for _, p := range list.Items {
			p, err := deref(d, p)
			if err != nil {
				return nil, err
			}
			same := func(q *doc.Node) bool {
				return q.Get("name").Text() == p.Get("name").Text() && q.Get("in").Text() == p.Get("in").Text()
			}
			if !slices.ContainsFunc(out, same) {
				out = append(out, p)
			}
		}
	}
	return out, nil
}

// deref returns what a reference object refers to; other nodes are returned
// as they are.
func deref(d *doc.Document, n *doc.Node) (*doc.Node, error) {
	if ref := n.Get("$ref"); ref != nil {
		return d.Resolve(ref)
	}
	return n, nil
}

func (o *operation) readBody(d *doc.Document) error {
	body := o.Node.Get("requestBody")
	if body == nil {
		return nil
	}
	body, err := deref(d, body)
	if err != nil {
		return err
	}
	mediaType, schema, err := jsonMedia(d, body)
	if err != nil {
		return err
	}
	if schema == nil {
		return d.Errorf(o.Node.Get("requestBody"), "%s: the request body is not JSON with a schema, which a typed client cannot send", o)
	}
	o.Request, o.requestSchema = mediaType, schema
	return nil
}

// readResponses finds the success response that a typed method returns: the
// first one with a JSON body, else the first one with any other body.
func (o *operation) readResponses(d *doc.Document) error {
	for status, r := range o.Node.Get("responses").All() {
		r, err := deref(d, r)
		if err != nil {
			return err
		}
		mediaType, schema, err := jsonMedia(d, r)
		if err != nil {
			return err
		}
		if !strings.HasPrefix(status, "2") {
			if schema != nil {
				o.errorSchemas = append(o.errorSchemas, schema)
			}
			continue
		}
		if schema != nil && o.responseSchema == nil {
			o.Response, o.responseSchema = mediaType, schema
		}
		for name, media := range r.Get("content").All() {
			if o.Response == "" {
				o.Response = name
				o.stream = media.Get("schema") != nil
			}
		}
	}
	if o.responseSchema != nil {
		o.stream = false
	}
	if o.Response == "" {
		o.Response = "application/json"
	}
	return nil
}

// jsonMedia returns the JSON media type of a body and its schema; nil when
// there is none. (A 204 of Atlas names a media type without a schema, for its
// version alone.)
func jsonMedia(d *doc.Document, body *doc.Node) (mediaType string, schema *doc.Node, err error) {
	for name, media := range body.Get("content").All() {
		mt, dated := openapi.ParseMediaType(name)
		if dated && mt.Suffix != "json" || !dated && name != "application/json" && !strings.HasSuffix(name, "+json") {
			continue
		}
		if s := media.Get("schema"); s != nil {
			if schema != nil {
				return "", nil, d.Errorf(media, "two JSON media types, %q and %q, in one body: project the document to one version first", mediaType, name)
			}
			mediaType, schema = name, s
		}
	}
	return mediaType, schema, nil
}

// deprecation returns the text after "Deprecated: ", or "".
func (o *operation) deprecation() string {
	switch {
	case o.Sunset != "":
		return fmt.Sprintf("Atlas stops serving this operation on %s.", o.Sunset)
	case o.Deprecated():
		return "Atlas has deprecated this operation and not said when it ends."
	}
	return ""
}
