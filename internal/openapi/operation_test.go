package openapi_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/openapi"
)

func parse(t testing.TB, text string) *doc.Document {
	t.Helper()
	d, err := doc.Parse("test.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// operation reads the text of one Operation Object.
func operation(t testing.TB, text string) openapi.Operation {
	t.Helper()
	return openapi.Operation{Method: "GET", Path: "/x", Node: parse(t, text).Root}
}

func TestOperationsInDocumentOrder(t *testing.T) {
	t.Parallel()
	d := parse(t, `
paths:
  /b:
    parameters: [{name: x, in: query}]
    summary: no method
    post: {operationId: two}
    get: {operationId: one}
    trace: null
  /a:
    x-get: {operationId: none}
    delete: {operationId: three}
`)
	var got []string
	for op := range openapi.Operations(d) {
		got = append(got, op.String()+" "+op.ID())
		if op.Item != d.Root.Lookup("paths", op.Path) {
			t.Errorf("%s: the path item is another one", op)
		}
	}
	want := []string{"GET /b one", "POST /b two", "DELETE /a three"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("mismatch (-want +got)\n%s", diff)
	}
}

func TestOperationsStopsWhenAsked(t *testing.T) {
	t.Parallel()
	n := 0
	for range openapi.Operations(parse(t, "paths: {/a: {get: {}, post: {}}, /b: {get: {}}}")) {
		n++
		break
	}
	if n != 1 {
		t.Errorf("%d operations after a break", n)
	}
	for op := range openapi.Operations(parse(t, "openapi: 3.0.3")) {
		t.Errorf("%s in a document without paths", op)
	}
}

func TestOperationFacts(t *testing.T) {
	t.Parallel()
	op := operation(t, `
operationId: listThings
x-xgen-operation-id-override: listOldThings
deprecated: true
x-rolesRequirements: [PROJECT_OWNER, ORG_OWNER]
`)
	if op.ID() != "listThings" || op.OverrideID() != "listOldThings" || !op.Deprecated() || op.String() != "GET /x" {
		t.Errorf("%q %q %v %q", op.ID(), op.OverrideID(), op.Deprecated(), op)
	}
	if diff := cmp.Diff([]string{"PROJECT_OWNER", "ORG_OWNER"}, op.Roles()); diff != "" {
		t.Errorf("mismatch (-want +got)\n%s", diff)
	}
	empty := operation(t, "{}")
	if empty.ID() != "" || empty.OverrideID() != "" || empty.Deprecated() || empty.Roles() != nil || empty.Versions() != nil {
		t.Errorf("an empty operation has facts: %+v", empty)
	}
}

func TestVersionsAreThoseOfSuccess(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, want string }{
		{"none", `{responses: {'200': {content: {application/json: {}}}}}`, ""},
		{"no content", `{responses: {'204': {description: x}}}`, ""},
		{"ascending and once", `
responses:
  '201': {content: {application/vnd.atlas.2024-05-30+json: {}}}
  '200':
    content:
      application/vnd.atlas.preview+json: {}
      application/vnd.atlas.2024-05-30+json: {}
      application/vnd.atlas.2024-05-30+csv: {}
      application/vnd.atlas.2025-09-22.upcoming+json: {}
      application/vnd.atlas.2023-01-01+json: {}
`, "2023-01-01 2024-05-30 2025-09-22.upcoming preview"},
		{"errors do not count", `
responses:
  '200': {content: {application/vnd.atlas.2023-01-01+json: {}}}
  '400': {content: {application/vnd.atlas.2024-05-30+json: {}}}
  default: {content: {application/vnd.atlas.2024-08-05+json: {}}}
`, "2023-01-01"},
		{"request body does not count", `
requestBody: {content: {application/vnd.atlas.2024-05-30+json: {}}}
responses: {'200': {content: {application/vnd.atlas.2023-01-01+json: {}}}}
`, "2023-01-01"},
		{"success without a body", `{responses: {'204': {content: {application/vnd.atlas.2023-01-01+json: {}}}}}`, "2023-01-01"},
		{"ranges and redirects", `
responses:
  2XX: {content: {application/vnd.atlas.2023-01-01+json: {}}}
  '302': {content: {application/vnd.atlas.2023-02-01+json: {}}}
`, "2023-01-01 2023-02-01"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(versions(t, c.want), operation(t, c.text).Versions()); diff != "" {
				t.Errorf("mismatch (-want +got)\n%s", diff)
			}
		})
	}
}

func TestSunset(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, version, want string }{
		{"none", `{responses: {'200': {content: {application/vnd.atlas.2023-01-01+json: {}}}}}`, "2023-01-01", ""},
		{"of its own version", `
responses:
  '200':
    content:
      application/vnd.atlas.2023-01-01+json: {x-sunset: '2026-01-22'}
      application/vnd.atlas.2024-05-30+json: {x-sunset: '2027-02-03'}
`, "2024-05-30", "2027-02-03"},
		{"another version's does not leak", `
responses:
  '200':
    content:
      application/vnd.atlas.2023-01-01+json: {x-sunset: '2026-01-22'}
      application/vnd.atlas.2024-05-30+json: {}
`, "2024-05-30", ""},
		{"another version's body does not leak", `
requestBody: {content: {application/vnd.atlas.2023-01-01+json: {x-sunset: '2026-01-22'}}}
responses: {'200': {content: {application/vnd.atlas.2024-05-30+json: {}}}}
`, "2024-05-30", ""},
		{"on the request body", `
requestBody: {content: {application/vnd.atlas.2023-01-01+json: {x-sunset: '2026-01-22'}}}
responses: {'200': {content: {application/vnd.atlas.2023-01-01+json: {}}}}
`, "2023-01-01", "2026-01-22"},
		{"on the operation", `
x-sunset: '2026-01-22'
responses: {'200': {content: {application/vnd.atlas.2023-01-01+json: {}}}}
`, "2023-01-01", "2026-01-22"},
		{"the media type is more precise", `
x-sunset: '2030-01-01'
responses: {'200': {content: {application/vnd.atlas.2023-01-01+json: {x-sunset: '2026-01-22'}}}}
`, "2023-01-01", "2026-01-22"},
		{"on one of several media types", `
responses:
  '200':
    content:
      application/vnd.atlas.2023-01-01+csv: {}
      application/vnd.atlas.2023-01-01+json: {x-sunset: '2026-01-22'}
`, "2023-01-01", "2026-01-22"},
		{"on one of several successes", `
responses:
  '200': {content: {application/vnd.atlas.2023-01-01+json: {}}}
  '204': {content: {application/vnd.atlas.2023-01-01+json: {x-sunset: '2026-01-22'}}}
`, "2023-01-01", "2026-01-22"},
		{"of an error is none", `
responses:
  '200': {content: {application/vnd.atlas.2023-01-01+json: {}}}
  '404': {content: {application/vnd.atlas.2023-01-01+json: {x-sunset: '2026-01-22'}}}
`, "2023-01-01", ""},
		{"preview", `
responses:
  '200':
    content:
      application/vnd.atlas.2023-01-01+json: {x-sunset: '2026-01-22'}
      application/vnd.atlas.preview+json: {x-sunset: '2026-05-05'}
`, "preview", "2026-05-05"},
		{"undated media type", `{responses: {'200': {content: {application/json: {x-sunset: '2026-01-15'}}}}}`, "", "2026-01-15"},
		{"undated request body", `{requestBody: {content: {application/json: {x-sunset: '2026-01-15'}}}, responses: {'200': {}}}`, "", "2026-01-15"},
		{"undated operation", `{x-sunset: '2026-01-15', responses: {'200': {content: {application/json: {}}}}}`, "", "2026-01-15"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var v openapi.Version
			if c.version != "" {
				v = version(t, c.version)
			}
			if got := operation(t, c.text).Sunset(v); got != c.want {
				t.Errorf("the sunset is %q, want %q", got, c.want)
			}
		})
	}
}
