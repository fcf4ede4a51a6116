// Atlasgen pins the restore endpoints of the Atlas Administration API and
// generates typed Go clients from the pins. Run "atlasgen help".
package main

import (
	"os"

	"github.com/atlasrestore/atlasrestore/internal/cli"
)

func main() {
	os.Exit(cli.Atlasgen(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
