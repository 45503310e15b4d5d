#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# scan.sh HOSTS TARGETS RESULTS [OPTION]...: scans a list of targets from several hosts, with GNU
# parallel over SSH.
#
#     HOSTS     one host a line, as for parallel --sshloginfile: [JOBS/]HOST; ":" is this machine.
#               A job scans many targets at a time: JOBS is 1, or the number of processors
#     TARGETS   a file with a target on each line, as for `tlsbox scan --targets`
#     RESULTS   a directory.  K.ndjson gets the results of shard K; when all are done,
#               `cat RESULTS/*.ndjson` has each result once.  K.ndjson.err has what was printed to
#               standard error, and `jobs` is the log of the jobs.  If it is there already, the run
#               continues: only shards that are not complete are scanned
#     OPTION    for `tlsbox scan`; files that it names are those of the hosts
#
# SHARDS (32) is the number of jobs, RETRIES (3) how often each is tried, SSH the command instead of
# ssh.  A job that fails is tried again, on another host if there is one, and only the output of its
# last try counts.  The exit code is that of parallel: how many shards failed in the end.
#
# The hosts need tlsbox, perl, and a key that lets you in without a password.
set -eu
[ $# -ge 3 ] || {
    echo "usage: scan.sh HOSTS TARGETS RESULTS [OPTION]..." >&2
    exit 2
}
hosts=$1 targets=$2 results=$3
shift 3
mkdir -p "$results"

# The shards of another list or of another number hold other targets.
run="${SHARDS-32} shards of $(cksum <"$targets")"
[ -e "$results/run" ] || echo "$run" >"$results/run"
[ "$(cat "$results/run")" = "$run" ] || {
    echo "scan.sh: $results is of another run: $(cat "$results/run"), and not $run" >&2
    exit 2
}

# Each job gets all targets, and chooses its own: a target that is given twice is in one shard, and
# hosts need no file.  A job has failed if its options do not fit its host, which an empty list finds
# out, or if it did not end by itself.  Exit codes that come from targets are the same on every host.
# shellcheck disable=SC2016  # the shell of the host reads this
job='shard=$1
shift
said=$("$@" - </dev/null 2>&1) || { echo "$said" >&2; exit 1; }
"$@" --shard "$shard" -
case $? in 0 | 1 | 3 | 4 | 5 | 6) ;; *) exit 1 ;; esac'
for _ in $(seq "${SHARDS-32}"); do
    tr '\000' '\001' <"$targets"
    printf '\000'
done | parallel --will-cite --pipe -N 1 --block "$(($(wc -c <"$targets") + 2))" --recend '\0' --rrs \
    ${SSH:+--ssh "$SSH"} --sshloginfile "$hosts" --retries "${RETRIES-3}" \
    --joblog "$results/jobs" --resume-failed --results "$results/{#}.ndjson" --quote \
    sh -c "$job" sh "{#}/${SHARDS-32}" tlsbox scan --json "$@" >/dev/null 2>>"$results/log"
