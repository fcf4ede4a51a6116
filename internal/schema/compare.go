package schema

// Compare tells for two schemas as plain sets whether every value of base is
// a value of rev, and whether they accept the same values; equal is nil when
// that is unknown.
func Compare(base, rev Schema) (result Result, equal *bool) {
	c := NewChecker()
	result = c.Contains(Query{Sub: base, Super: rev})
	back := c.Contains(Query{Sub: rev, Super: base})
	same := result.Verdict == Yes && back.Verdict == Yes
	if same || result.Verdict == No || back.Verdict == No {
		equal = &same
	}
	return result, equal
}
