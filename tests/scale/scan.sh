#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# contrib/parallel/scan.sh: two hosts scan a crowd of servers.  One of them dies in the middle of a
# shard, of which it has printed a part; then the run is ended and continued.  Nothing is lost and
# nothing comes twice.
# CROWD: the number of servers.
. "$top_srcdir/tests/scale/hosts.sh"
need jq
number=${CROWD:-1000}

# Silent servers would make each job wait for its time limit.  Some targets are given twice, and one
# line is none.
"$top_builddir/tests/scan/crowd" "$number" </dev/null >"$work/crowd" &
is_started $!
await 20 has_lines "$work/crowd" "$number"
grep -v silent "$work/crowd" >"$work/targets"
head -n 30 "$work/crowd" | grep -v silent >>"$work/targets"
echo 'this is no target' >>"$work/targets"

settings="--quick --rate 0 --timeout 20"
# settled FILE...: the results, without what is different each time.
settled()
{
    jq -cS 'del(.timing, .bytes, .connections)' "$@" | LC_ALL=C sort
}
# shellcheck disable=SC2086  # options
"$TLSBOX" scan --json $settings --targets "$work/targets" >"$work/one.ndjson" 2>"$work/one.log" ||
    [ $? = 5 ]
settled "$work/one.ndjson" >"$work/expected"
has_lines "$work/expected" $((number * 9 / 10)) || fail "one run has too few results"

# A host prints a part of a shard, and then waits for its death.
# stall HOST SHARD
stall()
{
    rm -f "$work/$1/tlsbox"
    cat >"$work/$1/tlsbox" <<END
#!/bin/sh
case "\$*" in
*--shard\ $2/*) [ ! -e $work/stall-$1 ] || stalls=1 ;;
esac
[ -n "\$stalls" ] || exec "$TLSBOX" "\$@"
"$TLSBOX" "\$@" | head -n 20
touch $work/half
exec sleep 60
END
    chmod +x "$work/$1/tlsbox"
    touch "$work/stall-$1"
}

# scan RESULTS
scan()
{
    # shellcheck disable=SC2086  # options
    SHARDS=5 "$contrib/parallel/scan.sh" "$work/hosts" "$work/targets" "$work/$1" $settings \
        2>>"$work/run.log"
}
# is_whole RESULTS: they are those of one run on one machine.
is_whole()
{
    settled "$work/$1"/*.ndjson | cmp - "$work/expected"
}

stall beta '*'
scan results &
run=$!
is_started $run
await 30 [ -e "$work/half" ]
end_tree "$sshd_beta"
rm "$work/stall-beta"
wait $run || fail "with a dead host: exit code $?"
is_whole results || fail "with a dead host the results are others"
echo "ok 1 - a host dies in the middle of a shard"

echo 1/alpha >"$work/hosts"
stall alpha 3
scan again &
run=$!
await 30 has_lines "$work/again/3.ndjson" 20
end_tree $run
rm "$work/stall-alpha"
[ "$(wc -l <"$work/again/jobs")" = 3 ] || fail "other jobs were done: $(cat "$work/again/jobs")"
scan again || fail "continued: exit code $?"
is_whole again || fail "after a run is continued the results are others"
echo "ok 2 - a run is ended, in the middle of a shard, and continued"

echo 127.0.0.1:1 >>"$work/targets"
status=0
scan again || status=$?
[ $status = 2 ] && grep -q 'is of another run' "$work/run.log" || fail "another list: $status"
settings="$settings --require none" RETRIES=1
export RETRIES
status=0
scan other || status=$?
[ $status = 5 ] || fail "options that do not fit the hosts: exit code $status"
echo "ok 3 - another list, and options that do not fit, are noticed"
