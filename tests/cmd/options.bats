#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
load kit

# wrong PATTERN ARGUMENT...: a usage error: exit 2, nothing on stdout, one line that names --help.
wrong() {
    local pattern=$1
    shift
    t "$@"
    exits 2
    out_lines 0
    err_lines 1
    err_has "$pattern"
    err_has "try 'tlsbox[a-z ]* --help'\$"
}

@test "unknown options, with a suggestion if one is near" {
    wrong "unknown option '--nonsense'" verify --nonsense chain.pem
    wrong 'did you mean --purpose\?' verify --porpose any chain.pem
    wrong "unknown option '-x'" verify -x chain.pem
    wrong "unknown option '-b' \(did you mean --batch\?\)" verify -batch chain.pem
    wrong "unknown option '-r' \(did you mean --roots\?\)" verify chain.pem -roots=x
    wrong "unknown option '-b';" verify -bat chain.pem
    wrong "unknown option '--json'" explain --json
    wrong "unknown option '--nonsense'" --nonsense
}

@test "--starttls: the help names every protocol that is completed" {
    protocols=$(sed -n "s/.*'handshake --starttls') _tlsbox_words '\(.*\)' ;;/\1/p" \
        "$top_srcdir/completions/tlsbox.bash")
    t handshake --help
    help=$(tr -s ' \n' ' ' <"$out")
    [ "$(wc -w <<<"$protocols")" -gt 10 ]
    for protocol in $protocols; do
        grep -Eq "ask it for TLS:[^.]* $protocol( or|,|\.)" <<<"$help"
    done
}

@test "options that do not exist are unknown" {
    for command in serve decode scan show; do
        wrong "unknown option '--fetch'" $command --fetch x
    done
    wrong "unknown option '--nagios'" chain --nagios chain.pem
}

@test "values: missing, unexpected, malformed" {
    wrong "'--host' needs a value" verify chain.pem --host
    wrong "'--json' takes no value" verify --json=yes chain.pem
    wrong "'servr' is not one of server, client, email, code, any" verify --purpose servr chain.pem
    wrong 'not one of webpki, rfc5280, cabf' verify --profile x chain.pem
    wrong 'not one of off, soft, hard' verify --revocation x chain.pem
    wrong 'not one of auto, always, never' verify --color x chain.pem
    for n in x -1 '' 1x 99999999999; do
        wrong 'not a number from 0 to' verify --max-depth="$n" chain.pem
    done
    for time in x 2026-13-01 2026-02-30 2026-01-01T00:00:00 '' @ @1x; do
        wrong 'not a time' verify --at "$time" chain.pem
    done
    for host in '' 'a b' '*.example.org' a..b; do
        wrong "--host: '" verify --host "$host" chain.pem
    done
    for oid in x 1 1.2. 1..2 01.2 3.1 1.40 ''; do
        wrong 'not an object identifier' verify --policy "$oid" chain.pem
    done
    for warn in x 10d % 101% -1 ''; do
        wrong 'neither a number of days nor a percentage' verify --warn="$warn" chain.pem
    done
}

@test "long options may be shortened if unambiguous" {
    t verify --roo root.pem --qui chain.pem
    exits 0
    wrong "'--inhibit' is ambiguous: --inhibit-any-policy, --inhibit-policy-mapping" \
        verify --inhibit chain.pem
    wrong "'--max-depth' needs a value" verify --max
}

@test "options after operands, =value, and --" {
    t verify chain.pem --roots=root.pem --quiet
    exits 0
    cp chain.pem "$BATS_TEST_TMPDIR/--quiet"
    cd "$BATS_TEST_TMPDIR"
    t verify --roots "$PKI/root.pem" -- --quiet
    exits 0
    out_has '^--quiet: OK'
}

@test "the last value of an option that counts once" {
    t verify --roots root.pem --host wrong.example.org --host www.example.org chain.pem
    exits 0
    t verify --roots root.pem --purpose client --purpose server chain.pem
    exits 0
}

@test "options of tlsbox itself" {
    wrong '--install needs one DIR' --install
    wrong '--install needs one DIR' --install a b
    wrong '-s goes with --install' -s
    wrong '--list takes no operand' --list x
}
