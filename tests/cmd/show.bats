#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
load kit
load servers

@test "a certificate in full" {
    t show leaf.pem
    exits 0
    err_lines 0
    out_has '^Certificate'
    out_has 'CN=www.example.org'
    out_has 'DNS www.example.org'
    out_has 'serverAuth'
    out_has 'keyUsage \(critical\)'
}

@test "the fingerprint agrees with openssl" {
    t show --json leaf.pem
    want=$(openssl x509 -in leaf.pem -noout -fingerprint -sha256 | sed 's/.*=//; s/://g' | tr A-F a-f)
    json .sha256 "\"$want\""
}

@test "--short: one line for each object, with the file if there are several" {
    t show --short full.pem
    exits 0
    out_lines 3
    out_lacks '^full.pem'
    t show --short leaf.pem leaf.csr root.crl leaf.pub
    out_lines 4
    out_has '^leaf.csr: certificate request'
}

@test "--json of every kind of object" {
    t show --json leaf.pem leaf.csr sub.crl leaf.pub
    exits 0
    json .type '"certificate"
"certificate request"
"crl"
"public key"'
    json 'select(.type == "crl").num_revoked' 1
    json 'select(.type == "certificate request").signature_valid' true
}

@test "--pem turns DER and PKCS#7 into PEM" {
    t show --pem leaf.der
    exits 0
    diff "$out" leaf.pem
    t show --pem full.p7c
    [ "$(grep -c BEGIN "$out")" -eq 3 ]
    t show --pem root.crl leaf.csr
    diff "$out" <(cat root.crl leaf.csr)
}

@test "--asn1 shows offsets, also of a truncated object" {
    t show --asn1 leaf.pem
    exits 0
    out_has '^ *0 .*SEQUENCE'
    out_has 'subjectAltName'
    t show --asn1 truncated.der
    exits 3
    out_has 'broken'
}

@test "the last output form given counts" {
    t show --json --short leaf.pem
    out_lines 1
    out_lacks '^{'
}

@test "only the public part of private keys is shown" {
    for form in "" --short --json --pem --asn1; do
        for file in leaf.key pkcs8.key rsa.key; do
            t show $form $file
            exits 0
            cp "$out" "$BATS_TEST_TMPDIR/private"
            openssl pkey -in $file -pubout -out "$BATS_TEST_TMPDIR/public" 2>/dev/null
            t show $form "$BATS_TEST_TMPDIR/public"
            diff <(sed "s,\"input\":\"[^\"]*\",," "$BATS_TEST_TMPDIR/private") \
                <(sed "s,\"input\":\"[^\"]*\",," "$out")
        done
    done
    t show --pem rsa.key
    diff "$out" <(openssl pkey -in rsa.key -pubout)
}

@test "a private key without its public part, and an encrypted one" {
    t show ed25519.key
    exits 3
    err_has 'without its public part.*\[undecodable\]'
    t show --asn1 encrypted.key
    exits 3
    out_lines 0
    err_has 'encrypted'
}

@test "older forms of keys: DSA without a public part, RSAPublicKey with one" {
    openssl rsa -in rsa.key -RSAPublicKey_out -out "$BATS_TEST_TMPDIR/rsapub" 2>/dev/null
    t show --pem "$BATS_TEST_TMPDIR/rsapub"
    exits 0
    diff "$out" <(openssl pkey -in rsa.key -pubout)
    openssl rsa -in rsa.key -traditional -outform DER -out "$BATS_TEST_TMPDIR/rsa.der" 2>/dev/null
    t show --pem "$BATS_TEST_TMPDIR/rsa.der"
    exits 0
    diff "$out" <(openssl pkey -in rsa.key -pubout)
}

@test "HOST:PORT: the certificates in the server's order, with a note that they are not judged" {
    s_server
    t show --pem "127.0.0.1:$port"
    exits 0
    diff chain.pem "$out"
    err_lines 1
    err_has 'not verified'
    t show --short --connect "127.0.0.1:$port" https://no.such.example
    exits 0
    out_lines 2
    t show --json --tls 1.2 --sni www.example.org "127.0.0.1:$port"
    exits 0
    json .type '"certificate"
"certificate"'
    t show --short leaf.pem "127.0.0.1:$port"
    out_lines 3
}

@test "HOST:PORT: expired or untrusted certificates are shown; failures are reported" {
    s_server -cert self.pem -key self.key
    t show --short "127.0.0.1:$port"
    exits 0
    out_has 'self\.example\.org'
    t show --timeout 5 127.0.0.1:1
    exits 4
    out_lines 0
    err_lines 1
    t show --timeout 5 --json 127.0.0.1:1
    exits 4
    json .reason '"refused"'
    listener answer 'HTTP/1.1 400 Bad Request\r\n\r\n'
    t show "127.0.0.1:$port"
    exits 5
    err_has 'not-tls'
}

@test "options for connecting require a server" {
    t show --sni www.example.org leaf.pem
    exits 2
    err_has 'no HOST:PORT'
}

@test "an existing file is a file, whatever its name is" {
    cp leaf.pem localhost:443
    t show --pem localhost:443
    exits 0
    diff leaf.pem "$out"
    rm localhost:443
}
