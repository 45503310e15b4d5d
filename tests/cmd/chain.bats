#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What `chain` finds in lists of certificates; tests/chain has what --fix makes of them.
load kit

@test "chain: the right list is OK" {
    t chain --roots root.pem chain.pem
    exits 0
    err_lines 0
    [ "$(head -n 1 "$out")" = "chain.pem: OK" ]
    out_has 'trust anchor: Test Root; accepted by root.pem'
    out_lacks 'Should be sent'
}

@test "chain: a missing intermediate is unknown-issuer, by all that is known of it" {
    t chain --roots root.pem leaf.pem
    exits 1
    out_has '^leaf.pem: FAIL \(unknown-issuer\)'
    out_has 'issued "www.example.org" is missing: "Test Sub", key'
    t chain --roots root.pem --intermediates sub.pem leaf.pem
    exits 1
    out_has 'the intermediate certificate "Test Sub" is missing'
    out_has 'missing; from sub.pem'
}

@test "chain: order, a root, a duplicate and a stray are wrong-chain" {
    t chain --roots root.pem --json leaf.pem sub.pem root.pem
    exits 1
    json .reason '"wrong-chain"'
    json '[.sent[].role]' '["leaf","intermediate","root"]'
    json '[.findings[].rule]' '["ROOT"]'
    json .files '["leaf.pem","sub.pem","root.pem"]'
    t chain --roots root.pem --json sub.pem leaf.pem other.pem sub.pem
    exits 1
    json '[.findings[] | [.rule, .number]]' \
        '[["LEAF_NOT_FIRST",2],["UNRELATED",3],["DUPLICATE",4]]'
    json '[.sent[].same_as]' '[null,null,null,1]'
    json '[.wanted[].number]' '[2,1]'
}

@test "chain --fix: the right list, also over the input itself" {
    cat sub.pem leaf.pem root.pem >"$BATS_TEST_TMPDIR/list.pem"
    t chain --roots root.pem --fix -o "$BATS_TEST_TMPDIR/list.pem" "$BATS_TEST_TMPDIR/list.pem"
    exits 0
    err_lines 0
    cmp "$BATS_TEST_TMPDIR/list.pem" <(cat leaf.pem sub.pem | sed -n '/BEGIN/,/END/p')
    out_has 'ssl_certificate .*list.pem; ssl_certificate_key KEY;'
}

@test "chain --fix: what cannot be fixed leaves the old file" {
    echo old >"$BATS_TEST_TMPDIR/kept"
    t chain --roots root.pem --fix -o "$BATS_TEST_TMPDIR/kept" leaf.pem
    exits 1
    out_has 'not written, because'
    [ "$(cat "$BATS_TEST_TMPDIR/kept")" = old ]
    t chain --roots root.pem --json --fix -o "$BATS_TEST_TMPDIR/kept" self.pem
    exits 1
    json '[.reason, .fixed.written, .fixed.refused]' '["self-signed",false,"self-signed"]'
    [ "$(cat "$BATS_TEST_TMPDIR/kept")" = old ]
    [ "$(ls "$BATS_TEST_TMPDIR")" = "$(printf 'err\nkept\nout')" ]
}

@test "chain --key: the certificate that it belongs to is the leaf, or key-mismatch" {
    t chain --roots root.pem --key leaf.key wild.pem leaf.pem sub.pem
    exits 1
    out_has 'certificate 2, "www.example.org", is the server.s own'
    t chain --roots root.pem --key ed25519.key chain.pem
    exits 1
    out_has 'FAIL \(key-mismatch\)'
}

@test "chain: usage errors" {
    t chain
    exits 2
    t chain --fix chain.pem
    exits 2
    err_has 'needs the file to write: -o FILE'
    t chain -o x chain.pem
    exits 2
    t chain --to der chain.pem
    exits 2
    t chain --json --graph svg chain.pem
    exits 2
    t chain chain.pem www.example.org
    exits 2
    t chain --sni x.example chain.pem
    exits 2
}

@test "chain --graph: boxes of one width, and an SVG alone on standard output" {
    t chain --roots root.pem --graph text leaf.pem
    exits 1
    out_has '`-- missing: Test Sub'
    t chain --roots root.pem --graph svg --intermediates sub.pem leaf.pem
    exits 1
    [ "$(head -c 4 "$out")" = '<svg' ]
    [ "$(grep -c '<rect class="\(box\|anchor\)' "$out")" = 3 ]
    err_has 'unknown-issuer'
}
