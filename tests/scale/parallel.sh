#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# contrib/parallel: two hosts, each with an sshd of its own at an address of loopback.  One of them
# dies in the middle of a block, of which it has answered a part; then the run is ended and
# continued.  Nothing is lost, nothing comes twice, and the order is that of the requests.
. "$top_srcdir/tests/scale/kit.sh"
sshd=$(command -v sshd || echo /usr/sbin/sshd)
need parallel ssh ssh-keygen pgrep "$sshd"

# sshd of root needs this directory, which the service makes.
[ "$(id -u)" != 0 ] || mkdir -p /run/sshd

# host NAME ADDRESS: an sshd at a free port there whose users find the tlsbox of
# $work/NAME first.
host()
{
    mkdir "$work/$1"
    [ -f "$work/key-$1" ] || ssh-keygen -q -t ed25519 -N '' -f "$work/key-$1"
    cat >"$work/sshd-$1" <<END
ListenAddress $2
HostKey $work/key-$1
AuthorizedKeysFile $work/key.pub
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
SetEnv PATH=$work/$1:$PATH
END
    port=22000
    while :; do
        "$sshd" -D -e -f "$work/sshd-$1" -p $port 2>"$work/sshd-$1.log" &
        pid=$!
        await 5 grep -q -e listening -e 'Cannot bind' "$work/sshd-$1.log"
        ! grep -q 'Cannot bind' "$work/sshd-$1.log" || {
            port=$((port + 1))
            continue
        }
        break
    done
    is_started $pid
    eval "sshd_$1=$pid"
    cat >>"$work/ssh" <<END
Host $1
    HostName $2
    Port $port
END
    echo "[$2]:$port $(cut -d ' ' -f 1-2 "$work/key-$1.pub")" >>"$work/known"
}

ssh-keygen -q -t ed25519 -N '' -f "$work/key"
host alpha 127.0.0.1
host beta 127.0.0.2
cat >>"$work/ssh" <<END
Host *
    User $(id -un)
    IdentityFile $work/key
    IdentitiesOnly yes
    IdentityAgent none
    UserKnownHostsFile $work/known
    BatchMode yes
    LogLevel ERROR
END
printf '1/alpha\n1/beta\n' >"$work/hosts"
ln -s "$TLSBOX" "$work/alpha/tlsbox"
await 5 ssh -F "$work/ssh" alpha true || fail "ssh does not reach the hosts"

# The first block of beta is answered in part; then beta waits for its death.
cat >"$work/beta/tlsbox" <<END
#!/bin/sh
[ ! -e $work/dead ] || exec "$TLSBOX" "\$@"
head -n 20 | "$TLSBOX" "\$@"
touch $work/half
exec sleep 60
END
chmod +x "$work/beta/tlsbox"

export SSH="ssh -F $work/ssh" BLOCK=300k PARALLEL_HOME=$work PARALLEL_SHELL=/bin/sh
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
