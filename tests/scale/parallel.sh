#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# contrib/parallel: two hosts, each with an sshd of its own at an address of loopback.  One of them
# dies in the middle of a block, of which it has answered a part; then the run is ended and
# continued.  Nothing is lost, nothing comes twice, and the order is that of the requests.
. "$top_srcdir/tests/scale/hosts.sh"

# The first block of beta is answered in part; then beta waits for its death.
cat >"$work/beta/tlsbox" <<END
#!/bin/sh
[ ! -e $work/dead ] || exec "$TLSBOX" "\$@"
head -n 20 | "$TLSBOX" "\$@"
touch $work/half
exec sleep 60
END
chmod +x "$work/beta/tlsbox"

export BLOCK=300k
make_requests 3000

# batch RESULTS
batch()
{
    # shellcheck disable=SC2086  # options
    "$contrib/parallel/batch.sh" "$work/hosts" "$work/requests.ndjson" "$work/$1" \
        $settings 2>>"$work/run.log"
}

# is_whole RESULTS: they are those of one run on one machine, but for the numbers of lines that are
# no requests, which count from the start of a block.
is_whole()
{
    for results in "$1" expected.ndjson; do
        sed 's/"line":[0-9]*,/"line":null,/' "$work/$results" >"$work/$results.compared"
    done
    cmp "$work/$1.compared" "$work/expected.ndjson.compared"
}

batch results.ndjson &
run=$!
is_started $run
await 30 [ -e "$work/half" ]
end_tree "$sshd_beta"
touch "$work/dead"
wait $run || fail "with a dead host: exit code $?"
is_whole results.ndjson || fail "with a dead host the results are others"
echo "ok 1 - a host dies in the middle of a block"

echo 1/alpha >"$work/hosts"
batch again.ndjson &
run=$!
await 30 has_lines "$work/again.ndjson" 200
end_tree $run
! has_lines "$work/again.ndjson" 3000 || fail "the run was done before it was ended"
printf '{"id":"r000' >>"$work/again.ndjson"
batch again.ndjson || fail "continued: exit code $?"
is_whole again.ndjson || fail "after a run is continued the results are others"
echo "ok 2 - a run is ended, in the middle of a line, and continued"
