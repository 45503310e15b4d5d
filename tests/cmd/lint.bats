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
        extendedKeyUsage=critical,serverAuth
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
    cert basicConstraints=critical,CA:false subjectAltName=URI:http://a.example/
    t show --lint --json "$BATS_TEST_TMPDIR/c.pem"
    exits 1
    json '[.type, .ok, .reason, .exit]' '["lints",false,"malformed",1]'
    json '[.lints[] | select(.lint == "san-uri") | .level, .ref, .since]' \
        '["error","CA/B BR 7.1.4.2.1","2012-07-01"]'
    t show --lint --json chain.pem
    [ "$(jq -s length "$out")" -eq "$(grep -c BEGIN chain.pem)" ]
}

@test "--lint: what is no certificate is said to be left out, and other forms are wrong" {
    t show --lint sub.crl
    exits 0
    out_lines 0
    err_has 'sub\.crl: only certificates are checked, and this is none: X509 CRL'
    t show --lint --short chain.pem
    exits 2
}
