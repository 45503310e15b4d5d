#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# verify --batch --resume: what counts as done.
load kit
load batch

setup_file() {
    cd "$PKI" || return
    batch_requests 1000 >"$BATS_FILE_TMPDIR/thousand"
}

@test "--resume: what is done is not repeated, and a torn line is cut and done again" {
    all=$BATS_TEST_TMPDIR/all part=$BATS_TEST_TMPDIR/part
    "$TLSBOX" verify --batch "${fixed[@]}" "$BATS_FILE_TMPDIR/thousand" >"$all" || true
    {
        head -n 400 "$all"
        sed -n 401p "$all" | head -c 700
    } >"$part"
    status=0
    "$TLSBOX" verify --batch --stats --resume "$part" "${fixed[@]}" "$BATS_FILE_TMPDIR/thousand" \
        >>"$part" 2>"$err" || status=$?
    exits 0
    cmp "$all" "$part"
    err_has '400 ids of earlier results'
    err_has 'not complete: 700 bytes cut off'
    err_has 'done by an earlier run +400$'
    # Everything is done: nothing is added.
    "$TLSBOX" verify --batch --resume "$part" "${fixed[@]}" "$BATS_FILE_TMPDIR/thousand" >>"$part"
    cmp "$all" "$part"
}

@test "--resume: output elsewhere, a file that does not exist, one that is none" {
    part=$BATS_TEST_TMPDIR/part
    "$TLSBOX" verify --batch "${fixed[@]}" "$BATS_FILE_TMPDIR/thousand" 2>/dev/null |
        head -n 10 >"$part" || true
    n=$(wc -c <"$part")
    printf '{"id":11,"comm' >>"$part"
    t verify --batch --resume "$part" "${fixed[@]}" "$BATS_FILE_TMPDIR/thousand"
    exits 1
    [ "$(jq .id "$out")" = "$(seq 11 1000)" ]
    err_has "not complete: leave out 14 bytes after byte $n before"
    t verify --batch --resume "$BATS_TEST_TMPDIR/none" "${fixed[@]}" "$BATS_FILE_TMPDIR/thousand"
    exits 1
    out_lines 1000
    err_has 'none: does not exist: no request has a result'
    t verify --batch --resume /dev/null "${fixed[@]}" "$BATS_FILE_TMPDIR/thousand"
    exits 3
    out_lines 0
    err_has 'null: not a regular file \[unreadable\]'
    t verify --batch --resume . "${fixed[@]}" "$BATS_FILE_TMPDIR/thousand"
    exits 3
}

@test "--resume: a file that '>' has emptied is noticed, one that is continued is not" {
    batch_requests 2 >"$BATS_TEST_TMPDIR/two"
    done=$BATS_TEST_TMPDIR/done
    "$TLSBOX" verify --batch "${fixed[@]}" "$BATS_TEST_TMPDIR/two" >"$done"
    "$TLSBOX" verify --batch --resume "$done" "${fixed[@]}" "$BATS_TEST_TMPDIR/two" >"$done" 2>"$err"
    [ "$(wc -l <"$done")" -eq 2 ]
    err_has "done: empty, and not opened to append: '>' empties a file"
    "$TLSBOX" verify --batch --resume "$done" "${fixed[@]}" "$BATS_TEST_TMPDIR/two" >>"$done" 2>"$err"
    [ "$(wc -l <"$done")" -eq 2 ]
    ! grep -q "not opened to append" "$err"
    : >"$done"
    "$TLSBOX" verify --batch --resume "$done" "${fixed[@]}" "$BATS_TEST_TMPDIR/two" >>"$done" 2>"$err"
    ! grep -q "not opened to append" "$err"
}

@test "--resume: ids are strings or numbers, however they are written" {
    {
        printf '{"id":1,"x":"a\\"id\\"b"}\n{"x":0,"id":"\\u0061"}\n{"id":null}\n{"id":2,"c{"id":2}\n'
        printf '{"id":3.0}\n\n{"id":"4"}\n'
    } | sed '/c{/!s/}$/,"command":"verify","exit":0}/' >"$BATS_TEST_TMPDIR/done"
    for id in 1 '"1"' '"a"' '"\u0061"' 2 3 3.0 4 '"4"' 'null'; do
        printf '{"id":%s,"chain":[]}\n' "$id"
    done >"$BATS_TEST_TMPDIR/ids"
    echo '{"chain":[],"id":"a"}' >>"$BATS_TEST_TMPDIR/ids"
    t verify --batch --stats --resume "$BATS_TEST_TMPDIR/done" "${fixed[@]}" "$BATS_TEST_TMPDIR/ids"
    exits 3
    json .id '"1"
2
3
4
null'
    err_has '4 ids of earlier results; results without an id: 1; lines that are no results: 1, the first is line 4$'
    err_has 'results without an id: 1: an earlier run may have them'
    err_has 'done by an earlier run +6$'
}

# resume_with FILE: of the requests 1 to 4.
resume_with() {
    batch_requests 4 >"$BATS_TEST_TMPDIR/four"
    t verify --batch --resume "$1" "${fixed[@]}" "$BATS_TEST_TMPDIR/four"
}

@test "--resume: a file without results, such as the requests, is refused and not touched" {
    done=$BATS_TEST_TMPDIR/done
    batch_requests 4 >"$done"
    cp "$done" "$done.before"
    resume_with "$done"
    exits 2
    out_lines 0
    err_lines 1
    err_has 'done: holds no results of verify --batch: line 1 is none; --resume names the output of'
    for text in '\n\nnotes\n' '\n\nnotes'; do
        printf "$text" >"$done"
        printf "$text" >"$done.before"
        status=0
        "$TLSBOX" verify --batch --resume "$done" "${fixed[@]}" "$BATS_TEST_TMPDIR/four" \
            >>"$done" 2>"$err" || status=$?
        exits 2
        err_has 'holds no results of verify --batch: line 3 is none'
        cmp "$done" "$done.before"
    done
    # Empty lines, or the beginning of the first result: nothing is done yet.
    for text in '' '\n' '{"i' '{"id":1,"comm'; do
        printf "$text" >"$done"
        resume_with "$done"
        exits 0
        out_lines 4
    done
}

@test "--resume: only results of verify count, in any order of their members" {
    "$TLSBOX" verify --batch "${fixed[@]}" <(batch_requests 1) >"$BATS_TEST_TMPDIR/done"
    {
        jq -S . -c "$BATS_TEST_TMPDIR/done"
        sed 's/"id":1/"id":2/; s/"command":"verify"/"command":"decode"/' "$BATS_TEST_TMPDIR/done"
        sed 's/"id":1/"id":3/; s/"exit":0/"exits":0/' "$BATS_TEST_TMPDIR/done"
        printf '{"id":4,"chain":[{"command":"verify","exit":0}]}\n'
        printf '{"id":4,"command":"verify","findings":[{"x":0,"exit":0}]}\n'
    } >"$BATS_TEST_TMPDIR/mixed"
    resume_with "$BATS_TEST_TMPDIR/mixed"
    exits 0
    json .id "$(seq 2 4)"
    err_has '1 id of earlier results; lines that are no results: 4, the first is line 2$'
}
