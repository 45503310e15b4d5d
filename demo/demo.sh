#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# demo.sh [TLSBOX]: judges a good chain and some bad ones, performs handshakes with servers of its
# own, scans one of them, and shows each answer.
# Works offline; fails if an answer is not the expected one.
set -eu
tlsbox=$(realpath "${1-${TLSBOX:-build/tlsbox}}")
cd "$(dirname "$0")"
failed=0

# show EXPECTED-EXIT ARGUMENTS...
show()
{
    expected=$1
    shift
    printf '$ tlsbox %s\n' "$*"
    exit=0
    "$tlsbox" "$@" || exit=$?
    printf '(exit %s)\n\n' "$exit"
    if [ "$exit" != "$expected" ]; then
        printf 'demo: expected exit %s\n\n' "$expected"
        failed=1
    fi
}

echo '# The chain of docs.python.org in January 2026, with the roots of this system.'
show 0 verify --host docs.python.org --at 2026-02-01 python.pem

echo '# A chain of our own CA ...'
show 0 verify --roots root.pem --host shop.example --at 2026-06-01 good.pem

echo '# ... whose server forgot to send the intermediate certificate.'
show 1 verify --roots root.pem --host shop.example --at 2026-06-01 alone.pem

echo '# With the intermediate that the fix names, the same certificate is fine.'
show 0 verify --roots root.pem --intermediates intermediate.pem --host shop.example \
    --at 2026-06-01 alone.pem

echo '# Checked for another name.'
show 1 verify --roots root.pem --host pay.example --at 2026-06-01 good.pem

echo '# Last year'\''s certificate.'
show 1 verify --roots root.pem --host shop.example --at 2026-06-01 expired.pem

echo '# A CA that this system does not trust.'
show 1 verify --host shop.example --at 2026-06-01 good.pem

echo '# What a reason means.'
show 0 explain unknown-issuer

# start OPTION...: a server with a certificate made for this run, at a port that the system chooses.
start()
{
    printf '$ tlsbox serve %s 0\n' "$*"
    "$tlsbox" serve "$@" 0 >log &
    server=$!
    tries=500
    port=
    while [ -z "$port" ] && [ $((tries -= 1)) -gt 0 ] && kill -0 "$server" 2>/dev/null; do
        sleep 0.02
        port=$(sed -n 's/^serving .* at .*:\([0-9]*\)$/\1/p' log)
    done
    [ -n "$port" ] || {
        echo 'demo: the server does not start'
        exit 1
    }
    cat log
    echo
}

stop()
{
    kill "$server"
    wait "$server" || failed=1
    server=
}

work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
cd "$work"
echo '# Our own server: it makes a root, an intermediate and a certificate.'
start --name shop.example --alpn h2 --write-root root.pem

echo '# A TLS 1.3 handshake with this server, judged and drawn.'
show 0 handshake --connect "127.0.0.1:$port" --roots root.pem --diagram text shop.example

echo '# The same in TLS 1.2.'
show 0 handshake --connect "127.0.0.1:$port" --roots root.pem --tls 1.2 --diagram text shop.example

echo '# The client expects another name.'
show 1 handshake --connect "127.0.0.1:$port" --roots root.pem --quiet pay.example

echo '# What the server logged.'
stop
sed -n '/^[0-9]/p' log
echo

echo '# An older server.'
start --name old.example --tls 1.2 --suites compatible --groups x25519 --write-root old.pem

echo '# All that it accepts, whether that is good, and what to change first.'
show 1 scan --connect "127.0.0.1:$port" --roots old.pem --require intermediate old.example

echo '# It refuses this client. What does it want?'
show 5 handshake --connect "127.0.0.1:$port" --roots old.pem --groups secp521r1 --diagnose \
    old.example
stop

exit "$failed"
