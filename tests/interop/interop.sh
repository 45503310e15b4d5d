#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Our client against real servers: every row of matrix.bash is one handshake (or two) with one
# server, and its expected result.  Prints the table; its last line is that of the other harnesses.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/peers.bash"
. "$here/services.bash"
. "$here/kit.bash"
. "$here/runtimes.bash"
first_port=24000

# serve PEER ARGUMENTS...: sets $port to the port of such a server, and starts the server if it does
# not run yet.
serve()
{
    local name="$*"
    port=${running[$name]-}
    [ -z "$port" ] || return 0
    pick_port
    ("peer_$1" "${@:2}") >"server-$port.log" 2>&1 </dev/null &
    pids+=($!)
    await_port || return 1
    running[$name]=$port
}

# row NAME SERVER... -- CLIENT... -- KEY=VALUE...: the client's JSON must have these values.  With
# --resume the object of the second connection counts.  ok=true is always required.  INTEROP_PEERS
# names the peers whose rows are run: a regular expression (default: all).
row()
{
    local name=$1 server=() client=() wants got want key value wrong=
    shift
    while [ "$1" != -- ]; do server+=("$1") && shift; done
    shift
    while [ "$1" != -- ]; do client+=("$1") && shift; done
    shift
    wants=("$@")
    [[ " $* " = *' ok='* ]] || wants+=(ok=true)
    [[ ${server[0]} =~ ^(${INTEROP_PEERS-.*})$ ]] || return 0
    skip "${server[0]}" "$name" && return
    if ! serve "${server[@]}"; then
        wrong="the server does not start: $(tail -n 1 "server-$port.log")"
    else
        got=$(timeout 20 "$TLSBOX" handshake --json --roots root.pem --timeout 10 \
            "${client[@]}" "localhost:$port" --connect "127.0.0.1:$port" 2>client.err </dev/null |
            tail -n 1)
        chosen "${server[0]}" "$name" "$got"
        for want in "${wants[@]}"; do
            key=${want%%=*}
            value=$(jq -r ".$key" <<<"$got" 2>/dev/null)
            [ "$value" = "${want#*=}" ] ||
                wrong="$key is $value, not ${want#*=}; $(head -n 2 client.err | tr '\n' ' ')"
        done
    fi
    said "${server[0]}" "$name" "$wrong"
}

cd "$work" || exit 99
for tool in openssl jq; do
    have "$tool" || { echo "SKIPPED: no $tool" && exit 77; }
done
have gnutls-serv || missing[gnutls]=1
{ have selfserv && have pk12util; } || missing[nss]=1
have botan || missing[botan]=1
have nginx || missing[nginx]=1
have erl || missing[erlang]=1
pki
[ -n "${missing[nss]-}" ] || nss_database
if have go; then
    GOCACHE=$work/go-cache GO111MODULE=off go build -o server-go "$here/server.go" || missing[go]=1
else
    missing[go]=1
fi
cc -O1 -I"${top_builddir-.}" -o server-bear "$here/server-bear.c" -lbearssl 2>/dev/null ||
    missing[bearssl]=1
cc -O1 -I"${top_builddir-.}" -o server-mbed "$here/server-mbed.c" -lmbedtls -lmbedx509 \
    -lmbedcrypto 2>/dev/null || missing[mbedtls]=1
services_missing
runtimes_missing
openssl dhparam -dsaparam -out dh.pem 2048 2>/dev/null
printf 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >request
printf 'default = true\n' >botan-default

. "$here/matrix.bash"

done_with "our client and servers of others"
