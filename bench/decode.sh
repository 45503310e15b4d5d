#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# decode.sh BUILD-DIRECTORY: part of `make bench`.  `tlsbox decode` and tshark read a capture of
# real TLS connections (mkcapture) in turns, first without secrets, then with the key log.
# BENCH_MIB (1024) sets the size of the capture, BENCH_DECODE_ROUNDS (3) how often it is read.
set -eu
build=$(cd "$1" && pwd)
mib=${BENCH_MIB-1024}
rounds=${BENCH_DECODE_ROUNDS-3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
unset SSL_CERT_FILE SSL_CERT_DIR SSLKEYLOGFILE
cp "$build/tlsbox" .

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout root.key \
    -out root.pem -days 30 -subj '/O=Bench/CN=Bench root' 2>/dev/null
printf '%s\n' subjectAltName=DNS:localhost basicConstraints=critical,CA:FALSE \
    extendedKeyUsage=serverAuth subjectKeyIdentifier=hash authorityKeyIdentifier=keyid >leaf.ext
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout leaf.key -out leaf.csr \
    -subj '/O=Bench/CN=localhost' 2>/dev/null
openssl x509 -req -in leaf.csr -CA root.pem -CAkey root.key -CAcreateserial -days 30 -sha256 \
    -extfile leaf.ext -out leaf.pem 2>/dev/null
connections=$("$build/bench/mkcapture" "$mib" leaf.pem leaf.key capture.pcapng capture.keys)
bytes=$(wc -c <capture.pcapng)

# Both programs print what each connection negotiated, and with the key log also its requests.
fields="-T fields -e tcp.stream -e tls.handshake.type -e tls.handshake.version \
-e tls.handshake.ciphersuite -e tls.handshake.extensions_server_name"
cat >contestants <<END
tlsbox-clear 0 $work/tlsbox decode --roots root.pem capture.pcapng
tshark-clear 0 tshark -r capture.pcapng -Y tls.handshake $fields
tlsbox-keys 0 $work/tlsbox decode --roots root.pem --keylog capture.keys capture.pcapng
tshark-keys 0 tshark -r capture.pcapng -o tls.keylog_file:capture.keys \
-Y tls.handshake||http.request $fields -e http.request.line
END
"$build/bench/spawn" "$rounds" <contestants >processes

awk -v rounds="$rounds" -v bytes="$bytes" -v connections="$connections" '
{ mid[$1] = $3; peak[$1] = $4 }
function verdict(good) { return good ? "PASS" : "MISS" }
function row(name, key) {
    printf "  %-10s %8.2f s %8.0f MB/s %8d KiB", name, mid[name "-" key] / 1e6,
        bytes / mid[name "-" key], peak[name "-" key]
}
function pair(key, title,    ratio) {
    ratio = mid["tshark-" key] / mid["tlsbox-" key]
    printf "\n  %s\n", title
    row("tlsbox", key)
    printf "   %.1f times as fast >= 10  %s\n", ratio, verdict(ratio >= 10)
    row("tshark", key)
    printf "\n"
}
END {
    printf "A capture of %.0f MiB, %d connections, %d rounds in turns: median time\n",
        bytes / 1048576, connections, rounds
    pair("clear", "without secrets")
    pair("keys", "with the key log")
}' processes
