#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
load kit

# stopped SIGNAL ARGUMENT...: starts a measurement that would take minutes, and sends the signal as
# soon as the program catches it.
stopped() {
    local signal=$1 caught=0 pid
    shift
    default_signals "$TLSBOX" speed --seconds 600 "$@" >"$out" 2>"$err" &
    pid=$!
    while [ $((caught & 0x4002)) -ne $((0x4002)) ]; do
        sleep 0.02
        caught=0x$(awk '$1 == "SigCgt:" { print substr($2, 9) }' /proc/$pid/status)
    done
    kill -"$signal" $pid
    status=0
    wait $pid || status=$?
}

@test "a table with bars and a sentence for each figure" {
    t speed --seconds 0.01 sha-256 x25519
    exits 0
    err_lines 0
    out_has '^Digests$'
    out_has '^ +PER SECOND +SPREAD$'
    out_has '^  SHA-256, 32 bytes +[0-9.,]+ [KM]B/s +!?\+-[0-9.]+% #+$'
    out_has "^  SHA-256: SHA-2, the digest of today's certificates and handshakes"
    out_has '^  X25519 +[0-9,.]+ /s +!?\+-[0-9.]+% #+$'
    out_lacks 'SHA-1|Stopped'
    [ "$(wc -L <"$out")" -le 80 ]
}

@test "the textbook's table: both ratios, and the textbook's beside them" {
    t speed --seconds 0.01 textbook
    exits 0
    out_has '^  AES-128-CBC, 13 bytes .* MB/s .* 13\.11 MB/s$'
    out_has '^  RSA-1024, 13 bytes .* [KM]B/s .*%  *[0-9.]+  *93\.80 KB/s  *143\.17$'
    out_has '^  RSA-2048, 13 bytes .* [KM]B/s .*%  *[0-9.]+  *15\.47 KB/s  *868\.13$'
    out_has '^  AES-128-CBC, 16384 bytes .* MB/s .*%$'
    out_has '^  RSA-1024, 117 bytes .*%  *[0-9.]+$'
    out_has '^  RSA-2048, 245 bytes .*%  *[0-9.]+$'
    out_has 'That is why TLS is hybrid'
}

@test "JSON: each row of a group, and names in any case" {
    t speed --seconds 0.01 --json AEAD md5
    exits 0
    json '[.command, .ok, .stopped, .seconds * 1000, .rounds]' '["speed",true,false,10,9]'
    json '[.rows[] | select(.group == "digests") | .name, .unit, .digest_bytes]' '["MD5","bytes",16]'
    json '[.rows[] | select(.group == "aead")] | length' 7
    json '[.rows[] | select(.per_second <= 0)]' '[]'
}

@test "AES without the processor's instructions: another process measures it" {
    t speed --seconds 0.02 --json AES-128-GCM
    exits 0
    json '[.rows[].operation]' '[null,"in software"]'
    json '[.rows[].per_second > 0]' '[true,true]'
}

@test "a chart in SVG" {
    t speed --seconds 0.01 --svg "$BATS_TEST_TMPDIR/s.svg" agreement
    exits 0
    xmllint --noout "$BATS_TEST_TMPDIR/s.svg"
    grep -q '<title>The speed of cryptography on this machine</title>' "$BATS_TEST_TMPDIR/s.svg"
    [ "$(grep -c 'class="bar"' "$BATS_TEST_TMPDIR/s.svg")" -eq 7 ]
    t speed --seconds 0.01 --svg /nonexistent/s.svg md5
    exits 3
    err_has "/nonexistent/s.svg: cannot be written"
    [ ! -s "$out" ]
}

@test "the kinds of rows that take longest" {
    t speed --seconds 0.01 --json chains handshakes encapsulation Ed25519 ML-DSA-65 P-256
    exits 0
    json '[.rows[].group] | unique' \
        '["agreement","chains","encapsulation","handshakes","signatures"]'
    json '[.rows[] | select(.unit != "runs" or .per_second <= 0)]' '[]'
}

@test "the beginning of a name: all algorithms of that kind" {
    t speed --seconds 0.01 --json 3des x448 ml-kem
    exits 0
    json '[.rows[].name] | unique' '["3DES-CBC","ML-KEM-1024","ML-KEM-512","ML-KEM-768","X448"]'
    t speed sha-25
    exits 2
}

@test "unknown names, and times that are none" {
    t speed SHA-265
    exits 2
    err_has "no such algorithm: 'SHA-265' \(did you mean SHA-256\?\)"
    t speed MD5 ''
    exits 2
    for seconds in 0 -1 x 1e3; do
        t speed --seconds $seconds MD5
        exits 2
        err_has 'not a number of seconds'
    done
}

@test "SIGINT: what was measured is shown, and the signal ends the run" {
    stopped INT md5 sha-1
    [ "$status" -eq 130 ]
    out_has '^Stopped before everything was measured\.$'
    out_lacks 'SHA-1, '
}

@test "SIGTERM: the file is written as well" {
    stopped TERM --svg "$BATS_TEST_TMPDIR/t.svg" --json md5 sha-1
    [ "$status" -eq 143 ]
    json '[.stopped, (.rows | length)]' '[true,0]'
    xmllint --noout "$BATS_TEST_TMPDIR/t.svg"
}

@test "a reader that has gone, and a full disk" {
    t speed --seconds 0.01 md5
    status=0
    "$TLSBOX" speed --seconds 0.01 md5 >/dev/full 2>"$err" || status=$?
    exits 3
    err_has 'standard output'
}

@test "a Chinese locale: the table is in Chinese" {
    LC_ALL=zh_CN.UTF-8 t speed --seconds 0.01 rc4
    exits 0
    out_has '不带认证的模式和密码'
    out_has 'RC4 的密钥流有偏差'
    out_lacks 'PER SECOND'
}

@test "progress on a terminal, unless it is a dumb one" {
    command -v script >/dev/null || skip "script(1) is not installed"
    timeout 60 script -qec "$TLSBOX speed --seconds 0.01 md5 >/dev/null" /dev/null </dev/null >"$out"
    grep -q $'\r\033\[K1/1 MD5' "$out"
    TERM=dumb timeout 60 script -qec "$TLSBOX speed --seconds 0.01 md5 >/dev/null" /dev/null \
        </dev/null >"$out"
    ! grep -q $'\033' "$out"
}
