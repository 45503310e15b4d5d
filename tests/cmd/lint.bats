#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# show --lint.
load kit

# cert EXTENSION...: makes $BATS_TEST_TMPDIR/c.pem, self-signed, with these extensions.
cert() {
    local add=()
    for extension in "$@"; do
        add+=(-addext "$extension")
    done
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 90 \
        -keyout "$BATS_TEST_TMPDIR/k.pem" -out "$BATS_TEST_TMPDIR/c.pem" -subj /CN=a.example \
        "${add[@]}" 2>/dev/null
}

@test "--lint: broken rules, the worst first, with section and day; exit 1" {
    cert basicConstraints=critical,CA:false subjectAltName=URI:http://a.example/ \
        extendedKeyUsage=critical,serverAuth certificatePolicies=2.23.140.1.2.1
    t show --lint "$BATS_TEST_TMPDIR/c.pem"
    exits 1
    out_has '^a\.example, issued [0-9-]+ by a\.example$'
    COLUMNS=500 t show --lint "$BATS_TEST_TMPDIR/c.pem"
    out_has '^  error +san-uri +subjectAltName has a URI \(CA/B BR 7\.1\.4\.2\.1, since 2012-07-01\)$'
    out_has '^  error +eku-critical +extKeyUsage is critical \(CA/B BR 7\.1\.2\.7\.6, since 2023-09-15\)$'
    out_has '^  warning +cn-not-recommended '
    out_has '^  [0-9]+ errors, [0-9]+ warnings?, [0-9]+ notices?; [0-9]+ of [0-9]+ rules kept, '
    [ "$(grep -nE '^  warning' "$out" | head -n 1 | cut -d: -f1)" -gt \
        "$(grep -nE '^  error' "$out" | tail -n 1 | cut -d: -f1)" ]
}

@test "--lint --json: an object for each certificate" {
    cert basicConstraints=critical,CA:false subjectAltName=URI:http://a.example/ \
        certificatePolicies=2.23.140.1.2.2
    t show --lint --json "$BATS_TEST_TMPDIR/c.pem"
    exits 1
    json '[.type, .ok, .reason, .exit, .public]' '["lints",false,"malformed",1,true]'
    json '[.lints[] | select(.lint == "san-uri") | .level, .ref, .since]' \
        '["error","CA/B BR 7.1.4.2.1","2012-07-01"]'
    t show --lint --json chain.pem
    [ "$(jq -s length "$out")" -eq "$(grep -c BEGIN chain.pem)" ]
}

@test "--lint: rules for public CAs are notices if nothing says that the CA is public; others are not" {
    cert basicConstraints=critical,CA:false subjectAltName=URI:http://a.example/
    t show --lint "$BATS_TEST_TMPDIR/c.pem"
    exits 0
    COLUMNS=500 t show --lint "$BATS_TEST_TMPDIR/c.pem"
    out_has 'The Baseline Requirements are for public CAs, and nothing in this certificate says'
    out_has '^  notice +san-uri +subjectAltName has a URI \(CA/B BR '
    out_has '^  0 errors, 0 warnings, '
    t show --lint --json "$BATS_TEST_TMPDIR/c.pem"
    json '[.ok, .reason, .exit, .public]' '[true,null,0,false]'
    json '[.lints[] | select(.lint == "san-uri") | .level]' '["notice"]'
    cert basicConstraints=CA:true subjectAltName=DNS:a.example
    t show --lint --json "$BATS_TEST_TMPDIR/c.pem"
    exits 1
    json '[.reason, .public]' '["malformed",false]'
    json '[.lints[] | select(.lint == "bc-not-critical") | .level, .ref]' '["error","RFC 5280 4.2.1.9"]'
    # SCTs are made for certificates of public CAs.
    cert basicConstraints=critical,CA:false subjectAltName=URI:http://a.example/ \
        1.3.6.1.4.1.11129.2.4.2=DER:0402:0000
    t show --lint --json "$BATS_TEST_TMPDIR/c.pem"
    json .public true
    cert basicConstraints=critical,CA:false subjectAltName=URI:http://a.example/ \
        1.3.6.1.4.1.11129.2.4.3=critical,DER:05:00
    t show --lint --json "$BATS_TEST_TMPDIR/c.pem"
    json .public true
    cert basicConstraints=critical,CA:false subjectAltName=DNS:a.example certificatePolicies=2.23.140.2.1
    t show --lint --json "$BATS_TEST_TMPDIR/c.pem"
    json .public false
}

@test "--lint: without a certificate there is nothing to check: exit 3; other forms are wrong" {
    t show --lint sub.crl
    exits 3
    out_lines 0
    err_has 'sub\.crl: only certificates are checked, and this is none: X509 CRL'
    err_has 'sub\.crl: holds no certificate, so there is nothing to check \[undecodable\]'
    t show --lint --json leaf.key
    exits 3
    json '[.ok, .reason, .exit]' '[false,"undecodable",3]'
    cat leaf.key leaf.pem >"$BATS_TEST_TMPDIR/both.pem"
    t show --lint --json "$BATS_TEST_TMPDIR/both.pem"
    json .type '"lints"'
    [ "$status" -le 1 ]
    t show --lint --short chain.pem
    exits 2
}
