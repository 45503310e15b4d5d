# SPDX-License-Identifier: GPL-3.0-or-later
# Shared by both interop tables: a work folder, ports, counting.
# shellcheck shell=bash
work=$(mktemp -d)
agree=0
failed=0
skipped=0
port=
declare -A running missing # server -> port; peer -> 1
declare -A stack          # peer -> its name in the table of groups, for those that are in it
groups=()
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

# chosen PEER NAME JSON: keeps a line for the table of groups, if the peer has a name there.
chosen()
{
    local line
    [ -n "${stack[$1]-}" ] || return 0
    line=$(jq -r --arg stack "${stack[$1]}" --arg row "$2" '
        select(.group) | [$stack, .version, .group,
            if .resumed then "resumed" elif .retried then "after a retry" else "at once" end,
            $row] | @tsv' <<<"$3" 2>/dev/null)
    [ -z "$line" ] || groups+=("$line")
}

# align: prints lines of cells separated by tabs as columns.
align()
{
    awk -F '\t' '{
            cells[NR] = NF
            for (i = 1; i <= NF; i++) {
                cell[NR, i] = $i
                if (length($i) > width[i])
                    width[i] = length($i)
            }
        }
        END {
            for (line = 1; line <= NR; line++) {
                for (i = 1; i < cells[line]; i++)
                    printf "%-*s", width[i] + 2, cell[line, i]
                print cell[line, cells[line]]
            }
        }'
}

# done_with DIRECTION: prints the table of groups and the last line, and sets the exit code.
done_with()
{
    if [ ${#groups[@]} != 0 ]; then
        printf '\nGroups between %s, each with the first row that has it:\n' "$1"
        printf '%s\n' "${groups[@]}" | awk -F '\t' '!seen[$1, $2, $3, $4]++' |
            sort -s -t $'\t' -k1,1 | align
        echo
    fi
    printf '%s agree, %s disagree, %s skipped\n' "$agree" "$failed" "$skipped"
    [ "$failed" = 0 ] || exit 1
    [ "$skipped" = 0 ] || exit 77
}
