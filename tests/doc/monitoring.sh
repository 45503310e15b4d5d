#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# doc/monitoring.md shows what is printed: for certificates of 6, 45 and 90 days, a directory of
# certificates, and 500 hosts.
. "${top_srcdir:?}/tests/doc/kit.sh"
. "$top/tests/doc/pki.sh"
need parallel openssl jq
mkdir ca && cd ca
# dated NAME ISSUER FROM UNTIL [EXTENSION]...: a certificate with these days, as words of `date -d`.
dated()
{
    name=$1 issuer=$2 from=$3 until=$4
    shift 4
    new_key "$name"
    openssl req -new -key "$name.key" -subj "/CN=$name.example" -out csr
    printf '%s\n' "$@" subjectKeyIdentifier=hash >ext
    rm -rf db && mkdir db && : >db/index
    printf '%s\n' '[ca]' default_ca=d '[d]' database=db/index rand_serial=yes \
        new_certs_dir=db default_md=sha256 policy=any '[any]' commonName=optional >cnf
    [ "$name" != "$issuer" ] || set -- -selfsign
    [ "$name" = "$issuer" ] || set -- -cert "$issuer.pem"
    openssl ca -batch -notext -config cnf "$@" -keyfile "$issuer.key" -in csr -out "$name.pem" \
        -extfile ext -startdate "$(date -u -d "$from" +%Y%m%d%H%M%SZ)" \
        -enddate "$(date -u -d "$until" +%Y%m%d%H%M%SZ)" 2>openssl.err
}
# leaf NAME DAYS: the certificate of a server, from 1 June 2026 on.
leaf()
{
    dated "$1" root 2026-06-01 "2026-06-01 +$2 days" basicConstraints=critical,CA:FALSE \
        keyUsage=critical,digitalSignature extendedKeyUsage=serverAuth \
        "subjectAltName=DNS:$1.example" authorityKeyIdentifier=keyid
}
dated root root 2026-01-01 2046-01-01 basicConstraints=critical,CA:TRUE \
    keyUsage=critical,keyCertSign,cRLSign
leaf six 6
leaf shop 45
leaf mail 90
cd ..
cp ca/root.pem .
mkdir certificates metrics
cp ca/six.pem ca/shop.pem ca/mail.pem certificates
cp ca/six.pem ca/shop.pem ca/mail.pem .

# 500 hosts: addresses of loopback, of which a server has all.
listen=0.0.0.0:0
begin hosts --name shop.example --name localhost --write-root served.pem
seq 500 | awk -v port="$port" '{ print "127.0." int($1 / 250) "." $1 % 250 + 1 ":" port }' >hosts
echo 127.0.3.1:1 >>hosts
echo "localhost:$port" >names
ln -s "$top/contrib/monitoring/hosts.sh" .
wrap "handshake*) shift; exec $tlsbox handshake --host shop.example --roots served.pem \"\$@\"" \
    "scan*) shift; exec $tlsbox scan --roots served.pem \"\$@\""
guide monitoring 5
