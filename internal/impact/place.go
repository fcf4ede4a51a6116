package impact

import (
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/openapi"
)

func component(p doc.Pointer) (section, name string, below []string, ok bool) {
	return openapi.Component(p)
}

// location words a place as findings do: "components.schemas.Job.properties.id",
// "GET /jobs: parameters.0".
func location(p doc.Pointer) string {
	if section, name, below, ok := component(p); ok {
		return "components." + section + "." + name + steps(below)
	}
	tokens, err := p.Tokens()
	if err != nil || len(tokens) < 3 || tokens[0] != "paths" {
		return strings.TrimPrefix(string(p), "/")
	}
	where := strings.ToUpper(tokens[2]) + " " + tokens[1]
	if len(tokens) > 3 {
		where += ": " + strings.TrimPrefix(steps(tokens[3:]), ".")
	}
	return where
}

// steps words the way down a schema: ".oneOf[0].properties.id".
func steps(tokens []string) string {
	var b strings.Builder
	for i, t := range tokens {
		if i > 0 && lists[tokens[i-1]] && (i < 2 || tokens[i-2] != "properties") {
			b.WriteString("[" + t + "]")
		} else {
			b.WriteString("." + t)
		}
	}
	return b.String()
}

// lists are the keywords that have a list of schemas or parameters.
var lists = map[string]bool{"allOf": true, "oneOf": true, "anyOf": true, "parameters": true}

// place makes a pointer one side of a finding; nil for none.
func (x *index) place(p doc.Pointer) *finding.Place {
	if p == "" {
		return nil
	}
	n, err := x.doc.At(p)
	if err != nil {
		return nil
	}
	return &finding.Place{Position: finding.Position{
		File: x.doc.Name, Line: int(n.Pos.Line), Col: int(n.Pos.Col), Pointer: string(p),
	}}
}
