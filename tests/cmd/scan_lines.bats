#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# scan: the lines that it advises, applied: they remove what they are for, and nothing breaks.
load kit
load servers

# has_mlkem: the TLS library of the servers has post-quantum groups.
has_mlkem() {
    openssl list -kem-algorithms 2>/dev/null | grep -q MLKEM
}

# settings LINE...: the lines of the configuration that a scan may change.
settings() {
    settings=$BATS_TEST_TMPDIR/settings
    printf '%s\n' "$@" >"$settings"
}

# apply LINES: each line takes the place of those that begin with the same words; a comment names
# what has to go.
apply() {
    local line key
    while IFS= read -r line; do
        key=${line%% *}
        case $line in
        '# remove '*) key=${line#\# remove } key=${key%%:*} ;;
        '#'*) continue ;;
        *' SignatureAlgorithms '* | *' Groups '*) key=$(cut -d' ' -f1,2 <<<"$line") ;;
        esac
        awk -v key="$key " 'index($0, key) != 1' "$settings" >"$settings.new"
        [[ $line == '#'* ]] || printf '%s\n' "$line" >>"$settings.new"
        mv "$settings.new" "$settings"
    done <"$1"
}

scanned() {
    t scan --rate 0 --json --roots root.pem --connect "127.0.0.1:$port" --require intermediate \
        www.example.org
}

# heal PROGRAM: applies what scans of the server advise until no line is advised any more.
heal() {
    local server=${servers[-1]} lines=$BATS_TEST_TMPDIR/lines
    for ((round = 0; round < 4; round++)); do
        scanned
        jq -r '.changes[] | select(.server != null and .change != "POST_QUANTUM").lines' "$out" \
            >"$lines"
        [ -s "$lines" ] || return 0
        apply "$lines"
        kill "$server"
        wait "$server" || true
        free_port
        "$1" 3>&-
        server=${servers[-1]}
    done
    show_all "$1 still has lines to change"
}

# healthy: nothing is wrong any more, and the requirement is met.
healthy() {
    json '[.findings[] | select(.severity != "info").rule]' '[]'
    json '.requirement.result' '"met"'
    exits 0
}

run_nginx() {
    cat >"$BATS_TEST_TMPDIR/nginx.conf" <<END
daemon off; worker_processes 1; pid $BATS_TEST_TMPDIR/pid; error_log stderr;
events {}
http {
    access_log off;
    client_body_temp_path $BATS_TEST_TMPDIR; proxy_temp_path $BATS_TEST_TMPDIR;
    fastcgi_temp_path $BATS_TEST_TMPDIR; uwsgi_temp_path $BATS_TEST_TMPDIR;
    scgi_temp_path $BATS_TEST_TMPDIR;
    $(cat "$settings")
    server { listen 127.0.0.1:$port ssl;
        ssl_certificate ${cert:-$PWD/chain.pem}; ssl_certificate_key ${key:-$PWD/leaf.key}; }
}
END
    nginx -c "$BATS_TEST_TMPDIR/nginx.conf" >"$BATS_TEST_TMPDIR/nginx" 2>&1 &
    servers+=($!)
    await listening "$port"
}

run_apache() {
    local modules=/usr/lib/apache2/modules module
    {
        for module in mpm_event authz_core socache_shmcb ssl; do
            echo "LoadModule ${module}_module $modules/mod_$module.so"
        done
        cat <<END
ServerRoot $BATS_TEST_TMPDIR
ServerName localhost
PidFile $BATS_TEST_TMPDIR/apache.pid.$port
ErrorLog $BATS_TEST_TMPDIR/apache.log
Mutex file:$BATS_TEST_TMPDIR default
Listen 127.0.0.1:$port
$(cat "$settings")
<VirtualHost 127.0.0.1:$port>
    SSLEngine on
    SSLCertificateFile $PWD/chain.pem
    SSLCertificateKeyFile $PWD/leaf.key
</VirtualHost>
END
    } >"$BATS_TEST_TMPDIR/apache.conf"
    APACHE_RUN_DIR=$BATS_TEST_TMPDIR apache2 -D FOREGROUND -f "$BATS_TEST_TMPDIR/apache.conf" \
        >"$BATS_TEST_TMPDIR/apache" 2>&1 &
    servers+=($!)
    await listening "$port"
}

run_haproxy() {
    cat chain.pem leaf.key >"$BATS_TEST_TMPDIR/both.pem"
    cat >"$BATS_TEST_TMPDIR/haproxy.cfg" <<END
global
$(cat "$settings")
defaults
    mode http
    timeout client 5s
    timeout server 5s
    timeout connect 5s
frontend f
    bind 127.0.0.1:$port ssl crt $BATS_TEST_TMPDIR/both.pem
    http-request return status 200 hdr Server HAProxy
END
    haproxy -db -f "$BATS_TEST_TMPDIR/haproxy.cfg" >"$BATS_TEST_TMPDIR/haproxy" 2>&1 &
    servers+=($!)
    await listening "$port"
}

# needs PROGRAM
needs() {
    PATH=$PATH:/usr/sbin
    command -v "$1" >/dev/null || skip "$1 is not installed"
    free_port
}

@test "nginx: weak suites, old versions, SHA-1, long tickets" {
    needs nginx
    settings 'ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;' 'ssl_ciphers ALL:eNULL:@SECLEVEL=0;' \
        'ssl_ecdh_curve secp521r1:X448:X25519;' 'ssl_session_timeout 5d;'
    run_nginx 3>&-
    scanned
    exits 1
    heal run_nginx
    healthy
    json '[.findings[].rule]' "$(has_mlkem && echo '[]' || echo '["NO_POST_QUANTUM"]')"
}

@test "nginx: a short prime that it prefers hides nothing else, and goes" {
    needs nginx
    key=$PWD/rsa.key cert=$BATS_TEST_TMPDIR/own.pem
    openssl req -new -key "$key" -subj /CN=www.example.org -out "$cert.csr"
    openssl x509 -req -in "$cert.csr" -CA sub.pem -CAkey sub.key -set_serial 0x5ca4 -days 80 \
        -out "$cert" -extfile <(echo subjectAltName=DNS:www.example.org)
    cat sub.pem >>"$cert"
    openssl dhparam -dsaparam -out "$BATS_TEST_TMPDIR/dh" 1024 2>"$BATS_TEST_TMPDIR/log"
    settings "ssl_protocols TLSv1.2;" "ssl_prefer_server_ciphers on;" \
        "ssl_dhparam $BATS_TEST_TMPDIR/dh;" \
        "ssl_ciphers DHE-RSA-AES128-SHA:ECDHE-RSA-AES128-SHA:@SECLEVEL=0;"
    run_nginx 3>&-
    scanned
    json "[.software[:5], .features.resumption_ticket, .features.client_renegotiation]" \
        "[\"nginx\",true,false]"
    heal run_nginx
    healthy
}

# In TLS 1.3 each of these keys signs with its own scheme alone.
@test "nginx: the lines keep keys of P-521, Ed25519 and RSA-PSS working" {
    needs nginx
    local args kind
    for kind in 'EC -pkeyopt ec_paramgen_curve:P-521' ED25519 'RSA-PSS -pkeyopt rsa_keygen_bits:2048'; do
        read -ra args <<<"$kind"
        key=$BATS_TEST_TMPDIR/own.key cert=$BATS_TEST_TMPDIR/own.pem
        openssl genpkey -algorithm "${args[@]}" -out "$key" 2>"$BATS_TEST_TMPDIR/log"
        openssl req -new -key "$key" -subj /CN=www.example.org -out "$cert.csr"
        openssl x509 -req -in "$cert.csr" -CA sub.pem -CAkey sub.key -set_serial 0x5ca1 -days 80 \
            -out "$cert" -extfile <(echo subjectAltName=DNS:www.example.org)
        cat sub.pem >>"$cert"
        settings 'ssl_protocols TLSv1.2 TLSv1.3;' 'ssl_ciphers DEFAULT:@SECLEVEL=0;'
        # All lines at once, as the manual page has them.
        apply <(sed -n '/^\.It nginx/,/^\.It Apache/s/\\-/-/g;/^ssl_/{/MLKEM/d;/_curve/d;p;}' \
            "$top_srcdir/man/tlsbox-scan.1" | sed 's/\\-/-/g')
        grep -q SignatureAlgorithms "$settings"
        run_nginx 3>&-
        scanned
        json '[.versions[] | select(.accepted).version]' '["TLS 1.2","TLS 1.3"]'
        json '[.certificates[] | [.ok, .reason]]' '[[true,null]]'
        free_port
    done
}

@test "Apache: weak suites, old versions, SHA-1, long tickets" {
    needs apache2
    settings 'SSLProtocol all +TLSv1 +TLSv1.1' 'SSLCipherSuite ALL:eNULL:@SECLEVEL=0' \
        'SSLOpenSSLConfCmd Groups P-521:X448:X25519' \
        "SSLSessionCache shmcb:$BATS_TEST_TMPDIR/sessions(512000)" 'SSLSessionCacheTimeout 300000'
    run_apache 3>&-
    scanned
    exits 1
    heal run_apache
    healthy
    json '[.findings[].rule]' \
        "$(has_mlkem && echo '["ALPN_UNOFFERED"]' || echo '["NO_POST_QUANTUM","ALPN_UNOFFERED"]')"
}

@test "HAProxy: TLS 1.2 alone" {
    needs haproxy
    settings "ssl-default-bind-options ssl-max-ver TLSv1.2"
    run_haproxy 3>&-
    heal run_haproxy
    healthy
}

@test "HAProxy: weak suites, old versions, long tickets" {
    needs haproxy
    settings 'ssl-default-bind-options ssl-min-ver TLSv1.0' \
        'ssl-default-bind-ciphers ALL:eNULL:@SECLEVEL=0' \
        'ssl-default-bind-curves P-521:X448:X25519' 'tune.ssl.lifetime 300000'
    run_haproxy 3>&-
    scanned
    exits 1
    heal run_haproxy
    healthy
}

@test "nginx: the line for OCSP stapling staples, whoever signs the responses" {
    needs nginx
    local responder
    free_port
    responder=$port
    cert=$BATS_TEST_TMPDIR/own.pem key=leaf.key
    openssl req -new -key leaf.key -subj /CN=www.example.org -out "$cert.csr"
    openssl x509 -req -in "$cert.csr" -CA sub.pem -CAkey sub.key -set_serial 0x5ca2 -days 80 \
        -out "$cert" -extfile <(printf '%s\n' subjectAltName=DNS:www.example.org \
        "authorityInfoAccess=OCSP;URI:http://127.0.0.1:$responder/")
    cat sub.pem >>"$cert"
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=Responder \
        -keyout "$BATS_TEST_TMPDIR/r.key" -out "$BATS_TEST_TMPDIR/r.csr" 2>"$BATS_TEST_TMPDIR/log"
    openssl x509 -req -in "$BATS_TEST_TMPDIR/r.csr" -CA sub.pem -CAkey sub.key -set_serial 0x5ca3 \
        -days 80 -out "$BATS_TEST_TMPDIR/r.pem" -extfile <(echo extendedKeyUsage=OCSPSigning)
    printf 'V\t491231235959Z\t\t5CA2\tunknown\t/CN=www.example.org\n' >"$BATS_TEST_TMPDIR/index"
    openssl ocsp -port "$responder" -index "$BATS_TEST_TMPDIR/index" -CA sub.pem \
        -rsigner "$BATS_TEST_TMPDIR/r.pem" -rkey "$BATS_TEST_TMPDIR/r.key" \
        >"$BATS_TEST_TMPDIR/ocsp" 2>&1 3>&- &
    servers+=($!)
    await listening "$responder"
    free_port
    key=$PWD/leaf.key
    settings 'ssl_protocols TLSv1.2 TLSv1.3;'
    run_nginx 3>&-
    scanned
    json '[.changes[] | select(.change == "STAPLE").lines]' '["ssl_stapling on;\n"]'
    settings 'ssl_stapling on;'
    kill "${servers[-1]}"
    free_port
    run_nginx 3>&-
    # nginx asks the responder when the first client has come.
    stapled() {
        openssl s_client -connect "127.0.0.1:$port" -status </dev/null 2>/dev/null |
            grep -q 'OCSP Response Status: successful'
    }
    await stapled
    scanned
    json '[.findings[].rule | select(. == "NO_OCSP_STAPLE")]' '[]'
}
