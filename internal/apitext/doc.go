// Package apitext holds the tests that keep the exported API of this module
// stable. Each public package has its API as text in api/, one line for each
// exported thing with its full type:
//
//	pkg atlas, func CheckPath(string, ...string) error
//	pkg atlas, method (*Error) Error() string
//	pkg atlas, type Error struct, Code string
//
// A line that comes is an addition. A line that goes, or that another one
// takes the place of, breaks programs: it is refused, by -update too, unless
// CHANGELOG.md names what it is about.
package apitext
