// Package goapi tells how the exported Go API of two packages differs. It works
// on source text alone: no toolchain, no module cache, nothing is built.
//
//	base, err := goapi.Check(map[string][]byte{"client.go": old})
//	rev, err := goapi.Check(map[string][]byte{"client.go": new})
//	changes, err := goapi.Compare(base, rev)
//
// What a package imports is not read. A type of another package is known by its
// import path, its name and its type arguments as written, which is what decides
// whether two declarations name the same type; see [stubs]. Function bodies are
// not looked at, and neither are values of variables that have a type.
//
// What counts as incompatible is decided by golang.org/x/exp/apidiff, whose
// documentation has the definition. The import paths of the two packages are
// immaterial.
package goapi
