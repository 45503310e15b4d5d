#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes the certificates of the command tests once, and runs the tests.  Arguments are passed to
# bats, such as a file or `--filter NAME`.
set -eu

for tool in bats jq openssl; do
    command -v $tool >/dev/null || { echo "run.sh: $tool is not installed" >&2; exit 77; }
done
[ -x "${TLSBOX:?}" ] || { echo "run.sh: there is no $TLSBOX" >&2; exit 99; }
tests=${top_srcdir:?}/tests/cmd
built=$(dirname "$TLSBOX")
SCHEMA_CHECK=$built/tests/unit/view/schema_check
LISTENER=$built/tests/cmd/listener
TLSPEER=$built/tests/cmd/tlspeer
GATE=$built/tests/cmd/gate
HTTPD=$built/tests/fetch/httpd
FLOOD=$built/tests/cmd/flood
MKCRLITE=$built/tests/crlite/mkcrlite
MKTILES=$built/tests/fetch/mktiles
CROWD=$built/tests/scan/crowd
export SCHEMA_CHECK LISTENER TLSPEER GATE FLOOD MKCRLITE CROWD HTTPD MKTILES
for program in "$SCHEMA_CHECK" "$LISTENER" "$TLSPEER" "$GATE" "$FLOOD" "$CROWD" "$HTTPD" \
    "$MKTILES"; do
    [ -x "$program" ] || { echo "run.sh: there is no $program" >&2; exit 99; }
done
work=$(mktemp -d)
export PKI="$work/pki"
trap 'rm -rf "$work"' EXIT
mkdir "$PKI"
bash "$tests/pki.bash" "$PKI" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 99; }
if [ $# -gt 0 ]; then
    bats --tap "$@"
    exit
fi

# half ODD FILE...: runs every second file, from the first one if ODD is 1.
half()
{
    odd=$1
    shift
    for file; do
        shift
        [ "$odd" = 0 ] || set -- "$@" "$file"
        odd=$((1 - odd))
    done
    bats --tap "$@"
}

# Tests wait for servers at times, so that two at once take less than twice as long as one.  The
# second half has certificates of its own, where it can't meet the files of the first.
cp -a "$PKI" "$work/second"
PKI=$work/second half 0 "$tests"/*.bats >"$work/tap" 2>&1 &
status=0
half 1 "$tests"/*.bats || status=$?
wait $! || status=$?
cat "$work/tap"
exit $status
