#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Servers and clients of SSL 2.0 to TLS 1.1, which are recognised and not spoken.
load kit
load servers

# old NAME: serve with this fault at $port of 127.0.0.1.
old() {
    local said=$BATS_TEST_TMPDIR/said.$1
    "$TLSBOX" serve --bad "$1" 127.0.0.1:0 >"$said" 2>&1 3>&- &
    servers+=($!)
    await grep -qs 'serving https://' "$said"
    port=$(sed -n 's/.*serving .* at .*:\([0-9]*\)$/\1/p' "$said")
}

@test "hello: what servers of the past answer, with year and standing" {
    while IFS='|' read -r fault version year message; do
        old "$fault"
        t hello --timeout 5 "127.0.0.1:$port"
        exits 0
        err_lines 0
        out_has "^$message, [0-9]+ bytes, from the server"
        out_has "^  Version: $version .*, of $year, broken \\[RFC"
        out_has "! the server speaks $version \\($year\\), which is broken"
        t hello --json --timeout 5 "127.0.0.1:$port"
        exits 0
        json '[.hello.name, .server_version, .protocol.name, .protocol.year, .protocol.standing, .findings[0].code]' \
            "[\"$message\",\"$version\",\"$version\",$year,\"broken\",\"old-version\"]"
    done <<-END
	only-ssl2|SSL 2.0|1995|SERVER-HELLO
	only-ssl3|SSL 3.0|1996|ServerHello
	only-tls10|TLS 1.0|1999|ServerHello
	only-tls11|TLS 1.1|2006|ServerHello
	END
}

@test "handshake: the version is named, and what to do" {
    old only-ssl2
    t handshake --timeout 5 "127.0.0.1:$port"
    exits 5
    err_has 'that port speaks SSL 2\.0 .*; try a newer server: SSL 2\.0 is from 1995 .*\[not-tls\]$'
    old only-ssl3
    t handshake --timeout 5 "127.0.0.1:$port"
    exits 5
    err_has 'it answered with SSL 3\.0 .*\[nothing-in-common\]$'
    old only-tls10
    t handshake --json --timeout 5 "127.0.0.1:$port"
    exits 5
    json '[.reason, .server_version]' '["nothing-in-common","TLS 1.0"]'
}

# The flights are whole: OpenSSL reads them to the end and sends its keys.
@test "openssl s_client at security level 0 takes the flights of TLS 1.0 and 1.1" {
    for row in only-tls10:-tls1:AES256-SHA only-tls11:-tls1_1:AES128-SHA; do
        IFS=: read -r fault version suite <<<"$row"
        old "$fault"
        timeout 2 openssl s_client -connect "127.0.0.1:$port" "$version" -msg -legacy_server_connect \
            -cipher "$suite:@SECLEVEL=0" </dev/null >client 2>&1 || :
        grep -q 'ServerHelloDone' client || { cat client && return 1; }
        grep -q 'ClientKeyExchange' client || { cat client && return 1; }
    done
}

@test "hello --listen: a client of SSL 2.0 is shown, and answered in its own way" {
    "$TLSBOX" hello --listen 127.0.0.1:0 >"$out" 2>"$err" 3>&- &
    servers+=($!)
    await grep -q 'listening on port' "$err"
    port=$(sed 's/.* //' "$err")
    exec 4<>"/dev/tcp/127.0.0.1/$port"
    printf '\200\037\1\0\2\0\6\0\0\0\20\1\0\200\7\0\300%s' 0123456789abcdef >&4
    answer=$(timeout 5 head -c 5 <&4 | od -An -tx1 | tr -d ' \n')
    exec 4>&-
    [ "$answer" = 8003000001 ] || { echo "answer: $answer" && return 1; }
    await grep -q '^CLIENT-HELLO' "$out"
    out_has 'SSL_CK_DES_192_EDE3_CBC_WITH_MD5'
    # One of TLS 1.0 in that form gets an alert.
    exec 4<>"/dev/tcp/127.0.0.1/$port"
    printf '\200\034\1\3\1\0\3\0\0\0\20\0\0\57%s' 0123456789abcdef >&4
    answer=$(timeout 5 head -c 7 <&4 | od -An -tx1 | tr -d ' \n')
    exec 4>&-
    [ "$answer" = 15030300020228 ] || { echo "answer: $answer" && return 1; }
}

@test "serve --bad only-ssl2 answers a CLIENT-HELLO of SSL 2.0, and scan finds it" {
    old only-ssl2
    exec 4<>"/dev/tcp/127.0.0.1/$port"
    printf '\200\037\1\0\2\0\6\0\0\0\20\1\0\200\7\0\300%s' 0123456789abcdef >&4
    timeout 5 head -c 9 <&4 | tail -c 7 | od -An -tx1 | tr -d ' \n' >answer
    exec 4>&-
    grep -Eq '^0400010002[0-9a-f]{4}$' answer || { cat answer && return 1; }
    await grep -q 'only-ssl2' "$BATS_TEST_TMPDIR/said.only-ssl2"
    t scan --json --rate 0 --timeout 10 "127.0.0.1:$port"
    exits 0
    json '[.trouble, .chosen, (.versions[] | select(.accepted) | .version, .suites[])]' \
        '[null,null,"SSL 2.0","SSL_CK_RC4_128_WITH_MD5","SSL_CK_DES_192_EDE3_CBC_WITH_MD5"]'
    t scan --quick --timeout 10 "127.0.0.1:$port"
    out_has '^127\.0\.0\.1:[0-9]+: SSL 2\.0$'
    # No other fault speaks SSL 2.0.
    old only-ssl3
    t scan --json --rate 0 --timeout 10 "127.0.0.1:$port"
    json '[.versions[] | select(.accepted) | .version]' '["SSL 3.0"]'
}

@test "scan: a server whose version does not exist broke the rules, and speaks no version" {
    printf '\26\3\3\0\52\2\0\0\46\3\5%s\0\23\1\0' 0123456789abcdef0123456789abcdef >hello.bin
    picky answer=hello.bin
    t scan --json --rate 0 --timeout 10 "127.0.0.1:$port"
    json '[.trouble, .reason, ([.versions[] | select(.accepted)] | length)]' \
        '["not-tls","peer-violation",0]'
    out_has 'legacy_version'
}
