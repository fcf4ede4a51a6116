package schema_test

import (
	"testing"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/schema"
)

// FuzzContains asks about arbitrary documents: it must not panic, refutations
// must hold, and nothing may be outside itself.
func FuzzContains(f *testing.F) {
	for _, s := range [][2]string{
		{`{type: string}`, `{type: integer}`},
		{refs(pets), refs(list)},
		{refs(twins), refs(tree)},
		{`{T: {oneOf: [{type: object, required: [a]}, {type: object, required: [b]}], not: {required: [c]}}}`, `{T: {anyOf: [{enum: [1, {a: 2}]}, {pattern: '^a'}]}}`},
		{`{T: {type: array, prefixItems: [{const: 1}], items: {multipleOf: 0.1}, uniqueItems: true}}`, `{T: {patternProperties: {a: {minimum: 1e3}}}}`},
	} {
		f.Add(s[0], s[1], uint8(0))
		f.Add(s[0], s[1], uint8(7))
	}
	f.Fuzz(func(t *testing.T, left, right string, mode uint8) {
		if len(left)+len(right) > 4000 {
			return
		}
		version := "3.0.3"
		if mode&1 != 0 {
			version = "3.1.0"
		}
		read := func(text string) (schema.Schema, bool) {
			d, err := doc.Parse("x.yaml", []byte("openapi: "+version+"\ncomponents: {schemas: "+text+"}\n"))
			if err != nil {
				return schema.Schema{}, false
			}
			n := d.Root.Lookup("components", "schemas", "T")
			return schema.Schema{Doc: d, Node: n}, n != nil
		}
		a, ok := read(left)
		b, ok2 := read(right)
		if !ok || !ok2 {
			return
		}
		q := schema.Query{Sub: a, Super: b, Direction: schema.Direction(mode >> 1 % 3), Closed: mode&8 != 0}
		c := schema.NewChecker()
		check(t, c, q)
		q.Super = q.Sub
		if r := c.Contains(q); r.Verdict == schema.No {
			t.Errorf("not within itself: %s", doc.JSON(r.Witness))
		}
		c.Example(a, q.Direction)
	})
}
