#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every row of mutations.txt fits the tree: its file is there, what it takes away stands there on
# exactly one line, as mutate.sh wants it, and what takes its place is something else.
# mutations.sh [TABLE]
set -u
cd "$(dirname "$0")/../.." || exit 99
table=${1:-tests/neg/mutations.txt}

LC_ALL=C awk '
function say(text) { print FILENAME ":" FNR ": " text; bad = 1 }
function load(name,    line) {
    for (lines = 0; (getline line <name) > 0; )
        text[++lines] = line
    close(name)
    if (lines == 0)
        say("no such file: " name)
}
function places(old,    n, found) {
    for (n = 1; n <= lines; n++)
        found += index(text[n], old) > 0
    return found + 0
}
/^#/ || $0 == "" { next }
/^- / {
    if (old != "")
        say("nothing takes the place of the row before")
    old = substr($0, 3)
    next
}
/^\+/ {
    rows++
    if (old == "")
        say("takes the place of nothing")
    else if (lines > 0 && (found = places(old)) != 1)
        say(file ": stands on " found " lines: " old)
    if (substr($0, 3) == old)
        say("changes nothing: " old)
    if ((file, old, $0) in seen)
        say("stands here twice: " old)
    seen[file, old, $0] = 1
    old = ""
    next
}
{
    if (old != "")
        say("nothing takes the place of the row before")
    old = ""
    file = $0
    load(file)
}
END {
    if (old != "")
        say("nothing takes the place of the last row")
    if (rows == 0)
        say("no rows")
    exit bad
}' "$table"
