// Package report shows what a comparison has found, one function per format.
// It computes nothing about documents: all it knows is a [Report], and a
// format is a function from a writer and a Report to an error.
//
// Every format treats the documents as hostile: what comes from them is
// escaped, so that a schema cannot move the cursor of a terminal, nor end a
// string of JSON.
//
//	err := report.Text(os.Stdout, report.Report{Base: base, Rev: rev, Findings: findings}, report.TextOptions{})
package report
