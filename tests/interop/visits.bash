# SPDX-License-Identifier: GPL-3.0-or-later
# The rows of the table of clients: visit NAME CLIENT... -- SERVE... -- KEY=VALUE...
# shellcheck shell=bash disable=SC2154

# identity KIND: the server's certificate and key.
rsa=(--cert rsa.pem --key rsa.key)
p256=(--cert p256.pem --key p256.key)
both=("${rsa[@]}" "${p256[@]}")
old=(--suites all --groups all --sigalgs all)

# Every suite, with each client that supports it.
for pair in TLS_AES_128_GCM_SHA256:AES-128-GCM TLS_AES_256_GCM_SHA384:AES-256-GCM \
    TLS_CHACHA20_POLY1305_SHA256:CHACHA20-POLY1305 TLS_AES_128_CCM_SHA256:AES-128-CCM; do
    suite=${pair%:*}
    visit "1.3 $suite" openssl -tls1_3 -ciphersuites "$suite" -- "${rsa[@]}" "${old[@]}" \
        -- "version=TLS 1.3" "suite=$suite"
    visit "1.3 $suite" gnutls "NORMAL:-VERS-ALL:+VERS-TLS1.3:-CIPHER-ALL:+${pair#*:}" \
        -- "${p256[@]}" "${old[@]}" -- "version=TLS 1.3" "suite=$suite"
done
for pair in 1301:TLS_AES_128_GCM_SHA256 1302:TLS_AES_256_GCM_SHA384 \
    1303:TLS_CHACHA20_POLY1305_SHA256; do
    visit "1.3 ${pair#*:}" nss tls1.3:tls1.3 -c ":${pair%:*}" -- "${rsa[@]}" "${old[@]}" \
        -- "version=TLS 1.3" "suite=${pair#*:}"
done
for suite in ECDHE-RSA-AES128-GCM-SHA256 ECDHE-RSA-AES256-GCM-SHA384 ECDHE-RSA-CHACHA20-POLY1305 \
    ECDHE-RSA-AES128-SHA ECDHE-RSA-AES256-SHA ECDHE-RSA-AES128-SHA256 ECDHE-RSA-AES256-SHA384 \
    DHE-RSA-AES128-GCM-SHA256 DHE-RSA-AES256-GCM-SHA384 DHE-RSA-CHACHA20-POLY1305 \
    DHE-RSA-AES128-SHA DHE-RSA-AES256-SHA256 DHE-RSA-AES128-CCM DHE-RSA-AES256-CCM8 \
    AES128-GCM-SHA256 AES256-GCM-SHA384 AES128-SHA AES256-SHA AES128-SHA256 AES256-SHA256 \
    AES128-CCM AES256-CCM8; do
    visit "1.2 $suite" openssl -tls1_2 -cipher "$suite:@SECLEVEL=0" -- "${both[@]}" "${old[@]}" \
        -- "version=TLS 1.2"
done
for suite in ECDHE-ECDSA-AES128-GCM-SHA256 ECDHE-ECDSA-AES256-GCM-SHA384 \
    ECDHE-ECDSA-CHACHA20-POLY1305 ECDHE-ECDSA-AES128-SHA ECDHE-ECDSA-AES256-SHA384 \
    ECDHE-ECDSA-AES128-CCM ECDHE-ECDSA-AES256-CCM8; do
    visit "1.2 $suite" openssl -tls1_2 -cipher "$suite:@SECLEVEL=0" -- "${both[@]}" "${old[@]}" \
        -- "version=TLS 1.2"
done
for suite in AES128-SHA ECDHE-RSA-AES256-SHA384; do
    visit "1.2 $suite, MAC then encrypt" openssl -tls1_2 -no_etm -cipher "$suite:@SECLEVEL=0" \
        -- "${both[@]}" "${old[@]}" -- "version=TLS 1.2"
done
for pair in ECDHE-RSA:AES-128-GCM ECDHE-RSA:CHACHA20-POLY1305 ECDHE-RSA:AES-256-CBC \
    DHE-RSA:AES-256-GCM RSA:AES-128-GCM RSA:AES-256-CBC RSA:AES-128-CCM ECDHE-ECDSA:AES-256-GCM \
    ECDHE-ECDSA:AES-128-CBC; do
    visit "1.2 $pair" gnutls \
        "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+${pair%:*}:-CIPHER-ALL:+${pair#*:}:+SHA1:+SHA256" \
        -- "${both[@]}" "${old[@]}" -- "version=TLS 1.2"
done
for suite in C02F C030 CCA8 C013 009C 0035 009E; do
    visit "1.2 0x$suite" nss tls1.2:tls1.2 -c ":$suite" -- "${rsa[@]}" "${old[@]}" \
        -- "version=TLS 1.2"
done
for suite in 0xc02f 0xc030 0xcca8 0xc013 0x009c 0x0035; do
    visit "1.2 $suite" go -max 0x0303 -suites "$suite" -- "${rsa[@]}" "${old[@]}" \
        -- "version=TLS 1.2"
done

# Kinds of certificate.
for kind in rsa p256 p384 p521 ed25519 ed448 pss; do
    visit "1.3 certificate $kind" openssl -tls1_3 -- --cert "$kind.pem" --key "$kind.key" \
        -- "version=TLS 1.3"
    visit "1.2 certificate $kind" openssl -tls1_2 -- --cert "$kind.pem" --key "$kind.key" \
        -- "version=TLS 1.2"
done
for kind in p384 p521 ed25519; do
    visit "1.3 certificate $kind" gnutls NORMAL -- --cert "$kind.pem" --key "$kind.key" \
        -- "version=TLS 1.3"
done
for kind in p384 ed25519; do
    visit "1.3 certificate $kind" go -- --cert "$kind.pem" --key "$kind.key" -- "version=TLS 1.3"
done

# Groups: with a share in the first ClientHello, and after a HelloRetryRequest.
for pair in X25519:x25519 X448:x448 P-256:secp256r1 P-384:secp384r1 P-521:secp521r1 \
    ffdhe2048:ffdhe2048; do
    visit "1.3 group ${pair#*:}" openssl -tls1_3 -groups "${pair%:*}" -- "${p256[@]}" "${old[@]}" \
        -- "group=${pair#*:}" retried=false
    [ "$pair" = X25519:x25519 ] ||
        visit "1.3 retry to ${pair#*:}" openssl -tls1_3 -groups "X25519:${pair%:*}" \
            -- "${p256[@]}" --groups "${pair#*:}" -- "group=${pair#*:}" retried=true
done
visit "1.3 retry to secp384r1" gnutls NORMAL:-GROUP-ALL:+GROUP-X25519:+GROUP-SECP384R1 \
    --single-key-share -- "${p256[@]}" --groups secp384r1 -- group=secp384r1 retried=true
visit "1.3 retry to secp521r1" go -curves 29,25 -- "${p256[@]}" --groups secp521r1 \
    -- group=secp521r1 retried=true
visit "1.3 retry to secp384r1" nss tls1.3:tls1.3 -I x25519,P384 -- "${p256[@]}" --groups secp384r1 \
    -- group=secp384r1 retried=true
visit "1.3 retry asked for" curl -- "${p256[@]}" --retry -- retried=true
for pair in X25519:x25519 X448:x448 P-384:secp384r1 P-521:secp521r1; do
    visit "1.2 group ${pair#*:}" openssl -tls1_2 -groups "${pair%:*}" -- "${rsa[@]}" --groups all \
        -- "group=${pair#*:}"
done

# Resumption.
visits=2
visit "1.3 resumed" openssl_again -tls1_3 -- "${p256[@]}" -- resumed=true "version=TLS 1.3"
visit "1.2 resumed by ticket" openssl_again -tls1_2 -- "${p256[@]}" -- resumed=true "version=TLS 1.2"
visit "1.2 resumed by id" openssl_again -tls1_2 -no_ticket -- "${p256[@]}" -- resumed=true
visit "1.2 RSA resumed" openssl_again -tls1_2 -cipher AES128-GCM-SHA256 -- "${rsa[@]}" "${old[@]}" \
    -- resumed=true
visit "no tickets" openssl_again -tls1_2 -no_ticket -- "${p256[@]}" --no-tickets -- "version=TLS 1.2"
visit "1.3 resumed" gnutls NORMAL --resume --waitresumption -- "${p256[@]}" -- resumed=true
visit "1.2 resumed" gnutls NORMAL:-VERS-TLS1.3 --resume -- "${p256[@]}" -- resumed=true
visit "1.3 resumed" go -times 2 -- "${p256[@]}" -- resumed=true
visit "1.2 not resumed without extended master secret" go -times 2 -max 0x0303 -- "${p256[@]}" \
    -- resumed=false ems=false
visit "1.3 early data" openssl_early -tls1_3 -- "${p256[@]}" --early-data 16384 \
    -- resumed=true early_data=accepted
visits=1

# Client certificates.
for version in -tls1_3 -tls1_2; do
    for kind in client-rsa client-p256 client-ed25519; do
        visit "$version $kind" openssl $version -cert "$kind.pem" -key "$kind.key" \
            -- "${p256[@]}" --client-auth require --roots root.pem -- client_certificate.sent=true ok=true
    done
done
visit "none, where one is asked for" curl -- "${p256[@]}" --client-auth request --roots root.pem \
    -- client_certificate.sent=false ok=true
visit "client-p256" curl --cert client-p256.pem --key client-p256.key -- "${p256[@]}" \
    --client-auth require --roots root.pem -- client_certificate.sent=true
visit "client-p256" gnutls NORMAL --x509certfile client-p256.pem --x509keyfile client-p256.key \
    -- "${p256[@]}" --client-auth require --roots root.pem -- client_certificate.sent=true
visit "1.3 client-rsa" go -cert client-rsa -- "${p256[@]}" --client-auth require --roots root.pem \
    -- client_certificate.sent=true
visit "1.2 client-p256" go -cert client-p256 -max 0x0303 -- "${p256[@]}" --client-auth require \
    --roots root.pem -- client_certificate.sent=true

# The other clients, and what else they support.
for version in tlsv1.2 tlsv1.3; do
    visit "$version" erlang $version -- "${p256[@]}" -- ok=true
    visit "$version RSA" erlang $version -- "${rsa[@]}" -- ok=true
done
visit "1.2" botan botan-default -- "${p256[@]}" -- "version=TLS 1.2"
visit "1.2 RSA" botan botan-default -- "${rsa[@]}" -- "version=TLS 1.2"
visit "1.2" curl --tls-max 1.2 -- "${p256[@]}" -- "version=TLS 1.2"
visit "1.3" curl --tlsv1.3 -- "${p256[@]}" -- "version=TLS 1.3" alpn=http/1.1
visit "RSA and P-256: RSA" curl --tls-max 1.2 --ciphers ECDHE-RSA-AES128-GCM-SHA256 \
    -- "${both[@]}" -- suite=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
visit "RSA and P-256: P-256" curl --tls-max 1.2 --ciphers ECDHE-ECDSA-AES128-GCM-SHA256 \
    -- "${both[@]}" -- suite=TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
visit "ALPN" go -alpn h2,http/1.1 -- "${p256[@]}" -- alpn=http/1.1
visit "1.3, h2" nghttp -- "${p256[@]}" --alpn h2 -- alpn=h2

# Today's stacks: OpenSSL 3.5 (node26), rustls (deno), BoringSSL (bun) and two browsers.
for client in "node26 1" bun "bun_tls 1" chromium firefox "deno connectTls 1" "deno fetch 1"; do
    # All but rustls send a share of the hybrid.
    retried=false
    [[ $client != deno* ]] || retried=true
    for kind in rsa p256; do
        # shellcheck disable=SC2086  # words
        visit "1.3 certificate $kind" $client -- --cert "$kind.pem" --key "$kind.key" \
            -- ok=true "version=TLS 1.3" group=X25519MLKEM768 "retried=$retried"
    done
    # shellcheck disable=SC2086
    visit "1.2" $client -- "${p256[@]}" --tls 1.2 -- ok=true "version=TLS 1.2" group=x25519
    # shellcheck disable=SC2086
    visit "1.3 X25519MLKEM768 alone" $client -- "${p256[@]}" --groups X25519MLKEM768 \
        -- ok=true group=X25519MLKEM768
    # shellcheck disable=SC2086
    visit "1.3 no hybrid here" $client -- "${p256[@]}" --groups x25519,secp256r1 \
        -- ok=true group=x25519 retried=false
    # shellcheck disable=SC2086
    visit "1.3 retry to secp384r1" $client -- "${p256[@]}" --groups secp384r1 \
        -- ok=true group=secp384r1 retried=true
    # shellcheck disable=SC2086
    visit "1.3 retry asked for" $client -- "${p256[@]}" --retry \
        -- ok=true group=X25519MLKEM768 retried=true
done
# Firefox decompresses zlib, Chromium brotli alone (RFC 8879).
visit "1.3 compressed certificate" firefox -- "${p256[@]}" \
    -- ok=true certificate_compression.algorithm=zlib
visit "1.3 no compression in common" chromium -- "${p256[@]}" -- ok=true certificate_compression=null
visits=2
for version in 1.2 1.3; do
    for client in "node26 2" "bun_tls 2" "deno fetch 2"; do
        # shellcheck disable=SC2086
        visit "$version resumed" $client -- "${p256[@]}" --tls "$version" \
            -- ok=true "version=TLS $version" resumed=true
    done
done
visits=1
for client in node26 bun_tls; do
    visit "1.3 certificate of its own" $client 1 \
        "cert: fs.readFileSync('client-p256.pem'), key: fs.readFileSync('client-p256.key')" \
        -- "${p256[@]}" --client-auth require --roots root.pem -- ok=true client_certificate.sent=true
done

# The hybrid groups of RFC 10024, each alone: with its share, and after a HelloRetryRequest.
for group in X25519MLKEM768 SecP256r1MLKEM768 SecP384r1MLKEM1024; do
    visit "1.3 group $group" node26 1 "ecdhCurve:'$group'" -- "${p256[@]}" \
        -- ok=true "group=$group" retried=false
    visit "1.3 retry to $group" node26 1 "ecdhCurve:'X25519:$group'" \
        -- "${p256[@]}" --groups "$group" -- ok=true "group=$group" retried=true
    visits=2
    visit "1.3 resumed, $group" node26 2 "ecdhCurve:'$group'" -- "${p256[@]}" \
        -- ok=true "group=$group" resumed=true
    visits=1
done

# Compressed certificates (RFC 8879): serve has zlib, which Chromium does not take,
# and uses it if it makes the certificate smaller.
visit "1.3 certificate in zlib" node26 1 "certificateCompression:['brotli', 'zlib']" \
    -- --cert names.pem --key names.key -- ok=true certificate_compression.algorithm=zlib
visit "1.3 certificate in zlib" firefox -- --cert names.pem --key names.key \
    -- ok=true certificate_compression.algorithm=zlib
for client in chromium "node26 1 certificateCompression:['brotli','zstd']" "deno fetch 1" bun; do
    # shellcheck disable=SC2086
    visit "1.3 certificate as it is" $client -- --cert names.pem --key names.key \
        -- ok=true certificate_compression=null
done

# ML-DSA (RFC 9881, draft-ietf-tls-mldsa): the server's key, its issuer's too, and the client's.  Of
# the browsers Chromium takes it.  Node makes these certificates, so no row has them without it.
for pair in mldsa44:mldsa44 mldsa65:mldsa65 mldsa87:mldsa87 mldsa-chain:mldsa44; do
    for client in "node26 1" chromium; do
        skip node26 "1.3 certificate ${pair%:*}, ${client%% *}" && continue
        # shellcheck disable=SC2086
        visit "1.3 certificate ${pair%:*}" $client -- --cert "${pair%:*}.pem" --key "${pair%:*}.key" \
            -- ok=true "sigalg=${pair#*:}" group=X25519MLKEM768
    done
done
for client in "bun" "deno fetch 1" firefox; do
    skip node26 "1.3 ML-DSA or P-256: P-256, ${client%% *}" && continue
    # shellcheck disable=SC2086
    visit "1.3 ML-DSA or P-256: P-256" $client -- --cert mldsa65.pem --key mldsa65.key \
        --cert p256.pem --key p256.key -- ok=true sigalg=ecdsa_secp256r1_sha256
done
for kind in 44 65 87; do
    visit "1.3 certificate of its own, ML-DSA-$kind" node26 1 "cert: \
        fs.readFileSync('client-mldsa$kind.pem'), key: fs.readFileSync('client-mldsa$kind.key')" \
        -- "${p256[@]}" --client-auth require --roots root.pem -- ok=true client_certificate.sent=true
done
visit "1.3 all of ML-DSA, made here" node26 1 "ca: fs.readFileSync('mldsa-root.pem'),
    cert: fs.readFileSync('mldsa-client.pem'), key: fs.readFileSync('mldsa-client.key')" \
    -- --cert mldsa-server.pem --key mldsa-server.key --client-auth require --roots mldsa-root.pem \
    -- ok=true sigalg=mldsa44 client_certificate.sent=true
