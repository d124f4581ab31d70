#!/usr/bin/env bash
# Makes sure that cgone is there: the one on PATH, or one built from the checkout that this action came with.
# There are no published binaries to download; a build needs Rust 1.95 and takes a few minutes.
set -euo pipefail

version_of() {
  "$1" --version | cut -d ' ' -f 2
}

wanted=${CGONE_VERSION:-}
if found=$(command -v cgone); then
  have=$(version_of "$found")
  if [[ -z $wanted || $wanted == "$have" ]]; then
    echo "cgone $have is installed: $found"
    exit 0
  fi
fi

root=${CARGO_INSTALL_ROOT:-${RUNNER_TEMP:?}/cgone}
cargo install --locked --root "$root" --path "${GITHUB_ACTION_PATH:?}/../../crates/cli"
have=$(version_of "$root/bin/cgone")
if [[ -n $wanted && $wanted != "$have" ]]; then
  echo "::error::cgone $wanted was asked for, and this action builds $have: use the action's tag of that version"
  exit 2
fi
echo "$root/bin" >>"${GITHUB_PATH:?}"
