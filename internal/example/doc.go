// Package example shows a finding at work: it puts the witness, which is a value
// of the schema that changed, into a whole request or response of an
// operation that the change reaches.
//
// How it is done:
//
//  1. The operation is looked up on both sides, and in it the parameter or
//     body by which it reaches the change.
//  2. From the schema of that body a search goes down, along properties, items
//     and alternatives, to the schema that changed. What it notes on the way is
//     where in a body the witness has to stand.
//  3. That place and the witness are written as one more schema, and the solver
//     of package schema makes a value of both.
//  4. Only a value that the independent validator accepts on the one side and
//     refuses on the other is shown.
//
// A finding without a witness gets a request that keeps to base.
package example
