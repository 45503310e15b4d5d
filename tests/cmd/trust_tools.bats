#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
load kit

# Stores that other programs write, compared with the bundle that they were made from.

# roots: a bundle of the machine, without what may have been added to it twice.
roots() {
    bundle=/etc/ssl/certs/ca-certificates.crt
    [ -f $bundle ] || skip "there is no $bundle"
    stores=$BATS_TEST_TMPDIR
}

# needs PROGRAM: skips the test without it.
needs() {
    command -v "$1" >/dev/null || skip "there is no $1"
}

# equal STORE: the bundle and the store are equal, and both have all anchors.
equal() {
    t trust diff --json "left=$bundle" "right=$1"
    exits 0
    json '[.only_left, .only_right, .changed]' '[[],[],[]]'
    t trust list --json "$1"
    exits 0
    [ "$(jq -r .sha256 "$out" | sort)" = "$(prints)" ] || show_all 'other anchors than openssl reads'
}

# prints: the SHA-256 digests of the bundle, as openssl computes them.
prints() {
    local file
    mkdir -p "$stores/split"
    csplit -sz -f "$stores/split/root" -b '%03d.pem' $bundle '/-----BEGIN CERTIFICATE/' '{*}'
    for file in "$stores"/split/*.pem; do
        openssl x509 -in "$file" -outform DER | sha256sum | cut -d ' ' -f 1
    done | sort
}

@test "diff of the bundle: a hashed directory of openssl rehash" {
    roots
    prints >/dev/null
    openssl rehash "$stores/split"
    equal "$stores/split"
    t trust check --json "$stores/split"
    json '[.findings[] | select(.rule | startswith("LINK"))]' '[]'
}

@test "diff of the bundle: a key store of keytool, JKS and PKCS#12" {
    roots
    needs keytool
    for type in JKS PKCS12; do
        keytool -importcert -noprompt -alias root -file root.pem -storetype $type \
            -keystore "$stores/$type" -storepass changeit 2>/dev/null
        t trust diff --json left=root.pem "right=$stores/$type"
        exits 0
        json .same 1
    done
}

@test "diff of the bundle: what p11-kit's trust exports" {
    roots
    needs trust
    # It exports the store that it was built for: only where that is the bundle, both are equal.
    trust extract --format=pem-bundle --purpose=server-auth --filter=ca-anchors "$stores/p11.pem"
    t trust diff "$bundle" "$stores/p11.pem"
    [ "$status" -eq 0 ] || skip "p11-kit does not read $bundle"
    trust extract --format=java-cacerts --purpose=server-auth --filter=ca-anchors "$stores/java"
    equal "$stores/java"
    trust dump --filter=ca-anchors >"$stores/p11"
    equal "$stores/p11"
}

@test "diff: Mozilla's certdata.txt, whose certificates openssl digests alike" {
    local file=${TLSBOX_VECTORS:-$top_srcdir/../shared/data}/stores/certdata.txt
    [ -f "$file" ] || skip "there is no $file"
    roots
    t trust list --json --purpose server "moz=$file"
    jq -r 'select(.distrusted | not) | .sha256' "$out" | sort >"$stores/moz"
    prints >"$stores/system"
    t trust diff --json --purpose server "sys=$bundle" "moz=$file"
    [ "$(jq -r '.only_left[].sha256' "$out" | sort)" = "$(comm -23 "$stores/system" "$stores/moz")" ]
    [ "$(jq -r '.only_right[].sha256' "$out" | sort)" = "$(comm -13 "$stores/system" "$stores/moz")" ]
    t trust list "moz=$file"
    out_has 'not for certificates of servers issued after 2024-11-30'
    [ "$(grep -c 'not for certificates of servers' "$out")" -ge 6 ]
}
