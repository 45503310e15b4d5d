#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What is said before TLS, with a proxy or for STARTTLS, in all views.
load kit
load servers

proxied() {
    s_server
    relay '\nHTTP/1.1 200 Connection established|Via: \033[31mproxy||\n' "$port"
}

mail() {
    s_server
    relay '220 mail.example.org \033[31mESMTP|\n250-mail.example.org|250 STARTTLS|\n220 Go ahead|\n' \
        "$port"
}

@test "a proxy: CONNECT and its answer are in all views, the password in none" {
    proxied
    view() {
        t handshake --roots root.pem --timeout 10 --proxy "http://user:hunter2@127.0.0.1:$port" \
            "$@" www.example.org
        exits 0
        ! grep -q "hunter2\|dXNlcjpodW50ZXIy\|$(printf '\33')\[31m" "$out" "$err" || show_all "the password"
    }
    view --trace
    out_has '^ +[0-9.]+ ms  client proxy  HTTP proxy +CONNECT www.example.org\.\.\.'
    out_has '^ +[0-9.]+ ms  proxy  client HTTP proxy +HTTP/1.1 200 Connection\.\.\.'
    out_has '^client -> proxy  HTTP proxy, before TLS'
    out_has '^  Proxy-Authorization: \*{8}$'
    out_has '^  Via: \\1b\[31mproxy$'
    # Before the ClientHello, which is message 1.
    out_has '^  1 .*ClientHello'
    [ "$(grep -n '^  HTTP/1.1 200' "$out" | cut -d: -f1)" -lt "$(grep -n '^ClientHello' "$out" | cut -d: -f1)" ]
    view --trace=hex
    out_has '^  HTTP/1.1 200 Connection established'
    out_has '\[485454502f312e3120323030'
    view --diagram text
    out_has 'HTTP proxy: CONNECT www.example.org:443 HTTP/1.1'
    view --diagram mermaid
    out_has '^    participant P as proxy$'
    out_has '^    opt through the proxy$'
    out_has '^        C->>P: CONNECT www.example.org:443 HTTP/1.1'
    out_has '^        P->>C: HTTP/1.1 200 Connection established'
    out_has '^    end$'
    view --diagram svg
    out_has 'HTTP proxy: CONNECT www.example.org:443 HTTP/1.1'
    view --json
    json '[.dialogue[] | .protocol, .direction, .lines[0]]' \
        '["http-proxy","sent","CONNECT www.example.org:443 HTTP/1.1","http-proxy","received","HTTP/1.1 200 Connection established"]'
    json '.messages[0].name' '"ClientHello"'
    view --lesson --html page.html --lang en
    out_has 'So the proxy learns the name of the server, but not the content'
    out_has '^ +client +CONNECT www.example.org:443 HTTP/1.1'
    out_has 'sends its user name and its password to the proxy unencrypted'
    grep -q 'but not the content' page.html
    view --lesson --lang zh
    out_has '代理'
}

@test "SOCKS5: the messages in words" {
    s_server
    relay '\n\5\2\n\1\0\n\5\0\0\1\177\0\0\1\0\120\n' "$port"
    t handshake --roots root.pem --proxy "socks5://user:hunter2@127.0.0.1:$port" --trace=hex \
        --diagram text --insecure www.example.org
    exits 0
    out_has 'offers two methods: no authentication, or a user name and a password'
    out_has 'asks the proxy for a connection to www.example.org port 443'
    out_has '\[05020002\]'
    out_has 'SOCKS5 proxy: CONNECT'
    out_lacks 'hunter2|68756e74657232'
}

@test "no error and no view repeats the password of a proxy" {
    # There are proxies that repeat what they were sent.
    for answer in 'HTTP/1.1 407 Basic dXNlcjpodW50ZXIy\r\nX: hunter2 dXNlcjpodW50ZXIy\r\n\r\n' \
        'who is dXNlcjpodW50ZXIy hunter2\r\n'; do
        listener greet "$answer"
        for view in --trace=hex --json; do
            t handshake --timeout 5 --proxy "http://user:hunter2@127.0.0.1:$port" $view www.example.org
            exits 4
            ! grep -q "hunter2\\|dXNlcjpodW50ZXIy\\|68756e74657232" "$out" "$err" || show_all "the password"
            grep -q "\*\{8\}" "$out"
        done
    done
    s_server
    relay '\n\5\2\nhunter2 is wrong\n' "$port"
    t handshake --timeout 5 --proxy "socks5://user:hunter2@127.0.0.1:$port" --trace www.example.org
    exits 4
    err_has '"\*{8} is wrong'
    ! grep -q hunter2 "$out" "$err" || show_all "the password"
    for url in http://user:hunter2@:x http://user:hunt@hunter2@127.0.0.1:1 ftp://user:hunter2@h; do
        t handshake --proxy "$url" www.example.org
        err_has "^tlsbox handshake: --proxy: not a proxy"
        ! grep -q hunter2 "$err" || show_all "the password"
    done
}

@test "STARTTLS: its messages are in all views" {
    mail
    hs --starttls smtp --trace
    exits 0
    out_has '^ +[0-9.]+ ms  server client SMTP +220 mail.example.org'
    out_has '^server -> client  SMTP, before TLS'
    out_has '^  220 mail.example.org \\1b\[31mESMTP$'
    out_has '^      asks the server to begin TLS$'
    hs --starttls smtp --diagram mermaid
    out_has '^    opt STARTTLS \(SMTP\)$'
    out_has '^        C->>S: STARTTLS'
    hs --starttls smtp --json
    json '[.dialogue[] | .lines[-1]]' \
        '["220 mail.example.org \u001b[31mESMTP","EHLO [127.0.0.1]","250 STARTTLS","STARTTLS","220 Go ahead"]'
    hs --starttls smtp --lesson
    out_has 'Before TLS: SMTP asks for it'
    out_has 'was stripped of it'
}

@test "what came instead of an answer is in the trace" {
    listener greet '554 no mail today\r\n'
    t handshake --timeout 5 --starttls smtp --trace "127.0.0.1:$port"
    exits 4
    err_has "\[starttls\]$"
    out_has '^  554 no mail today$'
    # A server that talks forever is cut off, and what is shown of it is short.
    listener greet "$(printf '220-a\\r\\n%.0s' {1..20000})"
    t handshake --timeout 5 --starttls smtp --trace "127.0.0.1:$port"
    exits 4
    err_has "\[starttls\]$"
    out_has '^  \.\.\. and [0-9]+ bytes more$'
    [ "$(wc -l <"$out")" -lt 60 ]
}

# said SIDE BYTES: a packet for text2pcap, with printf's output for BYTES; O is the client's.
said() {
    echo "$1"
    printf "$2" | od -An -v -tx1 | tr -d '\n' | sed 's/^/000000/'
    echo
}

# record NAME: a record of RFC 8448 3, for printf.
record() {
    sed -n "s/^$1.record = //p" "$top_srcdir/tests/vectors/rfc8448/3-simple-1rtt.txt" |
        sed 's/../\\x&/g'
}

@test "decode: the dialogue in a capture" {
    command -v text2pcap >/dev/null || skip "no text2pcap"
    cd "$BATS_TEST_TMPDIR"
    {
        said I '220 mail.example.org\r\n'
        said O 'EHLO me\r\n'
        said I '250 STARTTLS\r\n'
        said O 'STARTTLS\r\n'
        said I '220 go\r\n'
        said O "$(record client_hello)"
        said I "$(record server_hello)"
    } >smtp.txt
    text2pcap -q -D -T 25,40000 smtp.txt smtp.pcap 2>/dev/null
    t decode --no-verify --trace smtp.pcap
    out_has 'bytes that are not TLS: client 19, server 44: SMTP'
    out_has '^ +[0-9.]+ ms  server client SMTP +220 mail.example.org'
    out_has '^client -> server  SMTP, before TLS'
    out_has '^  STARTTLS$'
    t decode --no-verify --json smtp.pcap
    json '[.dialogue[] | .lines[0]]' \
        '["220 mail.example.org","EHLO me","250 STARTTLS","STARTTLS","220 go"]'
    {
        said O 'CONNECT a.example:443 HTTP/1.1\r\nProxy-Authorization: Basic dTpw\r\n\r\n'
        said I 'HTTP/1.1 200 OK\r\n\r\n'
        said O "$(record client_hello)"
        said I "$(record server_hello)"
    } >proxy.txt
    text2pcap -q -D -T 443,40000 proxy.txt proxy.pcap 2>/dev/null
    t decode --no-verify --lesson --trace=hex --diagram text proxy.pcap
    out_has 'HTTP proxy: CONNECT a.example:443 HTTP/1.1'
    out_has 'So the proxy learns the name of the server, but not the content'
    ! grep -q 'dTpw\|6454707' "$out" "$err"
}

@test "decode: what a client says before TLS is shown without credentials" {
    command -v text2pcap >/dev/null || skip "no text2pcap"
    cd "$BATS_TEST_TMPDIR"
    # shown PORT: all views of the packets at standard input lack the password, in any form.
    shown() {
        cat - >it.txt
        echo O >>it.txt
        printf "$(record client_hello)" | od -An -v -tx1 | tr -d '\n' | sed 's/^/000000/' >>it.txt
        echo >>it.txt
        said I "$(record server_hello)" >>it.txt
        text2pcap -q -D -T "$1,40000" it.txt it.pcap 2>/dev/null
        for view in --trace=hex --json "--diagram text" --lesson; do
            t decode --no-verify $view it.pcap
            ! grep -qi 's3cret\|c3NlY3JldA\|733363726574\|6333\?4e6c59334a6c64' "$out" || show_all "the password"
        done
        t decode --no-verify --trace it.pcap
    }
    {
        said I '220 mail\r\n'
        said O 'EHLO me\r\n'
        said I '250 AUTH\r\n'
        said O 'AUTH LOGIN\r\n'
        said I '334 x\r\n'
        said O 'c3NlY3JldA==\r\n'
        said I '235 ok\r\n'
        said O 'STARTTLS\r\n'
        said I '220 go\r\n'
    } | shown 25
    out_has '^  \[not shown\]$'
    out_has '^  STARTTLS$'
    {
        said O '\060\023\002\001\001\140\016\002\001\003\004\001u\200\006s3cret'
        said I '\060\014\002\001\001\141\007\012\001\000\004\000\004\000'
        said O '\060\035\002\001\002\167\030\200\0261.3.6.1.4.1.1466.20037'
        said I '\060\014\002\001\002\170\007\012\001\000\004\000\004\000'
    } | shown 389
    [ "$(grep -c 'asks the server to begin TLS' "$out")" -eq 1 ]
    [ "$(grep -c 'the answer to StartTLS' "$out")" -eq 1 ]
    {
        said O '\005\001\002\001\001u\006s3cret\005\001\000\001\012\000\000\001\001\273'
        said I '\005\002\001\000\005\000\000\001\000\000\000\000\000\000'
    } | shown 1080
    {
        said O 'CONNECT a:25 HTTP/1.1\r\nProxy-Authorization:\r\n Basic c3NlY3JldA==\r\n\r\n'
        said I 'HTTP/1.1 200 OK\r\n\r\n220 mail\r\n'
        said O 'AUTH PLA'
        said I '220-wait\r\n'
        said O 'IN c3NlY3JldA==\r\n'
        said I '235 ok\r\n'
        said O 'STARTTLS\r\n'
        said I '220 go\r\n'
    } | shown 3128
    {
        said O 'CONNECT a:443 HTTP/1.1\r\nProxy-Authorization: Basic \r\n'
        said I 'HTTP/1.1 100 Continue\r\n\r\n'
        said O 'CONNECT a:443 HTTP/1.1\r\nProxy-Auth'
        said I 'HTTP/1.1 100 Continue\r\n\r\n'
        said O 'orization: Basic c3NlY3JldA==\r\n\r\n'
        said I 'HTTP/1.1 200 OK\r\n\r\n'
    } | shown 3128
}
