#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Hostile peers and mistaken users: handshake, hello, show, derive.
load kit
load servers

# line LINE: all of standard error.
line() {
    [ "$(cat "$err")" = "tlsbox $1" ] || show_all "expected: tlsbox $1"
}

@test "a name or an address is printed once" {
    for command in handshake hello show; do
        t $command 127.0.0.1:1
        line "$command: 127.0.0.1:1: connection refused [refused]"
        t $command '[::1]:1'
        line "$command: [::1]:1: connection refused [refused]"
        t $command nosuch.invalid:443
        err_has "^tlsbox $command: nosuch.invalid:443: [^:]*\$"
    done
    for command in handshake hello; do
        t $command --proxy http://127.0.0.1:1 nosuch.invalid
        line "$command: nosuch.invalid:443: the proxy 127.0.0.1:1: connection refused [refused]"
        t $command --proxy socks5://nosuch.invalid:1 192.0.2.1
        line "$command: 192.0.2.1:443: the proxy nosuch.invalid: no such name [name-not-found]"
    done
    # A forgotten proxy.
    https_proxy=http://127.0.0.1:1 t handshake nosuch.invalid
    err_has 'the proxy 127.0.0.1:1: connection refused; try no_proxy, which names .*https_proxy.* \[refused\]$'
    t handshake --connect 127.0.0.1:1 www.example.org
    line 'handshake: www.example.org:443: 127.0.0.1:1: connection refused [refused]'
    listener hang-up 'HTTP/1.1 400 Bad Request\r\n\r\n'
    t hello "127.0.0.1:$port"
    line "hello: 127.0.0.1:$port: the answer is not TLS: it looks like HTTP [not-tls]"
    t hello --connect "127.0.0.1:$port" www.example.org
    line "hello: www.example.org:443 (127.0.0.1:$port): the answer is not TLS: it looks like HTTP [not-tls]"
}

@test "an operand of any length is repeated in one line" {
    long=$(head -c 100000 /dev/zero | tr '\0' x)
    for command in 'handshake' 'verify' 'show' 'hello --file' 'handshake x.example --suites'; do
        t $command "$long"
        [ "$status" -eq 2 ] || [ "$status" -eq 3 ] || show_all "$command"
        err_lines 1
        err_has xxxxxxxxxx
    done
}

@test "an IPv6 zone is used to connect and not part of the checked address" {
    t handshake --timeout 5 --json '[fe80::1%lo]:1'
    exits 4
    t handshake --timeout 5 --connect '[fe80::1%lo]:1' www.example.org
    exits 4
    for operand in 'x%lo:1' '127.0.0.1%lo:1' '1.2.3.4.5' 'a@b.c'; do
        t handshake "$operand"
        exits 2
        err_has 'not a host'
    done
}

@test "hello: an echo is not an answer, a ServerHello not a question" {
    "$TLSBOX" hello --listen 127.0.0.1:0 --timeout 5 >"$out" 2>"$err" 3>&- &
    servers+=($!)
    await grep -q 'listening on port' "$err"
    port=$(sed 's/.* //' "$err")
    client() {
        exec 5<>"/dev/tcp/127.0.0.1/$port"
        printf "$1" >&5
        await grep -q "$2" "$err"
        exec 5>&-
    }
    client '\26\3\3\0\61\2\0\0\55\3\3________________________________\0\300\53\0\0\5\377\1\0\1\0' \
        'is not allowed here: ServerHello \[peer-violation\]'
    client 'GET / HTTP/1.1\r\n\r\n' 'the client does not speak TLS: it looks like HTTP \[not-tls\]'
    client '\25\3\3\0\2\2\50' 'the client sent the alert handshake_failure (40)'
    # A ClientHello as the answer to ours.
    listener answer '\26\3\3\0\55\1\0\0\51\3\3________________________________\0\0\2\23\1\1\0'
    t hello --json "127.0.0.1:$port"
    exits 5
    json '[.ok, .reason, .hello.name]' '[false,"peer-violation","ClientHello"]'
}

@test "hello: a closure alert is an answer, another warning is not" {
    listener answer '\25\3\3\0\2\1\0'
    t hello --timeout 10 "127.0.0.1:$port"
    exits 5
    err_has 'the answer is the alert close_notify \(0\)'
    listener answer '\25\3\3\0\2\1\160'
    t hello --timeout 0.5 "127.0.0.1:$port"
    exits 4
    err_has 'timed out after 0.5 s.*\[timeout\]$'
    listener answer '\25\3\3\0\2\2\377'
    t hello --timeout 10 "127.0.0.1:$port"
    err_has 'the answer is the alert unknown \(255\) \[alert\]'
}

@test "closed standard streams: no abort, and no file or socket takes their numbers" {
    s_server
    where=(--roots root.pem --connect "127.0.0.1:$port" --timeout 10)
    status=0
    "$TLSBOX" handshake "${where[@]}" --quiet www.example.org <&- >"$out" 2>"$err" || status=$?
    exits 0
    "$TLSBOX" handshake "${where[@]}" --quiet www.example.org 2>&- >"$out" || status=$?
    exits 0
    "$TLSBOX" handshake "${where[@]}" www.example.org >&- 2>"$err" || status=$?
    exits 3
    err_has 'standard output: cannot be written'
    status=0
    "$TLSBOX" handshake "${where[@]}" www.example.org <&- >&- 2>&- || status=$?
    exits 3
    # A message about a wrong name must not end up in the key log.
    rm -f keys
    "$TLSBOX" handshake "${where[@]}" --keylog keys --insecure wrong.example.org 2>&- >"$out" || :
    [ "$(grep -vc '_SECRET\|EXPORTER' keys)" -eq 0 ]
}

@test "--get: an answer that breaks the rules is shown: exit 5" {
    s_server -HTTP
    broken() {
        printf 'HTTP/1.1 200 OK\r\n'"$1" >answer
        hs --get /answer --quiet
        exits 5
        err_has 'violates HTTP/1.1 \[peer-violation\]$'
    }
    broken 'Content-Length: -1\r\n\r\nabc'
    broken 'Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd'
    broken 'Content-Length: 99999999999999999999\r\n\r\nabc'
    broken 'Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nabc'
    # An escape sequence in the header does not reach the terminal.
    printf 'HTTP/1.1 200 \033[31mred\r\nContent-Length: 2\r\n\r\nok' >answer
    hs --get /answer --quiet
    exits 0
    ! grep -q $'\033' "$err"
}

@test "an empty file name is an error before anything is connected" {
    for option in --save-chain --pcap --keylog; do
        t handshake $option '' 127.0.0.1:1
        exits 3
        err_has 'cannot be written.*\[unwritable\]'
    done
    for option in --send --early-data --cert; do
        t handshake $option '' 127.0.0.1:1
        exits 3
        err_has 'cannot be (read|opened).*\[unreadable\]'
    done
}

# redone ARGUMENT...: the command that --secrets shows repeats every step.
redone() {
    hs --secrets --quiet "$@"
    exits 0
    awk '/^All of it again/ { n++; script = "" }
         /^  tlsbox derive/, /^$/ { script = script "\n" $0 }
         END { print script; exit n == 0 }' "$out" | sed "s|tlsbox derive|'$TLSBOX' derive|" >redo
    status=0
    bash redo >again 2>"$err" || status=$?
    exits 0
    # derive has the outputs of all steps of the last connection.
    awk '/^ 1  / { text = "" } /=>/ { at = 1; next } /^ *[0-9a-f]+$/ && at { text = text "\n" $1; next } { at = 0 }
         END { print text }' "$out" | sed '/^$/d' | sort -u >values
    [ "$(wc -l <values)" -gt 6 ]
    while read -r value; do
        grep -q -- "$value" again || show_all "$*: derive does not come to $value: $(cat redo)"
    done <values
}

@test "--secrets shows the derive command that repeats all steps" {
    cat >rsa.cnf <<'END'
basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature,keyEncipherment
extendedKeyUsage=serverAuth
subjectAltName=DNS:www.example.org
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid
END
    openssl req -new -key rsa.key -subj /CN=www.example.org -out rsa.csr
    openssl x509 -req -in rsa.csr -CA sub.pem -CAkey sub.key -set_serial 0x4123456789abcdef0123 \
        -out rsa.pem -days 100 -extfile rsa.cnf
    s_server -rev -cert rsa.pem -key rsa.key -cipher ALL:@SECLEVEL=0 -groups secp384r1:x25519
    redone --tls 1.2 --suites TLS_RSA_WITH_AES_128_GCM_SHA256
    redone --tls 1.2 --suites TLS_RSA_WITH_AES_128_CBC_SHA
    redone --tls 1.2 --suites ECDHE-RSA-AES256-GCM-SHA384
    redone --tls 1.2 --resume
    redone --tls 1.3 --suites TLS_AES_256_GCM_SHA384
    redone --tls 1.3 --groups secp521r1,secp384r1
    redone --tls 1.3 --resume
}

@test "the time of a failed step lasts until its failure" {
    listener silent
    hs --timeout 0.3 --json
    exits 4
    json '.timing.total >= 250000' true
    hs --timeout 0.3 --timing
    out_has 'failed'
}
