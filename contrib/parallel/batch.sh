#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# batch.sh HOSTS REQUESTS RESULTS [OPTION]...: judges a file of requests on several hosts, with GNU
# parallel over SSH.
#
#     HOSTS     one host a line, as for parallel --sshloginfile: [JOBS/]HOST; ":" is this machine.
#               Each job uses all processors of its host: JOBS is 1, or 2 to hide the network
#     REQUESTS  requests of `tlsbox verify --batch`, one a line
#     RESULTS   gets one result a line, in the order of the requests; if it has some already, the
#               run continues after them.  RESULTS.jobs is the log of the jobs, RESULTS.log has
#               what they print to standard error
#     OPTION    for `tlsbox verify`; files that it names are those of the hosts
#
# BLOCK (4M) is what a job gets, RETRIES (3) how often it is tried, SSH the command instead of ssh.
# A job that fails is tried again, on another host if there is one, and only the output of its last
# try counts.  The exit code is that of parallel: how many blocks failed in the end.
#
# The hosts need tlsbox, perl, and a key that lets you in without a password.
set -eu
[ $# -ge 3 ] || {
    echo "usage: batch.sh HOSTS REQUESTS RESULTS [OPTION]..." >&2
    exit 2
}
hosts=$1 requests=$2 results=$3
shift 3

# In the order of the requests, the results of a run that was ended are a beginning of all, one for
# each line that is not empty.  A part of a line at their end is cut off.
done=0
if [ -s "$results" ]; then
    done=$(wc -l <"$results")
    truncate -s "$(head -n "$done" "$results" | wc -c)" "$results"
fi
echo "batch.sh: $done results are there" >&2

# A job has failed if its host has no trust anchors, which an empty batch finds out, or if it did not
# end by itself.  Exit codes that come from requests would be the same on every host.
# shellcheck disable=SC2016  # the shell of the host reads this
job='said=$("$@" </dev/null 2>&1) || { echo "$said" >&2; exit 1; }
"$@"
case $? in 0 | 1 | 3 | 6) ;; *) exit 1 ;; esac'
sed '/^[[:space:]]*$/d' "$requests" | tail -n "+$((done + 1))" |
    parallel --will-cite --pipe --block "${BLOCK-4M}" --keep-order ${SSH:+--ssh "$SSH"} \
        --sshloginfile "$hosts" --retries "${RETRIES-3}" --joblog "$results.jobs" --quote \
        sh -c "$job" sh tlsbox verify --batch --stats "$@" >>"$results" 2>>"$results.log"
