#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every key of the JSON Schema is on the page of tlsbox-json(5), on a line with the macro Sy.
set -u
cd "$(dirname "$0")/../.." || exit 99
missing=$(mktemp) || exit 99
trap 'rm -f "$missing"' EXIT

LC_ALL=C awk '
# The keys on the page.
FILENAME ~ /\.5$/ {
    if (/^\..*[. ]Sy / || /^\.Sy /)
        for (i = 2; i <= NF; i++)
            on_page[$i] = 1
    next
}
# The schema, token by token: a key counts if the object that it is in is the value of "properties".
{
    text = $0
    while (match(text, /"([^"\\]|\\.)*"|[{}:,\[\]]/)) {
        token = substr(text, RSTART, RLENGTH)
        text = substr(text, RSTART + RLENGTH)
        if (token == "{" || token == "[") {
            within[++depth] = key
        } else if (token == "}" || token == "]") {
            depth--
        } else if (token == ":") {
            key = last
            if (within[depth] == "properties")
                keys[key] = keys[key] == "" ? FNR : keys[key]
        }
        last = substr(token, 2, length(token) - 2)
    }
}
END {
    for (key in keys) {
        num++
        if (!(key in on_page))
            printf "doc/tlsbox.schema.json:%d: %s is not on the page man/tlsbox-json.5\n",
                keys[key], key
    }
    if (num == 0)
        print "doc/tlsbox.schema.json: no keys were found"
}' man/tlsbox-json.5 doc/tlsbox.schema.json | sort -t: -k2n >"$missing"
cat "$missing"
[ ! -s "$missing" ]
