#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What several operands of verify share changes no result: the same file three times, once before
# anything is known of it, and twice after.
load kit

# alike FILE [OPTION]...: the three results of a file are the one that it has alone.
alike() {
    local file=$1 alone all
    shift
    alone=$("$TLSBOX" verify --json --explain --at 2026-06-01 "$@" "$file" 2>/dev/null || true)
    all=$("$TLSBOX" verify --json --explain --at 2026-06-01 "$@" "$file" "$file" "$file" \
        2>/dev/null || true)
    [ "$all" = "$alone
$alone
$alone" ] || { echo "$PWD/$file $*: another result"; return 1; }
}

@test "the chains of the field have the same results when they are known" {
    local dir file num=0
    field .
    for dir in "$PWD"/*/; do
        cd "$dir" || return 1
        for file in *.pem; do
            [ -f "$file" ] || continue
            if [ -f root.pem ]; then
                alike "$file" --roots root.pem
            else
                alike "$file"
            fi
            num=$((num + 1))
        done
    done
    [ "$num" -gt 50 ]
}
