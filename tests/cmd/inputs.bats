#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Files of every kind that people have, and those that are made to hurt.
load kit

# many COUNT BYTES: COUNT times the same bytes (printf's escapes).
many() {
    printf -- "$2%.0s" $(seq "$1")
}

@test "262,200 tiny objects: a few lines, no crash" {
    many 262200 '0\x00' >"$BATS_TEST_TMPDIR/tiny.der"
    [ "$(wc -c <"$BATS_TEST_TMPDIR/tiny.der")" -eq 524400 ]
    t verify --roots root.pem "$BATS_TEST_TMPDIR/tiny.der"
    exits 3
    err_lines 1
    t show "$BATS_TEST_TMPDIR/tiny.der"
    exits 3
    [ "$(wc -l <"$err")" -lt 40 ] || show_all "many lines"
    err_has '262168 more objects that do not decode \[undecodable\]'
    t verify --roots root.pem --intermediates "$BATS_TEST_TMPDIR/tiny.der" chain.pem
    exits 0
    [ "$(wc -l <"$err")" -lt 40 ] || show_all "many lines"
    err_has '262168 more objects that do not decode; left out'
    t verify --roots "$BATS_TEST_TMPDIR/tiny.der" chain.pem
    exits 3
    t verify --roots root.pem --crl "$BATS_TEST_TMPDIR/tiny.der" chain.pem
    exits 3
}

@test "many keys that are none: a few lines each in show" {
    many 20000 '0\x040\x00\x03\x00' >"$BATS_TEST_TMPDIR/keys.der"
    t show --json "$BATS_TEST_TMPDIR/keys.der"
    exits 3
    err_has '19968 more objects that do not decode'
    out_lines 33
    json '[.ok, .reason] | select(.[0])' ''
}
