# SPDX-License-Identifier: GPL-3.0-or-later
# What options name is open before the first byte that nobody vouches for: what becomes of the
# names afterwards does not matter.
bats_require_minimum_version 1.5.0
load kit
load servers

# places: a folder `in` with trust anchors by their hash and with other inputs, and a folder `made`.
places() {
    cp root.pem sub.pem leaf.pem leaf.key chain.pem "$BATS_TEST_TMPDIR"
    cd "$BATS_TEST_TMPDIR" || return
    mkdir -p in/roots made
    mv root.pem in/roots/a.pem
    ln -s a.pem "in/roots/$(openssl x509 -in in/roots/a.pem -noout -subject_hash).0"
    mv sub.pem in
    mkfifo fifo
}

# moved: both have other names from now on.
moved() {
    mv in gone
    mv made away
}

# later ARGUMENT...: tlsbox in the background; ended waits for it.
later() {
    timeout 20 "$TLSBOX" "$@" >out.txt 2>err.txt </dev/null 3>&- &
    pid=$!
}

ended() {
    status=0
    wait "$pid" || status=$?
    cp out.txt "$out"
    cp err.txt "$err"
}

# connected PORT: somebody has connected to a port of this machine.
connected() {
    grep -qi ": [0-9A-F]*:[0-9A-F]* [0-9A-F]*:$(printf %04X "$1") 01 " /proc/net/tcp
}

@test "verify: anchors and intermediates are open before the operand is read" {
    places
    later verify --roots in/roots --intermediates in/sub.pem --host www.example.org fifo
    exec 5>fifo
    moved
    cat leaf.pem >&5
    exec 5>&-
    ended
    exits 0
    out_has '^fifo: OK$'
    # They are not open without the anchors.
    t verify --roots in/roots --intermediates gone/sub.pem leaf.pem
    exits 3
}

@test "handshake: anchors, key, key log, capture, chain and page are open before the server answers" {
    s_server
    places
    kill -STOP "${servers[0]}"
    later handshake --connect "127.0.0.1:$port" --roots in/roots --intermediates in/sub.pem \
        --keylog made/keys --pcap made/all.pcapng --save-chain made/chain.pem --html made/page.html \
        www.example.org
    await connected "$port"
    moved
    kill -CONT "${servers[0]}"
    ended
    exits 0
    out_has '^www\.example\.org: OK$'
    err_lines 0
    [ ! -e made ]
    grep -q '^CLIENT_RANDOM\|_TRAFFIC_SECRET' away/keys
    grep -q 'BEGIN CERTIFICATE' away/chain.pem
    grep -q '<html' away/page.html
    t decode --roots gone/roots away/all.pcapng
    exits 0
    [ "$(find away -type f | wc -l)" -eq 4 ]
}

@test "handshake: an output that cannot be made fails before anybody is connected to" {
    listener silent
    places
    for option in --save-chain --html --pcap --keylog; do
        t handshake --connect "127.0.0.1:$port" "$option" none/file www.example.org
        exits 3
        err_lines 1
        err_has 'none/file: .*No such file or directory \[unwritable\]'
    done
}

@test "decode: anchors, chain and page are open before the capture is read" {
    s_server
    places
    t handshake --connect "127.0.0.1:$port" --roots in/roots --pcap whole.pcapng www.example.org
    exits 0
    later decode --roots in/roots --save-chain made/chain.pem --html made/page.html fifo
    exec 5>fifo
    moved
    cat whole.pcapng >&5
    exec 5>&-
    ended
    exits 0
    out_has '^fifo: OK$'
    grep -q 'BEGIN CERTIFICATE' away/chain.pem
    grep -q '<html' away/page.html
}

@test "decode: anchors are open before the key log is read" {
    s_server
    places
    t handshake --connect "127.0.0.1:$port" --roots in/roots --pcap whole.pcapng www.example.org
    exits 0
    later decode --roots in/roots --keylog fifo whole.pcapng
    exec 5>fifo
    moved
    echo '# nothing' >&5
    exec 5>&-
    ended
    exits 0
    out_has '^whole\.pcapng: OK$'
}

@test "more files than there may be descriptors are read one after the other" {
    s_server
    places
    many=()
    for ((i = 0; i < 200; i++)); do many+=(--intermediates in/sub.pem); done
    ulimit -n 128
    t handshake --connect "127.0.0.1:$port" --roots in/roots "${many[@]}" --pcap whole.pcapng \
        www.example.org
    exits 0
    t decode --roots in/roots "${many[@]}" whole.pcapng
    exits 0
    t verify --roots in/roots "${many[@]}" leaf.pem
    exits 0
}

@test "serve: the anchors for clients are open before the first client" {
    places
    later serve --client-auth require --roots in/roots --write-root root.pem --once 0
    await grep -q '^serving' out.txt
    moved
    port=$(sed -n 's/^serving .* at 127\.0\.0\.1:\([0-9]*\)$/\1/p' out.txt)
    cat leaf.pem gone/sub.pem >leaf-chain.pem
    t handshake --roots root.pem --cert leaf-chain.pem --key leaf.key "localhost:$port"
    ended
    [ "$status" -le 1 ] || show_all "the server could not judge"
    ! grep -q 'not verified' "$out" "$err"
    grep -q 'client certificate: ' "$out" "$err"
}
