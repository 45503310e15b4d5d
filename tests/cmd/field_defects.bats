#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Small inputs of ../shared/data/field: defects that hide nothing else, and hints.
load kit

# verify ARGUMENT...: at the time and for the host of the inputs.
verify() {
    t verify --at 2026-06-01 --host shop.example --roots root.pem "$@"
}

@test "a badly encoded extension is reported once and hides no other" {
    field extension-defect
    for file in boolean-01.pem false-written.pem bytes-behind.pem; do
        verify --json $file
        exits 1
        json .reason '"malformed"'
        json '.findings | map(select(.severity == "error")) | length' 1
        json '.findings | map(select(.message | test("has no"))) | length' 0
        json .matched '"shop.example"'
        t show $file
        out_has 'subjectAltName'
        out_has 'authorityKeyIdentifier'
    done
    t show request.pem
    exits 0
    out_has 'DNS alt.example'
    out_has 'BOOLEAN is neither'
}

@test "times that cannot be read are shown as not readable" {
    field time-unreadable
    for file in no-seconds.pem offset.pem fraction.pem; do
        verify --json $file
        exits 1
        json '[.findings[] | select(.severity == "error") | .code] == ["malformed"]' true
        json '.chain[0].not_after' null
        json '.valid_until' null
        json '.days_left' null
        t show $file
        exits 0
        out_has 'Not after +not readable'
        out_lacks '9999|0000-01-01'
    done
}

@test "an issuer with the right name and another key" {
    field same-name-other-key
    t verify --at 2026-06-01 --roots root-other.pem chain.pem
    exits 1
    out_has 'its key is not the one that signed'
    out_lacks 'was not (sent|given)'
    verify chain-other-intermediate.pem
    exits 1
    out_has 'its key is not the one that signed'
    out_lacks 'was not (sent|given)'
}

@test "hints: a chain in the wrong order, a URL, *.internal, an early end" {
    field chain-order
    verify reversed.pem
    exits 1
    out_has 'certificate 2 of the file, first'
    verify root-first.pem
    exits 1
    out_has 'certificate 3 of the file, first'
    t serve --cert reversed.pem --key leaf.key 0
    exits 3
    err_has 'put that one first'
    field host-url
    t verify --at 2026-06-01 --roots root.pem --host https://shop.example/ chain.pem
    exits 2
    err_has 'host shop.example'
    field wildcard-internal
    t verify --at 2026-06-01 --roots root.pem --host nas.internal chain.pem
    exits 1
    out_has 'directly under a top-level domain'
    field expires-soon
    t verify --at 2027-02-10 --warn 30 --json --roots root.pem chain.pem
    exits 0
    json '.findings | map(.code) | index("expires-soon") != null' true
    t verify --at 2027-02-10 --fail-within 30 --roots root.pem chain.pem
    exits 1
    out_has 'expires-soon'
}
