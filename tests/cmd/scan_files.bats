# SPDX-License-Identifier: GPL-3.0-or-later
# scan: the files that it writes: a report in HTML, and a CBOM.
load kit
load servers

# Two targets: a server, and a port that nobody listens at.
two() {
    t scan --rate 0 --roots root.pem --html "$BATS_TEST_TMPDIR/page.html" \
        --cbom "$BATS_TEST_TMPDIR/cbom.json" "127.0.0.1:$port" "127.0.0.1:$dead" "$@"
}

# start: a server at $port, and a port $dead at which none is.
start() {
    free_port
    dead=$port
    s_server -quiet -www
    cbom=$BATS_TEST_TMPDIR/cbom.json
}

@test "a report and a CBOM of two targets" {
    start
    two
    grep -qF "<b>2</b>targets" "$BATS_TEST_TMPDIR/page.html"
    grep -qF "<b>1</b>with TLS" "$BATS_TEST_TMPDIR/page.html"
    [ "$(grep -c '<tbody' "$BATS_TEST_TMPDIR/page.html")" = 2 ]
    [ "$(tail -n 1 "$BATS_TEST_TMPDIR/page.html")" = '</html>' ]
    jq -e '.specVersion == "1.6" and (.services | length == 1)' "$cbom"
    jq -e '[.components[] | select(.cryptoProperties.assetType == "certificate")] | length == 2' \
        "$cbom"
    jq -e '[.components[] | select(.cryptoProperties.assetType == "protocol") | .name] | sort ==
        ["TLS 1.2","TLS 1.3"]' "$cbom"
}

@test "the same twice, but for the time and the number of the document" {
    start
    two
    jq -S 'del(.serialNumber, .metadata.timestamp)' "$cbom" >"$BATS_TEST_TMPDIR/first"
    serial=$(jq .serialNumber "$cbom")
    two --json
    jq -S 'del(.serialNumber, .metadata.timestamp)' "$cbom" >"$BATS_TEST_TMPDIR/second"
    [ "$serial" != "$(jq .serialNumber "$cbom")" ]
    # The server may choose another order of equals from one connection to the next.
    cmp <(jq -r '.components[]."bom-ref"' "$BATS_TEST_TMPDIR/first" | sort) \
        <(jq -r '.components[]."bom-ref"' "$BATS_TEST_TMPDIR/second" | sort)
}

@test "no server at all: both files are there and empty" {
    start
    t scan --rate 0 --html "$BATS_TEST_TMPDIR/page.html" --cbom "$cbom" "127.0.0.1:$dead"
    exits 4
    jq -e '(.services, .components, .dependencies) | length == 0' "$cbom"
    ! grep -q '<svg' "$BATS_TEST_TMPDIR/page.html"
}

@test "a file that cannot be written is reported before any server is asked" {
    start
    for option in --html --cbom; do
        t scan --rate 0 "$option" "$BATS_TEST_TMPDIR/none/file" "127.0.0.1:$port"
        exits 3
        err_has "none/file"
    done
}
