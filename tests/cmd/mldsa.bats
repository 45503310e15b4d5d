#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Certificates of ML-DSA alone: ML-DSA-87 root, ML-DSA-65 intermediate, ML-DSA-44 and -87 leaves.
load kit
load servers

made_at=1796000000 # 2026-11-29

setup_file() {
    cd "$PKI" && "$(dirname "$TLSBOX")/tests/cmd/mldsa_chain" "$made_at"
}

# served [ARGUMENT...]: a server with the ML-DSA-44 leaf at $port; its log is in $said.
served() {
    said=$BATS_TEST_TMPDIR/said
    "$TLSBOX" serve --json --cert mldsa-server.pem --key mldsa-server.key "$@" 0 \
        >"$said.json" 2>"$said" 3>&- &
    servers+=($!)
    await grep -qs 'serving https://' "$said"
    port=$(sed -n 's/.*serving .* at .*:\([0-9]*\)$/\1/p' "$said")
}

# hs [ARGUMENT...]: a handshake with it.
hs() {
    t handshake --json --roots mldsa-root.pem --at "@$made_at" --connect "127.0.0.1:$port" "$@" localhost
}

# flipped OFFSET: the server's chain with a bit of its leaf changed, in the byte at OFFSET from the
# end.
flipped() {
    local at byte
    openssl x509 -in mldsa-server.pem -outform DER -out mldsa-leaf.der
    at=$(($(wc -c <mldsa-leaf.der) - $1))
    byte=$(od -An -tu1 -j $at -N 1 mldsa-leaf.der)
    # shellcheck disable=SC2059  # an octal escape
    printf "\\$(printf %o $((byte ^ 1)))" | dd of=mldsa-leaf.der bs=1 seek=$at conv=notrunc status=none
    openssl x509 -inform DER -in mldsa-leaf.der
    awk 'copying; /END/ { copying = 1 }' mldsa-server.pem
}

@test "a chain of ML-DSA alone is trusted" {
    t verify --json --roots mldsa-root.pem --host localhost --at "@$made_at" mldsa-server.pem
    exits 0
    json .ok true
    t verify --json --roots mldsa-root.pem --purpose client --at "@$made_at" mldsa-client.pem
    exits 0
    t verify --roots mldsa-root.pem --host localhost --at "@$made_at" mldsa-server.pem
    out_has '0  localhost +ML-DSA-44 +ML-DSA-65 '
    out_has '1  tlsbox intermediate .* ML-DSA-65 +ML-DSA-87 '
    out_has '2  tlsbox root .* ML-DSA-87 +trust anchor '
}

@test "under profile cabf the keys are refused: the rules of public CAs do not have ML-DSA" {
    t verify --profile cabf --json --roots mldsa-root.pem --host localhost --at "@$made_at" mldsa-server.pem
    exits 1
    json .reason '"weak-key"'
}

@test "a bit of the signature makes it wrong: of the commitment, of z, of the hints" {
    for offset in 3309 3000 90 61 1; do
        flipped $offset >flipped.pem
        t verify --json --roots mldsa-root.pem --host localhost --at "@$made_at" flipped.pem
        exits 1
        json .reason '"bad-signature"'
    done
}

@test "another root of ML-DSA-87 is not the issuer" {
    mkdir -p other
    (cd other && "$(dirname "$TLSBOX")/tests/cmd/mldsa_chain" "$made_at")
    t verify --roots other/mldsa-root.pem --host localhost --at "@$made_at" mldsa-server.pem
    exits 1
}

@test "certificates, private keys and their fit are shown" {
    t show --json mldsa-server.pem
    exits 0
    t show mldsa-server.pem
    out_has '^  Signature +ML-DSA-65'
    out_has '^  Key +ML-DSA-44'
    t show mldsa-client.key
    out_has '^  Key +ML-DSA-87'
    t verify --key mldsa-client.key --roots mldsa-root.pem --at "@$made_at" mldsa-server.pem
    exits 1
}

@test "both ends of a handshake have ML-DSA certificates" {
    served --client-auth require --roots mldsa-root.pem --at "@$made_at"
    hs --cert mldsa-client.pem --key mldsa-client.key
    exits 0
    json .sigalg '"mldsa44"'
    json .client_certificate.sent true
    await grep -q '"client_certificate":{"asked":true,"sent":true' "$said.json"
    hs
    exits 5
    json .reason '"client-certificate"'
}

@test "TLS 1.2 has no ML-DSA" {
    served
    hs --tls 1.2
    exits 5
    json .alert.name '"handshake_failure"'
    hs --sigalgs ecdsa_secp256r1_sha256,rsa_pss_rsae_sha256
    exits 5
    json .alert.name '"handshake_failure"'
}
