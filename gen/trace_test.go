package gen_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/gen"
)

// at returns the place behind the first occurrence of a text in the small
// document.
func at(t *testing.T, text string) gen.Place {
	t.Helper()
	before, _, ok := strings.Cut(smallDocument, text)
	if !ok {
		t.Fatalf("no %q in the document", text)
	}
	before += text
	line := strings.Count(before, "\n") + 1
	return gen.Place{Line: line, Col: len(before) - strings.LastIndex(before, "\n")}
}

func TestTraceTellsWhereTypesComeFrom(t *testing.T) {
	t.Parallel()
	trace, err := gen.ClientTrace(t.Context(), gen.ClientOptions{
		APIVersion: "2023-01-01", Package: "small",
		Upstream: &gen.Document{Name: "small.yaml", Data: []byte(smallDocument)},
		Filter:   func(method, path string) bool { return path != "/blobs" },
	})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]gen.Place{
		"Thing":             at(t, "\n    Thing:\n      "),
		"ThingRequest":      at(t, "\n    Thing:\n      "), // two types of one schema
		"ThingInner":        at(t, "\n        inner:\n          "),
		"ThingInnerRequest": at(t, "\n        inner:\n          "),
		"ThingInnerLevel":   at(t, "level: "),
		"Circle":            at(t, "\n    Circle:\n      "),
	}
	got := map[string]gen.Place{}
	for name := range want {
		got[name] = trace.Types[name]
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("types: mismatch (-want +got):\n%s", diff)
	}
	operations := map[string]string{
		"NewGetThingRequest": "GET /things/{type}/{num}", "NewCreateThingRequest": "POST /things/{type}/{num}",
		"NewPutShapeRequest": "PUT /shapes", "NewGetLogsRequest": "GET /logs",
	}
	if diff := cmp.Diff(operations, trace.Operations); diff != "" {
		t.Errorf("operations: mismatch (-want +got):\n%s", diff)
	}
}

func TestFilterMayLeaveNothing(t *testing.T) {
	t.Parallel()
	trace, err := gen.ClientTrace(t.Context(), gen.ClientOptions{
		APIVersion: "2025-03-12", Package: "p", Filter: func(string, string) bool { return false },
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(trace.Operations) != 0 || !strings.Contains(string(trace.Files["client.gen.go"]), "func New(") {
		t.Errorf("want a client without operations, got %v", trace.Operations)
	}
}
