#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Small inputs of ../shared/data/field: keys, algorithms and rules of form.
load kit

# Skips where the folder of a case is missing; then its files are meant.
field() {
    local dir=${TLSBOX_VECTORS:-$top_srcdir/../shared/data}/field/$1
    [ -d "$dir" ] || skip "there is no $dir"
    cd "$dir" || return
    export COLUMNS=500
}

# verify ARGUMENT...: at the time for which the inputs are made.
verify() {
    t verify --at 2026-06-01 "$@"
}

@test "RSA signatures without NULL parameters are taken; cabf asks for the NULL" {
    field rsa-null
    verify --roots root.pem null.pem
    exits 0
    out_lacks 'warning'
    verify --roots root.pem absent.pem
    exits 0
    out_has 'parameters are absent'
    out_has 'CA/B BR 7.1.3.2.1'
    verify --profile rfc5280 --roots root.pem absent.pem
    exits 0
    out_lacks 'parameters'
    verify --profile cabf --roots root.pem absent.pem
    exits 1
    out_has 'parameters are absent'
    verify --roots root.pem --revocation hard --crl absent.crl null.pem
    exits 0
    verify --roots root.pem --revocation hard --crl null.crl null.pem
    exits 0
    t show --json absent.csr
    exits 0
    json .signature_valid true
}

@test "a leaf whose key is no point of its curve is refused, whatever it is for" {
    field ec-off-curve
    for f in off zeros x-too-large; do
        for purpose in server any; do
            verify --purpose $purpose --roots root.pem $f.pem
            exits 1
            out_has '\(malformed\)'
            out_has 'The key of the certificate "shop.example".* no point of its curve'
        done
    done
}

@test "a compressed point is called that" {
    field ec-compressed
    verify --roots root.pem leaf.pem
    exits 1
    out_has '\(unsupported-algorithm\)'
    out_has 'the public point is compressed'
    out_has 'RFC 5480 2.2'
    out_lacks 'not encoded as'
}

@test "MGF1 with SHA-1 is named beside a good digest" {
    field pss-mgf1
    verify --roots root.pem leaf.pem
    exits 1
    out_has 'MGF1, uses SHA-1'
    out_has 'reissued with MGF1 of the digest'
    out_lacks 'reissued with SHA-256'
    verify --roots root.pem --allow-weak leaf.pem
    exits 0
    out_has 'MGF1, uses SHA-1'
}
