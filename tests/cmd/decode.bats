# SPDX-License-Identifier: GPL-3.0-or-later
# decode and derive --capture: captures of real connections on the loopback, compared with tshark.
bats_require_minimum_version 1.5.0
load kit
load servers

# kept NAME ARGUMENT...: a handshake with the server at $port, captured in NAME.pcapng, with its
# secrets inside, and in NAME.bare without.
kept() {
    local name=$BATS_TEST_TMPDIR/$1
    shift
    hs --keylog all.keys --pcap "$name.pcapng" "$@"
    [ -s "$name.pcapng" ] || show_all "no capture"
    editcap -T rawip --discard-all-secrets "$name.pcapng" "$name.bare"
}

# rsa_server ARGUMENT...: s_server with an RSA certificate, rsa.pem.
rsa_server() {
    [ -s rsa.pem ] || openssl req -x509 -key rsa.key -out rsa.pem -days 300 \
        -subj "/CN=www.example.org" -addext "subjectAltName=DNS:www.example.org" \
        -addext "basicConstraints=critical,CA:FALSE" -addext "extendedKeyUsage=serverAuth"
    s_server -www -cert rsa.pem -key rsa.key "$@"
}

# one_of_each: a capture of every kind of connection, all.pcapng, in the order of its parts.
one_of_each() {
    rm -f all.keys
    s_server -www
    kept a13 --tls 1.3 --get /thirteen
    kept b12 --tls 1.2 --get /twelve
    kept c12r --tls 1.2 --resume --get /again
    kept d13r --tls 1.3 --resume --get /again
    kept e13u --tls 1.3 --key-update --get /update
    kept f12c --tls 1.2 --suites ECDHE-ECDSA-AES128-SHA256 --get /cbc
    s_server -www -groups P-384
    kept g13h --tls 1.3 --get /retry
    s_server -www -verify 1 -verify_quiet
    kept h13c --tls 1.3 --cert leaf.pem --key leaf.key --get /client
    kept i12c --tls 1.2 --cert leaf.pem --key leaf.key --get /client
    rsa_server -no_tls1_3
    kept j12k --suites AES128-GCM-SHA256 --add-root rsa.pem --insecure --get /rsa
    kept k12k --suites AES256-SHA256 --insecure --resume --get /rsa
    mergecap -a -w "$BATS_TEST_TMPDIR/all.pcapng" "$BATS_TEST_TMPDIR"/[a-k]1*.bare
}

# The view of tshark on each TCP connection: the types of handshake messages, the server's suite,
# the server names, the paths.  Any of our ports may be that of another protocol, which tshark would
# see there.
shark() {
    tshark -d tcp.port==20000-65535,tls -o tls.keylog_file:all.keys -r "$1" \
        -Y 'tls.handshake or http.request' -T fields -E separator=';' -e tcp.stream \
        -e tls.handshake.type -e tls.handshake.ciphersuite \
        -e tls.handshake.extensions_server_name -e http.request.uri 2>/dev/null |
        awk -F';' '
            { n = $1 + 1; max = n > max ? n : max
              if ($2 != "") types[n] = types[n] (types[n] == "" ? "" : ",") $2
              if ($2 ~ /^2(,|$)/) suite[n] = $3
              if ($4 != "") name[n] = $4
              if ($5 != "") path[n] = $5 }
            END { for (n = 1; n <= max; n++) print n ";" types[n] ";" suite[n] ";" name[n] ";" path[n] }'
}

# The same from the objects of decode.
ours() {
    jq -r '[.flow,
            ([.messages[] | select(.kind == "handshake") | .type] | join(",")),
            ([.messages[] | select(.name == "ServerHello") | .fields[] |
              select(.label == "Cipher Suite") | .number] | last // ""),
            .server_name // "",
            ([.http[] | select(.side == "client") | .line | split(" ")[1]] | last // "")] | @tsv' \
        "$out" | sort -n | awk -F'\t' '{ printf "%d;%s;0x%04x;%s;%s\n", $1, $2, $3, $4, $5 }'
}

@test "every kind of connection, as tshark sees it" {
    one_of_each
    t decode --json --no-verify --keylog all.keys "$BATS_TEST_TMPDIR/all.pcapng"
    exits 0
    json -s '[length, ([.[] | select(.read == "all")] | length)]' '[14,14]'
    json -s 'map([.finished_checked, .finished_wrong]) | unique' '[[2,0]]'
    ours >"$BATS_TEST_TMPDIR/ours"
    shark "$BATS_TEST_TMPDIR/all.pcapng" >"$BATS_TEST_TMPDIR/shark"
    diff -u "$BATS_TEST_TMPDIR/shark" "$BATS_TEST_TMPDIR/ours"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/ours")" -eq 14 ]
    json -s 'map(.resumed) | map(if . then 1 else 0 end) | add' 3
    json -s 'map(select(.retried)) | length' 1
    json -s 'map(select(.client_certificate.sent)) | length' 2
    # The captures hold the secrets too.
    for name in a13 b12 d13r g13h h13c; do
        t decode --json --no-verify "$BATS_TEST_TMPDIR/$name.pcapng"
        exits 0
        json -s 'map(.read) | unique' '["all"]'
    done
}

# json -s FILTER VALUE is json for all objects at once.
json() {
    local slurp=-c
    [ "$1" != -s ] || { slurp=-sc && shift; }
    "$SCHEMA_CHECK" "$top_srcdir/doc/tlsbox.schema.json" <"$out" || show_all "not as the schema says"
    got=$(jq $slurp "$1" "$out") || show_all "not JSON, or not what $1 wants"
    [ "$got" = "$2" ] || show_all "$1 is $got, not $2"
}

@test "the RSA key alone decrypts, also resumed sessions" {
    rsa_server -no_tls1_3
    kept first --suites AES128-GCM-SHA256 --insecure --resume --get /one
    t decode --json --no-verify --key rsa.key "$BATS_TEST_TMPDIR/first.bare"
    exits 0
    json -s 'map([.read, .resumed, .finished_checked])' '[["all",false,2],["all",true,2]]'
    json -s '.[1].http | map(.line)' '["GET /one HTTP/1.1","HTTP/1.0 200 ok"]'
    # The same key, encrypted, and in PKCS#12.
    openssl pkcs8 -topk8 -in rsa.key -passout pass:secret -out "$BATS_TEST_TMPDIR/locked.key"
    openssl pkcs12 -export -nocerts -inkey rsa.key -passout pass:secret \
        -out "$BATS_TEST_TMPDIR/key.p12"
    for key in locked.key key.p12; do
        PW=secret t decode --json --no-verify --key "$BATS_TEST_TMPDIR/$key" --passphrase-env PW \
            "$BATS_TEST_TMPDIR/first.bare"
        exits 0
        json -s 'map(.read)' '["all","all"]'
        PW=secret t derive --capture "$BATS_TEST_TMPDIR/first.bare" --passphrase-env PW \
            --key "$BATS_TEST_TMPDIR/$key"
        exits 0
        t decode --no-verify --key "$BATS_TEST_TMPDIR/$key" "$BATS_TEST_TMPDIR/first.bare"
        exits 3
        err_has "$key: is encrypted: give its passphrase with --passphrase-file"
    done
    t derive --passphrase-env PW --suite TLS_AES_128_GCM_SHA256
    exits 2
    t decode --json --no-verify "$BATS_TEST_TMPDIR/first.bare"
    exits 0
    json -s 'map([.read, .unread]) | unique' '[["clear","no secrets are available"]]'
    # Another server's key is not used for this certificate.
    openssl genrsa -out other.key 2048
    t decode --json --no-verify --key other.key "$BATS_TEST_TMPDIR/first.bare"
    exits 0
    json -s 'map(.read) | unique' '["clear"]'
    t decode --all --no-verify --key other.key "$BATS_TEST_TMPDIR/first.bare"
    exits 0
    [ "$(grep -c "none of the given keys belongs to the server's certificate" "$out")" -eq 1 ]
    t decode --all --no-verify --key rsa.key "$BATS_TEST_TMPDIR/first.bare"
    out_lacks 'no key that was given'
    t decode --key leaf.key "$BATS_TEST_TMPDIR/first.bare"
    exits 2
    err_has 'not an RSA key'
    # An empty key log, and a file that is not a key log.
    echo '# SSL/TLS secrets log file' >empty.keys
    t decode --no-verify --keylog empty.keys "$BATS_TEST_TMPDIR/first.bare"
    exits 0
    t decode --no-verify --keylog rsa.key "$BATS_TEST_TMPDIR/first.bare"
    exits 3
    err_has 'rsa.key: holds certificates or keys'
}

@test "segments out of order, retransmitted and missing" {
    s_server -www
    cd "$BATS_TEST_TMPDIR"
    for version in 1.2 1.3; do
        # With curves alone the ClientHello fits into one segment: the numbers below rely on it.
        (cd "$PKI" && kept x --tls $version --groups x25519,secp256r1 --get /order)
        t decode --json --no-verify --keylog "$PKI/all.keys" x.bare
        exits 0
        jq -S 'del(.timing, .messages[].time_us, .input, .began)' "$out" >straight
        # The server's first flight comes before the ClientHello.
        n=$(capinfos -Trc x.bare | awk 'END { print $NF }')
        editcap -r x.bare 1 1-3
        editcap -r x.bare 2 4
        editcap -r x.bare 3 6
        editcap -r x.bare 4 5 "7-$n"
        mergecap -a -w order.pcapng 1 3 2 4
        # Some of it is retransmitted.
        mergecap -a -w again.pcapng 1 2 3 2 3 2 4
        for name in order again; do
            t decode --json --no-verify --keylog "$PKI/all.keys" $name.pcapng
            exits 0
            jq -S 'del(.timing, .messages[].time_us, .input, .began)' "$out" >$name
            diff -u straight $name
        done
        # The server's first data is lost.
        editcap x.bare lost.pcapng 6
        t decode --json --no-verify --keylog "$PKI/all.keys" lost.pcapng
        exits 0
        json '[.read, .unread, (.server.missing > 0)]' \
            '["clear","bytes are missing in the capture",true]'
    done
}

@test "one connection is shown in full, several with one line each" {
    s_server -www
    cd "$PKI"
    kept one --tls 1.2 --get /first
    kept two --tls 1.3 --resume --get /second
    mergecap -a -w "$BATS_TEST_TMPDIR/both.pcapng" "$BATS_TEST_TMPDIR/one.bare" \
        "$BATS_TEST_TMPDIR/two.bare"
    t decode --roots root.pem --keylog all.keys "$BATS_TEST_TMPDIR/one.pcapng"
    exits 0
    out_has '^Connection 1 of .*one.pcapng$'
    out_has '> GET /first HTTP/1.1'
    out_has '< HTTP/1.0 200 ok'
    out_has 'Finished +2 of 2'
    out_has 'read +everything$'
    out_has 'one.pcapng: OK$'
    t decode --roots root.pem --keylog all.keys "$BATS_TEST_TMPDIR/both.pcapng"
    exits 0
    out_has '^NO +TIME +CLIENT'
    out_has '^1 .*127.0.0.1:'"$port"' +www.example.org .*TLS 1.2 .* all +OK$'
    out_has '^2 .*TLS 1.3 .* all +OK$'
    out_has '^3 .*TLS 1.3 .* all +resumed$'
    out_has '^3 connections with TLS, 0 without'
    out_lacks 'Connection'
    t decode --roots root.pem --keylog all.keys --flow 2 "$BATS_TEST_TMPDIR/both.pcapng"
    exits 0
    out_has '^Connection 2 of'
    out_lacks '^Connection [13]'
    t decode --roots root.pem --keylog all.keys --all "$BATS_TEST_TMPDIR/both.pcapng"
    exits 0
    [ "$(grep -c '^Connection' "$out")" -eq 3 ]
    t decode --flow 0 "$BATS_TEST_TMPDIR/both.pcapng"
    exits 2
    err_has "'0' is not a number from 1 to"
    # Judging here is not part of the connection's time.
    t decode --roots root.pem --keylog all.keys --flow 2 --timing "$BATS_TEST_TMPDIR/both.pcapng"
    exits 0
    out_lacks 'judged'
    t decode --flow 4 "$BATS_TEST_TMPDIR/both.pcapng"
    exits 3
    err_has 'there is no connection 4: the number of connections is 3 \[undecodable\]'
    t decode --quiet --roots root.pem --keylog all.keys "$BATS_TEST_TMPDIR/both.pcapng"
    out_lines 3
    # From a pipe, and more than one file.
    status=0
    "$TLSBOX" decode --roots root.pem --keylog all.keys - one.none \
        <"$BATS_TEST_TMPDIR/both.pcapng" >"$out" 2>"$err" || status=$?
    exits 3
    out_has '^3 connections with TLS'
    err_has 'one.none'
}

@test "the chain is judged for the server name and the time of the capture" {
    s_server -www
    kept x --tls 1.2
    f=$BATS_TEST_TMPDIR/x.pcapng
    t decode --roots root.pem "$f"
    exits 0
    t decode --roots root.pem --host other.example.net "$f"
    exits 1
    out_has 'FAIL \(host-mismatch\)'
    t decode --roots root.pem --at 2000-01-01 "$f"
    exits 1
    out_has 'FAIL \(not-yet-valid\)'
    t decode --roots rsa.key "$f"
    exits 3
    out_has 'no-trust-store'
    # Ten years later, judged for then.
    editcap -t 400000000 "$BATS_TEST_TMPDIR/x.bare" "$BATS_TEST_TMPDIR/later.pcapng"
    t decode --roots root.pem "$BATS_TEST_TMPDIR/later.pcapng"
    exits 1
    out_has 'FAIL \(expired\)'
    t decode --no-verify "$BATS_TEST_TMPDIR/later.pcapng"
    exits 0
    t decode --no-verify --save-chain "$BATS_TEST_TMPDIR/chain.pem" "$f"
    exits 0
    cat leaf.pem sub.pem | diff - "$BATS_TEST_TMPDIR/chain.pem"
    # Encrypted messages are not visible, and that is no failure.
    kept y --tls 1.3
    t decode "$BATS_TEST_TMPDIR/y.bare"
    exits 0
    out_has 'chain +encrypted'
    t decode --roots root.pem --host other.example.net "$BATS_TEST_TMPDIR/y.pcapng"
    exits 1
    t decode --save-chain "$BATS_TEST_TMPDIR/none.pem" "$BATS_TEST_TMPDIR/y.bare"
    exits 0
    err_lines 1
    err_has 'none.pem: not written: the capture shows no chain$'
    [ ! -e "$BATS_TEST_TMPDIR/none.pem" ]
}

@test "views, and the data of both sides" {
    s_server -www
    kept x --tls 1.3 --get /seen
    f=$BATS_TEST_TMPDIR/x.pcapng
    t decode --no-verify --packets --trace=hex --timing --diagram text --secrets --lesson "$f"
    exits 0
    out_has 'client server 1 Handshake +ClientHello \(1\)'
    out_has 'Derived from the known secrets'
    out_has '─── ClientHello|--- ClientHello'
    out_has 'server_verify_data'
    out_has "The server's Finished, recomputed from the 5 messages before it, matches the"
    t decode --no-verify --follow "$f"
    exits 0
    out_has '^> GET /seen HTTP/1.1$'
    out_has '^< HTTP/1.0 200 ok$'
    out_lacks 'Connection 1'
    err_has 'Connection 1'
    t decode --no-verify --diagram svg "$f"
    exits 0
    head -c 4 "$out" | grep -q '<svg'
    t decode --no-verify --html "$BATS_TEST_TMPDIR/page.html" "$f"
    exits 0
    grep -q '<main>' "$BATS_TEST_TMPDIR/page.html"
}

@test "the command in a lesson shows the same connection" {
    s_server -www
    kept x
    cd "$BATS_TEST_TMPDIR"
    cp "$PKI/all.keys" x.keys
    t decode --no-verify --lesson --keylog x.keys --flow 1 x.bare
    exits 0
    line=$(grep -o 'tlsbox decode --trace .*' "$out")
    [ "$line" = 'tlsbox decode --trace --keylog x.keys --flow 1 --no-verify x.bare' ]
    read -ra words <<<"$line"
    t "${words[@]:1}"
    exits 0
    out_has 'Finished'
    t decode --no-verify --lesson x.bare
    out_has 'tlsbox decode --trace --no-verify x.bare$'
}

@test "alerts, wrong secrets, STARTTLS, and no TLS at all" {
    s_server -www -tls1_2
    kept alert --tls 1.3
    t decode "$BATS_TEST_TMPDIR/alert.pcapng"
    exits 5
    out_has 'the server answered protocol_version \(70\)'
    t decode --json "$BATS_TEST_TMPDIR/alert.pcapng"
    json '[.reason, .alert.name, .alert.direction, .exit]' \
        '["alert","protocol_version","received",5]'
    kept x --tls 1.2
    sed '/[^0]$/s/.$/0/; t; s/.$/1/' all.keys >wrong.keys
    t decode --no-verify --keylog wrong.keys "$BATS_TEST_TMPDIR/x.bare"
    exits 3
    out_has 'the available secrets belong to'
    listener greet '220 nobody here\r\n221 bye\r\n'
    t handshake --connect "127.0.0.1:$port" --pcap "$BATS_TEST_TMPDIR/smtp.pcapng" a.example
    t decode "$BATS_TEST_TMPDIR/smtp.pcapng"
    exits 5
    out_has 'read +the unencrypted part'
    out_has 'the server did not answer with TLS: SMTP or FTP, after ClientHello'
    t decode "$PKI/leaf.pem"
    exits 3
    err_has 'leaf.pem: holds certificates or keys'
    printf 'CLIENT_RANDOM' >bad.keys
    t decode --keylog bad.keys "$BATS_TEST_TMPDIR/x.pcapng"
    exits 3
    err_has 'bad.keys'
    gzip -c "$BATS_TEST_TMPDIR/x.pcapng" >"$BATS_TEST_TMPDIR/x.pcapng.gz"
    t decode "$BATS_TEST_TMPDIR/x.pcapng.gz"
    exits 3
    err_lines 1
    err_has 'is compressed with gzip: use gzip -dc FILE \| tlsbox decode -'
    t decode "$PKI"
    exits 3
    : >empty
    t decode empty
    exits 3
    err_has 'is empty'
}

@test "a truncated capture: everything before its end is shown" {
    s_server -www
    kept x --tls 1.2 --get /whole
    f=$BATS_TEST_TMPDIR/x.pcapng
    head -c $(($(stat -c %s "$f") - 10)) "$f" >"$BATS_TEST_TMPDIR/cut.pcapng"
    t decode --no-verify "$BATS_TEST_TMPDIR/cut.pcapng"
    exits 3
    out_has 'GET /whole'
    err_has 'cut.pcapng: at byte [0-9]+: the capture ends in the middle'
    t decode --json --no-verify "$BATS_TEST_TMPDIR/cut.pcapng"
    exits 3
    json .exit $'0\n3'
}

@test "input that cannot be read or derived has its object in JSON too" {
    s_server -www
    kept x --tls 1.3
    local bare=$BATS_TEST_TMPDIR/x.bare
    t decode --json --keylog missing.keys "$bare" "$bare"
    exits 3
    json '[.input, .reason]' "[\"$bare\",\"unreadable\"]"$'\n'"[\"$bare\",\"unreadable\"]"
    t decode --json --save-chain missing/chain.pem "$bare"
    exits 3
    json '[.input, .reason]' "[\"$bare\",\"unwritable\"]"
    t derive --json --capture "$bare"
    exits 3
    json '[.command, .reason, .findings[0].message]' '["derive","undecodable","connection 1: nothing can be derived: no secrets are available"]'
    for capture in missing leaf.pem question; do
        echo none >question
        t derive --json --capture "$capture"
        exits 3
        json '[.command, .input, .ok]' "[\"derive\",\"$capture\",false]"
    done
    t derive --json --capture "$bare" --keylog missing.keys
    exits 3
    json '[.command, .input, .reason]' "[\"derive\",\"$bare\",\"unreadable\"]"
    t derive --json --capture "$bare" --flow 2
    exits 3
    json '[.command, .reason]' '["derive","undecodable"]'
}

# records FILE: the TCP payloads of a capture one after another, in hexadecimal.
records() {
    tshark -r "$1" -Y tcp.len -T fields -e tcp.payload 2>/dev/null
}

@test "bare records, binary and hexadecimal" {
    s_server -www
    for version in 1.2 1.3; do
        kept x --tls $version --get /raw
        records "$BATS_TEST_TMPDIR/x.pcapng" >"$BATS_TEST_TMPDIR/x.hex"
        basenc --base16 -di <<<"$(tr a-f A-F <"$BATS_TEST_TMPDIR/x.hex")" >"$BATS_TEST_TMPDIR/x.bin"
        for name in hex bin; do
            t decode --json --no-verify --keylog all.keys "$BATS_TEST_TMPDIR/x.$name"
            exits 0
            json '[.read, .finished_checked, .finished_wrong, .client.address, .began]' \
                '["all",2,0,null,null]'
            json '.http | map(.line)' '["GET /raw HTTP/1.1","HTTP/1.0 200 ok"]'
        done
        t decode --no-verify "$BATS_TEST_TMPDIR/x.bin"
        exits 0
        head -c 1000 "$BATS_TEST_TMPDIR/x.bin" >"$BATS_TEST_TMPDIR/cut.bin"
        t decode --no-verify "$BATS_TEST_TMPDIR/cut.bin"
        exits 3
    done
}

@test "options that exclude each other" {
    for words in '' '--json --follow x' '--json --diagram text x' '--json --lesson x' \
        '--follow --diagram svg x' '--no-verify --host a x' '--lang en x'; do
        # shellcheck disable=SC2086 # words
        t decode $words
        exits 2
        err_lines 1
    done
    t decode --save-chain /nowhere/x /dev/null
    exits 3
}

@test "derive --capture: every step and the Finished messages" {
    rsa_server -no_tls1_3
    kept rsa --suites AES128-GCM-SHA256 --insecure --get /
    t derive --capture "$BATS_TEST_TMPDIR/rsa.bare" --key rsa.key
    exits 0
    out_has '^ 1  premaster_secret'
    out_has '^ 2  master_secret'
    out_has "The client's Finished, recomputed"
    t derive --capture "$BATS_TEST_TMPDIR/rsa.bare" --key rsa.key --json
    exits 0
    json '[.flow, .version, (.steps | length), (.finished | map([.side, .ok]))]' \
        '[1,"TLS 1.2",9,[["client",true],["server",true]]]'
    # The client's secrets are those in its own key log.
    random=$(jq -r .client_random "$out")
    master=$(jq -r '.steps[] | select(.name == "master_secret") | .value' "$out")
    grep -q "^CLIENT_RANDOM $random $master\$" all.keys
    t derive --capture "$BATS_TEST_TMPDIR/rsa.bare"
    exits 3
    err_has 'connection 1: nothing can be derived: no secrets are available \[undecodable\]'
    openssl genrsa -out other.key 2048
    t derive --capture "$BATS_TEST_TMPDIR/rsa.bare" --key other.key
    exits 3
    err_has "no secrets are available; --key does not match the server's certificate \[undecodable\]"
    s_server -www
    kept new --tls 1.3
    t derive --capture "$BATS_TEST_TMPDIR/new.bare" --keylog all.keys --json
    exits 0
    json '.finished | map([.side, .ok])' '[["server",true],["client",true]]'
    t derive --capture "$BATS_TEST_TMPDIR/new.pcapng" --flow 1
    exits 0
    t derive --capture "$BATS_TEST_TMPDIR/new.pcapng" --flow 2
    exits 3
    t derive --capture leaf.pem
    exits 3
    for words in '--key rsa.key' '--flow 1' '--capture x --flow 0' '--capture x --suite TLS_AES_128_GCM_SHA256' \
        '--capture x --psk 00'; do
        # shellcheck disable=SC2086 # words
        t derive $words
        exits 2
    done
}

@test "a refused client certificate has the reason that a live handshake gives it" {
    local version
    s_server -www -Verify 1 -verify_return_error -CAfile root.pem
    cat leaf.pem sub.pem >server-chain.pem
    for version in 1.2 1.3; do
        kept none --tls "$version"
        # The failure of the connection is not the reason why the chain is not judged.
        SSL_CERT_FILE=/dev/null SSL_CERT_DIR=/nonexistent t decode --json \
            "$BATS_TEST_TMPDIR/none.pcapng"
        exits 5
        json '[.reason, .client_certificate.sent, (.findings[0].hint | test("^with .tlsbox handshake.: --cert FILE")),
            (.findings[0].message | test("none was given: the server answered"))]' \
            '["client-certificate",false,true,true]'
        # A certificate for servers only.
        kept other --tls "$version" --cert server-chain.pem --key leaf.key
        t decode --no-verify "$BATS_TEST_TMPDIR/other.pcapng"
        exits 5
        out_has "try: with 'tlsbox handshake': --cert with a certificate for clients"
        out_has 'FAIL \(client-certificate\)'
    done
}

@test "nobody is blamed for what was not captured" {
    local version side frame bare=$BATS_TEST_TMPDIR/a.bare cut=$BATS_TEST_TMPDIR/cut.pcapng
    s_server -www
    for version in 1.2 1.3; do
        kept a --tls "$version" --get /
        for side in src dst; do
            tshark -r "$bare" -Y "tcp.${side}port == $port" -w "$cut" 2>/dev/null
            t decode --json --no-verify "$cut"
            exits 0
            json '[.reason, .handshake]' '[null,null]'
            t decode --no-verify "$cut"
            out_has 'not verified .only one direction was captured'
        done
        # The packets with the last ChangeCipherSpec of TLS 1.2, and with the client's of TLS 1.3.
        side=$([ "$version" = 1.2 ] && echo src || echo dst)
        frame=$(tshark -r "$bare" -Y "tls.change_cipher_spec && tcp.${side}port == $port" \
            -T fields -e frame.number 2>/dev/null | tail -1)
        editcap "$bare" "$cut" "$frame"
        t decode --no-verify "$cut"
        exits 0
        if grep -q incomplete "$out"; then show_all "an end is blamed"; fi
    done
}

@test "a Chinese locale: the summary of a connection is in Chinese" {
    s_server -www
    kept a13 --tls 1.3 --get /thirteen
    LC_ALL=zh_CN.UTF-8 t decode --no-verify --keylog all.keys "$BATS_TEST_TMPDIR/a13.pcapng"
    exits 0
    out_has '^连接 1，文件 .*a13.pcapng$'
    out_has '^  读出 +全部数据$'
    out_has '^  Finished +2/2 个经重新计算，结果正确$'
}
