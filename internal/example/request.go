package example

import (
	"net/url"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/openapi"
	"github.com/atlasrestore/atlasrestore/internal/schema"
)

// exampleHost stands for a server that the document does not name.
const exampleHost = "https://api.example.com"

// request returns a request of the operation that the side takes: the required
// parameters and a body, with values that its schemas accept.
func (m *maker) request(s *side, o openapi.Operation) (Message, bool) {
	return m.requestWith(s, o, via{}, nil)
}

// requestWith is request with a value given for one parameter.
func (m *maker) requestWith(s *side, o openapi.Operation, given via, value *doc.Node) (Message, bool) {
	msg := Message{Direction: finding.Request}
	parameters, err := o.Parameters(s.refs)
	if err != nil {
		return msg, false
	}
	path, query := o.Path, []string(nil)
	for _, p := range parameters {
		v := value
		if isGiven := p.In == given.part && p.Name == given.name; !isGiven {
			if !p.Required() {
				continue
			}
			if v = m.sample(s, schemaOf(p.Node)); v == nil {
				return msg, false
			}
		}
		switch text := scalarText(v); p.In {
		case "path":
			path = strings.ReplaceAll(path, "{"+p.Name+"}", url.PathEscape(text))
		case "query":
			query = append(query, queryText(p, v)...)
		case "header":
			msg.Headers = append(msg.Headers, Header{p.Name, text})
		case "cookie":
			msg.Headers = append(msg.Headers, Header{"Cookie", p.Name + "=" + url.QueryEscape(text)})
		}
	}
	msg.URL = server(o, s) + path
	if len(query) > 0 {
		msg.URL += "?" + strings.Join(query, "&")
	}
	if accept := accepted(s, o); accept != "" {
		msg.Headers = append(msg.Headers, Header{"Accept", accept})
	}
	return msg, m.addBody(&msg, s, o)
}

// addBody adds a sample of the first JSON body, if the operation takes one.
func (m *maker) addBody(msg *Message, s *side, o openapi.Operation) bool {
	holder, ptr := requestBody(s, o)
	for name, at := range jsonBodies(holder, ptr, "") {
		msg.Body = m.sample(s, at.node)
		msg.Headers = setHeader(msg.Headers, "Content-Type", name)
		return msg.Body != nil
	}
	return !holder.Get("required").Bool()
}

// sample returns a value that a schema accepts in a request; nil for none.
func (m *maker) sample(s *side, n *doc.Node) *doc.Node {
	if n == nil {
		return doc.NewString("value")
	}
	v, ok := m.check.Example(s.schema(n), schema.Request)
	if !ok {
		return nil
	}
	return v
}

// schemaOf returns the schema of a parameter, which may stand in content.
func schemaOf(p *doc.Node) *doc.Node {
	for _, media := range p.Get("content").All() {
		return media.Get("schema")
	}
	return p.Get("schema")
}

// parameter returns a request with the witness as the value of a parameter,
// when it is the whole value: of a part of one the place is not known.
func (q question) parameter(op finding.Operation, proof *Proof) (Message, bool) {
	if q.finding.Witness.AcceptedBy != "base" ||
		!q.judges(q.accepts, q.accepting, true) || !q.judges(q.refuses, q.refusing, false) {
		return Message{}, false
	}
	msg, ok := q.requestWith(q.accepts, q.accepting, q.via, q.witness)
	msg.Operation, msg.Proof = op, proof
	proof.Parameter = q.via.part + " parameter " + q.via.name
	return msg, ok
}

// judges tells whether the parameter is there and takes the witness, or does
// not take it.
func (q question) judges(s *side, o openapi.Operation, want bool) bool {
	parameters, err := o.Parameters(s.refs)
	if err != nil {
		return false
	}
	for _, p := range parameters {
		if p.In == q.via.part && p.Name == q.via.name && schemaOf(p.Node) != nil {
			got, err := q.check.Valid(s.schema(schemaOf(p.Node)), schema.Request, q.witness)
			return err == nil && got == want
		}
	}
	return false
}

// server returns the first address of an operation.
func server(o openapi.Operation, s *side) string {
	u := o.Servers(s.doc).URLs[0]
	if !strings.Contains(u, "://") {
		return exampleHost + u
	}
	return strings.ReplaceAll(u, "{}", "default")
}

// accepted returns the newest JSON media type of a success response.
func accepted(s *side, o openapi.Operation) string {
	best := ""
	for status := range o.Node.Get("responses").All() {
		if !openapi.Success(status) {
			continue
		}
		holder, ptr := response(s, o, status)
		for name := range jsonBodies(holder, ptr, "") {
			best = max(best, name)
		}
	}
	return best
}

// queryText writes a value as `style: form` does, or the style that the
// parameter has (OpenAPI 3.0, section 4.7.12.2).
func queryText(p openapi.Parameter, v *doc.Node) []string {
	name := url.QueryEscape(p.Name)
	how := p.Serialization(v.Kind != doc.Seq && v.Kind != doc.Map)
	switch {
	case how.Content != "":
		return []string{name + "=" + url.QueryEscape(string(doc.JSON(v)))}
	case v.Kind == doc.Seq && how.Explode:
		var out []string
		for _, item := range v.Items {
			out = append(out, name+"="+url.QueryEscape(scalarText(item)))
		}
		return out
	case v.Kind == doc.Map:
		var out []string
		for key, value := range v.All() {
			if how.Style == "deepObject" {
				key = p.Name + "[" + key + "]"
			}
			out = append(out, url.QueryEscape(key)+"="+url.QueryEscape(scalarText(value)))
		}
		return out
	}
	return []string{name + "=" + url.QueryEscape(scalarText(v))}
}

// scalarText writes a value as text; an array with commas between its items.
func scalarText(v *doc.Node) string {
	switch v.Kind {
	case doc.Seq:
		var items []string
		for _, item := range v.Items {
			items = append(items, scalarText(item))
		}
		return strings.Join(items, ",")
	case doc.Map:
		return string(doc.JSON(v))
	case doc.Null:
		return "null"
	}
	return v.Value
}

// setHeader replaces a header where it stands, or appends it.
func setHeader(headers []Header, name, value string) []Header {
	for i := range headers {
		if strings.EqualFold(headers[i].Name, name) {
			headers[i].Value = value
			return headers
		}
	}
	return append(headers, Header{name, value})
}
