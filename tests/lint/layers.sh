#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Holds every include and every call against layers.txt, and layers.txt against them: a permission
# that nothing uses is an error.
set -u
lint=$(cd "$(dirname "$0")" && pwd)
cd "$lint/../.." || exit 99

sources=$(find app cmd lib trust tests fuzz bench -name '*.[ch]' | LC_ALL=C sort)

# The first part reads the raw lines, whose quotes matter; the second the code without literals.
{
    # shellcheck disable=SC2086  # one word a file, and none holds a space
    grep -Hn '^[[:space:]]*#[[:space:]]*include' $sources
    echo '---'
    # shellcheck disable=SC2086
    LC_ALL=C awk -f "$lint/strip.awk" $sources
} | LC_ALL=C awk -v table=tests/lint/layers.txt '
function inside(path, room) { return path == room || index(path, room "/") == 1 }
function say(place, text) { print place ": " text; bad = 1 }

# allowed: is the path in one of the rooms that the row of layers.txt lists?
function allowed(path, row,    n, r, i) {
    n = split(rooms_of[row], r, " ")
    for (i = 1; i <= n; i++)
        if (inside(path, r[i])) {
            used[row, r[i]] = 1
            return 1
        }
    return 0
}
function check_used(row,    n, r, i) {
    n = split(rooms_of[row], r, " ")
    for (i = 1; i <= n; i++)
        if (!((row, r[i]) in used))
            say(table ":" row, "nothing uses this permission: " r[i])
}
function room_of(path,    r, best) {
    best = ""
    for (r in room)
        if (inside(path, r) && length(r) > length(best))
            best = r
    return best
}
function check_include(file, place, line,    name, own, r, o) {
    name = line
    sub(/^[^"<]*["<]/, "", name)
    sub(/[">].*$/, "", name)
    own = room_of(file)
    has_files[own] = 1
    if (line ~ /"/) {
        if (name == "config.h")
            return
        if (name !~ /\//)
            say(place, "name the path from the root: " name)
        r = room_of(name)
        if (r == "")
            say(place, "in no room: " name)
        else if (r != own && !allowed(name, room[own]))
            say(place, own " may not include " name)
        return
    }
    for (o in only)
        if ((o ~ /\/$/ ? index(name, o) == 1 : name == o) && !allowed(file, only[o]))
            say(place, "<" name "> is not for " own)
}
function check_calls(file, place, code,    n, words, i, w, rest) {
    gsub(/[^A-Za-z0-9_(.>]+/, " ", code)
    gsub(/ *\(/, "( ", code)
    n = split(code, words, " ")
    for (i = 1; i <= n; i++) {
        w = words[i]
        if (w !~ /^[a-z_][a-z0-9_]*\($/)
            continue
        sub(/\($/, "", w)
        if (w in calls && !allowed(file, calls[w]))
            say(place, w "() may not be called here")
    }
}
BEGIN {
    for (row = 1; (getline line < table) > 0; row++) {
        if (line !~ /^(room|only|call) /)
            continue
        split(line, f, " ")
        if (f[1] == "room")
            room[f[2]] = row
        else if (f[1] == "only")
            only[f[2]] = row
        else
            for (i = 2; f[i] != ":"; i++)
                calls[f[i]] = row
        sub(f[1] == "call" ? "^[^:]*: *" : "^[^ ]+ +[^ ]+ *", "", line)
        rooms_of[row] = line
    }
    FS = ":"
}
$0 == "---" { code = 1; next }
{
    file = $1
    place = $1 ":" $2
    text = substr($0, length(place) + 2)
    if (code)
        check_calls(file, place, text)
    else
        check_include(file, place, text)
    seen++
}
END {
    if (seen < 100) {
        print "layers.sh: only " seen + 0 " lines looked at: the lint itself is broken"
        bad = 1
    }
    for (row in rooms_of)
        check_used(row)
    for (r in room)
        if (!(r in has_files))
            say(table ":" room[r], "a room without files: " r)
    exit bad
}'
