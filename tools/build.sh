#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the programs and the console into build/release and web/dist; with "test" the tests too.
# A second call with nothing changed takes about a second.
set -euo pipefail
cd "$(dirname "$0")/.."
mode="${1:-run}"
say() { printf '\033[1m» %s\033[0m\n' "$*"; }

build=build/release
if [[ ! -f $build/build.ninja ]]; then
  say "Configuring"
  cmake --preset release >/tmp/lachan-configure.log 2>&1 || { tail -30 /tmp/lachan-configure.log >&2; exit 1; }
fi

targets=(lachan lachan-eventd)
[[ "$mode" == test ]] && targets=(all)
[[ -f $build/.ninja_log ]] || say "Building (C++); the first time takes some minutes"
NINJA_STATUS='[%f/%t, %es] ' ninja -C $build "${targets[@]}" || { echo "build: the C++ build failed" >&2; exit 1; }

# The console: rebuilt when its sources or its locked packages changed.
stamp=$build/console.stamp
want="$( (git ls-files -co --exclude-standard web 2>/dev/null || find web -path web/node_modules -prune -o -path web/dist -prune -o -type f -print) \
  | LC_ALL=C sort | xargs -d '\n' sha256sum 2>/dev/null | sha256sum)"
if [[ ! -f web/dist/index.html || "$(cat $stamp 2>/dev/null)" != "$want" ]]; then
  say "Building the console"
  if ! cmp -s web/package-lock.json web/node_modules/.lachan-lock; then
    npm ci --prefix web --no-audit --no-fund --loglevel=error
    cp web/package-lock.json web/node_modules/.lachan-lock
  fi
  npm run build --prefix web --silent
  echo "$want" >$stamp
fi
