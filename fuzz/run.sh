#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# run.sh BUILD [SECONDS]: runs every fuzzer of a directory configured with CC=clang and
# --enable-fuzzers, two at a time.  New inputs are kept in BUILD/fuzz/corpus, inputs that break
# something in BUILD/fuzz/found.
set -u
fuzz=$(cd "$(dirname "$0")" && pwd)
build=${1:?usage: run.sh BUILD [SECONDS]}
seconds=${2:-${FUZZ_SECONDS:-20}}
failed=0
num=0

cd "$build" || exit 99
mkdir -p fuzz/found

# fuzz_one NAME: its log is fuzz/NAME.log, its exit code in fuzz/NAME.rc.
fuzz_one() {
    mkdir -p "fuzz/corpus/$1"
    "fuzz/fuzz_$1" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 \
        -artifact_prefix="fuzz/found/$1-" "fuzz/corpus/$1" "$fuzz/seeds/$1" >"fuzz/$1.log" 2>&1
    echo $? >"fuzz/$1.rc"
}

# report NAME
report() {
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "fuzz/$1.log")
    if [ "$(cat "fuzz/$1.rc")" = 0 ] && [ "${runs:-0}" -gt 0 ]; then
        echo "$1: $runs runs, nothing found"
    else
        echo "$1: FAILED"
        tail -n 40 "fuzz/$1.log"
        failed=1
    fi
}

previous=
for program in fuzz/fuzz_*; do
    name=${program#fuzz/fuzz_}
    case $name in *.*) continue ;; esac
    [ -x "$program" ] || continue
    num=$((num + 1))
    if [ -z "$previous" ]; then
        fuzz_one "$name" &
        previous=$name
    else
        fuzz_one "$name"
        wait
        report "$previous"
        report "$name"
        previous=
    fi
done
if [ -n "$previous" ]; then
    wait
    report "$previous"
fi
if [ "$num" = 0 ]; then
    echo "run.sh: no fuzzers in $build: configure with CC=clang --enable-fuzzers, then make"
    exit 99
fi
exit $failed
