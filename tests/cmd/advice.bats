#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The hints of verify depend on the input: order, names, keys, future times, and unread parts.
load kit

# one_line: standard output as one line, since the text is folded.
one_line() {
    tr -s ' \n' ' ' <"$out" >"$out.line"
}

# says TEXT, says_not TEXT
says() {
    one_line
    grep -qF -- "$1" "$out.line" || { cat "$out"; return 1; }
}

says_not() {
    one_line
    ! grep -qF -- "$1" "$out.line" || { cat "$out"; return 1; }
}

@test "a chain file in the wrong order: which certificate belongs first, and nothing else" {
    cat sub.pem leaf.pem >"$BATS_TEST_TMPDIR/reversed.pem"
    cat root.pem sub.pem leaf.pem >"$BATS_TEST_TMPDIR/root-first.pem"
    for host in '--host www.example.org' ''; do
        t verify --roots root.pem $host "$BATS_TEST_TMPDIR/reversed.pem"
        exits 1
        says 'put "www.example.org", certificate 2 of the file, first'
        says_not 'reissued'
        t verify --roots root.pem $host "$BATS_TEST_TMPDIR/root-first.pem"
        exits 1
        says 'put "www.example.org", certificate 3 of the file, first'
        says_not 'reissued'
    done
    t verify --roots root.pem --host www.example.net "$BATS_TEST_TMPDIR/reversed.pem"
    exits 1
    says_not 'of the file, first'
}

@test "a CA's certificate for a server: the hint names the missing file, not changes of the CA" {
    for file in sub.pem root.pem; do
        for host in '--host www.example.org' ''; do
            t verify --roots root.pem $host $file
            exits 1
            says "fix: give the file that holds the server's own certificate: \"Test "
            says 'is a CA certificate, which only --purpose any accepts'
            says_not 'with digitalSignature'
        done
        t verify --roots root.pem --purpose any $file
        exits 0
    done
    t verify --roots root.pem --purpose client sub.pem
    says "give the file that holds the client's own certificate"
    t verify --roots root.pem --purpose email sub.pem
    says "give the file that holds the sender's own certificate"
}

@test "serve --cert in the wrong order: the certificate of the key belongs first" {
    cat sub.pem leaf.pem >"$BATS_TEST_TMPDIR/reversed.pem"
    t serve --cert "$BATS_TEST_TMPDIR/reversed.pem" --key leaf.key 0
    exits 3
    err_has 'the key belongs to certificate 2 of the file: put that one first'
}

@test "verify --key: key-mismatch, and the certificate of the key" {
    t verify --roots root.pem --key leaf.key chain.pem
    exits 0
    t verify --roots root.pem --key other.key chain.pem
    exits 1
    says 'FAIL (key-mismatch)'
    says 'The private key does not belong to the certificate "www.example.org"'
    t verify --roots root.pem --key sub.key --json chain.pem
    exits 1
    json .reason '"key-mismatch"'
    json '.findings[0].hint | startswith("the key belongs to certificate 2 of the file, a CA certificate: use the key")' true
    cat wild.pem chain.pem >"$BATS_TEST_TMPDIR/order.pem"
    t verify --roots root.pem --key leaf.key --json "$BATS_TEST_TMPDIR/order.pem"
    exits 1
    json '.findings[0].hint' '"the key belongs to certificate 2 of the file: put that one first"'
    t verify --roots root.pem --key /nonexistent chain.pem
    exits 3
    t verify --roots root.pem --key leaf.pem chain.pem
    exits 3
}

@test "an unusable private key is an input error: exit 3, without a finding about the certificate" {
    openssl genrsa -out "$BATS_TEST_TMPDIR/small.key" 768
    openssl ecparam -name secp256k1 -genkey -noout -out "$BATS_TEST_TMPDIR/k1.key"
    for key in "$BATS_TEST_TMPDIR"/*.key; do
        t verify --roots root.pem --key "$key" --json chain.pem
        exits 3
        json .reason '"undecodable"'
        err_has 'not verified: .*key: .* \[undecodable\]'
        t handshake --cert chain.pem --key "$key" localhost:1
        exits 3
        t serve --cert chain.pem --key "$key" 0
        exits 3
        t decode --key "$key" /dev/null
        exits 3
    done
}

@test "--host with a URL or a port: exit 2, and the expected form" {
    t verify --roots root.pem --host https://www.example.org/ chain.pem
    exits 2
    err_has '\-\-host www.example.org'
    for host in www.example.org:443 192.0.2.1:443 '[2001:db8::1]:443'; do
        t verify --roots root.pem --host "$host" chain.pem
        exits 2
        err_has 'without a port'
    done
    t verify --roots root.pem --purpose email --host https://www.example.org/ chain.pem
    exits 1
}

@test "--warn has its own code; --fail-within gives a verdict" {
    t verify --roots root.pem --warn 366 --json chain.pem
    exits 0
    json '.findings | map(select(.rule == "EXPIRES_SOON"))[0].code' '"expires-soon"'
    json '.days_left < 366 and .days_left >= 364' true
    json '.valid_until == ([.chain[].not_after] | min)' true
    json '.chain[0].san[0].value' '"www.example.org"'
    json '.chain[1].san | length' 0
    json '.chain[0].spki_sha256 | length' 64
    t verify --roots root.pem --fail-within 366 chain.pem
    exits 1
    says 'FAIL (expires-soon)'
    t verify --roots root.pem --fail-within 100% --json chain.pem
    json .reason '"expires-soon"'
    t verify --roots root.pem --fail-within 10 chain.pem
    exits 0
    t verify --roots other.pem --json chain.pem
    json .valid_until null
    json .days_left null
}

@test "a CA with an old name and a new key is distinguished from a missing one" {
    openssl ecparam -name prime256v1 -genkey -noout -out "$BATS_TEST_TMPDIR/k"
    openssl req -new -x509 -key "$BATS_TEST_TMPDIR/k" -out "$BATS_TEST_TMPDIR/again.pem" -days 3650 \
        -subj '/O=Test/CN=Test Root' -addext keyUsage=critical,keyCertSign
    t verify --explain --roots "$BATS_TEST_TMPDIR/again.pem" chain.pem
    exits 1
    says 'FAIL (unknown-issuer)'
    says 'again.pem'
    says 'its key is not the one that signed'
    says_not 'was not given'
    says 'paths tried: 1,'
    t verify --roots "$BATS_TEST_TMPDIR/again.pem" full.pem
    exits 1
    says 'has that name but another key'
}

@test "verify --timeout: without a verdict in time the reason is limit, exit 6" {
    t verify --timeout 0.000001 --roots root.pem chain.pem
    exits 6
    says 'FAIL (limit)'
    says 'There was no verdict within the time limit'
    t verify --timeout 0 --roots root.pem chain.pem
    exits 2
}

@test "hints depend on the options: --revocation, --require-explicit-policy" {
    t verify --roots root.pem --revocation hard chain.pem
    exits 1
    says 'or use --revocation soft'
    t verify --roots root.pem --revocation soft chain.pem
    exits 0
    says_not 'or use --revocation soft'
    t verify --roots root.pem --require-explicit-policy chain.pem
    exits 1
    says 'or drop --require-explicit-policy'
}

@test "*.internal: why it does not match" {
    issue_wild
    t verify --roots root.pem --intermediates sub.pem --host nas.internal "$BATS_TEST_TMPDIR/wild.pem"
    exits 1
    says 'is directly under a top-level domain'
}

issue_wild() {
    openssl req -new -key leaf.key -out "$BATS_TEST_TMPDIR/wild.csr" -subj '/O=Test'
    openssl x509 -req -in "$BATS_TEST_TMPDIR/wild.csr" -CA sub.pem -CAkey sub.key -days 30 \
        -set_serial 0x4711 -out "$BATS_TEST_TMPDIR/wild.pem" \
        -extfile <(printf 'subjectAltName=DNS:*.internal\nextendedKeyUsage=serverAuth\n')
}
