#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# How large things are: lines of a function and of a file, parameters, booleans of a struct.  More
# than these cannot be read at once.  With "figures" it prints the medians as well.
set -u
lint=$(cd "$(dirname "$0")" && pwd)
cd "$lint/../.." || exit 99

# strip.awk takes comments and literals away, and prints FILE:LINE:CODE.
find app cmd lib trust -name '*.[ch]' | LC_ALL=C sort |
    xargs env LC_ALL=C awk -f "$lint/strip.awk" |
    LC_ALL=C awk -F : -v figures="${1-}" '
function say(place, text) { print place ": " text; bad = 1 }

# parameters: how many commas part the outermost list of the parentheses of a signature.
function parameters(s,    i, c, depth, n, last) {
    depth = n = 0
    for (i = 1; i <= length(s); i++) {
        c = substr(s, i, 1)
        if (c == "(") {
            if (++depth == 1)
                n = 0
        } else if (c == ")") {
            if (--depth == 0)
                last = n
        } else if (c == "," && depth == 1)
            n++
    }
    return last + 1
}
# booleans: how many members a line of a struct declares as bool.
function booleans(s,    names) {
    if (s !~ /^[ \t]+bool [^(]*;/)
        return 0
    gsub(/[^,\[]/, "", s)
    return s ~ /\[/ ? 0 : length(s) + 1
}
{
    file = $1
    place = $1 ":" $2
    code = substr($0, length(place) + 2)
    if (file != last_file) {
        body = depth = 0
        signature = ""
    }
    last_file = file
    if ($2 + 0 > 500 && file != long_file) {
        long_file = file
        say(place, "a file of more than 500 lines")
    }
}
code ~ /^[a-z].*\(/ && code !~ /[;=]$/ { signature = ""; open_place = place }
code ~ /^[a-z]/ || signature != "" { signature = signature " " code }
code ~ /^\{/ {
    body = $2
    if (parameters(signature) > 6)
        say(open_place, "a function of " parameters(signature) " parameters, the most is 6")
    signature = ""
}
code ~ /^\}/ && body {
    lines = $2 - body - 1
    sizes[lines]++
    functions++
    if (lines > 60)
        say(place, "a function of " lines " lines, the most is 60")
    body = 0
}
code ~ /;[ \t]*$/ { if (!body) signature = "" }

# Members of structs inside a struct count for themselves.
code ~ /^struct [a-z0-9_]+ \{/ { in_struct = place; deep = 0; bools[0] = 0; next }
in_struct != "" {
    if (code ~ /\{[ \t]*$/) {
        bools[++deep] = 0
    } else if (code ~ /^[ \t]*\}/) {
        if (bools[deep] > 8)
            say(in_struct, "a struct of " bools[deep] " booleans, the most is 8")
        if (deep-- == 0)
            in_struct = ""
    } else {
        bools[deep] += booleans(code)
    }
}
END {
    if (functions < 2000) {
        print "shape.sh: only " functions + 0 " functions looked at: the lint itself is broken"
        exit 1
    }
    for (median = 0; seen <= functions / 2; median++)
        seen += sizes[median]
    median--
    if (median > 12) {
        print "shape.sh: the median function has " median " lines, the most is 12"
        bad = 1
    }
    if (figures == "figures")
        print functions " functions, median " median " lines"
    exit bad
}'
