package report_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/report"
)

// waived returns the shop with a waiver for the enum and one for what is
// unproved, and two changes left out.
func waived() report.Report {
	r := shop()
	r.Known = 2
	r.Waivers = finding.Waivers{
		{Rule: "enum-value-removed", Reason: "nobody sent it", Until: "2027-01-01"},
		{Location: "components.schemas.Order.**", Reason: "the second is not shown where the first matches"},
	}
	return r
}

func TestWaivedFindingsDoNotCount(t *testing.T) {
	t.Parallel()
	r := waived()
	want := report.Summary{Breaking: 1, Compatible: 1, Waived: 2, Known: 2}
	if diff := cmp.Diff(want, r.Summary()); diff != "" {
		t.Errorf("summary mismatch (-want +got):\n%s", diff)
	}
	for failOn, want := range map[finding.Severity]int{finding.Compatible: 2, finding.Risky: 1, finding.Breaking: 1, report.Never: 0} {
		r.FailOn = failOn
		if got := r.Failures(); got != want {
			t.Errorf("FailOn %v: got %d failures, want %d", failOn, got, want)
		}
	}
}

func TestTextOfWaivedFindings(t *testing.T) {
	t.Parallel()
	text := func(r report.Report, verbose bool) string {
		var b bytes.Buffer
		if err := report.Text(&b, r, report.TextOptions{Verbose: verbose}); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	const last = "1 breaking, 0 risky, 1 compatible changes, 2 waived; 2 known from the baseline not shown\n"
	short := text(waived(), false)
	if !strings.HasSuffix(short, last) || strings.Contains(short, "enum-value-removed") || strings.Contains(short, "Risky changes") {
		t.Errorf("waived changes show:\n%s", short)
	}
	long := text(waived(), true)
	for _, part := range []string{
		last, "Breaking changes (1)\n", "Waived changes (2)\n", "  severity breaking\n  waived   nobody sent it\n  until    2027-01-01\n",
		"  severity risky\n  waived   the second",
	} {
		if !strings.Contains(long, part) {
			t.Errorf("the verbose text lacks %q:\n%s", part, long)
		}
	}
	known := report.Report{Known: 1}
	if got, want := text(known, false), "no new changes; 1 known from the baseline not shown\n"; !strings.HasSuffix(got, want) {
		t.Errorf("got %q, want the end %q", got, want)
	}
}

func TestJSONOfWaivedFindings(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := report.JSON(&b, waived()); err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if err := published(t).Validate(v); err != nil {
		t.Error(err)
	}
	var got struct {
		Summary  map[string]int
		Findings []struct {
			Rule   string
			Waived map[string]string
		}
	}
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]int{"breaking": 1, "risky": 0, "compatible": 1, "waived": 2, "known": 2}, got.Summary); diff != "" {
		t.Errorf("summary mismatch (-want +got):\n%s", diff)
	}
	want := map[string]map[string]string{
		"enum-value-removed":   {"reason": "nobody sent it", "until": "2027-01-01"},
		"pattern-changed":      {"reason": "the second is not shown where the first matches"},
		"operation-added":      nil,
		"operation-id-changed": nil,
	}
	for _, f := range got.Findings {
		if diff := cmp.Diff(want[f.Rule], f.Waived); diff != "" {
			t.Errorf("%s mismatch (-want +got):\n%s", f.Rule, diff)
		}
		delete(want, f.Rule)
	}
	if len(want) > 0 {
		t.Errorf("findings are missing: %v", want)
	}
}

func TestJSONHasTheKeyword(t *testing.T) {
	t.Parallel()
	r := shop()
	r.Findings = r.Findings[:1]
	r.Findings[0].Keyword = "maxItems"
	var b bytes.Buffer
	if err := report.JSON(&b, r); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), `"keyword": "maxItems"`) {
		t.Errorf("the keyword is missing:\n%s", b.String())
	}
}
