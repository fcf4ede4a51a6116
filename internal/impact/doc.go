// Package impact tells which edit of a document causes which change of the Go
// API that is generated from it.
//
//	findings = impact.Attach(findings, changes, base, rev, nil)
//
// The two sides of a comparison come with their generated packages and with
// the places in the documents that types and operations were made from. The rest is read from the Go
// source itself:
//
//  1. Each Go object has origins, JSON pointers into its document: a type its schema, a field
//     its property, a constant the enum, a method, a request builder or an options struct its
//     operation, an option its parameter. See [origins].
//  2. A change of an object belongs to the finding at the same place, or inside
//     it with no other object between, or around it: see [matcher].
//  3. What follows from that goes along: a type that nothing uses any more
//     because of one edit belongs to that edit. See [follower].
//  4. Changes that no finding explains become findings of their own, one for each
//     group of changes that hang together.
//
// Every change is told exactly once. Names prove nothing here: an object whose
// origin is not known gets a finding of its own.
package impact
