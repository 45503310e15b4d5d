#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# hello: of servers, of clients, and from files.
load kit
load servers

hello() {
    t hello --connect "127.0.0.1:$port" --timeout 10 "$@" www.example.org
}

# Writes the ClientHello of openssl s_client from a capture to the file client.bin.
client_hello() {
    openssl s_client -connect "127.0.0.1:$1" -msgfile client.txt -msg "${@:2}" </dev/null \
        >/dev/null 2>&1 || :
    [ -f client.txt ] && sed -n '/ClientHello/,/^[<>]/p' client.txt | grep '^   ' | tr -d '\n' >client.hex
    [ -s client.hex ]
}

@test "a ServerHello, field by field, with JA3S; JA3 and JA4 of what was sent" {
    s_server
    hello
    exits 0
    err_lines 0
    out_has 'ServerHello'
    out_has 'Cipher Suite: TLS_AES_128_GCM_SHA256 \(0x1301\)'
    out_has '^JA3S  [0-9a-f]{32}$'
    out_has '^ +771,4865,'
    out_has '^JA3   [0-9a-f]{32}$'
    out_has '^JA4   t13d[0-9]{4}h2_[0-9a-f]{12}_[0-9a-f]{12}$'
    hello --tls 1.2
    out_has 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'
    out_has '^JA4   t12d'
    hello --json
    json '[.ok, .hello.name, .alert, .sent.name]' '[true,"ServerHello",null,"ClientHello"]'
}

@test "the ClientHello is that of handshake" {
    s_server
    hello --json
    hello_fields=$(jq -c '[.sent.fields[] | .. | objects | select(.label? == "Extension") | .number]' "$out")
    t handshake --roots root.pem --connect "127.0.0.1:$port" --json www.example.org
    [ "$hello_fields" = "$(jq -c '[.messages[0].fields[] | .. | objects | select(.label? == "Extension") | .number]' "$out")" ]
    [ "$hello_fields" != '[]' ]
}

@test "a HelloRetryRequest" {
    s_server -groups secp384r1
    hello --json --groups x25519,secp384r1
    exits 0
    json '[.. | .name? // empty] | index("secp384r1") != null' true
    hello --groups x25519,secp384r1
    out_has 'HelloRetryRequest'
}

@test "what is not implemented is offered, and the answer decoded" {
    s_server -tls1_2 -cipher 'eNULL:@SECLEVEL=0'
    hello --suites ECDHE-ECDSA-NULL-SHA
    exits 0
    out_has 'Cipher Suite: TLS_ECDHE_ECDSA_WITH_NULL_SHA \(0xc006\), broken'
    hello --suites 0xc006 --sigalgs 0x0b00,0x0403 --groups 0x0201,secp256r1 --json
    exits 0
    json '[.ok, .hello.name]' '[true,"ServerHello"]'
    json '[.sent.fields[] | .. | objects | select(.label? == "Cipher Suite") | .number]' '[49158]'
    hello --tls 1.3 --suites 0x1306
    exits 5
    err_has 'protocol_version'
}

@test "an alert is shown: exit 5" {
    s_server -tls1_2
    hello --tls 1.3
    exits 5
    out_has 'Alert: protocol_version \(70\), fatal'
    err_lines 1
    err_has 'protocol_version.*\[alert\]$'
    hello --tls 1.3 --json
    exits 5
    json '[.reason, .hello, .alert.name]' '["alert",null,"protocol_version"]'
}

@test "the MD5 of JA3S matches its string" {
    s_server
    hello --json
    [ "$(jq -r .fingerprints.ja3s "$out")" = \
        "$(jq -rj .fingerprints.ja3s_string "$out" | md5sum | cut -d ' ' -f 1)" ]
    [ "$(jq -r .sent_fingerprints.ja3 "$out")" = \
        "$(jq -rj .sent_fingerprints.ja3_string "$out" | md5sum | cut -d ' ' -f 1)" ]
}

@test "--listen: every ClientHello is shown and answered with handshake_failure" {
    "$TLSBOX" hello --listen 127.0.0.1:0 --json >"$out" 2>"$err" 3>&- &
    servers+=($!)
    await grep -q 'listening on port' "$err"
    port=$(sed 's/.* //' "$err")
    openssl s_client -connect "127.0.0.1:$port" -servername who.example.org -alpn h2 </dev/null \
        >client 2>&1 || :
    grep -q 'alert handshake failure' client
    await grep -q ClientHello "$out"
    json '[.ok, .hello.name, .fingerprints.ja4[0:4]]' '[true,"ClientHello","t13d"]'
    grep -q who.example.org "$out"
    # The next client is served too, also after one without TLS.
    printf 'GET / HTTP/1.0\r\n\r\n' | timeout 5 openssl s_client -connect "127.0.0.1:$port" \
        -starttls smtp >/dev/null 2>&1 || :
    openssl s_client -connect "127.0.0.1:$port" -tls1_2 </dev/null >client 2>&1 || :
    await grep -q '"t12[di]' "$out"
}

@test "--listen: our own hello, and addresses at which it cannot listen" {
    "$TLSBOX" hello --listen 127.0.0.1:0 >"$out" 2>"$err" 3>&- &
    servers+=($!)
    await grep -q 'listening on port' "$err"
    port=$(sed 's/.* //' "$err")
    "$TLSBOX" handshake --timeout 5 "127.0.0.1:$port" >client 2>&1 || :
    grep -q 'handshake_failure (40)' client
    await grep -q '^JA4' "$out"
    t hello --listen "127.0.0.1:$port"
    exits 4
    err_lines 1
    for where in x 99999 example.org:443 '' 1:2:3; do
        t hello --listen "$where"
        exits 2
    done
}

@test "trust anchor IDs are shown as numbers" {
    t hello --hex "01 00 00 36 03 03 $(printf '00%.0s' {1..32}) 00 00 02 13 01 01 00 00 0b ca 34 00 07 00 05 04 81 fd 59 01"
    exits 0
    out_has 'Extension: trust_anchors \(51764\), 7 bytes'
    out_has 'Trust Anchor ID: 32473\.1'
    # Suites that are broken, or that RFC 10015 ends, are named so.
    COLUMNS=200 t hello --hex "01 00 00 31 03 03 $(printf '00%.0s' {1..32}) 00 00 08 00 9c c0 02 c0 04 13 01 01 00 00 00"
    exits 0
    out_has 'TLS_RSA_WITH_AES_128_GCM_SHA256 \(0x009c\), deprecated \[RFC 10015\]'
    out_has 'TLS_ECDH_ECDSA_WITH_RC4_128_SHA \(0xc002\), broken'
    out_has 'TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA \(0xc004\), discouraged \[RFC 10015\]'
    out_has 'TLS_AES_128_GCM_SHA256 \(0x1301\)$'
}

@test "--file and --hex: records, messages, whole flights, either side, hex or binary" {
    s_server
    client_hello "$port" -tls1_3
    for form in cat 'tr -d [:space:]' 'tr [:lower:] [:upper:]'; do
        $form <client.hex >form.hex
        t hello --json --file form.hex
        exits 0
        json '.hello.name' '"ClientHello"'
    done
    printf "$(tr -d ' \t' <client.hex | sed 's/../\\x&/g')" >client.bin
    t hello --json --file client.bin
    print=$(jq -c .fingerprints "$out")
    # As a record, cut into two records, and followed by other bytes.
    size=$(stat -c %s client.bin)
    { printf "\\26\\3\\1\\0\\$(printf %o 100)"; head -c 100 client.bin
      printf "\\26\\3\\1\\$(printf %o $(((size - 100) / 256)))\\$(printf %o $(((size - 100) % 256)))"
      tail -c +101 client.bin
      printf '\24\3\3\0\1\1'; } >flight.bin
    t hello --json --file flight.bin
    exits 0
    json .fingerprints "$print"
    t hello --json --hex "$(od -An -v -tx1 flight.bin | tr -d '\n')"
    json .fingerprints "$print"
    t hello --json --hex "$(od -An -v -tx1 flight.bin | tr -d '\n' | sed 's/^ //; s/ /:/g')"
    json .fingerprints "$print"
    "$TLSBOX" hello --json --file - <flight.bin >"$out"
    json .fingerprints "$print"
}

@test "a ServerHello of TLS 1.2 and an alert from a file" {
    t hello --hex "16 03 03 00 31 02 00 00 2d 03 03 $(printf '5f%.0s' {1..32}) 00 c0 2b 00 00 05 ff 01 00 01 00"
    exits 0
    out_has 'ServerHello'
    out_has '^JA3S'
    out_has '^ +771,49195,65281$'
    t hello --json --hex 15:03:03:00:02:02:28
    exits 0
    json '[.alert.level, .alert.name]' '["fatal","handshake_failure"]'
}

ssl2_client='80 1f 01 00 02 00 06 00 00 00 10 01 00 80 07 00 c0 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f'

@test "hellos of SSL 2.0, of either side, field by field, with year and standing" {
    COLUMNS=120 t hello --hex "$ssl2_client"
    exits 0
    out_has '^CLIENT-HELLO, 33 bytes, from the client'
    out_has '^  Version: SSL 2\.0 \(0x0002\), of 1995, broken \[RFC 6176 3\]$'
    out_has '^    Cipher Kind: SSL_CK_DES_192_EDE3_CBC_WITH_MD5 \(0x0700c0\), broken$'
    out_has '! the client offers nothing newer than SSL 2\.0 \(1995\), which is broken and must not be used \[RFC 6176 3\]'
    t hello --json --hex "$ssl2_client"
    exits 0
    json '[.hello.name, .protocol.name, .protocol.year, .protocol.standing, .protocol.ssl2_form, .fingerprints]' \
        '["CLIENT-HELLO","SSL 2.0",1995,"broken",true,{}]'
    json '.findings[0].code' '"old-version"'
    t hello --json --hex '80 0e 04 00 01 00 02 00 00 00 03 00 00 07 00 c0'
    exits 0
    json '[.hello.name, .server_version, .findings[0].message]' \
        '["SERVER-HELLO",null,"the server speaks SSL 2.0 (1995), which is broken and must not be used"]'
    t hello --json --hex '80 0e 04 00 01 03 03 00 00 00 03 00 00 07 00 c0'
    json '[.protocol.name, .findings[0].message]' \
        '["SSL 2.0","the server speaks SSL 2.0 (1995), which is broken and must not be used"]'
    t hello --json --hex '80 03 00 00 01'
    exits 0
    json '[.hello.name, (.hello.fields[] | select(.label == "Error Code") | .name), .findings]' \
        '["ERROR","NO-CIPHER-ERROR",[]]'
    # Clients of TLS sent this form, too; what is cut off, or of no form, is no hello.
    t hello --json --hex "80 1f 01 03 01 ${ssl2_client#80 1f 01 00 02 }"
    json '[.protocol.name, .protocol.ssl2_form]' '["TLS 1.0",true]'
    t hello --json --hex "80 1f 01 03 03 ${ssl2_client#80 1f 01 00 02 }"
    json '[.protocol.name, .findings[0].message]' \
        '["TLS 1.2","this hello has the form of SSL 2.0, in which a client must no longer send it"]'
    t hello --hex '80 1f 01 00 02 00 06'
    exits 3
    err_has 'middle'
    t hello --hex '80 0b 04 00 01 00 02 00 01 00 00 00 00'
    exits 3
    err_has 'ends in the middle of a field, in ServerHello'
}

@test "hellos of SSL 3.0 and TLS 1.0, with year and standing" {
    client="00 2b 03 00 $(printf '5f%.0s' {1..32}) 00 00 04 00 04 00 0a 01 00"
    COLUMNS=120 t hello --hex "16 03 00 00 2f 01 00 $client"
    exits 0
    out_has '^  Version: SSL 3\.0 \(0x0300\), of 1996, broken \[RFC 7568 3\]$'
    out_has '! the client offers nothing newer than SSL 3\.0 \(1996\)'
    t hello --json --hex "16 03 01 00 2a 02 00 00 26 03 01 $(printf '5f%.0s' {1..32}) 00 00 05 00"
    json '[.protocol.name, .protocol.year, .findings[0].ref]' '["TLS 1.0",1999,"RFC 8996 2"]'
}

@test "bytes that are no hello, or not a complete one" {
    bad() {
        local pattern=$1
        shift
        t hello "$@"
        exits 3
        err_lines 1
        err_has "$pattern.*\\[undecodable\\]"
    }
    bad 'is empty' --hex ''
    bad 'middle' --hex '16 03 01 00 c2'
    bad 'middle' --hex '01 00 00 ff 03 03'
    bad 'neither a TLS record nor a hello' --hex 'ff ff ff'
    bad 'neither a TLS record nor a hello' --hex 0300000400000000
    bad 'is not allowed here: Certificate' --hex '16 03 01 00 04 0b 00 00 00'
    bad 'not hexadecimal' --hex '16 3'
    bad 'looks like HTTP' --file <(printf 'HTTP/1.1 400 Bad\r\n\r\n')
    bad 'middle of a field, in ServerHello' --hex '02 00 00 02 03 03'
    t hello --file nosuch
    exits 3
    err_has 'unreadable'
    t hello --json --hex 'ff ff ff'
    exits 3
    json '[.ok, .hello]' '[false,null]'
}

@test "the network, and protocols other than TLS" {
    t hello --timeout 5 127.0.0.1:1
    exits 4
    err_lines 1
    listener silent
    hello --timeout 0.5
    exits 4
    err_has '\[timeout\]'
    listener answer 'HTTP/1.1 400 Bad Request\r\n\r\n'
    hello
    exits 5
    err_has 'HTTP.*\[not-tls\]'
    listener hang-up ''
    hello
    exits 4
    err_has 'closed the connection.*\[reset\]'
    listener endless '\26\3\3\100\0'
    hello --timeout 5
    exits 5
}

@test "usage" {
    t hello
    exits 2
    t hello --hex 16 example.org
    exits 2
    t hello --listen 1234 --hex 16
    exits 2
    t hello --suites nonsense example.org
    exits 2
    err_has 'no such cipher suite: nonsense'
}

# recorded CLIENT: shows the ClientHello of tests/vectors/hellos/CLIENT.txt, as JSON.
recorded() {
    sed -n 's/^client_hello = //p' "$top_srcdir/tests/vectors/hellos/$1.txt" >client.hex
    t hello --json --file client.hex
}

# names LABEL...: the names of the fields with these labels, in order.
names() {
    jq -r --arg labels "$*" '[.hello | .. | objects | select(.label? as $l | $l != null
        and ($labels | split(",") | index([$l]))) | .name // .number] | join(" ")' "$out"
}

@test "every number of today's clients has a name" {
    for client in chromium-156 firefox-153 node-26 deno-2.9 bun-1.4; do
        recorded "$client"
        exits 0
        json '.findings' '[]'
        json '[.hello | .. | objects | select(has("number") and (has("name") | not)) | .label] -
            ["Length", "Config ID", "Record Size Limit"]' '[]'
        json '.fingerprints.ja4' "\"$(sed -n 's/^ja4 = //p' "$top_srcdir/tests/vectors/hellos/$client.txt")\""
    done
}

@test "what is new in the ClientHellos of today" {
    recorded chromium-156
    [[ $(names "Named Group") == *'GREASE X25519MLKEM768 x25519 secp256r1 secp384r1'* ]]
    [[ $(names "Signature Algorithm") == 'GREASE mldsa44 mldsa65 mldsa87 ecdsa_secp256r1_sha256'* ]]
    for name in encrypted_client_hello application_settings trust_anchors compress_certificate; do
        [[ " $(names Extension) " == *" $name "* ]]
    done
    json '[.hello | .. | objects | select(.label? == "Key Exchange") | .length]' '[3,2,34]'
    json '[.hello | .. | objects | select(.label? == "Encapsulation Key" or .label? == "Public Key") |
        .name, .length]' '["ML-KEM-768",1184,"X25519",32]'
    recorded firefox-153
    for name in encrypted_client_hello delegated_credential record_size_limit; do
        [[ " $(names Extension) " == *" $name "* ]]
    done
    [ "$(names Algorithm)" = 'zlib brotli zstd' ]
    json '[.hello | .. | objects | select(.label? == "Key Exchange") | .length]' '[2,34,67]'
    recorded node-26
    [[ $(names "Named Group") == 'X25519MLKEM768 x25519 secp256r1 x448 '* ]]
    [[ $(names "Signature Algorithm") == 'mldsa65 mldsa87 mldsa44 '* ]]
    recorded deno-2.9
    [ "$(names "Named Group")" = 'x25519 x25519 secp256r1 secp384r1 X25519MLKEM768' ]
}
