#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# mutations.sh [TABLE]: checks that every row of mutations.txt matches the tree: its file exists,
# the text to remove is on exactly one line of it, and the replacement differs.
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
