#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# --nagios and --prometheus.
load kit
load servers

# The day after DAYS from now, for --at.
day() {
    date -u -d "+$1 days" +%FT%TZ
}

@test "--nagios: OK is exit 0 and one line with days and per cent" {
    t verify --nagios --roots root.pem --host www.example.org chain.pem
    exits 0
    out_lines 1
    err_lines 0
    out_has "^TLSBOX OK: chain\.pem: [0-9]+\.[0-9] days left \([0-9]+ %\) \| 'days_left'=[0-9]+\.[0-9]{2};;;;[0-9]+\.[0-9]{2} 'percent_left'=[0-9]+\.[0-9]%;;;0;100$"
}

@test "--nagios: a warning alone is exit 1, and --warn is the threshold" {
    t verify --nagios --roots root.pem --warn 3650 chain.pem
    exits 1
    out_lines 1
    out_has "^TLSBOX WARNING: chain\.pem: .* \| 'days_left'=[0-9.]+;3650:;;"
    t verify --nagios --roots root.pem --fail-within 99% chain.pem --at "$(day 30)"
    exits 2
    out_has "^TLSBOX CRITICAL: chain\.pem: expires-soon: .*'percent_left'=[0-9.]+%;;99:;0;100$"
}

@test "--nagios: dates do not count below a record of DANE-EE, unless the caller watches them" {
    local record
    record="3 0 1 $(openssl x509 -in leaf.pem -outform DER | sha256sum | cut -d' ' -f1)"
    t verify --nagios --dane "$record" --at 2120-01-01 chain.pem
    exits 0
    out_has '^TLSBOX OK: chain\.pem: -[0-9.]+ days left \(0 %\), which do not count \(DANE-EE\) \|'
    t verify --nagios --dane "$record" --warn 10 --at 2120-01-01 chain.pem
    exits 1
    out_has '^TLSBOX WARNING: .* expired'
    t verify --nagios --dane "$record" --fail-within 3650 chain.pem
    exits 2
    out_has '^TLSBOX CRITICAL: chain\.pem: expires-soon: '
}

@test "--nagios: a negative verdict is exit 2, and JSON keeps its own exit code" {
    t verify --nagios --roots root.pem --host other.example.org chain.pem
    exits 2
    out_has '^TLSBOX CRITICAL: chain\.pem: host-mismatch: '
    t verify --nagios --json --roots root.pem --host other.example.org chain.pem
    exits 2
    json '[.reason, .exit]' '["host-mismatch",1]'
}

@test "--nagios: usage, unreadable files and a full disk are exit 3, with a line" {
    t verify --nagios
    exits 3
    out_has "^TLSBOX UNKNOWN: no FILE .*; try 'tlsbox verify --help'$"
    t verify --nagios --no-such-option chain.pem
    exits 3
    out_has '^TLSBOX UNKNOWN: .*--no-such-option'
    t verify --nagios --revocation 'a|b' chain.pem
    exits 3
    out_has "^TLSBOX UNKNOWN: .*'a/b'"
    t verify --nagios --roots no-such-root chain.pem
    exits 3
    out_has '^TLSBOX UNKNOWN: .*no-such-root: .*No such file'
    t verify --nagios --roots root.pem no-such-file
    exits 3
    out_has '^TLSBOX UNKNOWN: no-such-file: unreadable: '
    status=0
    "$TLSBOX" verify --nagios --roots root.pem chain.pem >/dev/full 2>"$err" || status=$?
    exits 3
    t scan --nagios localhost
    exits 2
}

@test "--nagios: of several operands critical counts most, and each has a line" {
    t verify --nagios --roots root.pem chain.pem no-such-file leaf.pem
    exits 2
    out_lines 4
    out_has "^TLSBOX CRITICAL: 3 checked: 1 ok, 0 warning, 1 critical, 1 unknown \| 'chain\.pem days_left'="
    out_has '^OK: chain\.pem: '
    out_has '^UNKNOWN: no-such-file: '
    out_has '^CRITICAL: leaf\.pem: unknown-issuer: '
}

@test "--nagios: a name cannot forge performance data or lines" {
    cp chain.pem "$BATS_TEST_TMPDIR/a|b'=9
OK: c"
    t verify --nagios --roots root.pem "$BATS_TEST_TMPDIR/a|b'=9
OK: c"
    exits 0
    out_lines 1
    [ "$(tr -cd '|' <"$out" | wc -c)" -eq 1 ]
}

@test "handshake --nagios: a good server, a bad name, nobody there" {
    s_server
    t handshake --nagios --roots root.pem --connect "127.0.0.1:$port" www.example.org
    exits 0
    out_lines 1
    out_has '^TLSBOX OK: www\.example\.org: '
    t handshake --nagios --roots root.pem --connect "127.0.0.1:$port" wrong.example.org
    exits 2
    out_has '^TLSBOX CRITICAL: wrong\.example\.org: host-mismatch: '
    t handshake --nagios 127.0.0.1:1
    exits 2
    out_has '^TLSBOX CRITICAL: 127\.0\.0\.1:1: refused: '
    t handshake --nagios --get / www.example.org
    exits 3
}

@test "--prometheus: metrics, each series once, written as a whole" {
    local file=$BATS_TEST_TMPDIR/m.prom
    t verify --prometheus "$file" --quiet --roots root.pem chain.pem chain.pem no-such-file
    exits 3
    grep -qx 'tlsbox_ok{command="verify",input="chain.pem"} 1' "$file"
    grep -qx 'tlsbox_ok{command="verify",input="no-such-file"} 0' "$file"
    grep -qx 'tlsbox_reason_info{command="verify",input="no-such-file",reason="unreadable"} 1' "$file"
    grep -Eqx 'tlsbox_lifetime_left_ratio\{command="verify",input="chain.pem"\} (1|0\.[0-9]+)' "$file"
    [ -z "$(grep -v '^#' "$file" | sed 's/ [^ ]*$//' | sort | uniq -d)" ]
    [ "$(find "$BATS_TEST_TMPDIR" -name 'm.prom*' | wc -l)" -eq 1 ]
    # Every metric has its type before its first value.
    awk '/^# TYPE/ { typed[$3] = 1; next } /^#/ { next }
         { name = $1; sub(/\{.*/, "", name); if (!typed[name]) exit 1 }' "$file"
    t verify --prometheus /dev/full --quiet --roots root.pem chain.pem
    exits 3
    err_has '/dev/full: cannot be written'
    t verify --prometheus no/such/dir/m.prom --roots root.pem chain.pem
    exits 3
}

@test "--prometheus: days are negative after the end, the share is never" {
    local file=$BATS_TEST_TMPDIR/m.prom
    t verify --prometheus "$file" --quiet --roots root.pem --at 2120-01-01 chain.pem
    exits 1
    grep -Eqx 'tlsbox_days_left\{command="verify",input="chain.pem"\} -[0-9.]+' "$file"
    grep -qx 'tlsbox_lifetime_left_ratio{command="verify",input="chain.pem"} 0' "$file"
}

@test "--prometheus: the end of the year 9999 is not rounded" {
    local dir=$BATS_TEST_TMPDIR
    : >"$dir/index"
    printf '%s\n' '[ca]' 'default_ca = own' '[own]' "database = $dir/index" \
        "new_certs_dir = $dir" 'rand_serial = yes' 'default_md = sha256' 'policy = any' \
        '[any]' 'commonName = supplied' >"$dir/cnf"
    openssl req -new -key leaf.key -subj /CN=long -out "$dir/long.csr"
    openssl ca -batch -notext -selfsign -config "$dir/cnf" -keyfile leaf.key -in "$dir/long.csr" \
        -startdate 20200101000000Z -enddate 99991231235959Z -out "$dir/long.pem" 2>/dev/null
    t verify --prometheus "$dir/m.prom" --quiet --roots "$dir/long.pem" "$dir/long.pem"
    grep -Eqx 'tlsbox_not_after_timestamp_seconds\{.*\} 253402300799' "$dir/m.prom"
}

@test "handshake --prometheus: a label for each address" {
    local file=$BATS_TEST_TMPDIR/m.prom
    s_server
    t handshake --prometheus "$file" --quiet --roots root.pem --connect "127.0.0.1:$port" \
        www.example.org
    exits 0
    grep -qx 'tlsbox_ok{command="handshake",input="www.example.org"} 1' "$file"
}

@test "--nagios: what is left is rounded down, as on the other screens" {
    local end
    end=$(date -d "$(openssl x509 -in chain.pem -noout -enddate | cut -d= -f2)" +%s)
    t verify --nagios --roots root.pem --at "@$((end - 5 * 86400 + 60))" chain.pem
    out_has " 4\.9 days left .*'days_left'=4\.99;"
    t verify --roots root.pem --at "@$((end - 5 * 86400 + 60))" chain.pem
    out_has '\(4 days left\)'
    t verify --roots root.pem --json --at "@$((end - 5 * 86400 + 60))" chain.pem
    json .days_left 4
}
