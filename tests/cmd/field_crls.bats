#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Small inputs of ../shared/data/field: CRLs and the settings of trust anchors.
load kit

# verify ARGUMENT...: at the time of the inputs.
verify() {
    t verify --at 2026-06-01 "$@"
}

@test "of two CRLs of the same time the number decides, in any order" {
    field crl-number
    verify --roots root.pem --revocation hard --crl 255-clean.crl --crl 256-revokes.crl leaf.pem
    exits 1
    out_has 'FAIL \(revoked\)'
    verify --roots root.pem --revocation hard --crl 256-revokes.crl --crl 255-clean.crl leaf.pem
    exits 1
    out_has 'FAIL \(revoked\)'
}

@test "a distribution point for the reason unused covers no reason" {
    field dp-reasons
    verify --roots root.pem --revocation hard --crl crl.pem leaf.pem
    exits 1
    out_has 'FAIL \(revocation-unknown\)'
}

@test "the settings of a TRUSTED CERTIFICATE count for the requested purpose" {
    field trusted-settings
    for root in root-rejects-client.pem root-server-alone.pem; do
        verify --purpose client --roots "$root" client.pem
        exits 1
        out_has 'FAIL \(distrusted\)'
        # A copy without settings does not help, and the file does not affect the others.
        verify --purpose client --roots "$root" --roots root-client-alone.pem client.pem
        if [ "$root" = root-rejects-client.pem ]; then
            exits 1
            out_has 'FAIL \(distrusted\)'
        else
            exits 0
        fi
    done
    verify --purpose client --roots root-client-alone.pem client.pem
    exits 0
    verify --purpose client --roots root-client-alone.pem --roots root-client-alone.pem client.pem
    exits 0
    verify --purpose server --roots root-client-alone.pem client.pem
    out_has 'FAIL \(distrusted\)'
}

@test "a CRL of another CA with a similar name does not count" {
    field name-eq-crl
    for crls in crls.pem crls-without-twin.pem; do
        verify --roots root.pem --revocation hard --crl "$crls" chain.pem
        exits 1
        out_has 'FAIL \(revoked\)'
    done
}

# Once, each took about two seconds of processor time without sanitizers.
@test "the work for long names in CRLs and distribution points is proportional to their bytes" {
    for case in cost-crl-serial cost-crldp-idp; do
        field $case
        ulimit -S -t 2
        verify --roots root.pem --crl crl.pem leaf.pem
        exits 0
    done
}
