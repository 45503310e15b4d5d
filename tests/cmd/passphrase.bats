#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Encrypted keys and PKCS#12, written by other programs and read by tlsbox.

load kit

fails() {
    exits "$1"
    err_has "$3.*\[$2\]"
}

# make_files makes them once; the tests of one run share a directory.
make_files() {
    local p=passphrase
    [ ! -f $p.done ] || return 0
    printf 'secret\r\nsecond line\n' >$p.txt
    printf 'pä😀' >$p.unicode
    : >$p.empty
    openssl pkcs12 -export -in leaf.pem -inkey leaf.key -name friend -passout pass:secret -out $p.p12
    openssl pkcs12 -export -in leaf.pem -inkey leaf.key -passout pass:secret -legacy -out $p.old.p12
    openssl pkcs12 -export -in leaf.pem -inkey leaf.key -passout pass:secret -legacy \
        -certpbe PBE-SHA1-RC4-128 -keypbe PBE-SHA1-RC4-40 -out $p.rc4.p12
    openssl pkcs12 -export -in leaf.pem -inkey leaf.key -passout 'pass:pä😀' -out $p.unicode.p12
    openssl pkcs12 -export -in leaf.pem -inkey leaf.key -passout pass: -out $p.empty.p12
    openssl pkcs12 -export -in leaf.pem -inkey leaf.key -passout pass:secret -nomac -out $p.nomac.p12
    openssl pkcs8 -topk8 -in leaf.key -passout pass:secret -out $p.key
    openssl pkcs12 -export -in leaf.pem -nokeys -passout pass:secret -out $p.nokey.p12
    : >$p.done
}

@test "show spells out PKCS#12 and what is in it" {
    make_files
    t show --passphrase-file passphrase.txt passphrase.p12
    exits 0
    out_has '^PKCS#12$'
    out_has 'HMAC-SHA-256'
    out_has 'the MAC fits the passphrase'
    out_has 'Name +friend'
    out_has '^Certificate$'
    out_has '^Public key$'
    out_lacks 'Warning'
    t show --passphrase-file passphrase.txt passphrase.old.p12
    exits 0
    out_has 'Warning'
    t show --passphrase-file passphrase.txt passphrase.rc4.p12
    exits 0
    out_has 'RC4-128, key derivation of PKCS#12'
    out_has 'RC4-40, key derivation of PKCS#12'
    out_has 'Warning'
    t show --json --passphrase-file passphrase.txt passphrase.p12
    exits 0
    out_has '"type":"PKCS#12".*"mac_checked":true.*"old_form":false'
    json 'select(.type == "PKCS#12") | .items | map(.kind)' '["certificate","private key"]'
    t show --pem --passphrase-file passphrase.txt passphrase.p12
    exits 0
    out_has 'BEGIN CERTIFICATE'
    out_lacks 'PRIVATE'
}

@test "all forms of PKCS#12 give the same certificate" {
    make_files
    for form in '' .old .rc4 .nomac; do
        t verify --at 2026-11-22 --roots root.pem --intermediates sub.pem \
            --passphrase-file passphrase.txt --key passphrase$form.p12 passphrase$form.p12
        ! grep -q undecodable "$err"
        out_lacks 'key-mismatch'
    done
    t show --short --passphrase-file passphrase.unicode passphrase.unicode.p12
    exits 0
    t show --short passphrase.empty.p12
    exits 0
    t show --short --passphrase-file passphrase.empty passphrase.empty.p12
    exits 0
}

@test "a wrong passphrase, none, and none that is needed" {
    make_files
    PW=wrong t show --passphrase-env PW passphrase.p12
    fails 3 undecodable 'the passphrase is wrong'
    t show passphrase.p12
    fails 3 undecodable 'passphrase-file'
    out_has 'not checked, because there is no passphrase'
    out_has 'Items +encrypted; not readable without a passphrase'
    t show --short passphrase.p12
    exits 3
    out_has '^PKCS#12 with .*encrypted parts?, .*not readable without a passphrase'
    out_lacks '0 items'
    PW=secret t show --passphrase-env PW leaf.pem
    exits 0
    t show --passphrase-env PASSPHRASE_UNSET passphrase.p12
    fails 3 unreadable '--passphrase-env PASSPHRASE_UNSET: this environment variable is not set'
    t show --passphrase-file passphrase.none passphrase.p12
    fails 3 unreadable 'passphrase.none'
    PW=x t show --passphrase-env PW --passphrase-file passphrase.txt passphrase.p12
    exits 2
}

@test "more iterations than five million are a limit, and not computed" {
    openssl pkcs8 -topk8 -in leaf.key -v2 aes-128-cbc -v2prf hmacWithSHA1 -iter 5000001 \
        -passout pass:secret -out passphrase.long.key
    PW=secret t verify --passphrase-env PW --key passphrase.long.key --roots leaf.pem leaf.pem
    fails 6 limit '5 million iterations'
}

@test "encrypted private keys" {
    make_files
    t verify --key passphrase.key --roots leaf.pem leaf.pem
    fails 3 undecodable 'passphrase.key: is encrypted'
    t verify --passphrase-file passphrase.txt --key passphrase.key --roots leaf.pem leaf.pem
    out_lacks 'key-mismatch'
    ! grep -q passphrase "$err"
    t verify --passphrase-file passphrase.txt --key passphrase.nokey.p12 --roots leaf.pem leaf.pem
    fails 3 undecodable 'without a private key'
    t show --passphrase-file passphrase.txt passphrase.key
    exits 0
    out_has 'Public key'
}

@test "the work that a file may ask for is bounded" {
    make_files
    # PBES1 with 2^31 - 1 iterations
    echo 3059301d06092a864886f70d01050330100408000102030405060702047fffffff0438 \
        "$(printf %0112d 0)" | xxd -r -p >passphrase.slow.key
    t show --passphrase-file passphrase.txt passphrase.slow.key
    fails 6 limit "more work to derive the key"
}

@test "several PKCS#12 in one file share what it may ask for" {
    make_files
    openssl pkcs12 -export -in leaf.pem -nokeys -passout pass:secret -certpbe NONE -iter 3000000 \
        -out passphrase.work.p12
    cat passphrase.work.p12 passphrase.work.p12 >passphrase.work2.p12
    t show --passphrase-file passphrase.txt passphrase.work.p12
    exits 0
    t show --passphrase-file passphrase.txt passphrase.work2.p12
    fails 6 limit "more work to derive the key"
    out_has 'the MAC fits the passphrase'
}
