// Atlasmock serves a mock of the restore-job endpoints of MongoDB Atlas, for trying clients by hand and from other
// languages. It prints its base URL on standard output and a line for each request on standard error, and ends when it
// is interrupted. Run "atlasmock --help".
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if code := run(ctx, os.Args[1:], os.Stdout, os.Stderr); code != exitOK {
		os.Exit(code)
	}
}
