#!/usr/bin/env bash
# Audits the programs of an image that ko wrote. ko has no hooks, so this runs after it:
#
#   ko build --push=false --tarball=image.tar ./cmd/app
#   audit-image.sh image.tar
#
# Further arguments are options of `cgone audit`.
set -euo pipefail

image=${1:?usage: audit-image.sh IMAGE.tar [OPTION...]}
shift
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/image" "$folder/root"
tar -xf "$image" -C "$folder/image"
while IFS= read -r -d '' layer; do
  # ko puts programs into /ko-app; other layers are the base image's.
  if tar -tf "$layer" | grep -q '^\(\./\|/\)\?ko-app/.'; then
    tar -xf "$layer" -C "$folder/root" --no-same-owner
  fi
done < <(find "$folder/image" -type f -name '*.tar.gz' -print0 | sort -z)
if [[ ! -d $folder/root/ko-app ]]; then
  echo "audit-image.sh: no layer of $image holds /ko-app" >&2
  exit 3
fi
cgone audit "$@" "$folder/root/ko-app"
