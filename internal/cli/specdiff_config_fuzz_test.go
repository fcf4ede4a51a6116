package cli

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/finding"
)

// FuzzConfig reads anything. A config that can be read is printed as one that
// means the same, and takes waivers without changing otherwise; an error has a
// place.
func FuzzConfig(f *testing.F) {
	for _, seed := range []string{
		"", "# none", "profile: strict\n", "profile: 1", "x: y", "waivers: []", "waivers:\n", "waivers: {}", "[]", "{", "---\nprofile: atlas\n...\n",
		"severity:\n  operation-removed: risky\n  enum-value-added: {request: breaking}\n",
		"waivers:\n  - rule: operation-removed\n    reason: |\n      a\n      b\n    until: 2027-01-01\nprofile: strict\n",
		"{waivers: [{location: '**', operation: 'GET /a', fingerprint: 0123456789abcdef, reason: \"]\"}]}",
		"waivers:\r\n- fingerprint: '1234567890123456'\r\n  reason: x # y\r\n",
		"waivers:\n  - &a {rule: operation-removed, reason: x}\n  - *a\n",
	} {
		f.Add([]byte(seed))
	}
	rules := []string{"operation-removed", "enum-value-added"}
	added := finding.Waivers{
		{Rule: "operation-removed", Location: "GET /a: query parameter '*'", Fingerprint: "0123456789012345", Reason: "two\nlines: #1", Until: "2027-01-01"},
		{Fingerprint: "00000000000e0001", Reason: "- ]"},
	}
	same := []cmp.Option{
		cmp.AllowUnexported(config{}), cmpopts.IgnoreFields(config{}, "file", "data"), cmpopts.IgnoreFields(finding.Waiver{}, "Position"), cmpopts.EquateEmpty(),
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := parseConfig("c.yaml", data, rules)
		if err != nil {
			var at *doc.Error
			if !errors.As(err, &at) || at.File != "c.yaml" || at.Pos.Line < 1 || at.Pos.Col < 1 {
				t.Errorf("an error without a place: %v", err)
			}
			return
		}
		again, err := parseConfig("again.yaml", []byte(c.text()), rules)
		if err != nil {
			t.Fatalf("what is printed cannot be read: %v\n%s", err, c.text())
		}
		if diff := cmp.Diff(c, again, same...); diff != "" {
			t.Errorf("printed mismatch (-read +printed):\n%s", diff)
		}
		text, err := addWaivers("c.yaml", data, added)
		if err != nil {
			var at *doc.Error
			if !errors.As(err, &at) {
				t.Errorf("an error without a place: %v", err)
			}
			return
		}
		got, err := parseConfig("c.yaml", text, rules)
		if err != nil {
			t.Fatalf("after adding: %v\n%s", err, text)
		}
		c.waivers = append(c.waivers, added...)
		if diff := cmp.Diff(c, got, same...); diff != "" {
			t.Errorf("added mismatch (-want +got):\n%s", diff)
		}
	})
}
