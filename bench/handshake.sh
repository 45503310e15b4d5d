#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# handshake.sh BUILD-DIRECTORY: part of `make bench`.  Three clients connect to one local server
# (openssl s_server) in turns: as whole processes that verify it against one root and against the
# system's bundle, and as loops of handshakes in one process.  tlsbox also connects to
# `tlsbox serve` in turns, with a hybrid group and with a curve.  BENCH_ROUNDS (200) sets how often.
set -eu
build=$(cd "$1" && pwd)
rounds=${BENCH_ROUNDS-200}
host=localhost
work=$(mktemp -d)
server=
own=
trap '[ -z "$server$own" ] || kill $server $own 2>/dev/null || :; rm -rf "$work"' EXIT
cd "$work"
unset SSL_CERT_FILE SSL_CERT_DIR SSLKEYLOGFILE https_proxy all_proxy HTTPS_PROXY ALL_PROXY
cp "$build/tlsbox" .

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout root.key \
    -out root.pem -days 30 -subj '/O=Bench/CN=Bench root' 2>/dev/null
printf '%s\n' "subjectAltName=DNS:$host" basicConstraints=critical,CA:FALSE \
    extendedKeyUsage=serverAuth subjectKeyIdentifier=hash authorityKeyIdentifier=keyid >leaf.ext
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout leaf.key -out leaf.csr \
    -subj '/O=Bench/CN=localhost' 2>/dev/null
openssl x509 -req -in leaf.csr -CA root.pem -CAkey root.key -CAcreateserial -days 30 -sha256 \
    -extfile leaf.ext -out leaf.pem 2>/dev/null
cat /etc/ssl/certs/ca-certificates.crt root.pem >bundle.pem

port=$((20000 + $$ % 12000))
openssl s_server -accept "127.0.0.1:$port" -cert leaf.pem -key leaf.key -quiet -www \
    >/dev/null 2>&1 &
server=$!
tries=0
until openssl s_client -connect "127.0.0.1:$port" </dev/null >/dev/null 2>&1; do
    tries=$((tries + 1))
    [ $tries -lt 100 ] || { echo "handshake.sh: the server does not start" >&2 && exit 1; }
    sleep 0.05
done

./tlsbox serve --cert leaf.pem --key leaf.key --quiet 0 >serve.log &
own=$!
tries=0
own_port=
while [ -z "$own_port" ]; do
    own_port=$(sed -n 's/^serving .* at .*:\([0-9]*\)$/\1/p' serve.log)
    tries=$((tries + 1))
    [ $tries -lt 100 ] || { echo "handshake.sh: tlsbox serve does not start" >&2 && exit 1; }
    sleep 0.05
done

for version in 1.3 1.2; do
    for store in root bundle; do
        cat <<END
tlsbox-$version-$store 0 $work/tlsbox handshake --quiet --tls $version --roots $store.pem \
    --connect 127.0.0.1:$port $host
s_client-$version-$store 0 openssl s_client -connect 127.0.0.1:$port -servername $host \
    -tls1_${version#1.} -CAfile $store.pem -no-CApath -no-CAstore -verify_return_error \
    -verify_hostname $host -alpn h2,http/1.1
gnutls-cli-$version-$store 0 gnutls-cli --x509cafile $store.pem -p $port $host \
    --priority NORMAL:-VERS-ALL:+VERS-TLS$version
END
    done
done >contestants
cat >>contestants <<END
hybrid-own 0 $work/tlsbox handshake --quiet --tls 1.3 --roots root.pem \
    --connect 127.0.0.1:$own_port $host
x25519-own 0 $work/tlsbox handshake --quiet --tls 1.3 --roots root.pem --groups x25519 \
    --connect 127.0.0.1:$own_port $host
END
# gnutls-cli runs alone: the server is still closing its connection when the next client connects.
# Hybrid and curve are compared with each other: after s_client, whoever is next has cold caches.
{
    grep -v -e '^gnutls' -e '-own' contestants | "$build/bench/spawn" "$rounds"
    grep '^gnutls' contestants | "$build/bench/spawn" "$rounds"
    grep -e '-own' contestants | "$build/bench/spawn" "$rounds"
} >processes
"$build/bench/loop" "$port" "$host" root.pem "$rounds" >calls

awk -v rounds="$rounds" '
FILENAME == "processes" { mid[$1] = $3; low[$1] = $2; peak[$1] = $4 }
FILENAME == "calls" { us[$1, $2] = $3 }
function verdict(value, bar) { return value <= bar ? "PASS" : "MISS" }
function row(name, key, bar,    ratio, text) {
    ratio = mid["tlsbox-" key] / mid[name "-" key]
    text = sprintf("tlsbox takes %.3f", ratio)
    if (bar > 0)
        text = text sprintf(" <= %.2f  %s", bar, verdict(ratio, bar))
    printf "  %-16s %9.0f %9.0f  %-34s %6d KiB\n", name, low[name "-" key], mid[name "-" key],
        name == "tlsbox" ? "" : text, peak[name "-" key]
}
END {
    printf "Whole processes, microseconds, %d rounds in turns, a local server\n", rounds
    for (v = 3; v >= 2; v--) for (s = 1; s <= 2; s++) {
        key = "1." v "-" (s == 1 ? "root" : "bundle")
        printf "\n  TLS 1.%d, %-7s %9s %9s  %-34s %10s\n", v, s == 1 ? "a root" : "bundle",
            "smallest", "median", "", "peak"
        row("tlsbox", key)
        row("s_client", key, s == 1 ? 0.33 : 0.1)
        row("gnutls-cli", key, v == 3 ? 0.1 : 0) # in TLS 1.2 it does not stall
    }
    ratio = mid["hybrid-own"] / mid["x25519-own"]
    printf "\n  TLS 1.3, a root, tlsbox serve\n"
    printf "  %-16s %9.0f %9.0f\n", "x25519", low["x25519-own"], mid["x25519-own"]
    printf "  %-16s %9.0f %9.0f  X25519MLKEM768 takes %.3f <= 1.25  %s\n", "default",
        low["hybrid-own"], mid["hybrid-own"], ratio, verdict(ratio, 1.25)
    most = peak["tlsbox-1.3-bundle"]
    printf "\n  peak memory of tlsbox: %d KiB <= 4096  %s\n", most, verdict(most, 4096)
    printf "\nFull verified handshakes in one process, microseconds each\n\n"
    printf "  %-10s %10s %10s %10s\n", "", "tlsbox", "libssl", "GnuTLS"
    for (v = 3; v >= 2; v--)
        printf "  TLS 1.%d    %10.0f %10.0f %10.0f  at most GnuTLS  %s\n", v, us["tlsbox", "1." v],
            us["libssl", "1." v], us["GnuTLS", "1." v],
            verdict(us["tlsbox", "1." v], us["GnuTLS", "1." v])
}' processes calls
