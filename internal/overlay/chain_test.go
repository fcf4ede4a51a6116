package overlay_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/overlay"
)

const head = "overlay: 1.1.0\ninfo: {title: T, version: '1'}\n"

func parseDoc(t testing.TB, text string) *doc.Document {
	t.Helper()
	d, err := doc.Parse("base.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func parseOverlay(t testing.TB, text string) *overlay.Overlay {
	t.Helper()
	o, err := overlay.Parse("o.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// outcome is the result of an application as compact JSON, or its error.
func outcome(d *doc.Document, err error) string {
	if err != nil {
		return err.Error()
	}
	return string(doc.JSON(d.Root))
}

func TestExtendsMustAgree(t *testing.T) {
	t.Parallel()
	d := parseDoc(t, "a: 1\n")
	action := "actions: [{target: $.a, description: d, update: 2}]\n"
	for _, c := range []struct{ extends, option, want string }{
		{"", "", `{"a":2}`},
		{"", "spec/v1.yaml", `{"a":2}`},
		{"extends: spec/v1.yaml\n", "", `{"a":2}`},
		{"extends: spec/v1.yaml\n", "spec/v1.yaml", `{"a":2}`},
		{"extends: spec/v1.yaml\n", "spec/v2.yaml", `o.yaml:3:10: overlay extends "spec/v1.yaml", but the document is "spec/v2.yaml"`},
	} {
		o := parseOverlay(t, head+c.extends+action)
		if diff := cmp.Diff(c.want, outcome(o.Apply(d, overlay.Options{Extends: c.option}))); diff != "" {
			t.Errorf("%q %q: mismatch (-want +got)\n%s", c.extends, c.option, diff)
		}
	}
}

func TestSkipMissingSkipsOnlyWhatMatchesNothing(t *testing.T) {
	t.Parallel()
	d := parseDoc(t, "a: 1\n")
	for actions, want := range map[string]string{
		"{target: $.x, description: d, remove: true}, {target: $.a, description: d, update: 2}":      `{"a":2}`,
		"{target: $.a, description: d, copy: $.x}, {target: $.a, description: d, update: 2}":         `{"a":2}`,
		"{target: $.x, description: d, remove: true}, {target: $.a, description: d, update: 1}":      `o.yaml:3:65: action 2: update of target "$.a" changes nothing`,
		"{target: $.x, description: d, remove: true}, {target: $.a, description: d, update: {b: 1}}": `o.yaml:3:65: action 2: update of target "$.a": target is primitive but update is object`,
	} {
		o := parseOverlay(t, head+"actions: ["+actions+"]\n")
		if diff := cmp.Diff(want, outcome(o.Apply(d, overlay.Options{SkipMissing: true}))); diff != "" {
			t.Errorf("%s: mismatch (-want +got)\n%s", actions, diff)
		}
	}
}

func TestPositionsSurviveAndNewNodesHaveNone(t *testing.T) {
	t.Parallel()
	d := parseDoc(t, "a:\n  b: 1\n  c: [x]\nd: 2\n")
	o := parseOverlay(t, head+`actions:
  - {target: $.a, description: d, update: {c: [y], e: {f: 3}}}
  - {target: $.d, description: d, remove: true}
`)
	after, err := o.Apply(d, overlay.Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := &doc.Node{Kind: doc.Map, Pos: pos(1, 1), Members: []doc.Member{
		{Name: "a", Pos: pos(1, 1), Value: &doc.Node{Kind: doc.Map, Pos: pos(2, 3), Members: []doc.Member{
			{Name: "b", Pos: pos(2, 3), Value: &doc.Node{Kind: doc.Number, Value: "1", Pos: pos(2, 6)}},
			{Name: "c", Pos: pos(3, 3), Value: &doc.Node{Kind: doc.Seq, Pos: pos(3, 6), Items: []*doc.Node{
				{Kind: doc.String, Value: "x", Pos: pos(3, 7)},
				{Kind: doc.String, Value: "y"},
			}}},
			{Name: "e", Value: &doc.Node{Kind: doc.Map, Members: []doc.Member{
				{Name: "f", Value: &doc.Node{Kind: doc.Number, Value: "3"}},
			}}},
		}}},
	}}
	if diff := cmp.Diff(want, after.Root); diff != "" {
		t.Errorf("mismatch (-want +got)\n%s", diff)
	}
	if after.Name != d.Name {
		t.Errorf("the result is called %q", after.Name)
	}
}

func pos(line, col int32) doc.Pos { return doc.Pos{Line: line, Col: col} }

func TestInsertedNodesAreNotShared(t *testing.T) {
	t.Parallel()
	d := parseDoc(t, "a: {}\nb: {}\n")
	o := parseOverlay(t, head+`actions:
  - {target: $.*, description: both get one, update: {x: {y: [1]}}}
  - {target: $.a.x.y, description: one of them changes, update: 2}
  - {target: $.b.x, description: the other goes, remove: true}
`)
	if diff := cmp.Diff(`{"a":{"x":{"y":[1,2]}},"b":{}}`, outcome(o.Apply(d, overlay.Options{}))); diff != "" {
		t.Errorf("mismatch (-want +got)\n%s", diff)
	}
}

func TestOneOverlayServesManyGoroutines(t *testing.T) {
	t.Parallel()
	d := parseDoc(t, "a: {}\nb: {}\n")
	o := parseOverlay(t, head+"actions: [{target: $.*, description: d, update: {x: {y: [1]}}}]\n")
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			after, err := o.Apply(d, overlay.Options{})
			if diff := cmp.Diff(`{"a":{"x":{"y":[1]}},"b":{"x":{"y":[1]}}}`, outcome(after, err)); diff != "" {
				t.Errorf("mismatch (-want +got)\n%s", diff)
				return
			}
			after.Root.Get("a").Set("x", doc.NewBool(true))
		})
	}
	wg.Wait()
}

func TestChainOfNothingIsACopy(t *testing.T) {
	t.Parallel()
	d := parseDoc(t, "a: [1, two, null, true, {b: 1.50}]\n")
	after, err := overlay.Chain(d, nil, overlay.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if after.Root == d.Root {
		t.Error("the result is the document itself")
	}
	if diff := cmp.Diff(d.Root, after.Root); diff != "" {
		t.Errorf("mismatch (-want +got)\n%s", diff)
	}
	if diff := overlay.Diff(d, after); diff != "" {
		t.Errorf("a difference where there is none:\n%s", diff)
	}
}

// BenchmarkChain applies 60 actions to a document of some 100 KB.
func BenchmarkChain(b *testing.B) {
	var text, actions strings.Builder
	text.WriteString("components:\n  schemas:\n")
	for i := range 500 {
		fmt.Fprintf(&text, "    S%d:\n      type: object\n      description: Schema number %d of the benchmark.\n      properties:\n"+
			"        id: {type: string, format: uuid, pattern: '^[a-f0-9]{24}$'}\n        n: {type: integer, format: int32}\n", i, i)
	}
	actions.WriteString(head + "actions:\n")
	for i := range 30 {
		fmt.Fprintf(&actions, "  - {target: $.components.schemas.S%d.properties.n, description: d, update: {format: int64}}\n", i)
		fmt.Fprintf(&actions, "  - {target: \"$.components.schemas.*.properties[?@.format=='int64']\", description: d, update: {x-%d: true}}\n", i)
	}
	d, o := parseDoc(b, text.String()), parseOverlay(b, actions.String())
	b.SetBytes(int64(text.Len()))
	for b.Loop() {
		if _, err := o.Apply(d, overlay.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// FuzzParse: every text gives an overlay or problems with a place each; an
// overlay applies or fails, and never changes its document.
func FuzzParse(f *testing.F) {
	for _, dir := range []string{"parse", "apply"} {
		files, err := filepath.Glob("testdata/" + dir + "/*.txtar")
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			files := txtar.Parse(data).Files
			f.Add(files[len(files)-2].Data)
		}
	}
	const text = "paths: {/a: {get: {operationId: x, tags: [1, b, null, true]}}}\na: {b: {c: 1.5}}\n"
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<14 {
			t.Skip("large inputs are slow, not different")
		}
		o, err := overlay.Parse("f.yaml", data)
		if err != nil {
			checkErrors(t, err)
			return
		}
		d := parseDoc(t, text)
		before := d.Root.Clone()
		after, err := o.Apply(d, overlay.Options{})
		if diff := cmp.Diff(before, d.Root); diff != "" {
			t.Errorf("the document was changed (-before +after)\n%s", diff)
		}
		if err != nil {
			checkErrors(t, err)
			return
		}
		if back, err := doc.Parse("f.yaml", doc.YAML(after.Root)); err != nil || !doc.Equal(back.Root, after.Root) {
			t.Errorf("the result does not read back: %v", err)
		}
	})
}

// checkErrors checks that err is one error, or several joined, each with a
// place and on one line.
func checkErrors(t *testing.T, err error) {
	t.Helper()
	errs := []error{err}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		errs = joined.Unwrap()
	}
	for _, err := range errs {
		var e *doc.Error
		if !errors.As(err, &e) || e.Pos.Line < 1 || strings.ContainsAny(err.Error(), "\n\r") {
			t.Errorf("no place or several lines: %q", err)
		}
	}
}
