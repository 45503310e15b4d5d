# SPDX-License-Identifier: GPL-3.0-or-later
# handshake with servers that refuse, hang up, are old, or send unrequested data.
load kit
load servers

setup_file() {
    cd "$PKI" || return
    cat leaf.pem sub.pem >chain.pem
    [ -f alone.pem ] || openssl req -x509 -newkey rsa:2048 -nodes -keyout alone.key -out alone.pem \
        -days 365 -subj /CN=rsa >/dev/null 2>&1
    [ -f ed448.pem ] || openssl req -x509 -newkey ed448 -nodes -keyout ed448.key -out ed448.pem \
        -days 365 -subj /CN=ed448 >/dev/null 2>&1
}

# tlspeer ARGUMENT...: tests/cmd/tlspeer at $port.
tlspeer() {
    local said=$BATS_TEST_TMPDIR/said.${#servers[@]}
    "$TLSPEER" "$@" >"$said" 3>&- &
    servers+=($!)
    await test -s "$said"
    port=$(cat "$said")
}

# fails CODE REASON PATTERN: in the text, exactly once.
fails() {
    exits "$1"
    err_has "\[$2\]\$"
    err_has "$3"
    err_lines 1
}

hello10='\26\3\1\0\52\2\0\0\46\3\1AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\0\0\57\0'
hello11='\26\3\2\0\52\2\0\0\46\3\2AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\0\0\57\0'
hello3='\26\3\0\0\52\2\0\0\46\3\0AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\0\0\57\0'
hello11down='\26\3\2\0\52\2\0\0\46\3\2AAAAAAAAAAAAAAAAAAAAAAAADOWNGRD\0\0\0\57\0'

@test "a refused client certificate has one reason, however the server refuses it" {
    local version mode
    for version in 1.2 1.3; do
        for mode in close reset notify 'alert 40' 'alert 42' 'alert 43' 'alert 46' 'alert 48' \
            'alert 49' 'alert 116'; do
            # shellcheck disable=SC2086
            tlspeer $version $mode
            hs --tls $version
            fails 5 client-certificate 'asked for a client certificate .*none was given'
            hs --tls $version --get /
            exits 5
            err_has '\[client-certificate\]$'
            hs --tls $version --cert client-chain.pem --key client.key
            fails 5 client-certificate 'rejected the one that it got'
            hs --json --tls $version --pcap "$BATS_TEST_TMPDIR/refused.pcapng"
            json '[.reason, .exit, .client_certificate.asked, .client_certificate.sent,
                (.client_certificate.schemes | index("ed25519") != null),
                (.findings[0].hint | test("--cert"))]' \
                '["client-certificate",5,true,false,true,true]'
            t decode --json --no-verify "$BATS_TEST_TMPDIR/refused.pcapng"
            exits 5
            json '[.reason, .ended]' \
                "[\"client-certificate\",\"$([ "$mode" = reset ] && echo reset || echo closed)\"]"
        done
        # Neither of these alerts concerns certificates.
        for mode in 'alert 20' 'alert 50'; do
            # shellcheck disable=SC2086
            tlspeer $version $mode
            hs --tls $version
            exits 5
            err_has '\[alert\]$'
        done
    done
}

@test "a --cert that is not sent is reported" {
    s_server -tls1_2 -Verify 1 -verify_return_error -CAfile root.pem -client_sigalgs ECDSA+SHA256
    hs --cert alone.pem --key alone.key
    fails 5 client-certificate 'yours was not sent: the server does not accept its type of key'
    err_has 'issued by CN=Test Root'
    s_server -tls1_3 -verify 1 -client_sigalgs ECDSA+SHA256
    hs --json --cert ed448.pem --key ed448.key
    exits 0
    json '[.ok, .client_certificate.asked, .client_certificate.sent]' '[true,true,false]'
    hs --cert ed448.pem --key ed448.key
    exits 0
    out_has 'Client .*requested, none sent'
    out_has 'yours was not sent'
    hs
    exits 0
    out_has 'Client .*requested, none sent'
    out_has 'signatures ecdsa_secp256r1_sha256'
}

@test "a client certificate of a CA that the server did not name is reported" {
    s_server -Verify 1 -verify_return_error -CAfile root.pem
    hs --cert alone.pem --key alone.key
    fails 5 client-certificate \
        'it is not from one of the CAs that the server named: its issuer is CN=rsa'
    # The certificate after it in its file was issued by the root.
    hs --cert client-chain.pem --key client.key
    exits 0
}

@test "faults of the client's certificate itself: its times, its usage" {
    local dir=$BATS_TEST_TMPDIR range day
    printf '%s\n' '[ca]' default_ca=d '[d]' "database=$dir/index" "new_certs_dir=$dir" \
        default_md=sha256 rand_serial=yes policy=p '[p]' commonName=supplied >"$dir/cnf"
    s_server -Verify 1 -verify_return_error -CAfile root.pem
    for range in 'expired on 2020-02-01 20200101000000Z 20200201000000Z' \
        'is not valid before 2046-01-01 20460101000000Z 20470101000000Z'; do
        read -ra day <<<"$range"
        : >"$dir/index"
        openssl ca -batch -config "$dir/cnf" -cert sub.pem -keyfile sub.key -in client.csr -notext \
            -startdate "${day[-2]}" -enddate "${day[-1]}" -out "$dir/one.pem" 2>/dev/null
        cat "$dir/one.pem" sub.pem >"$dir/old.pem"
        hs --cert "$dir/old.pem" --key client.key
        fails 5 client-certificate \
            "rejected the one that it got; it ${range% * *}: the server answered"
    done
    hs --cert chain.pem --key leaf.key
    fails 5 client-certificate \
        'got; its extendedKeyUsage \(serverAuth\) does not include clientAuth \(public CAs end it: .*2027-03-15 .*; use a certificate of a CA of your own\): the server'
}

@test "--cert with many certificates" {
    local n
    cat client.pem >many.pem
    for n in {1..40}; do cat sub.pem >>many.pem; done
    s_server -Verify 1 -verify_return_error -CAfile root.pem
    hs --cert many.pem --key client.key
    exits 0
}

@test "closed or reset before any TLS: reset; later: incomplete" {
    local mode
    for mode in hang-up reset; do
        listener $mode ''
        hs
        fails 4 reset 'before it sent anything'
        hs --json
        json '[.reason, .exit, (.findings[0].hint | test("--tls 1.2"))]' '["reset",4,true]'
        hs --tls 1.2
        err_has '\[reset\]$'
        if grep -q 'try.*--tls 1.2' "$err"; then show_all "advice to do what was done"; fi
        hs --tls 1.2 --suites compatible
        err_has '\[reset\]$'
        if grep -q 'try.*--suites' "$err"; then show_all "advice to do what was done"; fi
        t hello --timeout 5 "127.0.0.1:$port"
        fails 4 reset .
        listener $mode '\26\3\3\0\100\2\0'
        hs
        fails 5 incomplete 'in the middle of a record \(7 of 69 bytes\)'
        t hello --timeout 5 "127.0.0.1:$port"
        fails 5 incomplete .
    done
}

@test "an old server: nothing-in-common, with its version" {
    local version
    for version in '1.0|'"$hello10" '1.1|'"$hello11"; do
        listener answer "${version#*|}"
        hs
        fails 5 nothing-in-common "answered with TLS ${version%%|*}"
        hs --json
        json '[.reason, .server_version, .version]' \
            "[\"nothing-in-common\",\"TLS ${version%%|*}\",null]"
        t hello --timeout 5 "127.0.0.1:$port"
        exits 0
        t hello --json --timeout 5 "127.0.0.1:$port"
        json .server_version "\"TLS ${version%%|*}\""
    done
    listener answer "$hello3"
    hs --json
    json '[.reason, .server_version]' '["nothing-in-common","SSL 3.0"]'
    s_server -tls1_2
    hs --json --tls 1.3
    json '[.reason, .exit]' '["alert",5]'
    # A server that sets the downgrade sentinel is another case (RFC 9846 4.2.3).
    listener answer "$hello11down"
    hs
    fails 5 peer-violation 'downgrade'
}

@test "timeouts say how far it came" {
    listener silent
    hs --timeout 0.5
    fails 4 timeout 'connected, but the server did not answer'
    err_has 'try --starttls'
    hs --json --timeout 0.5
    json '[.reason, (.findings[0].hint | test("--timeout"))]' '["timeout",true]'
    listener answer '\26\3\3\0\100\2\0'
    hs --timeout 0.5
    fails 4 timeout 'in the middle of a record \(7 of 69 bytes\)'
    # TLS has begun: it does not wait for STARTTLS.
    err_has 'after 0.5 s, in .*try a longer --timeout'
}

@test "HelloRequest is renegotiation" {
    free_port
    "$TLSBOX" serve --bad renegotiation --quiet "127.0.0.1:$port" >/dev/null 2>&1 3>&- &
    servers+=($!)
    await listening "$port"
    t handshake --insecure --tls 1.2 --get / --timeout 5 "127.0.0.1:$port"
    exits 5
    err_has '\[renegotiation\]$'
}

@test "the server's key does not belong to its certificate" {
    local version
    for version in 1.2 1.3; do
        tlspeer "$version" wrong-key
        hs
        fails 5 peer-violation "the server's private key does not belong to this certificate"
        out_lacks 'Trusted as'
    done
}

@test "unrequested data of a server does not reach standard output raw" {
    local options version
    printf 'bank.example:443: OK\n\033[2J\033]0;x\007' >said
    for version in 1.2 1.3; do
        tlspeer $version talk said
        for options in '' --quiet --key-update --resume '--diagram svg' '--diagram mermaid' \
            '--diagram text' --json --trace --trace=hex --timing --secrets --lesson; do
            # shellcheck disable=SC2086
            hs $options --timeout 3
            if grep -q '^bank' "$out" "$err" || grep -q $'[\033\007]' "$out" "$err"; then
                show_all "raw, with '$options'"
            fi
        done
        hs --key-update --resume
        out_has 'application data, 31 bytes, unrequested: "bank'
        err_has 'the server sent 31 unrequested bytes'
        hs --json --resume
        jq -s -e 'map(.messages[] | select(.unasked) | .unasked | startswith("bank")) | any' \
            "$out" >/dev/null || show_all "no event"
    done
}

@test "an answer cannot control the terminal that shows it" {
    printf 'bank: OK\r\n\033[2J\033]0;x\007\n' >said
    printf 'hello' >question
    tlspeer 1.3 talk2 said
    script -qec "'$TLSBOX' handshake --roots root.pem --connect 127.0.0.1:$port --timeout 4 \
        --send question www.example.org 2>'$err'" /dev/null >"$out" </dev/null
    out_has '^bank: OK'
    out_has '^\\1b\[2J\\1b\]0;x\\07'
    ! grep -q $'[\033\007]' "$out" || show_all "raw"
    hs --send question --timeout 4
    exits 0
    grep -q $'\033\\[2J' "$out" || show_all "a file has another answer"
}

# ask_later ARGUMENT...: openssl s_server that requests a certificate after the client's first data,
# and answers then.
ask_later() {
    local fifo=$BATS_TEST_TMPDIR/fifo
    mkfifo "$fifo"
    free_port
    log=$BATS_TEST_TMPDIR/server.$port
    openssl s_server -accept "127.0.0.1:$port" -cert leaf.pem -key leaf.key -cert_chain sub.pem \
        -tls1_3 -CAfile root.pem "$@" <"$fifo" >"$log" 2>&1 3>&- &
    servers+=($!)
    exec 8>"$fifo"
    await listening "$port"
}

@test "TLS 1.3: a certificate is requested after the handshake" {
    ask_later
    printf 'GET me\n' >question
    hs --cert client-chain.pem --key client.key --send question --trace &
    await grep -q 'GET me' "$log"
    echo c >&8
    await grep -q 'SSL_do_handshake -> 1' "$log"
    echo 'welcome' >&8
    wait $!
    exec 8>&-
    grep -q 'depth=0 CN = client' "$log" || show_all "$(cat "$log")"
    out_has '^welcome'
    err_has 'post_handshake_auth'
}

@test "TLS 1.3: a certificate that is requested later and refused, live and in the capture" {
    local capture=$BATS_TEST_TMPDIR/late.pcapng
    ask_later -verify_return_error
    printf 'GET me\n' >question
    cat leaf.pem sub.pem >server-chain.pem # for servers alone
    hs --cert server-chain.pem --key leaf.key --send question --pcap "$capture" &
    await grep -q 'GET me' "$log"
    echo c >&8
    wait $!
    exec 8>&-
    err_has '\[client-certificate\]$'
    t decode --json --no-verify "$capture"
    exits 5
    json '[.reason, .handshake, .findings[0].code]' \
        '["client-certificate","complete","client-certificate"]'
}

@test "--send and --early-data offer only http/1.1, unless --alpn is given" {
    s_server -alpn h2,http/1.1 -www
    printf 'GET / HTTP/1.0\r\n\r\n' >question
    hs --json
    json .alpn '"h2"'
    hs --json --send question
    json .alpn '"http/1.1"'
    hs --json --send question --alpn h2
    json .alpn '"h2"'
    hs --json --early-data question
    jq -s -e 'all(.alpn == "http/1.1")' "$out" >/dev/null || show_all "not http/1.1"
}

@test "--pcap has no limit of memory, and leaves no incomplete file" {
    mkdir "$BATS_TEST_TMPDIR/www"
    head -c 70000000 /dev/zero >"$BATS_TEST_TMPDIR/www/big"
    free_port
    "$TLSBOX" serve --cert chain.pem --key leaf.key --www "$BATS_TEST_TMPDIR/www" \
        "127.0.0.1:$port" >/dev/null 2>&1 3>&- &
    servers+=($!)
    await listening "$port"
    local file=$BATS_TEST_TMPDIR/big.pcapng
    hs --timeout 15 --get /big --pcap "$file"
    exits 0
    [ "$(stat -c %s "$file")" -gt 70000000 ] || show_all "$(ls -l "$file")"
    [ "$(stat -c %a "$file")" = 600 ] || show_all "$(ls -l "$file")"
    [ "$(ls "$BATS_TEST_TMPDIR" | grep -c pcapng)" -eq 1 ] || show_all "$(ls "$BATS_TEST_TMPDIR")"
    hs --get /big --pcap /dev/full
    exits 3
    err_has '/dev/full.*\[unwritable\]$'
}

@test "the commands in a lesson have the options that were used; ChangeCipherSpec is explained" {
    s_server -tls1_3
    hs --lesson --lang en
    exits 0
    tr -s ' \n' ' ' <"$out" >"$out.line"
    grep -q -e '--trace --roots root.pem --connect 127.0.0.1:'"$port"' --timeout 10 www.example.org' \
        "$out.line" || show_all "no options"
    grep -q 'The .\?ChangeCipherSpec.\? among the messages has no meaning' "$out.line" ||
        show_all "no ChangeCipherSpec"
    hs --lesson --lang zh --tls 1.2 || :
    s_server -tls1_2
    hs --html "$BATS_TEST_TMPDIR/page.html" --lang zh
    exits 0
    # No line of the caption is wider than the picture.
    ! grep -o '<text[^>]*class="bold"[^>]*>[^<]*' "$BATS_TEST_TMPDIR/page.html" | sed 's/.*>//' |
        grep -E '.{60}' || show_all "a caption is cut"
}
