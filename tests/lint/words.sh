#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Words that the tree does without: words.txt lists them, with better ones.  They are looked for in
# names, comments, texts and documents, a phrase also across the end of a line.
set -u
cd "$(dirname "$0")/../.." || exit 99

{ find app cmd lib trust tests fuzz bench man doc demo -type f; ls -- *.md; } |
    grep -vE '^(fuzz/seeds|tests/(golden|wycheproof|lint/words))|[.](pem|der|svg|pcapng)$' |
    LC_ALL=C sort | LC_ALL=C awk -v table=tests/lint/words.txt '
function say(place, text) { print place ": " text; bad = 1 }

# token: the next word of a file.  A row is found at its last word; those before it are in last[].
function token(w,    n, row, i, k, long) {
    last[++at] = w
    n = split(ends[w], row, " ")
    for (i = 1; i <= n; i++) {
        long = length_of[row[i]]
        for (k = 0; k < long && last[at - k] == word[row[i], long - k]; k++)
            ;
        if (k == long)
            found(row[i])
    }
}
function found(row,    e) {
    for (e in except)
        if (file == e || index(file, e "/") == 1) {
            used[e] = 1
            return
        }
    say(file ":" number, "\"" phrase[row] "\": " better[row])
}
BEGIN {
    while ((getline line < table) > 0) {
        number++
        if (line ~ /^#/ || line == "")
            continue
        if (sub(/^except /, "", line)) {
            except[line] = number
            continue
        }
        n = index(line, " : ")
        if (n == 0)
            say(table ":" number, "not of the form \"WORDS : BETTER\"")
        phrase[++rows] = substr(line, 1, n - 1)
        better[rows] = substr(line, n + 3)
        length_of[rows] = split(tolower(phrase[rows]), f, /[^a-z0-9]+/)
        for (i = 1; i <= length_of[rows]; i++)
            word[rows, i] = f[i]
        ends[f[length_of[rows]]] = ends[f[length_of[rows]]] " " rows
    }
}
{
    file = $0
    split("", last)
    at = 0
    for (number = 1; (getline line < file) > 0; number++) {
        n = split(tolower(line), f, /[^a-z0-9]+/)
        for (i = 1; i <= n; i++)
            if (f[i] != "")
                token(f[i])
        words += n
    }
    close(file)
}
END {
    for (e in except)
        if (!(e in used))
            say(table ":" except[e], "needs no exception: " e)
    if (words < 500000 || rows < 10) {
        print "words.sh: only " words + 0 " words looked at: the lint itself is broken"
        bad = 1
    }
    exit bad
}'
