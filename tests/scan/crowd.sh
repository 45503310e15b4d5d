#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Scans a crowd of servers (crowd.c), of which a tenth does not behave: every target has its result,
# with the right reason; a second run has the same results; and memory stays in bounds.
# CROWD: the number of servers; CROWD_WHOLE: of those that are scanned with all questions.
set -u
number=${CROWD:-1000} whole=${CROWD_WHOLE:-60}

command -v jq >/dev/null || { echo "crowd.sh: jq is not installed" >&2; exit 77; }
crowd=${top_builddir:?}/tests/scan/crowd
peak=$top_builddir/tests/scan/peak
dir=$(mktemp -d) || exit 99
pids=
trap 'kill $pids; rm -rf "$dir"' EXIT
cd "$dir" || exit 99

fail() {
    echo "crowd.sh: $*" >&2
    exit 1
}

# serve NAME NUMBER [good]: a crowd whose targets are in the file NAME.
serve() {
    name=$1
    shift
    : >"$name.new"
    "$crowd" "$@" >>"$name.new" </dev/null &
    pids="$pids $!"
    while [ "$(wc -l <"$name.new")" -lt "$1" ]; do
        kill -0 $! || fail "crowd $* does not serve"
        sleep 0.05
    done
    mv "$name.new" "$name"
}

# scan NAME OPTION...: scans the targets of a crowd; the results are in NAME.json.
scan() {
    name=$1
    shift
    "$peak" "$TLSBOX" scan --json --rate 0 "$@" --targets "$name" >"$name.json" 2>"$name.err"
    code=$?
    kilobytes=$(awk '/^peak: / { print $2 }' "$name.err")
    [ "$(wc -l <"$name.json")" -eq "$(wc -l <"$name")" ] ||
        fail "$name: not a result for each target"
}

# What each server comes to: its target, what it is, and the reason of its result.
reasons() {
    awk '{ print $1, $3 }' "$1" | sort >"$1.is"
    jq -r '[.input, .reason // "ok"] | join(" ")' "$1.json" | sort >"$1.has"
    join "$1.is" "$1.has" | awk '{ print $2, $3 }' | sort | uniq -c
}

# The results without what is different each time.
settled() {
    jq -cS 'del(.line, .timing, .bytes, .connections)' "$1" | sort
}

serve crowd "$number"
scan crowd --quick --timeout 4 --jobs "$number"
[ "$code" -eq 5 ] || fail "exit code $code"
reasons crowd | tee reasons
for row in 'dead refused' 'silent timeout' 'garbage not-tls' 'closing reset' 'resetting reset' \
    'refusing alert' 'dripping ok' 'lying ok' 'good-both ok' 'good-new ok' 'good-old ok'; do
    grep -q " $row\$" reasons || fail "no server is: $row"
    [ "$(grep -c " ${row% *} " reasons)" -eq 1 ] || fail "not all are the same: ${row% *}"
done
settled crowd.json >first
scan crowd --quick --timeout 4 --jobs "$number"
settled crowd.json >second
cmp first second || { diff first second | head -n 4; fail "a second run has other results"; }

# within WHAT: that number of hosts took at most 16 KiB each, besides what one takes.
within() {
    echo "$number hosts $1: $((all - kilobytes)) KiB, and $kilobytes KiB for one"
    [ $((all - kilobytes)) -le $((16 * number)) ] || fail "more than 16 KiB for each host"
}

# All at a time take little more memory than one.  A build with sanitizers keeps what is freed.
if ! readelf -sW "$TLSBOX" | grep -q ' __asan_init'; then
    serve good "$number" good
    scan good --quick --jobs "$number"
    all=$kilobytes
    head -n 1 good >one
    scan one --quick
    within "asked once"
    scan good --jobs "$number"
    all=$kilobytes
    scan one
    within "asked everything"
fi

serve whole "$whole" good
scan whole
settled whole.json >first
reasons whole
scan whole --jobs "$whole"
settled whole.json >second
cmp first second || { diff first second | head -n 4; fail "a second scan has other results"; }
