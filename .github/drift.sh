#!/usr/bin/env bash
# Proposes what is changed in the working tree as a pull request from the branch
# "drift", or brings the open one up to date. The file named is its text.
set -euo pipefail

changelog=$1
branch=drift
title="Pins as Atlas publishes them now"

git add --all -- spec generated
# The lock names the upstream document, which changes more often than the pins.
if git diff --cached --quiet -- ':!spec/lock.yaml'; then
  echo "The pins are up to date."
  exit 0
fi
if git fetch --quiet origin "$branch" 2>/dev/null && git diff --cached --quiet FETCH_HEAD -- spec generated ':!spec/lock.yaml'; then
  echo "All that is new stands on the branch $branch already."
  exit 0
fi
git config user.name "github-actions[bot]"
git config user.email "41898282+github-actions[bot]@users.noreply.github.com"
git switch --quiet --force-create "$branch"
git commit --quiet --message "$title"
git push --quiet --force origin "HEAD:refs/heads/$branch"

number=$(gh pr list --head "$branch" --state open --json number --jq '.[0].number // empty')
if [ -n "$number" ]; then
  gh pr edit "$number" --title "$title" --body-file "$changelog"
else
  gh pr create --head "$branch" --title "$title" --body-file "$changelog"
fi
gh workflow run check.yml --ref "$branch"
