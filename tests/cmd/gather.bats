#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What verify and handshake fetch for a verdict: issuers, OCSP responses and CRLs, from a server that
# follows scripts (tests/fetch/httpd.c) and from OpenSSL's responder.
load kit
load servers
load fetching

setup_file() {
    start_httpd
    issue leaf-sub sub leaf.example.org "authorityInfoAccess=caIssuers;URI:$at/sub"
    serve sub sub.pem DER
}

@test "verify --aia: the issuer is fetched, from a private address only when asked to" {
    t verify --roots root.pem leaf-sub.pem
    exits 1
    t verify --roots root.pem --aia leaf-sub.pem
    exits 1
    err_has "$at/sub: not fetched: .*(private|port).* \(--fetch-private allows it\)"
    [ ! -e www/log ]
    t verify --roots root.pem --aia --fetch-private leaf-sub.pem
    exits 0
    err_lines 0
    asked 1 '^GET /sub '
}

@test "verify --aia: two issuers one after the other, and the second run has them from the cache" {
    issue sub2 sub CA "authorityInfoAccess=caIssuers;URI:$at/sub"
    issue leaf2 sub2 two.example.org "authorityInfoAccess=caIssuers;URI:$at/sub2"
    serve sub2 sub2.pem DER
    t verify --roots root.pem --aia --fetch-private --json leaf2.pem
    exits 0
    json '[.chain[].source]' '["leaf","fetched","fetched","anchor"]'
    json '.chain[1].origin' "\"$at/sub2\""
    asked 2 '^GET '
    t verify --roots root.pem --aia --fetch-private leaf2.pem
    exits 0
    asked 2 '^GET '
    t verify --roots root.pem --aia --fetch-private --no-cache leaf2.pem
    exits 0
    asked 4 '^GET '
}

@test "verify --aia: a circle of issuers ends, and each URL is fetched once" {
    openssl ecparam -name prime256v1 -genkey -noout -out x.key
    openssl ecparam -name prime256v1 -genkey -noout -out y.key
    openssl req -x509 -key x.key -subj /CN=x -out x.pem -days 9
    openssl req -x509 -key y.key -subj /CN=y -out y.pem -days 9
    issue x y CA "authorityInfoAccess=caIssuers;URI:$at/y"
    issue y x CA "authorityInfoAccess=caIssuers;URI:$at/x"
    issue leaf-x x x.example.org "authorityInfoAccess=caIssuers;URI:$at/x"
    serve x x.pem DER
    serve y y.pem DER
    t verify --roots root.pem --aia --fetch-private leaf-x.pem
    exits 1
    out_has 'unknown-issuer'
    asked 1 '^GET /x '
    asked 1 '^GET /y '
}

@test "chain --aia: fetched and kept as by verify" {
    t chain --roots root.pem --aia leaf-sub.pem
    exits 1
    err_has "$at/sub: not fetched: .*(private|port)"
    [ ! -e www/log ]
    for _ in 1 2; do
        t chain --roots root.pem --aia --fetch-private --json leaf-sub.pem
        exits 1
        json '[.wanted[].source]' '["input","fetched"]'
        asked 1 '^GET /sub '
    done
    t verify --roots root.pem --aia --fetch-private leaf-sub.pem
    exits 0
    asked 1 '^GET /sub '
    t chain --roots root.pem --aia --fetch-private leaf-x.pem
    exits 1
    out_has 'unknown-issuer'
    err_has "$at/y: fetched: no path to a trust anchor was found with it"
    asked 1 '^GET /x '
    asked 1 '^GET /y '
}

@test "--aia: a circle of fifty CAs does not turn an unknown issuer into a limit" {
    local i up
    cp x.key r0.key
    openssl req -x509 -key r0.key -subj /CN=r50 -out r0.pem -days 9
    for i in {1..50}; do
        up=$((i - 1))
        cp x.key "r$i.key"
        issue "r$i" "r$up" CA "authorityInfoAccess=caIssuers;URI:$at/r$up"
        serve "r$i" "r$i.pem" DER
        cat "r$i.pem" >>circle.pem
    done
    # r1 was issued by r50, in name and key.
    issue leaf-r r50 r.example.org "authorityInfoAccess=caIssuers;URI:$at/r50"
    for command in verify chain; do
        rm -f www/log
        t $command --roots root.pem --aia --fetch-private --no-cache leaf-r.pem
        exits 1
        out_has 'unknown-issuer'
        err_has "$at/r50: fetched: no path to a trust anchor was found with it"
        asked 4 '^GET /r'
    done
    openssl crl2pkcs7 -nocrl -certfile circle.pem -outform DER -out circle.p7c
    serve r50 circle.p7c
    for command in verify chain; do
        t $command --roots root.pem --aia --fetch-private --no-cache leaf-r.pem
        exits 1
        out_has 'unknown-issuer'
        err_has "$at/r50: fetched: left out, because a path would take more work than is allowed"
    done
}

@test "verify --aia: PKCS#7 with many certificates, PEM, and what is none" {
    for i in {1..30}; do
        cat root.pem x.pem
    done >many.pem
    cat sub.pem >>many.pem
    openssl crl2pkcs7 -nocrl -certfile many.pem -outform DER -out many.p7c
    serve many many.p7c
    issue leaf-many sub many.example.org "authorityInfoAccess=caIssuers;URI:$at/many"
    t verify --roots root.pem --aia --fetch-private leaf-many.pem
    exits 0
    issue leaf-pem sub pem.example.org "authorityInfoAccess=caIssuers;URI:$at/pem"
    serve pem sub.pem
    t verify --roots root.pem --aia --fetch-private leaf-pem.pem
    exits 0
    issue leaf-none sub none.example.org "authorityInfoAccess=caIssuers;URI:$at/none"
    serve none root.key
    t verify --roots root.pem --aia --fetch-private leaf-none.pem
    exits 1
    err_has "$at/none: not fetched: "
}

@test "verify --aia: a flood of URLs is cut off, and URLs of ldap are left out" {
    local urls="authorityInfoAccess=caIssuers;URI:ldap://127.0.0.1/a"
    for i in {1..200}; do
        urls+=",caIssuers;URI:$at/missing$i"
    done
    issue leaf-flood sub flood.example.org "$urls"
    t verify --roots root.pem --aia --fetch-private leaf-flood.pem
    exits 1
    asked 8 '^GET '
}

@test "verify --aia: an expired intermediate is replaced" {
    openssl x509 -x509toreq -in sub.pem -signkey sub.key -out sub.csr
    mkdir -p old.d
    : >old.d/index
    printf "%s\n" "[ca]" default_ca=d "[d]" database=old.d/index new_certs_dir=old.d \
        default_md=sha256 rand_serial=yes policy=any "[any]" commonName=optional >old.d/cnf
    openssl ca -batch -notext -config old.d/cnf -cert root.pem -keyfile root.key -preserveDN \
        -in sub.csr -startdate 20250101000000Z -enddate 20250201000000Z \
        -extfile <(printf "%s\n" basicConstraints=critical,CA:TRUE keyUsage=critical,keyCertSign \
            subjectKeyIdentifier=hash) -out old-sub.pem
    cat leaf-sub.pem old-sub.pem >old-chain.pem
    t verify --roots root.pem old-chain.pem
    exits 1
    out_has '\(expired\)'
    t verify --roots root.pem --aia --fetch-private old-chain.pem
    exits 0
}

# responder: OpenSSL's responder for root at $ocsp, of which a test makes certificates; "good" is
# good, "bad" revoked, and "strange" is not known to it.
responder() {
    free_port
    ocsp=http://127.0.0.1:$port/
    for name in good bad strange; do
        issue $name root $name.example.org "authorityInfoAccess=OCSP;URI:$ocsp"
    done
    {
        printf 'V\t340101000000Z\t\t%s\tunknown\t/CN=good\n' "$(serial good)"
        printf 'R\t340101000000Z\t261101000000Z,keyCompromise\t%s\tunknown\t/CN=bad\n' "$(serial bad)"
    } >ocsp.index
    openssl ocsp -port "$port" -index ocsp.index -CA root.pem -rsigner root.pem -rkey root.key \
        -ndays 2 >ocsp.log 2>&1 3>&- &
    servers+=($!)
    await listening "$port"
}

serial() {
    openssl x509 -in "$1.pem" -noout -serial | sed 's/serial=//'
}

@test "verify --fetch-ocsp: good, revoked and unknown" {
    responder
    t verify --roots root.pem --fetch-ocsp --fetch-private --json good.pem
    exits 0
    json '[.revocation[] | [.mechanism, .status, .source, .origin]]' \
        "[[\"ocsp\",\"good\",\"fetched\",\"$ocsp\"]]"
    json '.findings' '[]'
    t verify --roots root.pem --fetch-ocsp --fetch-private --revocation hard good.pem
    exits 0
    t verify --roots root.pem --fetch-ocsp --fetch-private bad.pem
    exits 1
    out_has 'revoked'
    t verify --roots root.pem --fetch-ocsp --fetch-private --json strange.pem
    exits 0
    json '.revocation[0].status' '"unknown"'
    t verify --roots root.pem --fetch-ocsp --fetch-private --revocation hard strange.pem
    exits 1
    out_has 'revocation-unknown'
}

@test "verify --fetch-ocsp: a good answer is kept, and used without the responder" {
    responder
    t verify --roots root.pem --fetch-ocsp --fetch-private --revocation hard good.pem
    exits 0
    t verify --roots root.pem --fetch-ocsp --fetch-private bad.pem
    exits 1
    kill "${servers[0]}"
    wait "${servers[0]}" 2>/dev/null || true
    t verify --roots root.pem --fetch-ocsp --fetch-private --revocation hard --json good.pem
    exits 0
    json '.revocation[0].source' '"cache"'
    sleep 1.1
    t verify --roots root.pem --fetch-ocsp --fetch-private --json good.pem
    exits 0
    json '.revocation[0] | [.source, (.age >= 1 and .age < 60)]' '["cache",true]'
    t verify --roots root.pem --fetch-ocsp --fetch-private bad.pem
    exits 1
    t verify --roots root.pem --fetch-ocsp --fetch-private --no-cache --revocation hard good.pem
    exits 1
    out_has 'revocation-unknown'
}

@test "verify --fetch-ocsp: an outage is no revocation: soft warns, hard refuses" {
    free_port
    issue down root down.example.org "authorityInfoAccess=OCSP;URI:http://127.0.0.1:$port/"
    t verify --roots root.pem --fetch-ocsp --fetch-private --json down.pem
    exits 0
    json '.revocation[0].status' '"unreachable"'
    json '[.findings[].rule]' '["REVOCATION_OUTAGE"]'
    t verify --roots root.pem --fetch-ocsp --fetch-private down.pem
    exits 0
    out_has "http://127.0.0.1:$port/"
    t verify --roots root.pem --fetch-ocsp --fetch-private --revocation hard down.pem
    exits 1
    out_has 'revocation-unknown'
}

@test "verify --fetch: a URL that tlsbox refuses is no outage, and the option that allows it is named" {
    issue inside root inside.example.org "crlDistributionPoints=URI:http://10.0.0.1/x.crl"
    t verify --roots root.pem --fetch --no-cache inside.pem
    exits 0
    out_has "because its CRL http://10.0.0.1/x.crl was not fetched: .*private"
    out_has "fix: tlsbox refused to connect, .*; --fetch-private allows it"
    out_has "; --revocation hard would refuse the certificate until there is an answer"
    out_lacks "try again"
    issue ported root ported.example.org "authorityInfoAccess=OCSP;URI:http://8.8.8.8:8080/"
    t verify --roots root.pem --fetch --no-cache --revocation hard ported.pem
    exits 1
    out_has "because its OCSP responder http://8.8.8.8:8080/ was not fetched: .*80 and 443"
    out_has "--fetch-private allows it, or use --revocation soft"
    out_lacks "try again"
}

@test "verify: without an answer the options that bring one are named, and those that may fetch it" {
    issue both root both.example.org "authorityInfoAccess=OCSP;URI:http://o.example/" \
        "crlDistributionPoints=URI:http://c.example/x.crl"
    t verify --roots root.pem --revocation soft both.pem
    exits 0
    out_has "with --crl \(from http://c.example/x.crl\), or an OCSP response with --ocsp, or use --fetch$"
    issue listed root listed.example.org "crlDistributionPoints=URI:http://c.example/x.crl"
    t verify --roots root.pem --revocation hard listed.pem
    exits 1
    out_has "\(from http://c.example/x.crl\), or use --fetch-crl, or use --revocation soft"
    out_lacks "--ocsp"
}

@test "verify --fetch-ocsp: a responder that is silent, and a body that is no response" {
    printf 'hang\n' >www/silent
    issue silent root silent.example.org "authorityInfoAccess=OCSP;URI:$at/silent"
    local began=$SECONDS
    t verify --roots root.pem --fetch-ocsp --fetch-private --timeout 2 --json silent.pem
    exits 0
    [ $((SECONDS - began)) -le 30 ]
    json '.revocation[0].status' '"unreachable"'
    t verify --roots root.pem --fetch-ocsp --fetch-private --timeout 2 --revocation hard silent.pem
    exits 1
    serve junk root.key
    issue junk root junk.example.org "authorityInfoAccess=OCSP;URI:$at/junk?"
    t verify --roots root.pem --fetch-ocsp --fetch-private --revocation hard junk.pem
    exits 1
    asked 1 '^POST /junk[?] '
    out_has 'revocation-unknown'
}

# crl_of CA NAME [LINE]...: NAME.crl of a CA, with lines of a configuration for its extensions.
crl_of() {
    local ca=$1 name=$2
    shift 2
    [ -f "$ca.index" ] || : >"$ca.index"
    [ -f "$ca.number" ] || echo 01 >"$ca.number"
    {
        printf '[ca]\ndefault_ca=d\n[d]\ndatabase=%s.index\ncrlnumber=%s.number\n' "$ca" "$ca"
        printf 'default_md=sha256\ncrl_extensions=x\n[x]\nauthorityKeyIdentifier=keyid\n'
        printf '%s\n' "$@"
    } >crl.cnf
    openssl ca -config crl.cnf -cert "$ca.pem" -keyfile "$ca.key" -gencrl -crldays 3 -out crl.tmp \
        2>openssl.err
    openssl crl -in crl.tmp -outform DER -out "$name.crl"
}

# revoke CA NAME: the next CRL of the CA has the certificate.
revoke() {
    openssl ca -config crl.cnf -cert "$1.pem" -keyfile "$1.key" -revoke "$2.pem" \
        -crl_reason keyCompromise 2>openssl.err
}

@test "verify --fetch-crl: a list of a distribution point, fetched once" {
    issue listed root listed.example.org "crlDistributionPoints=URI:$at/root.crl"
    crl_of root root
    serve root.crl root.crl
    t verify --roots root.pem --fetch-crl --fetch-private --revocation hard --json listed.pem
    exits 0
    json '[.revocation[] | [.mechanism, .status, .source]]' '[["crl","good","fetched"]]'
    t verify --roots root.pem --fetch-crl --fetch-private --revocation hard --json listed.pem
    exits 0
    json '.revocation[0] | [.source, (.age >= 0 and .age < 60)]' '["cache",true]'
    asked 1 '^GET /root.crl '
    revoke root listed
    crl_of root root
    serve root.crl root.crl
    t verify --roots root.pem --fetch-crl --fetch-private --no-cache listed.pem
    exits 1
    out_has 'revoked'
    asked 2 '^GET /root.crl '
}

@test "verify --fetch-crl: a partitioned list, whose distribution point is the certificate's" {
    issue part root part.example.org "crlDistributionPoints=URI:$at/part1.crl"
    crl_of root part1 'issuingDistributionPoint=critical,@idp' '[idp]' "fullname=URI:$at/part1.crl"
    crl_of root part2 'issuingDistributionPoint=critical,@idp' '[idp]' "fullname=URI:$at/part2.crl"
    serve part1.crl part1.crl
    t verify --roots root.pem --fetch-crl --fetch-private --revocation hard part.pem
    exits 0
    serve part1.crl part2.crl
    t verify --roots root.pem --fetch-crl --fetch-private --no-cache --revocation hard part.pem
    exits 1
    out_has 'revocation-unknown'
}

@test "verify --fetch-crl: a list of the cache that does not help is fetched again" {
    issue before root before.example.org "crlDistributionPoints=URI:$at/roll.crl"
    issue after sub after.example.org "crlDistributionPoints=URI:$at/roll.crl"
    cat after.pem sub.pem >after-chain.pem
    crl_of root before
    crl_of sub after
    serve roll.crl before.crl
    t verify --roots root.pem --fetch-crl --fetch-private --json before.pem
    exits 0
    json '.revocation[0].status' '"good"'
    serve roll.crl after.crl
    t verify --roots root.pem --fetch-crl --fetch-private --json after-chain.pem
    exits 0
    json '[.revocation[] | select(.cert == 0) | [.status, .source]]' '[["good","fetched"]]'
    asked 2 '^GET /roll.crl '
}

@test "verify --fetch-crl: a second place of a list, after the first has failed" {
    issue spare root spare.example.org 'crlDistributionPoints=p' '[p]' \
        "fullname=URI:ldap://127.0.0.1/x,URI:$at/gone.crl,URI:$at/spare.crl"
    crl_of root spare
    serve spare.crl spare.crl
    t verify --roots root.pem --fetch-crl --fetch-private --revocation hard --json spare.pem
    exits 0
    json '[.revocation[].status]' '["good","unreachable"]'
    asked 1 '^GET /gone.crl '
}

@test "verify --fetch-crl: a delta CRL of the certificate's freshestCRL revokes" {
    issue delta root delta.example.org "crlDistributionPoints=URI:$at/base.crl" \
        "freshestCRL=URI:$at/delta.crl"
    echo 10 >root.number
    crl_of root base
    serve base.crl base.crl
    t verify --roots root.pem --fetch-crl --fetch-private --no-cache --revocation hard delta.pem
    exits 0
    asked 1 '^GET /base.crl '
    asked 1 '^GET /delta.crl '
    revoke root delta
    echo 11 >root.number
    crl_of root delta '2.5.29.27=critical,DER:02:01:10'
    serve delta.crl delta.crl
    t verify --roots root.pem --fetch-crl --fetch-private --no-cache delta.pem
    exits 1
    out_has 'revoked'
}

@test "verify --fetch-crl: a delta CRL is kept with its complete one" {
    issue fresh root fresh.example.org "crlDistributionPoints=URI:$at/full.crl" \
        "freshestCRL=URI:$at/fresh.crl"
    echo 20 >root.number
    crl_of root full
    serve full.crl full.crl
    echo 21 >root.number
    crl_of root fresh '2.5.29.27=critical,DER:02:01:20'
    serve fresh.crl fresh.crl
    for _ in 1 2 3; do
        t verify --roots root.pem --fetch-crl --fetch-private --revocation hard fresh.pem
        exits 0
    done
    asked 1 '^GET /full.crl '
    asked 1 '^GET /fresh.crl '
    # A delta that revokes, likewise.
    revoke root fresh
    echo 22 >root.number
    crl_of root fresh '2.5.29.27=critical,DER:02:01:20'
    serve fresh.crl fresh.crl
    rm -rf "$XDG_CACHE_HOME" www/log
    for _ in 1 2; do
        t verify --roots root.pem --fetch-crl --fetch-private fresh.pem
        exits 1
        out_has 'revoked'
    done
    asked 1 '^GET /full.crl '
    asked 1 '^GET /fresh.crl '
}

@test "verify --fetch: OCSP first, and the CRL if the responder fails" {
    free_port
    issue both root both.example.org "authorityInfoAccess=OCSP;URI:http://127.0.0.1:$port/" \
        "crlDistributionPoints=URI:$at/both.crl"
    crl_of root both
    serve both.crl both.crl
    t verify --roots root.pem --fetch --fetch-private --revocation hard --json both.pem
    exits 0
    json '[.revocation[] | [.mechanism, .status]] | sort' '[["crl","good"],["ocsp","unreachable"]]'
    printf 'V\t340101000000Z\t\t%s\tunknown\t/CN=both\n' "$(serial both)" >ocsp.index
    openssl ocsp -port "$port" -index ocsp.index -CA root.pem -rsigner root.pem -rkey root.key \
        -ndays 2 >ocsp.log 2>&1 3>&- &
    servers+=($!)
    await listening "$port"
    t verify --roots root.pem --fetch --fetch-private --no-cache --revocation hard --json both.pem
    exits 0
    asked 1 '^GET /both.crl '
}

@test "verify --fetch-crl: no private address without --fetch-private, also not by redirects" {
    issue private root private.example.org "crlDistributionPoints=URI:http://127.0.0.1/x.crl"
    t verify --roots root.pem --fetch-crl --json private.pem
    exits 0
    json '.revocation[0].status' '"unreachable"'
    issue named root named.example.org "crlDistributionPoints=URI:http://localhost/x.crl"
    t verify --roots root.pem --fetch-crl --json named.pem
    exits 0
    json '.revocation[0].status' '"unreachable"'
    [ ! -e www/log ]
}

@test "options of fetching that do not fit" {
    t verify --roots root.pem --fetch-private leaf-sub.pem
    exits 2
    err_has 'fetch-private and --no-cache go with'
    t verify --roots root.pem --fetch --revocation off leaf-sub.pem
    exits 2
    err_has 'revocation off'
    t verify --roots root.pem --batch --fetch leaf-sub.pem
    exits 2
    err_has 'fetch does not go with --batch'
    t handshake --no-cache example.org
    exits 2
}

# handshakes VERSION: a server with "good" and one with "bad"; the status is fetched while it waits.
handshakes() {
    responder
    free_port
    for name in good bad; do
        openssl s_server -accept "127.0.0.1:$port" -cert $name.pem -key $name.key >s_server.log 2>&1 \
            < <(exec sleep 60 3>&-) 3>&- &
        servers+=($!)
        await listening "$port"
        if [ $name = good ]; then
            t handshake --tls "$1" --roots root.pem --host good.example.org --fetch-ocsp \
                --fetch-private --revocation hard --json "127.0.0.1:$port"
            exits 0
            json '.revocation[0].status' '"good"'
            t handshake --tls "$1" --roots root.pem --host good.example.org --fetch-ocsp \
                --fetch-private --revocation hard --resume "127.0.0.1:$port"
            exits 0
            out_has 'esum'
        else
            t handshake --tls "$1" --roots root.pem --host bad.example.org --fetch-ocsp \
                --fetch-private "127.0.0.1:$port"
            exits 1
            out_has 'revoked'
        fi
        kill "${servers[-1]}"
        wait "${servers[-1]}" 2>/dev/null || true
    done
}

@test "handshake --fetch-ocsp: TLS 1.3 waits for the status" {
    handshakes 1.3
}

@test "handshake --fetch-ocsp: TLS 1.2 waits for the status" {
    handshakes 1.2
}

@test "handshake --fetch: a silent responder leaves time for the verdict" {
    printf 'hang\n' >www/mute
    issue mute root mute.example.org "authorityInfoAccess=OCSP;URI:$at/mute"
    free_port
    openssl s_server -accept "127.0.0.1:$port" -cert mute.pem -key mute.key >s_server.log 2>&1 \
        < <(exec sleep 60 3>&-) 3>&- &
    servers+=($!)
    await listening "$port"
    t handshake --roots root.pem --host mute.example.org --fetch --fetch-private --timeout 3 --json \
        "127.0.0.1:$port"
    exits 0
    json '.revocation[0].status' '"unreachable"'
    t handshake --roots root.pem --host mute.example.org --fetch --fetch-private --timeout 3 \
        --revocation hard "127.0.0.1:$port"
    exits 1
    out_has 'revocation-unknown'
}

@test "handshake --aia: a server that sends no intermediate" {
    free_port
    openssl s_server -accept "127.0.0.1:$port" -cert leaf-sub.pem -key leaf-sub.key >s_server.log \
        2>&1 < <(exec sleep 60 3>&-) 3>&- &
    servers+=($!)
    await listening "$port"
    t handshake --roots root.pem --host leaf.example.org "127.0.0.1:$port"
    exits 1
    t handshake --roots root.pem --host leaf.example.org --aia --fetch-private "127.0.0.1:$port"
    exits 0
}

@test "handshake --fetch-ocsp: a good staple is enough, and the responder is not asked" {
    responder
    openssl ocsp -issuer root.pem -cert good.pem -url "$ocsp" -respout good.ocsp -noverify \
        -no_nonce >openssl.err 2>&1
    kill "${servers[0]}"
    wait "${servers[0]}" 2>/dev/null || true
    free_port
    openssl s_server -accept "127.0.0.1:$port" -cert good.pem -key good.key -status_file good.ocsp \
        >s_server.log 2>&1 < <(exec sleep 60 3>&-) 3>&- &
    servers+=($!)
    await listening "$port"
    t handshake --roots root.pem --host good.example.org --fetch-ocsp --fetch-private \
        --revocation hard --json "127.0.0.1:$port"
    exits 0
    json '[.revocation[] | [.status, .source]]' '[["good","staple"]]'
}

@test "handshake --all-addresses --fetch: each address has its verdict" {
    free_port
    openssl s_server -accept "127.0.0.1:$port" -cert leaf-sub.pem -key leaf-sub.key >s_server.log \
        2>&1 < <(exec sleep 60 3>&-) 3>&- &
    servers+=($!)
    await listening "$port"
    t handshake --all-addresses --roots root.pem --host leaf.example.org --fetch --fetch-private \
        --json "127.0.0.1:$port"
    exits 0
    json '[.chain[].source]' '["leaf","fetched","anchor"]'
}

@test "handshake --aia: an issuer that cannot be had is said, and the server is refused" {
    printf 'hang\n' >www/lost
    issue leaf-lost sub lost.example.org "authorityInfoAccess=caIssuers;URI:$at/lost"
    free_port
    openssl s_server -accept "127.0.0.1:$port" -cert leaf-lost.pem -key leaf-lost.key \
        >s_server.log 2>&1 < <(exec sleep 60 3>&-) 3>&- &
    servers+=($!)
    await listening "$port"
    t handshake --roots root.pem --host lost.example.org --aia --fetch-private --timeout 2 \
        "127.0.0.1:$port"
    exits 1
    out_has 'unknown-issuer'
    err_has "$at/lost: not fetched: "
}

@test "verify --aia: a chain that never ends is left after four rounds" {
    local issuer=root
    for i in 1 2 3 4 5 6; do
        issue "deep$i" "$issuer" CA "authorityInfoAccess=caIssuers;URI:$at/deep$((i - 1))"
        serve "deep$i" "deep$i.pem" DER
        issuer=deep$i
    done
    issue leaf-deep deep6 deep.example.org "authorityInfoAccess=caIssuers;URI:$at/deep6"
    t verify --roots root.pem --aia --fetch-private leaf-deep.pem
    exits 1
    out_has 'unknown-issuer'
    asked 4 '^GET /deep'
}
