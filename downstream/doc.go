// Package downstream holds the tests of what a user of this module meets. They
// pack the module as a proxy serves it, and use it from modules of their own:
//
//   - get a generated client, build a program, run it against the mock;
//   - generate a client, by a tool directive and by a tools.go;
//   - vendor it and build without a network;
//   - keep pins of one's own and watch them with specdiff in CI;
//   - go from one API version to the next;
//   - come from the official SDK of Atlas.
//
// They also measure what a client costs, beside the official SDK, and print a
// table. "make downstream" runs them; "go test -short" leaves them out.
//
// Modules come from the local module cache. What is missing there is fetched
// as the go command always does; where the SDK cannot be had, only the
// comparison with it is left out.
package downstream
