# SPDX-License-Identifier: GPL-3.0-or-later
# scan: what hellos alone find out about servers of others, and with how many connections.
load kit
load servers

setup_file() {
    cd "$PKI" || return
    [ -f scan_hellos_rsa.pem ] || openssl req -x509 -newkey rsa:2048 -nodes \
        -keyout scan_hellos_rsa.key -out scan_hellos_rsa.pem -days 365 -subj /CN=rsa \
        >/dev/null 2>&1
    [ -f scan_hellos_dh.pem ] || openssl genpkey -genparam -algorithm DHX -pkeyopt dh_rfc5114:1 -out scan_hellos_dh.pem
}

# sc: scans www.example.org, which is at 127.0.0.1:$port.  Connections are bounded by what was found.
sc() {
    t scan --json --rate 0 --roots root.pem --connect "127.0.0.1:$port" "$@" www.example.org
    json '([.versions[].suites | length] | add) + (.groups | length) + (.sigalgs | length) + 40
        >= .connections' true
}

# rsa_server: an RSA key alone.
rsa_server() {
    s_server -cert scan_hellos_rsa.pem -key scan_hellos_rsa.key -quiet -www "$@"
}

# accepted: the names of the versions that are accepted, and those of which it is not known.
versions() {
    json '[[.versions[] | select(.accepted) | .version],
        [.versions[] | select(.accepted == null) | .version]]' "$1"
}

# suites VERSION SUITES ORDER
suites() {
    json ".versions[] | select(.version == \"$1\") | [.suites, .order]" "[$2,$3]"
}

groups() {
    json "[.groups[] | select(.version == \"$1\") | .name]" "$2"
}

@test "openssl as it is: versions, tolerance, and what TLS 1.0 without SHA-1 is" {
    rsa_server
    sc
    versions '[["TLS 1.2","TLS 1.3"],[]]'
    json '[.features | .compression, .extended_master_secret, .encrypt_then_mac,
        .secure_renegotiation, .fallback_scsv, .sni_needed, .chooses_unoffered]' \
        '[false,true,true,true,true,false,false]'
    json '[.features | to_entries[] | select(.key | endswith("_tolerant")) | .value] | unique' \
        '[true]'
    groups 'TLS 1.3' '["x25519","secp256r1","x448","secp521r1","secp384r1","ffdhe2048","ffdhe3072","ffdhe4096","ffdhe6144","ffdhe8192"]'
}

@test "the suites of openssl, each kind, old versions, a well-known prime" {
    rsa_server -cipher 'ALL:eNULL:@SECLEVEL=0' -min_protocol TLSv1 -serverpref \
        -dhparam scan_hellos_dh.pem
    sc
    versions '[["TLS 1.0","TLS 1.1","TLS 1.2","TLS 1.3"],[]]'
    local pattern='_(RSA|ECDHE_RSA|DHE_RSA|ECDH_anon|DH_anon)_WITH_' version
    for version in 1.0:-tls1 1.1:-tls1_1 1.2:-tls1_2; do
        openssl ciphers -s "${version#*:}" -stdname 'ALL:eNULL:@SECLEVEL=0' |
            awk -v p="TLS$pattern" '$1 ~ p { print $1 }' | sort >"$BATS_TEST_TMPDIR/theirs"
        jq -r ".versions[] | select(.version == \"TLS ${version%:*}\") | .suites[]" "$out" | sort |
            diff - "$BATS_TEST_TMPDIR/theirs"
    done
    json '[.versions[] | select(.version == "TLS 1.2") | .order, .dh_bits, .dh_common]' \
        '["server",1024,true]'
}

@test "whose order counts" {
    local order='ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-CHACHA20-POLY1305:ECDHE-RSA-AES256-GCM-SHA384'
    local found='["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256","TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256","TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"]'
    # The order in which they are offered: only the reverse tells.
    rsa_server -tls1_2 -cipher "$order"
    sc
    suites 'TLS 1.2' "$found" '"client"'
    rsa_server -tls1_2 -cipher "$order" -serverpref
    sc
    suites 'TLS 1.2' "$found" '"server"'
    rsa_server -tls1_2 -cipher "$order" -serverpref -prioritize_chacha
    sc
    suites 'TLS 1.2' "$found" '"server"'
    rsa_server -tls1_2 -cipher AES256-SHA:ECDHE-RSA-AES128-GCM-SHA256 -serverpref
    sc
    suites 'TLS 1.2' '["TLS_RSA_WITH_AES_256_CBC_SHA","TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"]' '"server"'
}

@test "groups and schemes that are configured" {
    rsa_server -groups P-521:X448:brainpoolP256r1 -sigalgs RSA-PSS+SHA256:RSA+SHA512 -serverpref
    sc
    groups 'TLS 1.3' '["secp521r1","x448"]'
    groups 'TLS 1.2' '["secp521r1","x448","brainpoolP256r1"]'
    json '[.sigalgs[] | select(.version == "TLS 1.2") | .name]' \
        '["rsa_pss_rsae_sha256","rsa_pkcs1_sha512"]'
    # An ECDSA certificate needs its curve: the others are found all the same.
    s_server -quiet -www -tls1_2 -groups P-384:P-256:X25519
    sc
    json '[.groups[].name] | sort' '["secp256r1","secp384r1","x25519"]'
}

@test "one version each" {
    local version
    for version in 1.0:-tls1 1.1:-tls1_1 1.2:-tls1_2 1.3:-tls1_3; do
        rsa_server "${version#*:}" -cipher ALL:@SECLEVEL=0
        sc
        versions "[[\"TLS ${version%:*}\"],[]]"
        json '.features.fallback_scsv' null
    done
    json '[.features | .compression, .encrypt_then_mac, .extended_master_secret]' \
        '[false,null,null]'
}

@test "protocols of ALPN in the server's order" {
    rsa_server -tls1_2 -alpn http/1.1,h2
    sc
    json '.alpn' '["http/1.1","h2"]'
    rsa_server -tls1_2
    sc
    json '.alpn' '[]'
}

@test "a server that needs a name" {
    # Its second context has the name; the first one is fatal without it.
    command -v nginx >/dev/null || skip 'there is no nginx'
    free_port
    cat >"$BATS_TEST_TMPDIR/nginx.conf" <<CONF
daemon off; pid $BATS_TEST_TMPDIR/nginx.pid; error_log $BATS_TEST_TMPDIR/error.log;
events {}
http {
    access_log off;
    ssl_certificate $PKI/scan_hellos_rsa.pem; ssl_certificate_key $PKI/scan_hellos_rsa.key;
    client_body_temp_path $BATS_TEST_TMPDIR/1; proxy_temp_path $BATS_TEST_TMPDIR/2;
    fastcgi_temp_path $BATS_TEST_TMPDIR/3; uwsgi_temp_path $BATS_TEST_TMPDIR/4;
    scgi_temp_path $BATS_TEST_TMPDIR/5;
    ssl_protocols TLSv1.2 TLSv1.3;
    server { listen 127.0.0.1:$port ssl default_server; ssl_reject_handshake on; }
    server { listen 127.0.0.1:$port ssl; server_name www.example.org; }
}
CONF
    nginx -c "$BATS_TEST_TMPDIR/nginx.conf" >/dev/null 2>&1 3>&- &
    servers+=($!)
    await listening "$port"
    sc
    versions '[["TLS 1.2","TLS 1.3"],[]]'
    json '.features.sni_needed' true
}

@test "a server of SSL 2.0, whatever it is asked" {
    # SERVER-HELLO (the SSL 2.0 draft, 2.6): no certificate, RC4 and 3DES with MD5.
    listener hang-up '\200\41\4\0\1\0\2\0\0\0\6\0\20\1\0\200\7\0\300AAAAAAAAAAAAAAAA'
    t scan --json --rate 0 --roots root.pem --connect "127.0.0.1:$port" www.example.org
    versions '[["SSL 2.0"],[]]'
    json '[.versions[0].suites, .features.chooses_unoffered]' \
        '[["SSL_CK_RC4_128_WITH_MD5","SSL_CK_DES_192_EDE3_CBC_WITH_MD5"],true]'
}
