#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# doc/broken-chain.md shows what is printed, for the chains of demo/, a server that forgets its
# intermediate, and a certificate that says where its issuer is.
. "${top_srcdir:?}/tests/doc/kit.sh"
. "$top/tests/doc/pki.sh"
mkdir ca && cd ca
web
issue_ca root root '/CN=Example Root'
issue_ca ca root '/CN=Example CA'
issue_server www ca 90 "authorityInfoAccess=caIssuers;URI:$at/ca.cer"
openssl x509 -in ca.pem -outform DER -out ca.cer
web_file ca.cer ca.cer
cd ..
cp "$top"/demo/*.pem ca/www.pem .
cp ca/root.pem example-root.pem
new_key other
begin shop --name shop.example --bad missing-intermediate --write-root served.pem
wrap "*shop.example) exec $tlsbox \"\$@\" --connect 127.0.0.1:$port --roots served.pem" \
    "*--aia*) exec $tlsbox \"\$@\" --roots example-root.pem --fetch-private"
guide broken-chain 8
