#!/usr/bin/env bash
# Audits the paths: annotations in the log, a table in the summary of the run, SARIF in a file.
set -euo pipefail

lines() {
  # One argument a line; empty lines say nothing.
  grep -v '^[[:space:]]*$' <<<"$1" || true
}

sarif=${RUNNER_TEMP:?}/cgone.sarif
summary=$RUNNER_TEMP/cgone.md
arguments=(audit --format github --format "sarif=$sarif" --format "markdown=$summary")
while IFS= read -r format; do
  arguments+=(--format "$format")
done < <(lines "${CGONE_FORMAT:-}")
if [[ -n ${CGONE_POLICY:-} ]]; then
  arguments+=(--policy "$CGONE_POLICY")
fi
if [[ -n ${CGONE_BASELINE:-} ]]; then
  arguments+=(--baseline "$CGONE_BASELINE")
fi
mapfile -t paths < <(lines "${CGONE_PATHS:?the input paths is empty}")

code=0
cgone "${arguments[@]}" -- "${paths[@]}" || code=$?
if [[ -f $summary ]]; then
  cat "$summary" >>"${GITHUB_STEP_SUMMARY:?}"
fi
{
  echo "sarif=$sarif"
  echo "exit-code=$code"
} >>"${GITHUB_OUTPUT:?}"
exit "$code"
