#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# cost.sh BUILD [SECONDS]: runs every fuzzer of a directory configured with CC=clang and
# --enable-cost, two at a time, and measures the work for each byte of input.  Inputs that exceed
# the bound are kept in BUILD/fuzz/found.
set -u
fuzz=$(cd "$(dirname "$0")" && pwd)
build=${1:?usage: cost.sh BUILD [SECONDS]}
seconds=${2:-${COST_SECONDS:-2}}

cd "$build" || exit 99
mkdir -p fuzz/found
num=$(find fuzz -maxdepth 1 -name 'fuzz_*' -type f -perm -u+x | wc -l)
if [ "$num" = 0 ]; then
    echo "cost.sh: no fuzzers in $build: configure with CC=clang --enable-cost, then make"
    exit 99
fi
find fuzz -maxdepth 1 -name 'fuzz_*' -type f -perm -u+x | LC_ALL=C sort |
    xargs -P 2 -I PROGRAM sh -c '"$1" "$2" "$3/seeds/${1#fuzz/fuzz_}" fuzz/found' \
        cost PROGRAM "$seconds" "$fuzz"
