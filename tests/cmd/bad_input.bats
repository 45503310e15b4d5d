#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Each kind of bad input: one line on standard error with the fault, its place and the rule; the
# exit code; and with --json an object.
load kit

# bad FILE EXIT REASON PATTERN: of verify.
bad() {
    t verify --roots root.pem "$1"
    exits "$2"
    out_lines 0
    err_lines 1
    err_has "^tlsbox verify: $1: .*\[$3\]\$"
    err_has "$4"
    t verify --roots root.pem --json "$1" chain.pem
    exits "$2"
    json '[.input, .ok, .reason, .exit]' "[\"$1\",false,\"$3\",$2]
[\"chain.pem\",true,null,0]"
}

@test "a file that does not exist" {
    bad none.pem 3 unreadable 'cannot be opened: No such file'
}

@test "a directory" {
    bad dir 3 unreadable 'is a directory'
}

@test "a file that may not be opened, one that opens and cannot be read" {
    if [ "$(id -u)" -ne 0 ]; then # root may open everything
        cp chain.pem "$BATS_TEST_TMPDIR/secret"
        chmod 0 "$BATS_TEST_TMPDIR/secret"
        t verify --roots root.pem "$BATS_TEST_TMPDIR/secret"
        exits 3
        err_has 'cannot be opened: Permission denied.*\[unreadable\]'
    fi
    if [ -e /proc/self/mem ]; then # nothing is mapped at its start
        t verify --roots root.pem /proc/self/mem
        exits 3
        err_has 'cannot be read: Input/output error.*\[unreadable\]'
    fi
}

@test "a file below a file" {
    bad leaf.pem/x 3 unreadable 'cannot be opened: Not a directory'
}

@test "an empty file" {
    bad empty.pem 3 undecodable 'is empty'
}

@test "binary garbage" {
    bad binary 3 undecodable 'neither PEM nor DER \(RFC 7468'
}

@test "truncated DER: at which byte, which rule" {
    bad truncated.der 3 undecodable 'byte [0-9]+: .*\(X\.690'
}

@test "truncated PEM" {
    bad truncated.pem 3 undecodable 'byte 0: a BEGIN line without its END line \(RFC 7468'
}

@test "damaged base64: at which byte" {
    bad base64.pem 3 undecodable 'byte [0-9]+: not base64 \(RFC 4648'
}

@test "a certificate whose outer structure is damaged" {
    bad bad.pem 3 undecodable 'byte [0-9]+.*\(X\.690'
}

@test "UTF-16" {
    bad utf16.pem 3 undecodable 'UTF-16'
}

@test "keys instead of a certificate" {
    bad leaf.key 3 undecodable 'a private key, not a certificate'
    bad pkcs8.key 3 undecodable 'a private key, not a certificate'
    bad encrypted.key 3 undecodable 'an encrypted private key, not a certificate'
    bad leaf.pub 3 undecodable 'a public key, not a certificate'
}

@test "a request, a CRL, PKCS#12 instead of a certificate" {
    bad leaf.csr 3 undecodable 'a certificate request, not a certificate'
    bad root.crl 3 undecodable 'a CRL, not a certificate'
    bad leaf.p12 3 undecodable 'is encrypted'
}

@test "a file of 1 GiB is refused quickly" {
    ulimit -t 5 # seconds of computation, which others on the machine do not lengthen
    bad huge 6 limit 'larger than the size limit'
}

@test "anchors, intermediates, CRLs of 1 GiB do not hang" {
    ulimit -t 10 # seconds of computation, which others on the machine do not lengthen
    t verify --roots huge chain.pem
    [ "$status" -eq 3 ] || [ "$status" -eq 6 ]
    t verify --roots root.pem --intermediates huge chain.pem
    exits 6
    t verify --roots root.pem --crl huge chain.pem
    exits 6
}

@test "a key before the certificate is skipped" {
    cat leaf.key chain.pem >"$BATS_TEST_TMPDIR/both.pem"
    t verify --roots root.pem "$BATS_TEST_TMPDIR/both.pem"
    exits 0
}

@test "text around, CRLF and missing line feeds at the end" {
    { echo text; cat leaf.pem; echo more; cat sub.pem; } >"$BATS_TEST_TMPDIR/text.pem"
    t verify --roots root.pem "$BATS_TEST_TMPDIR/text.pem"
    exits 0
    sed 's/$/\r/' chain.pem >"$BATS_TEST_TMPDIR/crlf.pem"
    t verify --roots root.pem "$BATS_TEST_TMPDIR/crlf.pem"
    exits 0
    printf %s "$(cat chain.pem)" >"$BATS_TEST_TMPDIR/end.pem"
    t verify --roots root.pem "$BATS_TEST_TMPDIR/end.pem"
    exits 0
}

@test "control characters of certificates and file names do not reach the terminal" {
    name=$BATS_TEST_TMPDIR/$'a\033[31m\nb.pem'
    cp evil.pem "$name"
    for args in "verify --roots root.pem" "verify --explain --roots other.pem" \
        "verify --json --roots root.pem" show "show --short" "show --asn1" "show --json"; do
        t $args "$name"
        ! grep -q $'\033' "$out"
        ! grep -q $'\033' "$err"
    done
    t verify --roots root.pem $'none\033[31m\n.pem'
    err_lines 1
    ! grep -q $'\033' "$err"
}

@test "show: bad input has its line and exit code, and good objects beside it are shown" {
    for file in none.pem dir empty.pem binary truncated.pem utf16.pem encrypted.key leaf.p12 \
        ed25519.key; do
        t show --short $file leaf.pem
        exits 3
        err_lines 1
        err_has "^tlsbox show: $file: "
        out_has '^leaf.pem: www.example.org'
    done
    t show --short huge
    exits 6
    cat leaf.pem bad.pem sub.pem >"$BATS_TEST_TMPDIR/mixed.pem"
    t show --short "$BATS_TEST_TMPDIR/mixed.pem"
    exits 3
    out_lines 2
    err_lines 1
    t show --json "$BATS_TEST_TMPDIR/mixed.pem"
    json '[.ok, .exit]' $'[true,0]\n[false,3]\n[true,0]'
}
