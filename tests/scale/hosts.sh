# SPDX-License-Identifier: GPL-3.0-or-later
# Two hosts for GNU parallel, alpha and beta: each has an sshd of its own at an address of loopback.
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
export SSH="ssh -F $work/ssh" PARALLEL_HOME="$work" PARALLEL_SHELL=/bin/sh
