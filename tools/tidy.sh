#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs clang-tidy 19 with the checks of .clang-tidy; ends with 1 when something is found.
#   tools/tidy.sh all            every source of the build but tests
#   tools/tidy.sh FILE...        these
#   tools/tidy.sh [REVISION]     sources changed since REVISION (default: HEAD~1), but tests
# Tests may look into an empty optional: they fail by it.
# LACHAN_BUILD: a configured build folder (default build/release); its generated headers must exist.
# LACHAN_JOBS: files at a time (default: half the processors).
set -eu
cd "$(dirname "$0")/.."
build=${LACHAN_BUILD:-build/release}
jobs=${LACHAN_JOBS:-$(( ($(nproc) + 1) / 2 ))}
command -v clang-tidy-19 > /dev/null || {
  echo "tidy: clang-tidy-19 is missing; tools/setup.sh installs it" >&2
  exit 2
}
[ -f "$build/compile_commands.json" ] || {
  echo "tidy: no $build/compile_commands.json; configure first: cmake --preset release" >&2
  exit 2
}
case "${1:-HEAD~1}" in
  all) files=$(git ls-files 'src/*.cc' 'eventd/*.cc' ':!*_test.cc') ;;
  *.cc) files=$* ;;
  *) files=$(git diff --name-only --diff-filter=d "${1:-HEAD~1}" -- 'src/*.cc' 'eventd/*.cc' ':!*_test.cc') ;;
esac
# Only what the build compiles: a source may belong to a target that is switched off.
list=$(mktemp)
trap 'rm -f "$list"' EXIT
for file in $files; do
  if grep -q "/$file\"" "$build/compile_commands.json"; then
    echo "$file" >> "$list"
  fi
done
count=$(wc -l < "$list")
begun=$(date +%s)
status=0
xargs -r -P "$jobs" -n 1 clang-tidy-19 -p "$build" --quiet < "$list" 2>/dev/null || status=1
echo "tidy: $count files in $(( $(date +%s) - begun )) s"
exit $status
