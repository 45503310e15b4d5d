#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Which command is run: tlsbox COMMAND, tlsbox-COMMAND, COMMAND.
load kit

@test "links named tlsbox-COMMAND and COMMAND" {
    for name in tlsbox-verify verify; do
        ln -s "$TLSBOX" "$BATS_TEST_TMPDIR/$name"
        status=0
        "$BATS_TEST_TMPDIR/$name" --roots root.pem --quiet chain.pem >"$out" 2>"$err" || status=$?
        exits 0
        [ "$(cat "$out")" = 'chain.pem: OK' ]
        status=0
        "$BATS_TEST_TMPDIR/$name" >"$out" 2>"$err" || status=$?
        exits 2
        err_has '^tlsbox verify: '
    done
}

@test "a link with another name is tlsbox itself" {
    ln -s "$TLSBOX" "$BATS_TEST_TMPDIR/box"
    status=0
    "$BATS_TEST_TMPDIR/box" explain >"$out" 2>"$err" || status=$?
    exits 0
}

@test "--list prints the commands, one on a line" {
    t --list
    exits 0
    for name in verify show explain help; do
        grep -qx $name "$out"
    done
    [ "$(wc -w <"$out")" -eq "$(wc -l <"$out")" ]
}

@test "no command, an unknown one, a mistyped one" {
    t
    exits 2
    out_lines 0
    err_lines 1
    t nonsense
    exits 2
    err_has "no such command: 'nonsense'"
    t verfy chain.pem
    exits 2
    err_has 'did you mean verify\?'
    t ''
    exits 2
}

@test "help: of tlsbox, of a command, of an unknown command" {
    t --help
    exits 0
    cp "$out" "$BATS_TEST_TMPDIR/help"
    t help
    diff "$out" "$BATS_TEST_TMPDIR/help"
    for name in $("$TLSBOX" --list); do
        t $name --help
        exits 0
        err_lines 0
        out_has "^Usage: tlsbox $name"
        out_has '^Examples:'
        out_has '^Exit codes:'
        out_has '^  70  '
        cp "$out" "$BATS_TEST_TMPDIR/help"
        t help $name
        diff "$out" "$BATS_TEST_TMPDIR/help"
    done
    t help nonsense
    exits 2
    t help verify show
    exits 2
}

@test "--version, of tlsbox and each command" {
    t --version
    exits 0
    out_has '^tlsbox [0-9]+\.[0-9]+'
    cp "$out" "$BATS_TEST_TMPDIR/version"
    for name in $("$TLSBOX" --list); do
        t $name --version
        exits 0
        diff "$out" "$BATS_TEST_TMPDIR/version"
    done
}

@test "tlsbox(1) refers to the page of every command" {
    local command
    for command in $("$TLSBOX" --list); do
        sed '1,/^\.Sh SEE ALSO/d' "$top_srcdir/man/tlsbox.1" | grep -q "^\.Xr tlsbox-$command 1" ||
            show_all "tlsbox-$command(1) is not named"
    done
}
