#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# serve: with our own handshake and with other programs as clients.
load kit
load servers

# serve ARGUMENT...: a server at $port of 127.0.0.1, or at $at; its output is in $said and its
# errors in $complained.
serve() {
    local n=${#servers[@]}
    said=$BATS_TEST_TMPDIR/said.$n complained=$BATS_TEST_TMPDIR/complained.$n
    "$TLSBOX" serve "$@" "${at-0}" >"$said" 2>"$complained" 3>&- &
    server=$!
    servers+=($server)
    await grep -qs 'serving https://' "$said" "$complained"
    port=$(sed -n 's/.*serving .* at .*:\([0-9]*\)$/\1/p' "$said" "$complained")
}

# served: serve with leaf.pem, for www.example.org.
served() {
    serve --cert chain.pem --key leaf.key "$@"
}

# says PATTERN: waits until a line of the server matches.
says() {
    await grep -Eq -- "$1" "$said" || { cat "$said" "$complained" && return 1; }
}

# ends CODE: the server ends by itself, with this exit code.
ends() {
    local got=0
    wait "$server" || got=$?
    [ "$got" -eq "$1" ] || { echo "exit code $got, expected $1" && cat "$said" "$complained" && return 1; }
}

# stops: a signal ends the server, and it leaves nothing behind.
stops() {
    kill "$@" "$server"
    ends 0
    [ ! -s "$complained" ] || { cat "$complained" && return 1; }
}

# get PATH [CURL-ARGUMENT...]: the body is in $out, the status and type in $got.
get() {
    got=$(curl -sS --max-time 10 --noproxy '*' --path-as-is --cacert "${ca-root.pem}" \
        --connect-to "::127.0.0.1:$port" -o "$out" -w '%{http_code} %{content_type}' \
        "${@:2}" "https://${host-www.example.org}$1" 2>"$err") || :
}

# printed_commands_work: the commands for clients that the server prints reach it.
printed_commands_work() {
    eval "$(sed -n "s|^  tlsbox|t|p" "$said")"
    exits 0
    out_has '^localhost:[0-9]+: OK'
    eval "$(sed -n "s|^  curl|curl -sS --noproxy '*'|p" "$said")" >"$out"
    out_has '^What you sent: 127'
}

# raw TEXT [ARGUMENT...]: sends the output of printf for TEXT; the answer is in $out.
raw() {
    printf "$1" >"$BATS_TEST_TMPDIR/request"
    hs --send "$BATS_TEST_TMPDIR/request" "${@:2}"
}

@test "without --cert it makes certificates, and says how to trust the root" {
    root=$BATS_TEST_TMPDIR/made.pem
    serve --write-root "$root"
    grep -qx "serving https://localhost:$port/ at 127.0.0.1:$port" "$said"
    printed_commands_work
    t handshake --roots "$root" --quiet "127.0.0.1:$port"
    exits 0
    t verify --roots "$root" --profile cabf --host localhost <(true)
    stops -TERM
}

@test "the commands that it prints work at another address, and if clients need a certificate" {
    root=$BATS_TEST_TMPDIR/made.pem
    at=127.0.0.2:0 serve --write-root "$root"
    grep -qx "serving https://127.0.0.2:$port/ at 127.0.0.2:$port" "$said"
    printed_commands_work
    stops -TERM
    serve --write-root "$root" --client-auth require --roots root.pem
    eval "$(sed -n "s|^  tlsbox\(.*\)FILE\(.*\)FILE|t\1client-chain.pem\2client.key|p" "$said")"
    exits 0
    out_has '^localhost:[0-9]+: OK'
    eval "$(sed -n "s|^  curl\(.*\)FILE\(.*\)FILE|curl -sS --noproxy '*'\1client-chain.pem\2client.key|p" \
        "$said")" >"$out"
    out_has '^What you sent: 127'
    stops -TERM
}

@test "--name: names of the certificate, also those that a shell must quote" {
    root="$BATS_TEST_TMPDIR/it's a root.pem"
    serve --write-root "$root" --name '*.example.org' --name 192.0.2.1
    grep -qx "serving https://127.0.0.1:$port/ at 127.0.0.1:$port" "$said"
    eval "$(sed -n "s|^  tlsbox|t|p" "$said")"
    exits 0
    out_has '^www.example.org:[0-9]+: OK'
    eval "$(sed -n "s|^  curl|curl -sS --noproxy '*'|p" "$said")" >"$out"
    out_has '^What you sent: '
    t handshake --roots "$root" --quiet --connect "127.0.0.1:$port" 192.0.2.1
    exits 0
    t handshake --roots "$root" --quiet --connect "127.0.0.1:$port" localhost
    exits 1
}

@test "the page shows what was sent: text, HTML, JSON" {
    served
    get / -A agent -H 'X-Mine: <b>'
    [ "$got" = '200 text/plain; charset=utf-8' ]
    out_has 'Version +TLS 1.3'
    out_has '^JA4  t13d'
    out_has '^ +Extension: server_name \(0\)'
    out_has '^GET / HTTP/1.1$'
    out_has '^X-Mine: <b>$'
    get / -H 'Accept: text/html,*/*;q=0.8' -H 'X-Mine: <b>'
    [ "$got" = '200 text/html; charset=utf-8' ]
    out_has '^<!doctype html>'
    out_has 'X-Mine: &lt;b&gt;'
    out_lacks '<b>'
    get /json --tls-max 1.2
    [ "$got" = '200 application/json' ]
    json '[.command, .version, .server_name, .request, .messages[0].name]' \
        '["serve","TLS 1.2","www.example.org","GET /json HTTP/1.1","ClientHello"]'
    get /text
    out_has '^What you sent'
    get /nothing
    [ "$got" = '404 text/plain; charset=utf-8' ]
}

@test "JA3 and JA4 are those that the client prints" {
    served
    hs --get /json
    mine=$(jq -c '[.ja3, .ja4]' "$out")
    t hello --connect "127.0.0.1:$port" --alpn http/1.1 --json www.example.org
    [ "$mine" = "$(jq -c '[.sent_fingerprints.ja3, .sent_fingerprints.ja4]' "$out")" ]
}

@test "one line for each connection" {
    served
    hs --quiet
    says ' 127.0.0.1:[0-9]+ TLS 1.3, TLS_AES_128_GCM_SHA256, X25519MLKEM768, http/1.1, for www.example.org$'
    hs --tls 1.2 --get /
    says 'TLS 1.2, .* "GET / HTTP/1.1" 200, [0-9]+ bytes$'
    hs --resume --quiet
    says 'TLS 1.3, .*, resumed, for'
    t handshake --connect "127.0.0.1:$port" --roots other.pem --quiet www.example.org
    says ': failed: the client answered unknown_ca \(48\).* \[alert\]$'
    hs --tls 1.2 --suites TLS_RSA_WITH_AES_128_GCM_SHA256
    exits 5
    says ': failed: .* \[nothing-in-common\]$'
    [ "$(grep -c '^2.*127.0.0.1:' "$said")" -eq 6 ]
    stops -INT
}

@test "TLS 1.2 though the client offers more: BCP 195, at the client, in a capture, at the server" {
    local bcp='BCP 195 \[RFC 9325, RFC 9852\] recommends'
    export COLUMNS=200
    served --tls 1.2
    hs --pcap "$BATS_TEST_TMPDIR/one.pcapng"
    exits 0
    out_has "! Version +TLS 1.2 +TLS 1.3 was offered; $bcp it"
    t decode --roots root.pem "$BATS_TEST_TMPDIR/one.pcapng"
    out_has "! Version +TLS 1.2 +TLS 1.3 was offered; $bcp it"
    hs --tls 1.2
    out_has "  Version +TLS 1.2 +acceptable; $bcp TLS 1.3"
    get /text
    grep -Eq "! Version +TLS 1.2 +TLS 1.3 was offered" "$out"
    get /text --tls-max 1.2
    grep -Eq "  Version +TLS 1.2 +acceptable; BCP 195" "$out"
}

@test "versions, suites, groups, schemes, ALPN follow the options" {
    served --tls 1.2 --suites ECDHE-ECDSA-CHACHA20-POLY1305 --groups secp384r1 --alpn a,b
    hs --json --alpn b,c
    json '[.version, .suite, .group, .alpn]' \
        '["TLS 1.2","TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256","secp384r1","b"]'
    hs --tls 1.3
    exits 5
    err_has 'protocol_version'
    hs --alpn c
    exits 5
    err_has 'no_application_protocol'
    # A hybrid that comes first is asked for; one that does not is taken if its share is there.
    served --groups SecP384r1MLKEM1024,x25519
    hs --json
    json '[.group, .retried]' '["SecP384r1MLKEM1024",true]'
    hs --json --groups secp256r1,x25519,X25519MLKEM768
    json '[.group, .retried]' '["x25519",true]'
    served --groups x25519,SecP384r1MLKEM1024
    hs --json
    json '[.group, .retried]' '["x25519",false]'
    hs --json --groups SecP384r1MLKEM1024
    json '[.group, .retried]' '["SecP384r1MLKEM1024",false]'
    hs --groups 0x11ee
    exits 2
    served --sigalgs ecdsa_secp384r1_sha384 --tls 1.3
    hs
    exits 5
    served
    hs --alpn h2
    exits 5
    hs --alpn h2,http/1.1 --json
    json .alpn '"http/1.1"'
    served --alpn ''
    hs --alpn h2 --json
    json .alpn null
}

@test "the certificate is chosen by the name: exact, by a wildcard, the first" {
    serve --cert chain.pem --key leaf.key --cert wild.pem --key wild.key --cert self.pem --key self.key
    for row in www.example.org,www.example.org a.wild.example.org,'*.wild.example.org' \
        b.a.wild.example.org,www.example.org self.example.org,self.example.org; do
        t handshake --connect "127.0.0.1:$port" --roots root.pem --json --insecure "${row%,*}"
        [ "$(jq -r '.chain[0].subject' "$out")" = "CN=${row#*,}" ] || show_all "$row"
    done
    t handshake --connect "127.0.0.1:$port" --roots root.pem --json --insecure --no-sni x.example.org
    [ "$(jq -r '.chain[0].subject' "$out")" = 'CN=www.example.org' ]
}

@test "a key in the file of its certificate; an RSA key if suites need one" {
    cat chain.pem leaf.key >"$BATS_TEST_TMPDIR/both.pem"
    serve --cert "$BATS_TEST_TMPDIR/both.pem"
    hs --quiet
    exits 0
    serve --suites compatible --write-root "$BATS_TEST_TMPDIR/made.pem"
    t handshake --roots "$BATS_TEST_TMPDIR/made.pem" --suites TLS_RSA_WITH_AES_128_CBC_SHA --json \
        "localhost:$port"
    exits 0
    json '[.suite, .chain[0].key]' '["TLS_RSA_WITH_AES_128_CBC_SHA","RSA 2048"]'
    hs=(handshake --roots "$BATS_TEST_TMPDIR/made.pem" --json "localhost:$port")
    t "${hs[@]}"
    json '.chain[0].key' '"P-256"'
    serve --suites ECDHE-RSA-AES128-GCM-SHA256 --write-root "$BATS_TEST_TMPDIR/made.pem"
    t handshake --roots "$BATS_TEST_TMPDIR/made.pem" --json "localhost:$port"
    json '.chain[0].key' '"RSA 2048"'
}

@test "--client-auth request: requested, judged and logged" {
    served --client-auth request --roots root.pem
    hs --get / --cert client-chain.pem --key client.key
    exits 0
    out_has 'Trusted as a TLS client'
    says 'client certificate: OK: "GET'
    hs --get /
    out_has 'The server asked for one, and you sent none'
    says 'no client certificate: "GET'
    hs --get / --cert self.pem --key self.key
    exits 0
    out_has 'self-signed'
    says 'client certificate: self-signed: "GET.*failed \[self-signed\]'
    # Resuming a session does not change that.
    for version in 1.2 1.3; do
        hs --tls $version --resume --get / --cert self.pem --key self.key
        out_has 'self-signed'
        says "TLS $version,.* resumed, .*client certificate: self-signed: \"GET.*failed \\[self-signed\\]"
    done
}

@test "--client-auth: the budget for a client's chain is smaller than that of verify" {
    local i
    cd "$BATS_TEST_TMPDIR"
    # Many issuers with the same name, and none of them signed it.
    openssl ecparam -name prime256v1 -genkey -noout -out many.key
    openssl req -new -x509 -key many.key -out many.pem -subj "/CN=Many" 2>/dev/null
    openssl req -new -key many.key -subj "/CN=client" -out client.csr
    openssl x509 -req -in client.csr -CA many.pem -CAkey many.key -out chain.pem 2>/dev/null
    for i in {1..30}; do
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /dev/null \
            -subj "/CN=Many" 2>/dev/null >>chain.pem
    done
    cd "$OLDPWD"
    t verify --purpose client --roots root.pem "$BATS_TEST_TMPDIR/chain.pem"
    exits 1
    served --client-auth require --roots root.pem
    hs --cert "$BATS_TEST_TMPDIR/chain.pem" --key "$BATS_TEST_TMPDIR/many.key"
    says '\[limit\]|FAIL \(limit\)'
    stops -TERM
}

@test "--client-auth require: a client without a good certificate is refused" {
    for version in 1.2 1.3; do
        served --client-auth require --roots root.pem --crl sub.crl --crl root.crl --tls $version
        hs --quiet --resume --cert client-chain.pem --key client.key
        exits 0
        says 'client certificate: OK$'
        hs --quiet
        exits 5
        says 'failed: the client sent no certificate.*\[client-certificate\]$'
        hs --quiet --cert self.pem --key self.key
        exits 5
        err_has 'unknown_ca'
        says 'client certificate: self-signed: failed \[self-signed\]$'
        # A server's certificate is not a client's.
        hs --quiet --cert chain.pem --key leaf.key
        exits 5
        says 'client certificate: extended-key-usage: failed'
    done
    hs --json --cert client-chain.pem --key client.key
    [ "$(jq -r '.messages[] | select(.name == "CertificateRequest") | .. | objects |
        select(.label? == "Distinguished Name") | .bytes' "$out")" = \
        "$(printf '3023310d300b060355040a0c0454657374%s' \
            "3112301006035504030c09$(printf 'Test Root' | od -An -tx1 | tr -d ' ')")" ]
}

@test "--ocsp: a response is stapled, for its certificate" {
    printf 'response one' >"$BATS_TEST_TMPDIR/one"
    printf 'response two' >"$BATS_TEST_TMPDIR/second"
    serve --cert chain.pem --key leaf.key --cert wild.pem --key wild.key \
        --ocsp "$BATS_TEST_TMPDIR/one" --ocsp "$BATS_TEST_TMPDIR/second"
    hs --json --insecure
    json .ocsp 12
    t handshake --connect "127.0.0.1:$port" --roots root.pem --json a.wild.example.org
    json .ocsp 12
}

@test "--tickets, --no-tickets, --retry" {
    served
    hs --json
    served --tickets 5
    raw 'GET / HTTP/1.0\r\n\r\n' --json
    json '[.tickets, .retried]' '[5,false]'
    served --no-tickets --retry
    raw 'GET / HTTP/1.0\r\n\r\n' --json
    json '[.tickets, .retried]' '[0,true]'
    hs --resume --tls 1.3 --quiet
    err_has 'sent no session to resume'
    # By the session id.
    hs --resume --tls 1.2 --json
    [ "$(jq -s -c 'map(.resumed)' "$out")" = '[false,true]' ]
}

@test "--early-data: accepted and marked, up to the limit, and only with the option" {
    printf 'GET /text HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n' >"$BATS_TEST_TMPDIR/early"
    served --early-data 4096
    hs --early-data "$BATS_TEST_TMPDIR/early"
    exits 0
    out_has 'The request came as early data'
    says 'resumed, early data, for .*"GET /text HTTP/1.1" 200'
    served
    hs --early-data "$BATS_TEST_TMPDIR/early"
    out_has '^What you sent'
    out_lacks 'came as early data'
}

@test "--echo sends back any amount of data" {
    served --echo
    head -c 3000000 /dev/urandom >"$BATS_TEST_TMPDIR/bytes"
    for version in 1.2 1.3; do
        hs --tls $version --send "$BATS_TEST_TMPDIR/bytes"
        exits 0
        cmp "$out" "$BATS_TEST_TMPDIR/bytes"
    done
    says '3000000 bytes echoed'
}

@test "--www: files of the folder" {
    www=$BATS_TEST_TMPDIR/www
    mkdir -p "$www/sub" "$www/.well-known"
    echo front >"$www/index.html"
    echo below >"$www/sub/index.html"
    echo known >"$www/.well-known/a.txt"
    echo blank >"$www/a b.JSON"
    head -c 5000000 /dev/urandom >"$www/large"
    : >"$www/empty.css"
    served --www "$www"
    for row in '/|200 text/html; charset=utf-8|front' '/sub/|200 text/html; charset=utf-8|below' \
        '/sub/index.html?q=1|200 text/html; charset=utf-8|below' \
        '/.well-known/a.txt|200 text/plain; charset=utf-8|known' \
        '/a%20b.JSON|200 application/json|blank' '/empty.css|200 text/css; charset=utf-8|' \
        '/%69ndex.html|200 text/html; charset=utf-8|front'; do
        IFS='|' read -r path type text <<<"$row"
        get "$path"
        [ "$got/$(cat "$out")" = "$type/$text" ] || show_all "$row: $got"
    done
    get /large
    [ "$got" = '200 application/octet-stream' ]
    cmp "$out" "$www/large"
    get /large --tls-max 1.2 --limit-rate 20M
    cmp "$out" "$www/large"
    get /sub -D "$BATS_TEST_TMPDIR/head"
    [ "${got%% *}" = 301 ]
    grep -q $'^Location: /sub/\r$' "$BATS_TEST_TMPDIR/head"
    get /large -I
    out_has '^Content-Length: 5000000'
    out_lacks '[^ -~[:space:]]'
    stops -TERM
}

@test "--www: nothing outside of the folder, and nothing hidden" {
    www=$BATS_TEST_TMPDIR/www
    mkdir -p "$www/sub"
    echo secret >"$BATS_TEST_TMPDIR/secret"
    echo secret >"$www/.hidden"
    mkdir "$www/.git" && echo secret >"$www/.git/config"
    ln -s ../secret "$www/out"
    ln -s "$BATS_TEST_TMPDIR" "$www/up"
    ln -s / "$www/slash"
    echo inside >"$www/file"
    ln -s file "$www/link"
    mkfifo "$www/fifo"
    served --www "$www"
    for path in /../secret /sub/../../secret /%2e%2e/secret /.%2e/secret /%2E%2E%2Fsecret \
        /..%2fsecret /sub/..%2f..%2fsecret /.. /. /./file /sub/. //etc/passwd /sub//x /.hidden \
        /.git/config /out /up/secret /slash/etc/passwd /link /fifo /dev/null /file/ /%5c..%5csecret \
        '/..;/secret' "/$(printf 'a%.0s' {1..300})" /sub/; do
        get "$path"
        [ "${got%% *}" = 404 ] || show_all "$path: $got"
        out_lacks secret
    done
    for path in /%00 /file%00.html /%2 /%zz /%; do
        get "$path"
        [ "${got%% *}" = 400 ] || show_all "$path: $got"
    done
    get /file
    [ "${got%% *}" = 200 ]
}

@test "HTTP is read strictly and with limits" {
    served
    while IFS="|" read -r want request; do
        raw "$request"
        out_has "^HTTP/1.1 $want " || show_all "$request"
    done <<'END'
200|GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n
200|\r\nGET / HTTP/1.0\r\n\r\n
200|GET https://a/text HTTP/1.1\r\nHost: a\r\nConnection: x, close\r\n\r\n
400|GET / HTTP/1.1\r\n\r\n
400|GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n
400|GET  / HTTP/1.1\r\nHost: a\r\n\r\n
400|GET / HTTP/1.1 \r\nHost: a\r\n\r\n
400|GET /\r\n\r\n
400|GET nothing HTTP/1.1\r\nHost: a\r\n\r\n
400|GET /\x7f HTTP/1.1\r\nHost: a\r\n\r\n
400|G(T / HTTP/1.1\r\nHost: a\r\n\r\n
400|GET / HTTP/1.1\nHost: a\n\n
400|GET / HTTP/1.1\r\nHost: a\rX: y\r\n\r\n
400|GET / HTTP/1.1\r\nHost : a\r\n\r\n
400|GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n
400|GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n
400|GET / HTTP/1.1\r\nHost: a\r\nX: \x01\r\n\r\n
400|GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n
400|GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n
400|GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n
501|GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n
505|GET / HTTP/2.0\r\nHost: a\r\n\r\n
505|PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n
405|POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx
405|OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n
END
    get "/$(printf 'a%.0s' {1..9000})"
    [ "${got%% *}" = 414 ]
    get / -H "X: $(printf 'a%.0s' {1..17000})"
    [ "${got%% *}" = 431 ]
    fields=()
    for i in {1..101}; do fields+=(-H "X$i: y"); done
    get / "${fields[@]}"
    [ "${got%% *}" = 431 ]
    get / -X POST -D "$BATS_TEST_TMPDIR/head"
    grep -q $'^Allow: GET, HEAD\r$' "$BATS_TEST_TMPDIR/head"
}

@test "connections are kept open; requests may be pipelined" {
    served
    get / --next -sS --noproxy '*' --cacert root.pem --connect-to "::127.0.0.1:$port" \
        -o "$out" https://www.example.org/text
    says '"GET /text HTTP/1.1" 200, [0-9]+ bytes, 2 requests$'
    one='GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n'
    raw "$one$one${one/Host/Connection: close\\r\\nHost}$one"
    [ "$(grep -c '^HTTP/1.1 404' "$out")" -eq 3 ]
    says ', 3 requests$'
}

@test "other clients: openssl s_client resumes and sends early data, gnutls-cli" {
    served --early-data 1000
    printf 'GET / HTTP/1.0\r\n\r\n' >"$BATS_TEST_TMPDIR/early"
    openssl s_client -connect "127.0.0.1:$port" -servername www.example.org -CAfile root.pem \
        -sess_out "$BATS_TEST_TMPDIR/session" -ign_eof <"$BATS_TEST_TMPDIR/early" >"$out" 2>&1
    out_has 'Verify return code: 0'
    openssl s_client -connect "127.0.0.1:$port" -servername www.example.org -CAfile root.pem \
        -sess_in "$BATS_TEST_TMPDIR/session" -early_data "$BATS_TEST_TMPDIR/early" -ign_eof \
        </dev/null >"$out" 2>&1
    out_has 'Early data was accepted'
    out_has 'HTTP/1.1 200 OK'
    says 'resumed, early data, .*"GET / HTTP/1.0" 200'
    if command -v gnutls-cli >/dev/null; then
        gnutls-cli --x509cafile root.pem -p "$port" --sni-hostname www.example.org \
            --verify-hostname www.example.org 127.0.0.1 <"$BATS_TEST_TMPDIR/early" >"$out" 2>&1
        out_has 'Handshake was completed'
    fi
}

@test "--once: ends with the exit code of the connection" {
    served --once
    hs --quiet
    exits 0
    ends 0
    served --once
    t handshake --connect "127.0.0.1:$port" --roots other.pem --quiet www.example.org
    ends 5
    served --once --client-auth request --roots root.pem
    hs --quiet --cert self.pem --key self.key
    ends 1
    served --once --timeout 0.2
    exec {idle}<>"/dev/tcp/127.0.0.1/$port"
    ends 4
    exec {idle}>&-
    says "failed: the client's handshake took too long \[timeout\]$"
    served --once
    exec {idle}<>"/dev/tcp/127.0.0.1/$port"
    printf 'GET / HTTP/1.1\r\n\r\n' >&$idle
    cat <&$idle >"$out"
    exec {idle}>&-
    ends 5
    says 'failed: the client does not speak TLS but HTTP'
    out_has '^HTTP/1.1 400 '
    out_has '^This port speaks TLS'
    served --connections 2
    hs --quiet
    t handshake --connect "127.0.0.1:$port" --roots other.pem --quiet www.example.org
    ends 5
}

@test "--json: standard output holds one object for each connection and nothing else" {
    served --json --connections 2
    grep -q "^tlsbox serve: serving https://.* at 127.0.0.1:$port$" "$complained"
    hs --get /nothing
    t handshake --connect "127.0.0.1:$port" --roots other.pem --quiet www.example.org
    ends 5
    cp "$said" "$out"
    json '[.command, .ok, .exit, .reason, .version, .server_name, .request, .requests, .status]' \
        '["serve",true,0,null,"TLS 1.3","www.example.org","GET /nothing HTTP/1.1",1,404]
["serve",false,5,"alert","TLS 1.3","www.example.org",null,0,null]'
    [ "$(jq -s -c '.[1].alert | [.direction, .name]' "$out")" = '["sent","unknown_ca"]' ]
}

@test "--trace: records and messages after the connection; --quiet: nothing" {
    served --once --trace
    hs --quiet
    ends 0
    grep -q 'client server .*ClientHello (1)' "$said"
    grep -q 'server client .*EncryptedExtensions (8)' "$said"
    grep -q 'Extension: supported_versions' "$said"
    served --once --trace=hex
    hs --quiet
    ends 0
    grep -Eq '^0000  01 +Handshake Type: ClientHello' "$said"
    served --once --quiet
    hs --quiet
    ends 0
    [ "$(grep -c 127.0.0.1 "$said")" -eq 1 ]
}

@test "--keylog and SSLKEYLOGFILE: the client's own secrets" {
    for how in option variable; do
        log=$BATS_TEST_TMPDIR/$how theirs=$BATS_TEST_TMPDIR/$how.client
        if [ $how = option ]; then
            served --once --keylog "$log"
        else
            SSLKEYLOGFILE=$log served --once
        fi
        hs --quiet --keylog "$theirs"
        ends 0
        [ "$(stat -c %a "$log")" = 600 ]
        diff <(sort "$log") <(sort "$theirs")
    done
}

@test "errors are reported before the first client" {
    while IFS='|' read -r code words args; do
        eval "t serve $args"
        exits "$code"
        err_has "$words"
        out_lines 0
    done <<'END'
2|no PORT|
2|only one|1 2
2|is not \[ADDR:\]PORT|abc
2|is not \[ADDR:\]PORT|70000
2|is not \[ADDR:\]PORT|localhost:0
2|is not \[ADDR:\]PORT|''
2|is not \[ADDR:\]PORT|[::1:0
4|address not available \[unreachable\]|192.0.2.77:4433
3|holds no private key|--cert leaf.pem 0
3|cannot be opened: No such|--cert nothing.pem 0
3|does not belong to the certificate|--cert leaf.pem --key root.key 0
3|encrypted|--cert leaf.pem --key encrypted.key 0
2|give one --key per --cert|--key leaf.key 0
2|give one --key per --cert|--cert leaf.pem --cert wild.pem --key leaf.key 0
2|--name and --cert exclude each other|--cert leaf.pem --name x 0
2|--write-root and --cert exclude each other|--cert leaf.pem --write-root x 0
2|--name: 'a..b': .*; try 'tlsbox serve --help'$|--name a..b 0
2|--name: '-'|--name - 0
2|--name: '\*.a_b'|--name *.a_b 0
3|cannot be written|--write-root nothing/x 0
3|cannot be written: Is a directory|--write-root dir 0
3|cannot be opened: No such|--www nothing 0
3|cannot be opened: Not a dir|--www leaf.pem 0
2|exclude each other|--www . --echo 0
2|not one of off, request|--client-auth maybe 0
2|require --client-auth|--roots root.pem 0
3|\[no-trust-store\]|--client-auth request --roots nothing 0
3|cannot be opened: No such|--ocsp nothing 0
3|empty|--ocsp empty.pem 0
2|more --ocsp than|--ocsp leaf.pem --ocsp leaf.pem 0
2|no such cipher suite: foo|--suites foo 0
2|no such group: foo|--groups foo 0
2|not one of 1.2, 1.3|--tls 1.1 0
2|at least 1|--max-clients 0 0
2|--once and --connections exclude|--once --connections 2 0
2|'0' is not a number from 1 to|--connections 0 0
2|timeout|--timeout 0 0
3|cannot be written: Is a directory|--keylog dir 0
END
    served
    t serve "$port"
    exits 4
    err_has 'address already in use \[unreachable\]$'
    # A wrong proxy variable does not matter for a server.
    https_proxy=nonsense:// served --once
}

@test "IPv6, and all addresses" {
    [ -e /proc/net/if_inet6 ] && grep -q ' lo$' /proc/net/if_inet6 || skip 'no IPv6'
    "$TLSBOX" serve --once '[::1]:0' >"$out" 2>"$err" 3>&- &
    server=$! servers+=($!) said=$out complained=$err
    await grep -q 'serving https://localhost:[0-9]*/ at \[::1\]:' "$out"
    port=$(sed -n 's/^serving .*:\([0-9]*\)$/\1/p' "$out")
    [ "$("$TLSBOX" handshake --insecure --quiet "[::1]:$port")" = "[::1]:$port: FAIL (unknown-issuer)" ]
    ends 0
}

@test "--max-clients: further clients wait" {
    served --max-clients 2
    exec {one}<>"/dev/tcp/127.0.0.1/$port" {two}<>"/dev/tcp/127.0.0.1/$port"
    hs --quiet --timeout 0.5
    exits 4
    err_has timeout
    exec {one}>&-
    hs --quiet
    exits 0
    exec {two}>&-
    stops -TERM
}

@test "500 slow clients do not keep it from serving" {
    served --quiet
    "$FLOOD" slow "$port" 500 >"$BATS_TEST_TMPDIR/slow" 2>&1 3>&- &
    servers+=($!)
    await grep -q ready "$BATS_TEST_TMPDIR/slow"
    hs --get /text --timeout 5
    exits 0
    out_has '^What you sent'
    stops -TERM
}

@test "clients that send garbage leave nothing behind and do no harm" {
    served --quiet
    [ "$("$FLOOD" garbage "$port" 500)" = 500 ]
    before=$(awk '/^VmRSS/ { print $2 }' /proc/$server/status)
    [ "$("$FLOOD" garbage "$port" "${TLSBOX_GARBAGE-1500}")" = "${TLSBOX_GARBAGE-1500}" ]
    after=$(awk '/^VmRSS/ { print $2 }' /proc/$server/status)
    hs --quiet
    exits 0
    # A sanitizer keeps freed memory for a while, and reports leaks at the end.
    grep -qa __asan_init "$TLSBOX" || [ $((after - before)) -lt 1024 ] || show_all "$before, $after"
    stops -TERM
}

@test "a signal ends it, with close_notify to open connections" {
    served
    exec {idle}<>"/dev/tcp/127.0.0.1/$port"
    printf 'GET /text HTTP/1.1\r\nHost: a\r\n\r\n' >"$BATS_TEST_TMPDIR/request"
    { cat "$BATS_TEST_TMPDIR/request" && exec sleep 20; } |
        openssl s_client -connect "127.0.0.1:$port" -servername www.example.org -CAfile root.pem \
            -msg -ign_eof >"$out" 2>&1 3>&- &
    servers+=($!)
    await grep -q 'What you sent' "$out"
    stops -TERM
    await grep -q '<<<.*close_notify' "$out"
    exec {idle}>&-
}

@test "fewer descriptors than clients: further clients wait, and files are still found" {
    local fds=() fd i
    mkdir "$BATS_TEST_TMPDIR/shown" && echo "the requested usage" >"$BATS_TEST_TMPDIR/shown/file"
    (ulimit -n 64 && exec "$TLSBOX" serve --cert chain.pem --key leaf.key \
        --www "$BATS_TEST_TMPDIR/shown" 0) \
        >"$BATS_TEST_TMPDIR/few" 2>"$BATS_TEST_TMPDIR/few.err" 3>&- &
    servers+=($!)
    await grep -q '^serving ' "$BATS_TEST_TMPDIR/few"
    grep -q 'the limit is 19 clients at a time: ulimit -n allows 64 open files' \
        "$BATS_TEST_TMPDIR/few.err"
    port=$(sed -n 's/^serving .*:\([0-9]*\)$/\1/p' "$BATS_TEST_TMPDIR/few")
    for i in {1..80}; do
        exec {fd}<>"/dev/tcp/127.0.0.1/$port"
        fds+=("$fd")
    done
    # Half of the accepted clients leave: the next ones are accepted, and nobody was refused.
    for fd in "${fds[@]:0:70}"; do
        exec {fd}>&-
    done
    hs --get /file
    exits 0
    out_has '^the requested usage'
    for fd in "${fds[@]:70}"; do
        ! read -t 0 -u "$fd" || show_all "a client was sent away"
        exec {fd}>&-
    done
}

@test "--early-data: all of the promised amount is echoed" {
    head -c 300000 /dev/zero | tr "\\0" x >"$BATS_TEST_TMPDIR/early"
    served --echo --early-data 1000000 --tls 1.3
    hs --early-data "$BATS_TEST_TMPDIR/early" --resume
    exits 0
    [ "$(tr -cd x <"$out" | wc -c)" -ge 300000 ] || show_all
    stops -TERM
}
