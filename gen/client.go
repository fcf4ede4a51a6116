package gen

import (
	"bytes"
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"text/template"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

//go:embed client.go.tmpl
var clientTemplate string

// method is one typed method, ready for the template.
type method struct {
	*operation
	Builder    string       // function that builds the request
	PathParams []goParam    // in the order of the path; Wire is the name in the template
	RawParams  string       // type of the parameter struct of the low-level client, or ""
	Options    []option     // what the typed method lets the caller choose
	Body       string       // Go type of the request body, or ""
	Result     string       // Go type of the response body, or ""
	Deprecated string       // text after "Deprecated: ", or ""
	Pager      *pager       // nil when it is no list
	Waiting    *waiting     // nil when nothing says how to wait
	Download   *downloading // nil when nothing says what to download
}

// option is one field of an options struct.
type option struct {
	goParam
	Raw   string // expression for the field of the low-level parameter struct
	Value bool   // a plain value, the zero of which is not sent
}

// OptionsType is the name of the options struct of the method, or "".
func (m method) OptionsType() string {
	if len(m.Options) == 0 {
		return ""
	}
	return m.Name + "Options"
}

// Stream reports whether success has a body that is not JSON.
func (m method) Stream() bool { return m.stream }

func (m method) usesTime() bool {
	return slices.ContainsFunc(m.Options, func(o option) bool { return strings.Contains(o.Type, "time.") })
}

// Signature returns the parameters and results of the method.
func (m method) Signature() string {
	params := []string{"ctx context.Context"}
	for i, p := range m.PathParams {
		if i+1 < len(m.PathParams) && m.PathParams[i+1].Type == p.Type {
			params = append(params, p.Name) // one type for several names
		} else {
			params = append(params, p.Name+" "+p.Type)
		}
	}
	if t := m.OptionsType(); t != "" {
		params = append(params, "opts *"+t)
	}
	if m.Body != "" {
		params = append(params, "body "+m.Body)
	}
	return "(" + strings.Join(params, ", ") + ") " + m.results()
}

func (m method) results() string {
	switch {
	case m.Result != "":
		return "(*" + m.Result + ", error)"
	case m.stream:
		return "(io.ReadCloser, error)"
	}
	return "error"
}

// Check returns the arguments of atlas.CheckPath after the operation, or "".
// Only texts can be wrong in its sense; a number or a boolean cannot.
func (m method) Check() string {
	var args []string
	for _, p := range m.PathParams {
		schema := parameter(m.operation, p.Wire, true).Get("schema")
		switch {
		case p.Type == "string":
			args = append(args, strconv.Quote(p.Name), p.Name)
		case schema.Get("type").Text() == "string" || schema.Get("$ref") != nil:
			args = append(args, strconv.Quote(p.Name), "string("+p.Name+")")
		}
	}
	return strings.Join(args, ", ")
}

// BuilderArgs returns the arguments of the request builder after the server.
func (m method) BuilderArgs() string {
	args := m.pathArgs()
	switch {
	case len(m.Options) > 0:
		args = append(args, "opts.params()")
	case m.RawParams != "":
		args = append(args, "nil")
	}
	if m.Body != "" {
		args = append(args, "body")
	}
	return strings.Join(append([]string{"c.core.BaseURL()"}, args...), ", ")
}

func (m method) pathArgs() []string {
	var names []string
	for _, p := range m.PathParams {
		names = append(names, p.Name)
	}
	return names
}

// CommentLines returns the doc comment of an option line by line.
func (o option) CommentLines() []string {
	if o.Comment == "" {
		return nil
	}
	return strings.Split(o.Comment, "\n")
}

// client writes the typed client, not yet formatted, over the generated models and builders.
func client(d, gd *doc.Document, header, pkg, apiVersion string, ops []*operation, g *goPackage) ([]byte, error) {
	var methods []method
	for _, o := range ops {
		m, err := newMethod(o, g)
		if err != nil {
			return nil, err
		}
		m.Pager = m.pager(g)
		if m.Waiting, err = m.waiting(d, g); err != nil {
			return nil, err
		}
		if m.Download, err = m.downloading(d, g); err != nil {
			return nil, err
		}
		methods = append(methods, m)
	}
	slices.SortStableFunc(methods, func(a, b method) int { return strings.Compare(a.Name, b.Name) })
	if err := addBatches(methods, d); err != nil {
		return nil, err
	}
	if err := distinctMethods(methods); err != nil {
		return nil, err
	}
	t, err := template.New("client").Funcs(template.FuncMap{
		"quote": strconv.Quote, "oneLine": oneLine, "join": strings.Join,
	}).Parse(clientTemplate)
	if err != nil {
		return nil, err
	}
	secrets := secretTypes(gd, g)
	var b bytes.Buffer
	err = t.Execute(&b, map[string]any{
		"Secrets": secrets,
		"Header":  header, "Package": pkg, "APIVersion": apiVersion, "Methods": methods, "Enums": g.enums,
		"UsesIO":   slices.ContainsFunc(methods, method.Stream),
		"UsesTime": slices.ContainsFunc(methods, method.usesTime),
		"UsesIter": slices.ContainsFunc(methods, func(m method) bool { return m.Pager != nil }),
		"UsesCmp":  slices.ContainsFunc(methods, func(m method) bool { return m.Pager != nil && m.Pager.Sized }),
	})
	if err != nil {
		return nil, fmt.Errorf("write client of %s: %w", pkg, err)
	}
	return b.Bytes(), nil
}

// distinctMethods gives iterators names that no method has, and refuses Wait
// and Download methods of a name that is taken.
func distinctMethods(methods []method) error {
	taken := map[string]bool{"Raw": true}
	for _, m := range methods {
		taken[m.Name] = true
	}
	for _, m := range methods {
		var names []string
		if m.Waiting != nil {
			names = append(names, m.Waiting.Name)
			if m.Waiting.Batch != nil {
				names = append(names, m.Waiting.Batch.Name)
			}
		}
		if m.Download != nil {
			names = append(names, m.Download.Name)
		}
		for _, name := range names {
			if taken[name] {
				return fmt.Errorf("%s: two methods would be called %s in Go", m.operation, name)
			}
			taken[name] = true
		}
	}
	for _, m := range methods {
		if m.Pager != nil {
			m.Pager.Name = unique(m.Pager.Name, func(n string) bool { return taken[n] })
			taken[m.Pager.Name] = true
		}
	}
	return nil
}

func newMethod(o *operation, g *goPackage) (method, error) {
	name, params, err := g.builder(o.Name)
	if err != nil {
		return method{}, err
	}
	m := method{operation: o, Builder: name, Deprecated: o.deprecation()}
	wires := pathNames(o.Path)
	for _, p := range params {
		switch {
		case strings.HasPrefix(p.Type, "*") && strings.HasSuffix(p.Type, "Params"):
			m.RawParams = strings.TrimPrefix(p.Type, "*")
		case p.Name == "body":
			m.Body = g.schemaType(o.requestSchema)
		default:
			if len(m.PathParams) < len(wires) {
				p.Wire = wires[len(m.PathParams)]
			}
			m.PathParams = append(m.PathParams, p)
		}
	}
	if len(m.PathParams) != len(wires) {
		return method{}, fmt.Errorf("%s: the path has %d parameters and the request builder takes %d", o, len(wires), len(m.PathParams))
	}
	taken := map[string]bool{}
	for i, p := range m.PathParams {
		m.PathParams[i].Name = unique(lowerCamel(p.Name), func(n string) bool { return taken[n] })
		taken[m.PathParams[i].Name] = true
	}
	m.Options = options(o, g.fields(m.RawParams))
	m.Result = g.schemaType(o.responseSchema)
	return m, nil
}

// pathNames returns the names of the parameters in a path template, in order.
func pathNames(path string) []string {
	var out []string
	for _, part := range strings.Split(path, "{")[1:] {
		name, _, _ := strings.Cut(part, "}")
		out = append(out, name)
	}
	return out
}

// schemaType returns the Go type of a written reference.
func (g *goPackage) schemaType(ref *doc.Node) string {
	if ref == nil {
		return ""
	}
	name := strings.TrimPrefix(ref.Get("$ref").Text(), schemaPrefix)
	if goName, ok := g.names[strings.ToLower(name)]; ok {
		return goName
	}
	return name
}

// options returns the fields that a caller of a typed method may choose: every
// parameter but envelope and pretty, which change the shape of the answer.
func options(o *operation, fields []goParam) []option {
	var out []option
	for _, f := range fields {
		if f.Wire == "envelope" || f.Wire == "pretty" {
			continue
		}
		opt := option{goParam: f, Raw: "o." + f.Name}
		base, pointer := strings.CutPrefix(f.Type, "*")
		if pointer && zeroMeansUnset(parameter(o, f.Wire, false)) {
			opt.Value = true
			opt.Type = base
			opt.Raw = "atlas.Optional(o." + f.Name + ")"
			if strings.HasPrefix(base, "[]") || strings.HasPrefix(base, "map[") {
				opt.Raw = "atlas.OptionalSlice(o." + f.Name + ")"
			}
		}
		out = append(out, opt)
	}
	return out
}

// parameter returns the parameter of a name, in the path or elsewhere.
func parameter(o *operation, name string, inPath bool) *doc.Node {
	for _, p := range o.Params {
		if p.Get("name").Text() == name && (p.Get("in").Text() == "path") == inPath {
			return p
		}
	}
	return nil
}

// zeroMeansUnset reports whether the zero value of an optional parameter says
// the same as leaving it out: an empty text or list selects nothing, false is
// the default, and zero is below the minimum.
func zeroMeansUnset(p *doc.Node) bool {
	s := p.Get("schema")
	switch s.Get("type").Text() {
	case "string":
		return s.Get("format").Text() != "date-time" && s.Get("format").Text() != "binary"
	case "boolean":
		return !s.Get("default").Bool() && s.Get("default") != nil
	case "integer", "number":
		low := s.Get("minimum")
		if low == nil {
			return false
		}
		min, err := strconv.ParseFloat(low.Value, 64)
		return err == nil && min > 0
	case "array":
		return true
	}
	return false
}
