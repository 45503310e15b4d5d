#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Small inputs of ../shared/data/field: keys, algorithms and rules of encoding.
load kit

# verify ARGUMENT...: at the time of the inputs.
verify() {
    t verify --at 2026-06-01 "$@"
}

@test "RSA signatures without NULL parameters are accepted; cabf requires the NULL" {
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

@test "a leaf whose key is not on its curve is refused for every purpose" {
    field ec-off-curve
    for f in off zeros x-too-large; do
        for purpose in server any; do
            verify --purpose $purpose --roots root.pem $f.pem
            exits 1
            out_has '\(malformed\)'
            out_has 'The key of the certificate "shop.example".* not a point on its curve'
        done
    done
}

@test "a compressed point is named in the finding" {
    field ec-compressed
    verify --roots root.pem leaf.pem
    exits 1
    out_has '\(unsupported-algorithm\)'
    out_has 'the public point is compressed'
    out_has 'RFC 5480 2.2'
    out_lacks 'not encoded as'
}

@test "MGF1 with SHA-1 is named, also beside a good digest" {
    field pss-mgf1
    verify --roots root.pem leaf.pem
    exits 1
    out_has 'MGF1, uses SHA-1'
    out_has 'reissued with an MGF1 that uses the digest'
    out_lacks 'reissued with SHA-256'
    verify --roots root.pem --allow-weak leaf.pem
    exits 0
    out_has 'MGF1, uses SHA-1'
}

@test "asterisk and ampersand in a PrintableString are warnings in webpki" {
    field printable
    verify --roots root.pem --host a.shop.example star.pem
    exits 0
    out_has 'PrintableString with an asterisk or ampersand'
    verify --roots root.pem ampersand.pem
    exits 0
    out_has 'PrintableString with an asterisk or ampersand'
    verify --profile rfc5280 --roots root.pem ampersand.pem
    exits 1
    out_has '\(malformed\)'
}

@test "an encoding fault in an unused part of an anchor is a warning in webpki" {
    field anchor-form
    verify --roots root.pem leaf.pem
    exits 0
    out_has 'The extension subjectAltName of the root .* is malformed'
    verify --profile rfc5280 --roots root.pem leaf.pem
    exits 1
}

@test "an untrusted root without authorityKeyIdentifier is an unknown issuer" {
    field root-aki
    for profile in webpki rfc5280 cabf; do
        verify --profile $profile --roots root.pem root-sent.pem
        exits 1
        out_has '\(unknown-issuer\)'
        verify --profile $profile --roots root.pem root-left-out.pem
        exits 1
        out_has '\(unknown-issuer\)'
    done
}

@test "policy qualifiers that are not implemented" {
    field policy-qualifier
    for profile in webpki rfc5280 cabf; do
        verify --profile $profile --roots root.pem critical.pem
        exits 1
        out_has 'has the qualifier 1.2.3.4.5'
    done
    verify --profile rfc5280 --roots root.pem any-policy.pem
    exits 1
    out_has 'anyPolicy in .* has the qualifier 1.2.3.4.5'
}

@test "a certificate of openssl req -x509 is accepted if it is the anchor itself" {
    export COLUMNS=500
    dir=$BATS_TEST_TMPDIR
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -keyout "$dir/key" \
        -subj /CN=dev.example -addext subjectAltName=DNS:dev.example -out "$dir/own.pem" 2>/dev/null
    at=@$(date -u -d "$(openssl x509 -in "$dir/own.pem" -noout -startdate | cut -d= -f2)" +%s)
    t verify --at "$at" --roots "$dir/own.pem" --host dev.example "$dir/own.pem"
    exits 0
    out_has 'some clients refuse a CA certificate as that of a TLS server'
    t verify --at "$at" --profile cabf --roots "$dir/own.pem" --host dev.example "$dir/own.pem"
    exits 1
    out_has 'key-usage'
    t verify --at "$at" --roots root.pem --host dev.example "$dir/own.pem"
    exits 1
    out_has '\(self-signed\)'
}
