#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Scans servers of all kinds with ours and with sslscan, and some of them with testssl.sh if
# AGREE_TESTSSL is set, since it takes minutes for each: versions, suites in order, and groups
# must be the same.  agree.rows has the servers, and the differences that are explained.  Counts our
# connections too.
#
# AGREE_ROWS: a regular expression for the names of the rows that are run (default: all).
# AGREE_JOBS: the number of rows at a time.
set -uo pipefail
here=$(cd "$(dirname "$0")/../interop" && pwd) # for runtimes.bash
agree_dir=$(cd "$(dirname "$0")" && pwd)
. "$here/peers.bash"
. "$here/services.bash"
. "$here/kit.bash"
. "$here/runtimes.bash"
. "$agree_dir/agree.bash" || exit 99
first_port=16000

for tool in openssl jq sslscan; do
    have "$tool" || { echo "SKIPPED: no $tool" && exit 77; }
done
cd "$work" || exit 99
identities
programs
. "$agree_dir/agree.rows"
run_rows
printf "\nDifferences that are explained:\n"
explained
done_with "scans of others"
