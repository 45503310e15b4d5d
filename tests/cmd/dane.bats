#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# TLSA records: given ones, and those that a name server has, validated with a root key of our own.
load kit
load servers
load dane

setup_file() {
    cd "$PKI" || return
    [ -f dane-root.key ] || make_zones >dane.log 2>&1 || { cat dane.log && return 1; }
}

# live ARGUMENT...: with the records of the name server.
live() {
    t "$@" --dane dns --dane-anchor dane-root.key --dane-resolver "127.0.0.1:$dns"
}

# at PORT [OPTION...]: a handshake with the server, whose records are those of another port.
at() {
    local number=$1
    shift
    live handshake --json --roots "${roots-root.pem}" --connect "127.0.0.1:$port" \
        "www.example.org:$number" "$@"
}

@test "each usage is fulfilled by a server with that chain" {
    local usage
    name_server
    s_server
    for usage in 0 1 2 3; do
        at "800$usage"
        exits 0
        json '[.reason, .dane.status, .dane.records, .dane.fulfilled[0:1]]' \
            "[null,\"secure\",1,\"$usage\"]"
    done
}

@test "without a public CA only the usages of DANE are fulfilled" {
    name_server
    s_server
    roots=other.pem
    for usage in 2 3; do
        at "800$usage"
        exits 0
        json .reason null
    done
    for usage in 0 1; do
        at "800$usage"
        exits 1
        json .reason '"unknown-issuer"'
    done
}

@test "a record that fits nothing is refused, and one of several that fits is enough" {
    name_server
    s_server
    at 8004
    exits 1
    json '[.reason, .findings[0].rule]' '["dane-mismatch","DANE_MISMATCH"]'
    at 8007
    exits 0
    json .dane.records 2
}

@test "a validated denial and records that are not usable leave the chain to the CAs" {
    name_server
    s_server
    at 8005
    exits 0
    json '[.dane.status, .dane.records, (.findings[] | select(.code == "dane-mismatch").rule)]' \
        '["secure",0,"DANE_ABSENT"]'
    at 8006
    exits 0
    json '[.findings[] | select(.code == "dane-mismatch").rule]' '["DANE_UNUSABLE"]'
    roots=other.pem
    at 8005
    exits 1
    json .reason '"unknown-issuer"'
}

# mail_relay: SMTP at $port, in front of the last s_server, for one connection.
mail_relay() {
    tls=${tls-$port}
    relay '220 mail ESMTP|\n250-mail|250 STARTTLS|\n220 go ahead|\n' "$tls"
}

@test "SMTP: the usages of public CAs are not usable, also in given records" {
    name_server
    s_server
    mail_relay
    at 8003 --starttls smtp
    exits 0
    json .dane.fulfilled[0:1] '"3"'
    mail_relay
    at 8001 --starttls smtp
    exits 0
    json '[.findings[] | select(.code == "dane-mismatch").rule]' '["DANE_UNUSABLE"]'
    mail_relay
    t handshake --json --roots root.pem --connect "127.0.0.1:$port" --starttls smtp \
        --dane "1 0 1 $(digest 0 leaf.pem)" www.example.org
    exits 0
    json '[.findings[] | select(.code == "dane-mismatch").rule]' '["DANE_UNUSABLE"]'
}

@test "verify: the records of the host at port 443" {
    name_server
    live verify --roots other.pem --host www.example.org --json chain.pem
    exits 0
    json '[.dane.status, .dane.base, .dane.fulfilled[0:5]]' '["secure",null,"3 1 1"]'
    live verify --roots other.pem --host www.example.org chain.pem
    out_has "issuers and revocation do not"
    live verify --roots root.pem --host www.example.org self.pem
    exits 1
    out_has 'dane-mismatch'
}

@test "an alias: the records of the name that it leads to come first" {
    name_server
    live verify --roots root.pem --host alias.example.org --json chain.pem
    exits 0
    json '[.dane.base, .dane.records]' '["www.example.org",1]'
    live verify --roots root.pem --host away.example.org --json chain.pem
    exits 0
    json '[.dane.base, .dane.records]' '[null,1]'
    s_server
    live handshake --json --roots root.pem --connect "127.0.0.1:$port" alias.example.org:8002
    exits 0
    json '[.dane.base, .dane.fulfilled[0:1], .sni]' '["www.example.org","2","www.example.org"]'
    live handshake --json --roots root.pem --connect "127.0.0.1:$port" www.example.org:8008
    exits 0
    json .dane.fulfilled[0:1] '"3"'
}

@test "a zone that is not signed proves nothing: a warning, and the CAs decide" {
    name_server
    live verify --roots root.pem --host www.unsigned.example.org --json chain.pem
    exits 1
    json '[.reason, .dane.status, .dane.records]' '["host-mismatch","insecure",0]'
    json '[.findings[] | select(.rule == "DANE_INSECURE").severity]' '["warning"]'
}

@test "a forged record and an expired signature are refused, and said why" {
    local zone
    name_server
    for zone in forged expired; do
        live verify --roots root.pem --host "www.$zone.example.org" --json chain.pem
        exits 1
        json '[.reason, .dane.status]' '["dane-mismatch","bogus"]'
    done
    live verify --roots root.pem --host www.expired.example.org chain.pem
    exits 1
    out_has 'fail DNSSEC validation: .*'
    tr '\n' ' ' <"$out" | tr -s ' ' | grep -q 'signature expired'
}

@test "another key than the one that is trusted validates nothing" {
    name_server
    sed 's/\(257 3 13 \).*/\1AAAA/' dane-root.key >dane-wrong.key
    ldns-keygen -a ECDSAP256SHA256 -k . >dane-other
    t verify --roots root.pem --dane dns --dane-anchor "$(cat dane-other).key" \
        --dane-resolver "127.0.0.1:$dns" --host www.example.org --json chain.pem
    exits 1
    json '[.reason, .dane.status]' '["dane-mismatch","bogus"]'
}

@test "a name server that is silent: refused, and the server still has its time" {
    name_server
    s_server
    kill -STOP -- "-${servers[0]}"
    SECONDS=0
    at 8003 --timeout 8
    kill -CONT -- "-${servers[0]}"
    exits 1
    [ "$SECONDS" -le 40 ]
    json '[.reason, .dane.status, .findings[0].rule]' '["dane-mismatch","unknown","DANE_UNKNOWN"]'
    json '.version' '"TLS 1.3"'
}

@test "a name server whose answers are garbage: refused" {
    local kind
    free_port
    dns=$port
    for kind in 'Buffer.from("nonsense")' 'Buffer.concat([q.subarray(0,2),Buffer.alloc(700,255)])' \
        '(q[2]|=128,q)' '(q[2]|=128,q[3]=5,q)' 'q.subarray(0,12)' 'Buffer.alloc(0)'; do
        node -e "const s=require('dgram').createSocket('udp4');
            s.on('message',(q,from)=>s.send($kind,from.port,from.address));
            s.bind($dns,'127.0.0.1',()=>console.log('up'))" >"$BATS_TEST_TMPDIR/up" 3>&- &
        servers+=($!)
        await grep -q up "$BATS_TEST_TMPDIR/up"
        live verify --timeout 4 --roots root.pem --host www.example.org --json chain.pem
        exits 1
        json '[.reason, .dane.status != "secure", .dane.status != "insecure"]' \
            '["dane-mismatch",true,true]'
        kill "${servers[-1]}"
        wait "${servers[-1]}" || :
        : >"$BATS_TEST_TMPDIR/up"
    done
}

@test "a root key that is missing or is none: exit 3, one line" {
    t verify --roots root.pem --host www.example.org --dane dns --dane-anchor no.key chain.pem
    exits 3
    err_lines 1
    err_has 'no.key.*\[unreadable\]'
    t handshake --dane dns --dane-anchor root.pem --connect 127.0.0.1:1 www.example.org
    exits 3
    err_lines 1
    err_has 'root.pem: no key of DNSSEC .*\[undecodable\]'
    echo '. IN DNSKEY 257 3 13 x ;;state=1 [ ADDPEND ]' >dane-pending.key
    t verify --roots root.pem --host www.example.org --dane dns --dane-anchor dane-pending.key \
        chain.pem
    exits 3
}

@test "--dane dns goes with a name, with verify and handshake, and with no other record" {
    t verify --dane dns chain.pem
    exits 2
    t verify --dane dns --host 192.0.2.1 chain.pem
    exits 2
    t handshake --dane dns 192.0.2.1
    exits 2
    t verify --dane dns --dane '3 1 1 00' --host www.example.org chain.pem
    exits 2
    t verify --dane-anchor dane-root.key --host www.example.org chain.pem
    exits 2
    t verify --dane dns --dane-resolver ns.example.org --host www.example.org chain.pem
    exits 2
    t verify --batch --dane dns --host www.example.org /dev/null
    exits 2
    t chain --dane dns chain.pem
    exits 2
    t serve --client-auth request --dane dns 0
    exits 2
    t scan --dane dns www.example.org
    exits 2
    # Only the help of commands that can look records up has the word.
    for command in chain serve decode scan; do
        t $command --help
        out_has '\-\-dane RECORD\|FILE +Judge'
    done
    for command in verify handshake; do
        t $command --help
        out_has '\-\-dane RECORD\|FILE\|dns'
    done
}

@test "chain prints the warnings of the verdict: a TLSA record that is not usable" {
    t chain --roots root.pem --dane '2 9 9 00' chain.pem
    exits 0
    out_has '! .*TLSA'
    t chain --roots root.pem --dane "3 1 1 $(digest 1 leaf.pem)" chain.pem
    exits 0
    out_lacks '! '
}

@test "nothing but --dane dns starts the program that asks" {
    cp "$TLSBOX" "$BATS_TEST_TMPDIR/tlsbox"
    printf '#!/bin/sh\ntouch "%s/asked"\n' "$BATS_TEST_TMPDIR" >"$BATS_TEST_TMPDIR/tlsbox-dnssec"
    chmod +x "$BATS_TEST_TMPDIR/tlsbox-dnssec"
    local TLSBOX=$BATS_TEST_TMPDIR/tlsbox
    t verify --roots root.pem --host www.example.org chain.pem
    exits 0
    t verify --roots root.pem --dane "3 1 1 $(digest 1 leaf.pem)" chain.pem
    exits 0
    [ ! -e "$BATS_TEST_TMPDIR/asked" ]
    t verify --roots root.pem --dane dns --dane-anchor dane-root.key --host www.example.org \
        --json chain.pem
    exits 1
    json .dane.status '"unknown"'
    [ -e "$BATS_TEST_TMPDIR/asked" ]
}

@test "a record of usage 2 whose CA was not sent: the advice is to send it" {
    local record
    record="2 0 1 $(digest 0 root.pem)"
    t verify --roots root.pem --dane "$record" chain.pem
    exits 1
    tr '\n' ' ' <"$out" | tr -s ' ' | grep -q 'a record of usage 2 needs the CA certificate .*RFC 7671 5\.2\.2'
    cat chain.pem root.pem >dane-whole.pem
    t verify --roots other.pem --dane "$record" dane-whole.pem
    exits 0
    # Another usage, and a record that is the certificate itself, have other causes.
    t verify --roots root.pem --dane "3 0 1 $(digest 0 root.pem)" chain.pem
    exits 1
    out_lacks 'usage 2'
    t verify --roots root.pem --dane "2 0 0 $(openssl x509 -in self.pem -outform DER | od -An -vtx1 | tr -d ' \n')" chain.pem
    out_lacks 'a record of usage 2'
}

@test "--lesson: its command for decode leaves out the look-up, which decode refuses" {
    local line
    name_server
    s_server
    live handshake --lesson --roots root.pem --connect "127.0.0.1:$port" www.example.org:8003
    exits 0
    line=$(sed -n 's/^ *\(tlsbox decode .*trace.pcapng\)$/\1/p' "$out")
    [ -n "$line" ]
    [[ $line == *' --roots root.pem '* ]]
    [[ $line != *dane* ]]
    t verify --lesson --dane dns --dane-anchor dane-root.key --dane-resolver "127.0.0.1:$dns" \
        --roots root.pem --host www.example.org chain.pem
    exits 0
    out_has "tlsbox verify --explain .*--dane dns --dane-anchor dane-root.key --dane-resolver 127.0.0.1:$dns .*chain.pem"
}
