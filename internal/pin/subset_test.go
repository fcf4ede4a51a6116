package pin_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/tools/txtar"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/openapi"
	"github.com/atlasrestore/atlasrestore/internal/pin"
)

var update = flag.Bool("update", false, "rewrite the wanted parts of testdata")

// TestSubset reads testdata/subset. A case is an upstream document, pins.yaml
// and, for each pin, the pinned document or the error of pinning it.
func TestSubset(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/subset/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			ar, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if len(ar.Files) < 3 || ar.Files[0].Name != "upstream.yaml" || ar.Files[1].Name != "pins.yaml" || len(bytes.TrimSpace(ar.Comment)) == 0 {
				t.Fatal("a case is a reason, upstream.yaml, pins.yaml and one file for each pin")
			}
			d := parse(t, ar.Files[0].Name, string(ar.Files[0].Data))
			c := config(t, string(ar.Files[1].Data))
			if len(ar.Files) != 2+len(c.Pins) {
				t.Fatalf("%d pins and %d files", len(c.Pins), len(ar.Files)-2)
			}
			for i, p := range c.Pins {
				want := &ar.Files[2+i]
				name, got := cut(t, d, c, p)
				if name != want.Name {
					t.Errorf("pin %s is %s, want %s", p.Version, name, want.Name)
				}
				if diff := cmp.Diff(string(want.Data), got); diff != "" {
					t.Errorf("%s: mismatch (-want +got)\n%s", name, diff)
				}
				want.Name, want.Data = name, []byte(got)
			}
			if *update {
				if err := os.WriteFile(file, txtar.Format(ar), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// cut returns the file name and the text of a pin without its header, or the
// error of making it. A pin that is made satisfies all that holds for each.
func cut(t *testing.T, d *doc.Document, c *pin.Config, p pin.Pin) (name, text string) {
	t.Helper()
	before := d.Root.Clone()
	made, err := pin.Document(d, p)
	if diff := cmp.Diff(before, d.Root); diff != "" {
		t.Errorf("the document was changed (-before +after)\n%s", diff)
	}
	if err != nil {
		return p.Version + ".err", err.Error() + "\n"
	}
	data := pin.Bytes(made, c.Sources[p.Source])
	checkPinned(t, p, c.Sources[p.Source], data)
	again, err := pin.Document(d, p)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(data), string(pin.Bytes(again, c.Sources[p.Source]))); diff != "" {
		t.Errorf("pinning twice (-once +twice)\n%s", diff)
	}
	_, body, _ := strings.Cut(string(data), "is not part of it.\n")
	return p.File(), body
}

// checkPinned checks what holds for every pin:
//
//  1. It is closed: each reference leads to a component that it holds, and it
//     holds no component that nothing reaches.
//  2. It is a valid OpenAPI document for an independent reader.
//  3. It holds no prose.
//  4. Pinning it gives the same bytes.
//  5. It holds exactly the operations of the pin, each in one version at most.
func checkPinned(t *testing.T, p pin.Pin, source pin.Source, data []byte) {
	t.Helper()
	d, err := doc.Parse(p.File(), data)
	if err != nil {
		t.Fatal(err)
	}
	checkClosed(t, d)
	checkValid(t, p.File(), data)
	for _, finding := range prose(d.Root, "", false) {
		t.Errorf("%s: %s", p.File(), finding)
	}
	again, err := pin.Document(d, p)
	if err != nil {
		t.Fatalf("pin of a pin: %v", err)
	}
	if diff := cmp.Diff(string(data), string(pin.Bytes(again, source))); diff != "" {
		t.Errorf("pin of a pin (-once +twice)\n%s", diff)
	}
	var want, got []string
	for _, s := range p.Operations {
		want = append(want, s.String())
	}
	for op := range openapi.Operations(d) {
		got = append(got, op.String())
		if _, dated := p.APIVersion(); dated && len(op.Versions()) > 1 {
			t.Errorf("%s has the versions %v", op, op.Versions())
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("operations: mismatch (-want +got)\n%s", diff)
	}
}

func checkClosed(t *testing.T, d *doc.Document) {
	t.Helper()
	roots := doc.NewMap() // all but the components
	for name, v := range d.Root.All() {
		if name != "components" {
			roots.Set(name, v)
		}
	}
	reached, err := d.Closure(roots)
	if err != nil {
		t.Errorf("not closed: %v", err)
		return
	}
	var held []doc.Pointer
	for section, components := range d.Root.Get("components").All() {
		for name := range components.All() {
			held = append(held, doc.Pointer("").Child("components", section, name))
		}
	}
	slices.Sort(held)
	if diff := cmp.Diff(reached, held, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("components: mismatch (-reached +held)\n%s", diff)
	}
}

// checkValid loads a document with kin-openapi, resolves its references and
// validates it. Patterns are left out: Atlas writes some that no engine takes.
func checkValid(t *testing.T, name string, data []byte) {
	t.Helper()
	loaded, err := openapi3.NewLoader().LoadFromData(data)
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	if err := loaded.Validate(context.Background(), openapi3.DisableExamplesValidation(), openapi3.DisableSchemaPatternValidation()); err != nil {
		t.Errorf("%s: %v", name, err)
	}
}

var (
	proseKeys = []string{
		"description", "summary", "title", "externalDocs", "example", "examples", "links", "termsOfService", "contact",
		"x-xgen-docs-url", "x-xgen-changelog", "x-xgen-IPA-exception",
	}
	// The keys whose value is a map from names to objects. Of them,
	// "parameters" and "security" may also be lists.
	nameKeys = []string{
		"properties", "patternProperties", "dependentSchemas", "$defs", "content", "headers", "encoding", "paths", "responses",
		"schemas", "parameters", "requestBodies", "securitySchemes", "variables", "callbacks", "security",
	}
	// The keys whose value is data.
	dataKeys = []string{"default", "enum", "const", "required", "mapping"}

	reasonPhrase = regexp.MustCompile(`^(Informational|Successful|Redirection|Client Error|Server Error|Default|Status \S+)$`)
	response     = regexp.MustCompile(`/responses/[^/]+$`)
	scopes       = regexp.MustCompile(`^/components/securitySchemes/[^/]+/flows/[^/]+/scopes$`)
)

// prose lists what a facts-only document must not hold: each key that is
// prose where it is a keyword and not a name. The title of the document is
// excepted, because OpenAPI demands one, and so are the reason phrases.
func prose(n *doc.Node, at string, names bool) []string {
	var out []string
	for i, item := range n.Items {
		out = append(out, prose(item, fmt.Sprintf("%s/%d", at, i), false)...)
	}
	for name, v := range n.All() {
		here := at + "/" + strings.ReplaceAll(name, "/", "~1")
		switch {
		case scopes.MatchString(at):
			if v.Text() != "" {
				out = append(out, fmt.Sprintf("%s: the text of a scope: %q", here, v.Text()))
			}
			continue
		case names:
		case name == "description" && response.MatchString(at) && isReason(v.Text()), here == "/info/title":
			continue
		case slices.Contains(proseKeys, name):
			out = append(out, here+" is prose")
			continue
		case slices.Contains(dataKeys, name):
			continue
		}
		out = append(out, prose(v, here, !names && v.Kind == doc.Map && slices.Contains(nameKeys, name))...)
	}
	return out
}

func isReason(text string) bool {
	for code := 100; code < 600; code++ {
		if text != "" && http.StatusText(code) == text {
			return true
		}
	}
	return reasonPhrase.MatchString(text)
}

func TestProseFindsProse(t *testing.T) {
	t.Parallel()
	d := parse(t, "x.yaml", `
info: {title: T, description: D}
paths:
  /title:
    summary: S
    get:
      responses:
        '200': {description: OK, headers: {description: {example: 1}}}
        '404': {description: It is not there.}
        default: {description: Default, content: {examples: {schema: {title: T}, examples: {}}}}
components:
  schemas:
    title: {properties: {description: {type: string}, title: {properties: {example: {example: 1}}}}, default: {title: 1}}
  securitySchemes:
    summary: {flows: {clientCredentials: {scopes: {a: text, b: ''}}}}
`)
	want := []string{
		"/info/description is prose",
		"/paths/~1title/summary is prose",
		"/paths/~1title/get/responses/200/headers/description/example is prose",
		"/paths/~1title/get/responses/404/description is prose",
		"/paths/~1title/get/responses/default/content/examples/schema/title is prose",
		"/paths/~1title/get/responses/default/content/examples/examples is prose",
		"/components/schemas/title/properties/title/properties/example/example is prose",
		`/components/securitySchemes/summary/flows/clientCredentials/scopes/a: the text of a scope: "text"`,
	}
	if diff := cmp.Diff(want, prose(d.Root, "", false)); diff != "" {
		t.Errorf("mismatch (-want +got)\n%s", diff)
	}
}

// The zero Target projects nothing.
func TestZeroTargetKeepsEveryVersion(t *testing.T) {
	t.Parallel()
	d := parse(t, "up.yaml", `openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /things:
    get:
      responses:
        '200':
          content:
            application/vnd.atlas.2023-01-01+json: {}
            application/vnd.atlas.2024-05-30+json: {}
`)
	ops := slices.Collect(openapi.Operations(d))
	for target, want := range map[pin.Target]int{
		{}: 2,
		{Version: openapi.Version{Stage: openapi.Stable, Date: "2024-05-30"}, Dated: true}: 1,
	} {
		got, err := pin.Subset(d, target, ops)
		if err != nil {
			t.Fatal(err)
		}
		for op := range openapi.Operations(got) {
			if len(op.Versions()) != want {
				t.Errorf("%+v: the versions %v", target, op.Versions())
			}
		}
	}
	if _, err := pin.Subset(d, pin.Target{Version: openapi.Version{Stage: openapi.Stable, Date: "2022-01-01"}, Dated: true}, ops); err == nil {
		t.Error("an operation that does not exist at the version is no error")
	} else if want := "up.yaml:6:7: GET /things does not exist at version 2022-01-01: it was first published in 2023-01-01"; err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
}

// Every missing operation is reported, with its line in pins.yaml.
func TestSelectErrorsNameTheLine(t *testing.T) {
	t.Parallel()
	text := `sources:
  new: {path: p.yaml, info: "2.0", base: /api}
families:
  things:
    - GET /things
    - GET /gone
    - POST /things
    - GET /later
pins:
  - {version: 2023-10-01, package: a, source: new, families: [things]}
`
	d := parse(t, "up.yaml", `
paths:
  /api/things:
    get: {responses: {'200': {content: {application/vnd.atlas.2023-01-01+json: {}}}}}
  /api/later:
    get: {responses: {'200': {content: {application/vnd.atlas.2024-05-30+json: {}, application/vnd.atlas.preview+json: {}}}}}
`)
	p, _ := config(t, text).Pin("2023-10-01")
	ops, err := pin.Select(d, p)
	if err == nil {
		t.Fatal("no error")
	}
	want := fmt.Sprintf(`pins.yaml:%d:7: GET /api/gone is not in up.yaml
pins.yaml:%d:7: POST /api/things is not in up.yaml
pins.yaml:%d:7: GET /api/later is not part of version 2023-10-01: it was first published in 2024-05-30`,
		lineOf(t, text, "GET /gone"), lineOf(t, text, "POST /things"), lineOf(t, text, "GET /later"))
	if diff := cmp.Diff(want, err.Error()); diff != "" {
		t.Errorf("mismatch (-want +got)\n%s", diff)
	}
	if len(ops) != 1 || ops[0].String() != "GET /api/things" {
		t.Errorf("selected %v", ops)
	}
	if _, err := pin.Document(d, p); err == nil || err.Error() != want {
		t.Errorf("Document: %v", err)
	}
}

// A reference may point into another path, which is not pinned. The pin would
// not be closed, so making it is an error that names the reference.
func TestReferenceIntoAnotherPathIsRefused(t *testing.T) {
	t.Parallel()
	const ref = "#/paths/~1api~1other/get/responses/200/content/application~1json/schema"
	d := parse(t, "up.yaml", `openapi: 3.0.3
info: {title: Things, version: '2.0'}
paths:
  /api/things:
    get: {responses: {'200': {content: {application/json: {schema: {$ref: '`+ref+`'}}}}}}
  /api/other:
    get: {responses: {'200': {content: {application/json: {schema: {type: string}}}}}}
`)
	p, _ := config(t, `sources:
  new: {path: p.yaml, info: "2.0", base: /api}
families:
  things: [GET /things]
pins: [{version: v1.0, package: a, source: new, families: [things]}]
`).Pin("v1.0")
	made, err := pin.Document(d, p)
	if err == nil {
		t.Fatalf("pinned, although the pin does not hold what it refers to:\n%s", doc.YAML(made.Root))
	}
	if !strings.Contains(err.Error(), "/paths/~1api~1other") {
		t.Errorf("the error does not name the reference: %v", err)
	}
}
