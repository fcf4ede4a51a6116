package gen

import (
	"context"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// Trace is a generated package with what its declarations were made from. What
// is not named here follows from the source: a field from its type and its JSON
// name, a method from the request builder that it ends in.
type Trace struct {
	// Files are what [Client] returns, but for the layout.
	Files map[string][]byte
	// Types are the places of the schemas in the document that the types were
	// made from, by Go name. Several types may be made from one schema, and a
	// schema that an overlay added has no place.
	Types map[string]Place
	// Operations are "METHOD /path" by the name of the Go function that builds
	// the requests of the operation.
	Operations map[string]string
}

// Place is where a node of a document begins: line and column, from 1, the
// column in characters.
type Place struct {
	Line, Col int
}

// ClientTrace generates what [Client] generates and tells what it was made from.
// It does not check that the package compiles.
func ClientTrace(ctx context.Context, opts ClientOptions) (*Trace, error) {
	j, err := clientJob(opts)
	if err != nil {
		return nil, err
	}
	m, err := build(ctx, j)
	if err != nil {
		return nil, err
	}
	t := &Trace{Files: m.files, Types: map[string]Place{}, Operations: map[string]string{}}
	for name, s := range m.document.Root.Lookup("components", "schemas").All() {
		if s.Pos != (doc.Pos{}) {
			t.Types[m.source.names[strings.ToLower(name)]] = Place{Line: int(s.Pos.Line), Col: int(s.Pos.Col)}
		}
	}
	for _, o := range m.operations {
		builder, _, err := m.source.builder(o.Name)
		if err != nil {
			return nil, err
		}
		t.Operations[builder] = o.String()
	}
	return t, nil
}
