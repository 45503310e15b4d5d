#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every "RFC 5280 4.2.1.10" in code, tables, texts and documents names a section that exists, by
# rfc-sections.txt.
set -u
cd "$(dirname "$0")/../.." || exit 99

{ find app cmd lib trust tests fuzz bench man doc po demo -type f; ls -- *.md; } |
    grep -v '^tests/lint/rfc-sections.txt$' | LC_ALL=C sort | xargs grep -l RFC |
    LC_ALL=C awk -v table=tests/lint/rfc-sections.txt '
function say(place, text) { print place ": " text; bad = 1 }

# expand: "4.1.1-3" into the numbers, or letters, of its range.
function expand(rfc, item,    p, head, first, last, i) {
    head = item
    if (!sub(/[^.]*$/, "", head))
        head = ""
    split(substr(item, length(head) + 1), p, "-")
    first = p[1]
    last = p[2] == "" ? first : p[2]
    if (first ~ /[A-Z]/)
        for (i = index(letters, first); i <= index(letters, last); i++)
            exists[rfc, head substr(letters, i, 1)] = 1
    else
        for (i = first + 0; i <= last + 0; i++)
            exists[rfc, head i] = 1
}
function is_section(w) { return w ~ /^([A-Z]|[0-9]+)([.][0-9]+)*$/ }
function check(place, section) {
    sections++
    if (!((rfc, "*") in exists) && !((rfc, section) in exists))
        say(place, "RFC " rfc " has no section " section)
}

# word: the next word of a file.  After "RFC" comes a number, then perhaps a list of sections.
# After the first one only what has a dot counts as a section.
function word(place, w,    ends, comma) {
    if (w == "RFC") {
        state = "number"
        return
    }
    if (state == "")
        return
    ends = w ~ /[:.]$/
    comma = w ~ /,$/
    gsub(/[,:.]+$/, "", w)
    if (state == "number") {
        state = ""
        if (w !~ /^[1-9][0-9]*$/)
            return
        rfc = w
        cited[rfc] = 1
        if (!(rfc in listed))
            say(place, "RFC " rfc " is not in rfc-sections.txt")
        else if (!ends && !comma)
            state = "first"
    } else if (is_section(w) && (state == "first" || w ~ /[.]/)) {
        check(place, w)
        state = ends ? "" : "more"
    } else if (state != "more" || w !~ /^(and|to|or)$/)
        state = ""
}
BEGIN {
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    while ((getline line < table) > 0) {
        row++
        if (line ~ /^#/ || line == "")
            continue
        n = split(line, f, " ")
        listed[f[1]] = row
        for (i = 2; i <= n; i++)
            if (f[i] == "*")
                exists[f[1], "*"] = 1
            else
                expand(f[1], f[i])
    }
}
{
    file = $0
    state = ""
    for (number = 1; (getline line < file) > 0; number++) {
        if (state == "" && line !~ /RFC/)
            continue
        sub(/^[ \t]*([*#]|[.]?\\")?[ \t]*/, "", line)
        gsub(/[)(<>|;{}=+]|\]|\[|[^ -~]/, " ; ", line)
        gsub(/["`\\]|\\n/, " ", line)
        n = split(line, f, " ")
        for (i = 1; i <= n; i++)
            word(file ":" number, f[i])
    }
    close(file)
}
END {
    for (rfc in listed)
        if (!(rfc in cited))
            say(table ":" listed[rfc], "nothing cites RFC " rfc)
    if (sections < 2000) {
        print "references.sh: only " sections + 0 " sections looked at: the lint itself is broken"
        bad = 1
    }
    exit bad
}'
