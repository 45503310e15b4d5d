#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# verify --batch: requests in, results out.
load kit
load batch

setup_file() {
    cd "$PKI" || return
    batch_requests 1000 >"$BATS_FILE_TMPDIR/thousand"
}

@test "one result for each request, in order, whatever the number of threads" {
    for jobs in 1 2 8; do
        t verify --batch --jobs $jobs "${fixed[@]}" "$BATS_FILE_TMPDIR/thousand"
        exits 1
        err_lines 0
        [ "$(jq -c .id "$out")" = "$(seq 1000)" ]
        cp "$out" "$BATS_TEST_TMPDIR/jobs$jobs"
    done
    cmp "$BATS_TEST_TMPDIR/jobs1" "$BATS_TEST_TMPDIR/jobs2"
    cmp "$BATS_TEST_TMPDIR/jobs1" "$BATS_TEST_TMPDIR/jobs8"
    json 'select(.id == 1) | [.ok, .reason, .exit]' '[true,null,0]'
    json 'select(.id == 10) | [.ok, .reason, .exit]' '[false,"host-mismatch",1]'
}

@test "standard input is read if no FILE is named, and several FILEs one after the other" {
    batch_requests 3 >"$BATS_TEST_TMPDIR/three"
    status=0
    "$TLSBOX" verify --batch "${fixed[@]}" <"$BATS_TEST_TMPDIR/three" >"$out" 2>"$err" || status=$?
    exits 0
    json '[.id, .input]' $'[1,"-"]\n[2,"-"]\n[3,"-"]'
    printf '\n\n{"id": "a"}' >"$BATS_TEST_TMPDIR/torn"
    t verify --batch "${fixed[@]}" "$BATS_TEST_TMPDIR/torn" "$BATS_TEST_TMPDIR/three"
    exits 3
    json '[.id, .line]' $'["a",3]\n[1,null]\n[2,null]\n[3,null]'
}

@test "a FILE that cannot be read is a result, a line on stderr, and no end" {
    batch_requests 1 >"$BATS_TEST_TMPDIR/one"
    t verify --batch "${fixed[@]}" "$BATS_TEST_TMPDIR/one" missing "$BATS_TEST_TMPDIR/one"
    exits 3
    err_lines 1
    err_has 'missing: .*No such file.*\[unreadable\]'
    json '[.id, .reason]' $'[1,null]\n[null,"unreadable"]\n[1,null]'
}

@test "a directory: each file in it is a request, its path the id" {
    mkdir -p "$BATS_TEST_TMPDIR/d/deep/er"
    cp chain.pem "$BATS_TEST_TMPDIR/d/one.pem"
    cp full.p7b "$BATS_TEST_TMPDIR/d/deep/er/two"
    cp root.key "$BATS_TEST_TMPDIR/d/deep/key"
    ln -s one.pem "$BATS_TEST_TMPDIR/d/link"
    ln -s .. "$BATS_TEST_TMPDIR/d/deep/circle"
    mkfifo "$BATS_TEST_TMPDIR/d/fifo"
    ln -s nowhere "$BATS_TEST_TMPDIR/d/broken"
    cd "$BATS_TEST_TMPDIR"
    t verify --batch "${fixed[@]/root.pem/$PKI/root.pem}" d
    exits 3
    [ "$(jq -r '"\(.id) \(.reason)"' "$out" | sort)" = "d/broken unreadable
d/deep/er/two null
d/deep/key undecodable
d/link null
d/one.pem null" ]
}

@test "options that go together, and those that do not" {
    t verify --jobs 2 chain.pem
    exits 2
    err_has '--jobs goes with --batch'
}

@test "without usable trust anchors nothing is read" {
    t verify --batch --roots missing
    exits 3
    err_lines 1
    out_lines 0
}
