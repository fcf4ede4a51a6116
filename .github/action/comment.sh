#!/usr/bin/env bash
# Writes the report as a comment on the pull request: one comment, which later
# runs rewrite. It is found by a marker in its first line, among those of the
# same author: anybody can write a marker. Where there is nothing to tell and
# never was, there is no comment.
#
# A pull request from a fork has no right to write. That is no failure.
#
#   KEY      tells the comments of several documents apart
#   NUMBER   of the pull request
#   REPORTS  the folder with report.md and report.json
set -euo pipefail

key=$(printf '%s' "$KEY" | tr -c 'A-Za-z0-9._/-' '_' | tr -s '-' | cut -c 1-80)
MARKER="<!-- specdiff: $key -->"
export MARKER
owner=${GITHUB_REPOSITORY%%/*}
name=${GITHUB_REPOSITORY#*/}

warn() {
  echo "::warning title=specdiff::cannot comment on the pull request: the job needs the permission \"pull-requests: write\""
  exit 0
}

# shellcheck disable=SC2016 # the variables are those of GraphQL
query='query($owner: String!, $name: String!, $number: Int!, $endCursor: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      comments(first: 100, after: $endCursor) {
        nodes { databaseId body viewerDidAuthor }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}'
ids=$(gh api graphql --paginate -f query="$query" -f owner="$owner" -f name="$name" -F number="$NUMBER" \
  --jq '.data.repository.pullRequest.comments.nodes[] | select(.viewerDidAuthor and (.body | startswith(env.MARKER))) | .databaseId') || warn
id=$(head -n 1 <<<"$ids")

body=$REPORTS/comment.md
{
  echo "$MARKER"
  cat "$REPORTS/report.md"
} >"$body"

if [ -n "$id" ]; then
  gh api --silent --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$id" -F body=@"$body" || warn
elif grep -q '^  "findings": \[$' "$REPORTS/report.json"; then
  gh api --silent --method POST "repos/$GITHUB_REPOSITORY/issues/$NUMBER/comments" -F body=@"$body" || warn
fi
