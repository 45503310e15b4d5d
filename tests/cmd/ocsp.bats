#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# OCSP responses that openssl makes, from files and stapled.

load kit

# A CA with two leaves, of which one is revoked, and a response about each.
ocsp_pki() {
    cd "$BATS_TEST_TMPDIR" || return 1
    p256="ec -pkeyopt ec_paramgen_curve:P-256"
    # shellcheck disable=SC2086  # several words
    openssl req -x509 -newkey $p256 -nodes -keyout ca.key -out ca.pem \
        -subj "/CN=OCSP test CA" -days 30 -addext basicConstraints=critical,CA:TRUE \
        -addext keyUsage=critical,keyCertSign,cRLSign,digitalSignature 2>/dev/null
    : >index
    for name in good revoked; do
        # shellcheck disable=SC2086
        openssl req -newkey $p256 -nodes -keyout $name.key -out $name.csr \
            -subj "/CN=$name.example" 2>/dev/null
        printf '%s\n' "subjectAltName=DNS:$name.example" extendedKeyUsage=serverAuth \
            keyUsage=critical,digitalSignature basicConstraints=critical,CA:FALSE >$name.ext
        openssl x509 -req -in $name.csr -CA ca.pem -CAkey ca.key -days 20 -extfile $name.ext \
            -out $name.pem 2>/dev/null
    done
    end=$(date -u -d "+20 days" +%y%m%d%H%M%SZ)
    serial() { openssl x509 -in "$1.pem" -noout -serial | cut -d= -f2; }
    printf 'V\t%s\t\t%s\tunknown\t/CN=good.example\n' "$end" "$(serial good)" >index
    printf 'R\t%s\t%s,keyCompromise\t%s\tunknown\t/CN=revoked.example\n' "$end" \
        "$(date -u -d yesterday +%y%m%d%H%M%SZ)" "$(serial revoked)" >>index
    for name in good revoked; do
        openssl ocsp -index index -rsigner ca.pem -rkey ca.key -CA ca.pem -issuer ca.pem \
            -cert $name.pem -ndays 3 -respout $name.der -no_nonce >/dev/null 2>&1
    done
}

@test "a response from a file" {
    ocsp_pki
    t verify --roots ca.pem --revocation hard --ocsp good.der --host good.example good.pem
    exits 0
    t verify --roots ca.pem --ocsp revoked.der revoked.pem
    exits 1
    out_has 'FAIL .revoked.'
    out_has keyCompromise
    out_has revoked.der
    t verify --roots ca.pem --revocation off --ocsp revoked.der revoked.pem
    exits 0
    t verify --roots ca.pem --revocation hard --ocsp revoked.der good.pem
    exits 1
    out_has 'FAIL .revocation-unknown.'
    t verify --json --roots ca.pem --ocsp good.der good.pem
    exits 0
    [ "$(jq -c '.revocation[0] | [.cert, .mechanism, .source, .origin, .status]' "$out")" = \
        '[0,"ocsp","file","good.der","good"]' ]
    "$SCHEMA_CHECK" "$top_srcdir/doc/tlsbox.schema.json" <"$out"
}

# A certificate of five days that its CA does not know: nothing is missing, but no check has passed.
@test "a short-lived certificate that its responder does not know" {
    ocsp_pki
    openssl x509 -req -in good.csr -CA ca.pem -CAkey ca.key -days 5 -extfile good.ext \
        -out short.pem 2>/dev/null
    t verify --roots ca.pem --revocation hard --ocsp good.der short.pem
    exits 0
    out_has '[+] revocation'
    openssl ocsp -index index -rsigner ca.pem -rkey ca.key -CA ca.pem -issuer ca.pem \
        -cert short.pem -ndays 3 -respout short.der -no_nonce >/dev/null 2>&1
    for mode in soft hard; do
        t verify --roots ca.pem --revocation $mode --ocsp short.der short.pem
        exits 0
        out_has 'OCSP responder does not know'
        out_lacks '[+] revocation'
    done
}

@test "responses as base64 and PEM, and what is none" {
    ocsp_pki
    base64 good.der >good.b64
    {
        echo "-----BEGIN OCSP RESPONSE-----"
        cat good.b64
        echo "-----END OCSP RESPONSE-----"
    } >good.ors
    t verify --roots ca.pem --revocation hard --ocsp good.b64 good.pem
    exits 0
    t verify --roots ca.pem --revocation hard --ocsp good.ors good.pem
    exits 0
    t verify --roots ca.pem --ocsp good.pem good.pem
    exits 3
    err_has 'good.pem: holds no OCSP response, which is what --ocsp takes'
}

@test "--ocsp and --crl confused, and a file that is missing: one line with the file and the option" {
    ocsp_pki
    t verify --roots ca.pem --crl good.der good.pem
    exits 3
    err_lines 1
    err_has 'good.der: holds an OCSP response, not a CRL: give it with --ocsp'
    t verify --roots ca.pem --crl ca.key good.pem
    exits 3
    err_has 'ca.key: holds no CRL, which is what --crl takes'
    cp "$PKI/sub.crl" ocsp-no.crl
    t verify --roots ca.pem --ocsp ocsp-no.crl good.pem
    exits 3
    err_lines 1
    err_has 'ocsp-no.crl: holds a CRL, not an OCSP response: give it with --crl'
    t verify --roots ca.pem --ocsp nosuch good.pem
    exits 3
    err_lines 1
    err_has 'nosuch: cannot be opened: No such file or directory \[unreadable\]'
}

# staple NAME RESPONSE TLS: a server with a stapled response.
staple() {
    port=$((RANDOM % 20000 + 30000))
    openssl s_server -accept 127.0.0.1:$port -cert "$1.pem" -key "$1.key" -status_file "$2" "-$3" \
        -quiet >/dev/null 2>&1 3>&- &
    server=$!
    for _ in $(seq 200); do
        (: </dev/tcp/127.0.0.1/$port) 2>/dev/null && return
        sleep 0.1
    done
}

@test "a staple is judged on the default screen" {
    ocsp_pki
    for tls in tls1_2 tls1_3; do
        staple good good.der $tls
        t handshake --json --roots ca.pem --host good.example 127.0.0.1:$port
        exits 0
        kill $server
        [ "$(jq -c '[.revocation[] | select(.source == "staple") | .status]' "$out")" = '["good"]' ]
        "$SCHEMA_CHECK" "$top_srcdir/doc/tlsbox.schema.json" <"$out"
        staple revoked revoked.der $tls
        t handshake --roots ca.pem --host revoked.example 127.0.0.1:$port
        exits 1
        kill $server
        out_has 'certificate "revoked.example" was revoked'
        out_has '[Ss]tapled OCSP'
    done
}

@test "a staple in a capture is judged at the time of the capture" {
    ocsp_pki
    for tls in tls1_2 tls1_3; do
        staple revoked revoked.der $tls
        t handshake --insecure --roots ca.pem --host revoked.example --pcap staple.pcap \
            127.0.0.1:$port
        exits 1
        kill $server
        t decode --json --roots ca.pem --host revoked.example staple.pcap
        exits 1
        [ "$(jq -c '[.reason, (.revocation[] | select(.source == "staple") | .status)]' "$out")" = \
            '["revoked","revoked"]' ]
    done
    # Nobody fetches for a capture: no advice to do it.
    t decode --roots ca.pem --host revoked.example staple.pcap
    out_has '  0  OCSP  *revoked .*handshake'
    out_lacks '--fetch'
}

@test "show spells out a response" {
    ocsp_pki
    t show revoked.der
    exits 0
    out_has 'OCSP response'
    out_has 'Cert status  *revoked'
    out_has 'Reason  *keyCompromise'
    out_has 'Responder  *CN=OCSP test CA'
    base64 revoked.der >revoked.b64
    t show --pem revoked.b64
    exits 0
    out_has 'BEGIN OCSP RESPONSE'
    cp "$out" revoked.ors
    t show --short revoked.ors
    exits 0
    out_has 'OCSP response, successful, revoked, '
    t show --json revoked.ors
    exits 0
    [ "$(jq -c '[.type, .status, .responses[0].cert_status, (.certificates | length)]' "$out")" = \
        '["OCSP response","successful","revoked",1]' ]
    "$SCHEMA_CHECK" "$top_srcdir/doc/tlsbox.schema.json" <"$out"
    # unauthorized: no more than its status (RFC 6960 2.3)
    printf '\060\003\012\001\006' >refused.der
    t show --json refused.der
    exits 0
    [ "$(jq -r .status "$out")" = unauthorized ]
    "$SCHEMA_CHECK" "$top_srcdir/doc/tlsbox.schema.json" <"$out"
    t verify --roots ca.pem revoked.der
    exits 3
    err_has 'holds an OCSP response'
}
