// Package pattern answers questions about sets of strings that are given by
// patterns and lengths: is there a string that all of these patterns match and
// none of those, and what is a shortest one?
//
// Patterns are those of JSON Schema: ECMA-262 with the u flag, as a search
// anywhere in the string. Strings are sequences of Unicode scalar values, so
// that no answer ever holds half of a surrogate pair. Inclusion is emptiness:
// every string that a matches is matched by b when there is none that a matches
// and b does not.
//
//	a, _ := pattern.Parse(`^[a-f0-9]{24}$`)
//	b, _ := pattern.Parse(`^[a-z0-9]+$`)
//	pattern.Find(pattern.Query{Match: []*pattern.Pattern{a}, NotMatch: []*pattern.Pattern{b}, MaxLen: -1})
//	// Empty: what a matches, b matches
//	pattern.Find(pattern.Query{Match: []*pattern.Pattern{b}, NotMatch: []*pattern.Pattern{a}, MaxLen: -1})
//	// Found "a"
//
// The data flow is
//
//	source --parse--> tree --compile--> program (nondeterministic automaton)
//	programs --dfa, lazily--> deterministic automata --product, lazily--> one graph
//	graph, lengths --search by layers--> Found, Empty or Unknown
//
// The package does not support look-around and back-references, which no finite
// automaton covers as they are, and does not guess where dialects disagree: see
// UnsupportedError. All work is budgeted: a query past its budget is Unknown.
package pattern
