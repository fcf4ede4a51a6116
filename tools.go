//go:build tools

// Package tools pins the build tools of this module in go.mod, so that a
// checkout always builds and verifies itself with the same versions.
package tools

import (
	_ "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen" // the model and request-builder generator, also driven as a library
	_ "github.com/rhysd/actionlint/cmd/actionlint"               // the linter of workflows; from 1.7.8 to 1.7.12 it does not build with the released yaml/v4
	_ "honnef.co/go/tools/cmd/staticcheck"                       // the linter of "make check"
)
