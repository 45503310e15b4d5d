#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# verify --batch and signals that come in the middle of much work, or twice.
load kit
load batch

setup_file() {
    cd "$PKI" || return
    batch_requests 1000 >"$BATS_FILE_TMPDIR/thousand"
    mkdir "$BATS_FILE_TMPDIR/many"
    seq 20000 | (cd "$BATS_FILE_TMPDIR/many" && xargs touch)
}

# begin ARGUMENT...: a run whose results go into a FIFO that nobody reads yet.  It is $pid.
begin() {
    mkfifo "$BATS_TEST_TMPDIR/results"
    exec 8<>"$BATS_TEST_TMPDIR/results"
    default_signals "$TLSBOX" verify --batch "${fixed[@]}" "$@" <&0 \
        >"$BATS_TEST_TMPDIR/results" 2>"$err" 3>&- 8>&- &
    pid=$!
    # The first result is there: the signals are caught.
    read -r -t 20 first <&8
}

# finish: reads the rest of the results into $out.
finish() {
    printf '%s\n' "$first" >"$out"
    cat <"$BATS_TEST_TMPDIR/results" >>"$out" 8>&- &
    exec 8>&-
    status=0
    wait $pid || status=$?
    wait $!
}

@test "the same signal twice at once, as timeout(1) sends it: what is read is answered" {
    for jobs in 1 3; do
        rm -f "$BATS_TEST_TMPDIR/results"
        begin --jobs $jobs - < <(while cat "$BATS_FILE_TMPDIR/thousand"; do :; done 2>/dev/null)
        kill $pid $pid
        finish
        exits 143
        err_has "^tlsbox verify: stopped by SIGTERM; results written: $(wc -l <"$out")$"
        # Whole lines, without a gap: the ids of each thousand are those of the requests.
        [ "$(jq .id "$out")" = "$(seq "$(wc -l <"$out")" | awk '{ print ($1 - 1) % 1000 + 1 }')" ]
    done
}

@test "a second signal ends a run that nobody reads from" {
    begin --jobs 2 - < <(while cat "$BATS_FILE_TMPDIR/thousand"; do :; done 2>/dev/null)
    kill $pid
    sleep 0.5
    kill -s HUP $pid
    status=0
    wait $pid || status=$?
    exec 8>&-
    exits 129
    err_lines 0
}

@test "a signal stops the walk through a directory" {
    for jobs in 1 3; do
        rm -f "$BATS_TEST_TMPDIR/results"
        begin --jobs $jobs "$BATS_FILE_TMPDIR/many"
        kill $pid
        finish
        exits 143
        [ "$(wc -l <"$out")" -lt 10000 ] || show_all "the walk went on"
        err_has "stopped by SIGTERM; results written: $(wc -l <"$out")$"
    done
}

@test "a line of 4 MiB is a request, with and without a line feed; one byte more is none" {
    local request
    request=$(batch_requests 1)
    for more in 0 1; do
        for end in '' '\n'; do
            printf "%s%*s$end" "$request" $((4 * 1024 * 1024 + more - ${#request})) '' \
                >"$BATS_TEST_TMPDIR/long"
            for jobs in 1 2; do
                t verify --batch --jobs $jobs "${fixed[@]}" "$BATS_TEST_TMPDIR/long"
                out_lines 1
                err_lines 0
                json '[.id, .line, .reason]' "$([ $more = 0 ] && echo '[1,null,null]' ||
                    echo '[1,1,"undecodable"]')"
            done
        done
    done
}

@test "a directory without permission: the sentence says so, and the others are judged" {
    # Nothing is forbidden to root before it gives up its capabilities.
    local plain=
    [ "$(id -u)" != 0 ] || plain="setpriv --inh-caps=-all --bounding-set=-all"
    mkdir -p "$BATS_TEST_TMPDIR/d/closed" "$BATS_TEST_TMPDIR/d/open"
    cp leaf.pem "$BATS_TEST_TMPDIR/d/open"
    chmod 0 "$BATS_TEST_TMPDIR/d/closed"
    status=0
    # shellcheck disable=SC2086  # a command with options, or nothing
    timeout 20 $plain "$TLSBOX" verify --batch --intermediates sub.pem "${fixed[@]}" \
        "$BATS_TEST_TMPDIR/d" >"$out" 2>"$err" </dev/null || status=$?
    chmod 700 "$BATS_TEST_TMPDIR/d/closed"
    exits 3
    out_lines 2
    err_has '/closed: cannot be opened: Permission denied \[unreadable\]$'
}

@test "a file is not both requests and results: that would never end" {
    local file=$BATS_TEST_TMPDIR/both
    batch_requests 3 >"$file"
    cp "$file" "$file.before"
    for operands in "$file" "-" "" "$file.before $file"; do
        status=0
        # shellcheck disable=SC2086  # none, or one or two
        timeout 20 "$TLSBOX" verify --batch "${fixed[@]}" $operands <"$file" >>"$file" \
            2>"$err" || status=$?
        exits 2
        err_has "(standard input|$file'|'-') is also standard output"
        cmp "$file" "$file.before"
    done
    # Nothing is read again of a terminal or /dev/null.
    t verify --batch "${fixed[@]}" /dev/null
    exits 0
}

@test "a missing file of requests is no server" {
    t verify --batch "${fixed[@]}" missing.ndjson
    exits 3
    err_lines 1
    err_has 'missing.ndjson: cannot be opened: No such file or directory \[unreadable\]$'
}
