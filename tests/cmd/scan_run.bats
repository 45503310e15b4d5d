#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# scan: targets from operands, files and pipes; what stops a run, and what continues it.
load kit

# A crowd of servers (tests/scan/crowd.c); the targets are in $crowd.
setup_file() {
    cd "$BATS_FILE_TMPDIR" || return
    export crowd=$BATS_FILE_TMPDIR/crowd
    : >crowd.new
    "$CROWD" 24 good >>crowd.new </dev/null 3>&- &
    echo $! >pid
    while [ "$(wc -l <crowd.new)" -lt 24 ]; do
        sleep 0.05
    done
    # With nobody at the end.
    { sed 's/ #.*//' crowd.new; echo 127.0.0.1:1; } >crowd
}

teardown_file() {
    kill "$(cat "$BATS_FILE_TMPDIR/pid")"
}

# quick ARGUMENT...: a scan of one hello each, as fast as it can be.
quick() {
    t scan --quick --json --rate 0 "$@"
}

# sorted FILTER: what jq prints for each line of standard output, sorted.
sorted() {
    jq -r "$1" "$out" | sort | paste -sd' '
}

@test "operands: names, addresses, and what is none" {
    first=$(head -n 1 "$crowd")
    quick "$first" "localhost:${first#*:}" 127.0.0.1:1 nosuch.invalid
    exits 4
    json '.exit' "$(jq .exit "$out")"
    out_lines 4
    [ "$(sorted '[.id, .reason // "ok"] | join("=")')" = "$(printf '%s\n' "$first=ok" \
        127.0.0.1:1=refused "localhost:${first#*:}=ok" nosuch.invalid:443=name-not-found |
        sort | paste -sd' ')" ]
    json 'select(.ok) | .chosen.version | startswith("TLS")' $'true\ntrue'
    for wrong in 'a b' 127.0.0.1:0 '[::1' /etc/hosts; do
        t scan "$wrong"
        exits 2
        err_has "^tlsbox scan: '.*': not a host"
    done
    t scan
    exits 2
    err_has 'no TARGET to scan'
}

@test "the text of --quick: a line for each target, one that is none too, and no head of a table" {
    first=$(head -n 1 "$crowd")
    printf '%s\n' 'a b' 127.0.0.1:1 nosuch.invalid "$first" >"$BATS_TEST_TMPDIR/list"
    t scan --quick --targets "$BATS_TEST_TMPDIR/list"
    exits 4
    out_lines 4
    out_has '^a b: not a host: .* \[undecodable\]$'
    out_has '^127.0.0.1:1: connection refused \[refused\]$'
    out_has '^nosuch.invalid: no such name \[name-not-found\]$'
    out_has "^$first: TLS 1"
}

@test "a file with CRLF, comments, blank lines, duplicates and lines that are no targets" {
    first=$(head -n 1 "$crowd")
    {
        printf '\xef\xbb\xbf# targets\r\n\r\n%s\r\n' "$first"
        printf '  127.0.0.1:1  # nobody\r\n%s # again\n' "$first"
        printf 'no target\n192.0.2.0/24\nhttps://%s/index.html' "$first"
    } >"$BATS_TEST_TMPDIR/list"
    quick --targets "$BATS_TEST_TMPDIR/list"
    exits 4
    out_lines 4
    json '.command' "$(printf '"scan"\n%.0s' 1 2 3 4)"
    [ "$(sorted '[.line, .id // "-", .reason // "ok"] | join(",")')" = \
        "3,$first,ok 4,127.0.0.1:1,refused 6,-,undecodable 7,-,undecodable" ]
    err_has '^tlsbox scan: targets given more than once: 2; each was scanned once$'
    jq -r .message "$out" | grep -q 'only with --cidr'
    # The same through a pipe.
    timeout 20 "$TLSBOX" scan --quick --json --rate 0 - \
        < <(cat "$BATS_TEST_TMPDIR/list") >"$out" 2>"$err" || status=$?
    exits 4
    out_lines 4
}

@test "a slow pipe: results come while it is open" {
    mkfifo "$BATS_TEST_TMPDIR/in" "$BATS_TEST_TMPDIR/results"
    timeout 20 "$TLSBOX" scan --quick --json --rate 0 - <"$BATS_TEST_TMPDIR/in" \
        >"$BATS_TEST_TMPDIR/results" 2>"$err" 3>&- &
    exec 8>"$BATS_TEST_TMPDIR/in" 9<"$BATS_TEST_TMPDIR/results"
    sed -n 1p "$crowd" >&8
    read -r -t 15 line <&9
    [ "$(jq -r .id <<<"$line")" = "$(sed -n 1p "$crowd")" ]
    sed -n 2p "$crowd" | head -c 9 >&8
    sed -n 2p "$crowd" | tail -c +10 >&8
    read -r -t 15 line <&9
    [ "$(jq -r .id <<<"$line")" = "$(sed -n 2p "$crowd")" ]
    exec 8>&-
    status=0
    wait $! || status=$?
    exec 9<&-
    [ "$status" -eq 0 ]
}

@test "blocks of addresses need --cidr, and have a limit" {
    t scan --quick 127.0.0.0/30
    exits 2
    err_has 'only with --cidr'
    t scan --quick --cidr 0.0.0.0/0
    exits 2
    err_has 'a block of more than 16777216 addresses'
    t scan --quick --cidr 127.0.0.0/33
    exits 2
    err_has 'not a block of addresses'
    port=$(sed -n '1s/.*://p' "$crowd")
    quick --cidr "127.0.0.1/31:$port"
    exits 4
    [ "$(sorted '[.input, .reason // "ok"] | join(" ")')" = \
        "127.0.0.0:$port refused 127.0.0.1:$port ok" ]
}

@test "shards: each target is in one of them" {
    for k in 1 2 3; do
        quick --shard $k/3 --targets "$crowd"
        cat "$out" >>"$BATS_TEST_TMPDIR/all"
    done
    jq -r .id "$BATS_TEST_TMPDIR/all" | sort >"$BATS_TEST_TMPDIR/ids"
    sort "$crowd" | cmp - "$BATS_TEST_TMPDIR/ids"
    t scan --shard 4/3 localhost
    exits 2
}

@test "--resume: what has a result is left out, and a part of a line is cut off" {
    list=$BATS_TEST_TMPDIR/list results=$BATS_TEST_TMPDIR/results
    head -n 10 "$crowd" >"$list"
    quick --targets "$list"
    cp "$out" "$results"
    printf '{"id":"127.0' >>"$results"
    cp "$crowd" "$list"
    status=0
    timeout 20 "$TLSBOX" scan --quick --json --rate 0 --resume "$results" --targets "$list" \
        >>"$results" 2>"$err" </dev/null || status=$?
    exits 4
    err_has '10 ids of earlier results'
    err_has 'its last line was not complete: 12 bytes cut off'
    [ "$(jq -r .id "$results" | sort | paste -sd' ')" = "$(sort "$list" | paste -sd' ')" ]
    # Nothing is left; a file of something else is refused; so is the output of another command.
    quick --resume "$results" --targets "$list"
    exits 0
    out_lines 0
    quick --resume "$list" --targets "$list"
    exits 2
    err_has 'holds no results of scan'
    t scan --quick --resume "$results" --targets "$list"
    exits 2
    err_has '--resume goes with --json'
}

@test "a signal: what was begun has a result without an id, and a later run repeats it" {
    list=$BATS_TEST_TMPDIR/list results=$BATS_TEST_TMPDIR/results
    "$LISTENER" silent >"$BATS_TEST_TMPDIR/port" 3>&- &
    silent=$!
    until [ -s "$BATS_TEST_TMPDIR/port" ]; do sleep 0.05; done
    { head -n 3 "$crowd"; echo "127.0.0.1:$(cat "$BATS_TEST_TMPDIR/port")"; } >"$list"
    default_signals "$TLSBOX" scan --quick --json --rate 0 --timeout 60 --jobs 4 \
        --targets "$list" >"$results" 2>"$err" </dev/null 3>&- &
    pid=$!
    until [ "$(wc -l <"$results")" -eq 3 ]; do sleep 0.05; done
    kill -s INT $pid
    status=0
    wait $pid || status=$?
    kill $silent
    cp "$results" "$out"
    exits 130
    err_has 'stopped by SIGINT'
    out_lines 4
    json 'select(.id == null) | [.reason, .trouble, .ok]' '["incomplete","stopped",false]'
    quick --resume "$results" --targets "$list"
    exits 4
    err_has 'results without an id: 1'
    json '.reason' '"refused"'
}

@test "limits: one target at a time, and the exit code that ranks highest" {
    quick --jobs 1 --per-host 1 --retries 0 --targets "$crowd"
    exits 4
    out_lines 25
    # One after the other, in their order.
    jq -r .id "$out" | cmp - "$crowd"
    t scan --jobs 0 localhost
    exits 2
}

# 20 connections a second to one address: the last of 41 comes after two seconds at the earliest.
@test "names of one address share its rate" {
    port=$(sed -n '1s/.*://p' "$crowd")
    for i in $(seq 41); do
        echo "n$i.localhost:$port"
    done >"$BATS_TEST_TMPDIR/names"
    begin=$(date +%s%N)
    t scan --quick --json -4 --targets "$BATS_TEST_TMPDIR/names"
    [ $(($(date +%s%N) - begin)) -ge 2000000000 ]
    [ "$(wc -l <"$out")" -eq 41 ]
    [ "$(sorted .address | tr ' ' '\n' | sort -u)" = "127.0.0.1:$port" ]
}

@test "results that cannot be written end the run" {
    status=0
    timeout 20 "$TLSBOX" scan --quick --json --rate 0 - >/dev/full 2>"$err" \
        < <(head -n 20 "$crowd") || status=$?
    : >"$out"
    exits 3
    err_has 'standard output: .*No space left on device'
    # Results are not read as targets.
    cp "$crowd" "$BATS_TEST_TMPDIR/list"
    status=0
    timeout 20 "$TLSBOX" scan --quick --targets "$BATS_TEST_TMPDIR/list" \
        >>"$BATS_TEST_TMPDIR/list" 2>"$err" </dev/null || status=$?
    exits 2
    err_has 'is also standard output'
}

@test "files that cannot be read have a result, and the others are scanned" {
    quick --targets /nonexistent --targets "$crowd"
    exits 4
    out_lines 26
    json 'select(.reason == "unreadable") | .input' '"/nonexistent"'
    err_has '/nonexistent: cannot be opened'
}

@test "--require: a guideline, a file, and neither" {
    first=$(head -n 1 "$crowd")
    t scan --json --rate 0 --require modern "$first"
    exits 1
    json '[.reason, .requirement.result]' '["below-requirement","broken"]'
    echo 'sutes = TLS_AES_128_GCM_SHA256' >"$BATS_TEST_TMPDIR/own"
    t scan --require "$BATS_TEST_TMPDIR/own" "$first"
    exits 3
    err_has 'line 1: .*did you mean suites'
    t scan --quick --require modern "$first"
    exits 1
    out_has '\[requirement-unknown\]'
    t scan --rate 0 --require modern --targets "$crowd"
    out_has '^Target .* OK '
    out_has '^  not met '
}

@test "--require: a name that is neither a guideline nor a file" {
    t scan --require nosuch "$(head -n 1 "$crowd")"
    exits 3
    err_has 'nosuch: neither a guideline .modern, intermediate or old. nor a file that can be opened'
    t scan --require intermedate "$(head -n 1 "$crowd")"
    exits 3
    err_has 'did you mean intermediate'
}

@test "--html: a page about all targets" {
    t scan --quick --rate 0 --html "$BATS_TEST_TMPDIR/page.html" --targets "$crowd"
    exits 4
    grep -q '</html>' "$BATS_TEST_TMPDIR/page.html"
    t scan --quick --html /nonexistent/page.html localhost
    exits 3
}

@test "a line of progress on a terminal, wherever the results go" {
    command -v script >/dev/null || skip "script is not installed"
    "$LISTENER" silent >"$BATS_TEST_TMPDIR/port" 3>&- &
    silent=$!
    until [ -s "$BATS_TEST_TMPDIR/port" ]; do sleep 0.05; done
    { cat "$crowd"; echo "127.0.0.1:$(cat "$BATS_TEST_TMPDIR/port")"; } >"$BATS_TEST_TMPDIR/list"
    TERM=xterm timeout 20 script -qec "'$TLSBOX' scan --quick --json --rate 0 --timeout 1.5 \
        --targets '$BATS_TEST_TMPDIR/list' >'$out'" /dev/null >"$err" </dev/null || :
    TERM=xterm timeout 20 script -qec "'$TLSBOX' scan --rate 0 --timeout 1.5 \
        --targets '$BATS_TEST_TMPDIR/list'" /dev/null >"$BATS_TEST_TMPDIR/shared" </dev/null || :
    kill $silent
    grep -q '25 done, .* left, ok 96.0%' "$BATS_TEST_TMPDIR/shared"
    ! grep '%.*127\.0\.0\.1:' "$BATS_TEST_TMPDIR/shared" | grep -vq "$(printf '\r')"
    out_lines 26
    err_has '25 done, [0-9]+/s, [0-9]+ connections/s, 96%, [0-9:]+ left, ok 96.0%, refused 4.0%'
}

@test "files of trust anchors and CRLs must be readable" {
    first=$(head -n 1 "$crowd")
    for option in --roots --add-root --intermediates --crl; do
        t scan --json --rate 0 $option /nonexistent.pem "$first"
        exits 3
        out_lines 0
        err_has '/nonexistent.pem'
    done
    # Without anchors of the system everything else is found out.
    SSL_CERT_FILE=/nonexistent.pem t scan --json --rate 0 "$first"
    exits 0
    out_lines 1
}
