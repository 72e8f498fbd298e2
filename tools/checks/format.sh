#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# C++ is formatted as .clang-format says. Mend with: tools/checks/format.sh --fix
set -uo pipefail
cd "$(dirname "$0")/../.."
command -v clang-format-19 >/dev/null || { echo "clang-format-19 is missing: tools/setup.sh test"; exit 1; }
how=(--dry-run -Werror)
[[ "${1:-}" == --fix ]] && how=(-i)
find src eventd fuzz bench cmake \( -name node_modules -o -name corpus \) -prune -o \
  \( -name '*.cc' -o -name '*.h' \) -print0 |
  sort -z | xargs -0 -n 40 clang-format-19 "${how[@]}" 2>&1 |
  sed -n 's/^\([^ ]*:[0-9]*\):[0-9]*: error: .*/\1: not formatted (tools\/checks\/format.sh --fix)/p' |
  awk -F: '!seen[$1]++ {print} END {exit NR > 0}'
