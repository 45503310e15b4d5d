#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What verify and handshake make of issuers, OCSP responses and CRLs from servers that mean harm.  The
# answers themselves are tests/fetch/hostile_*.sh; here they end in verdicts.
load kit
load servers
load fetching

setup_file() {
    start_httpd
    issue hostile-aia sub aia.example.org "authorityInfoAccess=caIssuers;URI:$at/hostile"
    issue hostile-ocsp root ocsp.example.org "authorityInfoAccess=OCSP;URI:$at/hostile?"
    issue hostile-crl root crl.example.org "crlDistributionPoints=URI:$at/hostile"
    issue other root other.example.org
    openssl crl -in "$PKI/root.crl" -outform DER -out stray.crl 2>/dev/null || cp sub.crl stray.crl
    ok='send HTTP/1.1 200 OK\r\n'
    # NAME, requests, the script with "|" for its line ends.
    cat >answers <<END
endless|1|$ok\r\n|repeat 0 0123456789abcdef
endless-fields|1|$ok|repeat 0 X: y\r\n
endless-chunks|1|${ok}Transfer-Encoding: chunked\r\n\r\n|repeat 0 1\r\nx\r\n
interim|1|repeat 0 HTTP/1.1 100 Continue\r\n\r\n
ten-gigabytes|1|${ok}Content-Length: 10737418240\r\n\r\n|repeat 0 0123456789abcdef
bomb|1|${ok}Content-Encoding: gzip\r\n\r\n|repeat 0 \x1f\x8b\x08
bomb-in-chunks|1|${ok}Transfer-Encoding: gzip, chunked\r\n\r\n3\r\n\x1f\x8b\x08\r\n0\r\n\r\n
portal|1|${ok}Content-Type: text/plain\r\n\r\n<!doctype html>Log in
circle|6|send HTTP/1.1 302 Found\r\nLocation: /hostile?\r\n\r\n
to-file|1|send HTTP/1.1 302 Found\r\nLocation: file:///etc/ssl/certs/ca-certificates.crt\r\n\r\n
to-ldap|1|send HTTP/1.1 302 Found\r\nLocation: ldap://127.0.0.1/\r\n\r\n
partial|1|send HTTP/1.1 206 Partial Content\r\n\r\n0
login|1|send HTTP/1.1 401 Who\r\nWWW-Authenticate: Basic realm=x\r\n\r\n|repeat 0 x
busy|1|send HTTP/1.1 503 Busy\r\nRetry-After: 0\r\n\r\n
switching|1|send HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n|hang
short|1|${ok}Content-Length: 99\r\n\r\n0
reset|1|${ok}Content-Length: 99\r\n\r\n|reset
empty|1|${ok}Content-Length: 0\r\n\r\n
silent|1|hang
slow|1|${ok}Content-Length: 999\r\n\r\n|drip 30 $(printf '%0300d' 0)
escapes|1|${ok}Content-Length: 9\r\n\r\n\x1b[2J\x1b]0;\x07\xff
zeros|1|${ok}Content-Length: 65536\r\n\r\n|repeat 65536 \x00
nested|1|${ok}Content-Length: 65536\r\n\r\n|repeat 16384 \x30\x84\xff\xff
pem-flood|1|${ok}\r\n|repeat 3000 -----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n
crl-flood|1|${ok}\r\n|repeat 3000 -----BEGIN X509 CRL-----\nMAA=\n-----END X509 CRL-----\n
END
}

# harmless CERTIFICATE EXIT REASON OPTION...: whatever the server answers, the verdict is there, with
# this exit code and this reason as JSON; the number of requests is right; nothing is kept.
harmless() {
    local cert=$1 exit=$2 reason=$3 name requests script began
    shift 3
    while IFS='|' read -r name requests script; do
        tr '|' '\n' <<<"$script" >www/hostile
        rm -rf www/log "$XDG_CACHE_HOME"
        began=$SECONDS
        echo "$name"
        t verify --roots root.pem --fetch-private --timeout 2 --json "$@" "$cert.pem"
        exits "$exit"
        json .reason "$reason"
        [ $((SECONDS - began)) -le 60 ] || show_all "it took too long"
        [ "$(grep -cE '^(GET|POST) ' www/log)" -eq "$requests" ] || show_all "$(cat www/log)"
        [ -z "$(find "$XDG_CACHE_HOME" -type f)" ] || show_all 'something was kept'
    done <answers
}

@test "verify --aia: no answer changes what is wrong" {
    harmless hostile-aia 1 '"unknown-issuer"' --aia
}

@test "verify --fetch-ocsp: no answer is a good one" {
    harmless hostile-ocsp 1 '"revocation-unknown"' --fetch-ocsp --revocation hard
}

@test "verify --fetch-ocsp: no answer is a revocation" {
    harmless hostile-ocsp 0 null --fetch-ocsp --revocation soft
}

@test "verify --fetch-crl: no answer is a good one" {
    harmless hostile-crl 1 '"revocation-unknown"' --fetch-crl --revocation hard
}

@test "verify --fetch-crl: no answer is a revocation" {
    harmless hostile-crl 0 null --fetch-crl --revocation soft
}

@test "verify --fetch: an OCSP response about another certificate, or by another CA, says nothing" {
    local made serial
    for made in other:root:root hostile-ocsp:sub:sub; do
        IFS=: read -r about issuer signer <<<"$made"
        serial=$(openssl x509 -in "$about.pem" -noout -serial | cut -d = -f 2)
        printf 'V\t300101000000Z\t\t%s\tunknown\t/CN=x\n' "$serial" >index
        openssl ocsp -issuer "$issuer.pem" -serial "0x$serial" -reqout request -no_nonce
        openssl ocsp -index index -CA "$issuer.pem" -rsigner "$signer.pem" -rkey "$signer.key" \
            -reqin request -respout www/hostile.body -ndays 1
        openssl ocsp -respin www/hostile.body -noverify -resp_text | grep -q "Cert Status: good"
        printf 'send HTTP/1.1 200 OK\\r\\n\\r\\n\nfile hostile.body\n' >www/hostile
        t verify --roots root.pem --fetch-private --fetch-ocsp --revocation hard hostile-ocsp.pem
        exits 1
        out_has 'revocation-unknown'
        [ -z "$(find "$XDG_CACHE_HOME" -type f)" ]
    done
}

@test "verify --fetch-crl: a list of another CA, and a list under the name of an issuer" {
    cp stray.crl www/hostile.body
    printf 'send HTTP/1.1 200 OK\\r\\n\\r\\n\nfile hostile.body\n' >www/hostile
    t verify --roots root.pem --fetch-private --aia hostile-aia.pem
    exits 1
    cp sub.crl www/hostile.body
    t verify --roots root.pem --fetch-private --fetch-crl --revocation hard hostile-crl.pem
    exits 1
    out_has 'revocation-unknown'
    [ -z "$(find "$XDG_CACHE_HOME" -type f)" ]
}

@test "verify --fetch: 1,000 URLs of each kind in a certificate cost few requests" {
    local aia=authorityInfoAccess= points=crlDistributionPoints= i
    for i in {1..1000}; do
        aia+="caIssuers;URI:$at/i$i,OCSP;URI:$at/o$i?,"
        points+="URI:$at/c$i,"
    done
    issue flood root flood.example.org "${aia%,}" "${points%,}"
    t verify --roots root.pem --fetch-private --fetch --revocation hard --json flood.pem
    exits 1
    json .reason '"revocation-unknown"'
    asked 0 '^GET /i'
    [ "$(grep -cE '^(GET|POST) ' www/log)" -le 16 ] || show_all "$(cat www/log)"
    issue flood2 sub flood2.example.org "${aia%,}" "${points%,}"
    rm www/log
    t verify --roots root.pem --fetch-private --fetch --json flood2.pem
    exits 1
    json .reason '"unknown-issuer"'
    asked 8 '^GET /i'
    asked 8 '^(GET|POST) '
}

@test "verify --aia: a circle of 50 CAs, and 50 CAs with the same name and other keys" {
    local i next
    openssl ecparam -name prime256v1 -genkey -noout -out ring.key
    for i in {0..49}; do
        ln -sf ring.key "ring$i.key"
        openssl req -x509 -key ring.key -subj "/CN=ring$i" -days 9 -out "ring$i.pem"
    done
    for i in {0..49}; do
        next=$(((i + 1) % 50))
        issue "ring$i" "ring$next" CA "authorityInfoAccess=caIssuers;URI:$at/ring$next"
        serve "ring$i" "ring$i.pem" DER
    done
    issue in-ring ring0 ring.example.org "authorityInfoAccess=caIssuers;URI:$at/ring0"
    t verify --roots root.pem --fetch-private --aia --json in-ring.pem
    exits 1
    [ "$(grep -c '^GET ' www/log)" -le 4 ] || show_all "$(cat www/log)"
    # All of them at once: each round may ask for the issuers of one path.
    cat ring{0..49}.pem >all.pem
    serve ring0 all.pem
    rm www/log
    t verify --roots root.pem --fetch-private --aia --json in-ring.pem
    [ "$status" -eq 1 ] || exits 6 # the search is bounded
    [ "$(grep -c '^GET ' www/log)" -le 64 ] || show_all "$(cat www/log)"
}

@test "verify --fetch: what is private is not reached, in whatever form a certificate has it" {
    local port=${at##*:} n=0 urls=() url
    for url in "http://127.0.0.1:$port/" http://127.0.0.1/ http://localhost/ http://a.localhost/ \
        'http://[::1]/' 'http://[::ffff:7f00:1]/' 'http://[64:ff9b::7f00:1]/' http://0.0.0.0/ \
        http://169.254.169.254/latest/ http://10.0.0.1/ 'http://[fe80::1]/' "https://localhost:$port/" \
        https://127.0.0.1/ http://2130706433/ "http://a@127.0.0.1:$port/" "HTTP://LOCALHOST.:$port/"; do
        n=$((n + 1))
        issue "inside$n" sub inside.example.org "authorityInfoAccess=caIssuers;URI:$url"
        t verify --roots root.pem --aia "inside$n.pem"
        exits 1
        out_has 'unknown-issuer'
    done
    [ ! -e www/log ] || show_all "$(cat www/log)"
}

@test "verify --fetch-crl: a list of 100,000 entries" {
    awk 'BEGIN { for (i = 1; i <= 100000; i++)
        printf "R\t300101000000Z\t260101000000Z\t%030X\tunknown\t/CN=x\n", i }' >large.index
    echo 01 >large.number
    printf '[ca]\ndefault_ca=d\n[d]\ndatabase=large.index\ncrlnumber=large.number\ndefault_md=sha256\n' \
        >large.cnf
    echo unique_subject=no >large.index.attr
    openssl ca -config large.cnf -cert root.pem -keyfile root.key -gencrl -crldays 3 \
        -out large.pem 2>openssl.err
    openssl crl -in large.pem -outform DER -out www/hostile.body
    [ "$(wc -c <www/hostile.body)" -gt 2000000 ]
    printf 'send HTTP/1.1 200 OK\\r\\n\\r\\n\nfile hostile.body\n' >www/hostile
    t verify --roots root.pem --fetch-private --fetch-crl --revocation hard --json hostile-crl.pem
    exits 0
    json '[.revocation[].status]' '["good"]'
    asked 1 '^GET '
    t verify --roots root.pem --fetch-private --fetch-crl --revocation hard hostile-crl.pem
    exits 0
    asked 1 '^GET '
    # Damaged in the cache, it is fetched again.
    find "$XDG_CACHE_HOME" -type f -exec truncate -s 1M {} +
    t verify --roots root.pem --fetch-private --fetch-crl --revocation hard hostile-crl.pem
    exits 0
    asked 2 '^GET '
}

@test "verify --aia: twenty at a time with one cache" {
    issue many sub many.example.org "authorityInfoAccess=caIssuers;URI:$at/good"
    serve good sub.pem DER
    local i pids=()
    for i in {1..20}; do
        timeout 60 "$TLSBOX" verify --roots root.pem --fetch-private --aia many.pem >"$out.$i" 2>&1 &
        pids+=($!)
    done
    for i in "${pids[@]}"; do
        wait "$i"
    done
    [ "$(find "$XDG_CACHE_HOME" -type f | wc -l)" -eq 1 ]
}

@test "handshake --aia: a silent server of issuers does not hold up the verdict for long" {
    printf 'hang\n' >www/hostile
    free_port
    openssl s_server -accept "127.0.0.1:$port" -cert hostile-aia.pem -key hostile-aia.key \
        >s_server.log 2>&1 < <(exec sleep 60 3>&-) 3>&- &
    servers+=($!)
    await listening "$port"
    local began=$SECONDS
    t handshake --roots root.pem --aia --fetch-private --timeout 3 \
        --host aia.example.org "127.0.0.1:$port"
    [ $((SECONDS - began)) -le 60 ] || show_all 'it took too long'
    exits 1
    out_has 'unknown-issuer'
}
