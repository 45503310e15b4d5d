#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Made the demo's certificates once; their keys were thrown away.  python.pem is what
# docs.python.org sent in January 2026.
set -eu
out=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat >ca.cnf <<'END'
[req]
distinguished_name = dn
[dn]
[ca]
default_ca = demo
[demo]
database = index
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
copy_extensions = none
[any]
organizationName = optional
commonName = supplied
[root]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[intermediate]
basicConstraints = critical, CA:true, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[leaf]
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = DNS:shop.example, DNS:www.shop.example
END
: >index

key()
{
    openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key"
}

# issue NAME ISSUER SECTION FROM UNTIL SUBJECT
issue()
{
    openssl req -new -config ca.cnf -key "${1%%-*}.key" -subj "$6" -out "$1.csr"
    if [ "$1" = "$2" ]; then
        signer='-selfsign'
    else
        signer="-cert $2.pem"
    fi
    # shellcheck disable=SC2086  # an option and its value
    openssl ca -batch -notext -config ca.cnf $signer -keyfile "$2.key" -in "$1.csr" -out "$1.pem" \
        -extensions "$3" -startdate "$4" -enddate "$5" 2>/dev/null
}

key root
key intermediate
key leaf
issue root root root 20250101000000Z 20450101000000Z '/O=Demo Trust/CN=Demo Root'
issue intermediate root intermediate 20250101000000Z 20350101000000Z \
    '/O=Demo Trust/CN=Demo Issuing CA'
issue leaf intermediate leaf 20260401000000Z 20260930000000Z '/CN=shop.example'
issue leaf-old intermediate leaf 20250401000000Z 20250930000000Z '/CN=shop.example'

cp root.pem intermediate.pem "$out"
cat leaf.pem intermediate.pem >"$out/good.pem"
cat leaf.pem >"$out/alone.pem"
cat leaf-old.pem intermediate.pem >"$out/expired.pem"
