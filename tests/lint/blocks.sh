# SPDX-License-Identifier: GPL-3.0-or-later
# The console blocks of documents, for tests that source this: the commands of each are run, and
# what they print is compared with what the document shows.  A line … stands for any lines up to
# the block's end or the next command.  The caller sets $work, a directory, and defines
# `same FILE`, which writes FILE.same: the file without what differs from run to run.

# blocks_run DOCUMENT...: runs the blocks in this directory.  Sets num, how many there are, and
# bad.
blocks_run()
{
    # One file for each block: the commands, and what is shown.
    awk -v work="$work" '
    /^```console$/ { on = 1; n++; next }
    /^```$/ { on = 0 }
    on && /^\$ / { print substr($0, 3) > (work "/" n ".sh") }
    on { print > (work "/" n ".shown") }' "$@"
    bad=0
    num=0
    for shown in "$work"/*.shown; do
        num=$((num + 1))
        blocks_say "${shown%.shown}.sh" >"$work/said"
        same "$work/said"
        same "$shown"
        if ! blocks_compare "$work/said.same" "$shown.same"; then
            echo "in the block of: $(head -n 1 "$shown")"
            bad=1
        fi
    done
}

# blocks_say FILE: the commands of the file, each with what it prints.
blocks_say()
{
    status=0
    while IFS= read -r line; do
        printf '$ %s\n' "$line"
        if [ "$line" = 'echo $?' ]; then
            echo "$status"
        else
            status=0
            sh -c "$line" 2>&1 || status=$?
        fi
    done <"$1"
}

# blocks_compare SAID SHOWN
blocks_compare()
{
    awk -v said="$1" '
        function next_said() { more = (getline line < said) > 0; return more }
        BEGIN { next_said() }
        $0 == "…" { skip = 1; next }
        {
            while (skip && more && line != $0)
                next_said()
            skip = 0
            if (!more || line != $0) {
                print "the document shows: " $0
                print "tlsbox says:        " (more ? line : "nothing")
                exit 1
            }
            next_said()
        }
        END { if (!skip && more) exit 1 }' "$2"
}

# blocks_links DOCUMENT...: the files that the documents link exist, seen from the directory of
# each. Sets bad.
blocks_links()
{
    for document in "$@"; do
        for file in $(grep -ho ']([A-Za-z.][^):]*)' "$document" | sed 's/#[^)]*//' |
            tr -d '[]()'); do
            if [ ! -e "$(dirname "$document")/$file" ]; then
                echo "$document links $file, which does not exist"
                bad=1
            fi
        done
    done
}
