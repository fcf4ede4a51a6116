// Package pin cuts a small, exact and facts-only OpenAPI document out of the
// large one that Atlas publishes.
//
// The data flow:
//
//	pins.yaml --ParseConfig--> Config
//	upstream document + Pin --Subset--> pinned document --Bytes--> <version>.yaml
//	upstream bytes + pinned bytes --Lock--> lock.yaml
//
// [Subset] projects every operation to the API version of the pin, keeps the
// named operations and the components that they reach, and drops everything
// that is prose (the upstream document is licensed CC BY-NC-SA; facts are
// free, sentences are not). The same input gives the same bytes, and pinning
// a pin changes nothing.
//
// The package reads no files and opens no connections: it is given bytes.
package pin
