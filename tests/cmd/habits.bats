#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Words of other tools get one line with the command that tlsbox has for them.
load kit

# habit PATTERN ARGUMENT...
habit() {
    local pattern=$1
    shift
    t "$@"
    exits 2
    out_lines 0
    err_lines 1
    err_has "$pattern"
}

@test "commands of other tools" {
    habit "'s_client' is from openssl: use 'tlsbox handshake HOST:PORT'" s_client -connect a:1
    habit "'tlsbox show FILE'" x509 -in leaf.pem -noout -text
    habit "'tlsbox serve --cert FILE --key FILE PORT'" s_server
    habit "'tlsbox handshake HOST:PORT'" gnutls-cli a.example
    habit "'tlsbox handshake --get / https://HOST/'" curl https://a.example/
}

@test "options of other tools: in the command that was typed, if it has them" {
    habit "'-connect' is from openssl: use 'tlsbox handshake HOST:PORT'" handshake -connect a:1
    habit "'tlsbox hello HOST:PORT'" hello -connect a:1
    habit "'tlsbox verify --roots FILE'" verify -CAfile root.pem leaf.pem
    habit "'tlsbox handshake --roots FILE'" handshake --cacert root.pem a.example
    habit "'tlsbox handshake --roots DIR'" handshake -CApath=. a.example
    habit "'tlsbox verify --roots FILE'" show -CAfile root.pem leaf.pem
    habit "'tlsbox verify --intermediates FILE'" verify -untrusted sub.pem leaf.pem
    habit "'tlsbox handshake --sni NAME'" handshake -servername a a.example
    habit "'tlsbox handshake HOST:PORT'" handshake -host a.example
    habit "'tlsbox show FILE'" show -in leaf.pem -text
    habit "'tlsbox verify FILE'" verify -in leaf.pem
    habit "'tlsbox handshake --insecure'" handshake -k a.example
    habit "'tlsbox handshake --roots FILE'" handshake --x509cafile root.pem a.example
}

@test "options of openssl with two dashes do not hide our own options" {
    habit "'--CAfile' is from openssl: use 'tlsbox verify --roots FILE'" \
        verify --CAfile root.pem leaf.pem
    habit "'--untrusted' is from openssl: use 'tlsbox verify --intermediates FILE'" \
        verify --untrusted=sub.pem leaf.pem
    habit "'--servername' is from openssl" handshake --servername a a.example
    habit "unknown option '--trace'" verify --trace leaf.pem
    habit "unknown option '--bogus'" handshake --cert client.pem --bogus a.example
}

@test "the suggested option does what the other tool's option does" {
    habit "'tlsbox verify --fail-within DAYS FILE'" verify -checkend 86400 leaf.pem
    habit "'tlsbox verify --purpose server|client|email|any'" verify -purpose sslclient leaf.pem
    habit "'tlsbox serve --client-auth require'" serve -Verify 1 0
    habit 'tlsbox speaks nothing older than TLS 1.2' handshake -tls1 a.example
}

@test "a server or a file instead of the command" {
    habit "'a.example' is not a command: to check a server, use 'tlsbox handshake a.example'" a.example
    habit "'tlsbox handshake https://a.example:8443/'" https://a.example:8443/
    habit "'tlsbox handshake 192.0.2.1:443'" 192.0.2.1:443
    habit "'tlsbox verify leaf.pem'; to show it, 'tlsbox show leaf.pem'" leaf.pem
    : >"$BATS_TEST_TMPDIR/x.pcapng"
    habit "to read a capture, use 'tlsbox decode $BATS_TEST_TMPDIR/x.pcapng'" \
        "$BATS_TEST_TMPDIR/x.pcapng"
    habit "no such command: 'none.pem'" none.pem
    habit "no such command: 'dir'" dir
    habit "'tlsbox explain expired'" help expired
}

@test "--connect without HOST: HOST is missing, and its use; '-' is not a host" {
    for command in handshake hello; do
        habit '\-\-connect gives the address, and HOST the name' $command --connect a:1
        habit "'-': not a host" $command -
        habit "\-\-connect: '-': not a host" $command --connect - a.example
    done
    habit 'ADDR is an IP address' serve localhost:0
    habit 'ADDR is an IP address' hello --listen localhost:0
}

@test "--get with a URL: the path is suggested" {
    habit '\-\-get takes only the path, and HOST is an operand: --get /a\?b' \
        handshake --get 'https://a.example:443/a?b'
    habit '\-\-get /;' handshake --get https://a.example a.example
    t handshake --timeout 1 --get '/a?b=c://d' 127.0.0.1:1
    exits 4
}

@test "every row of the table names an existing command and option" {
    sed -n 's/^WORD("\([^"]*\)", .*/\1/p' "${top_srcdir:?}/cmd/cli/habits.def" >"$BATS_TEST_TMPDIR/words"
    while read -r word; do
        habit ': use ' "$word"
    done <"$BATS_TEST_TMPDIR/words"
    sed -n 's/^OPTION("\([^"]*\)", "[^"]*", "\([^"]*\)", "\([^"=]*\).*/\1 \2 \3/p' \
        "$top_srcdir/cmd/cli/habits.def" >"$BATS_TEST_TMPDIR/options"
    while read -r word command option; do
        habit "'tlsbox $command${option:+ --$option}" "$command" "$word"
        if [ -n "$option" ]; then
            t "$command" --help
            out_has "^ +(-., )?--$option"
        fi
    done <"$BATS_TEST_TMPDIR/options"
    sed -n 's/^ABSENT("\([^"]*\)", "\([^"]*\)".*/\1 \2/p' "$top_srcdir/cmd/cli/habits.def" \
        >"$BATS_TEST_TMPDIR/absent"
    while read -r word tool; do
        case $word in
        -*) habit "'$word' is of $tool: " handshake "$word" ;;
        *) habit "'$word' is of $tool: " "$word" ;;
        esac
    done <"$BATS_TEST_TMPDIR/absent"
}

@test "help is printed if it is requested" {
    t handshake -host --help
    exits 0
    t verify -h
    exits 0
}

@test "a host instead of a file" {
    habit "'example.org' is not a file: to check a server, use 'tlsbox handshake example.org'" \
        verify example.org
    habit 'tlsbox handshake 192.0.2.1:443' verify 192.0.2.1:443
    habit 'tlsbox handshake https://a.example/' verify https://a.example/
    habit 'tlsbox show example.org:443' show example.org
    t verify none.pem
    exits 3
    t verify none
    exits 3
}

@test "mistyped words: the nearest command and option" {
    habit 'did you mean show\?' shwo leaf.pem
    habit 'did you mean verify\?' vreify
    habit 'did you mean --roots\?' verify --rotos root.pem leaf.pem
}

@test "zone ids as in URIs, slashes after a name" {
    t handshake --timeout 1 '[fe80::1%25lo]:1'
    exits 4
    t handshake --timeout 1 --connect 127.0.0.1:1 localhost/
    exits 4
}
