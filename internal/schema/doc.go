// Package schema decides whether one schema of an OpenAPI document accepts
// everything that another one accepts, and proves its answer: Yes is derived,
// No has a document that an independent validator accepts on the one side and
// refuses on the other, and everything else is Unknown with a reason.
//
// It reads Schema Objects of OpenAPI 3.0 and 3.1 on the node tree of package
// doc. It knows nothing of operations and reports nothing. Formats other than
// int32 and int64 are annotations, and defaults do not make values valid.
//
// The data flow is
//
//	nodes --hash--> sources --parse--> atoms of one schema
//	atoms --product--> terms: conjunctions, as unions of atoms --finish--> what a position accepts
//	two terms --prove--> Yes, or failures --sample--> documents --validate--> No, or Unknown
//
// A term is interned, an atom is a set of values of one JSON type. What an
// atom cannot express stays beside it as a condition that only its text is
// known of, so the left side is never taken for smaller than it is, nor the
// right side for larger.
//
// For example:
//
//	c := schema.NewChecker()
//	r := c.Contains(schema.Query{Sub: base, Super: rev, Direction: schema.Request, Closed: true})
//	if r.Verdict == schema.No {
//		fmt.Printf("%s was valid and is refused at %q\n", doc.JSON(r.Witness), r.Pointer)
//	}
package schema
