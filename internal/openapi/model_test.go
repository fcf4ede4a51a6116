package openapi_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/openapi"
)

func parseModel(t *testing.T, text string) *doc.Document {
	t.Helper()
	d, err := doc.Parse("a.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestFollow(t *testing.T) {
	t.Parallel()
	d := parseModel(t, `
a: {$ref: '#/components/x/B'}
inline: {type: string}
gone: {$ref: '#/components/x/Gone'}
cycle: {$ref: '#/components/x/Cycle'}
components: {x: {B: {$ref: '#/components/x/C~1D'}, C/D: {type: string}, Cycle: {$ref: '#/components/x/Cycle'}}}
`)
	r := openapi.NewResolver(d)
	for range 2 { // the second time from memory
		got, err := r.Follow(d.Root.Get("a"))
		if err != nil || got.Pointer != "/components/x/C~1D" || got.Node.Get("type").Text() != "string" {
			t.Errorf("a leads to %v %q, error %v", got.Node, got.Pointer, err)
		}
	}
	if got, err := r.Follow(d.Root.Get("inline")); err != nil || got.Pointer != "" || got.Node != d.Root.Get("inline") {
		t.Errorf("inline leads to %v %q, error %v", got.Node, got.Pointer, err)
	}
	for _, name := range []string{"gone", "cycle"} {
		if _, err := r.Follow(d.Root.Get(name)); err == nil || !strings.HasPrefix(err.Error(), "a.yaml:") {
			t.Errorf("%s: error %v, want one with a place", name, err)
		}
	}
}

func TestParameters(t *testing.T) {
	t.Parallel()
	d := parseModel(t, `
paths:
  /a:
    parameters: [{name: q, in: query}, {name: X-Id, in: header}, {name: q, in: header}]
    get:
      parameters: [{name: x-id, in: header, required: true}, {name: Accept, in: header}, {$ref: '#/components/parameters/p'}]
components: {parameters: {p: {name: p, in: path}}}
`)
	r := openapi.NewResolver(d)
	ops, err := openapi.Endpoints(d, r)
	if err != nil || len(ops) != 1 {
		t.Fatalf("%d operations, error %v", len(ops), err)
	}
	params, err := ops[0].Parameters(r)
	if err != nil {
		t.Fatal(err)
	}
	type row struct {
		Key      string
		Required bool
		Pointer  doc.Pointer
		Shared   bool
		Index    int
	}
	var got []row
	for _, p := range params {
		got = append(got, row{p.Key(), p.Required(), p.Pointer, p.Shared, p.Index})
	}
	want := []row{
		{"query q", false, "", true, 0},
		{"header x-id", true, "", false, 0},
		{"header q", false, "", true, 2},
		{"path p", true, "/components/parameters/p", false, 2},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("parameters mismatch (-want +got):\n%s", diff)
	}
}

func TestSerialization(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text, in string
		scalar   bool
		want     openapi.Serialization
	}{
		{"{}", "query", false, openapi.Serialization{Style: "form", Explode: true}},
		{"{explode: true, style: form, allowReserved: false}", "query", false, openapi.Serialization{Style: "form", Explode: true}},
		{"{explode: false}", "query", false, openapi.Serialization{Style: "form"}},
		{"{}", "query", true, openapi.Serialization{Style: "form"}},
		{"{}", "path", false, openapi.Serialization{Style: "simple"}},
		{"{}", "header", false, openapi.Serialization{Style: "simple"}},
		{"{}", "cookie", false, openapi.Serialization{Style: "form", Explode: true}},
		{"{style: deepObject}", "query", false, openapi.Serialization{Style: "deepObject"}},
		{"{style: deepObject, explode: true}", "query", false, openapi.Serialization{Style: "deepObject"}},
		{"{style: pipeDelimited}", "query", false, openapi.Serialization{Style: "pipeDelimited"}},
		{"{allowReserved: true}", "query", true, openapi.Serialization{Style: "form", AllowReserved: true}},
		{"{allowReserved: true}", "header", true, openapi.Serialization{Style: "simple"}},
		{"{content: {Application/JSON: {}}}", "query", false, openapi.Serialization{Content: "application/json"}},
	}
	for _, tt := range tests {
		n := parseModel(t, tt.text).Root
		if got := openapi.SerializationOf(n, tt.in, tt.scalar); got != tt.want {
			t.Errorf("%s in %s, scalar %v: %+v, want %+v", tt.text, tt.in, tt.scalar, got, tt.want)
		}
	}
}

func TestServers(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, doc, item, op string
		urls                []string
		prefix              string
	}{
		{"none", "", "", "", []string{""}, ""},
		{"document", "[{url: 'https://A.example/v1/'}]", "", "", []string{"https://a.example/v1"}, "/v1"},
		{"item_wins", "[{url: 'https://a.example'}]", "[{url: /v2}]", "", []string{"/v2"}, "/v2"},
		{"operation_wins", "[{url: 'https://a.example'}]", "[{url: /v2}]", "[{url: /v3}]", []string{"/v3"}, "/v3"},
		{"several_prefixes", "[{url: 'https://a.example/x'}, {url: 'https://b.example/y'}]", "", "", []string{"https://a.example/x", "https://b.example/y"}, ""},
		{"variables", "[{url: 'https://{r}.example/{p}', variables: {r: {enum: [eu, us], default: eu}, p: {default: v1}}}]", "", "", []string{"https://eu.example/{}", "https://us.example/{}"}, "/{}"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			or := func(s string) string {
				if s == "" {
					return "[]"
				}
				return s
			}
			d := parseModel(t, "servers: "+or(tt.doc)+"\npaths: {/a: {servers: "+or(tt.item)+", get: {servers: "+or(tt.op)+"}}}\n")
			ops, err := openapi.Endpoints(d, openapi.NewResolver(d))
			if err != nil {
				t.Fatal(err)
			}
			got := ops[0].Servers(d)
			if diff := cmp.Diff(tt.urls, got.URLs); diff != "" || got.Prefix != tt.prefix {
				t.Errorf("prefix %q, want %q; URLs mismatch (-want +got):\n%s", got.Prefix, tt.prefix, diff)
			}
		})
	}
}

func TestSecurityImplies(t *testing.T) {
	t.Parallel()
	tests := []struct {
		a, b string // formulas
		want bool   // a implies b
	}{
		{"[{x: []}]", "[{x: []}, {y: []}]", true},
		{"[{x: []}, {y: []}]", "[{x: []}]", false},
		{"[{y: []}, {x: []}]", "[{x: []}, {y: []}]", true},
		{"[{x: [], y: []}]", "[{x: []}]", true},
		{"[{x: []}]", "[{x: [], y: []}]", false},
		{"[{x: [r, w]}]", "[{x: [w]}]", true},
		{"[{x: [r]}]", "[{x: [r, w]}]", false},
		{"[{x: []}]", "[]", true},
		{"[]", "[{x: []}]", false},
		{"[]", "[{}, {x: []}]", true},
		{"[{}, {x: []}]", "[]", true},
	}
	for _, tt := range tests {
		of := func(formula string) openapi.Security {
			d := parseModel(t, "paths: {/a: {get: {security: "+formula+"}}}\n")
			ops, err := openapi.Endpoints(d, openapi.NewResolver(d))
			if err != nil {
				t.Fatal(err)
			}
			return ops[0].Security(d)
		}
		if got := of(tt.a).Implies(of(tt.b)); got != tt.want {
			t.Errorf("%s implies %s: %v, want %v", tt.a, tt.b, got, tt.want)
		}
	}
}

func TestSchemeAdmits(t *testing.T) {
	t.Parallel()
	tests := []struct {
		base, rev string
		want      bool
	}{
		{"{type: http, scheme: bearer}", "{type: http, scheme: Bearer, description: x}", true},
		{"{type: http, scheme: bearer}", "{type: http, scheme: basic}", false},
		{"{type: apiKey, in: header, name: X-Key}", "{type: apiKey, in: header, name: x-key}", true},
		{"{type: apiKey, in: query, name: Key}", "{type: apiKey, in: query, name: key}", false},
		{"{type: oauth2, flows: {implicit: {authorizationUrl: a, scopes: {r: x}}}}", "{type: oauth2, flows: {implicit: {authorizationUrl: a, scopes: {}}, password: {tokenUrl: t}}}", true},
		{"{type: oauth2, flows: {password: {tokenUrl: t}}}", "{type: oauth2, flows: {password: {tokenUrl: u}}}", false},
		{"{type: openIdConnect, openIdConnectUrl: a}", "{type: openIdConnect, openIdConnectUrl: b}", false},
	}
	for _, tt := range tests {
		if got := openapi.SchemeAdmits(parseModel(t, tt.base).Root, parseModel(t, tt.rev).Root); got != tt.want {
			t.Errorf("%s -> %s: %v, want %v", tt.base, tt.rev, got, tt.want)
		}
	}
}

func TestTemplate(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]openapi.Template{
		"/":                {Key: "/"},
		"/a/":              {Key: "/a"},
		"/a/{x}/b/{y}.csv": {Key: "/a/{}/b/{}.csv", Names: []string{"x", "y"}},
		"/a/{x":            {Key: "/a/{x"},
	} {
		if diff := cmp.Diff(want, openapi.ParseTemplate(path)); diff != "" {
			t.Errorf("%q mismatch (-want +got):\n%s", path, diff)
		}
	}
}

func TestEndpointsFollowPathItems(t *testing.T) {
	t.Parallel()
	d := parseModel(t, "paths: {/a: {$ref: '#/x-items/a'}, x-note: {get: {}}}\nx-items: {a: {post: {operationId: p}}}\nwebhooks: {new: {post: {}}}\n")
	r := openapi.NewResolver(d)
	ops, err := openapi.Endpoints(d, r)
	if err != nil || len(ops) != 1 || ops[0].String() != "POST /a" || ops[0].ID() != "p" {
		t.Errorf("operations %v, error %v", ops, err)
	}
	hooks, err := openapi.Webhooks(d, r)
	if err != nil || len(hooks) != 1 || hooks[0].String() != "POST new" {
		t.Errorf("webhooks %v, error %v", hooks, err)
	}
}
