#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# tidy.sh BUILD-DIRECTORY [-isystem DIRECTORY]...: `make tidy` runs clang-tidy with .clang-tidy over
# the sources of the program.  The analyzer follows an eighth of its default number of states, in an
# eighth of the time.
set -eu
build=$(cd "$1" && pwd)
shift
cd "$(dirname "$0")/../.."
find app cmd lib trust -name '*.c' | LC_ALL=C sort |
    FLAGS="-std=c17 -I. -I$build $*" xargs -P "$(nproc)" -n 4 sh -c '
        if out=$(clang-tidy --quiet "$@" -- $FLAGS \
            -Xclang -analyzer-config -Xclang max-nodes=30000 2>/dev/null); then
            exit 0
        fi
        printf "%s\n" "$out"
        exit 1' tidy
