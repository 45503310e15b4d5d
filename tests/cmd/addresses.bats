#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# handshake --all-addresses: localhost has two addresses, ::1 and 127.0.0.1 (RFC 6761 6.3).
load kit
load servers

# at ADDRESS ARGUMENT...: openssl s_server at an address and $port, which may be set.
at() {
    local address=$1
    shift
    openssl s_server -accept "$address:$port" "$@" \
        >"$BATS_TEST_TMPDIR/at.${#servers[@]}" 2>&1 < <(exec sleep 60 3>&-) 3>&- &
    servers+=($!)
}

# is_at HEX: somebody listens at this address, as the kernel writes it, and $port.
is_at() {
    grep -qi "$1:$(printf %04X "$port") [0-9A-F]*:0000 0A " /proc/net/tcp /proc/net/tcp6
}

# all ARGUMENT...: what --all-addresses says.
all() {
    t handshake --roots root.pem --connect "localhost:$port" --timeout 10 --all-addresses "$@" \
        www.example.org
}

# v4, v6 ARGUMENT...: a server at one of the two.
v4() {
    at 127.0.0.1 "$@"
    await is_at 0100007F
}

v6() {
    at '[::1]' "$@"
    await is_at 00000000000000000000000001000000
}

@test "--nagios: each address has labels of its own" {
    free_port
    v4 -cert leaf.pem -key leaf.key -cert_chain sub.pem
    v6 -cert leaf.pem -key leaf.key -cert_chain sub.pem
    all --nagios
    exits 0
    out_has "'www.example.org 127.0.0.1[^']* days_left'="
    out_has "'www.example.org [^']*::1[^']* days_left'="
}

@test "addresses that answer alike" {
    free_port
    v4 -cert leaf.pem -key leaf.key -cert_chain sub.pem
    v6 -cert leaf.pem -key leaf.key -cert_chain sub.pem
    all
    exits 0
    err_lines 0
    out_has '^  Address +Version +Suite +Group +Certificate +Verdict$'
    out_has '^  ::1 +TLS 1\.3 +TLS_AES_128_GCM_SHA256 +x25519 +[0-9a-f]{16} +OK$'
    out_has '^  127\.0\.0\.1 +TLS 1\.3 .* OK$'
    out_has 'all addresses answer alike$'
    all --json
    exits 0
    out_lines 2
    json '[.address, .ok, .addresses, .addresses_complete]' \
        "[\"[::1]:$port\",true,[\"::1\",\"127.0.0.1\"],true]
[\"127.0.0.1:$port\",true,[\"::1\",\"127.0.0.1\"],true]"
    json '[.findings[] | select(.code == "different")]' $'[]\n[]'
    all --quiet
    exits 0
    [ "$(cat "$out")" = $'::1: OK\n127.0.0.1: OK' ]
}

@test "another version and another certificate are findings, and no failures" {
    free_port
    openssl req -new -key leaf.key -out again.csr -subj /CN=www.example.org
    openssl x509 -req -in again.csr -CA sub.pem -CAkey sub.key -set_serial 77 -out again.pem \
        -days 90 -extfile <(echo subjectAltName=DNS:www.example.org)
    v4 -cert leaf.pem -key leaf.key -cert_chain sub.pem
    v6 -cert again.pem -key leaf.key -cert_chain sub.pem -tls1_2
    all
    exits 0
    out_has 'the version depends on the address: TLS 1\.2 at ::1; TLS 1\.3 at'
    out_has 'the certificate depends on the address: '
    all --json
    exits 0
    json '[.findings[] | select(.code == "different")] | [length, .[0].severity, .[0].message]' \
        '[3,"info","the version depends on the address: TLS 1.2 at ::1; TLS 1.3 at 127.0.0.1"]
[3,"info","the version depends on the address: TLS 1.2 at ::1; TLS 1.3 at 127.0.0.1"]'
}

@test "the worst address counts, and the others are still shown" {
    free_port
    v4 -cert leaf.pem -key leaf.key -cert_chain sub.pem
    all
    exits 4
    err_lines 1
    err_has '\[refused\]$'
    out_has '^  ::1 +refused$'
    out_has '^  127\.0\.0\.1 .* OK$'
    out_has 'not every address of the name is reached: refused at ::1; reached at'
    v6 -cert self.pem -key self.key
    all --json
    exits 1
    json '[.ok, ([.findings[].message] | any(startswith("the verdict depends")))]' '[false,true]
[true,true]'
    [ "$(jq -r .reason "$out" | head -1)" != null ]
}

@test "one address, one family, no address" {
    free_port
    v4 -cert leaf.pem -key leaf.key -cert_chain sub.pem
    all -4
    exits 0
    out_has 'only one address was found$'
    t handshake --all-addresses --connect "127.0.0.1:$port" --roots root.pem -6 www.example.org
    exits 4
    err_has 'not an IPv6 address'
    t handshake --all-addresses --json --connect a.onion www.example.org
    exits 4
    json '[.reason, .addresses_complete]' '["name-not-found",false]'
}

@test "what goes beyond a handshake is not done at several addresses" {
    for option in --resume "--get=/" --send=- --early-data=leaf.pem; do
        t handshake --all-addresses "$option" www.example.org
        exits 2
        err_has 'all-addresses performs handshakes only'
    done
}

@test "other views come for each address, before the table" {
    free_port
    v4 -cert leaf.pem -key leaf.key -cert_chain sub.pem
    v6 -cert leaf.pem -key leaf.key -cert_chain sub.pem
    all --timing --pcap "$BATS_TEST_TMPDIR/both.pcapng" --save-chain "$BATS_TEST_TMPDIR/chains.pem"
    exits 0
    [ "$(grep -c '^-----BEGIN CERT' "$BATS_TEST_TMPDIR/chains.pem")" = 4 ]
    t decode --roots root.pem --json "$BATS_TEST_TMPDIR/both.pcapng"
    exits 0
    out_lines 2
}
