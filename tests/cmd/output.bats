#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Colour, width, and output that cannot be written.
load kit

@test "a full disk: exit 3, unwritable, one line" {
    for args in "verify --roots root.pem chain.pem" "verify --json --roots root.pem chain.pem" \
        "show leaf.pem" "explain" "explain expired" "help" "--list" "--version" "verify --help"; do
        status=0
        "$TLSBOX" $args >/dev/full 2>"$err" || status=$?
        : >"$out"
        exits 3
        err_lines 1
        err_has '^tlsbox.*: standard output: cannot be written: No space left.*\[unwritable\]$'
    done
}

@test "a closed standard output is an error too" {
    status=0
    "$TLSBOX" verify --roots root.pem chain.pem >&- 2>"$err" || status=$?
    : >"$out"
    exits 3
    err_has 'unwritable'
}

@test "a reader that closes the pipe ends the run quietly: exit 3" {
    local args=()
    for i in $(seq 500); do
        args+=(leaf.pem)
    done
    set +o pipefail
    { status=0; "$TLSBOX" show "${args[@]}" 2>"$err" || status=$?; echo $status >"$out"; } | head -n 1
    [ "$(cat "$out")" -eq 3 ]
    err_lines 0
}

@test "colour: never in a file unless requested" {
    t verify --roots root.pem chain.pem
    ! grep -q $'\033' "$out"
    t verify --roots root.pem --color auto chain.pem
    ! grep -q $'\033' "$out"
    t verify --roots root.pem --color always chain.pem
    grep -q $'\033\[' "$out"
    t verify --roots root.pem --color=always --color=never chain.pem
    ! grep -q $'\033' "$out"
    t show --color always leaf.pem
    grep -q $'\033\[' "$out"
}

# On a terminal: script(1) makes one.
on_terminal() {
    script -qec "$TLSBOX verify --roots root.pem $*" /dev/null </dev/null >"$out" 2>"$err"
}

@test "colour on a terminal, except with NO_COLOR, TERM=dumb and --color never" {
    command -v script >/dev/null || skip "script(1) is not installed"
    on_terminal chain.pem
    grep -q $'\033\[' "$out"
    NO_COLOR=1 on_terminal chain.pem
    ! grep -q $'\033' "$out"
    NO_COLOR= on_terminal chain.pem
    grep -q $'\033\[' "$out"
    TERM=dumb on_terminal chain.pem
    ! grep -q $'\033' "$out"
    on_terminal --color never chain.pem
    ! grep -q $'\033' "$out"
    NO_COLOR=1 on_terminal --color always chain.pem
    grep -q $'\033\[' "$out"
}

@test "prose is folded at COLUMNS" {
    for width in 60 100; do
        COLUMNS=$width t explain unknown-issuer
        exits 0
        [ "$(awk '{ if (length > n) n = length } END { print n }' "$out")" -le $width ]
        [ "$(awk '{ if (length > n) n = length } END { print n }' "$out")" -gt $((width - 15)) ]
    done
    COLUMNS=60 t verify --help
    [ "$(awk '{ if (length > n) n = length } END { print n }' "$out")" -le 60 ]
}

@test "ASCII if the locale is not UTF-8" {
    LC_ALL=C t verify --roots root.pem leaf.pem
    ! grep -qP '[^\x00-\x7f]' "$out"
}
