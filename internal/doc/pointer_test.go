package doc_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// TestAtFollowsRFC6901 is the table of RFC 6901, section 5.
func TestAtFollowsRFC6901(t *testing.T) {
	t.Parallel()
	d, err := doc.Parse("rfc.json", []byte(`{
		"foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3,
		"g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7, "m~n": 8, "~1": 9}`))
	if err != nil {
		t.Fatal(err)
	}
	for p, want := range map[doc.Pointer]string{
		"/foo": `["bar","baz"]`, "/foo/0": `"bar"`, "/": "0", "/a~1b": "1", "/c%d": "2", "/e^f": "3",
		"/g|h": "4", `/i\j`: "5", `/k"l`: "6", "/ ": "7", "/m~0n": "8", "/~01": "9",
	} {
		n, err := d.At(p)
		if err != nil {
			t.Errorf("%s: %v", p, err)
			continue
		}
		if diff := cmp.Diff(want, string(doc.JSON(n))); diff != "" {
			t.Errorf("%s: mismatch (-want +got)\n%s", p, diff)
		}
	}
	if n, err := d.At(""); err != nil || n != d.Root {
		t.Errorf("the empty pointer is not the whole document: %v", err)
	}
}

func TestAtErrorsStandAtTheLastNodeThatExists(t *testing.T) {
	t.Parallel()
	d := parse(t, "a:\n  b: [x, y]\n")
	for p, want := range map[doc.Pointer]string{
		"a":                        `test.yaml: JSON pointer "a" does not begin with "/"`,
		"/a~":                      `test.yaml: JSON pointer "/a~" has a "~" that is neither "~0" nor "~1"`,
		"/a~2":                     `test.yaml: JSON pointer "/a~2" has a "~" that is neither "~0" nor "~1"`,
		"/c":                       `test.yaml:1:1: JSON pointer "/c": "/c": no such member`,
		"/a/c/d":                   `test.yaml:2:3: JSON pointer "/a/c/d": "/a/c": no such member`,
		"/a/b/2":                   `test.yaml:2:6: JSON pointer "/a/b/2": "/a/b/2": the array has 2 items`,
		"/a/b/-":                   `test.yaml:2:6: JSON pointer "/a/b/-": "/a/b/-": not an index of an array`,
		"/a/b/01":                  `test.yaml:2:6: JSON pointer "/a/b/01": "/a/b/01": not an index of an array`,
		"/a/b/":                    `test.yaml:2:6: JSON pointer "/a/b/": "/a/b/": not an index of an array`,
		"/a/b/0/x":                 `test.yaml:2:7: JSON pointer "/a/b/0/x": "/a/b/0/x": string has no members`,
		"/a/b/9999999999999999999": `test.yaml:2:6: JSON pointer "/a/b/9999999999999999999": "/a/b/9999999999999999999": the array has 2 items`,
	} {
		_, err := d.At(p)
		if diff := cmp.Diff(want, fmt.Sprint(err)); diff != "" {
			t.Errorf("%s: mismatch (-want +got)\n%s", p, diff)
		}
	}
}

func TestChildEscapes(t *testing.T) {
	t.Parallel()
	got := doc.Pointer("/paths").Child("/a/{b}", "~1", "")
	if diff := cmp.Diff(doc.Pointer("/paths/~1a~1{b}/~01/"), got); diff != "" {
		t.Errorf("mismatch (-want +got)\n%s", diff)
	}
}

func TestResolve(t *testing.T) {
	t.Parallel()
	d := parse(t, `
a: {value: 1}
b: {$ref: '#/a'}
chain: {$ref: '#/b'}
"x y/ü": {value: 2}
root: {$ref: '#'}
encoded: {$ref: '#/x%20y~1%C3%BC'}
plain: {$ref: '#/x y~1ü'}
loop: {$ref: '#/loop'}
one: {$ref: '#/two'}
two: {$ref: '#/one'}
into: {$ref: '#/one'}
dangling: {$ref: '#/nope/x'}
remote: {$ref: 'other.yaml#/a'}
url: {$ref: 'https://example.com/a'}
anchor: {$ref: '#a'}
percent: {$ref: '#/%zz'}
number: {$ref: 1}
chained: {$ref: '#/remote'}
`)
	for name, want := range map[string]string{
		"b": "2:4", "chain": "2:4", "encoded": "5:10", "plain": "5:10", "root": "2:1",
		"loop":     "test.yaml:9:14: cycle of references: #/loop -> #/loop",
		"one":      "test.yaml:10:13: cycle of references: #/two -> #/one -> #/two",
		"into":     "test.yaml:12:14: cycle of references: #/one -> #/two -> #/one",
		"dangling": `test.yaml:13:18: reference "#/nope/x" leads nowhere`,
		"remote":   `test.yaml:14:16: reference "other.yaml#/a": only references into the same document ("#/...") are supported`,
		"url":      `test.yaml:15:13: reference "https://example.com/a": only references into the same document ("#/...") are supported`,
		"anchor":   `test.yaml:16:16: reference "#a": JSON pointer "a" does not begin with "/"`,
		"percent":  `test.yaml:17:17: reference "#/%zz": invalid URL escape "%zz"`,
		"number":   "test.yaml:18:16: a reference must be a string",
		"chained":  `test.yaml:19:17: reference "other.yaml#/a": only references into the same document ("#/...") are supported`,
	} {
		n, err := d.Resolve(d.Root.Lookup(name, "$ref"))
		got := fmt.Sprint(err)
		if err == nil {
			got = at(n.Pos)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: mismatch (-want +got)\n%s", name, diff)
		}
	}
	if _, err := d.Resolve(nil); err == nil {
		t.Error("no reference resolves to nothing")
	}
}

func TestOpenAPIVersion(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"openapi: 3.0.3":           "3.0.3",
		"openapi: '3.0.1'":         "3.0.1",
		"openapi: 3.1.0":           "3.1.0",
		"openapi: 3.1.0-rc1":       "3.1.0-rc1",
		"openapi: 3.0":             `test.yaml:1:10: "openapi" is number, want a string such as "3.0.3"`,
		"openapi: '3.0'":           `test.yaml:1:10: OpenAPI version "3.0" is not supported, want 3.0.x or 3.1.x`,
		"openapi: 3.0.x":           `test.yaml:1:10: OpenAPI version "3.0.x" is not supported, want 3.0.x or 3.1.x`,
		"openapi: 3.2.0":           `test.yaml:1:10: OpenAPI version "3.2.0" is not supported, want 3.0.x or 3.1.x`,
		"openapi: 4.0.0":           `test.yaml:1:10: OpenAPI version "4.0.0" is not supported, want 3.0.x or 3.1.x`,
		"openapi:":                 `test.yaml:1:9: "openapi" is null, want a string such as "3.0.3"`,
		"info: {}\nswagger: '2.0'": "test.yaml:2:10: Swagger 2.0 documents are not supported, convert to OpenAPI 3 first",
		"info: {}":                 `test.yaml:1:1: not an OpenAPI document: it has no member "openapi"`,
		"- openapi: 3.0.3":         "test.yaml:1:1: not an OpenAPI document: the root is array, want an object",
		"just text":                "test.yaml:1:1: not an OpenAPI document: the root is string, want an object",
	} {
		got, err := parse(t, text).OpenAPI()
		if err != nil {
			got = err.Error()
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: mismatch (-want +got)\n%s", text, diff)
		}
	}
	if _, err := new(doc.Document).OpenAPI(); err == nil {
		t.Error("an empty Document has a version")
	}
}
