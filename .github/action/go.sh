#!/usr/bin/env bash
# Sets the output "missing" where there is no Go that can fetch the toolchain
# that specdiff wants, which Go 1.21 and later can.
set -euo pipefail

minor=$(go env GOVERSION 2>/dev/null | sed -n 's/^go1\.\([0-9]*\).*/\1/p' || true)
if [ "${minor:-0}" -lt 21 ]; then
  echo missing=true >>"$GITHUB_OUTPUT"
fi
