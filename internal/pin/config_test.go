package pin_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/atlasrestore/atlasrestore/internal/openapi"
	"github.com/atlasrestore/atlasrestore/internal/pin"
)

const twoSources = `
sources:
  old: {path: old.json, revision: abc, info: "1.0", base: /api/v1}
  new: {path: new.yaml, info: "2.0", base: /api/v2, url: https://example.com/new.yaml}
families:
  things:
    - GET /things
    - DELETE /things/{id}
  boxes: [POST /boxes]
pins:
  - {version: v1.0, package: old1, source: old, families: [boxes]}
  - version: 2024-05-30
    package: new20240530
    source: new
    families: [boxes, things]
`

func TestParseConfig(t *testing.T) {
	t.Parallel()
	c := config(t, twoSources)
	want := &pin.Config{
		Sources: map[string]pin.Source{
			"old": {Path: "old.json", Revision: "abc", Info: "1.0", Base: "/api/v1"},
			"new": {Path: "new.yaml", Info: "2.0", Base: "/api/v2", URL: "https://example.com/new.yaml"},
		},
		Pins: []pin.Pin{
			{Version: "v1.0", Package: "old1", Source: "old", Operations: []pin.Selected{
				{Family: "boxes", Method: "POST", Path: "/api/v1/boxes"},
			}},
			{Version: "2024-05-30", Package: "new20240530", Source: "new", Operations: []pin.Selected{
				{Family: "boxes", Method: "POST", Path: "/api/v2/boxes"},
				{Family: "things", Method: "GET", Path: "/api/v2/things"},
				{Family: "things", Method: "DELETE", Path: "/api/v2/things/{id}"},
			}},
		},
	}
	if diff := cmp.Diff(want, c, cmpopts.IgnoreUnexported(pin.Config{}, pin.Selected{})); diff != "" {
		t.Errorf("mismatch (-want +got)\n%s", diff)
	}
	if p, ok := c.Pin("2024-05-30"); !ok || p.Package != "new20240530" || p.File() != "2024-05-30.yaml" {
		t.Errorf("%+v, %v", p, ok)
	}
	if p, ok := c.Pin("2024-05-31"); ok {
		t.Errorf("a version that is not pinned: %+v", p)
	}
	if v, dated := c.Pins[0].APIVersion(); dated {
		t.Errorf("v1.0 is dated %s", v)
	}
	if v, dated := c.Pins[1].APIVersion(); !dated || v != (openapi.Version{Stage: openapi.Stable, Date: "2024-05-30"}) {
		t.Errorf("%s, %v", v, dated)
	}
	if got := c.Pins[1].Operations[2].String(); got != "DELETE /api/v2/things/{id}" {
		t.Error(got)
	}
}

func TestFamily(t *testing.T) {
	t.Parallel()
	c := config(t, twoSources)
	for operation, want := range map[string]string{
		"GET /api/v1/things":         "things",
		"GET /api/v2/things":         "things",
		"DELETE /api/v2/things/{id}": "things",
		"POST /api/v1/boxes":         "boxes",
		"POST /api/v2/things":        "",
		"GET /things":                "",
		"GET /api/v3/things":         "",
		"GET /api/v2/things/":        "",
		"GET ":                       "",
	} {
		method, path, _ := strings.Cut(operation, " ")
		if got := c.Family(method, path); got != want {
			t.Errorf("the family of %q is %q, want %q", operation, got, want)
		}
	}
}

// An operation in two families has the same family each time: what is
// generated must not depend on the order of a Go map.
func TestFamilyOfAnOperationInTwoFamiliesIsDeterministic(t *testing.T) {
	t.Parallel()
	text := strings.Replace(twoSources, "boxes: [POST /boxes]", "boxes: [POST /boxes, GET /things]", 1)
	got := map[string]bool{}
	for range 100 {
		c, err := pin.ParseConfig(pin.ConfigFile, []byte(text))
		if err != nil {
			return // to refuse it is one way out
		}
		got[c.Family("GET", "/api/v2/things")] = true
	}
	if len(got) > 1 {
		t.Errorf("the same file gives the families %v", got)
	}
}

// A family that is named twice selects its operations once, or is refused;
// the record of such a pin must survive the lock either way.
func TestRepeatedFamilySelectsOnce(t *testing.T) {
	t.Parallel()
	c, err := pin.ParseConfig(pin.ConfigFile, []byte(strings.Replace(twoSources, "[boxes, things]", "[boxes, boxes]", 1)))
	if err != nil {
		return
	}
	p, _ := c.Pin("2024-05-30")
	if len(p.Operations) != 1 {
		t.Errorf("the pin selects %v", p.Operations)
	}
}

// configHead is valid; a case appends pins at line 8.
const configHead = `sources:
  new: {path: p.yaml, info: "2.0", base: /api}
families:
  things: [GET /things]
  boxes:
    - GET /boxes

`

func TestParseConfigErrors(t *testing.T) {
	t.Parallel()
	goodPin := "pins: [{version: 2024-05-30, package: a, source: new, families: [things]}]\n"
	for _, c := range []struct{ name, text, want string }{
		{"not_an_object", "[]\n", `pins.yaml:1:1: want an object with the keys sources, families, pins`},
		{"a_text", "text\n", `pins.yaml:1:1: want an object with the keys sources, families, pins`},
		{"unknown_key", configHead + goodPin + "more: 1\n", `pins.yaml:9:7: unknown key "more": want sources, families, pins`},
		{"duplicate_key", "pins: []\npins: []\n", `pins.yaml:2:1: duplicate key "pins", first at 1:1`},
		{"no_pins", configHead + "pins: []\n", `pins.yaml:1:1: no pins`},
		{"pins_missing", configHead, `pins.yaml:1:1: pins: want a list`},
		{"pins_not_a_list", configHead + "pins: {a: b}\n", `pins.yaml:8:7: pins: want a list`},
		{"pin_not_an_object", configHead + "pins: [text]\n", `pins.yaml:8:8: want an object with the keys version, package, source, families`},

		{"source_not_an_object", "sources:\n  new: text\n", `pins.yaml:2:8: want an object with the keys path, revision, info, base, url`},
		{"source_unknown_key", "sources:\n  new: {path: a, info: b, base: c, sum: d}\n", `pins.yaml:2:41: unknown key "sum": want path, revision, info, base, url`},
		{"source_without_path", "sources:\n  new: {info: b, base: c}\n", `pins.yaml:2:8: path: want a text`},
		{"source_without_info", "sources:\n  new: {path: b, base: c}\n", `pins.yaml:2:8: info: want a text`},
		{"source_without_base", "sources:\n  new: {path: b, info: c}\n", `pins.yaml:2:8: base: want a text`},
		{"source_info_is_a_number", "sources:\n  new: {path: b, info: 2.0, base: c}\n", `pins.yaml:2:24: info: want a text`},

		{"family_not_a_list", "sources: {}\nfamilies:\n  things: GET /things\n", `pins.yaml:3:11: things: want a list`},
		{"operation_without_slash", "sources: {}\nfamilies:\n  things: [GET things]\n", `pins.yaml:3:12: want "METHOD /path"`},
		{"operation_lower_case", "sources: {}\nfamilies:\n  things:\n    - GET /a\n    - get /things\n", `pins.yaml:5:7: want "METHOD /path"`},
		{"operation_with_a_space", "sources: {}\nfamilies:\n  things: [GET /a b]\n", `pins.yaml:3:12: want "METHOD /path"`},
		{"operation_no_method", "sources: {}\nfamilies:\n  things: [/things]\n", `pins.yaml:3:12: want "METHOD /path"`},
		{"operation_unknown_method", "sources: {}\nfamilies:\n  things: [LIST /things]\n", `pins.yaml:3:12: want "METHOD /path"`},
		{"operation_a_number", "sources: {}\nfamilies:\n  things: [5]\n", `pins.yaml:3:12: want "METHOD /path"`},

		{"pin_unknown_key", configHead + "pins:\n  - {version: 2024-05-30, package: a, source: new, families: [things], operations: []}\n",
			`pins.yaml:9:84: unknown key "operations": want version, package, source, families`},
		{"version_missing", configHead + "pins:\n  - {package: a, source: new, families: [things]}\n", `pins.yaml:9:5: version: want a text`},
		{"version_a_number", configHead + "pins:\n  - {version: 2024, package: a, source: new, families: [things]}\n", `pins.yaml:9:15: version: want a text`},
		{"version_no_date", configHead + "pins:\n  - {version: 2024-02-30, package: a, source: new, families: [things]}\n",
			`pins.yaml:9:15: version "2024-02-30": want v1.0, YYYY-MM-DD, YYYY-MM-DD.upcoming or preview`},
		{"version_v2", configHead + "pins:\n  - {version: v2.0, package: a, source: new, families: [things]}\n",
			`pins.yaml:9:15: version "v2.0": want v1.0, YYYY-MM-DD, YYYY-MM-DD.upcoming or preview`},
		{"version_twice", configHead + "pins:\n  - {version: 2024-05-30, package: a, source: new, families: [things]}\n" +
			"  - {version: 2024-05-30, package: b, source: new, families: [things]}\n",
			`pins.yaml:10:5: version "2024-05-30" or package "b" is pinned twice`},
		{"package_missing", configHead + "pins:\n  - {version: v1.0, source: new, families: [things]}\n", `pins.yaml:9:5: package: want a text`},
		{"package_upper_case", configHead + "pins:\n  - {version: v1.0, package: Atlas, source: new, families: [things]}\n",
			`pins.yaml:9:30: package "Atlas": want lower-case letters and digits`},
		{"package_with_a_path", configHead + "pins:\n  - {version: v1.0, package: ../a, source: new, families: [things]}\n",
			`pins.yaml:9:30: package "../a": want lower-case letters and digits`},
		{"package_begins_with_a_digit", configHead + "pins:\n  - {version: v1.0, package: 1a, source: new, families: [things]}\n",
			`pins.yaml:9:30: package "1a": want lower-case letters and digits`},
		{"package_twice", configHead + "pins:\n  - {version: 2024-05-30, package: a, source: new, families: [things]}\n" +
			"  - {version: 2024-05-31, package: a, source: new, families: [things]}\n",
			`pins.yaml:10:5: version "2024-05-31" or package "a" is pinned twice`},
		{"source_missing", configHead + "pins:\n  - {version: v1.0, package: a, families: [things]}\n", `pins.yaml:9:5: source: want a text`},
		{"source_unknown", configHead + "pins:\n  - {version: v1.0, package: a, source: old, families: [things]}\n", `pins.yaml:9:41: no source "old"`},
		{"family_unknown", configHead + "pins:\n  - {version: v1.0, package: a, source: new, families: [things, cups]}\n", `pins.yaml:9:65: no family "cups"`},
		{"family_a_number", configHead + "pins:\n  - {version: v1.0, package: a, source: new, families: [5]}\n", `pins.yaml:9:57: no family ""`},
		{"families_missing", configHead + "pins:\n  - {version: v1.0, package: a, source: new}\n", `pins.yaml:9:5: families: want a list`},
		{"families_a_text", configHead + "pins:\n  - {version: v1.0, package: a, source: new, families: things}\n", `pins.yaml:9:56: families: want a list`},
		{"the_first_of_two", configHead + "pins:\n  - {version: v9, package: A, source: old, families: [cups]}\n", `pins.yaml:9:15: version "v9": want v1.0, YYYY-MM-DD, YYYY-MM-DD.upcoming or preview`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := pin.ParseConfig("pins.yaml", []byte(c.text))
			if err == nil {
				t.Fatal("no error")
			}
			if diff := cmp.Diff(c.want, err.Error()); diff != "" {
				t.Errorf("mismatch (-want +got)\n%s", diff)
			}
		})
	}
}
