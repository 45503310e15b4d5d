#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The verdicts of `verify --batch` are those of `verify` for each file alone: chains of all kinds,
# bred by the differential fuzzer, are judged both ways, and every key is compared.
# BATCH_CHAINS: their number; BATCH_FIRST: the first seed.
set -u
first=${BATCH_FIRST:-1} number=${BATCH_CHAINS:-200}

command -v jq >/dev/null || { echo "same.sh: jq is not installed" >&2; exit 77; }
dir=$(mktemp -d) || exit 99
[ -n "${BATCH_KEEP:-}" ] || trap 'rm -rf "$dir"' EXIT
tests/batch/bred "$first" "$number" "$dir" || exit 99
cd "$dir" || exit 99

"$TLSBOX" verify --batch --roots roots.pem requests >batch.json 2>batch.err
batch=$?

# One process each: nothing is known of another chain.  The exit codes are compared, too.
worst=0
while read -r seed host profile purpose; do
    "$TLSBOX" verify --json --roots roots.pem --at @1780272000 --host "$host" --profile "$profile" \
        --purpose "$purpose" "$seed.pem" 2>>one.err
    echo "$?" >>exits
done <list >one.json
worst=$(sort -u exits | tr '\n' ' ')

# The operand, and where its certificates come from, differ.  If the first certificate does not
# decode, the message begins with that, too.
sameness='. as $r | del(.input, .id)
    | (.. | objects | select(has("origin") and .origin == $r.input)).origin |= null
    | if .reason == "undecodable" then del(.findings[].message) else . end'
jq -c "$sameness" one.json >one
jq -c "$sameness" batch.json >batch
jq -r .exit batch.json | cmp - exits || exit 1
jq -r .id batch.json >ids
awk '{ print $1 }' list | cmp - ids || exit 1
if ! cmp -s one batch; then
    diff one batch | head -n 4
    echo "same.sh: the verdicts differ"
    exit 1
fi
echo "$number chains, exit codes $worst(the batch: $batch), reasons:"
jq -r '.reason // "ok"' batch.json | sort | uniq -c | sort -rn
