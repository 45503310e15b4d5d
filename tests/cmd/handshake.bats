#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# handshake with real servers, and with listeners that misbehave.
load kit
load servers

# fails CODE REASON PATTERN: the exit code, nothing on stdout, and one line on standard error with
# the reason and the pattern.
fails() {
    exits "$1"
    out_lines 0
    err_lines 1
    err_has "\[$2\]\$"
    err_has "$3"
}

# A ServerHello of TLS 1.2, for printf.
hello12='\26\3\3\0\61\2\0\0\55\3\3________________________________\0\300\53\0\0\5\377\1\0\1\0'

@test "TLS 1.3 and 1.2: what was negotiated, the chain, the verdict" {
    s_server
    hs
    exits 0
    err_lines 0
    out_has '127\.0\.0\.1:'
    out_has 'TLS 1\.3'
    out_has 'TLS_AES_128_GCM_SHA256'
    out_has 'x25519'
    out_has '^www\.example\.org: OK$'
    hs --tls 1.2
    exits 0
    out_has 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'
    hs --json
    json '[.version, .suite, .group, .resumed, .exit]' '["TLS 1.3","TLS_AES_128_GCM_SHA256","x25519",false,0]'
}

@test "several operands: each has its own line, and the worst one counts" {
    s_server
    t handshake --roots root.pem --connect "127.0.0.1:$port" --json www.example.org wrong.example.org
    exits 1
    out_lines 2
    json '[.input, .ok]' '["www.example.org",true]
["wrong.example.org",false]'
    t handshake --roots root.pem --quiet "127.0.0.1:$port" 127.0.0.1:1
    exits 4
}

@test "forms of the operand" {
    s_server
    for operand in "https://www.example.org:$port" "https://www.example.org:$port/some/path?x=y"; do
        t handshake --roots root.pem --connect 127.0.0.1 --quiet "$operand"
        exits 0
    done
    for operand in '' 'a b' 'x:99999' 'x:' '[::1' 'ftp://x' 'a@b.c' 'http://x'; do
        t handshake -- "$operand"
        exits 2
        err_lines 1
    done
    t handshake
    exits 2
    err_has 'no HOST'
}

@test "an address: no server name is sent, and the certificate must be for it" {
    s_server -servername x.example.org -cert2 wild.pem -key2 wild.key
    t handshake --roots root.pem --intermediates sub.pem --json "127.0.0.1:$port"
    exits 1
    json .reason '"host-mismatch"'
    t handshake --roots root.pem --json --host 192.0.2.1 "127.0.0.1:$port"
    exits 0
    json '[.messages[] | select(.name == "ClientHello") | .. | .text? // empty] | index("127.0.0.1")' null
}

@test "verdicts: exit 1, the matching alert, and no data of the server is shown" {
    s_server -www
    hs --at 2030-01-01 --get /
    exits 1
    out_lines 0
    err_has 'FAIL \(expired\)'
    await grep -q 'certificate expired' "$log"
    t handshake --roots root.pem --connect "127.0.0.1:$port" --quiet wrong.example.org
    exits 1
    out_has 'FAIL \(host-mismatch\)'
    await grep -q 'bad certificate' "$log"
    t handshake --roots other.pem --connect "127.0.0.1:$port" --quiet www.example.org
    exits 1
    out_has 'FAIL \(unknown-issuer\)'
    await grep -q 'unknown ca' "$log"
    hs --host other.example.org --quiet
    exits 1
    out_has 'host-mismatch'
    t handshake --roots nosuch.pem --connect "127.0.0.1:$port" www.example.org
    exits 3
    err_has 'no-trust-store'
}

@test "a revoked certificate ends the handshake with certificate_revoked" {
    s_server -cert revoked.pem -key revoked.key
    t handshake --roots root.pem --crl sub.crl --crl root.crl --revocation hard --quiet \
        --connect "127.0.0.1:$port" revoked.example.org
    exits 1
    out_has 'FAIL \(revoked\)'
    await grep -q 'certificate revoked' "$log"
}

@test "--insecure continues, and the exit code is still 1" {
    s_server -www
    t handshake --roots root.pem --connect "127.0.0.1:$port" --insecure --get / wrong.example.org
    exits 1
    out_has '<HTML>'
    err_has 'FAIL \(host-mismatch\)'
}

@test "a leaf that does not decode: exit 3" {
    # Real servers refuse to send that: this is a ServerHello of TLS 1.2 and a broken Certificate.
    listener answer "$hello12"'\26\3\3\0\15\13\0\0\11\0\0\6\0\0\3\60\1\0'
    hs --tls 1.2
    exits 3
    err_has 'cannot be decoded.*\[undecodable\]'
}

# octal N WIDTH: a number in WIDTH bytes, for printf.
octal() {
    local i
    for ((i = 8 * ($2 - 1); i >= 0; i -= 8)); do
        printf '\\%03o' $(($1 >> i & 255))
    done
}

@test "a thousand certificates that do not decode: two lines, and a verdict" {
    leaf=$(od -An -v -to1 leaf.der | tr -d '\n' | tr ' ' '\\')
    leaf_n=$(stat -c %s leaf.der)
    broken=$(for _ in {1..1000}; do printf '%s' '\0\0\1\0'; done)
    list=$((3 + leaf_n + 4000))
    listener answer "$hello12$(printf %s '\26\3\3')$(octal $((list + 7)) 2)"'\13'"$(
        octal $((list + 3)) 3)$(octal $list 3)$(octal "$leaf_n" 3)$leaf$broken"
    hs --tls 1.2 --quiet
    exits 1
    out_has 'FAIL \((unknown-issuer|malformed)\)'
    err_lines 2
    err_has 'that do not decode: 999'
}

@test "on a terminal, the progress is shown after a second and removed again" {
    command -v script >/dev/null || skip 'SCRIPT IS MISSING: nothing says that there is progress'
    listener silent
    script -qec "'$TLSBOX' handshake --timeout 1.5 127.0.0.1:$port >/dev/null" /dev/null >"$out" </dev/null || :
    out_has $'waiting for the server\\.\\.\\.\r.\\[K'
    hs --timeout 1.5
    err_lines 1
}

@test "--tls, --suites, --groups, --sigalgs, --alpn decide what is offered" {
    s_server -alpn h2,http/1.1
    hs --json --suites TLS_CHACHA20_POLY1305_SHA256
    json '[.version, .suite, .alpn]' '["TLS 1.3","TLS_CHACHA20_POLY1305_SHA256","h2"]'
    hs --json --suites ECDHE-ECDSA-AES256-GCM-SHA384
    json '[.version, .suite]' '["TLS 1.2","TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"]'
    hs --json --suites 0x1302
    json .suite '"TLS_AES_256_GCM_SHA384"'
    hs --json --tls 1.2 --suites modern
    json .version '"TLS 1.2"'
    hs --json --groups secp384r1
    json .group '"secp384r1"'
    hs --json --sigalgs ecdsa_secp256r1_sha256
    json .sigalg '"ecdsa_secp256r1_sha256"'
    hs --json --alpn http/1.1,h2
    json .alpn '"h2"'
    hs --json --alpn ''
    json .alpn null
    hs --json --tls 1.2,1.3
    json .version '"TLS 1.3"'
}

@test "values that cannot be offered are named, with a suggestion" {
    wrong() {
        local pattern=$1
        shift
        t handshake "$@" www.example.org
        exits 2
        out_lines 0
        err_lines 1
        err_has "$pattern"
    }
    wrong 'no such cipher suite: TLS_AES_128_GCM_SHA257; did you mean TLS_AES_128_GCM_SHA256\?' \
        --suites TLS_AES_128_GCM_SHA257
    wrong 'no such group: x25518; did you mean x25519\?' --groups x25518
    wrong 'not implemented: 0x11ee' --groups 0x11ee
    wrong 'not implemented: 0x0200' --groups x25519,0x0200
    wrong 'no such group: 0x9999' --groups 0x9999
    wrong "not implemented: 0x0005" --suites 0x1301,0x0005
    wrong "no such cipher suite: 0x4444" --suites 0x4444
    wrong "not implemented: 0x0911" --sigalgs 0x0911
    wrong "no such signature scheme: 0x0b00" --sigalgs 0x0b00
    wrong 'no such signature scheme: ed25518; did you mean ed25519\?' --sigalgs ed25518
    wrong "'1\.4' is not one of 1\.2, 1\.3" --tls 1.4
    wrong 'nothing' --tls ''
    wrong 'nothing is left' --suites=all,-all
    wrong "no group is left for TLS 1\.2" --tls 1.2 --groups X25519MLKEM768,SecP256r1MLKEM768
    wrong 'no cipher suite is left for TLS 1\.3' --tls 1.3 --suites ECDHE-ECDSA-AES256-GCM-SHA384
    wrong "not a DNS name" --sni 192.0.2.1
    wrong 'exclude each other' --sni a.example --no-sni
    wrong 'exclude each other' --get / --send chain.pem
    wrong 'exclude each other' --json --diagram text
    wrong 'cannot contain spaces' --get $'/ HTTP/1.1\r\nX: y'
    wrong 'cannot contain spaces' --get 'a b'
    wrong 'standard output' --get / --diagram svg
    wrong -- '--key goes with --cert' --key leaf.key
    wrong "--starttls: 'gopher': not a STARTTLS protocol: smtp, " --starttls gopher
    wrong "--starttls: 'smtps': this protocol begins with TLS" --starttls smtps
    wrong 'not a proxy' --proxy ftp://x
    wrong 'not a host' --connect 'a b'
    wrong "not one of hex" --trace=bits
    for time in 0 x -1 1e3 1. '' 99999999; do
        wrong 'not a number of seconds' --timeout "$time"
    done
}

@test "--sni, --no-sni" {
    s_server -servername www.example.org -cert2 wild.pem -key2 wild.key -tls1_2
    hs --json
    json '[.chain[0].subject]' '["CN=*.wild.example.org"]'
    hs --json --sni other.example.org
    json '[.chain[0].subject]' '["CN=www.example.org"]'
    hs --json --no-sni
    json '[.chain[0].subject]' '["CN=www.example.org"]'
}

@test "-4, -6" {
    s_server
    t handshake -4 --roots root.pem --host www.example.org --quiet "localhost:$port"
    exits 0
    t handshake -6 --timeout 5 "127.0.0.1:$port"
    exits 4
}

@test "--cert, --key: sent if the server requests it" {
    s_server -Verify 1 -verify_return_error -CAfile root.pem -chainCAfile sub.pem
    cat client.pem sub.pem client.key >both.pem
    for version in 1.2 1.3; do
        hs --json --tls $version --cert client-chain.pem --key client.key
        [ "$status" -eq 0 ] || show_all "TLS $version"
        json .client_certificate.sent true
    done
    hs --json --cert both.pem
    json .client_certificate.sent true
    # Waiting for an optional message causes no timeout.
    hs --json --tls 1.3 --cert client-chain.pem --key client.key --timeout 1
    exits 0
    for version in 1.2 1.3; do
        hs --json --tls $version
        exits 5
        json '[.reason, .client_certificate.asked, .client_certificate.sent]' \
        '["client-certificate",true,false]'
    done
    hs --cert leaf.pem --key other.key
    fails 3 undecodable 'the private key does not belong to the certificate'
    hs --cert leaf.pem --key nosuch.key
    fails 3 unreadable 'nosuch.key'
    hs --cert leaf.pem --key encrypted.key
    fails 3 undecodable 'encrypted'
    hs --cert empty.pem --key leaf.key
    fails 3 undecodable 'empty'
    hs --cert leaf.pem
    fails 3 undecodable 'no private key'
}

@test "--resume: ticket, session id, PSK; a declined session is reported" {
    s_server
    for version in 1.2 1.3; do
        hs --json --resume --tls $version
        exits 0
        json '[.connection, .resumed]' '[1,false]
[2,true]'
    done
    s_server -no_ticket -tls1_2
    hs --json --resume
    json '[.connection, .resumed]' '[1,false]
[2,true]'
    s_server -no_ticket -no_cache -tls1_2
    hs --json --resume
    exits 0
    err_has 'did not resume|sent no session'
    json .resumed 'false
false'
}

@test "--early-data: accepted, and not allowed" {
    echo 'early words' >early
    s_server -early_data
    hs --json --early-data early --timeout 4
    exits 0
    json 'select(.connection == 2).early_data' '"accepted"'
    await grep -q 'early words' "$log"
    s_server -rev
    hs --early-data early --quiet
    exits 0
    out_has '^sdrow ylrae'
    err_has 'no early data was sent'
}

@test "--key-update" {
    s_server -www
    hs --key-update --get / --trace
    exits 0
    err_has 'KeyUpdate'
    out_has '<HTML>'
    hs --key-update --tls 1.2 --quiet
    exits 0
    err_has 'TLS 1.2 does not have it'
}

@test "--false-start: the request is sent before the server's Finished" {
    s_server -www
    hs --tls 1.2 --false-start --get / --trace
    exits 0
    out_has '<HTML>'
    awk '/client +server .*application data/ { seen = 1 }
         /server +client .*Finished/ { exit !seen }' "$err" || show_all 'no false start'
}

@test "--get: the body on stdout, everything else on stderr; --json leaves it out" {
    s_server -WWW
    hs --get /root.pem
    exits 0
    diff root.pem "$out"
    err_has '^www\.example\.org: OK$'
    err_has 'the server answered 200'
    hs --get root.pem --quiet
    diff root.pem "$out"
    hs --json --get /root.pem
    json .ok true
    await grep -q 'FILE:root.pem' "$log"
}

@test "--send: a file or standard input, the answer on stdout" {
    s_server -rev
    echo 'some words' >words
    hs --send words --quiet
    exits 0
    out_has '^sdrow emos$'
    err_has ': OK$'
    "$TLSBOX" handshake --roots root.pem --connect "127.0.0.1:$port" --send - www.example.org \
        <words >"$out" 2>"$err"
    out_has '^sdrow emos$'
    hs --send nosuch
    fails 3 unreadable 'nosuch'
}

@test "standard input is not read unless named" {
    s_server
    echo left >input
    { "$TLSBOX" handshake --roots root.pem --connect "127.0.0.1:$port" --quiet www.example.org \
        >"$out"; cat; } <input >rest
    [ "$(cat rest)" = left ]
}

@test "--save-chain: the chain that was sent, good or bad, whole or not at all" {
    s_server
    hs --save-chain sent.pem
    exits 0
    diff chain.pem sent.pem
    t handshake --roots other.pem --connect "127.0.0.1:$port" --save-chain bad-sent.pem --quiet \
        www.example.org
    exits 1
    diff chain.pem bad-sent.pem
    t handshake --timeout 1 --save-chain none.pem 127.0.0.1:1
    exits 4
    [ ! -e none.pem ]
    hs --save-chain /dev/full --quiet
    exits 3
    err_has '/dev/full: cannot be written.*\[unwritable\]'
    hs --save-chain nosuch/file --quiet
    exits 3
    hs --save-chain dir --quiet
    exits 3
    [ -z "$(ls sent.pem.* 2>/dev/null)" ]
}

@test "--keylog and SSLKEYLOGFILE: for their owner alone, appended to" {
    s_server
    rm -f keys
    (umask 0; hs --keylog keys --quiet)
    [ "$(stat -c %a keys)" = 600 ]
    [ "$(wc -l <keys)" -eq 5 ]
    grep -q '^CLIENT_HANDSHAKE_TRAFFIC_SECRET [0-9a-f]\{64\} [0-9a-f]\{64\}$' keys
    SSLKEYLOGFILE=keys hs --quiet --tls 1.2
    [ "$(wc -l <keys)" -eq 6 ]
    grep -q '^CLIENT_RANDOM [0-9a-f]\{64\} [0-9a-f]\{96\}$' keys
    rm -f env-keys
    (umask 0; SSLKEYLOGFILE=env-keys hs --quiet)
    [ "$(stat -c %a env-keys)" = 600 ]
    SSLKEYLOGFILE='' hs --quiet
    exits 0
    hs --keylog /dev/full --quiet
    exits 3
    err_has '/dev/full: cannot be written'
    hs --keylog nosuch/file
    fails 3 unwritable 'nosuch/file'
}

@test "tshark decrypts the data with --pcap and with --keylog" {
    command -v tshark >/dev/null || skip 'TSHARK IS MISSING: nothing says that captures decrypt'
    s_server -www
    for version in 1.2 1.3; do
        rm -f keys
        hs --tls $version --pcap trace.pcapng --keylog keys --get /secret-path
        exits 0
        [ "$(stat -c %a trace.pcapng)" = 600 ]
        tshark -r trace.pcapng -Y http.request -T fields -e http.request.uri >shark
        [ "$(cat shark)" = /secret-path ] || show_all "TLS $version: $(cat shark)"
        tshark -r trace.pcapng -q -z "follow,tls,ascii,0" >shark
        grep -q '<HTML>' shark
    done
    # The key log alone, on a capture without the secrets inside.
    # The secrets are the third block, after 48 bytes; the block holds its length.
    size=$((0x$(tail -c +53 trace.pcapng | head -c 4 | od -An -tx1 | tr -d ' ')))
    { head -c 48 trace.pcapng; tail -c +$((49 + size)) trace.pcapng; } >bare.pcapng
    [ -z "$(tshark -r bare.pcapng -Y http.request)" ]
    [ -n "$(tshark -o tls.keylog_file:keys -r bare.pcapng -Y http.request)" ]
    # Other programs read our captures.
    editcap trace.pcapng copy.pcapng
    # The key log has the secret of a resumed session too.
    rm -f keys
    hs --tls 1.2 --resume --keylog keys
    [ "$(grep -c '^CLIENT_RANDOM ' keys)" = 2 ]
    hs --pcap /dev/full --quiet
    exits 3
}

@test "--trace, --trace=hex, --secrets, --timing, --diagram, --explain, --warn, --quiet" {
    s_server
    hs --trace
    out_has 'Cipher Suite: TLS_AES_128_GCM_SHA256 \(0x1301\)'
    out_has 'CertificateVerify'
    hs --trace=hex
    out_has '^0000  01 +Handshake Type: ClientHello'
    hs --secrets --quiet
    out_has 'client_handshake_traffic_secret'
    out_has 'HKDF-Extract'
    hs --timing
    out_has 'total'
    hs --diagram text
    out_has 'ClientHello .*>'
    hs --diagram mermaid
    [ "$(head -n 1 "$out")" = sequenceDiagram ]
    out_lacks '^www'
    hs --diagram svg
    out_has '^<svg|<svg '
    err_has ': OK$'
    hs --explain
    exits 0
    hs --warn 100% --json
    json '[.exit, .findings[0].severity]' '[0,"warning"]'
    hs --quiet
    out_lines 1
    hs --color always
    out_has $'\033\\['
    hs --secrets --json
    json '[.secrets[].name] | index("master_secret") != null' true
}

@test "a failed write is an error" {
    s_server
    status=0
    "$TLSBOX" handshake --roots root.pem --connect "127.0.0.1:$port" www.example.org \
        >/dev/full 2>"$err" || status=$?
    [ "$status" -eq 3 ]
}

@test "the network: refused, no such name, silence, a proxy that is not one" {
    t handshake --timeout 5 127.0.0.1:1
    fails 4 refused '127\.0\.0\.1:1: .*refused'
    t handshake --timeout 5 nosuch.invalid
    exits 4
    err_lines 1
    listener silent
    hs --timeout 1
    fails 4 timeout 'www\.example\.org:443.*127\.0\.0\.1'
    hs --timeout 0.3 --json
    exits 4
    json '[.reason, .version]' '["timeout",null]'
    t handshake --timeout 5 --proxy http://127.0.0.1:1 example.org
    fails 4 refused '127\.0\.0\.1:1'
    https_proxy=http://127.0.0.1:1 t handshake --timeout 5 example.org
    fails 4 refused '127\.0\.0\.1:1'
    all_proxy=socks5://127.0.0.1:1 t handshake --timeout 5 example.org
    fails 4 refused '127\.0\.0\.1:1'
    https_proxy=nonsense:// t handshake example.org
    exits 2
    err_has 'https_proxy: not a proxy'
    listener answer 'HTTP/1.1 407 Who are you\r\n\r\n'
    t handshake --timeout 5 --proxy "http://127.0.0.1:$port" example.org
    fails 4 proxy '407'
}

@test "no_proxy and an empty https_proxy: directly to the server" {
    s_server
    https_proxy=http://127.0.0.1:1 no_proxy=www.example.org hs --quiet
    exits 0
    https_proxy='' hs --quiet
    exits 0
}

@test "--proxy: TLS begins after it, and it resolves the name" {
    # It answers the ClientHello in the same way, so that TLS gets no further.
    listener answer 'HTTP/1.1 200 Go on\r\n\r\n'
    t handshake --timeout 5 --proxy "http://127.0.0.1:$port" nosuch.invalid
    fails 5 not-tls 'HTTP'
}

@test "protocols other than TLS are recognised" {
    listener answer 'HTTP/1.1 400 Bad Request\r\n\r\n'
    hs
    fails 5 not-tls 'HTTP'
    listener greet '220 mail.example.org ESMTP\r\n'
    hs
    fails 5 not-tls 'SMTP'
    listener greet 'SSH-2.0-OpenSSH_9.2p1\r\n'
    hs
    fails 5 not-tls 'SSH'
    listener answer '\377\376garbage'
    hs
    exits 5
    out_lines 0
    err_lines 1
}

@test "servers that stop early or never end" {
    listener hang-up ''
    hs
    fails 4 reset 'the server closed the connection before it sent anything'
    listener hang-up '\26\3\3\0'
    hs
    fails 5 incomplete 'the server closed the connection before the handshake was complete'
    listener endless '\26\3\3\0\0'
    hs --timeout 5
    exits 5
    err_lines 1
    # A Certificate of 16 MiB is refused as soon as its length is known.
    listener answer "$hello12"'\26\3\3\0\4\13\377\377\377'
    hs --tls 1.2
    exits 6
    err_has 'a message is longer than the limit \[limit\]$'
}

@test "alerts are named, with what was offered" {
    s_server -tls1_2 -cipher ECDHE-ECDSA-AES256-GCM-SHA384
    hs --suites ECDHE-ECDSA-AES128-GCM-SHA256
    fails 5 alert 'the server answered handshake_failure \(40\).*offered.*TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'
    hs --tls 1.3
    fails 5 alert 'protocol_version'
    listener answer '\25\3\3\0\2\2\160'
    hs
    fails 5 alert 'unrecognized_name \(112\)'
}

@test "--starttls: the protocol's own failure is exit 4" {
    listener greet '220 mail.example.org\r\n'
    t handshake --timeout 1 --starttls smtp "127.0.0.1:$port"
    fails 4 timeout "127\\.0\\.0\\.1:$port"
    listener greet '554 go away\r\n'
    t handshake --timeout 2 --starttls smtp "127.0.0.1:$port"
    exits 4
    err_has '\[starttls\]$'
}

@test "--get: a truncated answer: exit 5" {
    # openssl s_server -HTTP sends a file as it is, including the header.
    printf 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort' >short
    printf 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwhole' >whole
    printf 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\n\r\n' >chunks
    printf 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab' >cut
    printf 'no head\nat all\n' >headless
    s_server -HTTP
    hs --get /short --quiet
    exits 5
    err_has 'is shorter than its header says'
    hs --get /whole --quiet
    exits 0
    [ "$(cat "$out")" = whole ]
    hs --get /chunks --quiet
    exits 0
    [ "$(cat "$out")" = abcdefg ]
    hs --get /cut --quiet
    exits 5
    hs --get /headless --quiet
    exits 0
    diff headless "$out"
    err_has 'not HTTP/1'
}

@test "--get if the server chose another protocol" {
    s_server -alpn h2 -www
    hs --alpn h2 --get /
    exits 5
    err_has 'the server chose the protocol h2'
}

@test "--json: an object for each operand, also if a file stops it before it begins" {
    for options in '--pcap /nonexistent/f' '--send /nonexistent/f' '--keylog /nonexistent/f' \
        '--cert /nonexistent/f' '--cert leaf.pem --key root.key' '--save-chain /'; do
        t handshake --json $options a.example b.example
        exits 3
        err_lines 1
        out_lines 2
        json '[.input, .ok, .exit]' '["a.example",false,3]
["b.example",false,3]'
    done
}

@test "--get: a path that is too long is reported" {
    t handshake --get "/$(printf %040000d 0)" a.example
    exits 2
    err_lines 1
    err_has 'at most 32768 bytes'
}

@test "--send: a server that reads slowly gets everything" {
    local data=$BATS_TEST_TMPDIR/data got=$BATS_TEST_TMPDIR/got
    head -c 8000000 /dev/zero >"$data"
    free_port
    # Nobody reads from its pipe, so it stops reading, for longer than an answer may take.
    openssl s_server -accept "127.0.0.1:$port" -cert leaf.pem -key leaf.key -cert_chain sub.pem \
        -quiet -naccept 1 < <(exec sleep 60) 2>/dev/null 3>&- | { sleep 3.5 && cat >"$got"; } 3>&- &
    servers+=($!)
    await listening "$port"
    hs --timeout 6 --send "$data"
    exits 0
    await test "$(stat -c %s "$got")" -eq 8000000
}

@test "a Chinese locale, or --lang zh: the summary is in Chinese" {
    s_server
    LC_ALL=zh_CN.UTF-8 hs
    exits 0
    out_has '密码套件 +TLS_[A-Z0-9_]+ +推荐$'
    out_has '^  作为 TLS 服务器受信任，名称 "www.example.org"'
    LC_ALL=C.UTF-8 hs --lesson --lang zh
    exits 0
    out_has '密码套件 +TLS_[A-Z0-9_]+ +推荐$'
}
