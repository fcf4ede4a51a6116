// Covercheck reads a coverage profile of "go test -coverprofile", prints how
// much of each package the tests of that package run, and fails when it is too
// little of a package below internal/ or atlas/. "make test" calls it.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/tools/cover"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "covercheck:", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	if len(args) != 1 {
		return errors.New("usage: covercheck PROFILE")
	}
	profiles, err := cover.ParseProfiles(args[0])
	if err != nil {
		return err
	}
	return check(out, profiles)
}
