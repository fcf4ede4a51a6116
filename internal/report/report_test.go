package report_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/report"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func place(file string, line, col int, value string) *finding.Place {
	p := &finding.Place{Position: finding.Position{File: file, Line: line, Col: col}}
	if value != "" {
		p.Value = json.RawMessage(value)
	}
	return p
}

// shop returns a report with one finding of each kind that a format has to
// tell apart, in no particular order.
func shop() report.Report {
	return report.Report{
		Base:   report.Document{Name: "shop-1.yaml", Title: "Shop", Version: "1.0"},
		Rev:    report.Document{Name: "shop-2.yaml", Title: "Shop", Version: "2.0"},
		FailOn: finding.Breaking,
		AsOf:   "2026-11-21",
		Findings: []finding.Finding{
			{
				Rule: "operation-added", Severity: finding.Compatible, Harm: finding.Wire,
				Location: "GET /orders/{orderId}", What: "operation added",
				Operations: []finding.Operation{{Method: "GET", Path: "/orders/{orderId}", ID: "getOrder"}},
				Rev:        place("shop-2.yaml", 40, 5, ""),
			},
			{
				Rule: "enum-value-removed", Severity: finding.Breaking, Harm: finding.Wire, Direction: finding.Request,
				Location: "components.schemas.Order.properties.state", What: "value removed",
				Operations: []finding.Operation{
					{Method: "GET", Path: "/orders", ID: "listOrders", Via: "query parameter state"},
					{Method: "POST", Path: "/orders", ID: "createOrder", Via: "request body"},
					{Method: "POST", Path: "/orders", ID: "createOrder", Via: "query parameter state"},
					{Method: "PATCH", Path: "/orders/{orderId}", ID: "updateOrder", Via: "request body"},
					{Method: "PUT", Path: "/orders/{orderId}", ID: "replaceOrder", Via: "request body"},
					{Method: "PUT", Path: "/orders/{orderId}/state", Via: "request body"},
				},
				Base: &finding.Place{
					Value:    json.RawMessage(`["open","closed"]`),
					Position: finding.Position{File: "shop-1.yaml", Line: 31, Col: 11, Pointer: "/components/schemas/Order/properties/state/enum"},
				},
				Rev:     place("shop-2.yaml", 31, 11, `["closed"]`),
				Witness: &finding.Witness{Value: json.RawMessage(`"open"`), AcceptedBy: "base", RefusedBy: "rev", Note: "the second validator accepts it too"},
			},
			{
				Rule: "pattern-changed", Severity: finding.Risky, Harm: finding.Wire, Direction: finding.Response,
				Location: "components.schemas.Order.properties.id", What: "pattern changed",
				Operations: []finding.Operation{{Method: "GET", Path: "/orders", Via: "response 200"}},
				Base:       place("shop-1.yaml", 25, 20, `"^[a-f0-9]{24}$"`),
				Rev:        place("shop-2.yaml", 25, 20, `"^(?!0)[a-f0-9]{24}$"`),
				Unproved:   "look-around in a pattern",
			},
			{
				Rule: "operation-id-changed", Severity: finding.Breaking, Harm: finding.Source,
				Location: "GET /orders", What: "operationId changed",
				Operations: []finding.Operation{{Method: "GET", Path: "/orders", ID: "listOrders"}},
				Base:       place("shop-1.yaml", 8, 20, `"orders"`),
				Rev:        place("shop-2.yaml", 8, 20, `"listOrders"`),
			},
		},
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v: run the tests with -update", err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("mismatch (-want +got):\n%s", diff)
	}
}

func TestGolden(t *testing.T) {
	t.Parallel()
	text := func(o report.TextOptions) func(*bytes.Buffer, report.Report) error {
		return func(b *bytes.Buffer, r report.Report) error { return report.Text(b, r, o) }
	}
	empty := shop()
	empty.Findings, empty.AsOf, empty.Rev = nil, "", report.Document{Name: "-"}
	tests := []struct {
		name   string
		report report.Report
		format func(*bytes.Buffer, report.Report) error
	}{
		{"text.txt", shop(), text(report.TextOptions{})},
		{"text_color.txt", shop(), text(report.TextOptions{Color: true})},
		{"text_verbose.txt", shop(), text(report.TextOptions{Verbose: true})},
		{"text_narrow.txt", shop(), text(report.TextOptions{Width: 48})},
		{"text_empty.txt", empty, text(report.TextOptions{})},
		{"report.json", shop(), func(b *bytes.Buffer, r report.Report) error { return report.JSON(b, r) }},
		{"empty.json", empty, func(b *bytes.Buffer, r report.Report) error { return report.JSON(b, r) }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got bytes.Buffer
			if err := tt.format(&got, tt.report); err != nil {
				t.Fatal(err)
			}
			golden(t, tt.name, got.Bytes())
		})
	}
}

// The order of the findings given must not show.
func TestOrderIsTheReportsOwn(t *testing.T) {
	t.Parallel()
	forward, backward := shop(), shop()
	for i, f := range forward.Findings {
		backward.Findings[len(forward.Findings)-1-i] = f
	}
	var a, b bytes.Buffer
	if err := report.JSON(&a, forward); err != nil {
		t.Fatal(err)
	}
	if err := report.JSON(&b, backward); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(a.String(), b.String()); diff != "" {
		t.Errorf("mismatch (-forward +backward):\n%s", diff)
	}
}

func TestFailures(t *testing.T) {
	t.Parallel()
	for failOn, want := range map[finding.Severity]int{finding.Compatible: 4, finding.Risky: 3, finding.Breaking: 2, report.Never: 0} {
		r := shop()
		r.FailOn = failOn
		if got := r.Failures(); got != want {
			t.Errorf("FailOn %v: got %d failures, want %d", failOn, got, want)
		}
	}
}

func TestJSONRefusesValuesThatAreNotJSON(t *testing.T) {
	t.Parallel()
	r := shop()
	r.Findings[0].Rev.Value = json.RawMessage(`{`)
	var b bytes.Buffer
	if err := report.JSON(&b, r); err == nil || b.Len() > 0 {
		t.Errorf("got error %v and %d bytes, want an error and none", err, b.Len())
	}
}
