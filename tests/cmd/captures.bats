# SPDX-License-Identifier: GPL-3.0-or-later
# What captures and key logs from outside may be like: how connections end, tunnels, file names.
bats_require_minimum_version 1.5.0
load kit

# field NAME: the folder of a case from the field is $field; skips where it is not there.
field() {
    field=${TLSBOX_VECTORS:-$top_srcdir/../shared/data}/field/$1
    [ -d "$field" ] || skip "there is no $field"
}

@test "key logs with byte order marks, and with lines that are none" {
    field keylog-bom
    for log in bom crlf; do
        t decode --no-verify --keylog "$field/keys-$log.log" "$field/capture.pcapng"
        exits 0
        err_lines 0
        out_has 'Finished +2 of 2'
    done
    cd "$BATS_TEST_TMPDIR"
    iconv -f UTF-8 -t UTF-16 <"$field/keys-bom.log" >wide.log
    t decode --no-verify --keylog wide.log "$field/capture.pcapng"
    exits 3
    err_has 'wide.log: a key log in UTF-16'
    { cat "$field/keys-crlf.log" && echo no line; } >bad.log
    t decode --no-verify --keylog bad.log "$field/capture.pcapng"
    exits 0
    out_has 'Finished +2 of 2'
    err_has 'bad.log: 1 lines are none of a key log: passed over'
}

@test "early data that does not open costs no more than once" {
    field cost-early-suites
    status=0
    (ulimit -t 1 && exec "$TLSBOX" decode --no-verify "$field/early.pcapng") >"$out" 2>"$err" || status=$?
    [ "$status" -lt 128 ] || show_all "killed"
}

# raw: nothing that a terminal takes for more than text is in the output.
no_escapes() {
    ! LC_ALL=C grep -q "$(printf '[\001-\010\013-\037\177]')" "$out" "$err" || show_all "control characters"
}

@test "file names are escaped in all that is written" {
    cd "$BATS_TEST_TMPDIR"
    name=$(printf 'a\033]0;x\007\033[2J\nforged: OK')
    field keylog-bom
    cp "$field/capture.pcapng" "$name"
    cp "$field/keys-crlf.log" "$name.log"
    for how in --quiet --packets --trace --secrets --timing '--diagram text' '--diagram mermaid' \
        '--diagram svg' --lesson '--lesson --lang zh' --follow --json; do
        # shellcheck disable=SC2086 # words
        t decode $how --no-verify --keylog "$name.log" "$name" "$name"
        no_escapes
        [ "$(grep -c '^forged' "$out")" -eq 0 ] || show_all "$how: a line of its own"
    done
    t decode --flow 9 "$name"
    no_escapes
    t decode --no-verify --keylog "$name" "$name"
    no_escapes
    cp "$PKI/leaf.pem" "$name.pem"
    for command in "verify --explain" "verify --json" "show" "show --asn1" "show --short" \
        "hello --file" "derive --capture" "derive --suite TLS_AES_128_GCM_SHA256 --keylog"; do
        for file in "$name" "$name.pem" "$name.log" "$name/none"; do
            # shellcheck disable=SC2086 # words
            t $command "$file"
            no_escapes
            [ "$(grep -c '^forged' "$out")" -eq 0 ] || show_all "$command: a line of its own"
        done
    done
}

@test "a RST or a SYN that ends would not heed ends nothing" {
    field decode-window
    t decode --json --no-verify "$field/control.pcapng"
    jq -c '[.client.bytes, .server.bytes, .read]' "$out" >"$BATS_TEST_TMPDIR/control"
    t decode --json --no-verify "$field/rst-behind.pcapng"
    exits 0
    json '[.client.bytes, .server.bytes, .read]' "$(cat "$BATS_TEST_TMPDIR/control")"
    err_has 'TCP segments outside of any window'
    t decode --json --no-verify "$field/same-ports.pcapng"
    exits 0
    [ "$(jq -c '[.client.bytes, .server.bytes, .read]' "$out" | sort -u)" = "$(cat "$BATS_TEST_TMPDIR/control")" ] ||
        show_all "not twice the same"
    [ "$(jq -c .flow "$out" | tr '\n' ' ')" = "1 2 " ] || show_all "not two connections"
}
