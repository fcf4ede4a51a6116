package report

import "github.com/atlasrestore/atlasrestore/internal/finding"

// RuleText is what a format may say about a rule beside its id. The empty
// RuleText is a rule of which nothing is known.
type RuleText struct {
	Summary  string           // one sentence
	Why      string           // whom it hurts, and when not
	Help     string           // the whole explanation as plain text
	Markdown string           // the same as Markdown; trusted, it comes from the table of rules
	Severity finding.Severity // the gravest that the rule has by itself
}

// ruleIDs returns the ids of the rules that occur, each once, in the order of
// the findings given.
func ruleIDs(findings []finding.Finding) []string {
	var ids []string
	seen := map[string]bool{}
	for _, f := range findings {
		if !seen[f.Rule] {
			seen[f.Rule] = true
			ids = append(ids, f.Rule)
		}
	}
	return ids
}
