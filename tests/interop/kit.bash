# SPDX-License-Identifier: GPL-3.0-or-later
# Shared by both interop tables: a work folder, ports, counting.
# shellcheck shell=bash
work=$(mktemp -d)
agree=0
failed=0
skipped=0
port=
declare -A running missing # server -> port; peer -> 1
pids=()

finish()
{
    [ ${#pids[@]} = 0 ] || kill "${pids[@]}" 2>/dev/null
    wait 2>/dev/null
    rm -rf "$work"
}
trap finish EXIT

have()
{
    command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ]
}

# listening PORT: does somebody listen there?  Asks the kernel, since a connection would disturb.
listening()
{
    grep -qi ": [0-9A-F]*:$(printf %04X "$1") [0-9A-F]*:0000 0A " /proc/net/tcp /proc/net/tcp6
}

# pick_port: sets $port to a port from $first_port on that nobody listens at.  Tables that run at
# the same time, and tests/cmd, have ranges of their own.
pick_port()
{
    next_port=$((${next_port-$((first_port + RANDOM % 3900))} + 1))
    while listening "$next_port"; do
        next_port=$((next_port + 1))
    done
    port=$next_port
}

# await_port: waits until the program started last listens at $port; false if it ended instead.
await_port()
{
    local try
    for try in $(seq 1500); do
        listening "$port" && return
        kill -0 "${pids[-1]}" 2>/dev/null || return 1
        sleep 0.02
    done
    return 1
}

# said PEER NAME WRONG: prints and counts one line of the table.  An empty WRONG means agreement.
said()
{
    if [ -z "$3" ]; then
        agree=$((agree + 1))
        printf 'ok    %-8s %s\n' "$1" "$2"
    else
        failed=$((failed + 1))
        printf 'FAIL  %-8s %s: %s\n' "$1" "$2" "$3"
    fi
}

# skip PEER NAME: if the peer is missing, counts that and succeeds.
skip()
{
    [ -n "${missing[$1]-}" ] || return 1
    skipped=$((skipped + 1))
    printf 'SKIP  %-8s %s\n' "$1" "$2"
}

# done_with: prints the last line and sets the exit code.
done_with()
{
    printf '%s agree, %s disagree, %s skipped\n' "$agree" "$failed" "$skipped"
    [ "$failed" = 0 ] || exit 1
    [ "$skipped" = 0 ] || exit 77
}
