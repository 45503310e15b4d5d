#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# How runs of verify --batch end before their input does: signals, full disks, closed pipes.
# Nothing is lost, nothing is doubled.
load kit
load batch

setup_file() {
    cd "$PKI" || return
    batch_requests 1000 >"$BATS_FILE_TMPDIR/thousand"
}

# The results in a file are those of all requests, each once.
complete() {
    [ "$(jq .id "$1" | sort -n)" = "$(seq 1000)" ]
}

resume() {
    status=0
    "$TLSBOX" verify --batch --resume "$1" "${fixed[@]}" "$BATS_FILE_TMPDIR/thousand" >>"$1" \
        2>"$err" || status=$?
}

# Waits until a file has more than N lines.
await_lines() {
    for _ in $(seq 400); do
        [ "$(wc -l <"$1")" -le "$2" ] || return 0
        sleep 0.05
    done
    return 1
}

# stop_by SIGNAL JOBS: a run that has read a part of its input and waits for more is sent SIGNAL.
# Its exit code is in $status, its results are in $part.
stop_by() {
    part=$BATS_TEST_TMPDIR/part
    mkfifo "$BATS_TEST_TMPDIR/requests"
    default_signals "$TLSBOX" verify --batch --jobs "$2" "${fixed[@]}" \
        <"$BATS_TEST_TMPDIR/requests" >"$part" 2>"$err" 3>&- &
    pid=$!
    exec 8>"$BATS_TEST_TMPDIR/requests"
    head -n 300 "$BATS_FILE_TMPDIR/thousand" >&8
    printf '{"id": 301, ' >&8
    await_lines "$part" 299
    kill -s "$1" $pid
    status=0
    wait $pid || status=$?
    exec 8>&-
}

@test "a slow producer gets each answer before it sends the next request" {
    mkfifo "$BATS_TEST_TMPDIR/to" "$BATS_TEST_TMPDIR/from"
    for jobs in 1 3; do
        "$TLSBOX" verify --batch --jobs $jobs "${fixed[@]}" <"$BATS_TEST_TMPDIR/to" \
            >"$BATS_TEST_TMPDIR/from" 3>&- &
        exec 8>"$BATS_TEST_TMPDIR/to" 9<"$BATS_TEST_TMPDIR/from"
        while read -r request; do
            printf '%s\n' "$request" >&8
            read -r -t 20 result <&9
            [ "$(jq .id <<<"$result")" = "$(jq .id <<<"$request")" ]
        done < <(head -n 5 "$BATS_FILE_TMPDIR/thousand")
        exec 8>&-
        wait $!
        exec 9<&-
    done
}

@test "SIGTERM, SIGINT, SIGHUP: what is read is answered, and the process ends by the signal" {
    local jobs=1
    for signal in TERM HUP TERM; do
        rm -f "$BATS_TEST_TMPDIR/requests"
        stop_by $signal $jobs
        exits $((128 + $(kill -l $signal)))
        [ "$(jq .id "$part")" = "$(seq 300)" ]
        err_has "stopped by SIG$signal; results written: 300"
        resume "$part"
        exits 1
        complete "$part"
        jobs=2
    done
}

@test "a signal that was ignored at the start stays so" {
    trap '' HUP
    mkfifo "$BATS_TEST_TMPDIR/requests"
    "$TLSBOX" verify --batch "${fixed[@]}" <"$BATS_TEST_TMPDIR/requests" >"$out" 2>"$err" 3>&- &
    pid=$!
    trap - HUP
    exec 8>"$BATS_TEST_TMPDIR/requests"
    head -n 1 "$BATS_FILE_TMPDIR/thousand" >&8
    await_lines "$out" 0
    kill -s HUP $pid
    sed -n 2p "$BATS_FILE_TMPDIR/thousand" >&8
    exec 8>&-
    status=0
    wait $pid || status=$?
    exits 0
    out_lines 2
}

@test "kill -9 in the middle, then --resume: nothing is lost, nothing is doubled" {
    part=$BATS_TEST_TMPDIR/part
    mkfifo "$BATS_TEST_TMPDIR/requests"
    : >"$part"
    for killed in 100 350 700; do
        "$TLSBOX" verify --batch --jobs 2 --resume "$part" "${fixed[@]}" \
            <"$BATS_TEST_TMPDIR/requests" >>"$part" 2>"$err" 3>&- &
        pid=$!
        exec 8>"$BATS_TEST_TMPDIR/requests"
        head -n "$killed" "$BATS_FILE_TMPDIR/thousand" >&8
        await_lines "$part" $((killed - 1))
        kill -9 $pid
        wait $pid || true
        exec 8>&-
        # The process was killed while it wrote the last line.
        truncate -s -77 "$part"
    done
    resume "$part"
    exits 1
    err_has '699 ids of earlier results'
    complete "$part"
}

@test "a closed pipe ends the run quietly" {
    for jobs in 1 4; do
        status=0
        "$TLSBOX" verify --batch --jobs $jobs "${fixed[@]}" "$BATS_FILE_TMPDIR/thousand" \
            2>"$err" > >(head -n 3 >"$out") || status=$?
        exits 3
        err_lines 0
    done
}

@test "a full disk: one line says so, and the output has whole lines" {
    for jobs in 1 4; do
        status=0
        "$TLSBOX" verify --batch --jobs $jobs "${fixed[@]}" "$BATS_FILE_TMPDIR/thousand" \
            >/dev/full 2>"$err" || status=$?
        exits 3
        err_lines 1
        err_has 'standard output: cannot be written: .*; results written: 0 \[unwritable\]'
    done
}

@test "a limit on the size of the output: whole lines, and a run that continues it" {
    part=$BATS_TEST_TMPDIR/part
    for jobs in 1 4; do
        rm -f "$part"
        status=0
        (
            ulimit -f 300
            exec "$TLSBOX" verify --batch --jobs $jobs "${fixed[@]}" \
                "$BATS_FILE_TMPDIR/thousand" >"$part" 2>"$err"
        ) || status=$?
        exits 3
        err_lines 1
        err_has "standard output: cannot be written: .*; results written: $(wc -l <"$part") "
        [ "$(wc -l <"$part")" -gt 20 ]
        jq -e .id "$part" >/dev/null
        [ "$(tail -c 1 "$part")" = "" ]
        resume "$part"
        exits 1
        complete "$part"
    done
}
