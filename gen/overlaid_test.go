package gen

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/internal/openapi"
	"github.com/atlasrestore/atlasrestore/internal/pin"
)

// Every operation, type, field and query parameter of a pin has a doc comment
// and every operation and type a frozen Go name.
func TestOverlaysSayEverything(t *testing.T) {
	t.Parallel()
	eachPin(t, func(t *testing.T, p *pinned, which pin.Pin) {
		d, err := p.overlaid(which)
		if err != nil {
			t.Fatal(err)
		}
		for op := range openapi.Operations(d) {
			if op.Node.Get("description").Text() == "" || op.Node.Get(extName).Text() == "" {
				t.Errorf("%s has no description or no %s", op, extName)
			}
			params, err := parameters(d, op)
			if err != nil {
				t.Fatal(err)
			}
			for _, param := range params {
				if param.Get("in").Text() == "query" && param.Get("description").Text() == "" {
					t.Errorf("%s: query parameter %s has no description", op, param.Get("name").Text())
				}
			}
		}
		for name, s := range d.Root.Lookup("components", "schemas").All() {
			if s.Get("description").Text() == "" || s.Get(extName).Text() == "" {
				t.Errorf("component %s has no description or no %s", name, extName)
			}
			for property, ps := range s.Get("properties").All() {
				if ps.Get("description").Text() == "" {
					t.Errorf("property %s of component %s has no description", property, name)
				}
			}
		}
	})
}

// An operation of a family has the same Go name in every version, and so have
// the types that it takes and returns.
func TestNamesAreTheSameInEveryVersion(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	p := embedded(t)
	for _, which := range p.config.Pins {
		d, err := p.overlaid(which)
		if err != nil {
			t.Fatal(err)
		}
		ops, err := readOperations(d, p.config.Family)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := generatorDocument(d, ops); err != nil {
			t.Fatal(err)
		}
		base := p.config.Sources[which.Source].Base
		for _, o := range ops {
			key := o.Method + " " + strings.TrimPrefix(o.Path, base)
			names := o.Name + "(" + o.requestSchema.Get("$ref").Text() + ") " + o.responseSchema.Get("$ref").Text()
			if first, ok := seen[key]; !ok {
				seen[key] = names
			} else if diff := cmp.Diff(first, names); diff != "" {
				t.Errorf("%s in %s: mismatch (-other version +this):\n%s", key, which.Version, diff)
			}
		}
	}
	if len(seen) != 21 {
		t.Errorf("%d different operations, want 21", len(seen))
	}
}

func eachPin(t *testing.T, f func(*testing.T, *pinned, pin.Pin)) {
	t.Helper()
	p := embedded(t)
	for _, which := range p.config.Pins {
		t.Run(which.Version, func(t *testing.T) {
			t.Parallel()
			f(t, p, which)
		})
	}
}

func embedded(t *testing.T) *pinned {
	t.Helper()
	p, err := loadPins(nil)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
