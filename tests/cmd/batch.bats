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

@test "requests from a terminal: a line says what is waited for" {
    command -v script >/dev/null || skip "script(1) is not installed"
    timeout 30 script -qec "$TLSBOX verify --batch --roots root.pem" /dev/null </dev/null >"$out" \
        2>"$err"
    grep -q "reading requests from the terminal" "$out"
    timeout 30 script -qec "$TLSBOX verify --batch --roots root.pem -" /dev/null </dev/null >"$out" \
        2>"$err"
    ! grep -q "reading requests" "$out"
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

@test "files of a directory, and operands of verify, have the verdicts of each file alone" {
    mkdir "$BATS_TEST_TMPDIR/many"
    for copy in 1 2 3; do
        for file in *.pem *.der *.p7b; do
            cp "$file" "$BATS_TEST_TMPDIR/many/$copy-$file"
        done
    done
    cd "$BATS_TEST_TMPDIR"
    local options=("${fixed[@]/root.pem/$PKI/root.pem}") file
    for file in many/*; do
        "$TLSBOX" verify --json "${options[@]}" "$file" 2>/dev/null || true
    done >one
    [ "$(jq -r .reason one | sort -u | wc -l)" -ge 4 ]
    t verify --json "${options[@]}" many/*
    cmp one "$out"
    t verify --batch --jobs 2 "${options[@]}" many
    diff <(jq -c . one) <(jq -c "del(.id)" "$out" | jq -cs "sort_by(.input)[]")
}

@test "options that go together, and those that do not" {
    for option in "--jobs 2" "--resume x" "--shard 1/2" --stats; do
        # shellcheck disable=SC2086
        t verify $option chain.pem
        exits 2
        err_has "${option%% *} goes with --batch"
    done
    for option in "--key leaf.key" --quiet --lesson "--html x"; do
        # shellcheck disable=SC2086
        t verify --batch $option /dev/null
        exits 2
        err_has "${option%% *} does not go with --batch"
    done
    t verify --batch --jobs 0 /dev/null
    exits 2
    t verify --batch chain.pem
    exits 2
    err_has "'chain.pem' is PEM, not requests"
    printf "\037\213\010" >other.gz
    printf "\377\376{\0" >other.16
    t verify --batch other.gz
    exits 2
    err_has "'other.gz' is compressed: use gzip -dc"
    t verify --batch other.16
    exits 2
    err_has "'other.16' is UTF-16"
}

@test "without usable trust anchors nothing is read" {
    t verify --batch --roots missing
    exits 3
    err_lines 1
    out_lines 0
}

@test "a bad line gives a bad result and does not end the run" {
    {
        batch_requests 2
        printf 'no JSON\n\n  \r\n{"id":"a","chain":[]}\r\n{"id":"b","chain":["AAAA"]}\n'
        printf '{"id":"\xff"}\n\0\0\0\n{"id":1,"id":2}\n[[[[[[[[[[[[[[[[[[[[1\n'
        batch_requests 1
    } >"$BATS_TEST_TMPDIR/bad"
    t verify --batch "${fixed[@]}" "$BATS_TEST_TMPDIR/bad"
    exits 3
    err_lines 0
    json '[.id, .line, .reason]' '[1,null,null]
[2,null,null]
[null,3,"undecodable"]
["a",6,"undecodable"]
["b",null,"undecodable"]
[null,8,"undecodable"]
[null,9,"undecodable"]
[null,10,"undecodable"]
[null,11,"undecodable"]
[1,null,null]'
}

@test "a line of JSON in another form has a hint" {
    batch_requests 2 >"$BATS_TEST_TMPDIR/two"
    jq -cs . "$BATS_TEST_TMPDIR/two" >"$BATS_TEST_TMPDIR/forms"
    printf "%s\n" "{" 7 "{}" >>"$BATS_TEST_TMPDIR/forms"
    t verify --batch "${fixed[@]}" "$BATS_TEST_TMPDIR/forms"
    exits 3
    json ".findings[0].hint" "\"make a line of each element, as jq -c '.[]' does\"
\"write each request in one line, as jq -c does\"
null
null"
    printf "\357\273\277" | cat - "$BATS_TEST_TMPDIR/two" >"$BATS_TEST_TMPDIR/marked"
    t verify --batch "${fixed[@]}" "$BATS_TEST_TMPDIR/marked"
    exits 3
    json "[.line, .findings[0].hint]" "[1,\"remove the byte order mark from the beginning of the file\"]
[null,null]"
}

@test "a line of 100 MB is read through and named, with its id if that comes first" {
    {
        batch_requests 1
        printf '{"id": "long", "chain": ["'
        head -c 100000000 /dev/zero | tr '\0' A
        printf '"]}\n'
        head -c 5000000 /dev/zero | tr '\0' ' '
        printf '\n'
        batch_requests 1
    } >"$BATS_TEST_TMPDIR/long"
    t verify --batch --jobs 2 "${fixed[@]}" "$BATS_TEST_TMPDIR/long"
    rm "$BATS_TEST_TMPDIR/long"
    exits 3
    json '[.id, .line, .reason]' '[1,null,null]
["long",2,"undecodable"]
[null,3,"undecodable"]
[1,null,null]'
    out_has 'a line of 100000029 bytes is longer than 4 MiB and was not read as a request'
}

@test "lines of 1 to 4 MB are answered, whatever the number of threads" {
    {
        for n in 1 70 1000 4000 65 3; do
            printf '{"id": %d, "chain": ["%s"], "host": "www.example.org"' $n \
                "$(base64 -w 0 leaf.der)"
            head -c "$n"000 /dev/zero | tr '\0' ' '
            echo '}'
        done
    } >"$BATS_TEST_TMPDIR/large"
    for jobs in 1 2 4; do
        t verify --batch --jobs $jobs "${fixed[@]}" --intermediates sub.pem "$BATS_TEST_TMPDIR/large"
        exits 0
        json '[.id, .ok]' '[1,true]
[70,true]
[1000,true]
[4000,true]
[65,true]
[3,true]'
    done
}

@test "the id of a path: no other path has it" {
    dir=$BATS_TEST_TMPDIR/names
    mkdir "$dir"
    for name in 'a\ff' $'a\xff' 'a\5cff' 'ä"' $'\xc3\x28'; do
        cp chain.pem "$dir/$name"
    done
    t verify --batch "${fixed[@]}" "$dir"
    exits 0
    [ "$(jq -r .id "$out" | sed 's/.*names.//' | LC_ALL=C sort)" = "$(
        printf '%s\n' '\c3(' 'a\5c5cff' 'a\5cff' 'a\ff' 'ä"'
    )" ]
    # One of two that look alike is done: the other one is judged.
    grep -F 'a\\ff"' "$out" | head -n 1 >"$BATS_TEST_TMPDIR/done"
    t verify --batch --resume "$BATS_TEST_TMPDIR/done" "${fixed[@]}" "$dir"
    exits 0
    out_lines 4
    out_has 'a.{2}5cff"'
}

@test "--jobs: no more threads than 64 MiB are enough for" {
    t verify --batch --jobs 65 /dev/null
    exits 2
    t verify --batch --jobs 64 --roots root.pem /dev/null
    exits 0
}

@test "--shard: each request is in one shard, found by the SHA-256 of its id" {
    "$TLSBOX" verify --batch "${fixed[@]}" "$BATS_FILE_TMPDIR/thousand" >"$BATS_TEST_TMPDIR/all" || true
    for k in 1 2 3; do
        t verify --batch --shard $k/3 "${fixed[@]}" "$BATS_FILE_TMPDIR/thousand"
        exits 1
        [ "$(wc -l <"$out")" -gt 250 ]
        cat "$out" >>"$BATS_TEST_TMPDIR/shards"
    done
    cmp <(sort "$BATS_TEST_TMPDIR/all") <(sort "$BATS_TEST_TMPDIR/shards")
    # The digest of "7" begins with 79 02 69 9b e4 2c 8a 8e.
    head=$(printf 7 | sha256sum | head -c 16)
    t verify --batch --shard $((0x$head % 3 + 1))/3 "${fixed[@]}" "$BATS_FILE_TMPDIR/thousand"
    out_has '^\{"id":7,'
    for wrong in 0/3 4/3 1 1/ /3 01/3 1/3x 1/0 -1/3 1/9999999; do
        t verify --batch --shard "$wrong" "${fixed[@]}" "$BATS_FILE_TMPDIR/thousand"
        exits 2
    done
}

@test "--shard: lines without an id belong to the shard of their number" {
    printf 'bad\nworse\n{"chain":[]}\n{"chain":[]}\n' >"$BATS_TEST_TMPDIR/no_ids"
    for k in 1 2 3; do
        t verify --batch --stats --shard $k/3 "${fixed[@]}" "$BATS_TEST_TMPDIR/no_ids"
        cat "$out" >>"$BATS_TEST_TMPDIR/shards"
    done
    [ "$(wc -l <"$BATS_TEST_TMPDIR/shards")" -eq 4 ]
}

@test "--stats: a table on stderr; the exit code is 0 if all chains were judged" {
    t verify --batch --stats --jobs 3 "${fixed[@]}" "$BATS_FILE_TMPDIR/thousand"
    exits 0
    err_has '^results +1000$'
    err_has '^  ok +900 +90\.0 %$'
    err_has '^  host-mismatch +100 +10\.0 %$'
    err_has '^threads +3$'
    err_has '^peak memory +[0-9.]+ MiB$'
    err_has '^certificates +2000$'
    err_has '^signatures +2000$'
    [ "$(grep -c '^  known from other chains +9[0-9]{2} ' -E "$err")" -eq 1 ]
    [ "$(grep -c '^  known from other chains +19[0-9]{2} ' -E "$err")" -eq 1 ]
    err_has '^chains known as a whole +9[0-9]{2}$'
    { cat "$BATS_FILE_TMPDIR/thousand"; echo bad; } >"$BATS_TEST_TMPDIR/more"
    t verify --batch --stats "${fixed[@]}" "$BATS_TEST_TMPDIR/more"
    exits 3
    t verify --batch --stats "${fixed[@]}" /dev/null
    exits 0
    err_has '^results +0$'
}

@test "memory does not grow with the number of requests (BATCH_LINES: the most)" {
    local most=${BATCH_LINES:-10000} peak=()
    export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}quarantine_size_mb=1
    for n in 1000 "$most"; do
        status=0
        for _ in $(seq $((n / 1000))); do
            cat "$BATS_FILE_TMPDIR/thousand"
        done | "$TLSBOX" verify --batch --stats --jobs 2 "${fixed[@]}" >/dev/null 2>"$err" ||
            status=$?
        exits 0
        err_has "^results +$n$"
        peak+=("$(sed -n 's/^peak memory *\([0-9]*\)\..*/\1/p' "$err")")
    done
    echo "peak: ${peak[*]} MiB"
    [ "${peak[1]}" -le $((peak[0] + 4)) ]
}

@test "long requests do not multiply memory by the number of threads" {
    export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}quarantine_size_mb=1
    printf '{"chain": ["%s"], "host": "www.example.org"%*s}\n' "$(base64 -w 0 leaf.der)" 4000000 "" \
        >"$BATS_TEST_TMPDIR/long"
    for jobs in 1 8; do
        status=0
        for _ in $(seq 40); do
            cat "$BATS_TEST_TMPDIR/long"
        done | "$TLSBOX" verify --batch --stats --jobs $jobs --intermediates sub.pem "${fixed[@]}" \
            >/dev/null 2>"$err" || status=$?
        exits 0
        peak+=("$(sed -n 's/^peak memory *\([0-9]*\)\..*/\1/p' "$err")")
    done
    echo "peak: ${peak[*]} MiB"
    [ "${peak[1]}" -le $((peak[0] + 16)) ]
}

# names N: a request whose certificate has N names of one letter, at least 100.
names() {
    local length=3082%04x

    [ "$1" -lt 20000 ] || length=3083%06x
    {
        echo extendedKeyUsage=serverAuth
        # shellcheck disable=SC2059
        printf "subjectAltName=DER:$length" $(($1 * 3))
        yes 820161 | head -n "$1" | tr -d '\n'
        echo
    } >"$BATS_TEST_TMPDIR/names.ext"
    openssl req -new -key leaf.key -subj /CN=names 2>/dev/null |
        openssl x509 -req -CA sub.pem -CAkey sub.key -set_serial "$1" -days 30 -outform DER \
            -extfile "$BATS_TEST_TMPDIR/names.ext" 2>/dev/null | base64 -w 0 |
        jq -Rc "{id: $1, chain: [.]}"
}

@test "many names: results have room in turns, and one that is too large is a limit" {
    export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}quarantine_size_mb=1
    names 14000 >"$BATS_TEST_TMPDIR/medium"
    {
        names 100000
        names 1000000
        for _ in $(seq 60); do
            cat "$BATS_TEST_TMPDIR/medium"
        done
        names 100
    } >"$BATS_TEST_TMPDIR/names"
    for jobs in 1 2 40; do
        t verify --batch --stats --jobs $jobs --intermediates sub.pem "${fixed[@]}" \
            "$BATS_TEST_TMPDIR/names"
        exits 6
        peak+=("$(sed -n 's/^peak memory *\([0-9]*\)\..*/\1/p' "$err")")
        json '[.id, .reason, ((.chain // [{}])[0].san | length)]' "[100000,null,100000]
[1000000,\"limit\",0]
$(yes '[14000,null,14000]' | head -n 60)
[100,null,100]"
        out_has 'the result would be larger than 6 MiB'
    done
    echo "peak: ${peak[*]} MiB"
    [ "${peak[2]}" -le $((peak[0] + 16)) ]
}

@test "a batch of files and verify --json agree about each of them" {
    mkdir "$BATS_TEST_TMPDIR/d"
    cp ./*.pem ./*.der ./*.p7? "$BATS_TEST_TMPDIR/d"
    mv "$BATS_TEST_TMPDIR/d/root.pem" "$BATS_TEST_TMPDIR"
    cd "$BATS_TEST_TMPDIR"
    t verify --json --host www.example.org "${fixed[@]}" d/*
    exits 3
    jq -cS . "$out" | sort >single
    [ "$(wc -l <single)" -gt 20 ]
    for jobs in 1 2; do
        t verify --batch --jobs $jobs --host www.example.org "${fixed[@]}" d
        exits 3
        jq -e 'select(.id != .input)' "$out" && return 1
        jq -cS 'del(.id)' "$out" | sort | diff single -
    done
}
