package compare

import (
	"slices"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/finding"
)

// Rule says what one kind of edit means. The table of rules is the reference
// from which their documentation is made.
type Rule struct {
	ID      string
	Summary string // one sentence for the reference
	Why     string // whom it hurts, and when not
	What    string // the words of a finding: "became required"
	Instead string // what the producer could do to hurt nobody; empty where the rule never hurts

	// Request and Response are the severities under the profile Strict, Neither
	// that of what has no direction; nil where the rule does not occur. A
	// finding may be milder or graver where Varies says so.
	Request, Response, Neither *finding.Severity
	// Varies says what decides when the table alone does not; empty when it does.
	Varies string
	// Harms are the harms that the rule reports.
	Harms []finding.Harm
	// Only is the flag of the command without which the rule reports nothing:
	// then its findings are not made by Compare. Empty for all others.
	Only string

	Bad, Good Example // Bad makes a finding of this rule and of no other; Good is near and makes none of this rule
}

// severity returns what the table says for a direction.
func (r Rule) severity(d finding.Direction) finding.Severity {
	s := r.Neither
	switch d {
	case finding.Request:
		s = r.Request
	case finding.Response:
		s = r.Response
	}
	if s == nil {
		return finding.Risky
	}
	return *s
}

// Example is a pair of small documents. Base and Rev are the members of a
// document beside "openapi" and "info", or, when Direction is set, a Schema
// Object that is used in that direction.
type Example struct {
	Direction finding.Direction
	Base, Rev string // YAML
	AsOf      string // the day of the comparison, where it matters
}

// Documents returns the two sides as whole OpenAPI documents.
func (e Example) Documents() (base, rev string) {
	return document(e.Base, e.Direction), document(e.Rev, e.Direction)
}

const header = "openapi: 3.0.3\ninfo: {title: Example, version: \"1\"}\n"

func document(text string, d finding.Direction) string {
	switch d {
	case finding.Request:
		return header + "paths:\n  /t:\n    post:\n      requestBody:\n        required: true\n        content: {application/json: {schema: {$ref: '#/components/schemas/T'}}}\n" +
			"      responses: {'204': {description: Done}}\n" + component(text)
	case finding.Response:
		return header + "paths:\n  /t:\n    get:\n      responses:\n        '200': {description: OK, content: {application/json: {schema: {$ref: '#/components/schemas/T'}}}}\n" + component(text)
	}
	return header + text
}

func component(text string) string {
	indented := "      " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n      ")
	return "components:\n  schemas:\n    T:\n" + indented + "\n"
}

// Rules returns the table of rules, sorted by id.
func Rules() []Rule {
	all := slices.Concat(operationRules, parameterRules, bodyRules, surfaceRules, objectRules, valueRules, unionRules, goRules)
	slices.SortFunc(all, func(a, b Rule) int { return strings.Compare(a.ID, b.ID) })
	return all
}

// RuleByID looks a rule up in the table; false when there is no such rule.
func RuleByID(id string) (Rule, bool) {
	r, ok := rulesByID[id]
	return r, ok
}

// rulesByID is the table for look-up. It is never changed.
var rulesByID = func() map[string]Rule {
	m := map[string]Rule{}
	for _, r := range Rules() {
		m[r.ID] = r
	}
	return m
}()

func severity(s finding.Severity) *finding.Severity { return &s }

// The severities as the table names them.
var (
	breaking   = severity(finding.Breaking)
	risky      = severity(finding.Risky)
	compatible = severity(finding.Compatible)

	wire   = []finding.Harm{finding.Wire}
	source = []finding.Harm{finding.Source}
	both   = []finding.Harm{finding.Wire, finding.Source}
)
