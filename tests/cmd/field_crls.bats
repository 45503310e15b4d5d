#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Small inputs of ../shared/data/field: CRLs and the settings of trust anchors.
load kit

# verify ARGUMENT...: at the time for which the inputs are made.
verify() {
    t verify --at 2026-06-01 "$@"
}

@test "of two CRLs of the same time the number decides, in whichever order they come" {
    field crl-number
    verify --roots root.pem --revocation hard --crl 255-clean.crl --crl 256-revokes.crl leaf.pem
    exits 1
    out_has 'FAIL \(revoked\)'
    verify --roots root.pem --revocation hard --crl 256-revokes.crl --crl 255-clean.crl leaf.pem
    exits 1
    out_has 'FAIL \(revoked\)'
}

@test "a distribution point for the reason unused covers none" {
    field dp-reasons
    verify --roots root.pem --revocation hard --crl crl.pem leaf.pem
    exits 1
    out_has 'FAIL \(revocation-unknown\)'
}

@test "the settings of a TRUSTED CERTIFICATE count for the purpose asked for" {
    field trusted-settings
    for root in root-rejects-client.pem root-server-alone.pem; do
        verify --purpose client --roots "$root" client.pem
        exits 1
        out_has 'FAIL \(distrusted\)'
        # Nor does a copy without settings help, nor does the file spoil the others.
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

@test "a CRL of a CA that is alike and not the same says nothing" {
    field name-eq-crl
    for crls in crls.pem crls-without-twin.pem; do
        verify --roots root.pem --revocation hard --crl "$crls" chain.pem
        exits 1
        out_has 'FAIL \(revoked\)'
    done
}

# Before, each took about two seconds of the processor without sanitizers.
@test "long names in CRLs and distribution points cost what their bytes cost" {
    for case in cost-crl-serial cost-crldp-idp; do
        field $case
        ulimit -S -t 2
        verify --roots root.pem --crl crl.pem leaf.pem
        exits 0
    done
}
