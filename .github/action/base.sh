#!/usr/bin/env bash
# Finds what to compare with, fetches it where the clone lacks it, and sets the
# output "base": a BASE of specdiff, empty when the document is new.
#
#   BASE        what the user wants; empty for the file REV before the event
#   REV         the document as it is now
#   EVENT_BASE  the revision before the event, as the event says
set -euo pipefail

output() { echo "base=$1" >>"$GITHUB_OUTPUT"; }

nothing() {
  echo "::notice title=specdiff::$1"
  output ""
  exit 0
}

fail() {
  echo "::error title=specdiff::$1"
  exit 1
}

has() { git rev-parse --verify --quiet --end-of-options "$1^{commit}" >/dev/null; }

# fetch REVISION DEPTH gets a revision, and no more history than was cloned.
fetch() {
  local depth=()
  if [ "$(git rev-parse --is-shallow-repository)" = true ]; then
    depth=("--depth=$2")
  fi
  git fetch --quiet --no-tags "${depth[@]+"${depth[@]}"}" -- origin "$1" ||
    fail "cannot fetch the revision to compare with: give actions/checkout fetch-depth 0"
}

if [ -n "$BASE" ]; then
  revision=
  case $BASE in
    git:?*:*) revision=${BASE#git:} revision=${revision%%:*} ;;
  esac
  if [ -n "$revision" ] && ! has "$revision"; then
    fetch "${revision#origin/}" 1
    BASE=git:$(git rev-parse FETCH_HEAD):${BASE#git:*:}
  fi
  output "$BASE"
  exit 0
fi

case $REV in
  git:* | pin:* | http://* | https://* | - | /*) fail "give the input base: rev is no file of the repository" ;;
esac

# A pull request is checked out merged. Its first parent is what it was merged
# into; the event may tell an older revision.
if [[ $GITHUB_REF == refs/pull/*/merge ]] && [ "$(git rev-parse HEAD)" = "$GITHUB_SHA" ]; then
  has "$GITHUB_SHA^1" || fetch "$GITHUB_SHA" 2
  revision=$(git rev-parse "$GITHUB_SHA^1")
elif [[ $EVENT_BASE =~ ^0*$ ]]; then
  nothing "there is no earlier revision to compare with"
else
  revision=$EVENT_BASE
  has "$revision" || fetch "$revision" 1
fi

path=${REV#./}
if [ -n "$(git rev-parse --show-prefix)" ]; then
  path=./$path # git counts from the top of the repository otherwise
fi
if ! git cat-file -e "$revision:$path" 2>/dev/null; then
  nothing "the document is new, there is nothing to compare it with"
fi
output "git:$(git rev-parse --short=12 "$revision"):$path"
