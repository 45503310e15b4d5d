#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What `chain` finds in lists of certificates; tests/chain has what --fix makes of them.
load kit
load servers

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
    out_has 'get it from the CA, and give it with --intermediates'
    out_lacks '\-\-aia'
    t chain --roots root.pem --intermediates sub.pem leaf.pem
    exits 1
    out_has 'the intermediate certificate "Test Sub" is missing'
    out_has 'missing; from sub.pem'
}

@test "chain: the root of a private CA belongs in the stores of the clients" {
    COLUMNS=400 t chain --roots other.pem chain.pem
    exits 1
    out_has 'neither the list nor a trust store has the certificate that issued "Test Sub"'
    out_has 'if it is a root, it belongs in the trust stores of the clients.*--roots FILE'
    out_lacks 'is missing'
    t chain --roots other.pem --json chain.pem
    json '[.findings[].rule]' '["MISSING_ABOVE","UNKNOWN_ISSUER"]'
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

@test "chain --fix: a file that holds the private key too is not replaced" {
    local both="$BATS_TEST_TMPDIR/site.pem"
    cat leaf.key sub.pem leaf.pem >"$both"
    cp "$both" "$BATS_TEST_TMPDIR/before.pem"
    ln -s site.pem "$BATS_TEST_TMPDIR/link.pem"
    for to in "$both" "$BATS_TEST_TMPDIR/link.pem" "$BATS_TEST_TMPDIR/./site.pem"; do
        t chain --roots root.pem --fix -o "$to" "$both"
        exits 3
        err_has 'holds a private key .*\[unwritable\]'
        cmp "$both" "$BATS_TEST_TMPDIR/before.pem"
    done
    t chain --roots root.pem --fix -o "$BATS_TEST_TMPDIR/new.pem" "$both"
    exits 0
    # The key and the passphrase of the options are not replaced either.
    printf 'secret\n' >"$BATS_TEST_TMPDIR/pass"
    cp leaf.key "$BATS_TEST_TMPDIR/own.key"
    t chain --roots root.pem --fix -o "$BATS_TEST_TMPDIR/own.key" \
        --key "$BATS_TEST_TMPDIR/own.key" chain.pem
    exits 3
    err_has 'holds a private key .*\[unwritable\]'
    cmp leaf.key "$BATS_TEST_TMPDIR/own.key"
    t chain --roots root.pem --fix --to pkcs12 -o "$BATS_TEST_TMPDIR/pass" \
        --passphrase-file "$BATS_TEST_TMPDIR/pass" chain.pem
    exits 3
    [ "$(cat "$BATS_TEST_TMPDIR/pass")" = secret ]
    # With the key in the new file nothing is lost.
    t chain --roots root.pem --key leaf.key --fix --to pkcs12 -o "$both" \
        --passphrase-file "$BATS_TEST_TMPDIR/pass" "$both"
    exits 0
}

@test "chain --fix: the hint for HAProxy does not write over what it reads" {
    t chain --roots root.pem --fix -o "$BATS_TEST_TMPDIR/site.pem" leaf.pem sub.pem
    exits 0
    out_has 'cat .*/site.pem KEY >combined.pem'
    t chain --roots root.pem --fix -o "$BATS_TEST_TMPDIR/other.pem" leaf.pem sub.pem
    out_has 'umask 077; cat .*/other.pem KEY >site.pem'
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

@test "chain --store: stores by their names" {
    local java="$BATS_TEST_TMPDIR/java"
    mkdir -p "$java/lib/security"
    cp root.pem "$java/lib/security/cacerts"
    JAVA_HOME=$java SSL_CERT_FILE=other.pem t chain --roots root.pem --store java --store system \
        chain.pem
    exits 0
    out_has 'accepted by root.pem, java; not accepted by system'
    JAVA_HOME=$java SSL_CERT_FILE=other.pem t chain --roots root.pem --store all chain.pem
    exits 0
    out_has 'accepted by root.pem.*java'
    # Of all that exist one may be unreadable; one that is named must be there.
    : >"$java/lib/security/cacerts"
    JAVA_HOME=$java SSL_CERT_FILE=other.pem t chain --roots root.pem --store all chain.pem
    exits 0
    err_has 'cacerts.*; left out'
    out_lacks 'java'
    JAVA_HOME=$java t chain --roots root.pem --store java chain.pem
    exits 3
    if [ -z "$("$TLSBOX" trust explain | grep '^  email .*not on')" ]; then return 0; fi
    t chain --roots root.pem --store email chain.pem
    exits 3
    err_has 'email: .*\[no-trust-store\]'
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

@test "chain --to: DER blocks one after the other, and PKCS#7 as a set" {
    t chain --roots root.pem --fix -o "$BATS_TEST_TMPDIR/f.der" --to der sub.pem leaf.pem
    exits 0
    cmp "$BATS_TEST_TMPDIR/f.der" <(cat leaf.der && openssl x509 -in sub.pem -outform DER)
    t chain --roots root.pem --fix -o "$BATS_TEST_TMPDIR/f.p7b" --to pkcs7 sub.pem leaf.pem root.pem
    exits 0
    [ "$(openssl pkcs7 -in "$BATS_TEST_TMPDIR/f.p7b" -print_certs | grep -c BEGIN)" = 2 ]
    t verify --roots root.pem "$BATS_TEST_TMPDIR/f.p7b"
    exits 0
    t chain --roots root.pem --fix -o "$BATS_TEST_TMPDIR/f.jks" --to jks sub.pem leaf.pem
    exits 2
}

@test "chain --fix: a full disk, a missing directory, a link" {
    t chain --roots root.pem --fix -o /dev/full sub.pem leaf.pem
    exits 3
    err_has 'unwritable'
    t chain --roots root.pem --fix -o "$BATS_TEST_TMPDIR/none/f.pem" sub.pem leaf.pem
    exits 3
    echo old >"$BATS_TEST_TMPDIR/real"
    ln -s real "$BATS_TEST_TMPDIR/link"
    t chain --roots root.pem --fix -o "$BATS_TEST_TMPDIR/link" sub.pem leaf.pem
    exits 0
    [ -L "$BATS_TEST_TMPDIR/link" ]
    [ "$(grep -c BEGIN "$BATS_TEST_TMPDIR/real")" = 2 ]
}

@test "chain: input that is not a list of certificates" {
    for file in empty.pem binary truncated.der dir none.pem leaf.key; do
        t chain --roots root.pem --json $file
        exits 3
        json .ok false
    done
    t chain --roots empty.pem chain.pem
    exits 3
    err_has 'no-trust-store'
    t chain --roots root.pem --store none.pem chain.pem
    exits 3
}

@test "chain HOST: the list of a server, whatever the verdict" {
    cat leaf.pem root.pem >"$BATS_TEST_TMPDIR/served.pem"
    free_port
    "$TLSBOX" serve --cert "$BATS_TEST_TMPDIR/served.pem" --key leaf.key "127.0.0.1:$port" \
        >"$BATS_TEST_TMPDIR/log" 2>&1 3>&- &
    servers+=($!)
    await listening "$port"
    t chain --roots root.pem --intermediates sub.pem --json "127.0.0.1:$port"
    exits 1
    json '[.reason, .files]' '["unknown-issuer",[]]'
    json '[.sent[].role]' '["leaf","root"]'
    json '[.wanted[].number]' '[1,null]'
    t chain --roots root.pem --intermediates sub.pem --fix -o "$BATS_TEST_TMPDIR/f.pem" \
        "127.0.0.1:$port"
    exits 0
    cmp "$BATS_TEST_TMPDIR/f.pem" <(cat leaf.pem sub.pem | sed -n '/BEGIN/,/END/p')
}

# publishes FILE: an HTTP server that answers everything with this file, at $port.
publishes() {
    { printf 'HTTP/1.1 200 OK\r\nContent-Type: application/pkix-cert\r\nContent-Length: %s\r\n\r\n' \
        "$(wc -c <"$1")" && cat "$1"; } >"$BATS_TEST_TMPDIR/answer"
    "$LISTENER" hang-up "$BATS_TEST_TMPDIR/answer" >"$BATS_TEST_TMPDIR/port" 3>&- &
    servers+=($!)
    await test -s "$BATS_TEST_TMPDIR/port"
    port=$(cat "$BATS_TEST_TMPDIR/port")
}

@test "chain --aia: the issuer is fetched, from a private address only when asked to" {
    openssl x509 -in sub.pem -outform DER -out "$BATS_TEST_TMPDIR/sub.der"
    publishes "$BATS_TEST_TMPDIR/sub.der"
    openssl req -new -key leaf.key -subj /CN=aia.example.org |
        openssl x509 -req -CA sub.pem -CAkey sub.key -days 90 -set_serial 4711 \
            -out "$BATS_TEST_TMPDIR/aia.pem" -extfile <(printf '%s\n' \
                "authorityInfoAccess=caIssuers;URI:http://127.0.0.1:$port/sub.cer" \
                basicConstraints=critical,CA:FALSE extendedKeyUsage=serverAuth \
                subjectAltName=DNS:aia.example.org keyUsage=critical,digitalSignature)
    t chain --roots root.pem "$BATS_TEST_TMPDIR/aia.pem"
    exits 1
    out_has "published at http://127.0.0.1:$port"
    out_has '\-\-aia fetches it'
    t chain --roots root.pem --aia --no-cache "$BATS_TEST_TMPDIR/aia.pem"
    exits 1
    out_lacks '\-\-aia fetches it'
    err_has 'sub.cer: not fetched: .*ports 80 and 443 .--fetch-private allows it.'
    t chain --roots root.pem --aia --fetch-private --no-cache --json --fix \
        -o "$BATS_TEST_TMPDIR/f.pem" "$BATS_TEST_TMPDIR/aia.pem"
    exits 0
    json '[.wanted[].source]' '["input","fetched"]'
    [ "$(grep -c BEGIN "$BATS_TEST_TMPDIR/f.pem")" = 2 ]
    t chain --roots root.pem --fetch-private "$BATS_TEST_TMPDIR/aia.pem"
    exits 2
}

@test "chain: names from certificates are escaped in text, JSON and SVG" {
    for args in '' '--graph text' '--graph svg' --json; do
        # shellcheck disable=SC2086  # words
        t chain --roots other.pem $args evil.pem sub.pem
        exits 1
        ! grep -q $'\033' "$out" || show_all 'an escape sequence'
        ! grep -q $'\033' "$err" || show_all 'an escape sequence on stderr'
    done
}

@test "chain --fix: a stray that breaks nothing for a path does not stop it, whatever its number" {
    for i in {1..40}; do cat other.pem wild.pem evil.pem; done >"$BATS_TEST_TMPDIR/many.pem"
    t chain --roots root.pem --fix -o "$BATS_TEST_TMPDIR/f.pem" --key leaf.key \
        "$BATS_TEST_TMPDIR/many.pem" sub.pem leaf.pem
    exits 0
    [ "$(grep -c BEGIN "$BATS_TEST_TMPDIR/f.pem")" = 2 ]
}

@test "chain --to pkcs12: with the key, read by OpenSSL, and read again" {
    echo secret >"$BATS_TEST_TMPDIR/pass"
    t chain --roots root.pem --fix -o "$BATS_TEST_TMPDIR/f.p12" --to pkcs12 --key leaf.key \
        --passphrase-file "$BATS_TEST_TMPDIR/pass" sub.pem leaf.pem root.pem
    exits 0
    [ "$(stat -c %a "$BATS_TEST_TMPDIR/f.p12")" = 600 ]
    openssl pkcs12 -in "$BATS_TEST_TMPDIR/f.p12" -passin pass:secret -nodes >"$BATS_TEST_TMPDIR/all"
    [ "$(grep -c 'BEGIN CERTIFICATE' "$BATS_TEST_TMPDIR/all")" = 2 ]
    openssl pkey -in "$BATS_TEST_TMPDIR/all" -pubout | cmp - leaf.pub
    t chain --roots root.pem --passphrase-file "$BATS_TEST_TMPDIR/pass" "$BATS_TEST_TMPDIR/f.p12"
    exits 0
    t chain --roots root.pem "$BATS_TEST_TMPDIR/f.p12"
    exits 3
}

@test "chain --to pkcs12: the key comes from a PKCS#12 file, too" {
    PW=secret t chain --roots root.pem --fix -o "$BATS_TEST_TMPDIR/old.p12" --to pkcs12 \
        --passphrase-env PW --key leaf.key leaf.pem sub.pem
    PW=secret t chain --roots root.pem --fix -o "$BATS_TEST_TMPDIR/new.p12" --to pkcs12 \
        --passphrase-env PW --key "$BATS_TEST_TMPDIR/old.p12" leaf.pem sub.pem
    exits 0
    openssl pkcs12 -in "$BATS_TEST_TMPDIR/new.p12" -passin pass:secret -nodes -nocerts |
        openssl pkey -pubout | cmp - leaf.pub
}

@test "chain --to pkcs12: without a passphrase the options are named, and nothing is written" {
    t chain --roots root.pem --fix -o "$BATS_TEST_TMPDIR/g.p12" --to pkcs12 sub.pem leaf.pem
    exits 2
    err_has 'the passphrase for the new file: --passphrase-file FILE or --passphrase-env NAME'
    [ ! -e "$BATS_TEST_TMPDIR/g.p12" ]
}

@test "chain --to pkcs12: whether the key is inside" {
    PW=secret t chain --roots root.pem --fix -o "$BATS_TEST_TMPDIR/g.p12" --to pkcs12 \
        --passphrase-env PW sub.pem leaf.pem
    exits 0
    out_has 'without a private key'
    PW=secret t chain --roots root.pem --fix -o "$BATS_TEST_TMPDIR/h.p12" --to pkcs12 \
        --passphrase-env PW --key leaf.key --json sub.pem leaf.pem
    exits 0
    json '[.fixed.form, .fixed.key]' '["pkcs12",true]'
    PW=secret t chain --roots root.pem --fix -o "$BATS_TEST_TMPDIR/h.pem" --key leaf.key --json \
        sub.pem leaf.pem
    json '[.fixed.form, .fixed.key]' '["pem",false]'
}

@test "chain --mac: PBMAC1 as RFC 9579 has it, and by default the MAC of RFC 7292" {
    local file="$BATS_TEST_TMPDIR/f.p12" at salt mac key
    PW=secret t chain --roots root.pem --fix -o "$file" --to pkcs12 --mac pbmac1 \
        --passphrase-env PW --key leaf.key leaf.pem sub.pem
    exits 0
    PW=secret t show --json --passphrase-env PW "$file"
    exits 0
    json 'select(.type == "PKCS#12") | [.mac, .mac_checked]' \
        '["PBMAC1 with HMAC-SHA-256, PBKDF2 with HMAC-SHA-256, 100000 iterations",true]'
    # The MAC computed by another program: of the first string, with the salt that follows.
    openssl asn1parse -inform DER -in "$file" | grep 'OCTET STRING' >"$BATS_TEST_TMPDIR/strings"
    [[ "$(head -n 1 "$BATS_TEST_TMPDIR/strings")" =~ ^\ *([0-9]+):.*hl=([0-9]+)\ l=\ *([0-9]+) ]]
    at=$((BASH_REMATCH[1] + BASH_REMATCH[2]))
    tail -c "+$((at + 1))" "$file" | head -c "${BASH_REMATCH[3]}" >"$BATS_TEST_TMPDIR/safe"
    salt=$(sed -n '2s/.*DUMP]://p' "$BATS_TEST_TMPDIR/strings")
    mac=$(sed -n '3s/.*DUMP]://p' "$BATS_TEST_TMPDIR/strings")
    key=$(openssl kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt pass:secret \
        -kdfopt "hexsalt:$salt" -kdfopt iter:100000 PBKDF2 | tr -d ':\n')
    [ "$(openssl mac -digest SHA256 -macopt "hexkey:$key" -in "$BATS_TEST_TMPDIR/safe" HMAC)" = \
        "$mac" ]
    for args in '' '--mac hmac'; do
        # shellcheck disable=SC2086  # words
        PW=secret t chain --roots root.pem --fix -o "$file" --to pkcs12 $args --passphrase-env PW \
            leaf.pem sub.pem
        exits 0
        openssl pkcs12 -in "$file" -passin pass:secret -info -noout 2>&1 | grep -q 'MAC: sha256'
    done
    t chain --roots root.pem --fix -o "$BATS_TEST_TMPDIR/f.pem" --mac pbmac1 leaf.pem sub.pem
    exits 2
    err_has '\-\-mac goes with --to pkcs12'
}

@test "chain: PKCS#7 and PKCS#12 are sets, in which no order is wrong" {
    openssl crl2pkcs7 -nocrl -certfile sub.pem -certfile leaf.pem -out "$BATS_TEST_TMPDIR/s.p7b"
    t chain --roots root.pem "$BATS_TEST_TMPDIR/s.p7b"
    exits 0
    out_lacks 'does not come first'
    out_lacks 'Should be sent'
    t chain --roots root.pem --json root.pem "$BATS_TEST_TMPDIR/s.p7b"
    exits 1
    json '[.findings[].rule]' '["ROOT","LEAF_NOT_FIRST"]'
    t chain --roots root.pem --fix --to pkcs7 -o "$BATS_TEST_TMPDIR/f.p7b" sub.pem leaf.pem
    exits 0
    t chain --roots root.pem "$BATS_TEST_TMPDIR/f.p7b"
    exits 0
    openssl pkcs12 -export -nokeys -in <(cat sub.pem leaf.pem) -passout pass: \
        -out "$BATS_TEST_TMPDIR/s.p12"
    t chain --roots root.pem "$BATS_TEST_TMPDIR/s.p12"
    exits 0
    # What is not in one set has an order.
    t chain --roots root.pem sub.pem "$BATS_TEST_TMPDIR/f.p7b"
    exits 1
    out_has 'certificate 3, "www.example.org", is the server.s own'
}
