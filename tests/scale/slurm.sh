#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# contrib/slurm: a job array, first with the variables that Slurm sets, then under a munged, a
# slurmctld and a slurmd of its own.  One task is killed in the middle of a line, and started again.
. "$top_srcdir/tests/scale/kit.sh"
need pgrep

mkdir "$work/bin"
# The second task is ended when it has written a part of its results.
cat >"$work/bin/tlsbox" <<END
#!/bin/sh
[ "\$SLURM_ARRAY_TASK_ID" = 2 ] && [ ! -e $work/ended ] || exec "$TLSBOX" "\$@"
"$TLSBOX" "\$@" | head -c 100000
touch $work/ended
kill -9 \$\$
END
chmod +x "$work/bin/tlsbox"
make_requests 3000
# A line that is no request has no id, so that a task that continues answers it again.
sed -i /^this/d "$work/requests.ndjson"
# shellcheck disable=SC2086  # options
"$TLSBOX" verify --batch --stats $settings "$work/requests.ndjson" 2>"$work/expected.log" |
    LC_ALL=C sort >"$work/expected"

# task K: as Slurm starts it.
task()
{
    # shellcheck disable=SC2086  # options
    PATH=$work/bin:$PATH SLURM_ARRAY_TASK_ID=$1 SLURM_ARRAY_TASK_COUNT=4 SLURM_CPUS_PER_TASK=2 \
        sh "$contrib/slurm/batch.sbatch" "$work/requests.ndjson" "$work/results" $settings \
        2>>"$work/tasks.log"
}
for k in 1 2 3 4; do
    task $k || [ $k = 2 ] || fail "task $k: exit code $?"
done
[ -e "$work/ended" ] || fail "the task was not ended"
[ "$(tail -c 1 "$work/results.2.ndjson" | wc -l)" = 0 ] || fail "the task was ended between lines"
task 2 || fail "the task that continues: exit code $?"
# is_whole RESULTS: its four files have each result once.
is_whole()
{
    cat "$work/$1".[1-4].ndjson | LC_ALL=C sort | cmp - "$work/expected"
}
is_whole results || fail "the results are others"
echo "ok 1 - a task is killed and started again"

need node sbatch munged slurmctld slurmd
rm "$work/ended"
mkdir "$work/state" "$work/spool"
host=$(hostname)
dd if=/dev/urandom of="$work/munge.key" bs=1024 count=1 2>/dev/null
chmod 400 "$work/munge.key"
chmod 755 "$work"
# port: one that is free now.
port()
{
    node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => {
        console.log(s.address().port); s.close() })'
}
cat >"$work/slurm.conf" <<END
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
AuthInfo=socket=$work/munge.sock
CredType=cred/munge
SlurmctldPort=$(port)
SlurmdPort=$(port)
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
ReturnToService=2
NodeName=$host NodeAddr=127.0.0.1 CPUs=2 RealMemory=500 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
END
export SLURM_CONF="$work/slurm.conf"
munged --force --foreground --key-file="$work/munge.key" --socket="$work/munge.sock" \
    --pid-file="$work/munge.pid" --log-file="$work/munge.log" --seed-file="$work/munge.seed" \
    >"$work/munged.log" 2>&1 &
is_started $!
await 10 [ -S "$work/munge.sock" ]
slurmctld -D >"$work/slurmctld.log" 2>&1 &
is_started $!
slurmd -D -N "$host" >"$work/slurmd.log" 2>&1 &
is_started $!
is_idle()
{
    timeout 5 sinfo -h -o %t >"$work/sinfo.log" 2>&1 && grep -qx idle "$work/sinfo.log"
}
await 30 is_idle

# submit TASKS
submit()
{
    # shellcheck disable=SC2086  # options
    job=$(PATH=$work/bin:$PATH sbatch --parsable --array="$1" --mem=100 --open-mode=append \
        --output="$work/job-%a.log" "$contrib/slurm/batch.sbatch" "$work/requests.ndjson" \
        "$work/array" $settings)
}
# states: of the tasks, "COMPLETED" or "FAILED" in the end.
states()
{
    scontrol -o show job "$job" | sed 's/.*ArrayTaskId=\([0-9]*\) .*JobState=\([A-Z]*\).*/\1 \2/'
}
# is_over TASKS STATES
is_over()
{
    [ "$(states | grep -cE "^[1-4] ($2)\$")" = "$1" ]
}
submit 1-4
await 60 is_over 4 'COMPLETED|FAILED'
[ "$(states | grep FAILED)" = '2 FAILED' ] || fail "the task was not ended: $(states)"
# As batch.sbatch says; `scontrol requeue` does the same after two minutes.
export SHARDS=4
submit 2
await 60 is_over 1 COMPLETED
is_whole array || fail "the results of Slurm's tasks are others"
echo "ok 2 - a task of Slurm is killed and submitted again"
