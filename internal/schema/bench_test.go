package schema_test

import (
	"testing"

	"github.com/atlasrestore/atlasrestore/internal/schema"
)

func BenchmarkHash(b *testing.B) {
	d := upstream(b, "v2-2026-08-21.yaml")
	for b.Loop() {
		c := schema.NewChecker()
		for _, n := range d.Root.Lookup("components", "schemas").All() {
			c.Hash(schema.Schema{Doc: d, Node: n}, schema.Response)
		}
	}
}

// BenchmarkContains asks for all components of the same name in two real
// documents, in both directions.
func BenchmarkContains(b *testing.B) {
	base, rev := upstream(b, "v2-2025-04-10.yaml"), upstream(b, "v2-2026-08-21.yaml")
	for b.Loop() {
		c := schema.NewChecker()
		pairs(base, rev, func(_ string, l, r schema.Schema) {
			c.Contains(schema.Query{Sub: l, Super: r, Direction: schema.Request, Closed: true})
			c.Contains(schema.Query{Sub: r, Super: l, Direction: schema.Response, Closed: true})
		})
	}
}
