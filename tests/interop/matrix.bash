# SPDX-License-Identifier: GPL-3.0-or-later
# The rows of the interop matrix: row NAME SERVER... -- CLIENT... -- KEY=VALUE...
# shellcheck shell=bash disable=SC2154

get=(--get /)
all12=(--tls 1.2 --suites all --groups all --sigalgs all)

# Each suite of TLS 1.3 with each server, with both common kinds of key.
suites13='TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256'
for kind in rsa p256; do
    for suite in $suites13 TLS_AES_128_CCM_SHA256 TLS_AES_128_CCM_8_SHA256; do
        row "1.3 $kind $suite" openssl "$kind" -tls1_3 -ciphersuites "$(tr ' ' : <<<"$suites13"):TLS_AES_128_CCM_SHA256:TLS_AES_128_CCM_8_SHA256" \
            -- --tls 1.3 --suites "$suite" "${get[@]}" -- "version=TLS 1.3" "suite=$suite"
    done
    for suite in $suites13 TLS_AES_128_CCM_SHA256; do
        row "1.3 $kind $suite" gnutls "$kind" NORMAL:+AES-128-CCM \
            -- --tls 1.3 --suites "$suite" "${get[@]}" -- "version=TLS 1.3" "suite=$suite"
    done
    for suite in $suites13; do
        row "1.3 $kind $suite" nss "$kind" -V tls1.2:tls1.3 \
            -- --tls 1.3 --suites "$suite" "${get[@]}" -- "version=TLS 1.3" "suite=$suite"
        row "1.3 $kind $suite" go "$kind" \
            -- --tls 1.3 --suites "$suite" "${get[@]}" -- "version=TLS 1.3" "suite=$suite"
    done
    row "1.3 $kind" nginx "$kind" 'ssl_protocols TLSv1.3;' -- "${get[@]}" -- "version=TLS 1.3"
    row "1.2 $kind" nginx "$kind" 'ssl_protocols TLSv1.2;' -- "${get[@]}" -- "version=TLS 1.2"
    row "1.3 $kind" erlang "$kind" tlsv1.3 -- "${get[@]}" -- "version=TLS 1.3"
    row "1.2 $kind" erlang "$kind" tlsv1.2 -- "${get[@]}" -- "version=TLS 1.2"
    row "1.2 $kind" botan "$kind" default -- --alpn echo/0.1 -- "version=TLS 1.2" alpn=echo/0.1
done

# Every other kind of certificate.
for kind in p384 p521 ed25519 ed448 pss rsa4096; do
    row "1.3 certificate $kind" openssl "$kind" -tls1_3 -- "${get[@]}" -- "version=TLS 1.3"
    row "1.2 certificate $kind" openssl "$kind" -tls1_2 \
        -- --groups x25519,secp256r1,secp384r1,secp521r1 "${get[@]}" -- "version=TLS 1.2"
done
for kind in p384 p521 ed25519 ed448 pss; do
    row "1.3 certificate $kind" gnutls "$kind" NORMAL -- --tls 1.3 "${get[@]}" -- "version=TLS 1.3"
done
for kind in p384 p521; do
    row "1.3 certificate $kind" nss "$kind" -V tls1.2:tls1.3 -- "${get[@]}" -- "version=TLS 1.3"
done
for kind in p384 ed25519; do
    row "1.3 certificate $kind" go "$kind" -- "${get[@]}" -- "version=TLS 1.3"
    row "1.2 certificate $kind" go "$kind" -- --tls 1.2 "${get[@]}" -- "version=TLS 1.2"
done

# Groups of TLS 1.3: with a share in the first ClientHello, and after a HelloRetryRequest.
for pair in X25519:x25519 X448:x448 P-256:secp256r1 P-384:secp384r1 P-521:secp521r1 \
    ffdhe2048:ffdhe2048 ffdhe3072:ffdhe3072 ffdhe4096:ffdhe4096; do
    row "1.3 group ${pair#*:}" openssl p256 -tls1_3 -groups "${pair%:*}" \
        -- --groups "${pair#*:}" "${get[@]}" -- "group=${pair#*:}" retried=false
    [ "$pair" = X25519:x25519 ] ||
        row "1.3 retry to ${pair#*:}" openssl p256 -tls1_3 -groups "${pair%:*}" \
            -- --groups "x25519,${pair#*:}" "${get[@]}" -- "group=${pair#*:}" retried=true
done
for pair in GROUP-SECP256R1:secp256r1 GROUP-SECP384R1:secp384r1 GROUP-X448:x448 \
    GROUP-FFDHE2048:ffdhe2048; do
    row "1.3 retry to ${pair#*:}" gnutls p256 "NORMAL:-GROUP-ALL:+${pair%:*}" \
        -- --tls 1.3 --groups "x25519,${pair#*:}" "${get[@]}" -- "group=${pair#*:}" retried=true
done
row "1.3 retry to secp384r1" nss p256 -V tls1.3:tls1.3 -I P384 \
    -- --groups x25519,secp384r1 "${get[@]}" -- group=secp384r1 retried=true
row "1.3 group ffdhe2048" nss rsa -V tls1.3:tls1.3 -I FF2048 -H 1 \
    -- --groups ffdhe2048 "${get[@]}" -- group=ffdhe2048
row "1.3 retry to secp521r1" go p256 -curves 25 \
    -- --groups x25519,secp521r1 "${get[@]}" -- group=secp521r1 retried=true

# Every suite of TLS 1.2 that can be negotiated, named as OpenSSL does.
for suite in ECDHE-RSA-AES128-GCM-SHA256 ECDHE-RSA-AES256-GCM-SHA384 ECDHE-RSA-CHACHA20-POLY1305 \
    ECDHE-RSA-AES128-SHA ECDHE-RSA-AES256-SHA ECDHE-RSA-AES128-SHA256 ECDHE-RSA-AES256-SHA384 \
    DHE-RSA-AES128-GCM-SHA256 DHE-RSA-AES256-GCM-SHA384 DHE-RSA-CHACHA20-POLY1305 \
    DHE-RSA-AES128-SHA DHE-RSA-AES256-SHA DHE-RSA-AES128-SHA256 DHE-RSA-AES256-SHA256 \
    DHE-RSA-AES128-CCM DHE-RSA-AES256-CCM DHE-RSA-AES128-CCM8 DHE-RSA-AES256-CCM8 \
    AES128-GCM-SHA256 AES256-GCM-SHA384 AES128-SHA AES256-SHA AES128-SHA256 AES256-SHA256 \
    AES128-CCM AES256-CCM AES128-CCM8 AES256-CCM8; do
    row "1.2 $suite" openssl rsa -tls1_2 -cipher ALL:@SECLEVEL=0 \
        -- "${all12[@]}" --suites "$suite" "${get[@]}" -- "version=TLS 1.2"
done
for suite in ECDHE-ECDSA-AES128-GCM-SHA256 ECDHE-ECDSA-AES256-GCM-SHA384 \
    ECDHE-ECDSA-CHACHA20-POLY1305 ECDHE-ECDSA-AES128-SHA ECDHE-ECDSA-AES256-SHA \
    ECDHE-ECDSA-AES128-SHA256 ECDHE-ECDSA-AES256-SHA384 ECDHE-ECDSA-AES128-CCM \
    ECDHE-ECDSA-AES256-CCM ECDHE-ECDSA-AES128-CCM8 ECDHE-ECDSA-AES256-CCM8; do
    row "1.2 $suite" openssl p256 -tls1_2 -cipher ALL:@SECLEVEL=0 \
        -- "${all12[@]}" --suites "$suite" "${get[@]}" -- "version=TLS 1.2"
done
for suite in AES128-SHA AES256-SHA256 ECDHE-RSA-AES256-SHA384; do
    row "1.2 $suite, MAC then encrypt" openssl rsa -tls1_2 -cipher ALL:@SECLEVEL=0 -no_etm \
        -- "${all12[@]}" --suites "$suite" "${get[@]}" -- "version=TLS 1.2"
done
for suite in ECDHE-RSA-AES128-GCM-SHA256 ECDHE-RSA-CHACHA20-POLY1305 ECDHE-RSA-AES128-SHA \
    DHE-RSA-AES256-GCM-SHA384 AES128-GCM-SHA256 AES256-SHA AES128-CCM; do
    row "1.2 $suite" gnutls rsa \
        NORMAL:-VERS-ALL:+VERS-TLS1.2:+RSA:+AES-128-CCM:+AES-128-CBC:+AES-256-CBC:+SHA1 \
        -- "${all12[@]}" --suites "$suite" "${get[@]}" -- "version=TLS 1.2"
done
for suite in ECDHE-RSA-AES128-GCM-SHA256 ECDHE-RSA-AES256-SHA AES128-SHA256 AES256-GCM-SHA384; do
    row "1.2 $suite" nss rsa -V tls1.2:tls1.2 -- "${all12[@]}" --suites "$suite" "${get[@]}" \
        -- "version=TLS 1.2"
done
for pair in ECDHE-RSA-AES128-GCM-SHA256:0xc02f ECDHE-RSA-AES256-GCM-SHA384:0xc030 \
    ECDHE-RSA-CHACHA20-POLY1305:0xcca8 ECDHE-RSA-AES128-SHA:0xc013 AES128-GCM-SHA256:0x009c \
    AES256-SHA:0x0035; do
    row "1.2 ${pair%:*}" go rsa -max 0x0303 -suites "${pair#*:}" \
        -- "${all12[@]}" --suites "${pair%:*}" "${get[@]}" -- "version=TLS 1.2"
done
for suite in ECDHE-RSA-AES128-GCM-SHA256 ECDHE-RSA-AES256-GCM-SHA384 ECDHE-RSA-CHACHA20-POLY1305 \
    ECDHE-RSA-AES128-SHA256 AES128-GCM-SHA256 AES256-SHA256 AES128-CCM; do
    row "1.2 $suite" bearssl rsa -- "${all12[@]}" --suites "$suite" "${get[@]}" -- "version=TLS 1.2"
done
for suite in ECDHE-ECDSA-AES128-GCM-SHA256 ECDHE-ECDSA-CHACHA20-POLY1305 ECDHE-ECDSA-AES256-CCM8 \
    ECDHE-ECDSA-AES256-SHA384; do
    row "1.2 $suite" bearssl p256 -- "${all12[@]}" --suites "$suite" "${get[@]}" -- "version=TLS 1.2"
done
for pair in rsa:ECDHE-RSA-AES128-GCM-SHA256 rsa:ECDHE-RSA-CHACHA20-POLY1305 \
    rsa:DHE-RSA-AES256-GCM-SHA384 rsa:ECDHE-RSA-AES256-SHA384 rsa:AES128-SHA rsa:AES256-CCM8 \
    p256:ECDHE-ECDSA-AES256-CCM p384:ECDHE-ECDSA-AES128-SHA; do
    row "1.2 ${pair#*:}" mbedtls "${pair%:*}" -- "${all12[@]}" --suites "${pair#*:}" "${get[@]}" \
        -- "version=TLS 1.2"
done
row "1.2 not resumed without extended master secret" bearssl p256 \
    -- --resume "${get[@]}" -- resumed=false ems=false
row "1.2 DHE of its own parameters" openssl rsa -tls1_2 -cipher DHE-RSA-AES128-GCM-SHA256 -dhparam dh.pem \
    -- "${all12[@]}" --suites DHE-RSA-AES128-GCM-SHA256 "${get[@]}" -- "version=TLS 1.2"

# Groups and signature schemes.
for pair in X25519:x25519 X448:x448 P-256:secp256r1 P-384:secp384r1 P-521:secp521r1; do
    row "1.2 group ${pair#*:}" openssl rsa -tls1_2 -groups "${pair%:*}" \
        -- "${all12[@]}" --suites modern "${get[@]}" -- "group=${pair#*:}"
done
for scheme in rsa_pkcs1_sha256 rsa_pkcs1_sha384 rsa_pkcs1_sha512 rsa_pss_rsae_sha256 \
    rsa_pss_rsae_sha384 rsa_pss_rsae_sha512 rsa_pkcs1_sha1; do
    row "1.2 signature $scheme" openssl rsa -tls1_2 -cipher ECDHE:@SECLEVEL=0 \
        -- --tls 1.2 --sigalgs "$scheme" "${get[@]}" -- "sigalg=$scheme"
done
for scheme in rsa_pss_rsae_sha256 rsa_pss_rsae_sha384 rsa_pss_rsae_sha512; do
    row "1.3 signature $scheme" openssl rsa -tls1_3 \
        -- --sigalgs "$scheme,ecdsa_secp256r1_sha256" "${get[@]}" -- "sigalg=$scheme"
done
row "1.3 signature ecdsa_secp384r1_sha384" go p384 -- "${get[@]}" -- sigalg=ecdsa_secp384r1_sha384

# Resumption: ticket, session id, PSK.
row "1.3 resumed" openssl p256 -tls1_3 -- --resume "${get[@]}" -- resumed=true "version=TLS 1.3"
row "1.3 resumed, stateful ticket" openssl p256 -tls1_3 -no_ticket \
    -- --resume "${get[@]}" -- resumed=true
row "1.3 resumed through a retry" openssl p256 -tls1_3 -groups P-384 \
    -- --resume "${get[@]}" -- resumed=true retried=true
row "1.3 resumed" gnutls p256 NORMAL -- --tls 1.3 --resume "${get[@]}" -- resumed=true
row "1.3 resumed" nss p256 -V tls1.3:tls1.3 -u -- --resume "${get[@]}" -- resumed=true
row "1.3 resumed" go p256 -- --resume "${get[@]}" -- resumed=true
row "1.3 resumed" nginx p256 'ssl_protocols TLSv1.3;' -- --resume "${get[@]}" -- resumed=true
row "1.2 resumed by ticket" openssl p256 -tls1_2 -- --resume "${get[@]}" -- resumed=true
row "1.2 resumed by session id" openssl p256 -tls1_2 -no_ticket \
    -- --resume "${get[@]}" -- resumed=true
row "1.2 resumed, CBC" openssl rsa -tls1_2 -cipher ALL:@SECLEVEL=0 \
    -- "${all12[@]}" --suites AES128-SHA --resume "${get[@]}" -- resumed=true
row "1.2 resumed by ticket" gnutls p256 NORMAL:-VERS-ALL:+VERS-TLS1.2 \
    -- --resume "${get[@]}" -- resumed=true
row "1.2 resumed by session id" gnutls p256 NORMAL:-VERS-ALL:+VERS-TLS1.2 --noticket \
    -- --resume "${get[@]}" -- resumed=true
row "1.2 resumed by ticket" nss p256 -V tls1.2:tls1.2 -u -G -- --resume "${get[@]}" -- resumed=true
row "1.2 not resumed without extended master secret" go p256 -max 0x0303 \
    -- --resume "${get[@]}" -- resumed=false ems=false
row "1.2 resumed by ticket" nginx p256 'ssl_protocols TLSv1.2;' \
    -- --resume "${get[@]}" -- resumed=true
row "1.2 resumed by ticket" mbedtls p256 -- --resume "${get[@]}" -- resumed=true http_status=200
row "1.2 resumption declined" openssl p256 -tls1_2 -no_ticket -no_cache \
    -- --resume "${get[@]}" -- resumed=false
row "1.2 resumed, without extended master secret" gnutls p256 \
    NORMAL:-VERS-ALL:+VERS-TLS1.2:%NO_SESSION_HASH -- "${get[@]}" -- ems=false

# Client certificates.
for kind in rsa p256 ed25519; do
    for version in 1.2 1.3; do
        row "$version client certificate $kind" openssl rsa -tls1_"${version#1.}" -Verify 2 \
            -verify_return_error -CAfile root.pem \
            -- --cert "client-$kind.pem" --key "client-$kind.key" "${get[@]}" -- "version=TLS $version"
        row "$version client certificate $kind" gnutls rsa "NORMAL:-VERS-ALL:+VERS-TLS$version" \
            --require-client-cert --verify-client-cert --x509cafile root.pem \
            -- --cert "client-$kind.pem" --key "client-$kind.key" "${get[@]}" -- "version=TLS $version"
        row "$version client certificate $kind" go rsa -max "0x030$((${version#1.} + 1))" \
            -clients root.pem \
            -- --cert "client-$kind.pem" --key "client-$kind.key" "${get[@]}" -- "version=TLS $version"
    done
done
row "1.2 client certificate p256" mbedtls rsa root.pem \
    -- --cert client-p256.pem --key client-p256.key "${get[@]}" -- "version=TLS 1.2"
row "1.2 no client certificate" mbedtls rsa root.pem -- "${get[@]}" \
    -- ok=false reason=client-certificate
row "1.3 client certificate asked for, none given" openssl rsa -tls1_3 -verify 2 -CAfile root.pem \
    -- "${get[@]}" -- "version=TLS 1.3"
row "1.2 client certificate asked for, none given" openssl rsa -tls1_2 -verify 2 -CAfile root.pem \
    -- "${get[@]}" -- "version=TLS 1.2"
row "1.3 client certificate p256" nginx rsa \
    "ssl_protocols TLSv1.3; ssl_verify_client on; ssl_client_certificate $work/root.pem;" \
    -- --cert client-p256.pem --key client-p256.key "${get[@]}" -- "version=TLS 1.3"

# ALPN.
row "1.3 ALPN h2" nginx p256 'ssl_protocols TLSv1.3;' -- -- alpn=h2
row "1.2 ALPN http/1.1" nginx p256 'ssl_protocols TLSv1.2;' -- --alpn http/1.1 "${get[@]}" -- alpn=http/1.1
row "1.3 ALPN of two" openssl p256 -tls1_3 -alpn imap,http/1.1 -- --alpn h2,http/1.1 -- alpn=http/1.1
row "1.2 ALPN of two" openssl p256 -tls1_2 -alpn imap,http/1.1 -- --alpn h2,http/1.1 -- alpn=http/1.1
row "1.3 ALPN" gnutls p256 NORMAL --alpn=http/1.1 -- --tls 1.3 -- alpn=http/1.1
row "1.3 ALPN" go p256 -alpn http/1.1 -- -- alpn=http/1.1
row "1.3 ALPN not answered" openssl p256 -tls1_3 -- -- alpn=null

# False Start, key update, early data.
row "1.2 false start" openssl p256 -tls1_2 -alpn http/1.1 -- --false-start "${get[@]}" -- false_started=true
row "1.2 false start" gnutls p256 NORMAL:-VERS-ALL:+VERS-TLS1.2 --alpn=http/1.1 \
    -- --false-start "${get[@]}" -- false_started=true
row "1.2 false start" nginx p256 'ssl_protocols TLSv1.2;' -- --false-start "${get[@]}" -- false_started=true
row "1.3 key update" openssl p256 -tls1_3 -- --key-update "${get[@]}" -- "version=TLS 1.3"
row "1.3 key update" gnutls p256 NORMAL -- --tls 1.3 --key-update "${get[@]}" -- "version=TLS 1.3"
row "1.3 key update" nss p256 -V tls1.3:tls1.3 -- --key-update "${get[@]}" -- "version=TLS 1.3"
row "1.3 key update" go p256 -- --key-update "${get[@]}" -- "version=TLS 1.3"
row "1.3 early data not offered" openssl p256 -tls1_3 \
    -- --early-data request -- resumed=true early_data=not-offered
# Both refuse early data in their first seconds, against replays from before their start; the first
# one does not always.
row "1.3 early data offered" gnutls p256 NORMAL --earlydata --maxearlydata=16384 \
    -- --tls 1.3 --early-data request -- resumed=true
row "1.3 early data rejected" nss p256 -V tls1.3:tls1.3 -u -Z \
    -- --early-data request -- resumed=true early_data=rejected
row "1.3 early data" nginx p256 'ssl_protocols TLSv1.3; ssl_early_data on;' \
    -- --early-data request -- resumed=true early_data=accepted

# Small records and fragments.
for version in 1.2 1.3; do
    row "$version small fragments" openssl rsa4096 -tls1_"${version#1.}" -max_send_frag 512 \
        -- "${get[@]}" -- "version=TLS $version"
    row "$version small fragments" gnutls rsa4096 "NORMAL:-VERS-ALL:+VERS-TLS$version" --recordsize=512 \
        -- "${get[@]}" -- "version=TLS $version"
done

# Both versions on offer on both sides.
for peer in "openssl p256" "gnutls p256 NORMAL" "nss p256 -V tls1.2:tls1.3" "go p256"; do
    # shellcheck disable=SC2086  # words
    row "both versions" $peer -- "${get[@]}" -- "version=TLS 1.3"
    # shellcheck disable=SC2086
    row "both there, 1.2 here" $peer -- --tls 1.2 "${get[@]}" -- "version=TLS 1.2"
done

# STARTTLS, with the services that support it.
for peer in postfix:smtp dovecot:lmtp dovecot:imap dovecot:pop3 dovecot:sieve vsftpd:ftp \
    slapd:ldap prosody:xmpp prosody:xmpp-server postgres:postgres mariadb:mysql inspircd:irc; do
    protocol=${peer#*:}
    for version in 1.2 1.3; do
        row "$version STARTTLS $protocol" "${peer%:*}" rsa "$protocol" \
            -- --starttls "$protocol" --tls "$version" -- "version=TLS $version"
    done
done

# A client certificate for a path: TLS 1.3 requests it after the handshake, TLS 1.2 by
# renegotiation.
mine=(--cert client-p256.pem --key client-p256.key)
for version in 1.2 1.3; do
    apache=(apache rsa "TLSv$version")
    row "$version" "${apache[@]}" -- "${get[@]}" -- "version=TLS $version" http_status=200
    row "$version certificate for another path" "${apache[@]}" \
        -- "${mine[@]}" "${get[@]}" -- http_status=200 client_certificate.asked=false
done
row "1.3 certificate for this path" apache rsa TLSv1.3 -- "${mine[@]}" --get /private/ \
    -- http_status=200 client_certificate.asked=true client_certificate.sent=true
row "1.3 resumed, certificate for this path" apache rsa TLSv1.3 \
    -- "${mine[@]}" --resume --get /private/ \
    -- resumed=true http_status=200 client_certificate.sent=true
for kind in client-rsa client-ed25519; do
    row "1.3 $kind for this path" apache rsa TLSv1.3 \
        -- --cert "$kind.pem" --key "$kind.key" --get /private/ -- http_status=200
done
row "1.3 certificate for this path, of a server" apache rsa TLSv1.3 \
    -- --cert rsa.pem --key rsa.key --get /private/ -- ok=false reason=client-certificate
row "1.3 no certificate for this path" apache rsa TLSv1.3 -- --get /private/ -- http_status=403
row "1.2 certificate for this path" apache rsa TLSv1.2 -- "${mine[@]}" --get /private/ \
    -- ok=false reason=renegotiation
row "1.2 no certificate for this path" apache rsa TLSv1.2 -- --get /private/ \
    -- ok=false reason=renegotiation

# Other servers: both versions, resumption, and a required client certificate.
for version in 1.2 1.3; do
    for peer in haproxy stunnel node; do
        row "$version resumed" "$peer" p256 -- --tls "$version" --resume "${get[@]}" \
            -- "version=TLS $version" resumed=true http_status=200
    done
    for peer in "haproxy rsa ca-file root.pem verify required" "node rsa requestCert:true" \
        "stunnel rsa verifyChain=yes CAfile=root.pem"; do
        # shellcheck disable=SC2086  # words
        row "$version client certificate p256" $peer -- --tls "$version" "${mine[@]}" "${get[@]}" \
            -- client_certificate.sent=true http_status=200
        # shellcheck disable=SC2086
        row "$version no client certificate" $peer -- --tls "$version" "${get[@]}" \
            -- ok=false reason=client-certificate
    done
done
row "1.3 ALPN h2" haproxy p256 alpn h2,http/1.1 -- -- alpn=h2

# Today's stacks: OpenSSL 3.5 (node26), rustls (deno) and BoringSSL (bun).  On its own interface Bun
# gives no tickets in TLS 1.3; no interface has early data for TLS over TCP.
for peer in node26 deno bun bun_tls; do
    for kind in rsa p256 p384; do
        row "1.3 certificate $kind" "$peer" "$kind" -- "${get[@]}" \
            -- "version=TLS 1.3" group=X25519MLKEM768 retried=false http_status=200
        row "1.2 certificate $kind" "$peer" "$kind" -- --tls 1.2 "${get[@]}" \
            -- "version=TLS 1.2" http_status=200
    done
    row "1.2 resumed" "$peer" p256 -- --tls 1.2 --resume "${get[@]}" -- resumed=true ems=true
    row "1.3 early data not offered" "$peer" p256 -- --early-data request -- early_data=not-offered
done
for suite in $suites13; do
    row "1.3 $suite" node26 p256 -- --tls 1.3 --suites "$suite" "${get[@]}" -- "suite=$suite"
    row "1.3 $suite" deno p256 -- --tls 1.3 --suites "$suite" "${get[@]}" -- "suite=$suite"
    row "1.3 $suite" bun p256 -- --tls 1.3 --suites "$suite" "${get[@]}" -- "suite=$suite"
done
for peer in node26 deno; do
    row "1.3 certificate ed25519" "$peer" ed25519 -- "${get[@]}" -- sigalg=ed25519
    row "1.3 resumed" "$peer" p256 -- --resume "${get[@]}" -- resumed=true "version=TLS 1.3"
    row "1.3 key update" "$peer" p256 -- --key-update "${get[@]}" -- "version=TLS 1.3"
done
for peer in bun bun_tls; do
    row "1.3 no tickets" "$peer" p256 -- --resume "${get[@]}" -- resumed=false http_status=200
done
for kind in client-rsa client-p256 client-ed25519; do
    row "1.3 $kind" node26 p256 requestCert:true -- --cert "$kind.pem" --key "$kind.key" \
        "${get[@]}" -- client_certificate.sent=true http_status=200
done

# The hybrid groups of RFC 10024, each as the only one of the server: with its share in the first
# ClientHello, after a HelloRetryRequest, and once more with a ticket.
for group in X25519MLKEM768 SecP256r1MLKEM768 SecP384r1MLKEM1024; do
    hybrid=(node26 p256 "ecdhCurve:'$group'")
    row "1.3 group $group" "${hybrid[@]}" -- --groups "$group" "${get[@]}" \
        -- "group=$group" retried=false http_status=200
    row "1.3 retry to $group" "${hybrid[@]}" -- --groups "x25519,$group" "${get[@]}" \
        -- "group=$group" retried=true http_status=200
    row "1.3 resumed, $group" "${hybrid[@]}" -- --groups "$group" --resume "${get[@]}" \
        -- "group=$group" resumed=true http_status=200
    row "1.3 resumed through a retry, $group" "${hybrid[@]}" \
        -- --groups "x25519,$group" --resume "${get[@]}" -- "group=$group" resumed=true retried=true
    row "1.3 no group in common with $group" "${hybrid[@]}" -- --groups x25519 "${get[@]}" \
        -- ok=false reason=alert
done
row "1.3 X25519MLKEM768 only there" bun_tls p256 "ecdhCurve:'X25519MLKEM768'" -- "${get[@]}" \
    -- group=X25519MLKEM768 retried=false http_status=200
for peer in deno bun; do
    row "1.3 X25519MLKEM768 only here" "$peer" p256 -- --groups X25519MLKEM768 "${get[@]}" \
        -- group=X25519MLKEM768 retried=false http_status=200
done
row "1.3 retry to X25519MLKEM768" bun p256 -- --groups SecP256r1MLKEM768,X25519MLKEM768 "${get[@]}" \
    -- group=X25519MLKEM768 retried=true
row "1.3 retry to x25519" deno p256 -- --groups SecP384r1MLKEM1024,secp521r1,x25519 "${get[@]}" \
    -- group=x25519 retried=true
row "1.3 x25519 only there" node26 p256 "ecdhCurve:'X25519'" -- "${get[@]}" \
    -- group=x25519 retried=false http_status=200
row "1.3 secp384r1 only there" node26 p256 "ecdhCurve:'P-384'" -- "${get[@]}" \
    -- group=secp384r1 retried=true http_status=200

# Compressed certificates (RFC 8879).
for algorithm in zlib brotli zstd; do
    row "1.3 certificate in $algorithm" node26 names "certificateCompression:['$algorithm']" \
        -- "${get[@]}" -- "certificate_compression.algorithm=$algorithm" http_status=200
done

# ML-DSA (RFC 9881, draft-ietf-tls-mldsa): the server's key, its issuer's too, and the client's.
# mldsa-server and mldsa-client are chains of ours, of ML-DSA up to the root.
for pair in mldsa44:mldsa44 mldsa65:mldsa65 mldsa87:mldsa87 mldsa-chain:mldsa44; do
    row "1.3 certificate ${pair%:*}" node26 "${pair%:*}" -- "${get[@]}" \
        -- "sigalg=${pair#*:}" group=X25519MLKEM768 http_status=200
done
for kind in 44 65 87; do
    row "1.3 client certificate mldsa$kind" node26 p256 requestCert:true \
        -- --cert client-mldsa$kind.pem --key client-mldsa$kind.key "${get[@]}" \
        -- client_certificate.sent=true http_status=200
done
row "1.3 all of ML-DSA, made here" node26 mldsa-server \
    "requestCert:true, ca: fs.readFileSync('mldsa-root.pem')" \
    -- --roots mldsa-root.pem --cert mldsa-client.pem --key mldsa-client.key "${get[@]}" \
    -- sigalg=mldsa44 client_certificate.sent=true http_status=200
row "1.3 client certificate of another root" node26 mldsa-server requestCert:true \
    -- --roots mldsa-root.pem --cert mldsa-client.pem --key mldsa-client.key "${get[@]}" \
    -- ok=false reason=client-certificate
row "1.2 has no ML-DSA" node26 mldsa65 -- --tls 1.2 "${get[@]}" -- ok=false reason=alert
row "1.3 no ML-DSA in common" node26 mldsa65 -- --sigalgs mldsa44,mldsa87,ecdsa_secp256r1_sha256 \
    "${get[@]}" -- ok=false reason=alert
