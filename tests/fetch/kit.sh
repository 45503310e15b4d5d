#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What the tests of fetches share: sourced with `set -u`.  It makes a directory, goes there, and
# starts a server of HTTP (httpd.c) with its scripts in www, at $at.  FETCH_PREFIX is put before
# each fetch (valgrind, say), FETCH_MS is how long an answer may take.
command -v openssl >/dev/null || { echo "$0: openssl is not installed" >&2; exit 77; }
tests=${top_builddir:?}/tests/fetch
dir=$(mktemp -d) || exit 99
pids=
# shellcheck disable=SC2086  # a list of numbers
trap 'kill $pids 2>/dev/null; chmod -R u+w "$dir"; rm -rf "$dir"' EXIT
mkdir "$dir/www" "$dir/cache"
cd "$dir" || exit 99
passed=0 failed=0
ms=${FETCH_MS-900}

# wait_for FILE [PATTERN]: until a line of it matches, for at most ten seconds.
wait_for()
{
    tries=0
    while ! grep -q "${2-.}" "$1" && [ $tries -lt 500 ]; do
        sleep 0.02
        tries=$((tries + 1))
    done
}

# start_httpd DIRECTORY: a server of its scripts; its port is in $port.
start_httpd()
{
    : >port # the file may have the port of another one
    "$tests/httpd" "$1" >port 2>complaints &
    pids="$pids $!"
    wait_for port
    port=$(cat port)
}

# complain TEXT: a case has failed.
complain()
{
    failed=$((failed + 1))
    echo "FAILED: $name: $1"
}

# The bounds of each fetch, whatever comes: its memory in KiB, with that of sanitizers, and nothing
# but whole files in the cache.
peak_max=200000
check_bounds()
{
    peak=$(sed -n 's/^[0-9]* connections, peak \([0-9]*\) KiB$/\1/p' err)
    if grep -Eq 'Sanitizer|runtime error' err; then
        complain 'a sanitizer reports' && cat err
    elif [ "${peak:-0}" -eq 0 ] || [ "$peak" -gt "$peak_max" ]; then
        complain "it took ${peak:-unknown} KiB of memory"
    elif ls cache/.new-* 2>/dev/null; then
        complain 'files are left in the cache'
    else
        passed=$((passed + 1))
    fi
}

# check NAME EXIT PATTERN ARGUMENT...: fetch_once with the arguments; a line of its standard error
# matches, and the body is in the file "body".
check()
{
    name=$1 want=$2 pattern=$3
    shift 3
    code=0
    # shellcheck disable=SC2086  # words of a command
    timeout 60 ${FETCH_PREFIX-} "$tests/fetch_once" "$@" >body 2>err || code=$?
    if [ "$code" -eq "$want" ] && grep -Eq -- "$pattern" err; then
        check_bounds
    else
        complain "exit code $code, expected $want, and /$pattern/ in:"
        cat err
    fi
}

# answer NAME EXIT PATTERN [OPTION...]: the script on standard input answers.
answer()
{
    name=$1 want=$2 pattern=$3
    shift 3
    cat >www/case
    check "$name" "$want" "$pattern" --private --timeout "$ms" "$@" issuer "$at/case"
}

# body TEXT: the last fetch had this body.
body()
{
    [ "$(cat body)" = "$1" ] || complain "the body is '$(head -c 200 body)'"
}

# connections N: the last fetch has tried N of them, to servers of ours; a name like localhost may
# have an address of IPv6 that is tried as well.
connections()
{
    [ "$(grep -c '^reached 127\.0\.0\.1:' err)" = "$1" ] || complain "there were not $1: $(cat err)"
}

# reached PLACE...: these and no others were connected to by the last fetch.
reached()
{
    [ "$(sed -n "s/^reached //p" err | sort -u | tr "\n" " ")" = "${*:+$* }" ] ||
        complain "it reached other places than '$*': $(cat err)"
}

# end: the last line, "N passed, N failed".
end()
{
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ]
}

start_httpd www
at=http://127.0.0.1:$port
ok='HTTP/1.1 200 OK\r\n'
# shellcheck disable=SC2034  # for those who source this
chunked="${ok}Transfer-Encoding: chunked\\r\\n\\r\\n"
