#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A name is one thing in the whole tree: no two structs, unions or enums have the same tag, and no
# two sources the same stem (x.c and x.h are one).
set -u
lint=$(cd "$(dirname "$0")" && pwd)
cd "$lint/../.." || exit 99

sources=$(find app cmd lib trust -name '*.[ch]' | LC_ALL=C sort)

# shellcheck disable=SC2086  # one word a file, and none holds a space
LC_ALL=C awk -f "$lint/strip.awk" $sources | LC_ALL=C awk -F : '
function say(place, text) { print place ": " text; bad = 1 }
$1 != file {
    file = $1
    path = stem = file
    sub(/[.][ch]$/, "", path)
    sub(/.*\//, "", stem)
    sub(/[.][ch]$/, "", stem)
    if (stem in at && at[stem] != path)
        say(file ":1", at[stem] " has the same stem")
    else
        at[stem] = path
    files++
}
{
    code = substr($0, length($1 $2) + 3)
    if (!match(code, /(^|[^A-Za-z0-9_])(struct|union|enum) [A-Za-z0-9_]+ *[{]/))
        next
    tag = substr(code, RSTART, RLENGTH)
    sub(/ *[{]$/, "", tag)
    sub(/.* /, "", tag)
    if (tag in first)
        say($1 ":" $2, tag " is defined in " first[tag])
    else
        first[tag] = $1 ":" $2
    tags++
}
END {
    if (files < 200 || tags < 200) {
        print "unique.sh: only " tags + 0 " tags, " files + 0 " files: the lint itself is broken"
        bad = 1
    }
    exit bad
}'
