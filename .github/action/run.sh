#!/usr/bin/env bash
# Runs specdiff, writes the reports, and sets the outputs "breaking", "risky",
# "compatible", "exit-code" and, when the documents could be compared,
# "reports". It fails for no exit code of specdiff: other steps want to tell of
# it first.
#
#   SPECDIFF BASE REV FAIL_ON CONFIG  as their names say; without BASE there is nothing to do
#   MORE_ARGS                         further flags, one word on a line
#   FORMATS                           further reports, separated by commas
#   ANNOTATIONS SUMMARY               true or not
set -euo pipefail

if [ -z "$BASE" ]; then
  printf '%s=0\n' breaking risky compatible exit-code >>"$GITHUB_OUTPUT"
  exit 0
fi

reports=$(mktemp -d "$RUNNER_TEMP/specdiff.XXXXXX")

file() {
  case $1 in
    markdown) echo "$reports/report.md" ;;
    junit) echo "$reports/report.xml" ;;
    text | github) echo "$reports/$1.txt" ;;
    *) echo "$reports/report.$1" ;;
  esac
}

args=(--fail-on "$FAIL_ON" --color never)
if [ -n "$CONFIG" ]; then
  args+=(--config "$CONFIG")
fi
wanted=" "
read -ra more <<<"${FORMATS//,/ }"
for format in markdown json sarif github "${more[@]+"${more[@]}"}"; do
  if [[ $wanted != *" $format "* ]]; then
    args+=(--output "$format=$(file "$format")")
    wanted+="$format "
  fi
done
while IFS= read -r word; do
  word=${word%$'\r'}
  if [ -n "$word" ]; then
    args+=("$word")
  fi
done <<<"$MORE_ARGS"

# The text holds what the documents say: it must not be taken for commands of
# the runner.
token=specdiff-$$-$RANDOM$RANDOM
code=0
echo "::stop-commands::$token"
"$SPECDIFF" "${args[@]}" -- "$BASE" "$REV" 2>"$reports/stderr.txt" || code=$?
cat "$reports/stderr.txt"
echo "::$token::"
echo "exit-code=$code" >>"$GITHUB_OUTPUT"

if [ "$code" -gt 1 ]; then
  message=$(head -n 1 "$reports/stderr.txt")
  echo "::error title=specdiff::${message//%/%25}"
  exit 0
fi

# The summary is all that stands at this depth of the JSON under these names.
for severity in breaking risky compatible; do
  count=$(sed -n "s/^    \"$severity\": \([0-9]*\),\{0,1\}\$/\1/p" "$reports/report.json")
  echo "$severity=$count" >>"$GITHUB_OUTPUT"
done
echo "reports=$reports" >>"$GITHUB_OUTPUT"

if [ "$ANNOTATIONS" = true ]; then
  cat "$reports/github.txt"
fi
if [ "$SUMMARY" = true ]; then
  cat "$reports/report.md" >>"$GITHUB_STEP_SUMMARY"
fi
