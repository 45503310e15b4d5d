#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# run.sh BUILD FIRST NUMBER: runs the differential fuzzer over NUMBER seeds from FIRST on, with one
# process for each processor.  Prints the table of each process; fails if one has a kind of
# difference that explained.def does not list.
set -u
build=${1:?usage: run.sh BUILD FIRST NUMBER}
first=${2:?usage: run.sh BUILD FIRST NUMBER}
number=${3:?usage: run.sh BUILD FIRST NUMBER}
jobs=$(nproc)
each=$(((number + jobs - 1) / jobs))
failed=0
pids=

cd "$build" || exit 99
export DIFFER_GO=tests/differ/peer-go
for job in $(seq "$jobs"); do
    tests/differ/differ $((first + (job - 1) * each)) "$each" >"tests/differ/job-$job.log" &
    pids="$pids $!"
done
job=0
for pid in $pids; do
    job=$((job + 1))
    if wait "$pid"; then
        tail -n 1 "tests/differ/job-$job.log"
    else
        failed=1
        grep -B1 -E 'NOT EXPLAINED|chains,' "tests/differ/job-$job.log"
    fi
done
exit $failed
