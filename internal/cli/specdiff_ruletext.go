package cli

import (
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/compare"
	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/report"
)

// ruleTexts returns what "specdiff rules" says, for the formats that explain
// their rules.
func ruleTexts() map[string]report.RuleText {
	texts := map[string]report.RuleText{}
	for _, r := range compare.Rules() {
		var markdown strings.Builder
		ruleMarkdown(&markdown, r)
		texts[r.ID] = report.RuleText{
			Summary: r.Summary, Why: r.Why,
			Help: strings.TrimSpace(explainRule(r)), Markdown: strings.TrimSpace(markdown.String()),
			Severity: gravest(r),
		}
	}
	return texts
}

// gravest returns the highest severity of a rule under the profile strict.
func gravest(r compare.Rule) finding.Severity {
	worst := finding.Compatible
	for _, s := range []*finding.Severity{r.Request, r.Response, r.Neither} {
		if s != nil {
			worst = max(worst, *s)
		}
	}
	return worst
}

// knownVersion returns the version, or nothing for a build from a working tree.
func knownVersion() string {
	if v := version(); v != "devel" && v != "(devel)" {
		return v
	}
	return ""
}
