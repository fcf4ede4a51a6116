// Package e2e holds the end-to-end tests of the generated clients: whole restores, from the creation of a job to its
// last byte, against the mock Atlas of package atlastest, in each pinned version and with each kind of credentials,
// in good weather and in storms. It has no code of its own.
//
// What is to be expected comes from how Atlas behaves, as the comments of package atlas and of the generated types tell
// it. Tests that wait run in bubbles of testing/synctest, where hours pass at once and sockets are in-memory pipes; the
// few that need real sockets and real time are the soak test, which -short skips, and the benchmarks.
package e2e
