package impact

import (
	"testing"

	"github.com/atlasrestore/atlasrestore/internal/compare"
)

// What a rule can do to the Go API has to be decided when the rule is made.
// These can do nothing.
var harmless = map[string]bool{
	"body-encoding-changed": true, "operation-deprecated": true, "operation-undeprecated": true, "parameter-deprecated": true,
	"pattern-changed": true, "property-deprecated": true, "response-header-added": true, "response-header-became-optional": true,
	"response-header-became-required": true, "response-header-removed": true, "security-relaxed": true, "security-scheme-changed": true,
	"security-tightened": true, "server-added": true, "server-removed": true, "sunset-added": true, "sunset-moved-away": true,
	"sunset-moved-nearer": true, "sunset-removed": true, Rule: true,
}

func TestEveryRuleIsDecided(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, r := range compare.Rules() {
		known[r.ID] = true
		if (causes[r.ID] != 0) == harmless[r.ID] {
			t.Errorf("%s: want it in causes, or among those that can do nothing", r.ID)
		}
	}
	for _, table := range []map[string]bool{harmless, replacing, splitting, memberRules} {
		for id := range table {
			if !known[id] {
				t.Errorf("%s: there is no such rule", id)
			}
		}
	}
	for id := range causes {
		if !known[id] {
			t.Errorf("%s: there is no such rule", id)
		}
	}
}
