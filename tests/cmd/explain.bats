#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
load kit

@test "all codes with their exit codes" {
    COLUMNS=200 t explain
    exits 0
    for line in 'expired +1 ' 'host-mismatch +1 ' 'unknown-issuer +1 ' 'no-trust-store +3 ' \
        'unreadable +3 ' 'undecodable +3 ' 'unwritable +3 ' 'limit +6 ' 'usage +2 ' 'internal +70 '; do
        out_has "^$line"
    done
    # each code occurs once, and is words with hyphens
    [ "$(awk '{ print $1 }' "$out" | sort -u | wc -l)" -eq "$(wc -l <"$out")" ]
    ! awk '{ print $1 }' "$out" | grep -Ev '^[a-z]+(-[a-z]+)*$'
}

@test "every code is explained completely" {
    for code in $(COLUMNS=200 "$TLSBOX" explain | awk '{ print $1 }'); do
        t explain $code
        exits 0
        out_has "^$code \(exit code [0-9]+\)"
        out_has '^Meaning$'
        out_has '^Example$'
        out_has '^How to fix it$'
    done
}

@test "rules with their sections, and the profiles in which they are no errors" {
    COLUMNS=200 t explain malformed
    out_has 'the serial number is zero \(RFC 5280 4\.1\.2\.2\); a warning in webpki'
}

@test "a rule has its own advice, if that does not depend on a certificate" {
    COLUMNS=200 t explain dane-mismatch
    out_has '^  no TLSA record is usable \(RFC 7671 9\)'
    out_has '^    fix: publish a record 3 1 1, '
    COLUMNS=200 t explain revocation-unknown
    out_has '^    fix: have the filters updated$'
    COLUMNS=200 t explain key-mismatch
    out_lacks '[{}]'
    LC_ALL=zh_CN.UTF-8 t explain revocation-unknown
    out_has '^    修复：'
}

@test "the reason of a broken connection is reset, not unreachable" {
    t explain unreachable
    ! grep -Eq 'broke|reset|closed' "$out"
    out_has 'cannot listen on this address'
    t explain reset
    out_has 'the connection was reset'
}

@test "several codes, an unknown one, a mistyped one" {
    t explain expired revoked
    exits 0
    [ "$(grep -c '^Meaning' "$out")" -eq 2 ]
    t explain nonsense
    exits 2
    err_has "no such reason: 'nonsense'"
    t explain unknown-isuer
    exits 2
    err_has 'did you mean unknown-issuer\?'
}

@test "the reasons that verify gives are explained" {
    t verify --roots root.pem --json leaf.pem
    t explain "$(jq -r .reason "$out")"
    exits 0
}

@test "a Chinese locale: meanings, examples and fixes are in Chinese, each of them" {
    for code in $(COLUMNS=200 "$TLSBOX" explain | awk '{ print $1 }'); do
        LC_ALL=zh_CN.UTF-8 t explain $code
        exits 0
        out_has "^$code（退出码 [0-9]+）"
        for title in 含义 示例 如何修复; do
            out_has "^$title\$"
        done
        out_has '^  [^ a-zA-Z].*。$'
    done
}
