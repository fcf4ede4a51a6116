// Benchtable reads the output of "go test -bench" on standard input, copies it
// to standard output and adds a Markdown table of the ratios that README.md
// claims, each of two benchmarks of that output. With several runs of a
// benchmark (-count) it takes the median. "make bench" calls it.
package main

import (
	"fmt"
	"os"
)

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "benchtable:", err)
		os.Exit(1)
	}
}
