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
SCHEMA_CHECK=$(dirname "$TLSBOX")/tests/unit/view/schema_check
[ -x "$SCHEMA_CHECK" ] || { echo "run.sh: there is no $SCHEMA_CHECK" >&2; exit 99; }
export SCHEMA_CHECK
LISTENER=$(dirname "$TLSBOX")/tests/cmd/listener
[ -x "$LISTENER" ] || { echo "run.sh: there is no $LISTENER" >&2; exit 99; }
export LISTENER
TLSPEER=$(dirname "$TLSBOX")/tests/cmd/tlspeer
[ -x "$TLSPEER" ] || { echo "run.sh: there is no $TLSPEER" >&2; exit 99; }
export TLSPEER
GATE=$(dirname "$TLSBOX")/tests/cmd/gate
[ -x "$GATE" ] || { echo "run.sh: there is no $GATE" >&2; exit 99; }
export GATE
FLOOD=$(dirname "$TLSBOX")/tests/cmd/flood
[ -x "$FLOOD" ] || { echo "run.sh: there is no $FLOOD" >&2; exit 99; }
export FLOOD
PKI=$(mktemp -d)
export PKI
trap 'rm -rf "$PKI"' EXIT
bash "$tests/pki.bash" "$PKI" >"$PKI/log" 2>&1 || { cat "$PKI/log" >&2; exit 99; }
if [ $# -eq 0 ]; then
    set -- "$tests"/*.bats
fi
bats --tap "$@"
