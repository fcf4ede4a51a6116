package finding_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/atlasrestore/atlasrestore/internal/finding"
)

func TestSeverityIsOrderedAndHasANameThatReadsBack(t *testing.T) {
	t.Parallel()
	if finding.Compatible >= finding.Risky || finding.Risky >= finding.Breaking {
		t.Error("compatible, risky, breaking are not in this order")
	}
	for _, s := range []finding.Severity{finding.Compatible, finding.Risky, finding.Breaking} {
		text, err := json.Marshal(map[string]finding.Severity{"s": s})
		if err != nil {
			t.Fatal(err)
		}
		var back map[string]finding.Severity
		if err := json.Unmarshal(text, &back); err != nil || back["s"] != s {
			t.Errorf("%s reads back as %v: %v", text, back, err)
		}
	}
	var s finding.Severity
	if err := s.UnmarshalText([]byte("Breaking")); err == nil || !strings.Contains(err.Error(), `severity "Breaking": want breaking, risky or compatible`) {
		t.Errorf("got %v", err)
	}
	if got := (finding.Breaking + 1).String(); got != "Severity(3)" {
		t.Errorf("got %s", got)
	}
}

func TestMessage(t *testing.T) {
	t.Parallel()
	value := func(json string) *finding.Place { return &finding.Place{Value: []byte(json)} }
	tests := []struct {
		name string
		f    finding.Finding
		want string
	}{
		{"no_values", finding.Finding{Location: "GET /x", What: "removed", Base: &finding.Place{}}, "GET /x: removed"},
		{"both", finding.Finding{Location: "T", What: "type changed", Base: value(`"a"`), Rev: value(`"b"`)}, `T: type changed from "a" to "b"`},
		{"base", finding.Finding{Location: "T", What: "lost values", Base: value(`"a"`)}, `T: lost values (was "a")`},
		{"rev", finding.Finding{Location: "T", What: "got values", Rev: value(" 1 ")}, "T: got values (1)"},
		{"unproved", finding.Finding{Location: "T", What: "changed", Unproved: "too large"}, "T: changed (unproved: too large)"},
		{"long", finding.Finding{Location: "T", What: "got values", Rev: value(strings.Repeat("é", 61))}, "T: got values (" + strings.Repeat("é", 59) + "…)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := tt.f.Message(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// The fingerprint depends on what a finding is, not on where it stands, how it
// is worded and whom it reaches.
func TestFingerprint(t *testing.T) {
	t.Parallel()
	one := func() finding.Finding {
		return finding.Finding{
			Rule: "bound-tightened", Harm: finding.Wire, Direction: finding.Request, Location: "T", Keyword: "maximum",
			Base: &finding.Place{Value: []byte("9")}, Rev: &finding.Place{Value: []byte("5")},
		}
	}
	same := map[string]func(*finding.Finding){
		"severity":   func(f *finding.Finding) { f.Severity = finding.Breaking },
		"words":      func(f *finding.Finding) { f.What = "x" },
		"position":   func(f *finding.Finding) { f.Base.Position = finding.Position{File: "x", Line: 3} },
		"operations": func(f *finding.Finding) { f.Operations = []finding.Operation{{Method: "GET"}} },
		"witness":    func(f *finding.Finding) { f.Witness = &finding.Witness{} },
		"unproved":   func(f *finding.Finding) { f.Unproved = "x" },
	}
	other := map[string]func(*finding.Finding){
		"rule":      func(f *finding.Finding) { f.Rule = "x" },
		"harm":      func(f *finding.Finding) { f.Harm = finding.Source },
		"direction": func(f *finding.Finding) { f.Direction = finding.Response },
		"location":  func(f *finding.Finding) { f.Location = "U" },
		"keyword":   func(f *finding.Finding) { f.Keyword = "minimum" },
		"value":     func(f *finding.Finding) { f.Rev.Value = []byte("6") },
		"side":      func(f *finding.Finding) { f.Rev = nil },
	}
	want := one().Fingerprint()
	seen := map[string]string{want: "nothing"}
	for name, change := range same {
		f := one()
		if change(&f); f.Fingerprint() != want {
			t.Errorf("another %s changes the fingerprint", name)
		}
	}
	for name, change := range other {
		f := one()
		change(&f)
		if twin, ok := seen[f.Fingerprint()]; ok {
			t.Errorf("another %s has the fingerprint of another %s", name, twin)
		}
		seen[f.Fingerprint()] = name
	}
	if len(want) != 16 {
		t.Errorf("the fingerprint %q has not 16 digits", want)
	}
}
