#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Trust stores that say more about their anchors than the certificates: --roots of every format.
load kit

dir() {
    dir=$BATS_TEST_TMPDIR
}

octal() {
    od -An -v -to1 -w16 | tr ' ' '\\'
    echo END
}

# tlv FILE DEPTH TAG NUMBER: the first such element of a certificate in PEM, its whole TLV.
tlv() {
    openssl x509 -in "$1" -outform DER -out "$dir/whole.der"
    set -- $(openssl asn1parse -inform DER -in "$dir/whole.der" | grep "d=$2 .*$3" |
        sed -n "$4s/^ *\([0-9]*\):d=.*hl=\([0-9]*\) l= *\([0-9]*\).*/\1 \2 \3/p")
    tail -c "+$(($1 + 1))" "$dir/whole.der" | head -c "$(($2 + $3))"
}

# names FILE: issuer and serial number, as certdata.txt has them.
names() {
    echo CKA_ISSUER MULTILINE_OCTAL
    tlv "$1" 2 SEQUENCE 2 | octal
    echo CKA_SERIAL_NUMBER MULTILINE_OCTAL
    tlv "$1" 2 INTEGER 1 | octal
}

# cka_cert FILE [DATE]: a certificate object.
cka_cert() {
    printf 'CKA_CLASS CK_OBJECT_CLASS CKO_CERTIFICATE\nCKA_LABEL UTF8 "%s"\n' "$1"
    names "$1"
    echo CKA_VALUE MULTILINE_OCTAL
    openssl x509 -in "$1" -outform DER | octal
    [ -z "${2-}" ] || { echo CKA_NSS_SERVER_DISTRUST_AFTER MULTILINE_OCTAL; printf %s "$2" | octal; }
}

# cka_trust FILE SERVER [DATE]: what is thought of it.
cka_trust() {
    printf 'CKA_CLASS CK_OBJECT_CLASS CKO_NSS_TRUST\nCKA_LABEL UTF8 "%s"\n' "$1"
    names "$1"
    echo CKA_CERT_SHA1_HASH MULTILINE_OCTAL
    openssl x509 -in "$1" -outform DER | openssl dgst -sha1 -binary | octal
    [ -z "${3-}" ] || { echo CKA_NSS_SERVER_DISTRUST_AFTER MULTILINE_OCTAL; printf %s "$3" | octal; }
    printf 'CKA_TRUST_SERVER_AUTH CK_TRUST %s\n' "$2"
    echo CKA_TRUST_EMAIL_PROTECTION CK_TRUST CKT_NSS_MUST_VERIFY_TRUST
}

# p11 FILE LINE...: an object of p11-kit with a certificate.
p11() {
    local file=$1
    shift
    printf '[p11-kit-object-v1]\n'
    printf '%s\n' "$@"
    cat "$file"
}

# judge REASON ROOTS: the chain of the command tests, with these roots.
judge() {
    t verify --json --roots "$2" --host www.example.org chain.pem
    [ "$(jq -r '.reason // "ok"' "$out")" = "$1" ] || show_all "not $1"
}

accepts() {
    judge ok "$1"
    exits 0
}

refuses() {
    judge "$1" "$2"
    exits 1
}

@test "certdata.txt: an anchor, a date in either object, a purpose" {
    dir
    { echo BEGINDATA; cka_cert root.pem; cka_trust root.pem CKT_NSS_TRUSTED_DELEGATOR; } >"$dir/c"
    accepts "$dir/c"
    for date in 200101000000Z 20200101000000Z; do
        { echo BEGINDATA; cka_cert root.pem $date
            cka_trust root.pem CKT_NSS_TRUSTED_DELEGATOR; } >"$dir/c"
        refuses distrusted "$dir/c"
        out_has 'issued by 2020-01-01 00:00:00 UTC'
        { echo BEGINDATA; cka_cert root.pem
            cka_trust root.pem CKT_NSS_TRUSTED_DELEGATOR $date; } >"$dir/c"
        refuses distrusted "$dir/c"
    done
    { echo BEGINDATA; cka_cert root.pem
        cka_trust root.pem CKT_NSS_TRUSTED_DELEGATOR 491231235959Z; } >"$dir/c"
    accepts "$dir/c"
    { echo BEGINDATA; cka_cert root.pem; cka_trust root.pem CKT_NSS_MUST_VERIFY_TRUST
    } >"$dir/c"
    t verify --roots "$dir/c" chain.pem
    exits 3
}

@test "certdata.txt: the trust object of another certificate with the same number is not joined" {
    dir
    { echo BEGINDATA; cka_cert root.pem
        cka_trust root.pem CKT_NSS_TRUSTED_DELEGATOR |
            sed '/SHA1/,/END/c\CKA_CERT_SHA1_HASH MULTILINE_OCTAL\n\\000\\001\nEND'
    } >"$dir/c"
    t verify --roots "$dir/c" chain.pem
    exits 3
}

@test "certdata.txt: a distrusted intermediate, with and without its certificate" {
    dir
    { echo BEGINDATA; cka_cert root.pem; cka_trust root.pem CKT_NSS_TRUSTED_DELEGATOR
        cka_trust sub.pem CKT_NSS_NOT_TRUSTED; } >"$dir/c"
    refuses distrusted "$dir/c"
    out_has 'distrusted expressly'
    t trust find --store "$dir/c" sub.pem
    exits 0
    out_has ": distrusted by issuer and number, or by key: 1\$"
    out_has "^  .*issued by .*, serial number"
    t trust find --store "$dir/c" root.pem
    out_lacks distrusted
    { echo BEGINDATA; cka_trust sub.pem CKT_NSS_NOT_TRUSTED; } >"$dir/b"
    t trust find --store "$dir/b" chain.pem
    exits 1
    out_has ": distrusted by issuer and number, or by key: 1\$"
    t trust list "$dir/b"
    exits 0
    out_has ": 0 trust anchors"
    { cat "$dir/c"; cka_cert sub.pem; } >"$dir/d"
    refuses distrusted "$dir/d"
    # It is distrusted for servers alone: the store has another opinion of e-mail.
    t verify --json --roots "$dir/c" --purpose any chain.pem
    exits 1
}

@test "certdata.txt: what is cut off or malformed is refused" {
    dir
    { echo BEGINDATA; cka_cert root.pem; cka_trust root.pem CKT_NSS_TRUSTED_DELEGATOR; } >"$dir/c"
    sed "/^CKA_VALUE/q" "$dir/c" >"$dir/d"
    t verify --roots "$dir/d" chain.pem
    exits 3
    err_has 'ends too early'
    sed 's/^\\060/\\460/' "$dir/c" >"$dir/d"
    t verify --roots "$dir/d" chain.pem
    exits 3
    err_has 'a number that is not one'
    sed 's/^\\060/\\0x0/' "$dir/c" >"$dir/d"
    t verify --roots "$dir/d" chain.pem
    exits 3
}

@test "p11-kit: trusted, not trusted, distrusted, dates" {
    dir
    p11 root.pem 'trusted: true' >"$dir/p"
    accepts "$dir/p"
    p11 root.pem 'trusted: true' | sed 's/v1/v2/' >"$dir/p"
    t verify --roots "$dir/p" chain.pem
    exits 3
    err_has 'form is not'
    p11 root.pem 'trusted: false' >"$dir/p"
    t verify --roots "$dir/p" chain.pem
    exits 3
    p11 root.pem 'trusted: true' 'nss-server-distrust-after: "%32%30%30101000000Z"' >"$dir/p"
    refuses distrusted "$dir/p"
    p11 root.pem 'trusted: true' 'nss-server-distrust-after: "%00"' >"$dir/p"
    accepts "$dir/p"
    p11 root.pem 'trusted: true' 'nss-server-distrust-after: "2o0101000000Z"' >"$dir/p"
    t verify --roots "$dir/p" chain.pem
    exits 3
    err_has 'a date that is not one'
    { p11 root.pem 'trusted: true'; p11 sub.pem 'x-distrusted: true'; } >"$dir/p"
    refuses distrusted "$dir/p"
    { p11 root.pem 'trusted: true'; p11 /dev/null 'x-distrusted: true' 'class: certificate'
        openssl x509 -in sub.pem -noout -pubkey; } >"$dir/p"
    refuses distrusted "$dir/p"
}

@test "p11-kit: objects that do not decode are remarked on once" {
    dir
    { p11 root.pem 'trusted: true'; p11 /dev/null 'trusted: true'
        printf -- '-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n'; } >"$dir/undecodable"
    for command in list check "check --chain chain.pem"; do
        t trust $command "$dir/undecodable"
        err_lines 1
        err_has 'undecodable: 1 object does not decode; ignored'
    done
}

@test "p11-kit: the folders anchors and blocklist of a directory" {
    dir
    mkdir -p "$dir/p/anchors" "$dir/p/blocklist"
    cp root.pem "$dir/p"
    judge no-trust-store "$dir/p"
    err_has "none of its certificates is marked as an anchor"
    p11 root.pem >"$dir/p/root.pem"
    judge no-trust-store "$dir/p"
    p11 root.pem 'trusted: true' >"$dir/p/root.pem"
    accepts "$dir/p"
    rm "$dir/p/root.pem"
    cp root.pem "$dir/p/anchors"
    accepts "$dir/p"
    p11 root.pem >"$dir/p/anchors/root.pem"
    accepts "$dir/p"
    p11 root.pem 'trusted: false' >"$dir/p/anchors/root.pem"
    judge no-trust-store "$dir/p"
    cp root.pem "$dir/p/anchors"
    t trust check "p=$dir/p"
    out_lacks OpenSSL
    p11 root.pem 'trusted: true' >"$dir/p/blocklist/root.p11-kit"
    refuses distrusted "$dir/p"
    out_has 'blocklist/root.p11-kit'
    rm "$dir/p/blocklist/root.p11-kit"
    mv "$dir/p/blocklist" "$dir/p/blacklist"
    cp root.pem "$dir/p/blacklist"
    refuses distrusted "$dir/p"
    t trust list "p=$dir/p"
    out_has ': 0 trust anchors'
    out_has '^Distrusted there expressly: 1'
}

@test "p11-kit: a hashed directory has no such folders" {
    dir
    mkdir -p "$dir/h/blocklist"
    cp root.pem "$dir/h"
    openssl rehash "$dir/h"
    cp root.pem "$dir/h/blocklist"
    accepts "$dir/h"
}

@test "p11-kit: stapled extensions limit an anchor" {
    dir
    staple() {
        p11 root.pem 'trusted: true'
        p11 /dev/null 'class: x-certificate-extension' "object-id: $1" "value: \"$2\""
        openssl x509 -in "$3" -noout -pubkey
    }
    # extKeyUsage: serverAuth, as a whole Extension and as its value; then emailProtection
    staple 2.5.29.37 '0%14%06%03U%1D%25%04%0D0%0B%06%09+%06%01%05%05%07%03%01%00' root.pem >"$dir/p"
    refuses distrusted "$dir/p"
    staple 2.5.29.37 '0%0A%06%08+%06%01%05%05%07%03%01' root.pem >"$dir/p"
    accepts "$dir/p"
    staple 2.5.29.37 '0%13%06%03U%1D%25%04%0C0%0A%06%08+%06%01%05%05%07%03%01' root.pem >"$dir/p"
    accepts "$dir/p"
    staple 2.5.29.37 '0%0A%06%08+%06%01%05%05%07%03%04' root.pem >"$dir/p"
    refuses distrusted "$dir/p"
    staple 2.5.29.37 '0%0A%06%08+%06%01%05%05%07%03%04' other.pem >"$dir/p"
    accepts "$dir/p"
    # nameConstraints: example.com; then example.org
    staple 2.5.29.30 '0%11%A0%0F0%0D%82%0Bexample.com' root.pem >"$dir/p"
    refuses name-constraint "$dir/p"
    staple 2.5.29.30 '0%11%A0%0F0%0D%82%0Bexample.org' root.pem >"$dir/p"
    accepts "$dir/p"
    # basicConstraints: no intermediates; no CA
    staple 2.5.29.19 '0%06%01%01%FF%02%01%00' root.pem >"$dir/p"
    refuses path-length "$dir/p"
    staple 2.5.29.19 '0%00' root.pem >"$dir/p"
    refuses distrusted "$dir/p"
    staple 2.5.29.19 '0%06%01%01%FF%02%01%00' root.pem >"$dir/p"
    staple 2.5.29.19 '0%03%01%01%FF' root.pem >>"$dir/p"
    refuses path-length "$dir/p"
    # two constraints for one key; an extension of an unknown key
    staple 2.5.29.30 '0%11%A0%0F0%0D%82%0Bexample.org' root.pem >"$dir/p"
    staple 2.5.29.30 '0%11%A0%0F0%0D%82%0Bexample.com' root.pem >>"$dir/p"
    refuses distrusted "$dir/p"
    staple 2.5.29.30 '0%11%A0%0F0%0D%82%0Bexample.com' root.pem | sed '/BEGIN PUBLIC/,$d' >"$dir/p"
    t verify --roots "$dir/p" chain.pem
    exits 3
    # rejected usages: serverAuth
    staple 1.3.6.1.4.1.3319.6.10.1 '0%0A%06%08+%06%01%05%05%07%03%01' root.pem >"$dir/p"
    refuses distrusted "$dir/p"
}

@test "p11-kit: what trust dump writes is read" {
    command -v trust >/dev/null || skip 'p11-kit is not installed'
    dir
    trust dump 2>/dev/null >"$dir/all"
    trust extract --overwrite --format=java-cacerts --filter=ca-anchors --purpose=server-auth \
        "$dir/jks"
    num=$(grep -c '^trusted: true' "$dir/all")
    [ "$num" -gt 50 ]
    for store in all jks; do
        refuses unknown-issuer "$dir/$store"
    done
}

@test "Java key stores: JKS and PKCS#12 by keytool, with the usual passphrase and another one" {
    command -v keytool >/dev/null || skip 'there is no Java'
    dir
    for type in JKS PKCS12; do
        rm -f "$dir/k"
        keytool -importcert -noprompt -alias test -file root.pem -keystore "$dir/k" \
            -storetype $type -storepass changeit 2>/dev/null
        accepts "$dir/k"
        err_lines 0
    done
    keytool -importcert -noprompt -alias test -file root.pem -keystore "$dir/j" \
        -storetype JKS -storepass another 2>/dev/null
    accepts "$dir/j"
    err_has 'its passphrase is not known'
    keytool -importcert -noprompt -alias test -file root.pem -keystore "$dir/p" \
        -storetype PKCS12 -storepass another 2>/dev/null
    t verify --roots "$dir/p" chain.pem
    exits 3
    err_has 'is encrypted: give its passphrase with --passphrase-file'
}

@test "Java key stores: the passphrase from a file or a variable, for all that read stores" {
    command -v keytool >/dev/null || skip 'there is no Java'
    dir
    for type in JKS PKCS12; do
        rm -f "$dir/k"
        keytool -importcert -noprompt -alias test -file root.pem -keystore "$dir/k" \
            -storetype $type -storepass another 2>/dev/null
        PW=another t verify --roots "$dir/k" --passphrase-env PW chain.pem
        exits 0
        err_lines 0
        PW=another t chain --add-root "$dir/k" --passphrase-env PW chain.pem
        exits 0
        PW=another t trust list --store "$dir/k" --passphrase-env PW
        exits 0
        out_has 'Test Root'
        PW=another t trust check --chain chain.pem --passphrase-env PW "$dir/k"
        exits 0
    done
    echo another >"$dir/pass"
    t verify --roots "$dir/k" --passphrase-file "$dir/pass" chain.pem
    exits 0
    PW=wrong t verify --roots "$dir/k" --passphrase-env PW chain.pem
    exits 3
    err_has 'the passphrase is wrong'
    # The same of a JKS: a change to it would not be noticed otherwise.
    keytool -importcert -noprompt -alias test -file root.pem -keystore "$dir/j" \
        -storetype JKS -storepass another 2>/dev/null
    for command in "verify --roots $dir/j chain.pem" "trust list $dir/j" "trust check $dir/j"; do
        PW=wrong t $command --passphrase-env PW
        exits 3
        err_has "$dir/j: the passphrase is wrong, or the file is damaged"
    done
    t trust list "$dir/j"
    exits 0
    t trust check --chain chain.pem "$dir/j"
    exits 0
    err_lines 1
    t trust list "$dir/j"
    err_has "$dir/j: its passphrase is not known"
    t trust check "$dir/j"
    exits 0
    out_has "warning: changes to the key store would not be noticed"
    out_lacks "nothing is wrong"
    t trust list --store "$dir/k"
    exits 3
    err_has 'is encrypted: give its passphrase'
    # A passphrase for something else does not lock a store that has the usual one.
    rm "$dir/k"
    keytool -importcert -noprompt -alias test -file root.pem -keystore "$dir/k" \
        -storetype PKCS12 -storepass changeit 2>/dev/null
    PW=another t verify --roots "$dir/k" --passphrase-env PW chain.pem
    exits 0
}

@test "Java key stores: a private key's certificates are no anchors" {
    command -v keytool >/dev/null || skip 'there is no Java'
    dir
    for type in JKS PKCS12; do
        rm -f "$dir/k"
        keytool -genkeypair -alias own -keyalg EC -dname CN=own -keystore "$dir/k" \
            -storetype $type -storepass changeit -keypass changeit 2>/dev/null
        t verify --roots "$dir/k" chain.pem
        exits 3
        err_has 'holds no certificate'
    done
}

@test "JKS: what is cut off is refused" {
    command -v keytool >/dev/null || skip 'there is no Java'
    dir
    keytool -importcert -noprompt -alias test -file root.pem -keystore "$dir/j" \
        -storetype JKS -storepass changeit 2>/dev/null
    for n in 4 12 30 200; do
        head -c "$n" "$dir/j" >"$dir/k"
        t verify --roots "$dir/k" chain.pem
        exits 3
        err_has 'ends too early|form is not'
    done
    # 4,294,967,295 entries.
    { head -c 8 "$dir/j"; printf '\xff\xff\xff\xff'; tail -c +13 "$dir/j"; } >"$dir/k"
    t verify --roots "$dir/k" chain.pem
    exits 3
}

chrome() {
    mkdir -p "$dir/chrome"
    { echo '# certificates'; cat root.pem other.pem; } >"$dir/chrome/root_store.certs"
    print=$(openssl x509 -in root.pem -noout -fingerprint -sha256 | sed 's/.*=//; s/://g')
    printf '# a comment {\nversion_major: 30\ntrust_anchors {\n  sha256_hex: "%s"\n%s\n}\n' \
        "${print,,}" "$1" >"$dir/chrome/root_store.textproto"
}

@test "root_store.textproto: constraints, of which one set is enough" {
    dir
    store=$dir/chrome/root_store.textproto
    chrome ''
    accepts "$store"
    chrome 'constraints: { sct_not_after_sec: 1730419199 }'
    refuses distrusted "$store"
    out_has '2024-10-31 23:59:59 UTC'
    chrome 'constraints: { validity_starts_not_after_sec: 1730419199 }'
    refuses distrusted "$store"
    chrome 'constraints { sct_all_after_sec: 1 } constraints { min_version: "130" }'
    accepts "$store"
    chrome 'constraints { max_version_exclusive: "130" }'
    refuses distrusted "$store"
    chrome 'constraints { permitted_dns_names: "example.com" }'
    refuses name-constraint "$store"
    chrome 'constraints { permitted_dns_names: "example.com" permitted_dns_names: "example.org" }'
    accepts "$store"
    chrome 'constraints { some_limit_of_tomorrow: 7 }'
    refuses distrusted "$store"
    t verify --json --roots "$store" --purpose email chain.pem
    exits 1
}

@test "root_store.textproto: without its certificates, cut off, malformed" {
    dir
    store=$dir/chrome/root_store.textproto
    chrome ''
    rm "$dir/chrome/root_store.certs"
    t verify --roots "$store" chain.pem
    exits 3
    err_has 'root_store.certs must be beside it'
    chrome 'constraints {'
    t verify --roots "$store" chain.pem
    exits 3
    err_has 'ends too early'
    chrome 'constraints { sct_not_after_sec: 12x }'
    t verify --roots "$store" chain.pem
    exits 3
    err_has 'a number that is not one'
}

# ccadb BITS DATE NAMES: a report with one row.
ccadb() {
    printf '"Owner","Common Name or Certificate Name","Trust Bits"'
    printf ',"Distrust for TLS After Date","Mozilla Applied Constraints","PEM Info"\n'
    printf '"A ""CA"", Inc.","Root","%s","%s","%s","'"'" "$1" "$2" "$3"
    cat root.pem
    printf "'"'"\n'
}

@test "a CCADB report: trust bits, dates, constraints" {
    dir
    ccadb 'Websites;Email' '' '' >"$dir/csv"
    accepts "$dir/csv"
    ccadb Websites 2020.01.01 '' >"$dir/csv"
    refuses distrusted "$dir/csv"
    out_has '2020-01-01 23:59:59 UTC'
    ccadb Email '' '' >"$dir/csv"
    refuses distrusted "$dir/csv"
    ccadb Websites '' '*.example.com, *.example.net' >"$dir/csv"
    refuses name-constraint "$dir/csv"
    ccadb Websites '' 'Limited to *.example.org' >"$dir/csv"
    accepts "$dir/csv"
    ccadb Websites '' 'some words' >"$dir/csv"
    refuses distrusted "$dir/csv"
    ccadb Websites '2020.13.01' '' >"$dir/csv"
    t verify --roots "$dir/csv" chain.pem
    exits 3
    ccadb Websites '' '' | sed 's/PEM Info/Other/' >"$dir/csv"
    t verify --roots "$dir/csv" chain.pem
    exits 3
    err_has 'without the columns'
    ccadb Websites '' '' | head -c 400 >"$dir/csv"
    t verify --roots "$dir/csv" chain.pem
    exits 3
    err_has 'ends too early'
}

@test "stores side by side: the terms of all hold, also in directories" {
    dir
    p11 root.pem 'trusted: true' 'nss-server-distrust-after: "%32%30%30101000000Z"' >"$dir/p"
    t verify --json --roots root.pem --add-root "$dir/p" chain.pem
    json .reason '"distrusted"'
    t verify --json --roots "$dir/p" --add-root root.pem chain.pem
    json .reason '"distrusted"'
    mkdir "$dir/d"
    cp root.pem "$dir/p" "$dir/d"
    refuses distrusted "$dir/d"
    mkdir "$dir/e"
    { echo BEGINDATA; cka_trust sub.pem CKT_NSS_NOT_TRUSTED; } >"$dir/e/certdata.txt"
    cp root.pem "$dir/e"
    refuses distrusted "$dir/e"
}

@test "verify --batch: terms are those of the store, for each line" {
    dir
    p11 root.pem 'trusted: true' 'nss-server-distrust-after: "%32%30%30101000000Z"' >"$dir/p"
    line=$(jq -n -c --rawfile a leaf.pem --rawfile b sub.pem '{id: 1, chain: [$a, $b]}')
    printf '%s\n%s\n%s\n' "$line" "$line" "$line" >"$dir/lines"
    t verify --batch --roots "$dir/p" "$dir/lines"
    exits 1
    [ "$(jq -r .reason "$out" | sort | uniq -c | xargs)" = '3 distrusted' ] || show_all
    t verify --batch --roots root.pem "$dir/lines"
    exits 0
}

# jks FILE PASSPHRASE CERT: Java's own format with one certificate, without Java.
jks() {
    local der="$BATS_TEST_TMPDIR/jks.der" body="$BATS_TEST_TMPDIR/jks.body"
    openssl x509 -in "$3" -outform DER -out "$der"
    { printf '\xfe\xed\xfe\xed\0\0\0\2\0\0\0\1\0\0\0\2\0\4test\0\0\0\0\0\0\0\0\0\5X.509'
        printf '%08x' "$(stat -c %s "$der")" | xxd -r -p
        cat "$der"; } >"$body"
    { cat "$body"
        { printf '%s' "$2" | sed 's/./\x00&/g'
            printf 'Mighty Aphrodite'; cat "$body"; } | openssl dgst -sha1 -binary; } >"$1"
}

@test "Java key stores: with a passphrase that was given, the MAC has to fit" {
    dir
    jks "$dir/j" another root.pem
    openssl pkcs12 -export -nokeys -in root.pem -keypbe NONE -certpbe NONE -passout pass:another \
        -out "$dir/p"
    for store in j p; do
        PW=another t verify --roots "$dir/$store" --passphrase-env PW chain.pem
        exits 0
        err_lines 0
        t verify --roots "$dir/$store" chain.pem
        exits 0
        err_has 'its passphrase is not known'
        PW=wrong t verify --roots "$dir/$store" --passphrase-env PW chain.pem
        exits 3
        err_has 'the passphrase is wrong, or the file is damaged'
    done
    # One of the two that are usual still opens a store of its own.
    jks "$dir/j" changeit root.pem
    PW=wrong t verify --roots "$dir/j" --passphrase-env PW chain.pem
    exits 0
    openssl pkcs12 -export -nokeys -in root.pem -passout pass: -out "$dir/p"
    PW=wrong t verify --roots "$dir/p" --passphrase-env PW chain.pem
    exits 0
}
