#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Compressed certificates: our own client and server, what they show, and captures of them.
load kit
load servers

# served ARGUMENT...: serve with leaf.pem, for www.example.org, at $port; its output is in $said.
served() {
    said=$BATS_TEST_TMPDIR/said.${#servers[@]}
    "$TLSBOX" serve --cert chain.pem --key leaf.key "$@" 0 >"$said" 2>&1 3>&- &
    servers+=($!)
    await grep -qs 'serving https://' "$said"
    port=$(sed -n 's/.*serving .* at .*:\([0-9]*\)$/\1/p' "$said")
}

@test "the screen, JSON, the trace and the lesson show it" {
    served
    hs
    exits 0
    out_has 'EncryptedExtensions, *$|CompressedCertificate'
    out_has 'Certificates +zlib: [0-9]+ of [0-9]+ bytes +sent compressed \(RFC 8879\)$'
    hs --json
    json '.certificate_compression | [.algorithm, .compressed < .uncompressed]' '["zlib",true]'
    json '[.messages[] | select(.name == "CompressedCertificate") |
        .decompressed.name, (.decompressed.fields | map(.label) | contains(["Certificate List"]))]' \
        '["Certificate",true]'
    json '.chain | length' 3
    json .client_certificate.compression null
    hs --trace
    out_has 'Extension: compress_certificate \(27\)'
    out_has '^  Algorithm: zlib \(0x0001\)$'
    out_has '^  \* Decompressed, that is:$'
    out_has '    Certificate: [0-9]+ bytes: www.example.org'
    hs --lesson
    out_has 'came compressed, as CompressedCertificate: [0-9]+ bytes'
    hs --lesson --lang zh
    out_has 'CompressedCertificate'
    hs --save-chain "$BATS_TEST_TMPDIR/chain.pem"
    openssl crl2pkcs7 -nocrl -certfile chain.pem | openssl pkcs7 -print_certs -outform DER >"$out"
    openssl crl2pkcs7 -nocrl -certfile "$BATS_TEST_TMPDIR/chain.pem" |
        openssl pkcs7 -print_certs | cmp - "$out"
}

@test "--compress-cert decides at both ends; TLS 1.2 and a resumption have none" {
    served
    for row in none,null brotli,null zstd,null 'brotli:zlib,"zlib"' '-zlib,null' 'default,"zlib"'; do
        hs --json --compress-cert "${row%,*}"
        json '.certificate_compression | .algorithm?' "${row##*,}"
    done
    hs --json --tls 1.2
    json .certificate_compression null
    hs --json --resume
    json '[.connection, .certificate_compression.algorithm]' '[1,"zlib"]
[2,null]'
    served --compress-cert none
    hs --json
    json .certificate_compression null
    t hello --json --compress-cert zstd,zlib "127.0.0.1:$port"
    json '[.. | objects | select(.name? == "compress_certificate") | .. | objects |
        select(.label? == "Algorithm") | .name] | unique' '["zlib","zstd"]'
    hs --compress-cert lzma
    exits 2
    err_has "--compress-cert: no such compression of certificates: lzma"
    hs --compress-cert zlip
    err_has 'did you mean zlib\?'
    hs --compress-cert 4
    exits 2
}

@test "the client's certificate, at once and after the handshake" {
    served --client-auth request --add-root root.pem
    hs --json --cert leaf.pem --key leaf.key
    json '[.client_certificate.sent, .client_certificate.compression.algorithm]' '[true,"zlib"]'
    hs --json --cert leaf.pem --key leaf.key --compress-cert none
    json '[.client_certificate.sent, .client_certificate.compression]' '[true,null]'
    hs --json
    json '[.client_certificate.asked, .client_certificate.compression]' '[true,null]'
}

@test "a capture of it, with the secrets and without" {
    served --client-auth request --add-root root.pem
    hs --pcap "$BATS_TEST_TMPDIR/one.pcapng" --cert leaf.pem --key leaf.key
    exits 0
    t decode --json --roots root.pem "$BATS_TEST_TMPDIR/one.pcapng"
    exits 0
    json '[.certificate_compression.algorithm, .client_certificate.compression.algorithm,
        .handshake, (.chain | length)]' '["zlib","zlib","complete",3]'
    t decode --trace --roots root.pem "$BATS_TEST_TMPDIR/one.pcapng"
    out_has 'Decompressed, that is:'
    [ "$(grep -c 'Decompressed, that is:' "$out")" -eq 2 ]
    t decode --save-chain "$BATS_TEST_TMPDIR/saved.pem" --no-verify "$BATS_TEST_TMPDIR/one.pcapng"
    [ "$(grep -c 'BEGIN CERT' "$BATS_TEST_TMPDIR/saved.pem")" -eq 2 ]
    tshark -r "$BATS_TEST_TMPDIR/one.pcapng" -Y 'tls.handshake.type == 25' -T fields \
        -e tls.compress_certificate.algorithm -e tls.compress_certificate.uncompressed_length \
        >"$out" 2>/dev/null
    out_lines 2
    editcap -T rawip --discard-all-secrets "$BATS_TEST_TMPDIR/one.pcapng" "$BATS_TEST_TMPDIR/bare"
    t decode --json "$BATS_TEST_TMPDIR/bare"
    json .certificate_compression null
}
