#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# serve --bad, and --check with our own client and with others.
load kit
load servers

# bad ARGUMENT...: serve with faults at $port of 127.0.0.1; its output is in $said.
bad() {
    said=$BATS_TEST_TMPDIR/said root=$BATS_TEST_TMPDIR/root.pem crl=$BATS_TEST_TMPDIR/crl.pem
    "$TLSBOX" serve --write-root "$root" --write-crl "$crl" "$@" "${at-0}" >"$said" 2>&1 3>&- &
    servers+=($!)
    await grep -qs 'serving https://' "$said"
    port=$(sed -n 's/.*serving .* at .*:\([0-9]*\)$/\1/p' "$said")
}

# meet PORT HOST [ARGUMENT...]: our client, without CRLs, which most faults do not need.
meet() {
    t handshake --roots "$root" --connect "127.0.0.1:$1" --timeout 10 "${@:3}" "$2"
}

# check COMMAND [ARGUMENT...]: all faults, with short timeouts.
check() {
    status=0
    timeout 100 "$TLSBOX" serve --bad all --jobs 8 --timeout 15 --check "$1" "${@:2}" 0 \
        >"$out" 2>"$err" </dev/null || status=$?
}

ours='"$TLSBOX" handshake --quiet --roots {root} --crl {crl} --suites all --connect {ip}:{port} \
    --timeout 6 --get / "https://$TLSBOX_HOST/" 2>&1 >/dev/null'

@test "our own client notices every fault and names it" {
    check "$ours" --json
    exits 0
    # The table has the reasons that our client gave; "accept" rows and the runs without a fault
    # succeed.
    [ "$(wc -l <"$out")" -gt 100 ]
    json 'select(.right | not) | .bad' ''
    wrong=$(jq -r 'select(.reason as $r | if $r == "ok" then .client_exit != 0 else
        (.client_said | endswith("[\($r)]") or endswith("(\($r))") | not) end) |
        "\(.bad): \(.reason): \(.client_said)"' "$out")
    [ -z "$wrong" ] || { echo "$wrong" && return 1; }
    [ "$(jq -r .bad "$out" | sed -n '1p;$p' | sort -u)" = good ]
    [ "$(jq -r 'select(.kind == "protocol") | .bad' "$out" | grep -vxc good)" -ge 35 ]
    err_lines 1
}

@test "curl: the table and its totals" {
    check 'curl -sS --noproxy "*" --max-time 5 --cacert {root} https://{host}:{port}/'
    [ "$status" -le 1 ] || show_all
    out_has '^expired +refuse +noticed +ok +exit [1-9]'
    out_has '^wrong-order +accept +accepted +ok +exit 0$'
    out_has '^stall +refuse +noticed +ok +exit 28$'
    out_has '^noticed 1[0-9]+ of 1[0-9]+ faults, missed [0-9]+, hung on 0; accepted 8 of 8 harmless'
    # The total is the number of rows with "noticed".
    [ "$(grep -c ' refuse  noticed   ok ' "$out")" = "$(sed -n 's/^noticed \([0-9]*\) .*/\1/p' "$out")" ]
    [ "$(grep -c ' WRONG' "$out")" -eq 0 ] || [ "$status" -eq 1 ]
}

@test "openssl s_client: the table; a client that hangs is killed" {
    check 'printf "GET / HTTP/1.0\r\n\r\n" | openssl s_client -connect {ip}:{port} -servername {host} \
        -verify_hostname {host} -verify_return_error -CAfile {root} -ign_eof -quiet' --timeout 3
    exits 1
    out_has '^expired +refuse +noticed +ok +exit 1$'
    out_has '^stall +refuse +hung +WRONG$'
    out_has '^noticed 1[0-9]+ of 1[0-9]+ faults, missed [0-9]+, hung on [1-9]'
}

@test "--check with a client that checks nothing, and with one that cannot connect" {
    t serve --bad expired --bad wrong-order --check 'exit 0'
    exits 1
    out_has '^expired +refuse +missed +WRONG +exit 0$'
    out_has '^wrong-order +accept +accepted +ok +exit 0$'
    out_has '^noticed 0 of 1 faults, missed 1, hung on 0; accepted 1 of 1'
    t serve --bad wrong-order --check '[ {ip} = "[::1]" ]' '[::1]:0'
    exits 0
    t serve --bad wrong-order --check '[ {name} = good ] || { echo no way; exit 7; }' 0
    exits 1
    out_has '^wrong-order +accept +refused +WRONG +exit 7  no way$'
    t serve --bad expired --check 'echo first; echo "last {"; exit 9' 0
    exits 3
    out_has '^no result: the client fails without a fault, before the faults \(refused, exit 9\): last \{$'
    out_lacks '^expired'
    t serve --bad expired --check "f=$BATS_TEST_TMPDIR/f; echo >>\$f; [ \$(wc -l <\$f) -lt 3 ]" 0
    exits 3
    out_has '^no result: .* after the faults'
}

@test "--check: the words, the environment and the end of the command" {
    # The files exist while it runs and are removed afterwards; a word with a quote stays one word.
    t serve --bad expired --write-root "$BATS_TEST_TMPDIR/it's.pem" --check \
        '[ -s {root} ] && [ -s {crl} ] && [ {root} = "$TLSBOX_ROOT" ] && [ {host} = "$TLSBOX_HOST" ] &&
         [ "$TLSBOX_IP:$TLSBOX_PORT" = {ip}:{port} ] && [ {name} = "$TLSBOX_NAME" ] && ! read x &&
         echo {crl} >"'"$BATS_TEST_TMPDIR/where"'" && [ "{no}" = "{n""o}" ]' 0
    exits 1
    out_has '^expired +refuse +missed'
    [ -s "$BATS_TEST_TMPDIR/it's.pem" ]
    [ ! -e "$(cat "$BATS_TEST_TMPDIR/where")" ]
    # A client that does not end is killed, with everything that it started.
    t serve --bad expired --timeout 1 --check \
        '[ {name} = good ] || { sleep 60 & echo $! >"'"$BATS_TEST_TMPDIR/pid"'"; wait; }' 0
    exits 1
    out_has '^expired +refuse +hung +WRONG'
    gone() { ! kill -0 "$(cat "$BATS_TEST_TMPDIR/pid")" 2>/dev/null; }
    await gone
    for wrong in "--check true" "--bad expired --check true --once" "--bad expired --jobs 0" \
        "--write-crl x" "--bad expired --cert leaf.pem"; do
        t serve $wrong 0
        exits 2
    done
    t serve --bad no-such-fault 0
    exits 2
    t serve --bad expird 0
    err_has "expired"
}

@test "a signal ends a check and the clients that run" {
    "$TLSBOX" serve --bad expired --check 'sleep 60 & echo $! >"'"$BATS_TEST_TMPDIR/pid"'"; wait' 0 \
        >"$out" 2>"$err" 3>&- &
    await test -s "$BATS_TEST_TMPDIR/pid"
    kill $!
    wait $! || :
    gone() { ! kill -0 "$(cat "$BATS_TEST_TMPDIR/pid")" 2>/dev/null; }
    await gone
}

@test "a single fault applies to every client" {
    bad --bad expired
    grep -q "^every client gets the fault 'expired': the leaf's validity ended yesterday$" "$said"
    meet "$port" localhost
    exits 1
    out_has '\(expired\)|expired'
    meet "$port" expired.localhost
    exits 1
    t handshake --roots "$root" "127.0.0.1:$port"
    exits 1
    out_lacks host-mismatch
    await grep -q "for expired.localhost, with fault 'expired'" "$said"
}

@test "hybrid groups: a server that accepts nothing else, and one that asks for another" {
    bad --bad only-hybrid --bad retry-hybrid
    meet "$port" only-hybrid.localhost --json
    exits 0
    json .group '"X25519MLKEM768"'
    meet "$port" only-hybrid.localhost --groups x25519,secp256r1
    exits 5
    err_has 'handshake_failure'
    meet "$port" retry-hybrid.localhost --json
    exits 0
    json .group '"SecP384r1MLKEM1024"'
    json .retried true
}

@test "several faults: by name, by port, and a page that lists them" {
    free_port
    at=$port bad --bad expired --bad revoked --bad plain-http --bad expired
    grep -Eq "^$((port + 1)) +expired +https://expired.localhost:$((port + 1))/$" "$said"
    [ "$(grep -c '^[0-9][0-9]* *[a-z-]* *https://' "$said")" -eq 3 ]
    meet "$port" localhost --get /
    exits 0
    out_has "<a href=\"https://revoked.localhost:$port/\">revoked</a>.*:$((port + 2))/"
    meet "$port" expired.localhost
    exits 1
    meet $((port + 1)) localhost
    exits 1
    out_has expired
    meet "$port" revoked.localhost --crl "$crl"
    exits 1
    out_has revoked
    meet $((port + 2)) revoked.localhost
    exits 0
    meet $((port + 3)) plain-http.localhost
    exits 5
    err_has not-tls
    at=0 bad --json --bad expired --bad reset
    grep -Eq "^[0-9]+ +reset +https://reset.localhost:[0-9]+/$" "$said"
    meet "$port" reset.localhost
    exits 4
    await grep -q '"bad":"reset"' "$said"
    # A port that is in use.
    t serve --bad expired --bad revoked $((port - 1))
    exits 4
}

@test "--bad list" {
    t serve --bad list
    exits 0
    out_has '^NAME +KIND +CLIENT +FAULT$'
    out_has '^reset-in-handshake +protocol +refuse +the connection is reset'
    [ "$(grep -Ec ' (certificate|protocol) +(refuse|accept|either)  ' "$out")" -ge 80 ]
    t serve --bad list --json
    exits 0
    json 'select(.bad == "wrong-order") | [.command,.kind,.must,.reason,.host]' \
        '["serve","certificate","accept","ok","wrong-order.localhost"]'
    [ "$(jq -r .bad "$out" | sort | uniq -d)" = "" ]
}
