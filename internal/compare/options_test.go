package compare_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/internal/compare"
	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/finding"
)

const head = "openapi: 3.0.3\ninfo: {title: T, version: \"1\"}\n"

func TestRefusals(t *testing.T) {
	t.Parallel()
	fine := head + "paths: {}\n"
	get := func(schema string) string {
		return head + "paths: {/a: {get: {responses: {'200': {description: OK, content: {application/json: {schema: " + schema + "}}}}}}}\n"
	}
	tests := []struct {
		name, base, rev string
		opts            compare.Options
		want            string
	}{
		{"no_openapi", "a: 1", fine, compare.Options{}, "base.yaml:1:1: not an OpenAPI document"},
		{"swagger", fine, "swagger: '2.0'", compare.Options{}, "rev.yaml:1:10: Swagger 2.0"},
		{"dangling", get("{type: string}"), get("{$ref: '#/components/schemas/X'}"), compare.Options{}, "rev.yaml:3:"},
		{"remote", get("{type: string}"), get("{$ref: 'other.yaml#/X'}"), compare.Options{}, "only references into the same document"},
		{"profile", fine, fine, compare.Options{Profile: "lax"}, `profile "lax": want strict, tolerant-reader or atlas`},
		{"as_of", fine, fine, compare.Options{AsOf: "tomorrow"}, `as of "tomorrow": want YYYY-MM-DD`},
		{"version", fine, fine, compare.Options{BaseAPIVersion: "v2"}, `"v2" is not an API version`},
		{"rule", fine, fine, compare.Options{Severity: map[string]map[finding.Direction]finding.Severity{"no-such": {}}}, `severity of rule "no-such": there is no such rule`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			findings, err := compare.Compare(t.Context(), parse(t, "base.yaml", tt.base), parse(t, "rev.yaml", tt.rev), tt.opts)
			if err == nil || !strings.Contains(err.Error(), tt.want) || findings != nil {
				t.Errorf("findings %v, error %v, want none and %q", findings, err, tt.want)
			}
		})
	}
}

func TestCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	d := parse(t, "a.yaml", head+"paths: {/a: {get: {responses: {'200': {description: OK}}}}}\n")
	if _, err := compare.Compare(ctx, d, d, compare.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
}

func TestSeverityOverrides(t *testing.T) {
	t.Parallel()
	base := parse(t, "base.yaml", head+"paths: {/a: {get: {responses: {'200': {description: OK}}}}, /b: {get: {parameters: [{name: q, in: query, schema: {type: string}}], responses: {'200': {description: OK}}}}}\n")
	rev := parse(t, "rev.yaml", head+"paths: {/b: {get: {responses: {'200': {description: OK}}}}}\n")
	findings := run(t, base, rev, compare.Options{Severity: map[string]map[finding.Direction]finding.Severity{
		"operation-removed": {"": finding.Compatible},
		"parameter-removed": {"": finding.Compatible, finding.Request: finding.Breaking},
	}})
	want := []string{"breaking wire request parameter-removed GET /b: query parameter q", "compatible wire - operation-removed GET /a"}
	var got []string
	for _, f := range findings {
		got = append(got, line(f))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("findings mismatch (-want +got):\n%s", diff)
	}
}

// A change in a component is one finding with all operations that reach it,
// the ways in which they do, the place on both sides and a witness.
func TestFindingOfSharedComponent(t *testing.T) {
	t.Parallel()
	text := func(max string) string {
		return head + `paths:
  /a:
    get: {operationId: getA, responses: {'200': {description: OK}, default: {description: Error, content: {application/json: {schema: {$ref: '#/components/schemas/Error'}}}}}}
  /b:
    post:
      operationId: postB
      requestBody: {content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Error'}}}}}
      responses: {'200': {description: OK, content: {application/json: {schema: {type: object, properties: {e: {$ref: '#/components/schemas/Error'}}}}}}}
components:
  schemas:
    Error: {type: object, properties: {code: {type: integer, maximum: ` + max + `}}}
`
	}
	got := run(t, parse(t, "base.yaml", text("5")), parse(t, "rev.yaml", text("7")), compare.Options{})
	place := func(file, value string) *finding.Place {
		return &finding.Place{Value: []byte(value), Position: finding.Position{
			File: file, Line: 13, Col: 71, Pointer: "/components/schemas/Error/properties/code/maximum",
		}}
	}
	const where = "components.schemas.Error.properties.code"
	want := []finding.Finding{
		{
			Rule: "bound-relaxed", Severity: finding.Breaking, Harm: finding.Wire, Direction: finding.Response, Location: where, Keyword: "maximum", What: "maximum relaxed",
			Operations: []finding.Operation{
				{Method: "GET", Path: "/a", ID: "getA", Via: "response default"},
				{Method: "POST", Path: "/b", ID: "postB", Via: "response 200"},
			},
			Base: place("base.yaml", "5"), Rev: place("rev.yaml", "7"),
			Witness: &finding.Witness{Value: []byte("6"), AcceptedBy: "rev", RefusedBy: "base"},
		},
		{
			Rule: "bound-relaxed", Severity: finding.Compatible, Harm: finding.Wire, Direction: finding.Request, Location: where, Keyword: "maximum", What: "maximum relaxed",
			Operations: []finding.Operation{{Method: "POST", Path: "/b", ID: "postB", Via: "request body"}},
			Base:       place("base.yaml", "5"), Rev: place("rev.yaml", "7"),
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("findings mismatch (-want +got):\n%s", diff)
	}
}

// Pointers in findings lead to what stands there.
func TestPointersLead(t *testing.T) {
	t.Parallel()
	checked := 0
	allCases(t, func(t *testing.T, file string, c testCase) {
		for _, f := range run(t, c.base, c.rev, c.opts) {
			for side, d := range map[*finding.Place]*doc.Document{f.Base: c.base, f.Rev: c.rev} {
				if side == nil || side.Position.Line == 0 {
					continue
				}
				checked++
				n, err := d.At(doc.Pointer(side.Position.Pointer))
				if err != nil {
					t.Errorf("%s: %s: %v", file, line(f), err)
				} else if int(n.Pos.Line) != side.Position.Line || int(n.Pos.Col) != side.Position.Col {
					t.Errorf("%s: %s: %q stands at %d:%d, the finding says %d:%d", file, line(f), side.Position.Pointer, n.Pos.Line, n.Pos.Col, side.Position.Line, side.Position.Col)
				}
			}
		}
	})
	t.Logf("%d places", checked)
}

func TestDocumentsStayUntouched(t *testing.T) {
	t.Parallel()
	allCases(t, func(t *testing.T, file string, c testCase) {
		base, rev := c.base.Root.Clone(), c.rev.Root.Clone()
		run(t, c.base, c.rev, c.opts)
		if !doc.Equal(base, c.base.Root) || !doc.Equal(rev, c.rev.Root) {
			t.Errorf("%s: a document was changed", file)
		}
	})
}
