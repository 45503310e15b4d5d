#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What README.md shows is what the program says: runs the commands of its console blocks in demo/
# and compares.  A line … stands for any lines up to the block's end or the next command.
set -u
top=$(cd "$(dirname "$0")/../.." && pwd)
tlsbox=${TLSBOX:?the program to run}
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin" && ln -s "$tlsbox" "$work/bin/tlsbox"
PATH=$work/bin:$PATH
cd "$top/demo" || exit 99

# One file for each block: the commands, and what is shown.
awk -v work="$work" '
/^```console$/ { on = 1; n++; next }
/^```$/ { on = 0 }
on && /^\$ / { print substr($0, 3) > (work "/" n ".sh") }
on { print > (work "/" n ".shown") }' "$top/README.md"

bad=0
num=0
for shown in "$work"/*.shown; do
    num=$((num + 1))
    status=0
    while IFS= read -r line; do
        printf '$ %s\n' "$line"
        if [ "$line" = 'echo $?' ]; then
            echo "$status"
        else
            sh -c "$line" 2>&1
            status=$?
        fi
    done <"${shown%.shown}.sh" >"$work/said"
    if ! awk -v said="$work/said" '
        function next_said() { more = (getline line < said) > 0; return more }
        BEGIN { next_said() }
        $0 == "…" { skip = 1; next }
        {
            while (skip && more && line != $0)
                next_said()
            skip = 0
            if (!more || line != $0) {
                print "README.md shows: " $0
                print "tlsbox says:     " (more ? line : "nothing")
                exit 1
            }
            next_said()
        }
        END { if (!skip && more) exit 1 }' "$shown"; then
        echo "in the block of: $(head -n 1 "$shown")"
        bad=1
    fi
done
if [ "$num" -lt 3 ]; then
    echo "readme.sh: only $num blocks found: the lint itself is broken"
    bad=1
fi
exit $bad
