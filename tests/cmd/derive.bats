#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
load kit

vectors=$top_srcdir/tests/vectors

# value FILE NAME: a value of tests/vectors.
value() {
    sed -n "s/^$2 = //p" "$vectors/$1.txt"
}

# has FILE NAME: does the file have the value?
has() {
    grep -q "^$2 = " "$vectors/$1.txt"
}

# messages FILE [LAST]: the handshake messages of a trace, as hexadecimal, up to LAST.
messages() {
    local name
    for name in client_hello hello_retry_request client_hello2 server_hello encrypted_extensions \
        certificate_request certificate certificate_verify server_key_exchange server_hello_done \
        client_key_exchange server_finished end_of_early_data client_certificate \
        client_certificate_verify client_finished new_session_ticket; do
        value "$1" $name
        [ "$name" != "${2-}" ] || break
    done
}

# step NAME: the output of the last step with this name in the JSON.
step() {
    jq -r --arg name "$1" '[.steps[] | select(.name == $name)][-1].value' "$out"
}

# gives FILE STEP NAME: the output of the step is the value of the trace.
gives() {
    [ "$(step "$2")" = "$(value "$1" "$3")" ] || show_all "$2 is not $3 of $1"
}

# all13 FILE: the result has everything that RFC 8448 prints.
all13() {
    local file=$1
    gives "$file" early_secret secret.early
    gives "$file" handshake_secret secret.handshake
    gives "$file" client_handshake_traffic_secret secret.c_hs_traffic
    gives "$file" server_handshake_traffic_secret secret.s_hs_traffic
    gives "$file" client_handshake_key key.client_handshake
    gives "$file" client_handshake_iv iv.client_handshake
    gives "$file" server_handshake_key key.server_handshake
    gives "$file" server_handshake_iv iv.server_handshake
    gives "$file" master_secret secret.master
    gives "$file" client_application_traffic_secret_0 secret.c_ap_traffic
    gives "$file" server_application_traffic_secret_0 secret.s_ap_traffic
    gives "$file" exporter_master_secret secret.exporter_master
    gives "$file" client_application_key key.client_application
    gives "$file" client_application_iv iv.client_application
    gives "$file" server_application_key key.server_application
    gives "$file" server_application_iv iv.server_application
    gives "$file" resumption_master_secret secret.resumption_master
    gives "$file" server_verify_data server_finished.verify_data
    gives "$file" client_verify_data client_finished.verify_data
}

@test "RFC 8448: every trace from its messages" {
    for file in "$vectors"/rfc8448/*.txt; do
        file=rfc8448/$(basename "$file" .txt)
        messages "$file" >"$BATS_TEST_TMPDIR/hex"
        set -- --messages "$BATS_TEST_TMPDIR/hex" --shared-secret "$(value "$file" secret.shared)"
        ! has "$file" binder || set -- "$@" --psk "$(value "$file" secret.early.ikm)"
        t derive --json "$@"
        exits 0
        all13 "$file"
        json '[.suite, .version, [.finished[].ok]]' \
            '["TLS_AES_128_GCM_SHA256","TLS 1.3",[true,true]]'
        ! has "$file" binder || gives "$file" binder binder
        ! has "$file" binder || gives "$file" client_early_traffic_secret secret.c_e_traffic
        ! has "$file" binder || gives "$file" client_early_key key.client_early
        ! has "$file" binder || gives "$file" early_exporter_master_secret secret.early_exporter_master
        ! has "$file" secret.resumption_psk || gives "$file" psk secret.resumption_psk
        # The same in binary.
        cp "$out" "$BATS_TEST_TMPDIR/first"
        printf "$(tr -d '\n' <"$BATS_TEST_TMPDIR/hex" | sed 's/../\\x&/g')" >"$BATS_TEST_TMPDIR/bin"
        set -- --messages "$BATS_TEST_TMPDIR/bin" "${@:3}"
        t derive --json "$@"
        exits 0
        diff <(jq -c .steps "$BATS_TEST_TMPDIR/first") <(jq -c .steps "$out")
    done
}

@test "RFC 8448: from hashes alone" {
    file=rfc8448/6-client-authentication
    t derive --json --suite TLS_AES_128_GCM_SHA256 --shared-secret "$(value $file secret.shared)" \
        --hellos-hash "$(value $file secret.c_hs_traffic.hash)" \
        --server-finished-hash "$(value $file server_finished.hash)" \
        --server-hash "$(value $file secret.c_ap_traffic.hash)" \
        --client-finished-hash "$(value $file client_finished.hash)" \
        --client-hash "$(value $file secret.resumption_master.hash)"
    exits 0
    all13 $file
    file=rfc8448/3-simple-1rtt
    t derive --json --suite 0x1301 --shared-secret "$(value $file secret.shared)" \
        --hellos-hash "$(value $file secret.c_hs_traffic.hash)" \
        --server-finished-hash "$(value $file server_finished.hash)" \
        --server-hash "$(value $file secret.c_ap_traffic.hash)" \
        --client-hash "$(value $file secret.resumption_master.hash)" \
        --ticket-nonce "$(value $file secret.resumption_psk.nonce)"
    exits 0
    all13 $file
    gives $file psk secret.resumption_psk
    file=rfc8448/4-resumed-0rtt
    t derive --json --suite TLS_AES_128_GCM_SHA256 --psk "$(value $file secret.early.ikm)" \
        --binder-hash "$(value $file binder.hash)" \
        --hello-hash "$(value $file secret.c_e_traffic.hash)"
    exits 0
    gives $file binder binder
    gives $file client_early_iv iv.client_early
    t derive --json --suite TLS_AES_128_GCM_SHA256 --psk "$(value $file secret.early.ikm)" \
        --binder-hash "$(value $file binder.hash)" --external-psk
    exits 0
    json '[.steps[].label]' '["","ext binder","finished",""]'
}

@test "TLS 1.2: recorded handshakes from their messages, with and without extended_master_secret" {
    for file in "$vectors"/tls12/*.txt; do
        file=tls12/$(basename "$file" .txt)
        { has "$file" premaster && has "$file" suite; } || continue
        messages "$file" client_key_exchange >"$BATS_TEST_TMPDIR/hex"
        t derive --json --messages "$BATS_TEST_TMPDIR/hex" --premaster "$(value "$file" premaster)"
        exits 0
        gives "$file" master_secret master
        json '[.finished[].side]' '["client"]'
        cp "$out" "$BATS_TEST_TMPDIR/first"
        # The same from the randoms and the hash.
        set -- --suite "0x$(value "$file" suite)" --client-random "$(value "$file" client_random)" \
            --server-random "$(value "$file" server_random)" --premaster "$(value "$file" premaster)"
        [ "$(value "$file" ems)" = 00 ] || set -- "$@" --session-hash "$(value "$file" session_hash)"
        t derive --json "$@" --client-finished-hash "$(value "$file" session_hash)"
        exits 0
        diff <(jq -c .steps "$BATS_TEST_TMPDIR/first") <(jq -c .steps "$out")
        # And from the master secret.
        t derive --json "${@:1:6}" --master "$(value "$file" master)"
        exits 0
        diff <(jq -c '.steps[] | select(.name == "key_block")' "$BATS_TEST_TMPDIR/first") \
            <(jq -c '.steps[] | select(.name == "key_block")' "$out")
    done
}

@test "a pre-shared key that the server did not accept counts only for the ClientHello" {
    file=rfc8448/3-simple-1rtt
    messages $file >"$BATS_TEST_TMPDIR/hex"
    t derive --json --messages "$BATS_TEST_TMPDIR/hex" --shared-secret "$(value $file secret.shared)" \
        --psk 010203
    exits 0
    all13 $file
    json '[.steps[] | select(.name == "early_secret").value] | length' 2
}

@test "the client's Finished can be computed after its Certificate, compressed or not" {
    file=rfc8448/3-simple-1rtt
    # Without certificates; the same with zlib (RFC 8879 4).
    for certificate in 0b00000400000000 1900000b0001000004000003789c03; do
        { messages $file server_finished && echo $certificate; } >"$BATS_TEST_TMPDIR/hex"
        t derive --json --messages "$BATS_TEST_TMPDIR/hex" --shared-secret "$(value $file secret.shared)"
        exits 0
        # It covers the Certificate, which the client of the trace did not send.
        verify_data=$(step client_verify_data)
        [ "$verify_data" != null ] && [ "$verify_data" != "$(value $file client_finished.verify_data)" ]
    done
}

@test "the early secrets depend on the first ClientHello, also if there is a second one" {
    file=rfc8448/5-hello-retry-request
    messages $file client_hello2 >"$BATS_TEST_TMPDIR/hex"
    t derive --json --suite 0x1301 --messages "$BATS_TEST_TMPDIR/hex" --psk 0102
    exits 0
    first=$(step client_early_traffic_secret)
    messages $file client_hello >"$BATS_TEST_TMPDIR/hex"
    t derive --json --suite 0x1301 --messages "$BATS_TEST_TMPDIR/hex" --psk 0102
    exits 0
    [ "$first" = "$(step client_early_traffic_secret)" ]
}

@test "text: each step with formula, inputs and output" {
    file=rfc8448/3-simple-1rtt
    messages $file >"$BATS_TEST_TMPDIR/hex"
    t derive --messages "$BATS_TEST_TMPDIR/hex" --shared-secret "$(value $file secret.shared)"
    exits 0
    err_lines 0
    out_has '^TLS 1.3, TLS_AES_128_GCM_SHA256$'
    out_has 'HKDF-Extract\(derived_secret, shared_secret\)'
    out_has "$(value $file secret.handshake)"
    out_has "matches: the server's Finished"
    out_has "matches: the client's Finished"
}

@test "--keylog: the keys of each connection, or of one connection" {
    a=rfc8448/3-simple-1rtt b=rfc8448/5-hello-retry-request
    for file in $a $b; do
        random=$(value $file client_hello | cut -c13-76)
        echo "CLIENT_HANDSHAKE_TRAFFIC_SECRET $random $(value $file secret.c_hs_traffic)"
        echo "SERVER_HANDSHAKE_TRAFFIC_SECRET $random $(value $file secret.s_hs_traffic)"
        echo "EXPORTER_SECRET $random $(value $file secret.exporter_master)"
        echo "CLIENT_TRAFFIC_SECRET_0 $random $(value $file secret.c_ap_traffic)"
        echo "SERVER_TRAFFIC_SECRET_0 $random $(value $file secret.s_ap_traffic)"
    done >"$BATS_TEST_TMPDIR/log"
    t derive --json --suite TLS_AES_128_GCM_SHA256 --keylog "$BATS_TEST_TMPDIR/log"
    exits 0
    out_lines 2
    json '.steps | length' '8
8'
    [ "$(jq -rs '.[0].steps[] | select(.name == "client_application_key").value' "$out")" = \
        "$(value $a key.client_application)" ]
    [ "$(jq -rs '.[1].steps[] | select(.name == "server_handshake_iv").value' "$out")" = \
        "$(value $b iv.server_handshake)" ]
    t derive --json --suite TLS_AES_128_GCM_SHA256 --keylog "$BATS_TEST_TMPDIR/log" \
        --client-random "$random" --server-finished-hash "$(value $b server_finished.hash)" \
        --check "$(value $b server_finished.verify_data)"
    exits 0
    out_lines 1
    json '.check.side' '"server"'
    gives $b server_verify_data server_finished.verify_data
    t derive --suite TLS_AES_128_GCM_SHA256 --keylog "$BATS_TEST_TMPDIR/log"
    exits 0
    out_has "^client random $random\$"
    # A value does not choose among several connections.
    t derive --suite TLS_AES_128_GCM_SHA256 --keylog "$BATS_TEST_TMPDIR/log" \
        --server-finished-hash "$(value $b server_finished.hash)"
    exits 2
    err_has 'several connections'
    # The messages choose the connection.
    messages $a >"$BATS_TEST_TMPDIR/hex"
    t derive --json --keylog "$BATS_TEST_TMPDIR/log" --messages "$BATS_TEST_TMPDIR/hex"
    exits 0
    out_lines 1
    json '[.finished[].ok]' '[true,true]'
    # TLS 1.2.
    file=tls12/rsa-gcm-sha256
    echo "CLIENT_RANDOM $(value $file client_random) $(value $file master)" >"$BATS_TEST_TMPDIR/log"
    t derive --json --suite 0x009c --keylog "$BATS_TEST_TMPDIR/log" \
        --server-random "$(value $file server_random)"
    exits 0
    cp "$out" "$BATS_TEST_TMPDIR/first"
    t derive --json --suite 0x009c --master "$(value $file master)" \
        --client-random "$(value $file client_random)" --server-random "$(value $file server_random)"
    diff <(jq -c .steps "$BATS_TEST_TMPDIR/first") <(jq -c .steps "$out")
}

@test "--check: the side whose Finished it is, or exit 1 if it is neither's" {
    file=rfc8448/3-simple-1rtt
    messages $file certificate_verify >"$BATS_TEST_TMPDIR/hex"
    set -- --messages "$BATS_TEST_TMPDIR/hex" --shared-secret "$(value $file secret.shared)"
    t derive "$@" --check "$(value $file server_finished.verify_data)"
    exits 0
    out_has "^matches: the given value is the server's Finished"
    t derive "$@" --check "$(value $file server_finished)"
    exits 0
    t derive "$@" --check "$(value $file client_finished.verify_data)"
    exits 1
    out_has "^does not match: the given value is neither side's Finished"
    t derive --json "$@" --check "$(value $file client_finished.verify_data)"
    exits 1
    json '[.ok, .reason, .exit, .check.ok, .check.side, .findings[0].code]' \
        '[false,"bad-finished",1,false,null,"bad-finished"]'
    messages $file server_finished >"$BATS_TEST_TMPDIR/hex"
    t derive --json "$@" --check "$(value $file client_finished.verify_data)"
    exits 0
    json .check.side '"client"'
    file=tls12/rsa-cbc-sha
    set -- --suite 002f --client-random "$(value $file client_random)" \
        --server-random "$(value $file server_random)" --master "$(value $file master)" \
        --client-finished-hash "$(value $file session_hash)"
    t derive --json --suite 0x002f "${@:3}"
    verify_data=$(step client_verify_data)
    t derive --suite 0x002f "${@:3}" --check "$verify_data"
    exits 0
    t derive --suite 0x002f "${@:3}" --check "1400000c$verify_data"
    exits 0
    t derive --suite 0x002f "${@:3}" --check "${verify_data%?????}00000"
    exits 1
}

@test "a wrong Finished among the messages" {
    file=rfc8448/3-simple-1rtt
    messages $file >"$BATS_TEST_TMPDIR/hex"
    t derive --messages "$BATS_TEST_TMPDIR/hex" --shared-secret "$(value $file client.private)"
    exits 1
    out_has "does not match: the server's Finished"
    t derive --json --messages "$BATS_TEST_TMPDIR/hex" --shared-secret "$(value $file client.private)"
    exits 1
    json '[.reason, [.finished[].ok]]' '["bad-finished",[false,false]]'
}

# wrong CODE PATTERN ARGUMENT...: one line, and nothing on standard output.
wrong() {
    t derive "${@:3}"
    exits "$1"
    err_has "$2"
    out_lines 0
    err_lines 1
}

@test "values that contradict each other, are missing, or have a wrong length" {
    one=$(printf '01%.0s' {1..32}) s13='--suite TLS_AES_128_GCM_SHA256' s12='--suite AES128-SHA256'
    wrong 2 "takes only options" x
    wrong 2 "--suite is needed" --shared-secret $one
    wrong 2 "no such cipher suite: 'TLS_AES_128_GCM_SHA255' .*TLS_AES_128_GCM_SHA256" \
        --suite TLS_AES_128_GCM_SHA255 --shared-secret $one
    wrong 2 "not implemented" --suite TLS_RSA_WITH_RC4_128_MD5 --master $one
    wrong 2 "takes exactly one cipher suite" --suite modern --master $one
    wrong 2 "nothing to derive from" $s13
    wrong 2 "nothing to derive from" $s12 --client-random $one --server-random $one
    wrong 2 "--shared-secret needs --hellos-hash" $s13 --shared-secret $one
    wrong 2 "--hellos-hash needs --shared-secret or --psk" $s13 --hellos-hash $one
    wrong 2 "--server-hash needs --hellos-hash" $s13 --psk $one --server-hash $one
    wrong 2 "--client-hash needs --server-hash" $s13 --psk $one --hellos-hash $one --client-hash $one
    wrong 2 "--ticket-nonce needs" $s13 --psk $one --ticket-nonce 00
    wrong 2 "--hello-hash needs --psk" $s13 --shared-secret $one --hellos-hash $one --hello-hash $one
    wrong 2 "--binder-hash needs --psk" $s13 --shared-secret $one --hellos-hash $one --binder-hash $one
    wrong 2 "--external-psk needs --psk" $s13 --shared-secret $one --hellos-hash $one --external-psk
    wrong 2 "--session-hash needs --premaster" $s12 --client-random $one --server-random $one \
        --master "$one${one:0:32}" --session-hash $one
    wrong 2 "--client-random is needed" $s12 --server-random $one --master "$one${one:0:32}"
    wrong 2 "--server-random is needed" $s12 --client-random $one --master "$one${one:0:32}"
    wrong 2 "use one of them" $s12 --client-random $one --server-random $one \
        --master "$one${one:0:32}" --premaster "$one${one:0:32}"
    wrong 2 "--psk is for TLS 1.3" $s12 --psk $one
    wrong 2 "--master is for TLS 1.2" $s13 --master "$one${one:0:32}"
    wrong 2 "--client-random is for TLS 1.2" $s13 --psk $one --client-random $one
    wrong 2 "--client-random must be 32 bytes long, not 31" $s12 --client-random ${one:2}
    wrong 2 "--master must be 48 bytes long, not 32" $s12 --master $one
    wrong 2 "--premaster must be 48 bytes long, not 32" $s12 --premaster $one
    wrong 2 "--hellos-hash must be 48 bytes long, not 32" --suite TLS_AES_256_GCM_SHA384 \
        --shared-secret $one --hellos-hash $one
    wrong 2 "--psk: not hexadecimal" $s13 --psk xyz
    wrong 2 "--psk: empty" $s13 --psk ''
    wrong 2 "--psk: longer than 1024 bytes" $s13 --psk "$(printf '00%.0s' {1..1025})"
    wrong 2 "--check: a Finished value of .* must be 32 bytes long, not 31" $s13 --psk $one --check ${one:2}
    wrong 2 "--check needs the hash" $s13 --psk $one --check $one
}

@test "a shared secret in two parts is their concatenation, and both are shown" {
    file=rfc8448/3-simple-1rtt
    whole=$(value $file secret.shared) hash=$(value $file secret.c_hs_traffic.hash)
    t derive --json --suite 0x1301 --hellos-hash "$hash" --shared-secret "$whole"
    exits 0
    jq -c '[.steps[] | select(.name != "shared_secret")]' "$out" >"$BATS_TEST_TMPDIR/whole"
    json '[.steps[] | select(.name == "shared_secret") | .formula, (.inputs | length)]' '["",0]'
    for at in 2 32 62; do
        t derive --json --suite 0x1301 --hellos-hash "$hash" --shared-secret "${whole:0:at}" \
            --shared-secret "${whole:at}"
        exits 0
        jq -c '[.steps[] | select(.name != "shared_secret")]' "$out" | diff "$BATS_TEST_TMPDIR/whole" -
        json '[.steps[] | select(.name == "shared_secret") | .formula, .inputs[].value, .value]' \
            "[\"first_secret || second_secret\",\"${whole:0:at}\",\"${whole:at}\",\"$whole\"]"
    done
    t derive --suite 0x1301 --hellos-hash "$hash" --shared-secret "${whole:0:32}" \
        --shared-secret "${whole:32}"
    out_has '= first_secret \|\| second_secret'
    out_has '^    first_secret, 16 bytes'
    out_has '^    second_secret, 16 bytes'
}

@test "the lengths of a shared secret are those of its group, if the messages name it" {
    file=rfc8448/3-simple-1rtt one=$(printf '01%.0s' {1..32}) more=$(printf '01%.0s' {1..48})
    messages $file >"$BATS_TEST_TMPDIR/hex"
    set -- --messages "$BATS_TEST_TMPDIR/hex"
    wrong 2 "given twice, but x25519 is no hybrid group" "$@" --shared-secret $one --shared-secret $one
    wrong 2 "the secret of x25519 must be 32 bytes long, not 31" "$@" --shared-secret ${one:2}
    wrong 2 "may be given twice, .* but not 3 times" "$@" --shared-secret $one --shared-secret $one \
        --shared-secret $one
    wrong 2 "--shared-secret: empty" "$@" --shared-secret $one --shared-secret ''
    wrong 2 "longer than 1024 bytes" "$@" --shared-secret $one --shared-secret "$(printf '00%.0s' {1..993})"
    wrong 2 "--capture and --shared-secret exclude each other" --capture x --shared-secret $one
    sed "s/00330024001d0020/0033002411ec0020/" "$BATS_TEST_TMPDIR/hex" >"$BATS_TEST_TMPDIR/x25519"
    set -- --messages "$BATS_TEST_TMPDIR/x25519"
    wrong 2 "the secret of X25519MLKEM768 must be 64 bytes long, not 32" "$@" --shared-secret $one
    wrong 2 "the ML-KEM-768 secret of X25519MLKEM768 must be 32 bytes long, not 31" "$@" \
        --shared-secret ${one:2} --shared-secret $one
    wrong 2 "the X25519 secret of X25519MLKEM768 must be 32 bytes long, not 31" "$@" \
        --shared-secret $one --shared-secret ${one:2}
    sed "s/00330024001d0020/0033002411ed0020/" "$BATS_TEST_TMPDIR/hex" >"$BATS_TEST_TMPDIR/p384"
    set -- --messages "$BATS_TEST_TMPDIR/p384"
    wrong 2 "the P-384 secret of SecP384r1MLKEM1024 must be 48 bytes long, not 32" "$@" \
        --shared-secret $one --shared-secret $one
    # Given as a whole it is shown in its parts all the same; the Finished is that of another group.
    t derive --json "$@" --shared-secret $more$one
    exits 1
    json '[.steps[] | select(.name == "shared_secret") | .formula, (.inputs[] | .name, .value)]' \
        "[\"p384_secret || mlkem1024_secret\",\"p384_secret\",\"$more\",\"mlkem1024_secret\",\"$one\"]"
}

@test "ECDHE premasters have any length" {
    one=$(printf '01%.0s' {1..32})
    t derive --suite ECDHE-RSA-AES128-GCM-SHA256 --client-random $one --server-random $one \
        --premaster $one$one
    exits 0
}

@test "errors of files come before those of missing options" {
    wrong 3 'nowhere: cannot be opened: No such file.*\[unreadable\]' --messages nowhere
    wrong 3 'nowhere.*\[unreadable\]' --keylog nowhere
    : >"$BATS_TEST_TMPDIR/empty"
    wrong 3 'is empty \[undecodable\]|empty.*\[undecodable\]' --messages "$BATS_TEST_TMPDIR/empty"
    echo zz >"$BATS_TEST_TMPDIR/bad"
    wrong 3 'byte 0: not hexadecimal .*\[undecodable\]' --messages "$BATS_TEST_TMPDIR/bad"
    wrong 3 'not a key log line|not hexadecimal' --keylog "$BATS_TEST_TMPDIR/bad"
    t derive --json --messages "$BATS_TEST_TMPDIR/bad"
    exits 3
    json '[.command, .reason, .exit]' '["derive","undecodable",3]'
    file=rfc8448/3-simple-1rtt
    value $file client_hello | cut -c1-100 >"$BATS_TEST_TMPDIR/bad"
    wrong 3 'byte 0: ends in the middle' --messages "$BATS_TEST_TMPDIR/bad" --suite 0x1301
    value $file server_hello >"$BATS_TEST_TMPDIR/bad"
    wrong 3 'is not allowed here.*\[undecodable\]' --messages "$BATS_TEST_TMPDIR/bad"
    { value $file client_hello; value $file client_hello; } >"$BATS_TEST_TMPDIR/bad"
    wrong 3 'byte 196: a message that is not allowed here' --messages "$BATS_TEST_TMPDIR/bad" \
        --suite 0x1301
    { messages $file client_finished; value $file client_finished; } >"$BATS_TEST_TMPDIR/bad"
    wrong 3 'is not allowed here' --messages "$BATS_TEST_TMPDIR/bad"
}

@test "files that contradict options" {
    file=rfc8448/3-simple-1rtt
    one=$(printf '01%.0s' {1..32})
    messages $file >"$BATS_TEST_TMPDIR/hex"
    set -- --messages "$BATS_TEST_TMPDIR/hex"
    wrong 2 'TLS_AES_256_GCM_SHA384, but the server chose TLS_AES_128_GCM_SHA256' "$@" \
        --suite TLS_AES_256_GCM_SHA384 --shared-secret $one
    wrong 2 '--hellos-hash and --messages give the same value' "$@" --shared-secret $one --hellos-hash $one
    wrong 2 'nothing to derive from' "$@"
    value $file client_hello >"$BATS_TEST_TMPDIR/hex"
    wrong 2 '--suite is needed' "$@" --psk $one
    t derive "$@" --suite 0x1301 --psk $one
    exits 0
    out_has client_early_traffic_secret
    random=$(value $file client_hello | cut -c13-76)
    echo "CLIENT_TRAFFIC_SECRET_0 $random ${one}00" >"$BATS_TEST_TMPDIR/log"
    set -- --keylog "$BATS_TEST_TMPDIR/log"
    wrong 2 'a secret has 33 bytes, but the secrets of TLS_AES_128_GCM_SHA256 have 32' "$@" --suite 0x1301
    wrong 2 'no line matches AES|no line matches TLS_RSA' "$@" --suite AES128-SHA --server-random $one
    wrong 2 'no line matches .* and that client random' "$@" --suite 0x1301 --client-random $one
    wrong 2 '--shared-secret cannot be used with --keylog' "$@" --suite 0x1301 --shared-secret $one
    wrong 2 '--suite is needed' "$@"
    echo "CLIENT_RANDOM $random $one${one:0:32}" >"$BATS_TEST_TMPDIR/log"
    wrong 2 '--server-random is needed' "$@" --suite AES128-SHA
    wrong 2 '--master cannot be used with --keylog' "$@" --suite AES128-SHA --server-random $one \
        --master $one${one:0:32}
}
