#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# run.sh BUILD-DIRECTORY: `make bench`.  Makes its certificates with the openssl command, then runs
# the programs that are compared in turns.  BENCH_ROUNDS (200) sets how often.
set -eu
build=$(cd "$1" && pwd)
source=$(cd "$(dirname "$0")/.." && pwd)
rounds=${BENCH_ROUNDS-200}
host=shop.example
system=/etc/ssl/certs/ca-certificates.crt
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
unset SSL_CERT_FILE SSL_CERT_DIR

# A copy, as if installed, like the peers: a file that the linker has just written is scattered in
# the page cache and starts more slowly.
cp "$build/tlsbox" "$build/bench/noop" .

# issue NAME ISSUER KEY-OPTIONS EXTENSIONS
issue()
{
    # shellcheck disable=SC2086  # options of openssl
    openssl genpkey -quiet $3 -out "$1.key"
    # shellcheck disable=SC2059  # the extensions are lines
    printf "$4" >"$1.ext"
    if [ "$1" = "$2" ]; then
        signer="-signkey $1.key"
    else
        signer="-CA $2.pem -CAkey $2.key -CAcreateserial"
    fi
    openssl req -new -key "$1.key" -subj "/O=Bench/CN=Bench $1" -out "$1.csr"
    # shellcheck disable=SC2086  # options of openssl
    openssl x509 -req -in "$1.csr" $signer -days 30 -sha256 -extfile "$1.ext" -out "$1.pem" \
        2>/dev/null
}

ids='subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n'
ca='basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign,cRLSign\n'
leaf="keyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\nsubjectAltName=DNS:$host\n"
for kind in rsa ec; do
    case $kind in
    rsa) key='-algorithm RSA -pkeyopt rsa_keygen_bits:2048' ;;
    ec) key='-algorithm EC -pkeyopt ec_paramgen_curve:P-256' ;;
    esac
    issue "root-$kind" "root-$kind" "$key" "subjectKeyIdentifier=hash\n$ca"
    issue "ca-$kind" "root-$kind" "$key" "$ids$ca"
    issue "leaf-$kind" "ca-$kind" "$key" "$ids$leaf"
    cat "leaf-$kind.pem" "ca-$kind.pem" >"chain-$kind.pem"
done

# The system's bundle with our roots last, and the same as a hashed directory.
cat "$system" root-rsa.pem root-ec.pem >bundle.pem
mkdir hashed
awk -v n=0 '/-----BEGIN/ { n++ } { print > ("hashed/" n ".pem") }' bundle.pem
openssl rehash hashed

for kind in rsa ec; do
    # Each program is one line: the shell joins lines that end in a backslash.
    cat <<END
noop-$kind 0 $work/noop
version-$kind 0 $work/tlsbox --version
tlsbox-$kind 0 $work/tlsbox verify --roots bundle.pem --host $host chain-$kind.pem
openssl-CAfile-$kind 0 openssl verify -CAfile bundle.pem -no-CApath -no-CAstore \
    -purpose sslserver -verify_hostname $host -untrusted ca-$kind.pem leaf-$kind.pem
openssl-CApath-$kind 0 openssl verify -CApath hashed -no-CAfile -no-CAstore \
    -purpose sslserver -verify_hostname $host -untrusted ca-$kind.pem leaf-$kind.pem
certtool-$kind 0 certtool --verify --load-ca-certificate bundle.pem \
    --verify-hostname $host --verify-purpose 1.3.6.1.5.5.7.3.1 --infile chain-$kind.pem
END
done >contestants
"$build/bench/spawn" "$rounds" <contestants >processes
"$build/bench/inproc" bundle.pem "$host" chain-rsa.pem chain-ec.pem "$source/demo/python.pem" >calls

awk -v rounds="$rounds" -v roots="$(grep -c BEGIN bundle.pem)" '
function verdict(value, bar, most) {
    return (most ? value <= bar : value >= bar) ? "PASS" : "MISS"
}
function process(name, kind, what,    key) {
    key = name "-" kind
    printf "  %-18s %9.0f %9.0f %9.2f  %-25s %6d KiB  %s\n", what, low[key], mid[key],
        mid[key] / mid["noop-" kind], other(name, kind), peak[key],
        name == "tlsbox" ? "at most 3072  " verdict(peak[key], 3072, 1) : ""
}
# other: the program to compare a process with.
function other(name, kind,    bar, ratio) {
    if (name == "noop")
        return ""
    if (name == "tlsbox" || name == "version") {
        bar = bars[name, kind]
        ratio = mid[name "-" kind] / mid["noop-" kind]
        return sprintf("<= %.2f x noop    %s", bar, verdict(ratio, bar, 1))
    }
    bar = bars[name, kind]
    ratio = mid[name "-" kind] / mid["tlsbox-" kind]
    return sprintf("%5.1f x >= %-4.1f  %s", ratio, bar, verdict(ratio, bar, 0))
}
FILENAME == "processes" { low[$1] = $2; mid[$1] = $3; peak[$1] = $4 }
FILENAME == "calls" { for (i = 2; i < NF; i += 2) us[$1, $i] = $(i + 1) }
function call(job, what, format, scale, bar,    a, b, c) {
    a = us[job, "tlsbox"]; b = us[job, "libcrypto"]; c = us[job, "GnuTLS"]
    if (scale) {
        a = scale / a; b = scale / b; c = scale / c
    }
    printf "  %-34s " format " " format " " format "  %s\n", what, a, b, c,
        bar ? "<= " bar "  " verdict(a, bar, 1) : ""
}
END {
    bars["version", "rsa"] = 1.3; bars["version", "ec"] = 1.3
    bars["tlsbox", "rsa"] = 1.6; bars["tlsbox", "ec"] = 1.8
    bars["openssl-CAfile", "rsa"] = 25; bars["openssl-CAfile", "ec"] = 22
    bars["openssl-CApath", "rsa"] = 5; bars["openssl-CApath", "ec"] = 4.5
    bars["certtool", "rsa"] = 10; bars["certtool", "ec"] = 10
    print "Whole processes, microseconds, " rounds " rounds in turns; " roots " roots, ours last"
    for (k = 1; k <= 2; k++) {
        kind = k == 1 ? "rsa" : "ec"
        printf "\n  %-18s %9s %9s %9s  %-25s %10s\n", k == 1 ? "RSA-2048" : "P-256", "smallest",
            "median", "x noop", "tlsbox is faster by", "peak"
        process("noop", kind, "static no-op")
        process("version", kind, "tlsbox --version")
        process("tlsbox", kind, "tlsbox")
        process("openssl-CAfile", kind, "openssl -CAfile")
        process("openssl-CApath", kind, "openssl -CApath")
        process("certtool", kind, "certtool")
    }
    printf "\nCalls in one process\n\n  %-34s %10s %10s %10s\n", "", "tlsbox", "libcrypto", "GnuTLS"
    call("load", "load the bundle, us", "%10.0f")
    call("parse-rsa", "parse, us a certificate, RSA-2048", "%10.2f", 0, 5)
    call("parse-ec", "parse, us a certificate, P-256", "%10.2f", 0, 5)
    call("parse-web", "parse, us a certificate, the web", "%10.2f", 0, 5)
    call("verify-rsa", "verified chains a second, RSA-2048", "%10.0f", 1e6)
    call("verify-ec", "verified chains a second, P-256", "%10.0f", 1e6)
}' processes calls
