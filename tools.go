//go:build tools

// Package tools pins the build tools of this module in go.mod, so that a
// checkout always builds and verifies itself with the same versions.
package tools

import (
	_ "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen" // the model and request-builder generator, also driven as a library
	_ "honnef.co/go/tools/cmd/staticcheck"                       // the linter of "make check"
)
