#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what Lá Chắn needs to build, run and be tested on Debian 12. Safe to call again: it does
# nothing, in well under a second, when everything is already there.
#
#   tools/setup.sh run    what `./run` needs (build + console)
#   tools/setup.sh test   that, and what `./test` needs (browser, PostgreSQL, senders, checkers)
set -euo pipefail
cd "$(dirname "$0")/.."

build_packages=(
  g++ cmake ninja-build ccache pkg-config libgtest-dev libgmock-dev python3 python3-yaml git ca-certificates curl
  libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev libssl-dev
  libsoci-dev libsqlite3-dev libpq-dev libcurl4-openssl-dev
  libsimdjson-dev libhyperscan-dev libpcre2-dev libre2-dev libyaml-cpp-dev libyaml-dev
  libsodium-dev libxxhash-dev libspdlog-dev libfmt-dev libcli11-dev libutf8proc-dev
  libpugixml-dev libexpat1-dev libzip-dev zlib1g-dev libzstd-dev libprotozero-dev librdkafka-dev
  libpango1.0-dev libcairo2-dev fonts-liberation2
)
test_packages=(
  libbenchmark-dev chromium fonts-noto-core
  postgresql postgresql-client rsyslog rsyslog-elasticsearch rsyslog-relp rsyslog-gnutls rsyslog-openssl logrotate zstd bsdutils netcat-openbsd kcat exim4-daemon-light python3-aiosmtpd
  clang-19 clang-tidy-19 clang-format-19 libclang-rt-19-dev
  poppler-utils libreoffice-writer-nogui nmap
)

# Debian 12's Node.js 18 is enough to build the console; another that is there is used.
command -v node >/dev/null && command -v npm >/dev/null || build_packages+=(nodejs npm)

mode="${1:-run}"
packages=("${build_packages[@]}")
[[ "$mode" == test ]] && packages+=("${test_packages[@]}")

say() { printf '\033[1m» %s\033[0m\n' "$*"; }

missing=()
for package in "${packages[@]}"; do
  status="$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)"
  [[ "$status" == installed ]] || missing+=("$package")
done
# Its look-alike cannot be beside it, and in Debian 12's version it loses matches.
for package in libvectorscan-dev libvectorscan5; do
  status="$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)"
  [[ "$status" == installed ]] && missing+=("$package-")
done
if ((${#missing[@]})); then
  say "Installing ${#missing[@]} Debian packages: ${missing[*]}"
  sudo=""
  if [[ "$(id -u)" != 0 ]]; then
    command -v sudo >/dev/null || {
      echo "setup: root rights are needed to install: ${missing[*]}" >&2
      echo "       run 'apt-get install ${missing[*]}' as root, then try again" >&2
      exit 1
    }
    sudo=sudo
  fi
  $sudo apt-get update -qq
  # No service is started by an install: tests start their own on loopback.
  DEBIAN_FRONTEND=noninteractive $sudo env RUNLEVEL=1 \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/tmp/lachan-apt.log 2>&1 || {
    tail -20 /tmp/lachan-apt.log >&2
    echo "setup: apt-get failed; the whole log is in /tmp/lachan-apt.log" >&2
    exit 1
  }
fi

# syslog-ng and rsyslog exclude each other as packages: the tests run it from a folder.
programs=build/programs/syslog-ng
if [[ "$mode" == test && ! -x "$programs/usr/sbin/syslog-ng" ]]; then
  say "Unpacking syslog-ng for the tests"
  mkdir -p "$programs/packages"
  (cd "$programs/packages" &&
    apt-get download -qq syslog-ng-core libivykis0 libnet1 libwrap0 2>/dev/null &&
    for package in *.deb; do dpkg-deb -x "$package" ..; done) ||
    echo "setup: syslog-ng could not be fetched; its tests are skipped" >&2
fi

# The event engine's library (chDB), exactly as eventd/package-lock.json pins it.
engine_stamp=eventd/node_modules/.lachan-lock
if ! cmp -s eventd/package-lock.json "$engine_stamp" ||
   [[ ! -f eventd/node_modules/@chdb/lib-linux-x64-gnu/libchdb.so ]]; then
  say "Fetching the event engine's library (150 MB)"
  npm ci --prefix eventd --no-audit --no-fund --loglevel=error || {
    echo "setup: npm could not fetch the packages of eventd/package-lock.json (see above)" >&2
    exit 1
  }
  cp eventd/package-lock.json "$engine_stamp"
fi
