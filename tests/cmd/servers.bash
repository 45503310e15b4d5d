# SPDX-License-Identifier: GPL-3.0-or-later
# Servers for the command tests, each on a free port of the loopback: `load servers` after kit.
# They end with the test.  Every wait is bounded and waits for an event.

# free_port: sets $port to a port that nobody listens at.  Ports from 24000 on belong to
# tests/interop, which may run at the same time.
free_port() {
    port=$((20000 + RANDOM % 3900))
    while listening "$port"; do
        port=$((port + 1))
    done
}

# listening PORT: asks the kernel, since a connection would disturb the server.
listening() {
    grep -qi ": [0-9A-F]*:$(printf %04X "$1") [0-9A-F]*:0000 0A " /proc/net/tcp /proc/net/tcp6
}

# await COMMAND...: repeats COMMAND until it succeeds, for at most ten seconds.
await() {
    local try
    for try in {1..500}; do
        ! "$@" || return 0
        sleep 0.02
    done
    echo "did not happen in time: $*" && return 1
}

# s_server ARGUMENT...: openssl s_server with leaf.pem at 127.0.0.1:$port; its output is in $log.
s_server() {
    free_port
    log=$BATS_TEST_TMPDIR/server.$port
    openssl s_server -accept "127.0.0.1:$port" -cert leaf.pem -key leaf.key -cert_chain sub.pem \
        "$@" >"$log" 2>&1 < <(exec sleep 60 3>&-) 3>&- &
    servers+=($!)
    await listening "$port"
}

# listener MODE [BYTES]: tests/cmd/listener at $port, with the output of printf for BYTES.
listener() {
    local said=$BATS_TEST_TMPDIR/said.${#servers[@]}
    printf "${2-}" >"$said.bytes"
    "$LISTENER" "$1" "$said.bytes" >"$said" 3>&- &
    servers+=($!)
    await test -s "$said"
    port=$(cat "$said")
}

# relay ANSWERS PORT: plays a proxy or a server with STARTTLS at $port, then passes bytes on to PORT.
relay() {
    local said=$BATS_TEST_TMPDIR/said.${#servers[@]}
    printf "$1" >"$said.bytes"
    "$LISTENER" relay "$said.bytes" "$2" >"$said" 3>&- &
    servers+=($!)
    await test -s "$said"
    port=$(cat "$said")
}

# picky KEY=VALUE...: tests/picky/picky at $port, with these options (tests/picky/picky.h).
picky() {
    local said=$BATS_TEST_TMPDIR/said.${#servers[@]}
    "$(dirname "$TLSBOX")/tests/picky/picky" "$@" >"$said" 3>&- &
    servers+=($!)
    await test -s "$said"
    port=$(cat "$said")
}

servers=()
teardown() {
    [ ${#servers[@]} -eq 0 ] || kill "${servers[@]}" 2>/dev/null || :
    wait
}

# hs ARGUMENT...: a handshake with www.example.org, which is at 127.0.0.1:$port.
hs() {
    t handshake --roots root.pem --connect "127.0.0.1:$port" --timeout 10 "$@" www.example.org
}
