#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# server.sh DIRECTORY: makes a root and a server's certificate there, and serves with it at any free
# port of the loopback, which it prints as "ACCEPT 127.0.0.1:PORT".
set -eu
cd "$1"

key()
{
    openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key"
}

cat >ca.cnf <<'END'
[req]
distinguished_name = dn
[dn]
[root]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[leaf]
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
authorityKeyIdentifier = keyid
subjectAltName = DNS:shop.example
END
key root
key leaf
openssl req -new -x509 -config ca.cnf -extensions root -key root.key -out root.pem -days 30 \
    -subj '/O=Demo Trust/CN=Demo Root'
openssl req -new -config ca.cnf -key leaf.key -out leaf.csr -subj /CN=shop.example
openssl x509 -req -in leaf.csr -CA root.pem -CAkey root.key -set_serial 0x1234567890abcdef12 \
    -extfile ca.cnf -extensions leaf -days 7 -out leaf.pem
exec openssl s_server -accept 127.0.0.1:0 -cert leaf.pem -key leaf.key -alpn h2
