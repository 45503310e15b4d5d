#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The verdicts of `verify --batch` are those of `verify` for each file alone: chains of all kinds,
# bred by the differential fuzzer, are judged both ways, and every key is compared.
# BATCH_CHAINS: their number; BATCH_FIRST: the first seed.
set -u
first=${BATCH_FIRST:-1} number=${BATCH_CHAINS:-200}

command -v jq >/dev/null || { echo "same.sh: jq is not installed" >&2; exit 77; }
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT
tests/batch/bred "$first" "$number" "$dir" || exit 99
cd "$dir" || exit 99

"$TLSBOX" verify --batch --roots "$dir/roots.pem" requests >many.json 2>many.err
worst=$?

# One process each: nothing is known of another chain.  All files get the name that the requests
# have, since results and sentences repeat it.
mkdir single
while read -r seed host profile purpose; do
    echo "$seed" >>ids
    mv "$seed.pem" single/requests
    (cd single && "$TLSBOX" verify --json --roots "$dir/roots.pem" --at @1780272000 --host "$host" \
        --profile "$profile" --purpose "$purpose" requests) 2>>one.err
    echo "$?" >>exits
done <list >one.json

# Only a file can be shown by a command, and the clock does not stand still.  If the first
# certificate does not decode, the message has its place, counted in the file or in the string.
sameness='del(.id)
    | (.. | objects | select(.hint? != null)).hint |=
        (rtrimstr("; to see it: tlsbox show --asn1 requests")
            | sub("clock(, which shows| .now) [0-9: -]* UTC"; "clock"))
    | if .reason == "undecodable" then del(.findings[].message) else . end'
jq -c "$sameness" one.json >one || exit 1
jq -c "$sameness" many.json >many || exit 1
jq -r .exit many.json | cmp - exits || exit 1
jq -r .id many.json | cmp - ids || exit 1
[ "$(wc -l <many)" -eq "$number" ] || { echo "same.sh: not $number results"; exit 1; }
if ! cmp -s one many; then
    diff one many | head -n 4
    echo "same.sh: the verdicts differ"
    exit 1
fi
echo "$number chains, exit code $worst:"
jq -r '.reason // "ok"' many.json | sort | uniq -c | sort -rn
