package report_test

import (
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/atlasrestore/atlasrestore/internal/report"
)

// Whatever the text: what is printed is printable, and JSON means what it
// meant.
func FuzzPrintable(f *testing.F) {
	f.Add(attack)
	f.Add(`\x1b "quoted" \`)
	f.Add("")
	f.Fuzz(func(t *testing.T, s string) {
		if got := report.Printable(s); strings.ContainsFunc(got, func(r rune) bool { return !strconv.IsPrint(r) }) {
			t.Errorf("Printable(%q) = %q", s, got)
		}
		raw, err := json.Marshal([]string{s})
		if err != nil {
			t.Fatal(err)
		}
		safe := report.PrintableJSON(raw)
		if strings.ContainsFunc(string(safe), func(r rune) bool { return !strconv.IsPrint(r) }) {
			t.Errorf("PrintableJSON(%q) = %q", raw, safe)
		}
		var want, got any
		if err := json.Unmarshal(raw, &want); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(safe, &got); err != nil || !reflect.DeepEqual(want, got) {
			t.Errorf("PrintableJSON(%q) = %q, which means %q (%v)", raw, safe, got, err)
		}
	})
}
