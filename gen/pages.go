package gen

import "strings"

// pager is what an iterator over the pages of a list needs.
type pager struct {
	Name    string // of the iterator, "AllCloudRestoreJobs"
	Results string // Go expression for the results of a page
	Element string // Go type of a result
	Sized   bool   // the options have PageNum and ItemsPerPage
	Counted bool   // the options have IncludeCount
}

// pager returns what an iterator over the method needs, nil when it is no list:
// a GET whose answer has a list called results.
func (m method) pager(g *goPackage) *pager {
	if m.Method != "GET" || m.Body != "" || m.Result == "" {
		return nil
	}
	p := &pager{Name: "All" + strings.TrimPrefix(m.Name, "List")}
	for _, f := range g.fields(m.Result) {
		expr, typ := valueOf("page."+f.Name, f.Type)
		if element, ok := strings.CutPrefix(typ, "[]"); ok && f.Wire == "results" {
			p.Results, p.Element = expr, element
		}
	}
	if p.Element == "" {
		return nil
	}
	types := map[string]string{}
	for _, o := range m.Options {
		types[o.Wire] = o.Type
	}
	p.Sized = types["pageNum"] == "int" && types["itemsPerPage"] == "int"
	p.Counted = types["includeCount"] == "*bool"
	return p
}

// PathArgs returns the path parameters as arguments.
func (m method) PathArgs() string { return strings.Join(m.pathArgs(), ", ") }

// PathSignature returns the parameters of the method without body and options.
func (m method) PathSignature() string {
	m.Options, m.Body = nil, ""
	params, _, _ := strings.Cut(strings.TrimPrefix(m.Signature(), "("), ")")
	return params
}
