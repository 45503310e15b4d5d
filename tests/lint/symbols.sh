#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What a comment names exists: name(), a word_with_underscores, struct name, file.c.  So do the
# files that documents name, and the functions that ARCHITECTURE.md and doc/ name.  symbols.txt
# lists the names of other people's standards and libraries.
set -u
cd "$(dirname "$0")/../.." || exit 99

{
    find app cmd lib trust tests fuzz bench -name '*.[ch]' -o -name '*.def' | LC_ALL=C sort
    echo '---'
    find . -name '*.md' ! -path './build*' | sed 's,^\./,,' | LC_ALL=C sort
    echo '---'
    find app cmd lib trust tests fuzz bench contrib doc po man demo -type f
    ls
} | LC_ALL=C awk -v table=tests/lint/symbols.txt '
function say(place, text) { print place ": " text; bad = 1 }

# note: the words of a line of code.  So far as comments go they are all names of ours.
function note(code,    n, w, i) {
    gsub(/[^A-Za-z0-9_]+/, " ", code)
    n = split(code, w, " ")
    for (i = 1; i <= n; i++) {
        if (i > 1 && w[i - 1] ~ /^(struct|enum|union)$/)
            tags[w[i]] = 1
        known[w[i]] = 1
    }
}
function keep(text) {
    comment[++comments] = text
    place[comments] = file ":" number
}

# take: a line, by turns code and comment.  Quotes count where a comment could begin in them.
function take(line,    at, head) {
    while (line != "") {
        if (inside) {
            at = index(line, "*/")
            keep(at ? substr(line, 1, at - 1) : line)
            inside = !at
            line = at ? substr(line, at + 2) : ""
            continue
        }
        at = match(line, /\/[*\/]/)
        if (!at) {
            note(line)
            return
        }
        head = substr(line, 1, at - 1)
        note(head)
        if (gsub(/"/, "", head) % 2 == 1) { # in a string
            line = substr(line, at + 2)
            continue
        }
        inside = substr(line, at, 2) == "/*"
        if (!inside)
            keep(substr(line, at + 2))
        line = inside ? substr(line, at + 2) : ""
    }
}
# is_there: a name of the tree or of the table, which takes note of it.
function is_there(w) {
    if (w in outside)
        used[w] = 1
    return w in known || w in stems || w in outside
}
function check_file(where, name) {
    if (name ~ /NAME/) # a pattern
        return
    if (!(name in files) && (name ~ /\// || !(name in names)) && !is_there(name))
        say(where, "no such file: " name)
}
function check(where, text,    n, w, i, word, before) {
    gsub(/[^A-Za-z0-9_.\/()-]+/, " ", text)
    n = split(text, w, " ")
    for (i = 1; i <= n; i++) {
        word = w[i]
        sub(/^\(+/, "", word)
        before = i > 2 ? w[i - 2] : ""
        if (i > 1 && w[i - 1] ~ /^(struct|enum|union)$/ && word ~ /^[a-z][a-z0-9_]*/ &&
            before !~ /^([Tt]he|[Aa]n?|this|each|whole|zero|one|its)$/) {
            gsub(/[^a-z0-9_].*/, "", word)
            if (!(word in tags) && !is_there(word))
                say(where, "no such struct or enum: " word)
        }
        if (word ~ /^[A-Za-z_][A-Za-z0-9_]*\(\)/) {
            sub(/\(.*/, "", word)
            if (!is_there(word))
                say(where, "no such function: " word "()")
            continue
        }
        sub(/[.)\/(-]+$/, "", word)
        if (word ~ /^[A-Za-z0-9_][A-Za-z0-9_\/-]*\.(c|h|def|sh|awk|bats|mk)$/)
            check_file(where, word)
        else if (word ~ /^[a-z][a-z0-9]*(_[a-z0-9]+)+$/ && !is_there(word))
            say(where, "no such name: " word)
    }
}
# check_code: the names between `backquotes` in a line of a document.
function check_code(where, line,    n, part, i) {
    n = split(line, part, "`")
    for (i = 2; i <= n; i += 2)
        check(where, part[i])
}
BEGIN {
    path = "(app|cmd|lib|trust|tests|fuzz|bench|doc|demo|man)/[A-Za-z0-9_/.-]*[.][a-z0-9]+"
    while ((getline line < table) > 0) {
        number++
        if (line !~ /^#/ && line != "")
            outside[line] = number
    }
}
$0 == "---" { part++; next }
part == 0 { sources[++num] = $0 }
part == 1 { documents[++docs] = $0 }
{
    name = $0
    files[name] = 1
    sub(/.*\//, "", name)
    names[name] = 1
    sub(/\.[^.]*$/, "", name)
    stems[name] = 1
}
END {
    for (i = 1; i <= num; i++) {
        file = sources[i]
        inside = 0
        for (number = 1; (getline line < file) > 0; number++)
            take(line)
        close(file)
    }
    for (i = 1; i <= comments; i++)
        check(place[i], comment[i])
    for (i = 1; i <= docs; i++)
        for (number = 1; (getline line < documents[i]) > 0; number++) {
            if (documents[i] ~ /^(ARCHITECTURE|doc\/)/)
                check_code(documents[i] ":" number, line)
            while (match(line, path)) {
                check_file(documents[i] ":" number, substr(line, RSTART, RLENGTH))
                line = substr(line, RSTART + RLENGTH)
            }
        }
    for (name in outside)
        if (!(name in used))
            say(table ":" outside[name], "no comment names " name)
    if (comments < 5000 || docs < 3) {
        print "symbols.sh: only " comments + 0 " lines of comments: the lint itself is broken"
        bad = 1
    }
    exit bad
}'
