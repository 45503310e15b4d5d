#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# handshake --diagnose: the one thing that a picky server wants.
load kit
load servers

# gate RULE: tests/cmd/gate in front of the server at $port; $port is then the gate's.
gate() {
    local said=$BATS_TEST_TMPDIR/gate.${#servers[@]}
    "$GATE" "$1" "$port" >"$said" 3>&- &
    servers+=($!)
    await test -s "$said"
    port=$(head -1 "$said")
    gate=$said
}

# refused ARGUMENT...: the handshake with $port fails, and is diagnosed.
refused() {
    t handshake --roots root.pem --connect "127.0.0.1:$port" --timeout 5 --diagnose --json "$@" \
        www.example.org
    exits "${code-5}"
    out_lines 1
}

# wants SENTENCE: that is what the diagnosis found, and the server was asked again afterwards.
wants() {
    json '.diagnosis | [.wants, .confirmed, .result]' "[\"$1\",true,\"found\"]"
    [ "$(jq '.diagnosis.attempts | length <= 15' "$out")" = true ]
}

# hinted PATTERN
hinted() {
    jq -r .diagnosis.hint "$out" | grep -Eq -- "$1" || show_all "hint lacks: $1"
}

# gnutls PRIORITY [ARGUMENT...]: gnutls-serv with leaf.pem.
gnutls() {
    command -v gnutls-serv >/dev/null || skip "gnutls-serv is not installed"
    free_port
    gnutls-serv --quiet --port "$port" --x509certfile chain.pem --x509keyfile leaf.key \
        --priority "$@" >"$BATS_TEST_TMPDIR/gnutls" 2>&1 </dev/null 3>&- &
    servers+=($!)
    await listening "$port"
}

# tlsbox_serve ARGUMENT...: our own server with leaf.pem.
tlsbox_serve() {
    free_port
    "$TLSBOX" serve "127.0.0.1:$port" --cert chain.pem --key leaf.key "$@" \
        >"$BATS_TEST_TMPDIR/serve" 2>&1 </dev/null 3>&- &
    servers+=($!)
    await listening "$port"
}

@test "only a post-quantum group" {
    tlsbox_serve --groups X25519MLKEM768
    refused --groups x25519,secp256r1
    wants 'the server accepts only post-quantum groups for the key exchange: X25519MLKEM768'
    hinted '^--groups X25519MLKEM768,default$'
}

@test "only one cipher suite, with CBC" {
    s_server -tls1_2 -cipher ECDHE-ECDSA-AES128-SHA
    refused
    wants 'of the cipher suites, the server accepts only TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA'
}

@test "only RSA key exchange" {
    openssl req -new -key rsa.key -out rsa.csr -subj /CN=www.example.org
    openssl x509 -req -in rsa.csr -CA sub.pem -CAkey sub.key -set_serial 99 -days 90 \
        -out rsa-only.pem -extfile <(echo subjectAltName=DNS:www.example.org)
    s_server -tls1_2 -cipher AES128-SHA -cert rsa-only.pem -key rsa.key
    refused
    wants 'of the cipher suites, the server accepts only TLS_RSA_WITH_AES_128_CBC_SHA'
}

@test "only Ed25519 signatures" {
    openssl req -new -key ed25519.key -out ed.csr -subj /CN=www.example.org
    openssl x509 -req -in ed.csr -CA sub.pem -CAkey sub.key -set_serial 98 -days 90 \
        -out ed.pem -extfile <(echo subjectAltName=DNS:www.example.org)
    s_server -tls1_3 -cert ed.pem -key ed25519.key
    refused --sigalgs ecdsa_secp256r1_sha256,rsa_pss_rsae_sha256
    wants 'of the signature schemes, the server accepts only ed25519'
}

@test "a group that is not offered by default" {
    s_server -groups P-521
    refused
    wants 'of the groups for the key exchange, the server accepts only secp521r1'
    hinted '^--groups secp521r1,default$'
}

@test "TLS 1.2 alone, and TLS 1.3 alone" {
    s_server -tls1_2
    refused --tls 1.3
    wants 'the server accepts only TLS 1.2'
    s_server -tls1_3
    refused --tls 1.2
    wants 'the server accepts only TLS 1.3'
}

@test "old suites in TLS 1.2, where TLS 1.3 helps too" {
    s_server -cipher ECDHE-ECDSA-AES128-SHA
    gate no-alerts
    code=4 refused --tls 1.2
    wants "of the cipher suites, the server accepts only TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"
}

@test "TLS 1.0 alone, which only a hello can tell" {
    s_server -tls1 -cipher ALL:@SECLEVEL=0
    refused
    wants 'the server accepts only TLS 1.0 or older, which tlsbox does not speak'
    json '.diagnosis.hint' null
}

@test "a suite that tlsbox does not have" {
    s_server -tls1_2 -cipher ECDHE-ECDSA-CAMELLIA128-SHA256
    refused
    json '.diagnosis | [.confirmed, (.wants | startswith("the server accepts only cipher suites that tlsbox does not have, such as TLS_ECDHE_ECDSA_WITH_CAMELLIA"))]' '[true,true]'
}

@test "a server name" {
    command -v nginx >/dev/null || skip "nginx is not installed"
    free_port
    cat >"$BATS_TEST_TMPDIR/nginx.conf" <<END
daemon off; worker_processes 1; pid $BATS_TEST_TMPDIR/pid; error_log stderr;
events {}
http {
    access_log off;
    client_body_temp_path $BATS_TEST_TMPDIR; proxy_temp_path $BATS_TEST_TMPDIR;
    fastcgi_temp_path $BATS_TEST_TMPDIR; uwsgi_temp_path $BATS_TEST_TMPDIR;
    scgi_temp_path $BATS_TEST_TMPDIR;
    server { listen 127.0.0.1:$port ssl default_server; ssl_reject_handshake on; }
    server { listen 127.0.0.1:$port ssl; server_name www.example.org;
        ssl_certificate $PWD/chain.pem; ssl_certificate_key $PWD/leaf.key; }
}
END
    nginx -c "$BATS_TEST_TMPDIR/nginx.conf" >"$BATS_TEST_TMPDIR/nginx" 2>&1 3>&- &
    servers+=($!)
    await listening "$port"
    refused --no-sni
    wants 'the server accepts only clients that send a server name (SNI), such as www.example.org'
    hinted 'without --no-sni'
    refused --sni other.example.org
    wants 'the server accepts only clients that ask for another server name, such as www.example.org'
    hinted '^--sni www\.example\.org$'
}

@test "TLS 1.1 and older behind an alert, SSL 3.0 behind a closed connection" {
    picky versions=1.0,1.1
    refused
    wants 'the server accepts only TLS 1.1 or older, which tlsbox does not speak'
    picky versions=ssl3 refuse=close
    code=4 refused
    wants 'the server accepts only SSL 3.0 or older, which tlsbox does not speak'
}

@test "an application protocol" {
    s_server -alpn dot
    refused
    wants 'the server accepts only other application protocols, such as dot'
    hinted '^--alpn dot$'
}

@test "a client certificate of one CA" {
    for tls in -tls1_2 -tls1_3; do
        s_server "$tls" -Verify 1 -verify_return_error -CAfile root.pem -verify_quiet
        refused
        json '.diagnosis | [.confirmed, (.wants | startswith("the server accepts only clients with a certificate: ")), (.wants | test("CN=Test Root"))]' \
            '[true,true,true]'
        refused --cert self.pem --key self.key
        json '.diagnosis.wants | startswith("the server accepts only clients with another certificate: ")' true
    done
}

@test "only short ClientHellos" {
    s_server
    gate short
    code=4 refused
    wants 'the server, or something before it, accepts only short ClientHellos: '"$(
        jq -r '.messages[0].length' "$out") bytes are refused"
}

@test "no post-quantum group, whatever the length" {
    s_server
    gate classical
    code=4 refused
    wants 'the server accepts only clients that offer no post-quantum group'
}

@test "few extensions" {
    s_server
    gate few
    code=4 refused
    wants 'the server accepts only ClientHellos with few extensions'
}

@test "no ClientHello of 256 to 511 bytes" {
    s_server
    gate not-256
    code=4 refused --groups x25519,secp256r1
    wants 'the server accepts only ClientHellos that are not 256 to 511 bytes long'
}

@test "only long ClientHellos" {
    s_server
    gate long
    code=4 refused --groups x25519,secp256r1
    json '.diagnosis | [.confirmed, (.wants | startswith("the server accepts only long ClientHellos: "))]' '[true,true]'
}

@test "no TLS 1.3 in the list of versions" {
    s_server
    gate no-13
    code=4 refused
    wants 'the server accepts only clients that do not offer TLS 1.3'
    hinted '^--tls 1\.2$'
}

@test "a ClientHello in several records, and GREASE" {
    s_server
    gate split
    code=4 refused --timeout 0.5
    wants 'the ClientHello passes only in several records: something on the path reads the first one'
    s_server
    gate grease
    code=4 refused
    wants 'the server accepts only clients that send GREASE values'
}

@test "a client certificate, and a group or a suite or a version" {
    s_server -tls1_3 -Verify 1 -verify_return_error -CAfile root.pem -verify_quiet -groups P-521
    refused
    json '.diagnosis | [.confirmed, (.wants | test("accepts only secp521r1; and the server accepts only clients with a certificate: .*CN=Test Root")), .hint]' \
        '[true,true,"--groups secp521r1,default; and --cert FILE --key FILE"]'
    json '[.diagnosis.attempts[1] | .worked, (.outcome | test("secp521r1, ecdsa_secp256r1_sha256; then the server sent the alert certificate_required"))]' \
        '[true,true]'
    s_server -tls1_3 -Verify 1 -verify_return_error -CAfile root.pem -verify_quiet
    refused --tls 1.2
    json '.diagnosis.wants | startswith("the server accepts only TLS 1.3; and the server accepts only clients with a certificate")' true
    s_server -tls1_2 -Verify 1 -verify_return_error -CAfile root.pem -verify_quiet \
        -cipher ECDHE-ECDSA-AES128-SHA
    refused --cert self.pem --key self.key
    json '.diagnosis.wants | test("_AES_128_CBC_SHA; and the server accepts only clients with another certificate: ")' true
}

@test "the curve of a certificate that tlsbox does not have" {
    openssl ecparam -name brainpoolP256r1 -genkey -noout -out brainpool.key
    openssl req -new -key brainpool.key -out brainpool.csr -subj /CN=www.example.org
    openssl x509 -req -in brainpool.csr -CA sub.pem -CAkey sub.key -set_serial 97 -days 90 \
        -out brainpool.pem -extfile <(echo subjectAltName=DNS:www.example.org)
    s_server -tls1_2 -cert brainpool.pem -key brainpool.key
    refused
    wants 'the server accepts only clients with suites or groups that tlsbox does not have, such as the curve of its certificate'
}

@test "the curve of a certificate, which --groups leaves out" {
    s_server -tls1_2
    refused --groups x25519
    wants 'in TLS 1.2, the server accepts only clients whose groups have the curve of its certificate, secp256r1'
    hinted '^secp256r1 in --groups, too$'
    code=0 refused --groups x25519,secp256r1
}

@test "so short that TLS 1.3 does not fit" {
    s_server
    gate tiny
    code=4 refused
    json '.diagnosis | [.confirmed, (.wants | startswith("the server, or something before it, accepts only short ClientHellos, such as those of TLS 1.2 alone: ")), .hint]' \
        '[true,true,"--tls 1.2, which makes it shorter"]'
}

@test "no certificate compression" {
    s_server
    gate plain
    code=4 refused
    wants 'the server accepts only clients that do not offer certificate compression'
    hinted '^--compress-cert none$'
}

@test "refusals of a server that has had enough, or fails now and then, say nothing" {
    s_server
    gate tired
    code=4 refused
    json '.diagnosis | [.result, .wants, .confirmed]' '["unsteady",null,false]'
    s_server
    gate third
    code=4 refused
    json '.diagnosis | [.result, .wants, .confirmed]' '["unsteady",null,false]'
}

@test "what is advised works" {
    local hint
    s_server -tls1_2 -cipher ECDHE-ECDSA-AES128-SHA -groups P-521
    refused
    hint=$(jq -r .diagnosis.hint "$out")
    [ "$hint" = "--suites all, or --suites TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA; and --groups all, or --groups secp521r1,default" ]
    code=0 refused --suites all --groups all
    code=0 refused --suites TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA --groups secp521r1,default
}

@test "two things at once" {
    s_server -tls1_2 -cipher ECDHE-ECDSA-AES128-SHA -alpn dot
    refused
    json '.diagnosis | [.confirmed, .wants]' '[true,"the server accepts only cipher suites that were not offered, such as TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA; and the server accepts only other application protocols, such as dot"]'
}

@test "an unsteady server, one that goes away, one that refuses everything" {
    s_server
    gate unsteady
    code=4 refused
    json '.diagnosis | [.result, .wants, (.attempts | length)]' '["unsteady",null,1]'
    s_server
    gate leaves
    code=4 refused
    json '.diagnosis | [.result, .wants]' '["cut-off",null]'
    s_server
    gate one-alert
    refused
    json '.diagnosis | [.result, .wants, (.attempts | length >= 12)]' '["unknown",null,true]'
    # The handshake that is diagnosed, and a connection for each attempt.
    [ "$(grep -c hello "$gate")" = "$(jq '1 + (.diagnosis.attempts | length)' "$out")" ]
}

@test "no attempts where TLS has not refused" {
    t handshake --diagnose --json 127.0.0.1:1
    exits 4
    json '.diagnosis | [.result, .note, .attempts]' \
        '["not-made","no attempts were made: no connection on which TLS can begin was made",[]]'
    s_server
    t handshake --diagnose --json --connect "127.0.0.1:$port" --roots root.pem wrong.example.org
    exits 1
    json '.diagnosis.result' '"not-made"'
    t handshake --diagnose --json --connect "127.0.0.1:$port" --roots root.pem www.example.org
    exits 0
    json '.diagnosis' null
    listener hang-up 'HTTP/1.1 400 Bad Request\r\n\r\n'
    t handshake --diagnose --connect "127.0.0.1:$port" www.example.org
    exits 5
    out_has 'no attempts were made: what the server sent is not TLS$'
}

@test "a server that is silent costs a bounded time" {
    listener silent
    local began=$SECONDS
    code=4 refused --timeout 0.2
    [ $((SECONDS - began)) -le 30 ]
    json '.diagnosis | [.result, .wants]' '["unknown",null]'
}

@test "with --all-addresses each address that refuses has its own" {
    s_server -groups P-521
    t handshake --roots root.pem --connect "localhost:$port" -4 --diagnose --all-addresses www.example.org
    exits 5
    out_has "^127\.0\.0\.1:$port$"
    out_has 'the server accepts only secp521r1$'
    out_has '^  127\.0\.0\.1 .* alert$'
}

@test "as text: the attempts, the sentence, the advice; and the exit code of the first" {
    s_server -groups P-521
    t handshake --roots root.pem --connect "127.0.0.1:$port" --diagnose www.example.org
    exits 5
    out_has 'nothing: the same once more +the server sent the alert$'
    out_has 'the server accepts only secp521r1$'
    out_has 'try: --groups secp521r1,default$'
    t handshake --connect "127.0.0.1:$port" --diagnose --quiet www.example.org
    exits 5
    out_lines 3
    LC_ALL=zh_CN.UTF-8 t handshake --connect "127.0.0.1:$port" --diagnose www.example.org
    exits 5
    out_has '服务器'
}
