#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# crl.sh BUILD-DIRECTORY: `make bench-crl`.  A certificate looked up in a CRL of CRL_ENTRIES
# (500000) entries, compared in turns with other programs and with hashing the file.  BENCH_ROUNDS
# (20) sets how often.
set -eu
build=$(cd "$1" && pwd)
rounds=${BENCH_ROUNDS-20}
entries=${CRL_ENTRIES-500000}
few=10000
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
unset SSL_CERT_FILE SSL_CERT_DIR
cp "$build/tlsbox" .

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key \
    -out ca.pem -subj '/CN=Bench CA' -days 60 -addext keyUsage=critical,keyCertSign,cRLSign \
    2>/dev/null
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout leaf.key \
    -out leaf.csr -subj '/CN=Bench leaf' 2>/dev/null
{
    echo keyUsage=critical,digitalSignature
    echo extendedKeyUsage=serverAuth
    echo subjectAltName=DNS:a.example
} >leaf.ext
openssl x509 -req -in leaf.csr -CA ca.pem -CAkey ca.key -set_serial 0x123456789abcdef0 -days 30 \
    -extfile leaf.ext -out leaf.pem 2>/dev/null
cat leaf.pem ca.pem >chain.pem
"$build/bench/mkcrl" ca.pem ca.key "$entries" >big.der
openssl crl -inform DER -in big.der -out big.pem
bytes=$(wc -c <big.der)
text=$(wc -c <big.pem)
# GnuTLS takes minutes for the large one: its time grows with the square of the entries.
"$build/bench/mkcrl" ca.pem ca.key "$few" | openssl crl -inform DER -out few.pem

"$build/bench/spawn" "$rounds" >times <<END
without 0 $work/tlsbox verify --roots ca.pem leaf.pem
tlsbox 0 $work/tlsbox verify --roots ca.pem --crl big.der leaf.pem
tlsbox-pem 0 $work/tlsbox verify --roots ca.pem --crl big.pem leaf.pem
openssl 0 openssl verify -CAfile ca.pem -crl_check -CRLfile big.pem leaf.pem
certtool-few 0 certtool --verify --load-ca-certificate ca.pem --load-crl few.pem --infile chain.pem
tlsbox-few 0 $work/tlsbox verify --roots ca.pem --crl few.pem leaf.pem
sha256sum 0 sha256sum big.der
openssl-dgst 0 openssl dgst -sha256 big.der
openssl-dgst-pem 0 openssl dgst -sha256 big.pem
END

awk -v entries="$entries" -v bytes="$bytes" -v text="$text" -v few="$few" '
function row(name, what)
{
    printf "%-34s %9.1f ms %9.1f ms %9.1f MiB\n", what, least[name] / 1000, median[name] / 1000,
        peak[name] / 1024
}
function bar(what, value, limit, unit)
{
    printf "%-50s %6.2f %-4s at most %.1f   %s\n", what, value, unit, limit,
        value <= limit ? "PASS" : "MISS"
}
{ least[$1] = $2; median[$1] = $3; peak[$1] = $4 }
END {
    printf "A certificate looked up in a CRL of %d entries, %.1f MiB as DER\n\n",
        entries, bytes / 1048576
    printf "%-34s %12s %12s %13s\n", "", "fastest", "median", "memory"
    row("tlsbox", "tlsbox verify --crl, DER")
    row("tlsbox-pem", "tlsbox verify --crl, PEM")
    row("openssl", "openssl verify -crl_check")
    row("sha256sum", "sha256sum")
    row("openssl-dgst", "openssl dgst -sha256")
    row("openssl-dgst-pem", "openssl dgst -sha256, PEM")
    row("without", "tlsbox verify without a CRL")
    row("tlsbox-few", "tlsbox verify --crl, PEM, " few)
    row("certtool-few", "certtool --load-crl, PEM, " few)
    print ""
    bar("time, in that of openssl dgst -sha256", least["tlsbox"] / least["openssl-dgst"], 1.5, "x")
    bar("time, in that of sha256sum", least["tlsbox"] / least["sha256sum"], 1.5, "x")
    more = peak["tlsbox"] - peak["without"] - bytes / 1024
    bar("memory beyond the size of the file", more / 1024, 2, "MiB")
    more = peak["tlsbox-pem"] - peak["without"] - text / 1024
    bar("PEM: memory beyond the size of the file", more / 1024, 2, "MiB")
}' times
