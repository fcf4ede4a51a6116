// Package compare finds what a change of an OpenAPI document does to those who
// rely on it. It matches the two documents, walks the matched pairs once, and
// asks a table of rules about each pair; package schema decides about sets of
// values and proves it.
//
// It neither reads files nor shows results, and it never changes a document.
//
//	base, rev --match--> pairs of operations --walk--> pairs of parameters, bodies, headers, schemas
//	                                                         |
//	                        rules (one table) <--------------+----> findings, one per edit, each with
//	                                                                the operations that it reaches
//
// For example:
//
//	findings, err := compare.Compare(ctx, base, rev, compare.Options{AsOf: "2026-04-17"})
//	for _, f := range findings {
//		fmt.Println(f.Severity, f.Message())
//	}
package compare
