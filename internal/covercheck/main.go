// Covercheck reads a coverage profile of "go test -coverprofile", prints how
// much of each package the tests of that package run, and fails when it is too
// little of a package below internal/ or atlas/. "make test" calls it.
package main

import (
	"fmt"
	"os"

	"golang.org/x/tools/cover"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: covercheck PROFILE")
		os.Exit(2)
	}
	profiles, err := cover.ParseProfiles(os.Args[1])
	if err == nil {
		err = check(os.Stdout, profiles)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "covercheck:", err)
		os.Exit(1)
	}
}
