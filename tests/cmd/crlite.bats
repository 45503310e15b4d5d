#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# verify --crlite, with a filter that tests/crlite/mkcrlite has made.
load kit

log=$(printf 'a7%.0s' {1..32})
other_log=$(printf 'b8%.0s' {1..32})
spki() {
    openssl x509 -in "$1" -pubkey -noout | openssl pkey -pubin -outform DER | sha256sum | cut -c 1-64
}

# filter DIR [ISSUER [LOG]] [SERIAL...]: covers 30 to 2 days ago.
filter() {
    local dir=$1 issuer=$2 log=$3 now
    now=$(date +%s)
    shift 3
    mkdir "$dir"
    "$MKCRLITE" "$dir" "$issuer" "$log" $((now - 30 * 86400)) $((now - ${age:-2} * 86400)) "$@"
}

# A leaf of sub.pem whose only SCT is five days old, crlite-leaf.pem.
leaf() {
    local ms
    ms=$(printf %016x $(((($(date +%s) - 5 * 86400)) * 1000)))
    local sct=00${log}${ms}0000040300080102030405060708
    cat >"$BATS_TEST_TMPDIR/ext" <<END
basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=serverAuth
subjectAltName=DNS:www.example.org
authorityKeyIdentifier=keyid
1.3.6.1.4.1.11129.2.4.2=DER:043b00390037$sct
END
    openssl x509 -req -in leaf.csr -CA sub.pem -CAkey sub.key -set_serial 0x4142434445464748 \
        -out "$BATS_TEST_TMPDIR/leaf.pem" -extfile "$BATS_TEST_TMPDIR/ext" -days 100 2>/dev/null
    cat "$BATS_TEST_TMPDIR/leaf.pem" sub.pem >"$BATS_TEST_TMPDIR/chain.pem"
    cd "$BATS_TEST_TMPDIR"
    cp "$PKI/root.pem" "$PKI/sub.pem" .
}

@test "--crlite: not revoked is accepted, also with --revocation hard for the leaf alone" {
    leaf
    filter good "$(spki sub.pem)" "$log"
    t verify --roots root.pem --crlite good chain.pem
    exits 0
    err_lines 0
    t verify --roots root.pem --crlite good --json chain.pem
    json '.revocation[] | select(.mechanism == "crlite") | [.cert, .status, .origin]' \
        '[0,"good","good/1.filter"]'
    # The intermediate needs another source.
    t verify --roots root.pem --crlite good --revocation hard chain.pem
    exits 1
    out_has 'revocation-unknown'
}

@test "--crlite: revoked is refused, and not with --revocation off" {
    leaf
    filter revoked "$(spki sub.pem)" "$log" 4142434445464748 77
    t verify --roots root.pem --crlite revoked chain.pem
    exits 1
    out_has 'revoked'
    out_has 'revoked/1.filter'
    t verify --roots root.pem --crlite revoked --revocation off chain.pem
    exits 0
}

@test "--crlite: not covered, not enrolled and stale are warnings, never good" {
    leaf
    filter uncovered "$(spki sub.pem)" "$other_log" 4142434445464748
    filter unenrolled "$(spki root.pem)" "$log" 4142434445464748
    age=4 filter stale "$(spki sub.pem)" "$log"
    t verify --roots root.pem --crlite uncovered --json chain.pem
    exits 0
    json '[.revocation[] | select(.mechanism == "crlite") | .status]' '["not-covered"]'
    t verify --roots root.pem --crlite unenrolled chain.pem
    exits 0
    out_has 'its issuer is not in them'
    t verify --roots root.pem --crlite stale --at "$(date -u -d '+7 days' +%FT%TZ)" --json chain.pem
    exits 0
    json '[.revocation[] | select(.mechanism == "crlite") | .status]' '["stale"]'
}

@test "--crlite: no directory, no index, a missing or broken filter" {
    leaf
    t verify --roots root.pem --crlite nowhere chain.pem
    exits 3
    err_has 'nowhere: is no directory of CRLite filters, which is what --crlite takes: No such file'
    t verify --roots root.pem --crlite root.pem chain.pem
    exits 3
    err_has 'root.pem: is no directory of CRLite filters, .*: Not a directory \[unreadable\]'
    mkdir bare
    t verify --roots root.pem --crlite bare chain.pem
    exits 3
    err_has 'bare/index.bin: cannot be opened: No such file'
    filter torn "$(spki sub.pem)" "$log"
    truncate -s -1 torn/1.filter
    t verify --roots root.pem --crlite torn chain.pem
    exits 0
    out_has 'cannot be used'
    rm torn/1.filter
    t verify --roots root.pem --crlite torn chain.pem
    exits 3
    err_has 'torn/1.filter: cannot be opened'
    printf upkiidx0 >torn/index.bin
    t verify --roots root.pem --crlite torn chain.pem
    exits 3
    err_has 'the index of the CRLite filters is malformed'
}
