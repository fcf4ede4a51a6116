package schema_test

import (
	"math/rand/v2"
	"testing"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/schema"
)

// TestNormalFormAgrees: the normal form and the independent validator accept
// the same values.
func TestNormalFormAgrees(t *testing.T) {
	t.Parallel()
	n := 400
	if testing.Short() {
		n = 60
	}
	m := maker{rand.New(rand.NewPCG(9, 10))}
	count := map[schema.Verdict]int{}
	for i := range n {
		c := schema.NewChecker()
		text := m.schema(3)
		s := bare(t, text, schema.OpenAPI31)
		dir := schema.Plain
		if i%2 == 0 {
			text = m.document()
			s = component(t, "3.0.3", text, m.one("A", "B", "C", "P", "Q"))
			dir = schema.Direction(m.IntN(3))
		}
		values := []*doc.Node{}
		if v, ok := c.Example(s, dir); ok {
			values = append(values, v)
		}
		for range 40 {
			values = append(values, parse(t, m.value(3)).Root)
		}
		for _, v := range values {
			valid, err := c.Valid(s, dir, v)
			if err != nil {
				continue
			}
			fits := c.Fits(s, dir, v)
			count[fits]++
			if fits == schema.Yes && !valid || fits == schema.No && valid {
				t.Fatalf("%s in %s (%v): normal form %v, validator %v", doc.JSON(v), text, dir, fits, valid)
			}
		}
	}
	t.Logf("answers: %v", count)
}
