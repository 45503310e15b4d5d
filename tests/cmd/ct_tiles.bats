#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Proofs of inclusion from a small tiled log (tests/fetch/mktiles.c): from a directory, and fetched
# from a server that follows scripts (tests/fetch/httpd.c), good and bad.
load kit
load servers
load fetching

setup_file() {
    start_httpd
    mkdir -p {good,other,small,young}/tile/{0/000.p,0/001.p,1/000.p}
    "$MKTILES" . "$at/ct/"
    openssl x509 -in chain.pem -out leaf.pem
    sed "1,/END CERT/d" chain.pem >sub.pem
}

# publish FOLDER: the server has the files of this log, and no others; for it "/" is "_" in names.
publish() {
    rm -f www/ct_*
    (cd "$1" && find . -type f) | while read -r file; do
        name=ct_$(echo "${file#./}" | tr / _)
        cp "$1/$file" "www/$name.body"
        printf 'send HTTP/1.1 200 OK\\r\\n\\r\\n\nfile %s.body\n' "$name" >"www/$name"
    done
}

# answer FILE LINE...: the server answers so for one file of the log.
answer() {
    local file=$1
    shift
    printf '%s\n' "$@" >"www/ct_$file"
}

# v ARGUMENT...: judges the chain.
v() {
    t verify --at 2026-06-01 --roots root.pem --ct-logs logs.json "$@" "${chain:-chain.pem}"
}

# fetches ARGUMENT...: judges the chain with tiles that are fetched.
fetches() {
    v --ct-tiles fetch --fetch-private "$@"
}

@test "given tiles prove that the log has the certificate" {
    v --json --ct-tiles good
    exits 0
    json '.scts[0]|[.status,.inclusion,.error,.leaf_index]' '["valid","proven",null,100]'
    v --ct-tiles good
    out_has '100, included'
    [ ! -e www/log ]
}

@test "another leaf in its place is an error, and a damaged tile a warning" {
    v --json --ct-tiles other
    exits 1
    json '.scts[0]|[.inclusion,.error]' '["wrong","TILE_ROOT"]'
    v --ct-tiles other
    out_has 'does not have the certificate .* at the index .*: another leaf is proven to be at that'
    jq ".operators[0].tiled_logs[0].temporal_interval = {
        start_inclusive: \"2001-01-01T00:00:00Z\", end_exclusive: \"2002-01-01T00:00:00Z\"}" \
        logs.json >past.json
    t verify --json --at 2026-06-01 --roots root.pem --ct-logs past.json --ct-tiles other chain.pem
    exits 1
    json ".scts[0]|[.status,.inclusion,.error]" "[\"wrong-interval\",\"wrong\",\"TILE_ROOT\"]"
    rm -rf damaged
    cp -r good damaged
    cp other/tile/1/000.p/1 damaged/tile/1/000.p/1
    printf x | dd of=damaged/tile/0/001.p/44 bs=1 seek=64 conv=notrunc 2>dd.err
    v --json --ct-tiles damaged
    exits 0
    json '.scts[0]|[.inclusion,.error]' '["unknown","TILE_DISAGREE"]'
    json '[.findings[]|select(.rule=="CT_TILES")|.severity]' '["warning"]'
    v --ct-tiles damaged
    out_has 'is not known: the tiles and the checkpoint do not belong together'
}

@test "a tree without the leaf is a warning, unless the log had to have it" {
    v --json --ct-tiles small
    exits 0
    json '.scts[0]|[.inclusion,.error]' '["unknown","TILE_BEYOND"]'
    jq '.operators[0].tiled_logs[0].mmd = 60' logs.json >prompt.json
    t verify --json --at 2026-06-01 --roots root.pem --ct-logs prompt.json --ct-tiles small chain.pem
    exits 1
    json '.scts[0]|[.inclusion,.error]' '["wrong","TILE_LATE"]'
}

@test "what is no directory of a log is an error" {
    for place in none . chain.pem; do
        v --ct-tiles $place
        exits 3
        err_has "$place: no checkpoint is there: --ct-tiles takes a directory"
    done
}

@test "tiles are fetched, from a private address only when asked to" {
    publish good
    v --ct-tiles fetch
    exits 0
    err_has 'ct/checkpoint: not fetched: .*(private|port).* \(--fetch-private allows it\)'
    out_has 'is not known: the checkpoint or a tile could not be read or fetched'
    [ ! -e www/log ]
    fetches
    exits 0
    err_lines 0
    out_has '100, included'
    asked 3 '^GET '
    asked 1 '^GET /ct/tile/0/000 '
    asked 1 '^GET /ct/tile/0/001.p/44 '
}

@test "handshake waits for fetched tiles" {
    publish good
    s_server
    t handshake --json --at 2026-06-01 --host www.example.com --roots root.pem --ct-logs logs.json \
        --ct-tiles fetch --fetch-private "127.0.0.1:$port"
    exits 0
    json ".. | .scts? // empty | .[0].inclusion" "\"proven\""
    asked 3 "^GET "
}

@test "fetched tiles are cached, and those that are given come first" {
    publish good
    fetches
    exits 0
    fetches
    exits 0
    out_has '100, included'
    asked 3 '^GET '
    fetches --no-cache
    exits 0
    asked 6 '^GET '
    v --ct-tiles good --ct-tiles fetch --no-cache
    exits 0
    out_has '100, included'
    asked 6 '^GET '
}

@test "a cached checkpoint that does not have the leaf is fetched again" {
    publish young
    fetches
    exits 0
    out_has "100, included"
    asked 2 "^GET "
    publish good
    chain=late.pem fetches
    exits 0
    err_lines 0
    out_has "200, included"
    asked 2 "^GET /ct/checkpoint "
}

@test "a cached checkpoint that has the leaf is as good as a newer one" {
    publish good
    fetches
    exits 0
    publish small
    fetches
    exits 0
    out_has '100, included'
    asked 3 '^GET '
}

@test "a full tile takes the place of a partial one that is gone" {
    publish good
    rm www/ct_tile_0_001.p_44
    cp good/tile/0/001.p/44 www/full.body
    head -c 6784 /dev/zero >>www/full.body
    answer tile_0_001 'send HTTP/1.1 200 OK\r\n\r\n' 'file full.body'
    fetches
    exits 0
    out_has '100, included'
    asked 1 '^GET /ct/tile/0/001 '
}

@test "hostile: another leaf in the tree" {
    publish other
    fetches --json
    exits 1
    json '.scts[0]|[.inclusion,.error]' '["wrong","TILE_ROOT"]'
}

# unknown CODE TEXT: nothing was proven, which is a warning; and nothing was kept.
unknown() {
    fetches --json
    exits 0
    json '.scts[0]|[.status,.inclusion,.error]' "[\"valid\",\"unknown\",\"$1\"]"
    json '[.findings[]|select(.rule=="CT_TILES")|.severity]' '["warning"]'
    [ -z "${2-}" ] || err_has "$2"
    [ -z "$(ls "$XDG_CACHE_HOME/tlsbox")" ]
}

@test "hostile: a wrong tile" {
    publish good
    printf x | dd of=www/ct_tile_0_001.p_44.body bs=1 conv=notrunc 2>dd.err
    unknown TILE_DISAGREE
}

@test "hostile: an endless tile, and one that is too long" {
    publish good
    answer tile_0_000 'send HTTP/1.1 200 OK\r\n\r\n' 'repeat 0 x'
    unknown TILE_UNREAD 'tile/0/000: not fetched: larger than what is fetched of this kind'
    answer tile_0_000 'send HTTP/1.1 200 OK\r\n\r\n' 'repeat 8193 x'
    unknown TILE_FORM
}

@test "hostile: a missing tile" {
    publish good
    rm www/ct_tile_0_000
    unknown TILE_UNREAD 'tile/0/000: not fetched: .*404'
}

@test "hostile: a checkpoint with a bad signature, and none" {
    publish good
    sed '2s/300/301/' good/checkpoint >www/ct_checkpoint.body
    unknown SIG_MISMATCH
    asked 1 '^GET '
    rm www/ct_checkpoint
    unknown TILE_UNREAD 'checkpoint: not fetched: .*404'
}

@test "hostile: a checkpoint that is smaller than the leaf index" {
    publish small
    unknown TILE_BEYOND
    asked 1 '^GET '
}

@test "hostile: a log that never answers does not hold up the verdict" {
    publish good
    answer tile_0_000 hang
    fetches --timeout 3 --json
    exits 0
    json '.scts[0].inclusion' '"unknown"'
}

@test "--ct-tiles fetch goes with verify and handshake alone" {
    t chain --ct-logs logs.json --ct-tiles fetch chain.pem
    exits 2
    err_has '\-\-ct-tiles fetch goes with verify and handshake only'
    t verify --batch --ct-logs logs.json --ct-tiles fetch
    exits 2
    err_has '\-\-ct-tiles fetch does not go with --batch'
    v --ct-tiles good --no-cache
    exits 2
    err_has 'go with .* or --ct-tiles fetch'
}
