package gen

import (
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// maxSchemas is how many types a package may get: the whole Atlas document makes
// some 3,000.
const maxSchemas = 10_000

// generatorDocument builds the document that oapi-codegen gets: the
// operations under their Go names, one schema per direction, plain JSON media
// types (the versioned ones are put on by package atlas), and no responses,
// because the typed client does not use what oapi-codegen makes of them.
func generatorDocument(d *doc.Document, ops []*operation) (*doc.Document, error) {
	// An overlay can have added a reference that leads nowhere.
	if _, err := d.Closure(d.Root); err != nil {
		return nil, err
	}
	h, err := newHoister(d)
	if err != nil {
		return nil, err
	}
	h.all(ops)
	if n := len(h.schemas.Members); n > maxSchemas {
		return nil, d.Errorf(d.Root.Get("components"), "%d schemas would be types, want at most %d", n, maxSchemas)
	}
	x := newSplitter(h, ops)
	paths := doc.NewMap()
	for _, o := range ops {
		if paths.Get(o.Path) == nil {
			paths.Set(o.Path, doc.NewMap())
		}
		paths.Get(o.Path).Set(strings.ToLower(o.Method), x.operation(o))
	}
	info := doc.NewMap()
	info.Set("title", doc.NewString("Atlas"))
	info.Set("version", doc.NewString("1"))
	components := doc.NewMap()
	components.Set("schemas", x.write())
	root := doc.NewMap()
	root.Set("openapi", doc.NewString("3.0.3"))
	root.Set("info", info)
	root.Set("paths", paths)
	root.Set("components", components)
	return &doc.Document{Name: d.Name, Root: root}, nil
}

func (x *splitter) operation(o *operation) *doc.Node {
	n := doc.NewMap()
	n.Set("operationId", doc.NewString(o.Name))
	if o.Description != "" {
		n.Set("description", doc.NewString(o.Name+" "+o.Description))
	}
	if reason := o.deprecation(); reason != "" {
		n.Set("deprecated", doc.NewBool(true))
		n.Set(extReason, doc.NewString(reason))
	}
	if len(o.Params) > 0 {
		list := doc.NewSeq()
		for _, p := range o.Params {
			list.Items = append(list.Items, x.parameter(p))
		}
		n.Set("parameters", list)
	}
	if o.requestSchema != nil {
		o.requestSchema = x.schema(o.requestSchema, request)
		media := doc.NewMap()
		media.Set("schema", o.requestSchema)
		content := doc.NewMap()
		content.Set("application/json", media)
		body := doc.NewMap()
		body.Set("required", doc.NewBool(true))
		body.Set("content", content)
		n.Set("requestBody", body)
	}
	if o.responseSchema != nil {
		o.responseSchema = x.schema(o.responseSchema, response)
	}
	for _, s := range o.errorSchemas {
		x.schema(s, response) // for users of the low-level client
	}
	ok := doc.NewMap()
	ok.Set("description", doc.NewString("OK"))
	responses := doc.NewMap()
	responses.Set("200", ok)
	n.Set("responses", responses)
	return n
}

func (x *splitter) parameter(p *doc.Node) *doc.Node {
	out := doc.NewMap()
	for key, v := range p.All() {
		switch key {
		case "schema":
			v = x.schema(v, request)
		default:
			v = v.Clone()
		}
		out.Set(key, v)
	}
	if out.Get(extGoName) == nil {
		name := upperCamel(p.Get("name").Text())
		if p.Get("in").Text() == "path" {
			name = lowerCamel(p.Get("name").Text())
		}
		out.Set(extGoName, doc.NewString(name))
	}
	return out
}
