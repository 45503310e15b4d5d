# SPDX-License-Identifier: GPL-3.0-or-later
# Captures and key logs from outside: ends of connections, tunnels, file names.
bats_require_minimum_version 1.5.0
load kit

# field NAME: sets $field to the folder of a case from the field, or skips the test.
field() {
    field=${TLSBOX_VECTORS:-$top_srcdir/../shared/data}/field/$1
    [ -d "$field" ] || skip "there is no $field"
}

@test "key logs with byte order marks, and with lines of other programs" {
    field keylog-bom
    for log in bom crlf; do
        t decode --no-verify --keylog "$field/keys-$log.log" "$field/capture.pcapng"
        exits 0
        err_lines 0
        out_has 'Finished +2 of 2'
    done
    cd "$BATS_TEST_TMPDIR"
    iconv -f UTF-8 -t UTF-16 <"$field/keys-bom.log" >wide.log
    t decode --no-verify --keylog wide.log "$field/capture.pcapng"
    exits 3
    err_has 'wide.log: a key log in UTF-16'
    { cat "$field/keys-crlf.log" && echo no line; } >bad.log
    t decode --no-verify --keylog bad.log "$field/capture.pcapng"
    exits 0
    out_has 'Finished +2 of 2'
    err_has 'bad.log: lines that do not belong to a key log: 1; ignored'
}

@test "early data that does not decrypt is tried only once" {
    field cost-early-suites
    status=0
    (ulimit -t 1 && exec "$TLSBOX" decode --no-verify "$field/early.pcapng") >"$out" 2>"$err" || status=$?
    [ "$status" -lt 128 ] || show_all "killed"
}

# raw: the output holds no bytes that control a terminal.
no_escapes() {
    ! LC_ALL=C grep -q "$(printf '[\001-\010\013-\037\177]')" "$out" "$err" || show_all "control characters"
}

@test "file names are escaped in all output" {
    cd "$BATS_TEST_TMPDIR"
    name=$(printf 'a\033]0;x\007\033[2J\nforged: OK')
    field keylog-bom
    cp "$field/capture.pcapng" "$name"
    cp "$field/keys-crlf.log" "$name.log"
    for how in --quiet --packets --trace --secrets --timing '--diagram text' '--diagram mermaid' \
        '--diagram svg' --lesson '--lesson --lang zh' --follow --json; do
        # shellcheck disable=SC2086 # words
        t decode $how --no-verify --keylog "$name.log" "$name" "$name"
        no_escapes
        [ "$(grep -c '^forged' "$out")" -eq 0 ] || show_all "$how: a line of its own"
    done
    t decode --flow 9 "$name"
    no_escapes
    t decode --no-verify --keylog "$name" "$name"
    no_escapes
    cp "$PKI/leaf.pem" "$name.pem"
    for command in "verify --explain" "verify --json" "show" "show --asn1" "show --short" \
        "hello --file" "derive --capture" "derive --suite TLS_AES_128_GCM_SHA256 --keylog"; do
        for file in "$name" "$name.pem" "$name.log" "$name/none"; do
            # shellcheck disable=SC2086 # words
            t $command "$file"
            no_escapes
            [ "$(grep -c '^forged' "$out")" -eq 0 ] || show_all "$command: a line of its own"
        done
    done
}

@test "a RST or SYN that its receiver would ignore ends nothing" {
    field decode-window
    t decode --json --no-verify "$field/control.pcapng"
    jq -c '[.client.bytes, .server.bytes, .read]' "$out" >"$BATS_TEST_TMPDIR/control"
    t decode --json --no-verify "$field/rst-behind.pcapng"
    exits 0
    json '[.client.bytes, .server.bytes, .read]' "$(cat "$BATS_TEST_TMPDIR/control")"
    err_has 'TCP segments outside of any window'
    t decode --json --no-verify "$field/same-ports.pcapng"
    exits 0
    [ "$(jq -c '[.client.bytes, .server.bytes, .read]' "$out" | sort -u)" = "$(cat "$BATS_TEST_TMPDIR/control")" ] ||
        show_all "not twice the same"
    [ "$(jq -c .flow "$out" | tr '\n' ' ')" = "1 2 " ] || show_all "not two connections"
}

@test "connections that ended before the handshake was complete are not OK" {
    field decode-unfinished
    for name in hello-rst:reset hello-fin:closed hello-http:closed done-rst:reset; do
        t decode --json --no-verify "$field/${name%:*}.pcap"
        exits 5
        json '[.ok, .reason, .handshake, .ended]' "[false,\"incomplete\",\"incomplete\",\"${name#*:}\"]"
        t decode --no-verify "$field/${name%:*}.pcap"
        exits 5
        out_has 'FAIL \(incomplete\)'
        t decode --no-verify --quiet "$field/${name%:*}.pcap"
        exits 5
    done
    t decode --no-verify "$field/hello-http.pcap"
    out_has 'the server did not answer with TLS: HTTP'
    t decode --no-verify "$field/done-rst.pcap"
    out_has 'the (client|server) reset the connection, after NewSessionTicket'
}

@test "a handshake that a capture shows only in part is not judged" {
    field decode-window
    cd "$BATS_TEST_TMPDIR"
    # Up to the ClientHello, up to the server's first flight.
    for last in 4 5; do
        editcap -r "$field/control.pcapng" part.pcapng 1-$last
        editcap --discard-all-secrets part.pcapng bare.pcapng
        t decode --json --no-verify bare.pcapng
        exits 0
        json '[.handshake, .ended]' '[null,"open"]'
        t decode --no-verify bare.pcapng
        exits 0
        out_has 'bare.pcapng: not verified \(the capture ends before the end of the handshake\)'
        out_lacks 'OK$'
    done
    # With its secrets the second Finished is seen; without, two records of the client are.
    editcap -r "$field/control.pcapng" part.pcapng 1-6
    t decode --json --no-verify part.pcapng
    json '[.handshake, .finished_checked]' '["complete",2]'
    editcap --discard-all-secrets part.pcapng bare.pcapng
    t decode --json --no-verify bare.pcapng
    exits 0
    json '[.handshake, .ended]' '["complete","open"]'
}

@test "a capture that begins in the middle of a connection" {
    field decode-window
    cd "$BATS_TEST_TMPDIR"
    editcap -r "$field/control.pcapng" rest.pcapng 6-100
    t decode --no-verify rest.pcapng
    exits 0
    out_has 'read        nothing: the connection began before the capture'
    out_lacks 'no TLS'
    out_has 'rest.pcapng: not verified \(the capture begins after the start of the handshake\)$'
    t decode --json --no-verify rest.pcapng
    exits 0
    json '[.ok, .handshake, .read, .unread]' \
        '[true,null,"nothing","the connection began before the capture"]'
}

@test "tunnels are read, and skipped packets are counted" {
    field decode-tunnels
    for name in "$field"/*.pcapng; do
        t decode --json --no-verify "$name"
        exits 0
        json '[.handshake, .read, .server.bytes]' '["complete","all",3658]'
    done
    cd "$BATS_TEST_TMPDIR"
    # A QUIC Initial, over Ethernet, IPv4 and UDP.
    echo '0 c3 00 00 00 01 08 00 01 02 03 04 05 06 07 00 00 41 00' >quic.txt
    text2pcap -q -u 50000,443 quic.txt quic.pcap 2>/dev/null
    t decode quic.pcap
    exits 3
    err_has '0 TCP connections; ignored: 1 packet: QUIC, whose TLS is not supported'
    t decode --json quic.pcap
    exits 3
    json '.passed_over' '[{"cause":"quic","packets":1}]'
    mergecap -a -w both.pcapng "$field/vxlan.pcapng" quic.pcap
    t decode --no-verify both.pcapng
    exits 0
    out_has 'ignored +1 packet: QUIC'
    t decode --json --no-verify both.pcapng
    exits 0
}

@test "a key log that is a FIFO without a writer does not block forever" {
    field keylog-bom
    cd "$BATS_TEST_TMPDIR"
    mkfifo fifo
    t decode --no-verify --timeout 0.2 --keylog fifo "$field/capture.pcapng"
    exits 3
    err_has 'fifo: a FIFO to which nothing was written in time \[unreadable\]'
    t handshake --timeout 0.2 --keylog fifo 127.0.0.1:9
    exits 3
    err_has 'fifo: a FIFO without a reader'
    SSLKEYLOGFILE=fifo t handshake --timeout 0.2 127.0.0.1:9
    exits 3
    SSLKEYLOGFILE=fifo t serve 0
    exits 3
    # One with a writer is read.
    cat "$field/keys-crlf.log" >fifo &
    t decode --no-verify --keylog fifo "$field/capture.pcapng"
    exits 0
    out_has 'Finished +2 of 2'
    t decode --no-verify --keylog <(cat "$field/keys-crlf.log") "$field/capture.pcapng"
    exits 0
    out_has 'Finished +2 of 2'
}
