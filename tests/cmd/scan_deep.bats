# SPDX-License-Identifier: GPL-3.0-or-later
# scan: what needs whole handshakes, and known weaknesses, with servers of others: these have none
# of the weaknesses.  Vulnerable servers are in tests/unit/app/scan.
load kit
load servers

setup_file() {
    cd "$PKI" || return
    cat leaf.pem sub.pem >scan_deep_chain.pem
    [ -f scan_deep_rsa.pem ] || openssl req -x509 -newkey rsa:2048 -nodes \
        -keyout scan_deep_rsa.key -out scan_deep_rsa.pem -days 365 -subj /CN=rsa \
        -addext subjectAltName=DNS:www.example.org >/dev/null 2>&1
}

# sc: scans www.example.org, which is at 127.0.0.1:$port.
sc() {
    t scan --json --rate 0 --roots root.pem --connect "127.0.0.1:$port" "$@" www.example.org
}

# sound: none of the weaknesses was found, and all were looked for.
sound() {
    json '[.features | .heartbleed, .ccs_injection, .ticketbleed, .robot]' \
        '[false,false,false,false]'
}

# features KEYS VALUES
features() {
    json "[.features | $1]" "$2"
}

@test "openssl with two keys: both chains and their schemes, resumption, no weakness" {
    s_server -dcert scan_deep_rsa.pem -dkey scan_deep_rsa.key -quiet -www
    sc
    exits 0
    sound
    features '.resumption_id, .resumption_ticket, .resumption_psk, .tickets, .ticket_lifetime,
        .early_data, .client_renegotiation, .client_certificate, .ocsp_staple, .scts,
        .post_quantum, .certificate_compression' \
        '[true,true,true,2,7200,false,false,false,false,false,false,false]'
    json '[.certificates[] | [.key, .ok, .reason]]' \
        '[["P-256",true,null],["RSA 2048",false,"self-signed"]]'
    json '[.sigalgs[] | select(.version == "TLS 1.3") | .name] | sort' \
        '["ecdsa_secp256r1_sha256","rsa_pss_rsae_sha256","rsa_pss_rsae_sha384","rsa_pss_rsae_sha512"]'
}

@test "openssl with a group that our client does not offer unasked, of either version" {
    for version in 1_2 1_3; do
        s_server -quiet -www "-tls$version" -groups P-521
        sc
        exits 0
        json '[.certificates[] | .key]' '["P-256"]'
        json '[.features | .client_certificate, .extended_master_secret != false]' '[false,true]'
    done
}

@test "openssl without resumption" {
    s_server -quiet -www -no_cache -no_ticket -num_tickets 0
    sc
    sound
    features '.resumption_id, .resumption_ticket, .resumption_psk, .tickets, .early_data' \
        '[false,false,false,0,false]'
}

@test "openssl that takes early data, and sends none of its own accord" {
    s_server -quiet -early_data -max_early_data 1000 -tls1_3
    sc
    sound
    features '.resumption_psk, .early_data, .resumption_id' '[true,true,false]'
    json '[.certificates[] | .key]' '["P-256"]'
}

@test "openssl that asks for a client certificate" {
    s_server -quiet -www -verify 1 -CAfile root.pem
    sc
    sound
    features '.client_certificate, .resumption_psk, .resumption_ticket' '[true,true,true]'
    json .client_authorities '{"sent":1,"names":["CN=Test Root, O=Test"]}'
    # One that insists: nothing is stated about what comes after a certificate.
    s_server -quiet -www -Verify 1 -CAfile root.pem
    sc
    features '.client_certificate, .resumption_psk, .resumption_ticket, .ticketbleed, .robot' \
        '[true,null,null,null,false]'
}

@test "openssl that renegotiates when the client wants" {
    s_server -quiet -www -client_renegotiation
    sc
    features '.client_renegotiation' '[true]'
    json '.because.client_renegotiation | test("second ClientHello")' true
    s_server -quiet -www -tls1_3
    sc
    features '.client_renegotiation, .robot, .heartbleed' '[false,false,false]'
}

@test "openssl with one version before TLS 1.2" {
    s_server -quiet -www -tls1_1 -cipher ALL:@SECLEVEL=0
    sc
    features '.heartbleed, .ccs_injection, .ticketbleed, .resumption_id, .client_renegotiation,
        .resumption_psk' '[false,false,null,null,null,false]'
    json '[.certificates[] | .key]' '["P-256"]'
}

@test "gnutls" {
    free_port
    gnutls-serv -q --http -p "$port" --x509certfile scan_deep_chain.pem --x509keyfile leaf.key \
        --x509certfile scan_deep_rsa.pem --x509keyfile scan_deep_rsa.key \
        >/dev/null 2>&1 </dev/null 3>&- &
    servers+=($!)
    await listening "$port"
    sc
    sound
    features '.resumption_psk, .resumption_ticket, .client_certificate' '[true,true,true]'
    json '[.certificates[] | .key]' '["P-256","RSA 2048"]'
}

@test "nginx: what it says it is, after one HEAD request" {
    local dir=$BATS_TEST_TMPDIR
    free_port
    cat >"$dir/nginx.conf" <<END
pid $dir/pid; error_log $dir/error; daemon off; worker_processes 1;
events {}
http {
    access_log $dir/access; client_body_temp_path $dir/b; proxy_temp_path $dir/p;
    fastcgi_temp_path $dir/f; uwsgi_temp_path $dir/u; scgi_temp_path $dir/s;
    server {
        listen 127.0.0.1:$port ssl http2; return 204; ssl_early_data on;
        ssl_certificate $PKI/scan_deep_chain.pem; ssl_certificate_key $PKI/leaf.key;
        ssl_certificate $PKI/scan_deep_rsa.pem; ssl_certificate_key $PKI/scan_deep_rsa.key;
        ssl_session_cache shared:a:1m; ssl_protocols TLSv1.2 TLSv1.3;
    }
}
END
    nginx -c "$dir/nginx.conf" -p "$dir" >/dev/null 2>&1 </dev/null 3>&- &
    servers+=($!)
    await listening "$port"
    sc
    sound
    features '.resumption_id, .resumption_ticket, .resumption_psk, .early_data,
        .client_renegotiation' '[true,true,true,true,false]'
    json '.software | startswith("nginx")' true
    json '.alpn[:2]' '["h2","http/1.1"]'
    # Nothing but this, and not as early data.
    [ "$(cut -d'"' -f2 "$dir/access")" = 'HEAD / HTTP/1.1' ]
}

@test "serve" {
    local said=$BATS_TEST_TMPDIR/said
    "$TLSBOX" serve --cert scan_deep_chain.pem --key leaf.key 0 >"$said" 2>&1 3>&- &
    servers+=($!)
    await grep -qs 'serving https://' "$said"
    port=$(sed -n 's/.*serving .* at .*:\([0-9]*\)$/\1/p' "$said")
    sc
    exits 0
    sound
    features '.resumption_id, .resumption_ticket, .resumption_psk, .client_renegotiation,
        .post_quantum' '[true,true,true,false,true]'
    json '[.certificates[] | [.key, .ok]]' '[["P-256",true]]'
}
