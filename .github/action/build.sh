#!/usr/bin/env bash
# Builds specdiff and sets the output "specdiff", the path of the program.
#
#   VERSION  a version to install; empty for the source of this action
set -euo pipefail

bin=$RUNNER_TEMP/specdiff-bin
mkdir -p "$bin"
# Nothing of the user's own Go settings and workspace may matter.
export GOTOOLCHAIN=auto GOWORK=off GOFLAGS=

if [ -n "$VERSION" ]; then
  GOBIN=$bin go install "github.com/atlasrestore/atlasrestore/cmd/specdiff@$VERSION"
else
  (cd "$GITHUB_ACTION_PATH" && go build -o "$bin/" ./cmd/specdiff)
fi
echo "specdiff=$bin/specdiff$(go env GOEXE)" >>"$GITHUB_OUTPUT"
