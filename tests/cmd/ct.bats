#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Certificate timestamps of a real certificate, with the keys of real logs.
load kit

python="$top_srcdir/demo/python.pem"

# Finds the log list; without it the test is skipped.
log_list() {
    logs=${TLSBOX_VECTORS:-$top_srcdir/../shared/data}/ct/log_list.json
    [ -r "$logs" ] || skip "there is no $logs"
}

@test "the timestamps of a real certificate are by its logs" {
    log_list
    for client in none chrome apple firefox; do
        t verify --json --at 2026-02-01 --ct-logs "$logs" --ct-policy $client "$python"
        exits 0
        out_has '"status":"valid".*"status":"valid".*"status":"valid"'
        out_has '"leaf_index":23095455'
        out_has '"operator":"Cloudflare","state":"usable"'
    done
}

@test "a timestamp of the next second is not enough" {
    log_list
    t verify --at 2026-01-13T13:03:48Z --ct-logs "$logs" --ct-policy chrome "$python"
    exits 1
    out_has '^.*FAIL \(ct-insufficient\)$'
    out_has 'Chrome would refuse'
}

@test "a stale log list is called stale" {
    log_list
    t verify --at 2026-05-01 --ct-logs "$logs" --ct-policy chrome "$python"
    exits 0
    out_has 'The log list of 2026-01-02 was 118 days old'
}

@test "a policy and tiles need a log list" {
    for option in --ct-policy=apple --ct-tiles=/; do
        t verify $option "$python"
        exits 2
        err_has 'needs a log list: --ct-logs FILE'
    done
}

@test "a log list that cannot be used is an error" {
    t verify --ct-logs "$python" "$python"
    exits 3
    err_has 'python.pem: --ct-logs takes a log list, a JSON file of version 3: a digit is required'
    t show --ct-logs "$python" "$python"
    exits 3
    err_has 'python.pem: --ct-logs takes a log list, .*\[undecodable\]'
    t show --ct-logs "$BATS_TEST_TMPDIR/none.json" "$python"
    exits 3
    err_has 'none.json: cannot be opened: No such file or directory \[unreadable\]'
    t verify --ct-logs "$BATS_TEST_TMPDIR/none.json" "$python"
    exits 3
    err_has '\[unreadable\]'
}

# The first lines of each timestamp, up to its ID.
@test "show names the logs of a real certificate" {
    log_list
    t show --ct-logs "$logs" "$python"
    exits 0
    diff <(sed -n '/- Version/,/Status/s/^ *//p' "$out" | sed 's/   */ /') - <<'END'
- Version 1
Log Sectigo 'Elephant2027h1'
Operator Sectigo
State usable
Status valid: the log has signed for this certificate
- Version 1
Log Cloudflare 'Nimbus2027'
Operator Cloudflare
State usable
Status valid: the log has signed for this certificate
- Version 1
Log Let's Encrypt 'Sycamore2027h1'
Operator Let's Encrypt
State usable
Status valid: the log has signed for this certificate
END
    t show --json --ct-logs "$logs" "$python"
    json 'first(.extensions[].value.timestamps//empty|.[0]|[.log,.operator,.state,.status]|join(" "))' \
        "\"Sectigo 'Elephant2027h1' Sectigo usable valid\""
}

@test "show has nothing to say about logs in other forms" {
    for form in --short --pem --asn1 --lint; do
        t show --ct-logs "$python" $form "$python"
        exits 2
        err_has "ct-logs adds to the text and to --json"
    done
}

@test "show says of a certificate without its issuer that nothing was checked" {
    log_list
    awk '{print} /END CERT/{exit}' "$python" >"$BATS_TEST_TMPDIR/leaf.pem"
    t show --ct-logs "$logs" "$BATS_TEST_TMPDIR/leaf.pem"
    exits 0
    out_has "Log +Cloudflare 'Nimbus2027'"
    out_has 'Status +not checked: the issuer is not next in the file'
    out_lacks 'Status +valid'
}
