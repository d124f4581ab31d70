#!/usr/bin/env bash
# Builds the packages as the release does and audits what came of it. Arguments: options of `cgone audit`, then
# `--`, then arguments of `go build`.
set -euo pipefail

options=()
while [[ $# -gt 0 && $1 != -- ]]; do
  options+=("$1")
  shift
done
shift || true
if [[ $# == 0 ]]; then
  set -- ./...
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# The slash says that it is a folder, also where there is one program only.
go build -o "$folder/" "$@"
cgone audit "${options[@]}" "$folder"
