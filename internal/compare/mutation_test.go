package compare_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/atlasrestore/atlasrestore/internal/compare"
	"github.com/atlasrestore/atlasrestore/internal/finding"
)

// Each entry of the table of rules matters: with a table without it, or with
// another severity in one of its places, the cases give other findings than
// they want, or, where a proof decides about the severity, the table says
// something else than testdata/severities.txt, which is written by hand. The
// test has to run alone, since there is one table.
func TestEveryRuleMatters(t *testing.T) {
	checks, contract := ruleChecks(t), severities(t)
	if len(contract) != len(compare.Rules()) {
		t.Errorf("testdata/severities.txt has %d rules, the table %d", len(contract), len(compare.Rules()))
	}
	noticed := func(id string) bool { return row(id) != contract[id] || wrong(t, checks[id]) }
	for _, rule := range compare.Rules() {
		if len(checks[rule.ID]) == 0 && rule.Only == "" {
			t.Errorf("%s: no case wants it", rule.ID)
		}
		if noticed(rule.ID) {
			t.Errorf("%s: the table says %q, testdata/severities.txt %q, or a case fails", rule.ID, row(rule.ID), contract[rule.ID])
			continue
		}
		for name, mutant := range mutants(rule) {
			spoiled := false
			compare.WithRule(rule.ID, mutant, func() { spoiled = noticed(rule.ID) })
			if !spoiled {
				t.Errorf("%s: nothing notices that %s", rule.ID, name)
			}
		}
	}
}

// severities reads the rows of testdata/severities.txt by rule.
func severities(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile("testdata/severities.txt")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if fields := strings.Fields(line); len(fields) > 0 && fields[0] != "#" {
			out[fields[0]] = strings.Join(fields[1:], " ")
		}
	}
	return out
}

// row writes a rule of the table as testdata/severities.txt does.
func row(id string) string {
	rule, ok := compare.RuleByID(id)
	if !ok {
		return ""
	}
	var out []string
	for _, s := range []*finding.Severity{rule.Request, rule.Response, rule.Neither} {
		if s == nil {
			out = append(out, "-")
		} else {
			out = append(out, s.String())
		}
	}
	return strings.Join(out, " ")
}

// mutants are the ways to spoil a rule; nil is to have none.
func mutants(rule compare.Rule) map[string]*compare.Rule {
	out := map[string]*compare.Rule{"it is gone": nil}
	for place, s := range map[string]*finding.Severity{"request": rule.Request, "response": rule.Response, "other": rule.Neither} {
		if s == nil {
			continue
		}
		other := finding.Breaking
		if *s == finding.Breaking {
			other = finding.Compatible
		}
		mutant := rule
		switch place {
		case "request":
			mutant.Request = &other
		case "response":
			mutant.Response = &other
		default:
			mutant.Neither = &other
		}
		out["its severity is another: "+place] = &mutant
	}
	return out
}

// ruleChecks returns the cases by the rules that they want.
func ruleChecks(t *testing.T) map[string][]testCase {
	t.Helper()
	out := map[string][]testCase{}
	files, err := filepath.Glob("testdata/cases/*/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		c := readCase(t, file)
		for _, line := range c.want {
			id := strings.Fields(line)[3]
			if list := out[id]; len(list) == 0 || list[len(list)-1].base != c.base {
				out[id] = append(out[id], c)
			}
		}
	}
	return out
}

// wrong tells whether one of the checks fails.
func wrong(t *testing.T, checks []testCase) bool {
	t.Helper()
	for _, c := range checks {
		findings, err := compare.Compare(context.Background(), c.base, c.rev, c.opts)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range findings {
			if f.What == "" {
				return true // nobody can read it
			}
		}
		if !slices.Equal(c.want, lines(findings, c.want)) {
			return true
		}
	}
	return false
}
