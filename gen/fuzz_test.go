package gen_test

import (
	"encoding/json"
	"flag"
	"strings"
	"testing"

	"github.com/atlasrestore/atlasrestore/gen"
	"github.com/atlasrestore/atlasrestore/overlays"
)

// hostile is one document: what it says in each place where a document, or an
// overlay, chooses the words.
type hostile struct {
	Operation, Path, Param, Component, Property, Value, Prose, GoType, GoName string
}

// harmless gives source that holds every construct that the template can lead
// to; see vocabularyOf.
var harmless = hostile{"getA", "things", "filter", "Part", "some-name", "SOME_VALUE", "Says something.", "[]string", "Chosen"}

// nasty are the texts that are tried in every place.
var nasty = []string{
	"", " ", "_", "-", ".", "..", "0", "1a", "a b", "a,b", "a.b", "a/b", "a%d", "a%22", `a\`, `a\nb`, `a"b`, "a`b", "a'b", "a;b", "{", "}", "{a}", "a{b", "(", ")", "[]", "$ref", "#", "?x=1", "a&b",
	"a\nb", "a\r\nb", "a\tb", "a\x00b", "a\u0085b", "a\u2028b", "a\u2029b", "\ufeffa", "a\u202eb", "\u200fa", "e\u0301", "ı", "ß", "日本", "\u01c5", "😀", "a😀b", "ª", "ⅷ", "\ufffd",
	"func", "type", "package", "import", "go", "range", "init", "main", "nil", "true", "string", "error", "any", "len", "append", "panic", "int", "iota", "byte",
	"Client", "RawClient", "New", "Operations", "APIVersion", "NewClient", "atlas", "context", "http", "url", "fmt", "json", "time", "runtime", "server", "params", "err", "ctx", "body", "c", "req", "opts",
	"String", "Error", "Format", "LogValue", "MarshalJSON", "UnmarshalJSON", "IsKnown", "union", "AdditionalProperties", "GetA", "GetAParams", "getAOptions",
	"*/ func init() { panic(1) } /*", "// x\nfunc init() { panic(1) }", "x\n//go:embed /etc/passwd\nvar x string", "//go:linkname a b", "//line x.go:1", "+build ignore", "go:build ignore", "cgo", `import "C"`,
	`"; panic(1); "`, "`; panic(1); `", `x"]; panic(1); _ = object["y`, "1); func init() { panic(1) }; const (X = 1", `\"); panic(1)//`, `{{.}}`, `{{panic}}`, "${HOME}", "$(id)", "!!python/object", "file:///etc/passwd", "<script>",
	"exec.Cmd", "C.int", "unsafe.Pointer", "[len(os.Args)]int", "chan int", "func()", "interface{ M() }", "struct{ A int }", "int // x", "int /* x */", "*[]map[string]time.Time", "[]json.RawMessage", "Part", "undefined", "map[[]int]int", "T[int]", "int | string",
}

// in gives the harmless document with one text in one place.
func (h hostile) in(place int, text string) hostile {
	*[]*string{&h.Operation, &h.Path, &h.Param, &h.Component, &h.Property, &h.Value, &h.Prose, &h.GoType, &h.GoName}[place] = text
	return h
}

const places = 9

type object = map[string]any

func ref(component string) object {
	return object{"$ref": "#/components/schemas/" + escaped(component)}
}

// escaped makes a reference token of a JSON pointer in a URI fragment.
func escaped(s string) string {
	return strings.NewReplacer("~", "~0", "/", "~1", "%", "%25").Replace(s)
}

// document returns the OpenAPI document.
func (h hostile) document() []byte {
	text := object{"type": "string"}
	parameter := func(prefix, in string) object {
		return object{"name": prefix + h.Param, "in": in, "required": in == "path", "schema": text}
	}
	media := "application/vnd.atlas.2023-01-01+json"
	answer := func(schema object) object {
		return object{"200": object{"description": h.Prose, "content": object{media: object{"schema": schema}}}}
	}
	get := object{
		"operationId": h.Operation, "description": h.Prose, "summary": h.Prose, "tags": []string{h.Prose}, "x-sunset": h.Prose,
		"x-rolesRequirements": []string{h.Prose}, "parameters": []object{parameter("", "path"), parameter("", "query"), parameter("X-", "header")},
		"responses": answer(ref(h.Component)),
	}
	put := object{
		"operationId": "putA", "x-xgen-operation-id-override": h.Operation + "Put", "deprecated": true, "parameters": []object{parameter("", "path")},
		"requestBody": object{"content": object{media: object{"schema": ref(h.Component)}}},
		"responses":   answer(object{"type": "object", "properties": object{"results": object{"type": "array", "items": ref("Both")}}}),
	}
	schemas := object{
		h.Component: object{
			"type": "object", "description": h.Prose, "additionalProperties": text, "required": []string{h.Property, "fixed"},
			"properties": object{
				h.Property: object{"type": "string", "format": h.Value, "readOnly": true}, "fixed": object{"type": "string", "enum": []string{h.Value, "other"}},
				"inline": object{"type": "object", "properties": object{h.Property: text}},
			},
		},
		"Numbers": object{"type": "integer", "enum": []any{1, 2}},
		"Odd":     object{"type": "string", "enum": []any{h.Value, h.Property}},
		"Both": object{
			"type": "object", "required": []string{"kind"},
			"properties": object{
				"kind": text, "typed": text, "odd": ref("Odd"), "numbers": ref("Numbers"), "at": object{"type": "string", "format": "date-time"},
				"choice": object{"oneOf": []object{ref("One"), ref("Two")}, "discriminator": object{"propertyName": "kind", "mapping": object{h.Value: "#/components/schemas/One", "two": "#/components/schemas/Two"}}},
			},
		},
		"One": object{"type": "object", "properties": object{"kind": text, h.Property: text}},
		"Two": object{"type": "object", "properties": object{"kind": text, "b": text}},
	}
	path := object{"get": get, "put": put}
	data, err := json.Marshal(object{
		"openapi": "3.0.3", "info": object{"title": h.Prose, "version": "2.0"},
		"paths":      object{"/" + h.Path + "/{" + h.Param + "}": path},
		"components": object{"schemas": schemas},
	})
	if err != nil {
		panic(err) // texts and maps can be written
	}
	return data
}

// overlay returns an overlay for the document.
func (h hostile) overlay() []byte {
	action := func(target string, update object) object {
		return object{"description": "x", "target": target, "update": update}
	}
	data, err := json.Marshal(object{
		"overlay": "1.1.0", "info": object{"title": "x", "version": "1"},
		"actions": []object{
			action("$.components.schemas.Both", object{"description": h.Prose}),
			action("$.components.schemas.Both.properties.typed", object{"x-go-type": h.GoType, "description": h.Prose, "x-deprecated-reason": h.Prose, "deprecated": true}),
			action("$.components.schemas.Two.properties.b", object{"description": h.Prose, "x-atlasgen-secret": true}),
			action("$.components.schemas.One.properties.kind", object{"x-go-name": h.GoName}),
			action("$.paths.*.put", object{"description": h.Prose}),
		},
	})
	if err != nil {
		panic(err)
	}
	return data
}

// client generates the package of the document.
func (h hostile) client(t testing.TB) (map[string][]byte, error) {
	return gen.Client(t.Context(), gen.ClientOptions{
		APIVersion: "2023-01-01", Package: "p", Paths: func(string) bool { return true },
		Upstream: &gen.Document{Name: "hostile.json", Data: h.document()},
		Overlays: []overlays.File{{Name: "hostile-overlay.json", Data: h.overlay()}},
	})
}

// A document from anywhere gives a package that compiles and does nothing that
// the package of a harmless document does not do, or it is refused.
func FuzzClient(f *testing.F) {
	step := places // each text in one of the places
	if fuzzing := flag.Lookup("test.fuzz"); fuzzing != nil && fuzzing.Value.String() != "" {
		step = 1
	} else if testing.Short() {
		step = 12 * places
	}
	for place := range places {
		for i, text := range nasty {
			if (i+place)%step != 0 {
				continue
			}
			h := harmless.in(place, text)
			f.Add(h.Operation, h.Path, h.Param, h.Component, h.Property, h.Value, h.Prose, h.GoType, h.GoName)
		}
	}
	benign, err := harmless.client(f)
	if err != nil {
		f.Fatal(err)
	}
	known := newVocabulary(f)
	known.learn(f, benign)
	packages := importsOf(f)
	f.Fuzz(func(t *testing.T, operation, path, param, component, property, value, prose, goType, goName string) {
		h := hostile{operation, path, param, component, property, value, prose, goType, goName}
		files, err := h.client(t)
		if err != nil {
			return
		}
		for _, problem := range append(known.strange(t, files), compiles(packages, files)...) {
			t.Errorf("%s\n%s", problem, h.document())
		}
	})
}
