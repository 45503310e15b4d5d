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
CROWD=$built/tests/scan/crowd
export SCHEMA_CHECK LISTENER TLSPEER GATE FLOOD MKCRLITE CROWD HTTPD
for program in "$SCHEMA_CHECK" "$LISTENER" "$TLSPEER" "$GATE" "$FLOOD" "$CROWD" "$HTTPD"; do
    [ -x "$program" ] || { echo "run.sh: there is no $program" >&2; exit 99; }
done
PKI=$(mktemp -d)
export PKI
trap 'rm -rf "$PKI"' EXIT
bash "$tests/pki.bash" "$PKI" >"$PKI/log" 2>&1 || { cat "$PKI/log" >&2; exit 99; }
if [ $# -eq 0 ]; then
    set -- "$tests"/*.bats
fi
bats --tap "$@"
