// Specdiff tells whether a change of an OpenAPI document breaks its users, and
// proves it with an example. Run "specdiff help".
package main

import (
	"os"

	"github.com/atlasrestore/atlasrestore/internal/cli"
)

func main() {
	os.Exit(cli.Specdiff(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
