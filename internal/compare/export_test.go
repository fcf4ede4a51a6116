package compare

import "maps"

// WithRule runs f while the table has another rule in the place of one, or
// none at all. It is for tests that nothing runs beside.
func WithRule(id string, instead *Rule, f func()) {
	whole := rulesByID
	defer func() { rulesByID = whole }()
	rulesByID = maps.Clone(whole)
	delete(rulesByID, id)
	if instead != nil {
		rulesByID[id] = *instead
	}
	f()
}
