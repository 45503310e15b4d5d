#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Small inputs of ../shared/data/field: names and name constraints.
load kit

# verify ARGUMENT...: at the time of the inputs.
verify() {
    t verify --at 2026-06-01 --host shop.example "$@"
}

@test "an RDN with an attribute twice differs from one with two attributes: constraints" {
    field name-eq-constraint
    verify --roots root.pem --intermediates int.pem leaf.pem
    exits 1
    out_has 'FAIL \(name-constraint\)'
    verify --roots root.pem --intermediates int.pem leaf-control.pem
    exits 0
}

@test "an RDN with an attribute twice differs from one with two attributes: CRLs" {
    field name-eq-crl
    for crls in crls.pem crls-without-twin.pem; do
        verify --roots root.pem --revocation hard --crl "$crls" chain.pem
        exits 1
        out_has 'FAIL \(revoked\)'
    done
}

@test "an RDN with an attribute twice differs from one with two attributes: chains" {
    field name-eq-chain
    verify --roots root.pem chain.pem
    exits 1
    out_has 'FAIL \(unknown-issuer\)'
}

@test "a value of a name that is not a string is malformed in every profile" {
    field string-type
    for profile in webpki rfc5280 cabf; do
        for file in integer.pem sequence.pem; do
            verify --profile "$profile" --roots root.pem "$file"
            exits 1
            out_has 'has a string type that it must not have'
        done
        verify --profile "$profile" --roots root.pem constructed-utf8.pem
        exits 1
        out_has 'constructed form'
    done
}

@test "a malformed constraint is reported once, as part of nameConstraints" {
    field constraint-message
    verify --roots root.pem chain.pem
    exits 1
    out_has 'FAIL \(malformed\)'
    out_has 'The extension nameConstraints of the CA'
    [ "$(grep -c 'cannot be decoded' "$out")" -eq 1 ] || show_all "reported more than once"
}

# Once, each of these took seconds; now each takes less than one second of processor time.
@test "costly names and constraints are read once" {
    for case in cost-constraint cost-visited cost-smtp-utf8; do
        field "$case"
        (ulimit -t 8; verify --roots root.pem chain.pem; exits 1)
        cd - >/dev/null
    done
}
