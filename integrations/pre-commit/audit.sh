#!/usr/bin/env bash
# Audits binaries that are committed. Arguments: options of `cgone audit`, then the files, which pre-commit gives.
set -euo pipefail

options=()
while [[ ${1:-} == -* ]]; do
  options+=("$1")
  shift
done

# What is named to cgone must be a Go binary; a commit also holds pictures.
binaries=()
for file in "$@"; do
  code=0
  cgone audit --quiet --no-policy "$file" >/dev/null 2>&1 || code=$?
  if [[ $code == 0 || $code == 1 ]]; then
    binaries+=("$file")
  else
    echo "no Go binary: $file"
  fi
done
if [[ ${#binaries[@]} -gt 0 ]]; then
  cgone audit "${options[@]}" -- "${binaries[@]}"
fi
