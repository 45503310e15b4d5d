#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: million.sh BUILD
# Does `verify --batch` keep its memory and its verdicts over a million chains?  20 intermediates
# sign them, each has a signature of its own; one in a hundred has the wrong host, one in a hundred
# a broken signature, and one line in a thousand is no request.
# MILLION: the number of chains.  SAMPLE: how many are also judged one by one, each in a process of
# its own.  KINDS: the kinds of the issuers' keys.  MILLION_DIR: chains that mkchains made before.
set -eu
build=$1
build=$(cd "$build" && pwd)
number=${MILLION:-1000000} sample=${SAMPLE:-10000} kinds=${KINDS:-rsa,p256,p384}

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
made=${MILLION_DIR:-$dir}
[ -n "${MILLION_DIR:-}" ] || "$build/bench/mkchains" "$dir" "$number" "$kinds" 3 1
cd "$dir"
set -- verify --roots "$made/roots.pem" --at "@$(date +%s)"

fail() {
    echo "million.sh: $*" >&2
    exit 1
}

# row STATS NAME: a number of the summary; 0 if it has none.
row() {
    awk -v name="$2" '$1 == name { n = $NF == "%" ? $(NF - 2) : $2 } END { print n + 0 }' "$1"
}

head -n "$number" "$made/requests" | awk -F '"' -v OFS='"' '
    NR % 100 == 0 { $12 = "other.example" }
    NR % 100 == 50 { n = length($6); c = substr($6, n - 20, 1)
        $6 = substr($6, 1, n - 21) (c == "A" ? "B" : "A") substr($6, n - 19) }
    { print }
    NR % 1000 == 0 { print "line " NR " is no request" }' >requests

echo "chains    jobs  chains/s   peak MiB  seconds of processor"
for n in $((number / 100)) $((number / 10)) "$number"; do
    for jobs in 1 2; do
        head -n $((n + n / 1000)) requests >part
        /usr/bin/time -f '%U %S' -o time "$build/tlsbox" "$@" --batch --stats --jobs "$jobs" \
            part >"out$jobs" 2>stats || [ $? -eq 3 ] || fail "$(cat stats)"
        peak=$(sed -n 's/^peak memory *\([0-9.]*\).*/\1/p' stats)
        printf '%-9s %4s %9s %10s  %s\n' "$n" "$jobs" "$(row stats rate)" "$peak" \
            "$(tail -n 1 time)"
        [ "$(row stats results)" -eq $((n + n / 1000)) ] || fail "not all have a result"
        [ "$(row stats ok)" -eq $((n - 2 * (n / 100))) ] || fail "$(cat stats)"
        [ "$(row stats host-mismatch)" -eq $((n / 100)) ] || fail "$(cat stats)"
        [ "$(row stats undecodable)" -eq $((n / 1000)) ] || fail "$(cat stats)"
        [ "$n" -ge 10000 ] || continue # what is shared is not filled yet
        first=${first:-$peak}
        awk -v a="$first" -v b="$peak" 'BEGIN { exit !(b <= a + 4) }' || fail "memory grows"
    done
    cmp -s out1 out2 || fail "two threads differ from one"
done
grep -o '^{"id":[0-9]*,' out1 | tr -dc '0-9\n' >ids
seq 0 $((number - 1)) | cmp -s - ids || fail "ids are not all there, or not in order"

# One by one.  All files have the name that the requests have, since results repeat it.
mkdir single
step=$((number / sample))
while [ $((step % 2)) -eq 0 ] || [ $((step % 5)) -eq 0 ]; do
    step=$((step - 1)) # with a factor of 100 it would never meet the bad ones
    [ "$step" -gt 0 ] || step=1
done
grep -v 'no request$' requests | awk -v step="$step" 'NR % step == 1 % step' >chosen
awk -F '"' '{
    for (i = 6; i <= 8; i += 2) {
        print "-----BEGIN CERTIFICATE-----" >"single/" NR
        for (s = $i; s != ""; s = substr(s, 65))
            print substr(s, 1, 64) >"single/" NR
        print "-----END CERTIFICATE-----" >"single/" NR
    }
    close("single/" NR)
    print NR, $12
}' chosen >list
"$build/tlsbox" "$@" --batch chosen >many.json || true
mkdir alone
while read -r i host; do
    mv "single/$i" alone/chosen
    (cd alone && "$build/tlsbox" "$@" --json --host "$host" chosen || true)
done <list >one.json
sameness='del(.id) | (.. | objects | select(.hint? != null)).hint |=
    rtrimstr("; to see it: tlsbox show --asn1 chosen")'
jq -c "$sameness" many.json >many
jq -c "$sameness" one.json >one
cmp -s one many || fail "verdicts differ: $(diff one many | head -n 3)"
echo "judged one by one with the same results: $(wc -l <one)"
jq -r '.reason // "ok"' one.json | sort | uniq -c | sort -rn
