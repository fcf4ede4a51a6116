package schema_test

import (
	"testing"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/schema"
)

// parse reads YAML or JSON.
func parse(t testing.TB, text string) *doc.Document {
	t.Helper()
	d, err := doc.Parse("test.yaml", []byte(text))
	if err != nil {
		t.Fatalf("parse %s: %v", text, err)
	}
	return d
}

// bare reads one schema.
func bare(t testing.TB, text string, dialect schema.Dialect) schema.Schema {
	t.Helper()
	return schema.Bare(parse(t, text).Root, dialect)
}

// component reads a document with these components and returns one of them.
func component(t testing.TB, version, components, name string) schema.Schema {
	t.Helper()
	d := parse(t, "openapi: "+version+"\ncomponents: {schemas: "+components+"}\n")
	n := d.Root.Lookup("components", "schemas", name)
	if n == nil {
		t.Fatalf("no component %q in %s", name, components)
	}
	return schema.Schema{Doc: d, Node: n}
}

// check asks and verifies that a refutation is one.
func check(t testing.TB, c *schema.Checker, q schema.Query) schema.Result {
	t.Helper()
	r := c.Contains(q)
	if r.Verdict != schema.No {
		if r.Witness != nil {
			t.Errorf("%v with a witness", r.Verdict)
		}
		return r
	}
	if ok, err := c.Valid(q.Sub, q.Direction, r.Witness); err != nil || !ok {
		t.Errorf("witness %s is not valid on the left: %v", doc.JSON(r.Witness), err)
	}
	if ok, err := c.Valid(q.Super, q.Direction, r.Witness); err != nil || ok {
		t.Errorf("witness %s is valid on the right: %v", doc.JSON(r.Witness), err)
	}
	return r
}
