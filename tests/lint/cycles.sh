#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# No cycles, by the symbols of the objects: a file points at another if it uses what that defines.
# Neither files nor rooms (folders) may point at each other in a circle.  cycles.txt lists the
# arrows that are left out, each with its reason; one that closes no cycle is an error.
# cycles.sh [BUILD]
set -u
top=$(cd "$(dirname "$0")/../.." && pwd)
cd "${1:-${top_builddir:-$top}}" || exit 99

# Objects of sources that are gone may still lie about.
objects=$(find cmd app lib trust -name '*.o' | LC_ALL=C sort | while read -r o; do
    [ ! -f "$top/${o%.o}.c" ] || echo "$o"
done)

# shellcheck disable=SC2086  # one word a file, and none holds a space
${NM:-nm} -A -P -g $objects | LC_ALL=C awk -v table="$top/tests/lint/cycles.txt" '
function say(place, text) { print place ": " text; bad = 1 }
function room(file) { sub(/\/[^\/]*$/, "", file); return file }

# point: an arrow of a graph ("file" or "room"), and a symbol that makes it.
function point(g, a, b, symbol) {
    if (a == b || (g, a, b) in by)
        return
    by[g, a, b] = symbol
    nodes[g, a] = a
    nodes[g, b] = b
    to[g, a, ++degree[g, a]] = b
}

# Tarjan: nodes that reach each other get the same number in of[].  known: whether the arrows of the
# table count.
function visit(g, v, known,    i, w, n) {
    mark[v] = low[v] = ++clock
    stack[++top] = v
    on[v] = 1
    for (i = 1; i <= degree[g, v]; i++) {
        w = to[g, v, i]
        if (!known && (g, v, w) in row)
            continue
        if (!(w in mark)) {
            visit(g, w, known)
            if (low[w] < low[v])
                low[v] = low[w]
        } else if (on[w] && mark[w] < low[v])
            low[v] = mark[w]
    }
    if (low[v] != mark[v])
        return
    groups++
    do {
        w = stack[top--]
        on[w] = 0
        of[w] = groups
        n++
    } while (w != v)
    size[groups] = n
}
function group(g, known,    i) {
    split("", mark); split("", low); split("", on); split("", of); split("", size)
    clock = top = groups = 0
    for (i in nodes)
        if (index(i, g SUBSEP) == 1 && !(nodes[i] in mark))
            visit(g, nodes[i], known)
}
function check(g,    i, p, n) {
    group(g, 1)
    for (i in row) {
        split(i, p, SUBSEP)
        if (p[1] == g && !(i in by))
            say("tests/lint/cycles.txt:" row[i], "no such arrow: " p[2] " -> " p[3])
        else if (p[1] == g && of[p[2]] != of[p[3]])
            say("tests/lint/cycles.txt:" row[i], "closes no cycle: " p[2] " -> " p[3])
    }
    group(g, 0)
    for (i in by) {
        split(i, p, SUBSEP)
        if (p[1] != g || of[p[2]] != of[p[3]] || i in row)
            continue
        say(p[2], "in a cycle of " size[of[p[2]]] " " g "s with " p[3] ": " by[i])
    }
    for (i in nodes)
        n += index(i, g SUBSEP) == 1
    return n
}
BEGIN {
    while ((getline line < table) > 0) {
        number++
        if (line == "" || line ~ /^#/)
            continue
        n = split(line, f, " ")
        if (n < 6 || f[1] !~ /^(file|room)$/ || f[3] != "->" || f[5] != ":")
            say("tests/lint/cycles.txt:" number, "not of the form \"file A -> B : reason\"")
        else
            row[f[1], f[2], f[4]] = number
    }
}
{
    file = $1
    sub(/\.o:$/, "", file)
    if ($3 == "U") {
        uses[++num] = $2
        user[num] = file
    } else
        defines[$2] = file
}
END {
    if (num == 0) {
        print "cycles.sh: nm reads nothing of these objects (bitcode?)"
        exit 77
    }
    for (i = 1; i <= num; i++)
        if (uses[i] in defines) {
            point("file", user[i], defines[uses[i]], uses[i])
            point("room", room(user[i]), room(defines[uses[i]]), uses[i])
        }
    files = check("file")
    rooms = check("room")
    if (files < 200 || rooms < 10) {
        print "cycles.sh: only " files + 0 " files, " rooms + 0 " rooms: the lint itself is broken"
        bad = 1
    }
    exit bad
}'
