#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# doc/revocation.md shows what is printed, for a CA that publishes partitioned CRLs, a responder of
# another certificate, CRLite filters, and a certificate of six days.
. "${top_srcdir:?}/tests/doc/kit.sh"
. "$top/tests/doc/pki.sh"
need openssl jq
mkcrlite=$(dirname "$tlsbox")/tests/crlite/mkcrlite
mkdir ca && cd ca
web
# A port that nobody listens at.
ocsp_port=${at##*:}
while grep -qi ": [0-9A-F]*:$(printf %04X "$ocsp_port") " /proc/net/tcp /proc/net/tcp6; do
    ocsp_port=$((ocsp_port + 1))
done
issue_ca root root '/CN=Example Root'
issue_ca ca root '/CN=Example CA' "crlDistributionPoints=URI:$at/root.crl"
for name in shop gone; do
    issue_server $name ca 90 "crlDistributionPoints=URI:$at/17.crl"
done
issue_server lost ca 90 "crlDistributionPoints=URI:$at/lost.crl"
issue_server intra ca 90 "authorityInfoAccess=OCSP;URI:http://127.0.0.1:$ocsp_port/"
issue_server six ca 6
issue_server staple ca 90 "crlDistributionPoints=URI:$at/17.crl" tlsfeature=status_request
# An SCT of five days ago chooses a CRLite filter.
now=$(date +%s)
log=$(seq 32 | sed 's/.*/a7/' | tr -d '\n')
sct=00$log$(printf %016x $(((now - 5 * 86400) * 1000)))0000040300080102030405060708
for name in public stolen; do
    issue_server $name ca 90 "1.3.6.1.4.1.11129.2.4.2=DER:043b00390037$sct"
done

# crl_of CA NAME [LINE]...: a CRL of the CA, with lines of a configuration for its extensions.
crl_of()
{
    ca=$1 crl=$2
    shift 2
    [ -f "$ca.index" ] || : >"$ca.index"
    [ -f "$ca.number" ] || echo 01 >"$ca.number"
    {
        printf '[ca]\ndefault_ca=d\n[d]\ndatabase=%s.index\ncrlnumber=%s.number\n' "$ca" "$ca"
        printf 'default_md=sha256\ncrl_extensions=x\n[x]\nauthorityKeyIdentifier=keyid\n'
        printf '%s\n' "$@"
    } >crl.cnf
    [ -z "${gone-}" ] || openssl ca -config crl.cnf -cert "$ca.pem" -keyfile "$ca.key" \
        -revoke "$gone" -crl_reason keyCompromise 2>openssl.err
    openssl ca -config crl.cnf -cert "$ca.pem" -keyfile "$ca.key" -gencrl -crldays 3 -out crl.pem \
        2>openssl.err
    openssl crl -in crl.pem -outform DER -out "$crl"
    web_file "$crl" "$crl"
}
crl_of root root.crl
gone=gone.pem crl_of ca 17.crl 'issuingDistributionPoint=critical,@idp' '[idp]' \
    "fullname=URI:$at/17.crl" onlyuser=TRUE

serial()
{
    openssl x509 -in "$1.pem" -noout -serial | sed 's/serial=//'
}
printf 'V\t340101000000Z\t\t%s\tunknown\t/CN=intra\n' "$(serial intra)" >ocsp.index
openssl ocsp -port $ocsp_port -index ocsp.index -CA ca.pem -rsigner ca.pem -rkey ca.key -ndays 2 \
    >ocsp.log 2>&1 &
is_started $!
openssl ocsp -index ocsp.index -CA ca.pem -rsigner ca.pem -rkey ca.key -ndays 2 -issuer ca.pem \
    -cert intra.pem -no_nonce -respout ../intra.ocsp >openssl.err 2>&1
mkdir ../crlite
spki=$(openssl x509 -in ca.pem -pubkey -noout | openssl pkey -pubin -outform DER | sha256sum |
    cut -c 1-64)
"$mkcrlite" ../crlite "$spki" "$log" $((now - 30 * 86400)) $((now - 2 * 86400)) \
    "$(serial stolen)" "!$(serial public)"
cd ..
cp ca/root.pem ca/17.crl ca/root.crl .
for name in shop gone lost intra six staple public stolen; do
    cat ca/$name.pem ca/ca.pem >$name.pem
done
wrap "*--ct-logs*) exec $tlsbox \"\$@\"" \
    "*--fetch*) shift; exec $tlsbox verify --roots root.pem --fetch-private \"\$@\"" \
    "verify*) shift; exec $tlsbox verify --roots root.pem \"\$@\""
# The examples of transparency need the real log list, which is not part of the sources.
logs=${TLSBOX_VECTORS:-$top/../shared/data}/ct/log_list.json
cp "$top/demo/python.pem" .
[ ! -r "$logs" ] || cp "$logs" log_list.json
guide revocation 5
