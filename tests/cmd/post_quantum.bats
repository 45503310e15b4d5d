#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Hybrid key exchange as it is shown: its secrets, its shares, and what is said if it is missing.
load kit
load servers

# served [ARGUMENT...]: a server for www.example.org at $port; its log is in $said.
served() {
    said=$BATS_TEST_TMPDIR/said
    "$TLSBOX" serve --cert chain.pem --key leaf.key "$@" 0 >"$said" 2>&1 3>&- &
    servers+=($!)
    await grep -qs 'serving https://' "$said"
    port=$(sed -n 's/.*serving .* at .*:\([0-9]*\)$/\1/p' "$said")
}

# hs [ARGUMENT...]: a handshake with it.
hs() {
    t handshake --roots root.pem --connect "127.0.0.1:$port" "$@" www.example.org
}

# says PATTERN: a line of the server's log matches.
says() {
    await grep -Eq -- "$1" "$said" || { cat "$said" && return 1; }
}

# redone FILE: the derive command that FILE has gives every secret that stands below a label of the
# key schedule in FILE; its steps are in $out.
redone() {
    local command
    command=$(sed -n '/tlsbox derive /,/^ *$/p' "$1" | tr -d '\\\n')
    [ -n "$command" ]
    eval "t ${command#*tlsbox} --json"
    exits 0
}

# step NAME: the output of a step.
step() {
    jq -r --arg name "$1" '[.steps[] | select(.name == $name)][-1].value' "$out"
}

@test "what the hybrid's lesson prints is enough to redo it with derive, in both languages" {
    for lang in en zh; do
        lesson=$top_srcdir/tests/golden/lesson-hybrid.$lang.txt
        redone "$lesson"
        for name in client_handshake_traffic_secret server_handshake_traffic_secret \
            client_handshake_key client_handshake_iv server_handshake_key server_handshake_iv \
            client_application_traffic_secret_0 server_application_traffic_secret_0 \
            client_verify_data server_verify_data; do
            grep -q "$(step $name)" "$lesson" || { echo "$lang: $name"; return 1; }
        done
        # Both parts are in the lesson's table, too.
        for i in 0 1; do
            part=$(jq -r ".steps[] | select(.name == \"shared_secret\") | .inputs[$i].value" "$out")
            [ "$(grep -c "$part" "$lesson")" -ge 2 ]
        done
    done
}

@test "the secrets of each hybrid group are redone from what --secrets prints" {
    served --groups X25519MLKEM768,SecP256r1MLKEM768,SecP384r1MLKEM1024
    while read -r group first first_n second second_n; do
        hs --groups "$group" --secrets
        exits 0
        out_has "= ${first}_secret \|\| ${second}_secret"
        out_has "^    ${first}_secret, $first_n bytes"
        out_has "^    ${second}_secret, $second_n bytes"
        out_has "=> shared_secret, $((first_n + second_n)) bytes"
        cp "$out" "$BATS_TEST_TMPDIR/text"
        [ "$(grep -c -- '--shared-secret ' "$BATS_TEST_TMPDIR/text")" -eq 2 ]
        redone "$BATS_TEST_TMPDIR/text"
        for name in handshake_secret client_application_key server_application_iv \
            resumption_master_secret server_verify_data; do
            grep -q "$(step $name)" "$BATS_TEST_TMPDIR/text"
        done
        hs --groups "$group" --json --secrets
        exits 0
        json '[.group, .post_quantum, .findings]' "[\"$group\",true,[]]"
        json '[.secrets[] | select(.name == "shared_secret") | .formula, .inputs[].name]' \
            "[\"${first}_secret || ${second}_secret\",\"${first}_secret\",\"${second}_secret\"]"
        says " $group, "
    done <<END
X25519MLKEM768 mlkem768 32 x25519 32
SecP256r1MLKEM768 p256 32 mlkem768 32
SecP384r1MLKEM1024 p384 48 mlkem1024 32
END
}

@test "key shares in their parts: trace, JSON, decode, diagrams" {
    served --groups X25519MLKEM768
    hs --groups X25519MLKEM768,x25519 --trace --pcap "$BATS_TEST_TMPDIR/c.pcapng"
    exits 0
    out_has '^ *Key Exchange, 1216 bytes'
    out_has '^ *ML-KEM-768 Encapsulation Key \(1184 bytes\)'
    out_has '^ *Key Exchange, 1120 bytes'
    out_has '^ *ML-KEM-768 Ciphertext \(1088 bytes\)'
    [ "$(grep -c '^ *X25519 Public Key (32 bytes)' "$out")" -eq 2 ]
    t decode --json --roots root.pem "$BATS_TEST_TMPDIR/c.pcapng"
    exits 0
    json '[.. | objects | select(.name? == "ML-KEM-768") | [.label, .length]]' \
        '[["Encapsulation Key",1184],["Ciphertext",1088]]'
    json '[.group, .post_quantum]' '["X25519MLKEM768",true]'
    t derive --capture "$BATS_TEST_TMPDIR/c.pcapng" --json
    exits 0
    for kind in text mermaid svg; do
        hs --groups X25519MLKEM768,x25519 --quiet --diagram $kind
        out_has 'ClientHello \(X25519MLKEM768, x25519\)'
        out_has 'ServerHello \(X25519MLKEM768\)'
        out_has 'TLS 1.3, TLS_AES_128_GCM_SHA256, X25519MLKEM768'
    done
}

@test "no post-quantum key exchange is a finding that changes no exit code" {
    served
    hs --groups x25519,secp256r1
    exits 0
    out_has '! no post-quantum key exchange: recorded traffic can be decrypted later'
    out_has 'try: without --groups: none of the groups that were offered is post-quantum'
    says 'x25519, .*no post-quantum offered'
    hs --groups x25519 --json
    exits 0
    json '[.ok, .exit, .post_quantum, (.findings[] | .code, .severity)]' \
        '[true,0,false,"no-post-quantum","info"]'
    hs --tls 1.2 --json
    exits 0
    json '[.post_quantum, (.findings[] | .code, .hint)]' \
        '[false,"no-post-quantum","--tls 1.2,1.3: TLS 1.3 was not offered"]'
    # A resumed session says nothing of the first connection.
    hs --groups x25519 --resume --json
    exits 0
    jq -s -c '[.[] | .resumed, .post_quantum, (.findings | length)]' "$out" >"$BATS_TEST_TMPDIR/two"
    [ "$(cat "$BATS_TEST_TMPDIR/two")" = '[false,false,1,true,false,0]' ]
    hs --groups X25519MLKEM768,x25519
    exits 0
    out_lacks 'post-quantum'
}

@test "a server that does not choose what was offered" {
    served --groups x25519
    hs --groups X25519MLKEM768,x25519
    exits 0
    out_has 'try: X25519MLKEM768 \(RFC 10024\) at the server'
    says 'post-quantum offered but not chosen'
    hs --groups SecP384r1MLKEM1024,x25519
    out_has 'try: without --groups: X25519MLKEM768, which most servers have'
    hs --groups X25519MLKEM768,x25519 --pcap "$BATS_TEST_TMPDIR/c.pcapng" --quiet
    t decode --json --roots root.pem "$BATS_TEST_TMPDIR/c.pcapng"
    exits 0
    json '[.post_quantum, (.findings[] | .code, .severity)]' '[false,"no-post-quantum","info"]'
}

@test "a retry is a finding: what was sent, what the server asked for" {
    served --groups secp256r1
    hs --groups X25519MLKEM768,x25519,secp256r1
    exits 0
    out_has '! the client sent shares for X25519MLKEM768, x25519, and the server asked for'
    out_has 'HelloRetryRequest\): one more round trip'
    hs --groups X25519MLKEM768,x448,secp256r1 --json
    exits 0
    json '[.ok, .retried, (.findings[] | select(.code == "hello-retry") | .severity)]' \
        '[true,true,"info"]'
    jq -e '.findings[] | select(.code == "hello-retry") | .message | test("one for secp256r1 ")' "$out"
    hs --groups X25519MLKEM768,x25519,secp256r1 --diagram text
    out_has 'HelloRetryRequest \(secp256r1\)'
}

@test "hello: of an answer, and of a ClientHello alone" {
    served --groups x25519
    t hello --connect "127.0.0.1:$port" --groups x25519 www.example.org
    exits 0
    out_has '! no post-quantum key exchange'
    t hello --connect "127.0.0.1:$port" --groups X25519MLKEM768,x25519 --json www.example.org
    exits 0
    json '[.ok, .post_quantum, (.findings[] | .code, .severity)]' \
        '[true,false,"no-post-quantum","info"]'
    hex=160301002f0100002b0303$(printf '%064d' 0)000002130101000000
    t hello --hex "${hex:10}" --json
    exits 0
    json '[.post_quantum, .findings[].message]' \
        '[false,"no post-quantum key exchange is offered: recorded traffic can be decrypted later"]'
}

@test "explain: both findings have no exit code of their own" {
    t explain no-post-quantum hello-retry
    exits 0
    out_has '^no-post-quantum \(exit code 0\)'
    out_has '^hello-retry \(exit code 0\)'
}
