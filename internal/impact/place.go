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
		return strings.Join(append([]string{"components", section, name}, below...), ".")
	}
	tokens, err := p.Tokens()
	if err != nil || len(tokens) < 3 || tokens[0] != "paths" {
		return strings.TrimPrefix(string(p), "/")
	}
	where := strings.ToUpper(tokens[2]) + " " + tokens[1]
	if len(tokens) > 3 {
		where += ": " + strings.Join(tokens[3:], ".")
	}
	return where
}

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
