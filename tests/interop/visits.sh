#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Our server against real clients: every row of visits.bash is one connection (or two) of one client
# to `tlsbox serve`, and its expected result.  Prints the table; its last line is that of the other
# harnesses.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/peers.bash"
. "$here/kit.bash"
. "$here/runtimes.bash"
first_port=28000
. "$here/visitors.bash"

# serve ARGUMENTS...: sets $port to the port of our server with these arguments, and starts the
# server if it does not run yet.
serve()
{
    local name="$*"
    port=${running[$name]-}
    [ -z "$port" ] || return 0
    pick_port
    "$TLSBOX" serve --json --timeout 20 "$@" "127.0.0.1:$port" >"server-$port.log" \
        2>"server-$port.err" </dev/null &
    pids+=($!)
    await_port || return 1
    running[$name]=$port
}

# visit NAME CLIENT... -- SERVE... -- KEY=VALUE...: the client must succeed and read the page if it
# requests one.  Its connection (the second with visits=2) must have these values in the log of the
# server.  Browsers make more than one: they have servers of their own, and a full handshake counts.
# INTEROP_PEERS names the peers whose rows are run: a regular expression (default: all).
visit()
{
    local name=$1 client=() server=() want key value wrong='' before try got
    local counts=(sed -n "${visits-1}p")
    shift
    while [ "$1" != -- ]; do client+=("$1") && shift; done
    shift
    while [ "$1" != -- ]; do server+=("$1") && shift; done
    shift
    [[ ${client[0]} =~ ^(${INTEROP_PEERS-.*})$ ]] || return 0
    skip "${client[0]}" "$name" && return
    if [[ ${client[0]} == @(chromium|firefox) ]]; then
        running[${server[*]}]=
        counts=(grep -m 1 '"resumed":false')
    fi
    if ! serve "${server[@]}"; then
        said "${client[0]}" "$name" "the server does not start: $(tail -n 1 "server-$port.err")"
        return
    fi
    before=$(grep -c '^{' "server-$port.log")
    ("visitor_${client[0]}" "${client[@]:1}") >client.out 2>client.err </dev/null ||
        wrong="the client fails: $(tail -n 2 client.err | tr '\n' ' ')"
    for try in $(seq 1500); do
        got=$(grep '^{' "server-$port.log" | tail -n +$((before + 1)) | "${counts[@]}")
        [ -n "$got" ] && break
        sleep 0.02
    done
    for want in "$@"; do
        key=${want%%=*}
        value=$(jq -r ".$key" <<<"$got" 2>/dev/null)
        [ "$value" = "${want#*=}" ] || wrong="$wrong $key is $value, not ${want#*=};"
    done
    chosen "${client[0]}" "$name" "$got"
    said "${client[0]}" "$name" "$wrong"
}

cd "$work" || exit 99
for tool in openssl jq curl; do
    have "$tool" || { echo "SKIPPED: no $tool" && exit 77; }
done
have gnutls-cli || missing[gnutls]=1
{ have tstclnt && have pk12util; } || missing[nss]=1
have botan || missing[botan]=1
have erl || missing[erlang]=1
have nghttp || missing[nghttp]=1
have chromium || missing[chromium]=1
have firefox-esr || missing[firefox]=1
pki
runtimes_missing
browsers
[ -n "${missing[nss]-}" ] || nss_database
if have go; then
    GOCACHE=$work/go-cache GO111MODULE=off go build -o client-go "$here/client.go" || missing[go]=1
else
    missing[go]=1
fi
printf 'GET /text HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >request
printf 'default = true\n' >botan-default
head -c 64 /dev/zero | tr '\0' a >early

. "$here/visits.bash"

done_with "clients of others and our server"
