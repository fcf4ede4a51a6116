package gen_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/gen"
	"github.com/atlasrestore/atlasrestore/overlays"
)

// Texts that a client could not send as they are, or that are more than the
// overlay says, are refused with their place and not changed on the way.
func TestRefusedTexts(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		h    hostile
		want string
	}{
		{"property_that_is_an_option_of_the_tag", harmless.in(4, "a,string"), `property "a,string": encoding/json cannot have a member of this name`},
		{"property_that_json_ignores", harmless.in(4, "a😀"), `property "a😀": encoding/json cannot`},
		{"property_with_an_escape", harmless.in(4, `a\x41`), `property "a\\x41": encoding/json cannot`},
		{"property_that_leaves_the_field_out", harmless.in(4, "-"), `property "-": encoding/json cannot`},
		{"property_without_a_name", harmless.in(4, ""), `property "": encoding/json cannot`},
		{"parameter_with_an_escape", harmless.in(2, `a\b`), `has "\\", which a client cannot have in a path`},
		{"path_beyond_ascii", harmless.in(1, "aé"), `has "é", which a client cannot have in a path`},
		{"parameter_with_a_comma", harmless.in(2, "a,b"), `parameter "a,b": a client cannot send`},
		{"path_with_a_verb", harmless.in(1, "a%d"), `has "%", which a client cannot have in a path`},
		{"path_with_a_space", harmless.in(1, "a b"), `has " ", which a client cannot have in a path`},
		{"type_with_another_import", harmless.in(7, "exec.Cmd"), `x-go-type "exec.Cmd" is no plain Go type`},
		{"type_with_an_expression", harmless.in(7, "[len(os.Args)]int"), `x-go-type "[len(os.Args)]int" is no plain Go type`},
		{"type_with_a_comment", harmless.in(7, "int // x"), `x-go-type "int // x" is no plain Go type`},
		{"type_with_a_declaration", harmless.in(7, "int; func init() {}"), `is no plain Go type`},
		{"function_type", harmless.in(7, "func()"), `x-go-type "func()" is no plain Go type`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if _, err := tt.h.client(t); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want an error with %q", err, tt.want)
			}
		})
	}
}

// What is odd and can be written is written.
func TestTakenTexts(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		h    hostile
		want []string // in the source, white space squeezed
	}{
		{"component_with_a_percent_sign", harmless.in(3, "a%22"), []string{"type A22 struct {"}},
		{"component_with_a_slash", harmless.in(3, "a/b~c"), []string{"type ABC struct {"}},
		{"parameter_called_true", harmless.in(2, "true"), []string{"GetA(ctx context.Context, trueParam string, "}},
		{"parameter_called_url", harmless.in(2, "url"), []string{"GetA(ctx context.Context, urlParam string, "}},
		{"parameter_called_server", harmless.in(2, "server"), []string{"GetA(ctx context.Context, serverParam string, "}},
		{"value_with_quotes", harmless.in(5, "a'b"), []string{`= "a'b"`}},
		{"prose_that_is_an_order", harmless.in(6, "//go:embed x\n//line y.go:1\nfunc init() {}"), []string{"//go:embed x //line y.go:1 func init() {}"}},
		{"type_of_json", harmless.in(7, "map[string]*[]json.RawMessage"), []string{`Typed *map[string]*[]json.RawMessage`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			files, err := tt.h.client(t)
			if err != nil {
				t.Fatal(err)
			}
			all := squeeze(files["client.gen.go"]) + squeeze(files["models.gen.go"]) + squeeze(files["raw.gen.go"])
			all = strings.ReplaceAll(all, "// // ", "// ") // comments are wrapped
			for _, want := range tt.want {
				if !strings.Contains(all, want) {
					t.Errorf("the source has no %q", want)
				}
			}
		})
	}
}

// An import of the document's choice is not supported at all.
func TestImportsOfOverlaysAreRefused(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"x-go-type-import: {path: os/exec}", "x-go-type-name: Other"} {
		overlay := fmt.Sprintf("overlay: 1.1.0\ninfo: {title: x, version: '1'}\nactions:\n- description: x\n  target: $.components.schemas.Numbers\n  update: {%s}\n", key)
		_, err := gen.Client(t.Context(), gen.ClientOptions{
			APIVersion: "2023-01-01", Package: "p", Paths: func(string) bool { return true },
			Upstream: &gen.Document{Name: "hostile.json", Data: harmless.document()},
			Overlays: []overlays.File{{Name: "o.yaml", Data: []byte(overlay)}},
		})
		if name, _, _ := strings.Cut(key, ":"); err == nil || !strings.Contains(err.Error(), name+" is not supported") {
			t.Errorf("%s: got %v", key, err)
		}
	}
}

// What costs more than in proportion is bounded.
func TestTooManyTypesAreRefused(t *testing.T) {
	t.Parallel()
	inline := object{}
	for i := range 10_100 {
		inline[fmt.Sprintf("p%d", i)] = object{"type": "object", "properties": object{"a": object{"type": "string"}}}
	}
	data, err := json.Marshal(object{
		"openapi": "3.0.3", "info": object{"title": "t", "version": "2.0"},
		"paths": object{"/a": object{"get": object{"operationId": "getA", "responses": object{"200": object{"description": "OK", "content": object{
			"application/vnd.atlas.2023-01-01+json": object{"schema": object{"type": "object", "properties": inline}},
		}}}}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = gen.Client(t.Context(), gen.ClientOptions{
		APIVersion: "2023-01-01", Package: "p", Operations: []string{"getA"}, Upstream: &gen.Document{Name: "hostile.json", Data: data},
	})
	if err == nil || !strings.Contains(err.Error(), "schemas would be types, want at most 10000") {
		t.Errorf("got %.200v", err)
	}
}

// The scan of the fuzz test sees text that has become code.
func TestVocabularySeesCode(t *testing.T) {
	t.Parallel()
	known := newVocabulary(t)
	tests := []struct {
		name, code string
		strange    bool
	}{
		{"nothing", "func f() { strings.HasSuffix(``, ``) }", false},
		{"init", "func init() {}", true},
		{"panic", "func f() { panic(1) }", true},
		{"call_at_the_start", "var x = f()\n\nfunc f() int { return 0 }", true},
		{"goroutine", "func f() { go f() }", true},
		{"default_client", "func f() { http.Get(``) }", true},
		{"linkname", "//go:linkname f runtime.exit\nfunc f() {}", true},
		{"line", "//line x.go:1\nfunc f() {}", true},
		{"cgo", "// #cgo LDFLAGS: x\nfunc f() {}", true},
		{"build_constraint", "// +build ignore\n\nfunc f() {}", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			src := "package p\n\nimport (\n\t\"net/http\"\n\t\"strings\"\n)\n\n" + tt.code + "\n"
			got := known.strange(t, map[string][]byte{"p.go": []byte(src)})
			if diff := cmp.Diff(tt.strange, len(got) > 0); diff != "" {
				t.Errorf("mismatch (-want +got):\n%s%v", diff, got)
			}
		})
	}
}
