package compare_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/atlasrestore/atlasrestore/internal/compare"
	"github.com/atlasrestore/atlasrestore/internal/finding"
)

func compareExample(t *testing.T, e compare.Example) []finding.Finding {
	t.Helper()
	base, rev := e.Documents()
	findings, err := compare.Compare(t.Context(), parse(t, "base.yaml", base), parse(t, "rev.yaml", rev), compare.Options{AsOf: e.AsOf})
	if err != nil {
		t.Fatal(err)
	}
	return findings
}

func TestExamplesOfRules(t *testing.T) {
	t.Parallel()
	for _, rule := range compare.Rules() {
		t.Run(rule.ID, func(t *testing.T) {
			t.Parallel()
			bad := compareExample(t, rule.Bad)
			if rule.Only != "" { // its examples are those of the test of the command
				for _, f := range append(bad, compareExample(t, rule.Good)...) {
					t.Errorf("the rule is about what Compare does not see, and an example makes %s", line(f))
				}
				return
			}
			if len(bad) == 0 {
				t.Errorf("the bad example makes no finding")
			}
			for _, f := range bad {
				if f.Rule != rule.ID {
					t.Errorf("the bad example also makes %s", line(f))
				}
			}
			for _, f := range compareExample(t, rule.Good) {
				if f.Rule == rule.ID {
					t.Errorf("the good example makes %s", line(f))
				}
			}
		})
	}
}

// The severity of a bad example is what the table says for its direction,
// unless the rule varies or the harm is not the first of the rule.
func TestTableSaysTheSeverity(t *testing.T) {
	t.Parallel()
	for _, rule := range compare.Rules() {
		for _, f := range compareExample(t, rule.Bad) {
			want := rule.Neither
			switch f.Direction {
			case finding.Request:
				want = rule.Request
			case finding.Response:
				want = rule.Response
			}
			if want == nil {
				t.Errorf("%s: the table does not know the direction %q", rule.ID, f.Direction)
			} else if f.Severity != *want && rule.Varies == "" {
				t.Errorf("%s: severity %s, the table says %s", rule.ID, f.Severity, *want)
			}
			if !slices.Contains(rule.Harms, f.Harm) {
				t.Errorf("%s: harm %s is not in the table", rule.ID, f.Harm)
			}
		}
	}
}

func TestRulesAreComplete(t *testing.T) {
	t.Parallel()
	kebab := regexp.MustCompile(`^[a-z]+(-[a-z]+)+$`)
	seen := map[string]bool{}
	for _, r := range compare.Rules() {
		if !kebab.MatchString(r.ID) || seen[r.ID] {
			t.Errorf("id %q: want kebab-case, once", r.ID)
		}
		seen[r.ID] = true
		if r.Summary == "" || r.Why == "" || r.What == "" || len(r.Harms) == 0 || r.Request == nil && r.Response == nil && r.Neither == nil {
			t.Errorf("%s: something is missing", r.ID)
		}
		hurts := r.Varies != "" && strings.Contains(r.Varies, "breaking")
		for _, s := range []*finding.Severity{r.Request, r.Response, r.Neither} {
			hurts = hurts || s != nil && *s > finding.Compatible
		}
		if hurts != (r.Instead != "") {
			t.Errorf("%s: hurts somebody: %t; says what to do instead: %t", r.ID, hurts, r.Instead != "")
		}
	}
}

// Pairs of rules that say the opposite of one another. Their severities are
// each other's mirror image: what one does to requests, the other does to
// responses.
func TestOppositeRules(t *testing.T) {
	t.Parallel()
	opposites := map[string]string{
		"enum-value-removed": "enum-value-added", "nullable-removed": "nullable-added", "bound-tightened": "bound-relaxed",
		"property-became-required": "property-became-optional", "additional-properties-closed": "additional-properties-opened",
		"alternative-removed": "alternative-added",
	}
	rules := map[string]compare.Rule{}
	for _, r := range compare.Rules() {
		rules[r.ID] = r
	}
	for a, b := range opposites {
		x, y := rules[a], rules[b]
		if *x.Request != *y.Response || *x.Response != *y.Request {
			t.Errorf("%s and %s are no mirror images", a, b)
		}
	}
}
