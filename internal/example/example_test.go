package example_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/internal/compare"
	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/example"
	"github.com/atlasrestore/atlasrestore/internal/finding"
)

func parse(t *testing.T, name, text string) *doc.Document {
	t.Helper()
	d, err := doc.Parse(name, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func findings(t *testing.T, base, rev *doc.Document, opts compare.Options) []finding.Finding {
	t.Helper()
	out, err := compare.Compare(t.Context(), base, rev, opts)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Each example of the rule table that has a witness can be shown whole.
func TestEveryRuleCanBeShown(t *testing.T) {
	t.Parallel()
	shown := 0
	for _, rule := range compare.Rules() {
		b, r := rule.Bad.Documents()
		base, rev := parse(t, "base.yaml", b), parse(t, "rev.yaml", r)
		for _, f := range findings(t, base, rev, compare.Options{AsOf: rule.Bad.AsOf}) {
			msg, ok := example.Of(base, rev, f, example.Options{})
			if f.Witness == nil {
				if ok && msg.Proof != nil {
					t.Errorf("%s: a proof without a witness", rule.ID)
				}
				continue
			}
			if !ok || msg.Proof == nil {
				t.Errorf("%s: nothing shows %s with %s", rule.ID, f.Message(), f.Witness.Value)
				continue
			}
			if msg.Proof.AcceptedBy != f.Witness.AcceptedBy || msg.Proof.RefusedBy != f.Witness.RefusedBy {
				t.Errorf("%s: the message says the opposite of the witness", rule.ID)
			}
			shown++
		}
	}
	if shown < 15 {
		t.Errorf("only %d examples have a witness", shown)
	}
}

const head = "openapi: 3.0.3\ninfo: {title: Shop, version: '1'}\nservers: [{url: 'https://shop.example/v1'}]\n"

// The whole is what a user would send or get: with what else is required, and
// the example where the schema changed.
func TestWholeMessages(t *testing.T) {
	t.Parallel()
	order := func(state string) string {
		return head + `
paths:
  /shops/{id}/orders:
    parameters: [{name: id, in: path, required: true, schema: {type: string, pattern: '^[a-f]{3}$'}}]
    post:
      parameters:
        - {name: dryRun, in: query, required: true, schema: {type: boolean, enum: [true]}}
        - {name: tags, in: query, required: true, explode: false, schema: {type: array, items: {type: string, enum: [x]}, minItems: 2}}
        - {name: X-Team, in: header, required: true, schema: {type: string, enum: [red]}}
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
      responses: {'201': {description: Created, content: {application/json: {schema: {type: object}}}}}
    get:
      responses: {'200': {description: OK, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Order'}}}}}}
components:
  schemas:
    Order:
      type: object
      required: [lines]
      properties:
        lines: {type: array, minItems: 1, items: {$ref: '#/components/schemas/Line'}}
    Line:
      oneOf: [{$ref: '#/components/schemas/Sold'}, {$ref: '#/components/schemas/Lent'}]
      discriminator: {propertyName: kind, mapping: {sold: '#/components/schemas/Sold', lent: '#/components/schemas/Lent'}}
    Sold: {type: object, required: [kind, state], properties: {kind: {type: string}, state: ` + state + `}}
    Lent: {type: object, required: [kind, days], properties: {kind: {type: string}, days: {type: integer}}}
`
	}
	base := parse(t, "base.yaml", order("{type: string, enum: [open, closed]}"))
	tests := []struct {
		name, rev string
		direction finding.Direction
		want      example.Message
		body      string
	}{
		{
			"request", order("{type: string, enum: [open]}"), finding.Request,
			example.Message{
				Operation: finding.Operation{Method: "POST", Path: "/shops/{id}/orders", Via: "request body"},
				URL:       "https://shop.example/v1/shops/aaa/orders?dryRun=true&tags=x%2Cx",
				Headers:   []example.Header{{"X-Team", "red"}, {"Accept", "application/json"}, {"Content-Type", "application/json"}},
				Proof:     &example.Proof{AcceptedBy: "base", RefusedBy: "rev", At: "/lines/0/state"},
				Direction: finding.Request,
			},
			`{"lines":[{"kind":"sold","state":"closed"}]}`,
		},
		{
			"response", order("{type: string, enum: [open, closed, lost]}"), finding.Response,
			example.Message{
				Operation: finding.Operation{Method: "GET", Path: "/shops/{id}/orders", Via: "response 200"},
				Status:    "200",
				Headers:   []example.Header{{"Content-Type", "application/json"}},
				Proof:     &example.Proof{AcceptedBy: "rev", RefusedBy: "base", At: "/0/lines/0/state"},
				Direction: finding.Response,
			},
			`[{"lines":[{"kind":"sold","state":"lost"}]}]`,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			rev := parse(t, "rev.yaml", tt.rev)
			for _, f := range findings(t, base, rev, compare.Options{}) {
				if f.Direction != tt.direction || f.Severity != finding.Breaking {
					continue
				}
				got, ok := example.Of(base, rev, f, example.Options{})
				if !ok {
					t.Fatalf("nothing shows %s", f.Message())
				}
				if diff := cmp.Diff(tt.body, string(doc.JSON(got.Body))); diff != "" {
					t.Errorf("body mismatch (-want +got):\n%s", diff)
				}
				got.Body = nil
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Errorf("mismatch (-want +got):\n%s", diff)
				}
				return
			}
			t.Error("there is no breaking finding")
		})
	}
}

// A parameter with a bound that was tightened, a removed operation, and what
// has no message.
func TestParametersAndPlainRequests(t *testing.T) {
	t.Parallel()
	text := func(parameter, more string) string {
		return head + "paths:\n  /things:\n    get:\n      parameters: [" + parameter + "]\n      responses: {'200': {description: OK}}\n" + more
	}
	limit := func(schema string) string { return "{name: limit, in: query, schema: " + schema + "}" }
	removed := "    delete: {responses: {'204': {description: Done}}}\n"
	tests := []struct{ name, base, rev, rule, url, parameter string }{
		{"query", text(limit("{type: integer, minimum: 1, maximum: 100}"), ""), text(limit("{type: integer, minimum: 1, maximum: 50}"), ""), "bound-tightened", "https://shop.example/v1/things?limit=51", "query parameter limit"},
		{"array", text(limit("{type: array, items: {type: string, enum: [a, b]}, minItems: 2, maxItems: 2}"), ""), text(limit("{type: array, items: {type: string, enum: [a, b]}, minItems: 1, maxItems: 1}"), ""), "bound-tightened", "https://shop.example/v1/things?limit=a&limit=a", "query parameter limit"},
		{"removed", text(limit("{}"), removed), text(limit("{}"), ""), "operation-removed", "https://shop.example/v1/things", ""},
		{"added", text(limit("{}"), ""), text(limit("{}"), removed), "operation-added", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			base, rev := parse(t, "base.yaml", tt.base), parse(t, "rev.yaml", tt.rev)
			for _, f := range findings(t, base, rev, compare.Options{}) {
				if f.Rule != tt.rule || f.Severity == finding.Compatible && tt.url != "" {
					continue
				}
				got, ok := example.Of(base, rev, f, example.Options{})
				if ok != (tt.url != "") || got.URL != tt.url {
					t.Errorf("got %t and %q, want %q", ok, got.URL, tt.url)
				}
				if parameter := ""; got.Proof != nil {
					if parameter = got.Proof.Parameter; parameter != tt.parameter {
						t.Errorf("got parameter %q, want %q", parameter, tt.parameter)
					}
				} else if tt.parameter != "" {
					t.Error("there is no proof")
				}
				return
			}
			t.Errorf("there is no finding of %s", tt.rule)
		})
	}
}
